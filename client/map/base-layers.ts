import { BASE_KINDS, baseKindOf, type BaseKind } from '@hub/shared/model/base-layers.ts';
import type { LayerSpecification } from 'maplibre-gl';

/** Colours of the page: a base map is ground, and state colours stay the points'. */
export interface BaseInk {
  readonly ground: string;
  readonly land: string;
  readonly line: string;
  readonly isDark: boolean;
}

export const BASE_PREFIX = 'base-';

export function baseLayers(type: 'vector' | 'raster', names: readonly string[], ink: BaseInk): LayerSpecification[] {
  if (type === 'raster') {
    const paint = { 'raster-saturation': -0.8, 'raster-opacity': ink.isDark ? 0.2 : 0.45, 'raster-fade-duration': 0 };
    return [{ id: `${BASE_PREFIX}raster`, type: 'raster', source: 'base', paint }];
  }
  return BASE_KINDS.flatMap((kind) =>
    names.filter((name) => baseKindOf(name) === kind).flatMap((name) => vectorLayers(kind, name, ink)),
  );
}

function vectorLayers(kind: BaseKind, name: string, { ground, land, line }: BaseInk): LayerSpecification[] {
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
