import type { VITAL_NAMES, Vitals } from '@hub/shared/model/link.ts';
import type { PointRow } from '@hub/shared/view/row.ts';
import type { SortKey } from '../ui/table-order.ts';

export type VitalName = (typeof VITAL_NAMES)[number];
type RowKey = Extract<SortKey, 'state' | 'name' | 'since'>;
export type TechnicianKey = RowKey | VitalName;

/** By what changes with the row alone. */
interface RowOrder {
  readonly key: RowKey;
  readonly reversed: boolean;
}

/** By what was measured, which changes with every sample. */
interface VitalOrder {
  readonly key: VitalName;
  readonly reversed: boolean;
}

export type TechnicianOrder = RowOrder | VitalOrder;

const ROW_KEYS: ReadonlySet<TechnicianKey> = new Set<RowKey>(['state', 'name', 'since']);

export function isVitalOrder(order: TechnicianOrder): order is VitalOrder {
  return !ROW_KEYS.has(order.key);
}

/** The newest samples of a point by its row's index, or null when there are none. */
export type VitalsOf = (index: number) => Vitals | null;

/** Where less is worse: these sort rising, the others falling. */
const LESS_IS_WORSE: ReadonlySet<VitalName> = new Set(['bitrateKbps', 'fps', 'soundLevel']);

/** Worst first, whatever the column; points without a sample come last either way. */
export function orderByVital(rows: readonly PointRow[], order: VitalOrder, vitalsOf: VitalsOf): PointRow[] {
  const { key, reversed } = order;
  const sign = (LESS_IS_WORSE.has(key) ? 1 : -1) * (reversed ? -1 : 1);
  // Looked up once a row, not once a comparison.
  const sampled = rows.map((row) => ({ row, value: vitalsOf(row.index)?.[key] ?? null }));
  sampled.sort(({ row: a, value: left }, { row: b, value: right }) => {
    if (left === null || right === null) return Number(left === null) - Number(right === null) || a.index - b.index;
    return sign * (left - right) || a.index - b.index;
  });
  return sampled.map(({ row }) => row);
}

export type Level = 'good' | 'bad' | 'very-bad';

/**
 * From where a figure is out of range: [bad, very bad]. Video calls feel wrong from about here on. A healthy camera that
 * is watched at the low layer alone was seen to send 146 to 241 kbit/s at 14 frames a second.
 */
const LIMITS: Record<Exclude<VitalName, 'soundLevel'>, readonly [bad: number, veryBad: number]> = {
  rttMs: [150, 300],
  lossPct: [3, 8],
  jitterMs: [20, 40],
  bitrateKbps: [120, 60],
  fps: [12, 8],
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
