/** A place as a file of boundaries writes it: longitude, latitude. */
export type Place = readonly number[];
/** Closed: the last place is the first. */
export type Loop = readonly Place[];
/** The outline, then the holes. */
export type Polygon = readonly Loop[];

export type AreaGeometry =
  | { readonly type: 'Polygon'; readonly coordinates: Polygon }
  | { readonly type: 'MultiPolygon'; readonly coordinates: readonly Polygon[] };

export interface Area {
  readonly type: 'Feature';
  readonly properties: { readonly name: string };
  readonly geometry: AreaGeometry;
}

/** The session's boundaries (RFC 7946): every feature an area with a name. */
export interface AreaMap {
  readonly type: 'FeatureCollection';
  readonly features: readonly Area[];
}

export function polygonsOf(geometry: AreaGeometry): readonly Polygon[] {
  return geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
}

/** What the map draws beside the points: boundaries, and what lies under them. */
export const MAP_FILES = ['areas', 'base'] as const;
export type MapFile = (typeof MAP_FILES)[number];
