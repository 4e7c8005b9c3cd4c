import type { PointRow } from '@hub/shared/view/row.ts';
import type { RowCompare } from './kept-order.ts';
import { WORST_FIRST } from './states.ts';

export const SORT_KEYS = [
  'state',
  'id',
  'name',
  'area',
  'since',
  'present',
  'summoned',
  'excused',
  'unexcused',
  'carrier',
] as const;
export type SortKey = (typeof SORT_KEYS)[number];

export interface Order {
  readonly key: SortKey;
  readonly reversed: boolean;
}

export const WORST_ON_TOP: Order = { key: 'state', reversed: false };

const text = new Intl.Collator('vi', { numeric: true });

/** Sort order of a table. By state: worst first; among troubles the longest first, among the well those that have not reported. */
export function rowCompare(order: Order): RowCompare {
  const compare = COMPARE[order.key];
  const sign = order.reversed ? -1 : 1;
  return (a, b) => sign * compare(a, b) || a.index - b.index;
}

/** The order after a click on a column's head: again on the same head reverses it. */
export function nextOrder(order: Order, key: SortKey): Order {
  return { key, reversed: order.key === key ? !order.reversed : false };
}

/** Most first; points that have not reported come before any figure, because they need a person. */
const figure = (of: (row: PointRow) => number | undefined) => (a: PointRow, b: PointRow) =>
  (of(b) ?? Infinity) - (of(a) ?? Infinity) || 0;

const COMPARE: Record<SortKey, RowCompare> = {
  state: (a, b) => {
    const rank = WORST_FIRST.indexOf(a.link.state) - WORST_FIRST.indexOf(b.link.state);
    if (rank !== 0) return rank;
    if (a.link.state === 'up') return Number(a.headcount !== null) - Number(b.headcount !== null);
    return a.link.since - b.link.since;
  },
  id: (a, b) => text.compare(a.id, b.id),
  name: (a, b) => text.compare(a.name, b.name),
  area: (a, b) => text.compare(a.area, b.area),
  since: (a, b) => a.link.since - b.link.since,
  present: figure((row) => row.headcount?.present),
  excused: figure((row) => row.headcount?.excused),
  unexcused: figure((row) => row.headcount?.unexcused),
  summoned: (a, b) => b.summoned - a.summoned,
  carrier: (a, b) => text.compare(a.carrier, b.carrier),
};
