import type { ControlText } from '@hub/shared/text/control-vi.ts';
import type { PointRow } from '@hub/shared/view/row.ts';
import { elapsed, phoneNumber } from '../../ui/format.ts';
import type { SortKey } from '../../ui/table-order.ts';
import { whyOf } from '../../ui/why.ts';

/** In the order in which they stand. Each sorts by itself. */
export const COLUMN_KEYS = [
  'id',
  'name',
  'area',
  'block',
  'state',
  'why',
  'since',
  'present',
  'summoned',
  'excused',
  'unexcused',
  'guests',
  'reportedAt',
  'carrier',
  'kind',
  'linkKind',
  'technician',
  'owner',
  'phone',
] as const satisfies readonly SortKey[];
export type ColumnKey = (typeof COLUMN_KEYS)[number];

/** What stands there until somebody chooses: on a laptop as much as it holds. */
const NARROW: readonly ColumnKey[] = ['id', 'name', 'area', 'state', 'why', 'since', 'present', 'summoned', 'carrier'];
const WIDE: readonly ColumnKey[] = [...NARROW, 'excused', 'unexcused', 'phone'];

/** px at a font of 16 px: on a laptop, and on a wide screen where it differs. Without a width of its own "why" takes what is left. */
const WIDTH: Readonly<Partial<Record<ColumnKey, readonly [narrow: number, wide: number]>>> = {
  id: [54, 64],
  name: [182, 236],
  area: [130, 150],
  state: [116, 136],
  since: [104, 116],
  present: [92, 112],
  summoned: [76, 84],
  unexcused: [96, 100],
  reportedAt: [88, 92],
  carrier: [76, 84],
  block: [120, 130],
  kind: [116, 124],
  linkKind: [116, 124],
  technician: [112, 120],
  owner: [112, 120],
  phone: [116, 116],
};
const OTHER_WIDTH = 84;
const WHY_MIN = 120;

export function widthOf(key: ColumnKey, isWide: boolean): number | null {
  return key === 'why' ? null : (WIDTH[key]?.[isWide ? 1 : 0] ?? OTHER_WIDTH);
}

/** Narrower than this the table scrolls sideways instead of hiding what was chosen. */
export function minWidthOf(columns: readonly ColumnKey[], isWide: boolean): number {
  return columns.reduce((sum, key) => sum + (widthOf(key, isWide) ?? WHY_MIN), 0);
}

/** A table without them names no point. */
export const FIXED_COLUMNS: ReadonlySet<ColumnKey> = new Set(['id', 'name']);

export const RIGHT_ALIGNED: ReadonlySet<ColumnKey> = new Set([
  'since',
  'present',
  'summoned',
  'excused',
  'unexcused',
  'guests',
  'reportedAt',
]);

/** Nothing where nobody chose, or what was kept names none of today's columns. */
export function parseColumns(kept: string | null): readonly ColumnKey[] | null {
  if (kept === null) return null;
  const named = kept.split(' ');
  const known = COLUMN_KEYS.filter((key) => FIXED_COLUMNS.has(key) || named.includes(key));
  return known.length > FIXED_COLUMNS.size ? known : null;
}

export function shownColumns(chosen: readonly ColumnKey[] | null, isWide: boolean): readonly ColumnKey[] {
  const shown = chosen ?? (isWide ? WIDE : NARROW);
  return COLUMN_KEYS.filter((key) => shown.includes(key));
}

export interface CellWords {
  readonly words: ControlText;
  /** Time of the picture. */
  readonly now: number;
  readonly clock: (at: number) => string;
}

/**
 * What a cell says, for a sheet: numbers as numbers, so that a spreadsheet of any language reads them right. Not reported is
 * said in words, never 0 (H1), and what came after the freeze stands beside the frozen figure (H7).
 */
export function cellValue(row: PointRow, key: ColumnKey, { words, now, clock }: CellWords): string | number {
  const count = row.headcount;
  switch (key) {
    case 'state':
      return words.state[row.link.state];
    case 'why':
      return whyOf(row, words);
    case 'since':
      return elapsed(now - row.link.since, words.elapsed);
    case 'present': {
      if (row.amended) {
        const late = words.amendedShort(String(row.amended.present));
        return `${count ? count.present : words.none}, ${late}`;
      }
      return count ? count.present : words.notReported;
    }
    case 'summoned':
      return count?.summoned ?? row.roundSummoned ?? row.summoned;
    case 'excused':
    case 'unexcused':
    case 'guests':
      return count ? count[key] : '';
    case 'reportedAt':
      return count ? clock(count.at) : '';
    default:
      return cellText(row, key, words);
  }
}

type PlainKey = Exclude<
  ColumnKey,
  'state' | 'why' | 'since' | 'present' | 'summoned' | 'excused' | 'unexcused' | 'guests' | 'reportedAt'
>;

/** Cells that say the same on a screen and in a sheet. */
export function cellText(row: PointRow, key: PlainKey, words: ControlText): string {
  switch (key) {
    case 'kind':
      return words.pointKind[row.kind];
    case 'linkKind':
      return words.linkKind[row.linkKind];
    case 'owner':
      // T1: who took the point or was given it.
      return row.ownerId === null ? '' : (row.owner ?? words.shift.unnamed);
    case 'phone':
      return row.phone === null ? '' : phoneNumber(row.phone);
    default:
      return row[key];
  }
}
