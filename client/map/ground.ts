import type { AreaMap } from '@hub/shared/model/area-map.ts';
import { areaKey } from '@hub/shared/view/area-match.ts';
import type { Map as MapLibre, StyleSpecification } from 'maplibre-gl';
import { boundsOf, namePlaces, placesOf, type Bounds } from './area-shape.ts';
import type { BaseMap } from './area-source.ts';
import { BASE_PREFIX } from './base-layers.ts';
import { openBase, type OpenBase } from './base-map.ts';
import { rgbOf, token } from './colour.ts';
import { worldOf, type WorldPoint } from './mercator.ts';
import type { AreaCount } from './point-model.ts';

/** What areas are tinted by. */
export type Tint = 'links' | 'reported' | 'none';

const EMPTY: AreaMap = { type: 'FeatureCollection', features: [] };

export interface NamedArea {
  readonly name: string;
  readonly key: string;
  readonly places: readonly WorldPoint[];
  readonly width: number;
}

/** What lies under the points: a base map if there is one, the areas with their tints, and their borders. */
export class Ground {
  readonly #map: MapLibre;
  readonly #counts: ReadonlyMap<string, AreaCount>;
  #areas: AreaMap = EMPTY;
  #base: OpenBase | null = null;
  #areaIds = new Map<string, number[]>();
  #tints = new Map<number, string>();
  #isLoaded = false;
  #borderPx = 1;
  tint: Tint = 'links';
  wishes: readonly NamedArea[] = [];
  /** Of the boundaries; null without any. */
  bounds: Bounds | null = null;

  constructor(map: MapLibre, counts: ReadonlyMap<string, AreaCount>) {
    this.#map = map;
    this.#counts = counts;
  }

  get isLoaded(): boolean {
    return this.#isLoaded;
  }

  /** The style is there, for the first time or after the graphics card was lost and came back. */
  load(): void {
    this.#isLoaded = true;
    this.#showAreas();
    this.showBase();
  }

  lose(): void {
    this.#isLoaded = false;
  }

  setAreas(areas: AreaMap | null): void {
    this.#areas = areas ?? EMPTY;
    this.wishes = this.#areas.features.map((area) => {
      const bounds = boundsOf(placesOf([area]));
      return {
        name: area.properties.name,
        key: areaKey(area.properties.name),
        places: namePlaces(area).map(([longitude, latitude]) => worldOf(longitude, latitude)),
        width: bounds === null ? 0 : (bounds.east - bounds.west) / 360,
      };
    });
    this.#areaIds = new Map();
    this.wishes.forEach(({ key }, id) => {
      const ids = this.#areaIds.get(key);
      if (ids) ids.push(id);
      else this.#areaIds.set(key, [id]);
    });
    this.bounds = boundsOf(placesOf(this.#areas.features));
    this.#showAreas();
  }

  /** What lies under everything; to be shown. Rejects where it cannot be read: then there is none. */
  async setBase(base: BaseMap | null): Promise<void> {
    this.#base = null;
    this.#base = base === null ? null : await openBase(base);
  }

  showBase(): void {
    if (!this.#isLoaded) return;
    const map = this.#map;
    for (const id of map.getLayersOrder()) if (id.startsWith(BASE_PREFIX)) map.removeLayer(id);
    if (this.#base && !map.getSource('base')) {
      const { type, url } = this.#base;
      map.addSource('base', type === 'vector' ? { type, url } : { type, url, tileSize: 256 });
    }
    const ink = { ground: token('--bg-0'), land: token('--map-land'), line: token('--map-line') };
    const isDark = rgbOf(ink.ground)[1] < 0.5;
    for (const layer of this.#base?.layers({ ...ink, isDark }) ?? []) map.addLayer(layer, 'land');
    // The plain land would hide it.
    map.setPaintProperty('land', 'fill-opacity', this.#base ? 0 : 1);
    map.getContainer().dataset['base'] = this.#base?.type ?? 'none';
  }

  /** In the page's present colours and at its present size. */
  repaint(scale: number): void {
    this.#borderPx = scale;
    if (!this.#isLoaded) return;
    const map = this.#map;
    map.setPaintProperty('ground', 'background-color', token('--bg-0'));
    map.setPaintProperty('land', 'fill-color', token('--map-land'));
    map.setPaintProperty('borders', 'line-color', token('--map-line'));
    map.setPaintProperty('borders', 'line-width', this.#borderPx);
    this.showBase();
    this.#showTintsAnew();
  }

  #showAreas(): void {
    if (!this.#isLoaded) return;
    const source = this.#map.getSource('areas');
    const features = this.#areas.features.map(({ type, geometry, properties }, id) => ({
      type,
      geometry,
      properties,
      id,
    }));
    if (source && 'setData' in source) {
      (source as { setData(data: object): void }).setData({ type: 'FeatureCollection', features });
    }
    this.#map.setPaintProperty('borders', 'line-width', this.#borderPx);
    this.#showTintsAnew();
  }

  #showTintsAnew(): void {
    this.#tints = new Map();
    this.showTints();
  }

  showTints(areas: Iterable<string> = this.#areaIds.keys()): void {
    if (!this.#isLoaded) return;
    for (const key of areas) {
      const [strength, colour] = tintOf(this.tint, this.#counts.get(key));
      const said = `${colour}${strength}`;
      for (const id of this.#areaIds.get(key) ?? []) {
        if (this.#tints.get(id) === said) continue;
        this.#tints.set(id, said);
        this.#map.setFeatureState({ source: 'areas', id }, { strength, colour: token(colour) });
      }
    }
  }
}

/** How strongly an area is tinted (0 to 1), and with what. The figure itself stands under its name. */
export function tintOf(tint: Tint, count: AreaCount | undefined): readonly [number, string] {
  if (count === undefined || count.points === 0 || tint === 'none') return [0, '--lost-tint'];
  if (tint === 'reported') {
    if (count.asked === 0) return [0, '--unknown-tint'];
    return [Math.round(((count.asked - count.reported) / count.asked) * 4) / 4, '--unknown-tint'];
  }
  // Of those that came in: before the session begins nothing is wrong with an area.
  const came = count.up + count.down;
  const share = came === 0 ? 0 : count.down / came;
  return [share >= 0.5 ? 0.85 : share >= 0.3 ? 0.55 : share >= 0.2 ? 0.3 : 0, '--lost-tint'];
}

export function groundStyle(): StyleSpecification {
  return {
    version: 8,
    sources: { areas: { type: 'geojson', data: EMPTY as never, tolerance: 0.3 } },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': token('--bg-0') } },
      {
        id: 'land',
        type: 'fill',
        source: 'areas',
        paint: { 'fill-color': token('--map-land'), 'fill-antialias': false },
      },
      {
        id: 'tint',
        type: 'fill',
        source: 'areas',
        paint: {
          'fill-color': ['to-color', ['coalesce', ['feature-state', 'colour'], 'rgba(0,0,0,0)']],
          'fill-opacity': ['coalesce', ['feature-state', 'strength'], 0],
          'fill-antialias': false,
        },
      },
      { id: 'borders', type: 'line', source: 'areas', paint: { 'line-color': token('--map-line'), 'line-width': 1 } },
    ],
  };
}
