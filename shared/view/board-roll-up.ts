import type { BoardView } from './row.ts';
import { rollUp, type Rolled, type Share } from './roll-up.ts';

export interface BoardRollUp {
  readonly lines: readonly Rolled[];
  /** The hub's own totals: what the lines add up to. */
  readonly total: Rolled;
}

/** H16: the current round by area or by block, over the whole roster; a frozen one under the roster of its freeze (H7). */
export function rollUpBoard({ rows, totals }: Pick<BoardView, 'rows' | 'totals'>, by: 'area' | 'block'): BoardRollUp {
  const moved = new Set(totals.elsewhere.map(({ id }) => id));
  const held = rows.flatMap((row): (Share & { readonly index: number })[] => {
    const { id, index, area, block, headcount, roundSummoned } = row;
    if (roundSummoned === null || moved.has(id)) return [];
    return [{ index, area, block, headcount, summoned: headcount?.summoned ?? roundSummoned }];
  });
  const shares = [...held, ...totals.elsewhere].sort((a, b) => a.index - b.index);
  const total: Rolled = {
    name: '',
    points: totals.covered,
    reported: totals.reported,
    summoned: totals.summoned,
    summonedReported: totals.summonedReported,
    present: totals.present,
    excused: totals.excused,
    unexcused: totals.unexcused,
    guests: totals.guests,
  };
  return { lines: rollUp(shares, by), total };
}
