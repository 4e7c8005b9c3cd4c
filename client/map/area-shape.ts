import { polygonsOf, type Area, type Loop, type Polygon } from '@hub/shared/model/area-map.ts';

export interface Bounds {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

export function boundsOf(places: Iterable<readonly number[]>): Bounds | null {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [longitude = 0, latitude = 0] of places) {
    west = Math.min(west, longitude);
    east = Math.max(east, longitude);
    south = Math.min(south, latitude);
    north = Math.max(north, latitude);
  }
  return west > east ? null : { west, south, east, north };
}

export function* placesOf(areas: Iterable<Area>): Generator<readonly number[]> {
  for (const area of areas) for (const polygon of polygonsOf(area.geometry)) yield* polygon[0] ?? [];
}

export function isWithin({ west, south, east, north }: Bounds, longitude: number, latitude: number): boolean {
  return longitude >= west && longitude <= east && latitude >= south && latitude <= north;
}

/** By `share` of its sides to each side. */
export function widened({ west, south, east, north }: Bounds, share: number): Bounds {
  const [dx, dy] = [(east - west) * share, (north - south) * share];
  return { west: west - dx, south: south - dy, east: east + dx, north: north + dy };
}

export function isInside(polygon: Polygon, longitude: number, latitude: number): boolean {
  return polygon.reduce((inside, loop) => inside !== isInLoop(loop, longitude, latitude), false);
}

function isInLoop(loop: Loop, x: number, y: number): boolean {
  let inside = false;
  for (let i = 0, j = loop.length - 1; i < loop.length; j = i, i += 1) {
    const [ax = 0, ay = 0] = loop[i] ?? [];
    const [bx = 0, by = 0] = loop[j] ?? [];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

const SAMPLES = 13;

/** Where a name may stand: places inside the area's largest part, the middle ones first. */
export function namePlaces({ geometry }: Area): readonly (readonly [number, number])[] {
  let largest: { readonly polygon: Polygon; readonly bounds: Bounds; readonly size: number } | null = null;
  for (const polygon of polygonsOf(geometry)) {
    const bounds = boundsOf(polygon[0] ?? []);
    if (bounds === null) continue;
    const size = (bounds.east - bounds.west) * (bounds.north - bounds.south);
    if (largest === null || size > largest.size) largest = { polygon, bounds, size };
  }
  if (largest === null) return [];
  const { polygon, bounds } = largest;
  const [width, height] = [bounds.east - bounds.west, bounds.north - bounds.south];
  const found: { readonly at: readonly [number, number]; readonly off: number }[] = [];
  for (let i = 0; i < SAMPLES; i += 1) {
    for (let j = 0; j < SAMPLES; j += 1) {
      const [u, v] = [(i + 0.5) / SAMPLES, (j + 0.5) / SAMPLES];
      const at = [bounds.west + u * width, bounds.south + v * height] as const;
      if (isInside(polygon, at[0], at[1])) found.push({ at, off: (u - 0.5) ** 2 + (v - 0.5) ** 2 });
    }
  }
  found.sort((a, b) => a.off - b.off);
  return found.map(({ at }) => at);
}
