import type { LayerSpecification } from 'maplibre-gl';

/** Colours of the page: a base map is ground, and state colours stay the points'. */
export interface BaseInk {
  readonly ground: string;
  readonly land: string;
  readonly line: string;
  readonly isDark: boolean;
}

type Kind = 'land' | 'use' | 'water' | 'building' | 'way' | 'border';

/** What the layers of the two common schemas (Protomaps, OpenMapTiles) are called. What is not here is left out: words, places of interest. */
const KINDS: Readonly<Record<string, Kind>> = {
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
};
const ORDER: readonly Kind[] = ['land', 'use', 'water', 'building', 'way', 'border'];

export const BASE_PREFIX = 'base-';

export function baseLayers(type: 'vector' | 'raster', names: readonly string[], ink: BaseInk): LayerSpecification[] {
  if (type === 'raster') {
    const paint = { 'raster-saturation': -0.8, 'raster-opacity': ink.isDark ? 0.2 : 0.45, 'raster-fade-duration': 0 };
    return [{ id: `${BASE_PREFIX}raster`, type: 'raster', source: 'base', paint }];
  }
  return ORDER.flatMap((kind) =>
    names.filter((name) => KINDS[name] === kind).flatMap((name) => vectorLayers(kind, name, ink)),
  );
}

function vectorLayers(kind: Kind, name: string, { ground, land, line }: BaseInk): LayerSpecification[] {
  const from = { source: 'base', 'source-layer': name } as const;
  const fill = (colour: string, opacity: number): LayerSpecification => ({
    id: `${BASE_PREFIX}${name}`,
    type: 'fill',
    ...from,
    filter: ['==', ['geometry-type'], 'Polygon'],
    paint: { 'fill-color': colour, 'fill-opacity': opacity, 'fill-antialias': false },
  });
  const stroke = (colour: string, width: number, opacity: number): LayerSpecification => ({
    id: `${BASE_PREFIX}${name}-line`,
    type: 'line',
    ...from,
    filter: ['==', ['geometry-type'], 'LineString'],
    paint: { 'line-color': colour, 'line-width': width, 'line-opacity': opacity },
  });
  switch (kind) {
    case 'land':
      return [fill(land, 1)];
    case 'use':
      return [fill(line, 0.25)];
    case 'water':
      return [fill(ground, 1), stroke(ground, 1.5, 1)];
    case 'building':
      return [fill(line, 0.5)];
    case 'way':
      return [stroke(line, 1.2, 1)];
    case 'border':
      return [stroke(line, 1, 0.8)];
  }
}
