import type { PointRow } from '@hub/shared/view/row.ts';
import { toScreen, type Camera, type WorldPoint } from './mercator.ts';
import { placeLabel, Taken, type Box, type Lead, type Line, type Placed, type Spot, type Wish } from './place.ts';
import type { PointModel } from './point-model.ts';
import { RING_OUTER } from './ring-layer.ts';
import { touchingOffsets } from './group.ts';

/** Sides of marks in pixels. */
export const QUIET_SIZE = 15;
export const LOUD_SIZE = 21;
/** Half of what a quiet mark's disc covers. */
const QUIET_REACH = 5.5;
/** Beyond so many marks alone in view there is no room for figures beside them. */
const COUNTS_MAX = 700;
/** So many troubles are named; the others have their mark. */
const NAMED_MAX = 24;
/** Before the day begins all are absent, and none is worth more words than the others; the last few are looked for. */
const AWAY_MAX = 8;
const EDGE = 4;
/** A full area's name stands near to it if it can, and from as many places inside it as are worth trying. */
const AREA_LEADS: readonly (readonly [Lead, number])[] = [
  ['clear', 48],
  ['clear', 108],
  ['over', 204],
];
const ANCHORS = 12;
/** An area narrower than this has no room for any of its name. */
const AREA_LEAST = 32;

export interface Offsets {
  readonly dx: number;
  readonly dy: number;
}

export interface NameTag extends Placed {
  readonly point: number;
  readonly at: Spot;
}

