import { figureParts, type FigureLineWords } from '@hub/shared/view/figure-line.ts';
import type { BoardView } from '@hub/shared/view/row.ts';
import { clockTime } from '../ui/format.ts';

/** The figures as one line for the chat group: "87/89 điểm, 4.741/4.863, 97,5%, 85/89 đã báo, 08:03". */
export function figureLine(
  { totals, session }: Pick<BoardView, 'totals' | 'session'>,
  at: number,
  words: FigureLineWords,
): string {
  const links = { up: totals.byState.up, points: totals.points };
  const parts = figureParts(links, session.round === null ? null : totals, words);
  return [...parts, clockTime(at, session.timeZone)].join(', ');
}
