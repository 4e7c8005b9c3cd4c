import { isUnvouched } from '@hub/shared/model/link.ts';
import type { PointRow } from '@hub/shared/view/row.ts';

/** Where a point stands in pictures that keep places: these fields alone decide it. */
export type Place = Pick<PointRow, 'id' | 'area' | 'kind'>;

/** Above this many points on one screen names are too small to find: grid and wall turn pages instead. */
export const ONE_PAGE_POINTS = 120;

/** Areas in roster order. */
export function byArea(places: readonly Place[]): ReadonlyMap<string, readonly Place[]> {
  const areas = new Map<string, Place[]>();
  for (const place of places) {
    const held = areas.get(place.area);
    if (held) held.push(place);
    else areas.set(place.area, [place]);
  }
  return areas;
}

/**
 * What long rosters show first: who speaks, and what needs a look. Who has not come yet is left to the areas' pages: before
 * a session that is nearly everybody.
 */
export const isTroubled = ({ link, onAir }: PointRow): boolean =>
  onAir || link.state === 'lost' || (link.state === 'unknown' && !isUnvouched(link)) || link.state === 'impaired';
