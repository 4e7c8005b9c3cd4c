import type { PointId, RoundId } from '@hub/shared/model/ids.ts';
import type { FrozenRoster, PointState } from '../domain/state.ts';
import type { Board, RowChange } from './board.ts';
import { RunningTotals } from './totals.ts';

/**
 * One pass over the whole roster, a slice at a time, so that 31,000 rows do not hold up the loop: another round's figures
 * stand in every row. Until it is done the boards stay as they are, or a screen would be shown the old round over new
 * figures. Points that change meanwhile are marked by whoever hears of it, and looked at again at the end.
 */
export class Sweep {
  readonly roundId: RoundId | null;
  readonly totals = new RunningTotals();
  readonly #points: readonly PointState[];
  readonly #boards: readonly Board[];
  readonly #changes = new Map<Board, Map<PointId, RowChange>>();
  #next = 0;

  constructor(
    roster: { readonly points: Iterable<PointState>; readonly frozen: FrozenRoster['points'] | null },
    boards: Iterable<Board>,
    roundId: RoundId | null,
  ) {
    this.roundId = roundId;
    this.#points = [...roster.points];
    this.#boards = [...boards];
    for (const board of this.#boards) this.#changes.set(board, new Map());
    this.totals.reset(roundId, roster.frozen, []);
  }

  /** True once every point was looked at. */
  advance(most: number): boolean {
    const end = Math.min(this.#points.length, this.#next + most);
    for (; this.#next < end; this.#next++) {
      const state = this.#points[this.#next];
      if (state) this.#look(state);
    }
    return this.#next >= this.#points.length;
  }

  /** What the pass found in a board, without the points in `but`, which are looked at anew. */
  changesOf(board: Board, but: Iterable<PointState>): Iterable<RowChange> {
    const changes = this.#changes.get(board);
    if (!changes) return [];
    for (const { point } of but) changes.delete(point.id);
    return changes.values();
  }

  #look(state: PointState): void {
    this.totals.update(state);
    for (const board of this.#boards) {
      const change = board.survey(state, this.roundId);
      if (change) this.#changes.get(board)?.set(state.point.id, change);
    }
  }
}
