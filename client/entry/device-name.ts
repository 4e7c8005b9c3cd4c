import type { EntranceText } from '@hub/shared/text/entrance-vi.ts';

/** What a device calls itself, so that a person can tell two of them apart. */
export function deviceName(userAgent: string, words: EntranceText['device']): string {
  if (/iPad/.test(userAgent)) return words.ipad;
  if (/iPhone/.test(userAgent)) return words.iphone;
  if (/Android/.test(userAgent)) return words.android;
  if (/Windows/.test(userAgent)) return words.windows;
  if (/Macintosh/.test(userAgent)) return words.mac;
  if (/Linux|CrOS/.test(userAgent)) return words.linux;
  return words.other;
}
