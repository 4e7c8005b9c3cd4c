import { calendarDay, clockTime } from '../ui/format.ts';

/** "08:00, 11/9/2022". */
export const moment = (at: number, timeZone: string): string =>
  `${clockTime(at, timeZone)}, ${calendarDay(at, timeZone)}`;
