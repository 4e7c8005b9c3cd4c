import type { PointId } from '../model/ids.ts';
import type { PointRow } from './row.ts';

/** The rows of these points: one pass over the roster, and a map no larger than what is asked for. */
export function rowsOf(rows: readonly PointRow[], ids: Iterable<PointId | null>): ReadonlyMap<PointId, PointRow> {
  const wanted = new Set(ids);
  const found = new Map<PointId, PointRow>();
  if (wanted.size > 0) for (const row of rows) if (wanted.has(row.id)) found.set(row.id, row);
  return found;
}
