import { isLasting, type AttentionItem } from '@hub/shared/view/attention.ts';
import type { PointRow } from '@hub/shared/view/row.ts';
import { byArea, ONE_PAGE_POINTS, type Place } from '../state/places.ts';

/** One strip of a row: an area's label cell and its tiles. */
export interface WallGroup {
  readonly area: string;
  readonly places: readonly Place[];
  /** The whole area, also when it needs more than one strip. */
  readonly whole: readonly Place[];
}

export interface WallPage {
  readonly columns: number;
  readonly lines: readonly (readonly WallGroup[])[];
  /** How many lines the page is cut for; fewer may be filled. */
  readonly lineCount: number;
  /** Below what needs a look stand whole areas, for what room is left. */
  readonly filled?: boolean;
}

/** Grids from few large cells to many small ones; 15 × 7 holds the model town on one 1080p screen. */
const GRIDS: readonly (readonly [columns: number, lines: number])[] = [
  [8, 4],
  [10, 5],
  [12, 6],
  [15, 7],
  [16, 8],
  [18, 9],
  [20, 10],
  [24, 12],
];
const PAGE_GRID = [15, 7] as const;
const HOST_CELLS = 2;

const cellsOf = (place: Place): number => (place.kind === 'host' ? HOST_CELLS : 1);

/** The wall's pages. A place depends on the roster alone, so a tile never moves when its state changes. */
export function wallPages(places: readonly Place[]): WallPage[] {
  const areas = byArea(places);
  const groups = groupsOf(areas, areas);
  const one = places.length <= ONE_PAGE_POINTS ? onePage(groups) : null;
  return one === null ? cutPages(groups) : [one];
}

/**
 * The points that need a look, before the other pages, in cells of the same size; what room is left on the last of these pages
 * has the first of the other areas, each whole. None where one page shows every point.
 */
export function troublePages(places: readonly Place[], troubled: readonly Place[]): WallPage[] {
  if (places.length <= ONE_PAGE_POINTS) return [];
  const areas = byArea(places);
  const groups = groupsOf(byArea(troubled), areas);
  if (groups.length === 0) return [];
  const pages = cutPages(groups);
  const last = pages[pages.length - 1];
  if (last === undefined) return pages;
  const [columns, lineCount] = PAGE_GRID;
  const named = new Set(groups.map(({ area }) => area));
  let below: WallGroup[][] = [];
  const chosen: WallGroup[] = [];
  for (const group of groupsOf(areas, areas)) {
    if (named.has(group.area)) continue;
    const lines = packLines([...chosen, group], columns);
    if (last.lines.length + lines.length > lineCount) break;
    chosen.push(group);
    below = lines;
  }
  return [...pages.slice(0, -1), { ...last, lines: [...last.lines, ...below], filled: below.length > 0 }];
}

/** All of them in the largest cells in which they fit on one page. */
function onePage(groups: readonly WallGroup[]): WallPage | null {
  for (const [columns, lineCount] of GRIDS) {
    const lines = packLines(groups, columns);
    if (lines.length <= lineCount) return { columns, lines, lineCount };
  }
  return null;
}

function cutPages(groups: readonly WallGroup[]): WallPage[] {
  const [columns, lineCount] = PAGE_GRID;
  const lines = packLines(groups, columns);
  const pages: WallPage[] = [];
  for (let i = 0; i < lines.length; i += lineCount)
    pages.push({ columns, lines: lines.slice(i, i + lineCount), lineCount });
  return pages;
}

function groupsOf(
  shown: ReadonlyMap<string, readonly Place[]>,
  whole: ReadonlyMap<string, readonly Place[]>,
): WallGroup[] {
  return [...shown].map(([area, places]) => ({ area, places, whole: whole.get(area) ?? places }));
}

/** Best fit of the largest areas first; the host's area leads. An area too long for one line goes on in the next. */
function packLines(groups: readonly WallGroup[], columns: number): WallGroup[][] {
  const strips = groups.flatMap((group) => cut(group, columns - 1));
  const sized = strips.map((group, order) => ({
    group,
    order,
    cells: 1 + group.places.reduce((sum, place) => sum + cellsOf(place), 0),
    host: group.places.some((place) => place.kind === 'host'),
  }));
  sized.sort((a, b) => Number(b.host) - Number(a.host) || b.cells - a.cells || a.order - b.order);
  const lines: { free: number; groups: WallGroup[] }[] = [];
  for (const { group, cells } of sized) {
    let best: (typeof lines)[number] | undefined;
    for (const line of lines) if (line.free >= cells && line.free < (best?.free ?? Infinity)) best = line;
    if (best) {
      best.groups.push(group);
      best.free -= cells;
    } else {
      lines.push({ free: columns - cells, groups: [group] });
    }
  }
  return lines.map((line) => line.groups);
}

function cut(group: WallGroup, cells: number): WallGroup[] {
  const strips: WallGroup[] = [];
  let strip: Place[] = [];
  let used = 0;
  for (const place of group.places) {
    if (used + cellsOf(place) > cells) {
      strips.push({ ...group, places: strip });
      strip = [];
      used = 0;
    }
    strip.push(place);
    used += cellsOf(place);
  }
  return [...strips, { ...group, places: strip }];
}

/** What the wall names one by one. */
export type WallAlarm = Extract<AttentionItem, { kind: 'link' | 'lost-together' }>;

export interface WallAlarms {
  readonly shown: readonly WallAlarm[];
  /** Points with a link that is not well beyond those shown. */
  readonly moreCount: number;
}

/** Of a common cause, the points that are not back. */
export function stillLost({ rows }: Extract<WallAlarm, { kind: 'lost-together' }>): readonly PointRow[] {
  return rows.filter(({ link }) => link.state !== 'up' && link.state !== 'left');
}

const ALARM_PLACES = 3;

/** The worst stays; when there are more than three, the next two places take turns. `turn` counts up. */
export function wallAlarms(items: readonly AttentionItem[], turn: number): WallAlarms {
  const troubles = items.filter(
    (item): item is WallAlarm => item.kind === 'link' || (item.kind === 'lost-together' && isLasting(item)),
  );
  const [first, ...rest] = troubles;
  if (first === undefined) return { shown: [], moreCount: 0 };
  const shown = [first];
  const turning = ALARM_PLACES - 1;
  const start = rest.length > turning ? (turn * turning) % rest.length : 0;
  for (let i = 0; i < Math.min(turning, rest.length); i++) {
    const item = rest[(start + i) % rest.length];
    if (item) shown.push(item);
  }
  const points = (item: WallAlarm): number => (item.kind === 'lost-together' ? stillLost(item).length : 1);
  const all = troubles.reduce((sum, item) => sum + points(item), 0);
  return { shown, moreCount: all - shown.reduce((sum, item) => sum + points(item), 0) };
}

/** Widths of letters in tile names, in lower-case letters. */
const letterWidth = (letter: string): number =>
  /[\sil.]/.test(letter) ? 0.5 : /[mw]/.test(letter) ? 1.5 : /\p{Lu}/u.test(letter) ? 1.25 : 1;
const TILE_LINE = 6.7;

/** A short name of several words that is too long for one line of a tile. */
export function breaksInTwo(shortName: string): boolean {
  const width = [...shortName].reduce((sum, letter) => sum + letterWidth(letter), 0);
  return shortName.includes(' ') && width > TILE_LINE;
}
