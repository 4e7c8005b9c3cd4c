import type { Place } from '../state/board-store.ts';

export interface AreaTiles {
  readonly area: string;
  readonly places: readonly Place[];
}

export const TILES_ABREAST = 4;
/** Tiles drawn or left out together where a roster is long: whole lines. */
const BLOCK_TILES = 15 * TILES_ABREAST;
/** An area's head and gap, in lines of tiles. */
const HEAD_LINES = 0.75;

/**
 * Areas in roster order, cut into columns of about equal height. Depends on the roster alone: a change of state moves
 * nothing.
 */
export function areaColumns(places: readonly Place[], columns: number): AreaTiles[][] {
  const areas = new Map<string, Place[]>();
  for (const place of places) {
    const held = areas.get(place.area);
    if (held) held.push(place);
    else areas.set(place.area, [place]);
  }
  const groups = [...areas].map(([area, members]) => ({ area, places: members }));
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

/** An area's tiles in pieces of whole lines. */
export function tileBlocks(places: readonly Place[]): (readonly Place[])[] {
  if (places.length <= BLOCK_TILES) return [places];
  const blocks: (readonly Place[])[] = [];
  for (let i = 0; i < places.length; i += BLOCK_TILES) blocks.push(places.slice(i, i + BLOCK_TILES));
  return blocks;
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
