import type { BoardRollUp } from '@hub/shared/view/board-roll-up.ts';
import type { Rolled } from '@hub/shared/view/roll-up.ts';
import type { BoardView } from '@hub/shared/view/row.ts';
import type { ControlText } from '@hub/shared/text/control-vi.ts';
import { integer, percent } from '../ui/format.ts';
import { figureLine } from './figure-line.ts';

/** The roll-up for the chat group: the one figure upward, then a line for each area or block. */
export function rollUpText(
  { lines }: BoardRollUp,
  view: Pick<BoardView, 'totals' | 'session'>,
  by: 'area' | 'block',
  at: number,
  words: ControlText,
): string {
  const num = (value: number): string => integer(value, words.locale);
  const line = ({ present, summoned, reported, points }: Rolled, name: string): string => {
    const people = reported === 0 ? [] : [`${num(present)}/${num(summoned)}`, percent(present, summoned, words.locale)];
    return `${name}: ${[...people, `${num(reported)}/${num(points)} ${words.lineReported}`].join(', ')}`;
  };
  return [
    figureLine(view, at, words),
    by === 'area' ? words.rollUp.byArea : words.rollUp.byBlock,
    ...lines.map((one) => line(one, one.name || words.rollUp.unnamed)),
  ].join('\n');
}
