import type { BoardView } from './row.ts';
import { rollUp, sumUp, type Rolled, type Share } from './roll-up.ts';

export interface BoardRollUp {
  readonly lines: readonly Rolled[];
  /** Points that the frozen round is about and the roster no longer holds; null when there are none. */
  readonly gone: Rolled | null;
  /** The hub's own totals: what the lines add up to. */
  readonly total: Rolled;
}

/** H16: the current round by area or by block, over the whole roster. */
export function rollUpBoard({ rows, totals }: Pick<BoardView, 'rows' | 'totals'>, by: 'area' | 'block'): BoardRollUp {
  const shares = rows.flatMap((row): Share[] => {
    const { area, block, headcount, roundSummoned } = row;
    return roundSummoned === null ? [] : [{ area, block, headcount, summoned: headcount?.summoned ?? roundSummoned }];
  });
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
  const held = sumUp(shares);
  const gone = held.points < total.points ? without(total, held) : null;
  return { lines: rollUp(shares, by), gone, total };
}

function without(whole: Rolled, part: Rolled): Rolled {
  return {
    name: '',
    points: whole.points - part.points,
    reported: whole.reported - part.reported,
    summoned: whole.summoned - part.summoned,
    summonedReported: whole.summonedReported - part.summonedReported,
    present: whole.present - part.present,
    excused: whole.excused - part.excused,
    unexcused: whole.unexcused - part.unexcused,
    guests: whole.guests - part.guests,
  };
}
