import type { EntranceText } from './entrance-vi.ts';

export const entranceEn: EntranceText = {
  signingIn: 'Signing this device in',
  signingInSlow: 'The hub cannot be reached yet, still trying. Keep this page open.',
  connecting: 'Connecting to the hub',
  waiting: 'Not connected to the hub yet, trying again.',
  notSignedIn: 'This device is not signed in',
  notSignedInHint: 'Open the link you were given, scan the card of your point, or type the code on the start page.',
  unknownSecret: 'This link or code is not known. Look again, or ask the control room for a new one.',
  replacedCard:
    'This card, link or code was replaced by a new one or taken back. Use the newest card, or call the control room.',
  call: (phone) => `Call the control room ${phone}`,
  refused: 'Not let in',
  superseded: 'This page was opened elsewhere on the same device. Close the pages you do not need and try again.',
  toStart: 'To the start page',
  reload: 'Reload the page',
  device: {
    android: 'Android phone',
    iphone: 'iPhone',
    ipad: 'iPad',
    windows: 'Windows computer',
    mac: 'Mac',
    linux: 'Linux computer',
    other: 'Browser',
  },
};
