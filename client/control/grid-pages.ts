import { byArea, type Place } from '../state/places.ts';
import { HEAD_LINES, TILES_ABREAST, type AreaTiles } from './tile-columns.ts';

export interface GridPage {
  /** What the page is one of: the points that need a look, those that were searched for, or all of them by area. */
  readonly of: 'troubled' | 'found' | 'all';
  readonly columns: readonly (readonly AreaTiles[])[];
  /** Below what it is of stand whole areas, for what room is left. */
  readonly filled: boolean;
}

const COLUMNS = 3;
/** Lines of tiles, heads counted as such, that a laptop shows without scrolling. */
const COLUMN_LINES = 13;

/**
 * Areas one after the other, page by page; one that does not fit goes on in the next column under its own head. Few that need
 * a look leave no page half empty: the first of the other areas stand below them, as long as they fit whole.
 */
export function gridPages(of: GridPage['of'], shown: readonly Place[], all: readonly Place[]): GridPage[] {
  const whole = byArea(all);
  const pages: AreaTiles[][][] = [];
  let free = 0;
  const nextColumn = (): void => {
    const page = pages[pages.length - 1];
    if (page === undefined || page.length === COLUMNS) pages.push([[]]);
    else page.push([]);
    free = COLUMN_LINES;
  };
  for (const [area, places] of byArea(shown)) {
    for (let from = 0; from < places.length;) {
      const lines = Math.ceil((places.length - from) / TILES_ABREAST);
      // An area is not cut for the sake of a line or two that are left.
      const fits = free - HEAD_LINES >= Math.min(lines, 3);
      if (!fits) nextColumn();
      const taken = Math.min(lines, Math.floor(free - HEAD_LINES));
      const to = from + taken * TILES_ABREAST;
      const page = pages[pages.length - 1];
      page?.[page.length - 1]?.push({ area, places: places.slice(from, to), whole: whole.get(area) ?? places });
      free -= taken + HEAD_LINES;
      from = to;
    }
  }
  const last = pages[pages.length - 1];
  let filled = false;
  if (of === 'troubled' && last !== undefined) {
    const named = new Set(shown.map(({ area }) => area));
    for (const [area, places] of whole) {
      if (named.has(area)) continue;
      const lines = HEAD_LINES + Math.ceil(places.length / TILES_ABREAST);
      if (lines > free && last.length === COLUMNS) break;
      if (lines > COLUMN_LINES) continue;
      if (lines > free) nextColumn();
      last[last.length - 1]?.push({ area, places, whole: places });
      free -= lines;
      filled = true;
    }
  }
  return pages.map((columns) => ({ of, columns, filled: filled && columns === last }));
}

export const pageWith = (pages: readonly GridPage[], id: string): number =>
  pages.findIndex(({ columns }) =>
    columns.some((areas) => areas.some(({ places }) => places.some((p) => p.id === id))),
  );

/** The page after or before, round and round; 0 where there is none. */
export const turned = (at: number, by: number, count: number): number => (count === 0 ? 0 : (at + by + count) % count);
