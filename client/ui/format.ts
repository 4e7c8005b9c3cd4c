/** How figures are worded. Pure: the words come from the dictionary, the clock from the caller. */

export interface ElapsedWords {
  readonly seconds: (count: number) => string;
  readonly minutes: (count: number) => string;
  /** `minutes` comes as two digits. */
  readonly hours: (hours: number, minutes: string) => string;
  readonly days: (days: number, hours: number) => string;
  /** For places where the words do not fit: "7 ph", "54 gi". */
  readonly shortSeconds: (count: number) => string;
  readonly shortMinutes: (count: number) => string;
  readonly shortHours: (hours: number, minutes: string) => string;
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** How long something has lasted, in words and rounded down, so that it is never taken for a clock time. */
export function elapsed(durationMs: number, words: ElapsedWords, short = false): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours >= 24) return words.days(Math.floor(hours / 24), hours % 24);
  if (hours > 0) return (short ? words.shortHours : words.hours)(hours, twoDigits(minutes % 60));
  if (minutes > 0) return (short ? words.shortMinutes : words.minutes)(minutes);
  return (short ? words.shortSeconds : words.seconds)(seconds);
}

/** mm:ss for what a person watches run; hours are shown only when there are any. A remaining time rounds up, so 00:00 means over. */
export function timer(durationMs: number, rounding: 'down' | 'up' = 'down'): string {
  const exact = Math.max(0, durationMs / 1000);
  const seconds = rounding === 'up' ? Math.ceil(exact) : Math.floor(exact);
  const minutes = Math.floor(seconds / 60);
  const tail = `${twoDigits(minutes % 60)}:${twoDigits(seconds % 60)}`;
  return minutes >= 60 ? `${Math.floor(minutes / 60)}:${tail}` : tail;
}

export { decimal, integer, percent } from '@hub/shared/view/figures.ts';
export { calendarDay, clockTime, phoneNumber } from '@hub/shared/view/session-time.ts';
