import { addProtocol, type LayerSpecification } from 'maplibre-gl';
import { FetchSource, PMTiles, Protocol, TileType } from 'pmtiles';
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

function layerNames(metadata: unknown): string[] {
  const listed: unknown =
    typeof metadata === 'object' && metadata !== null && 'vector_layers' in metadata ? metadata.vector_layers : [];
  if (!Array.isArray(listed)) return [];
  return listed.flatMap((layer: unknown) =>
    typeof layer === 'object' && layer !== null && 'id' in layer && typeof layer.id === 'string' ? [layer.id] : [],
  );
}
