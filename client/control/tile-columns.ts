import { byArea, type Place } from '../state/places.ts';

export interface AreaTiles {
  readonly area: string;
  readonly places: readonly Place[];
  /** The whole area, also where only a part of it is shown. */
  readonly whole: readonly Place[];
}

export const TILES_ABREAST = 4;
/** An area's head and gap, in lines of tiles. */
export const HEAD_LINES = 0.75;

/**
 * Areas in roster order, cut into columns of about equal height. Depends on the roster alone: a change of state moves
 * nothing.
 */
export function areaColumns(places: readonly Place[], columns: number): AreaTiles[][] {
  const groups = [...byArea(places)].map(([area, members]) => ({ area, places: members, whole: members }));
  const height = (group: AreaTiles): number => Math.ceil(group.places.length / TILES_ABREAST) + HEAD_LINES;
  // The lowest limit at which the areas, kept in order, fit into the columns.
  const heights = groups.map(height);
  const total = heights.reduce((sum, own) => sum + own, 0);
  let limit = heights.reduce((most, own) => Math.max(most, own), Math.floor((total / columns) * 4) / 4);
  while (columnsNeeded(heights, limit) > columns) limit += 0.25;
  const out: AreaTiles[][] = [];
  let filled = Infinity;
  groups.forEach((group, i) => {
    const own = heights[i] ?? 0;
    if (filled + own > limit) {
      out.push([]);
      filled = 0;
    }
    out[out.length - 1]?.push(group);
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
