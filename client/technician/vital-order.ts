import type { Vitals } from '@hub/shared/model/link.ts';
import type { PointRow } from '@hub/shared/view/row.ts';
import { orderRows, type SortKey } from '../ui/table-order.ts';

export type VitalName = keyof Vitals;
export type TechnicianKey = Extract<SortKey, 'state' | 'name' | 'since'> | VitalName;

export interface TechnicianOrder {
  readonly key: TechnicianKey;
  readonly reversed: boolean;
}

/** The newest samples of a point by its row's index, or null when there are none. */
export type VitalsOf = (index: number) => Vitals | null;

/** Where less is worse: these sort rising, the others falling. */
const LESS_IS_WORSE: ReadonlySet<VitalName> = new Set(['bitrateKbps', 'fps', 'soundLevel']);

/** Worst first, whatever the column; points without a sample come last either way. */
export function orderLinks(rows: readonly PointRow[], order: TechnicianOrder, vitalsOf: VitalsOf): PointRow[] {
  const { key, reversed } = order;
  if (key === 'state' || key === 'name' || key === 'since') return orderRows(rows, { key, reversed });
  const sign = (LESS_IS_WORSE.has(key) ? 1 : -1) * (reversed ? -1 : 1);
  return [...rows].sort((a, b) => {
    const left = vitalsOf(a.index)?.[key] ?? null;
    const right = vitalsOf(b.index)?.[key] ?? null;
    if (left === null || right === null) return Number(left === null) - Number(right === null) || a.index - b.index;
    return sign * (left - right) || a.index - b.index;
  });
}

export type Level = 'good' | 'bad' | 'very-bad';

/** From where a figure is out of range: [bad, very bad]. Video calls feel wrong from about here on. */
const LIMITS: Record<Exclude<VitalName, 'soundLevel'>, readonly [bad: number, veryBad: number]> = {
  rttMs: [150, 300],
  lossPct: [3, 8],
  jitterMs: [20, 40],
  bitrateKbps: [300, 100],
  fps: [15, 12],
};

export function vitalLevel(name: Exclude<VitalName, 'soundLevel'>, value: number): Level {
  const [bad, veryBad] = LIMITS[name];
  const beyond = (limit: number): boolean => (LESS_IS_WORSE.has(name) ? value < limit : value > limit);
  return beyond(veryBad) ? 'very-bad' : beyond(bad) ? 'bad' : 'good';
}

const SOUND_BARS = 6;
/** How many of six bars a sound level lights. Any sound lights one. */
export function soundBars(level: number): number {
  return Math.min(SOUND_BARS, Math.ceil((level / 100) * SOUND_BARS));
}
