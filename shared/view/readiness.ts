import { askedItems, CHECK_ITEMS, type CheckItem } from '../model/checklist.ts';
import type { PointRow } from './row.ts';

/** Minutes before the planned beginning at which the list is gone through (P3). */
export const READINESS_MARKS = [60, 30, 10] as const;
export type ReadinessMark = (typeof READINESS_MARKS)[number];

/** One point that is not ready, and why. */
export interface NotReady {
  readonly row: PointRow;
  /** No device of it is connected. */
  readonly isOut: boolean;
  readonly problems: readonly CheckItem[];
  /** Asked for and not said. */
  readonly unsaid: readonly CheckItem[];
}

export interface Readiness {
  readonly points: number;
  readonly ready: number;
  readonly out: number;
  /** Points of which something is not in order. */
  readonly problems: number;
  /** Points, in or out, of which something is not confirmed or not in order. */
  readonly unconfirmed: number;
  /** Points at which an item is asked for and not confirmed. */
  readonly byItem: Readonly<Record<CheckItem, number>>;
  /** Who is out first, then whoever has a problem, then the rest; each in the roster's order. */
  readonly notReady: readonly NotReady[];
}

/** P2: worked out from the rows alone, so that every screen says the same. */
export function readinessOf(rows: readonly PointRow[]): Readiness {
  const byItem: Record<CheckItem, number> = { camera: 0, microphone: 0, power: 0, 'backup-line': 0 };
  const notReady: NotReady[] = [];
  for (const row of rows) {
    const isOut = row.devices === 0;
    const lacks = askedItems(row).filter((item) => row.checks[item] !== 'ok');
    if (!isOut && lacks.length === 0) continue;
    for (const item of lacks) byItem[item]++;
    const problems = lacks.filter((item) => row.checks[item] === 'problem');
    notReady.push({ row, isOut, problems, unsaid: lacks.filter((item) => !problems.includes(item)) });
  }
  const rank = ({ isOut, problems }: NotReady): number => (isOut ? 0 : problems.length > 0 ? 1 : 2);
  return {
    points: rows.length,
    ready: rows.length - notReady.length,
    out: notReady.filter(({ isOut }) => isOut).length,
    problems: notReady.filter(({ problems }) => problems.length > 0).length,
    unconfirmed: notReady.filter(({ problems, unsaid }) => problems.length + unsaid.length > 0).length,
    byItem,
    notReady: notReady.sort((a, b) => rank(a) - rank(b) || a.row.index - b.row.index),
  };
}

export type ReadinessFilter = 'all' | 'out' | 'problem' | CheckItem;
export const READINESS_FILTERS: readonly ReadinessFilter[] = ['all', 'out', 'problem', ...CHECK_ITEMS];

export function fitsReadiness({ isOut, problems, unsaid }: NotReady, filter: ReadinessFilter): boolean {
  if (filter === 'all') return true;
  if (filter === 'out') return isOut;
  if (filter === 'problem') return problems.length > 0;
  return problems.includes(filter) || unsaid.includes(filter);
}

/** The mark that was reached last, by hub time (S5); null before the first, and without a planned beginning. */
export function markReached(plannedAt: number | null, hubNow: number): ReadinessMark | null {
  if (plannedAt === null) return null;
  const reached = READINESS_MARKS.filter((minutes) => hubNow >= plannedAt - minutes * 60_000);
  return reached[reached.length - 1] ?? null;
}
