import type { PlainText } from './plain-vi.ts';

export const plainEn: PlainText = {
  tooOld: 'This browser is too old to open the page.',
  tooOldHint:
    'Please update Chrome (87 or later) or iOS (14 or later), use another phone, or call the control room to report.',
  unloaded: 'The page has not loaded.',
  unloadedHint: 'Check the network and tap “Reload”. If that does not help, call the control room.',
  reload: 'Reload',
  noScript: 'This page needs JavaScript. Please switch it on in the browser’s settings.',
};
