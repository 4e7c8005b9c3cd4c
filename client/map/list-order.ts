import type { PointId } from '@hub/shared/model/ids.ts';
import type { PointRow } from '@hub/shared/view/row.ts';
import { rankOf } from './scene.ts';

/** The first rows by what needs a person, each rank in roster order: one pass, for a country's points are not sorted for each picture. */
export function firstRows(rows: readonly PointRow[], most: number): PointRow[] {
  const ranks: PointRow[][] = [];
  for (const row of rows) {
    const rank = (ranks[rankOf(row)] ??= []);
    if (rank.length < most) rank.push(row);
  }
  return ranks.flat().slice(0, most);
}

/** These rows as they are now, in this order; null where one is no longer there. */
export function rowsOf(rows: readonly PointRow[], order: readonly PointId[]): PointRow[] | null {
  const wanted = new Map(order.map((id, place) => [id, place]));
  const found: PointRow[] = [];
  for (const row of rows) {
    const place = wanted.get(row.id);
    if (place !== undefined) found[place] = row;
  }
  return Object.keys(found).length === order.length ? found : null;
}
