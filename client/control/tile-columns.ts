import type { PointRow } from '@hub/shared/view/row.ts';

export interface AreaTiles {
  readonly area: string;
  readonly rows: readonly PointRow[];
}

const TILES_ABREAST = 4;
/** An area's head and gap, in lines of tiles. */
const HEAD_LINES = 0.75;

/**
 * Areas in roster order, cut into columns of about equal height. Depends on the roster alone: a change of state moves
 * nothing.
 */
export function areaColumns(rows: readonly PointRow[], columns: number): AreaTiles[][] {
  const areas = new Map<string, PointRow[]>();
  for (const row of rows) {
    const held = areas.get(row.area);
    if (held) held.push(row);
    else areas.set(row.area, [row]);
  }
  const groups = [...areas].map(([area, members]) => ({ area, rows: members }));
  const height = (group: AreaTiles): number => Math.ceil(group.rows.length / TILES_ABREAST) + HEAD_LINES;
  // The lowest limit at which the areas, kept in order, fit into the columns.
  const heights = groups.map(height);
  let limit = Math.max(0, ...heights);
  while (columnsNeeded(heights, limit) > columns) limit += 0.25;
  const out: AreaTiles[][] = [];
  let filled = Infinity;
  groups.forEach((group, i) => {
    const own = heights[i] ?? 0;
    if (filled + own > limit) {
      out.push([]);
      filled = 0;
    }
    out.at(-1)?.push(group);
    filled += own;
  });
  return out;
}

function columnsNeeded(heights: readonly number[], limit: number): number {
  let needed = 1;
  let filled = 0;
  for (const height of heights) {
    if (filled + height > limit) {
      needed++;
      filled = 0;
    }
    filled += height;
  }
  return needed;
}
