import type { InAppText } from './in-app-vi.ts';

export const inAppEn: InAppText = {
  title: (browser) => `Please open this in ${browser}`,
  why: (app) =>
    `This page is open inside ${app}. In here the device would forget the point when the window closes, so it has not signed in.`,
  otherApp: 'another app',
  menuTitle: 'One way: the app’s own menu',
  menu: (browser) => [
    'Tap the three dots (⋯ or ⋮) in a corner of the screen.',
    `Choose “Open in browser” or “Open in ${browser}”.`,
  ],
  copyTitle: 'Another way: copy the link',
  copy: (browser) => [
    'Tap “Copy the link” below.',
    `Go to the home screen and open ${browser}.`,
    'Hold the address field at the top, choose Paste, then Go.',
  ],
  copyButton: 'Copy the link',
  copied: 'Copied. Open the browser and paste it into the address field.',
  notCopied: 'This device does not allow copying. Use the first way, or scan the QR code again with the Camera app.',
  keepSecret: 'The link is your own key. Do not send it to others.',
};
