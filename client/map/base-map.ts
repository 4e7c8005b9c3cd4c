import { addProtocol, type LayerSpecification } from 'maplibre-gl';
import { FetchSource, PMTiles, Protocol, TileType } from 'pmtiles';
import { layerNames } from '@hub/shared/model/base-layers.ts';
import type { BaseMap } from './area-source.ts';
import { baseLayers, type BaseInk } from './base-layers.ts';

const SCHEME = 'pmtiles';
let protocol: Protocol | null = null;

/** A base map as MapLibre takes it: where its tiles come from, and its layers in the page's own colours. */
export interface OpenBase {
  readonly type: 'vector' | 'raster';
  readonly url: string;
  layers(ink: BaseInk): LayerSpecification[];
}

/** Rejects where the file cannot be read. */
export async function openBase({ url, headers }: BaseMap): Promise<OpenBase> {
  if (protocol === null) {
    protocol = new Protocol();
    addProtocol(SCHEME, protocol.tile);
  }
  const archive = new PMTiles(new FetchSource(url, headers()));
  protocol.add(archive);
  const [{ tileType }, metadata] = await Promise.all([archive.getHeader(), archive.getMetadata()]);
  const type = tileType === TileType.Mvt ? 'vector' : 'raster';
  const named = type === 'vector' ? layerNames(metadata) : [];
  return { type, url: `${SCHEME}://${url}`, layers: (ink) => baseLayers(type, named, ink) };
}
