import { commonEn } from './common-en.ts';
import type { StartText } from './start-vi.ts';

export const startEn: StartText = {
  ...commonEn,
  title: 'Điểm Cầu Hub',
  what: 'Follows the links and the headcounts of all points of a live session.',
  howTitle: 'How to get in',
  how: [
    'Operators of a point: scan the QR code on the card of your point, or open the link you were sent.',
    'Control room, technicians, administrators: open the link you were given.',
    'The link does not open: type the code of 10 characters below.',
  ],
  code: 'Sign-in code',
  codeHint: '10 characters, upper or lower case',
  enter: 'Enter',
  codeShort: (missing) => `${missing} more characters.`,
  codeLong: 'A code has 10 characters. If it is a link, open it in the browser.',
  codeLetter: (letter) => `No code contains “${letter}”. Look at the card again.`,
  signedIn: 'This device is signed in',
  page: {
    operator: 'Page of the point',
    technician: 'Technician',
    controller: 'Control room',
    wall: 'Wall',
    administrator: 'Administrator',
  },
  ask: 'No card and no link: call the control room of the session.',
};
