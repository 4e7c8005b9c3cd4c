import type { Headcount } from '@hub/shared/model/headcount.ts';
import type { RoundId } from '@hub/shared/model/ids.ts';
import { LINK_STATES, type LinkState } from '@hub/shared/model/link.ts';
import type { FrozenShare, Totals } from '@hub/shared/view/row.ts';
import type { FrozenRoster, PointState } from '../domain/state.ts';
import { summonedOf } from './board-source.ts';
import { amendmentOf, countedHeadcount } from './row.ts';

/** One point's share in the totals, as columns: state (1 + its place in LINK_STATES, 0 for no point), then figures. */
const COLUMNS = [
  'covered',
  'reported',
  'summoned',
  'summonedReported',
  'present',
  'excused',
  'unexcused',
  'guests',
  'amended',
] as const;
type Column = (typeof COLUMNS)[number];
const STRIDE = 1 + COLUMNS.length;

/** H2: sums over the whole roster, kept up to date point by point, so that a change costs the same at 89 points and at 31,000. */
export class RunningTotals {
  #roundId: RoundId | null = null;
  #frozen: FrozenRoster['points'] | null = null;
  /** What each point, by its index, has put into the sums: taken out again before its new share goes in. */
  #shares = new Int32Array(STRIDE * 128);
  readonly #states = new Float64Array(1 + LINK_STATES.length);
  readonly #sums = new Float64Array(STRIDE);
  readonly #elsewhere = new Map<number, FrozenShare>();

  /** Starts again with another round's figures, or another roster. */
  reset(roundId: RoundId | null, frozen: FrozenRoster['points'] | null, points: Iterable<PointState>): void {
    this.#roundId = roundId;
    this.#frozen = frozen;
    this.#shares.fill(0);
    this.#states.fill(0);
    this.#sums.fill(0);
    this.#elsewhere.clear();
    for (const point of points) this.update(point);
  }

  /** The round was frozen: no share changes by that, but none follows the roster from now on. */
  freeze(frozen: FrozenRoster['points'] | null): void {
    this.#frozen = frozen;
  }

  update(point: PointState): void {
    const offset = point.index * STRIDE;
    this.#reach(offset + STRIDE);
    const elsewhere = elsewhereOf(point, this.#roundId, this.#frozen);
    if (elsewhere) this.#elsewhere.set(point.index, elsewhere);
    else this.#elsewhere.delete(point.index);
    const share = shareOf(point, this.#roundId, this.#frozen);
    const held = this.#shares.subarray(offset, offset + STRIDE);
    for (let column = 0; column < STRIDE; column++) {
      const before = held[column] ?? 0;
      const after = share[column] ?? 0;
      if (column === 0) {
        this.#states[before] = (this.#states[before] ?? 0) - 1;
        this.#states[after] = (this.#states[after] ?? 0) + 1;
      } else this.#sums[column] = (this.#sums[column] ?? 0) + after - before;
      held[column] = after;
    }
  }

  read(incidentsClosed: number): Totals {
    const counts = LINK_STATES.map((state, place): [LinkState, number] => [state, this.#states[place + 1] ?? 0]);
    const sum = (column: Column): number => this.#sums[1 + COLUMNS.indexOf(column)] ?? 0;
    return {
      points: counts.reduce((total, [, count]) => total + count, 0),
      byState: Object.fromEntries(counts) as Record<LinkState, number>,
      covered: sum('covered'),
      reported: sum('reported'),
      summoned: sum('summoned'),
      summonedReported: sum('summonedReported'),
      present: sum('present'),
      excused: sum('excused'),
      unexcused: sum('unexcused'),
      guests: sum('guests'),
      amended: sum('amended'),
      elsewhere: [...this.#elsewhere.values()].sort((a, b) => a.index - b.index),
      incidentsClosed,
    };
  }

  #reach(length: number): void {
    if (length <= this.#shares.length) return;
    const wider = new Int32Array(Math.max(length, this.#shares.length * 2));
    wider.set(this.#shares);
    this.#shares = wider;
  }
}

function shareOf(point: PointState, roundId: RoundId | null, frozen: FrozenRoster['points'] | null): readonly number[] {
  const state = point.retired ? 0 : 1 + LINK_STATES.indexOf(point.link.state);
  const amended = !point.retired && amendmentOf(point, roundId) ? 1 : 0;
  const whole = summonedOf(point, frozen);
  if (whole === null) return [state, 0, 0, 0, 0, 0, 0, 0, 0, amended];
  const counted = countedHeadcount(point, roundId);
  if (!counted) return [state, 1, 0, whole, 0, 0, 0, 0, 0, amended];
  const { summoned, present, excused, unexcused, guests } = counted;
  return [state, 1, 1, summoned, summoned, present, excused, unexcused, guests, amended];
}

function elsewhereOf(
  state: PointState,
  roundId: RoundId | null,
  frozen: FrozenRoster['points'] | null,
): FrozenShare | null {
  const { point, index, retired } = state;
  const then = frozen?.[point.id];
  if (!then || (!retired && then.area === point.area && then.block === point.block)) return null;
  const counted = countedHeadcount(state, roundId);
  return {
    id: point.id,
    index,
    area: then.area,
    block: then.block,
    summoned: counted?.summoned ?? then.summoned,
    headcount: counted ? peopleOf(counted) : null,
  };
}

function peopleOf({ present, excused, unexcused, guests }: Headcount): Headcount {
  return { present, excused, unexcused, guests };
}

/** The same totals from nothing, in one pass: what the running ones are held against. */
export function recountTotals(
  points: Iterable<PointState>,
  roundId: RoundId | null,
  incidentsClosed: number,
  frozen: FrozenRoster['points'] | null = null,
): Totals {
  const byState = Object.fromEntries(LINK_STATES.map((state) => [state, 0])) as Record<LinkState, number>;
  const sums = { points: 0, covered: 0, reported: 0, summoned: 0, summonedReported: 0, amended: 0 };
  const people = { present: 0, excused: 0, unexcused: 0, guests: 0 };
  const elsewhere: FrozenShare[] = [];
  for (const point of points) {
    const share = elsewhereOf(point, roundId, frozen);
    if (share) elsewhere.push(share);
    if (!point.retired) {
      sums.points++;
      byState[point.link.state]++;
      if (amendmentOf(point, roundId)) sums.amended++;
    }
    const whole = summonedOf(point, frozen);
    if (whole === null) continue;
    sums.covered++;
    const counted = countedHeadcount(point, roundId);
    sums.summoned += counted?.summoned ?? whole;
    if (!counted) continue;
    sums.reported++;
    sums.summonedReported += counted.summoned;
    for (const key of ['present', 'excused', 'unexcused', 'guests'] as const) people[key] += counted[key];
  }
  return { ...sums, ...people, byState, elsewhere: elsewhere.sort((a, b) => a.index - b.index), incidentsClosed };
}
