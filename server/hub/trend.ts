import type { RoundId } from '@hub/shared/model/ids.ts';
import type { Trend } from '@hub/shared/view/row.ts';
import type { Fact } from '../domain/events.ts';
import { type BoardSource, currentRound, frozenRosterOf } from './board-source.ts';
import { RunningTotals } from './totals.ts';
import { touchedBy } from './touched.ts';

const FIRST_STEP_MS = 30_000;
/** Then every other one goes and the steps are twice as long: a round of a day costs as much as one of half an hour. */
const STEPS_MAX = 60;

/**
 * How the figures have gone since the round was opened, kept along with the fold, so that a screen that is opened later or a
 * hub that was restarted tells the same (G2). Costs nothing while there is no round.
 */
export class TrendKeeper {
  readonly #totals = new RunningTotals();
  #roundId: RoundId | null = null;
  #trend: Trend | null = null;

  /** What the ended steps came to; a new object when one ended. Null without a round. */
  get trend(): Trend | null {
    return this.#trend;
  }

  /** The figures as they are now, for holding against a recount. */
  figures(): { readonly up: number; readonly present: number } {
    const { byState, present } = this.#totals.read(0);
    return { up: byState.up, present };
  }

  /** Before a fact of this time is folded: the steps that ended meanwhile ended with the figures there are. */
  pass(at: number): void {
    const held = this.#trend;
    if (held === null || at < held.since + held.up.length * held.stepMs) return;
    const { up, present } = this.figures();
    let grown = held;
    while (at >= grown.since + grown.up.length * grown.stepMs) {
      grown = { ...grown, up: [...grown.up, up], present: [...grown.present, present] };
      if (grown.up.length > STEPS_MAX) grown = halved(grown);
    }
    this.#trend = grown;
  }

  /** After the fact was folded into `source`. */
  adopt(fact: Fact, at: number, source: BoardSource): void {
    const session = source.session();
    const round = currentRound(session);
    if (round === null) {
      this.#roundId = null;
      this.#trend = null;
      return;
    }
    const isOther = round.id !== this.#roundId;
    const touched = touchedBy(fact, source);
    if (isOther || touched.everyRow) {
      this.#roundId = round.id;
      this.#totals.reset(round.id, frozenRosterOf(session, round.id), source.points());
      if (!isOther) return;
      const { up, present } = this.figures();
      this.#trend = { since: at, stepMs: FIRST_STEP_MS, up: [up], present: [present] };
      return;
    }
    if (fact.type === 'RoundFrozen') this.#totals.freeze(frozenRosterOf(session, round.id));
    const point = touched.pointId === undefined ? undefined : source.point(touched.pointId);
    if (point) this.#totals.update(point);
  }
}

function halved(trend: Trend): Trend {
  const kept = (values: readonly number[]): number[] => values.filter((_, i) => i % 2 === 0);
  return { since: trend.since, stepMs: trend.stepMs * 2, up: kept(trend.up), present: kept(trend.present) };
}