export interface CountTag {
  readonly point: number;
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

export interface AreaTag extends Placed {
  readonly name: string;
  readonly second: string;
}

export interface RingTag extends Spot {
  readonly ring: number;
  readonly text: string;
}

export interface AreaWish {
  readonly name: string;
  readonly second: string;
  /** Where its name may stand, the best place first. */
  readonly places: readonly WorldPoint[];
  /** World units. */
  readonly width: number;
}

export interface SceneWords {
  /** Beside a quiet point; null: nothing. */
  readonly figure: (row: PointRow) => string | null;
  readonly ring: (points: number) => string;
}

export interface Measure {
  readonly tag: (row: PointRow) => { readonly w: number; readonly h: number };
  readonly figure: (text: string) => { readonly w: number; readonly h: number };
  readonly area: (name: string, second: string) => { readonly w: number; readonly h: number };
}

export interface Scene {
  /** On air, or the host: drawn with a ring or a square, with or without room for a name. */
  readonly marked: readonly number[];
  readonly names: readonly NameTag[];
  readonly counts: readonly CountTag[];
  readonly areas: readonly AreaTag[];
  readonly rings: readonly RingTag[];
}

export interface SceneInput {
  readonly model: PointModel;
  readonly camera: Camera;
  readonly offsets: ReadonlyMap<number, Offsets>;
  readonly areas: readonly AreaWish[];
  readonly words: SceneWords;
  readonly measure: Measure;
  /** Kept free of labels: what lies over the map. */
  readonly covered: readonly Box[];
}

export function sizeOf(model: PointModel, point: number): number {
  return model.isApart(point) ? LOUD_SIZE : QUIET_SIZE;
}

/** Every label that finds room: what needs a person first, then the areas' names, then the figures. Nothing overlaps. */
export function layOut({ model, camera, offsets, areas, words, measure, covered }: SceneInput): Scene {
  const taken = new Taken();
  for (const box of covered) taken.add(box);
  const inView = (at: Spot, by = 0): boolean =>
    at.x > -by && at.y > -by && at.x < camera.width + by && at.y < camera.height + by;
  const isInside = (box: Box): boolean =>
    box.x >= EDGE && box.y >= EDGE && box.x + box.w <= camera.width - EDGE && box.y + box.h <= camera.height - EDGE;
  const spot = (point: number): Spot => {
    const at = toScreen({ x: model.x[point] ?? 0, y: model.y[point] ?? 0 }, camera);
    const off = offsets.get(point);
    return off ? { x: at.x + off.dx, y: at.y + off.dy } : at;
  };

  const rings: RingTag[] = [];
  model.grouping.rings.forEach(({ members, x, y }, ring) => {
    const at = toScreen({ x, y }, camera);
    if (!inView(at, RING_OUTER)) return;
    taken.add(square(at, RING_OUTER + 1));
    rings.push({ ring, x: at.x, y: at.y, text: words.ring(members.length) });
  });
  for (const { point, at } of inViewOf(model, model.grouping.touching.flat(), camera, spot)) {
    taken.add(square(at, sizeOf(model, point) / 2 - 1));
  }
  const singles = inViewOf(model, model.grouping.singles, camera, spot);
  for (const { point, at } of singles) taken.add(square(at, reachOf(model, point)));

  const names: NameTag[] = [];
  const away = singles.filter(({ point }) => isAway(model.row(point))).length;
  const isNamed = (row: PointRow | undefined): boolean =>
    row !== undefined && (needsAName(row) || (away <= AWAY_MAX && isAway(row)));
  const loud = singles.filter(({ point }) => isNamed(model.row(point)));
  loud.sort(
    (a, b) =>
      rankOf(model.row(a.point)) - rankOf(model.row(b.point)) || sinceOf(model, a.point) - sinceOf(model, b.point),
  );
  for (const { point, at } of loud.slice(0, NAMED_MAX)) {
    const row = model.row(point);
    if (!row) continue;
    const wish: Wish = { at, reach: reachOf(model, point), ...measure.tag(row) };
    const placed = placeLabel(wish, taken, isInside, 'over');
    if (!placed) continue;
    take(taken, placed);
    names.push({ point, at, ...placed });
  }

  /** On two lines inside it, on one, or from outside over a line. */
  const areaTag = ({ name, second }: AreaWish, spots: readonly Spot[], first: Spot): AreaTag | null => {
    const shapes = [
      { name, second },
      { name: second === '' ? name : `${name} ${second}`, second: '' },
    ].map((said) => ({ said, size: measure.area(said.name, said.second) }));
    for (const { said, size } of shapes) {
      for (const at of spots) {
        const box = { x: at.x - size.w / 2, y: at.y - size.h / 2, ...size };
        if (isInside(box) && taken.isFree(box)) return { ...said, box, leader: null };
      }
    }
    const free = spots.filter((spot) => taken.isFree(square(spot, 3))).slice(0, ANCHORS);
    for (const [lead, far] of AREA_LEADS) {
      for (const at of free.length > 0 ? free : [first]) {
        for (const { said, size } of shapes) {
          const placed = placeLabel({ at, reach: 0, far, ...size }, taken, isInside, lead);
          if (placed) return { ...said, ...placed };
        }
      }
    }
    return null;
  };
  const areaTags: AreaTag[] = [];
  for (const area of areas) {
    if (area.width * camera.worldSize < AREA_LEAST) continue;
    const spots = area.places.map((place) => toScreen(place, camera));
    const first = spots[0];
    if (!first || !inView(first, 60)) continue;
    const tag = areaTag(area, spots, first);
    if (!tag) continue;
    take(taken, tag);
    areaTags.push(tag);
  }

  const counts: CountTag[] = [];
  if (singles.length <= COUNTS_MAX) {
    for (const { point, at } of singles) {
      const row = model.row(point);
      const text = row && !isNamed(row) ? words.figure(row) : null;
      if (text === null) continue;
      const placed = placeLabel({ at, reach: 5, ...measure.figure(text) }, taken, isInside, 'none');
      if (!placed) continue;
      taken.add(placed.box);
      counts.push({ point, x: placed.box.x, y: placed.box.y + placed.box.h / 2, text });
    }
  }
  const marked = singles
    .filter(({ point }) => model.row(point)?.onAir === true || model.row(point)?.kind === 'host')
    .map(({ point }) => point);
  return { marked, names, counts, areas: areaTags, rings };
}

/** Told by the world's units, without a place on the screen for each of a country's points. */
function inViewOf(
  model: PointModel,
  points: readonly number[],
  { centre, worldSize, width, height }: Camera,
  spot: (point: number) => Spot,
): { readonly point: number; readonly at: Spot }[] {
  const found: { readonly point: number; readonly at: Spot }[] = [];
  const { x, y } = model;
  const [dx, dy] = [width / 2 / worldSize, height / 2 / worldSize];
  for (const point of points) {
    if (Math.abs((x[point] ?? 0) - centre.x) > dx || Math.abs((y[point] ?? 0) - centre.y) > dy) continue;
    found.push({ point, at: spot(point) });
  }
  return found;
}

function take(taken: Taken, { box, leader }: { readonly box: Box; readonly leader: Line | null }): void {
  taken.addLabel({ x: box.x - 1, y: box.y - 1, w: box.w + 2, h: box.h + 2 });
  if (leader) taken.addLine(leader);
}

function square({ x, y }: Spot, reach: number): Box {
  return { x: x - reach, y: y - reach, w: reach * 2, h: reach * 2 };
}

/** Half a mark's side, with the ring of a point on air or the square of the host. */
function reachOf(model: PointModel, point: number): number {
  const row = model.row(point);
  if (row?.onAir) return 16;
  if (row?.kind === 'host') return 13;
  return model.isApart(point) ? LOUD_SIZE / 2 - 1 : QUIET_REACH;
}

function needsAName(row: PointRow): boolean {
  return row.onAir || row.kind === 'host' || (row.link.state !== 'up' && !isAway(row));
}

function isAway(row: PointRow | undefined): boolean {
  return row !== undefined && (row.link.state === 'absent' || row.link.state === 'left');
}

const RANK = { lost: 1, unknown: 2, impaired: 3, joining: 4, absent: 5, left: 6, up: 7 } as const;

export function rankOf(row: PointRow | undefined): number {
  if (!row) return 9;
  return row.onAir || row.kind === 'host' ? 0 : RANK[row.link.state];
}

function sinceOf(model: PointModel, point: number): number {
  return model.row(point)?.link.since ?? 0;
}

/** Dots that touch stand about their middle; marks of troubles that would hide one another step apart a little. */
export function stepAside(model: PointModel, worldSize: number): Map<number, Offsets> {
  const offsets = new Map<number, Offsets>();
  for (const group of model.grouping.touching) {
    const middle = (list: Float64Array): number => group.reduce((sum, i) => sum + (list[i] ?? 0), 0) / group.length;
    const [mx, my] = [middle(model.x), middle(model.y)];
    const steps = touchingOffsets(group.length, 11);
    group.forEach((point, i) => {
      const step = steps[i] ?? { x: 0, y: 0 };
      offsets.set(point, {
        dx: clamp((mx - (model.x[point] ?? 0)) * worldSize + step.x),
        dy: clamp((my - (model.y[point] ?? 0)) * worldSize + step.y),
      });
    });
  }
  const loud = model.grouping.singles.filter((point) => model.isApart(point));
  if (loud.length > LOUD_MAX) return offsets;
  const at = loud.map((point) => ({ x: (model.x[point] ?? 0) * worldSize, y: (model.y[point] ?? 0) * worldSize }));
  const moved = at.map(({ x, y }) => ({ x, y }));
  const rings = model.grouping.rings.map(({ x, y }) => ({ x: x * worldSize, y: y * worldSize }));
  for (let round = 0; round < 8; round += 1) {
    for (let i = 0; i < moved.length; i += 1) {
      for (let j = i + 1; j < moved.length; j += 1) push(moved[i], moved[j], LOUD_SIZE);
      const [own, point] = [moved[i], loud[i]];
      if (own && point !== undefined) offRings(own, reachOf(model, point), rings, i);
    }
  }
  loud.forEach((point, i) => {
    const [from, to] = [at[i], moved[i]];
    if (!from || !to) return;
    to.x = from.x + clamp(to.x - from.x);
    to.y = from.y + clamp(to.y - from.y);
    offRings(to, reachOf(model, point), rings, i);
    if (from.x !== to.x || from.y !== to.y) offsets.set(point, { dx: to.x - from.x, dy: to.y - from.y });
  });
  clearAround(model, worldSize, loud, offsets);
  return offsets;
}

/** A quiet mark does not stand in the ring of the point on air, nor in the host's square. */
function clearAround(
  model: PointModel,
  worldSize: number,
  loud: readonly number[],
  offsets: Map<number, Offsets>,
): void {
  const marked = loud.filter((point) => model.row(point)?.onAir === true || model.row(point)?.kind === 'host');
  for (const centre of marked) {
    const own = offsets.get(centre);
    for (const point of model.grouping.singles) {
      if (model.isApart(point)) continue;
      const dx = ((model.x[point] ?? 0) - (model.x[centre] ?? 0)) * worldSize - (own?.dx ?? 0);
      const dy = ((model.y[point] ?? 0) - (model.y[centre] ?? 0)) * worldSize - (own?.dy ?? 0);
      const distance = Math.hypot(dx, dy);
      if (distance >= CLEAR || distance < 0.01) continue;
      const by = CLEAR / distance - 1;
      offsets.set(point, { dx: clamp(dx * by), dy: clamp(dy * by) });
    }
  }
}

/** A mark that stood on a ring would cover its number: it steps to the ring's edge, the way it lies from the ring's middle. */
function offRings(own: { x: number; y: number }, reach: number, rings: readonly Spot[], turn: number): void {
  const apart = RING_OUTER + reach + 1;
  for (const ring of rings) {
    const [dx, dy] = [own.x - ring.x, own.y - ring.y];
    if (Math.abs(dx) >= apart || Math.abs(dy) >= apart) continue;
    const distance = Math.hypot(dx, dy);
    if (distance >= apart) continue;
    const angle = distance < 0.01 ? turn * GOLDEN : Math.atan2(dy, dx);
    own.x = ring.x + Math.cos(angle) * apart;
    own.y = ring.y + Math.sin(angle) * apart;
  }
}

/** Turns that do not meet. */
const GOLDEN = 2.4;
const CLEAR = 22;
const LOUD_MAX = 200;
const FARTHEST = 24;
const clamp = (value: number): number => Math.max(-FARTHEST, Math.min(FARTHEST, value));

function push(a: { x: number; y: number } | undefined, b: { x: number; y: number } | undefined, apart: number): void {
  if (!a || !b) return;
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const distance = Math.hypot(dx, dy);
  if (distance >= apart) return;
  const [ux, uy] = distance < 0.01 ? [1, 0] : [dx / distance, dy / distance];
  const by = (apart - distance) / 2;
  a.x -= ux * by;
  a.y -= uy * by;
  b.x += ux * by;
  b.y += uy * by;
}
