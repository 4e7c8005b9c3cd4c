export const BASE_KINDS = ['land', 'use', 'water', 'building', 'way', 'border'] as const;
export type BaseKind = (typeof BASE_KINDS)[number];

/** What the layers of the two common schemas (Protomaps, OpenMapTiles) are called. What is not here is left out: words, places of interest. */
const KINDS = new Map<string, BaseKind>(
  Object.entries({
    earth: 'land',
    landuse: 'use',
    landcover: 'use',
    park: 'use',
    natural: 'use',
    water: 'water',
    waterway: 'water',
    physical_line: 'water',
    buildings: 'building',
    building: 'building',
    roads: 'way',
    transportation: 'way',
    transit: 'way',
    boundaries: 'border',
    boundary: 'border',
  } satisfies Record<string, BaseKind>),
);

/** Undefined for a layer of a base map that is not drawn. */
export function baseKindOf(layer: string): BaseKind | undefined {
  return KINDS.get(layer);
}

/** The vector layers that a PMTiles file's metadata names. */
export function layerNames(metadata: unknown): string[] {
  const listed: unknown =
    typeof metadata === 'object' && metadata !== null && 'vector_layers' in metadata ? metadata.vector_layers : [];
  if (!Array.isArray(listed)) return [];
  return listed.flatMap((layer: unknown) =>
    typeof layer === 'object' && layer !== null && 'id' in layer && typeof layer.id === 'string' ? [layer.id] : [],
  );
}
