import { entranceEn } from './entrance-en.ts';
import { errorsEn } from './errors-en.ts';
import type { CommonText } from './common-vi.ts';

export const commonEn: CommonText = {
  locale: 'en-GB',
  product: 'Điểm Cầu Hub',
  state: {
    up: 'Up',
    joining: 'Joining',
    impaired: 'Impaired',
    lost: 'Lost',
    unknown: 'Unknown',
    absent: 'Not joined',
    left: 'Left',
  },
  phase: { planned: 'Planned', rehearsal: 'Rehearsal', live: 'Live', ended: 'Ended' },
  elapsed: {
    seconds: (count) => `${count} s`,
    minutes: (count) => `${count} min`,
    hours: (hours, minutes) => `${hours} h ${minutes} min`,
    days: (days, hours) => `${days} d ${hours} h`,
    shortSeconds: (count) => `${count} s`,
    shortMinutes: (count) => `${count} m`,
    shortHours: (hours, minutes) => `${hours} h ${minutes}`,
  },
  roundName: (round) =>
    round.kind === 'named'
      ? round.name
      : { opening: 'Opening', 'mid-session': 'Mid-session', closing: 'Closing' }[round.kind],
  none: '—',
  close: 'Close',
  cancel: 'Cancel',
  retry: 'Try again',
  dismiss: 'Hide this notice',
  language: 'Tiếng Việt',
  languageLabel: 'Switch to Vietnamese',
  themeLight: 'Light',
  themeDark: 'Dark',
  entrance: entranceEn,
  errors: errorsEn,
  unanswered: 'The hub has not answered; it may or may not have taken it. Look, and do it again if needed.',
};
