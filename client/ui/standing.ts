import type { StaffText } from '@hub/shared/text/staff-vi.ts';
import { signal } from '@preact/signals-core';
import { clockTime } from './format.ts';
import { lasted } from './text.ts';

/** The session's time zone while the picture is old; null while it is of now. */
export const oldPicture = signal<string | null>(null);

/**
 * How long something has lasted. In an old picture nobody knows whether it still does, and a length would read as one of now:
 * there it is said when it began ("từ 20:24"), which stays true.
 */
export function age(now: number, since: number, words: Pick<StaffText, 'from'>, short = false): string {
  const timeZone = oldPicture.value;
  if (timeZone === null) return lasted(now - since, short);
  const time = clockTime(since, timeZone);
  return short ? time : words.from(time);
}
