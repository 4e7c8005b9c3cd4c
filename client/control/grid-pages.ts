import { byArea, type Place } from '../state/places.ts';
import { HEAD_LINES, TILES_ABREAST, type AreaTiles } from './tile-columns.ts';

export interface GridPage {
  /** What the page is one of: the points that need a look, those that were searched for, or all of them by area. */
  readonly of: 'troubled' | 'found' | 'all';
  readonly columns: readonly (readonly AreaTiles[])[];
}

const COLUMNS = 3;
/** Lines of tiles, heads counted as such, that a laptop shows without scrolling. */
const COLUMN_LINES = 13;

/** Areas one after the other, page by page; one that does not fit goes on in the next column under its own head. */
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
  return pages.map((columns) => ({ of, columns }));
}

export const pageWith = (pages: readonly GridPage[], id: string): number =>
  pages.findIndex(({ columns }) =>
    columns.some((areas) => areas.some(({ places }) => places.some((p) => p.id === id))),
  );

/** The page after or before, round and round; 0 where there is none. */
export const turned = (at: number, by: number, count: number): number => (count === 0 ? 0 : (at + by + count) % count);
