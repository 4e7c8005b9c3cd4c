import type { PointKind } from '@hub/shared/model/point.ts';
import { POINT_KINDS } from '@hub/shared/model/point.ts';
import type { LinkState } from '@hub/shared/model/link.ts';
import { areaName } from '@hub/shared/view/names.ts';
import type { PointRow } from '@hub/shared/view/row.ts';
import { rowFilter, type RowTest } from '../../ui/row-filter.ts';

/** What the table is narrowed to besides states and search; null: not by this. */
export interface TableFilter {
  readonly area: string | null;
  readonly block: string | null;
  readonly carrier: string | null;
  readonly kind: PointKind | null;
  /** Name of whoever has the point in charge; empty: nobody has. */
  readonly charge: string | null;
  /** Only those that owe the open round a report. */
  readonly silent: boolean;
}

export const NO_FILTER: TableFilter = {
  area: null,
  block: null,
  carrier: null,
  kind: null,
  charge: null,
  silent: false,
};

export function isFiltered(filter: TableFilter): boolean {
  const { silent, ...fields } = filter;
  return silent || Object.values(fields).some((value) => value !== null);
}

/** T1: whoever took the point or was given it, else whom the roster names; null where that one has no name. */
export function chargeOf({ ownerId, owner, technician }: Pick<PointRow, 'ownerId' | 'owner' | 'technician'>) {
  return ownerId === null ? technician : owner;
}

/** The round is about the point, and there is no figure of it, not even one after the freeze. */
export function isSilent(row: Pick<PointRow, 'headcount' | 'amended' | 'roundSummoned'>): boolean {
  return row.roundSummoned !== null && row.headcount === null && row.amended === null;
}

export function tableTest(states: ReadonlySet<LinkState>, query: string, filter: TableFilter): RowTest {
  const common = rowFilter(states, query);
  if (!isFiltered(filter)) return common;
  const { area, block, carrier, kind, charge, silent } = filter;
  return (row) =>
    (area === null || row.area === area) &&
    (block === null || row.block === block) &&
    (carrier === null || row.carrier === carrier) &&
    (kind === null || row.kind === kind) &&
    (charge === null || chargeOf(row) === charge) &&
    (!silent || isSilent(row)) &&
    common(row);
}

export interface FilterOptions {
  readonly area: readonly string[];
  readonly block: readonly string[];
  readonly carrier: readonly string[];
  readonly kind: readonly PointKind[];
  readonly charge: readonly string[];
}

const collator = new Intl.Collator('vi', { numeric: true });

/** What there is to choose from. A pass over every row: to be asked again when the roster or the desks change, not with each picture. */
export function filterOptions(rows: readonly PointRow[], staff: readonly string[]): FilterOptions {
  const sorted = (values: Iterable<string>): string[] => [...new Set(values)].sort(collator.compare);
  const kinds = new Set(rows.map((row) => row.kind));
  const areas = sorted(rows.map((row) => row.area));
  return {
    area: areas.sort((a, b) => collator.compare(areaName(a), areaName(b))),
    block: sorted(rows.map((row) => row.block)),
    carrier: sorted(rows.map((row) => row.carrier)),
    kind: POINT_KINDS.filter((kind) => kinds.has(kind)),
    charge: sorted([...rows.map((row) => row.technician), ...staff.filter((label) => label !== ''), '']),
  };
}
