import { LINK_KINDS, POINT_KINDS } from '@hub/shared/model/point.ts';
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
  'block',
  'why',
  'guests',
  'reportedAt',
  'kind',
  'linkKind',
  'technician',
  'owner',
  'phone',
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

/** Points of which nothing is written come last: they say nothing of the others. */
function named(of: (row: PointRow) => string): RowCompare {
  return (a, b) => Number(of(a) === '') - Number(of(b) === '') || text.compare(of(a), of(b));
}

function byReasons(a: PointRow, b: PointRow): number {
  return text.compare(a.link.reasons.join(), b.link.reasons.join());
}

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
  block: (a, b) => text.compare(a.block, b.block),
  why: (a, b) => Number(a.link.reasons.length === 0) - Number(b.link.reasons.length === 0) || byReasons(a, b),
  guests: figure((row) => row.headcount?.guests),
  reportedAt: figure((row) => row.headcount?.at),
  kind: (a, b) => POINT_KINDS.indexOf(a.kind) - POINT_KINDS.indexOf(b.kind),
  linkKind: (a, b) => LINK_KINDS.indexOf(a.linkKind) - LINK_KINDS.indexOf(b.linkKind),
  technician: named((row) => row.technician),
  owner: named((row) => (row.ownerId === null ? '' : (row.owner ?? row.ownerId))),
  phone: named((row) => row.phone ?? ''),
};

/** Where a key leads from a place in a list of so many rows; null: nowhere. From no place (-1) down is the first. */
export function placeAfter(key: string, at: number, count: number, page: number): number | null {
  if (count === 0) return null;
  const within = (place: number): number => Math.min(count - 1, Math.max(0, place));
  switch (key) {
    case 'ArrowDown':
      return within(at + 1);
    case 'ArrowUp':
      return within(at - 1);
    case 'PageDown':
      return within(at + page);
    case 'PageUp':
      return within(at - page);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
