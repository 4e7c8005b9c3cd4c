import type { AreaMap } from '@hub/shared/model/area-map.ts';
import { atHub, requestAs } from '../link/http.ts';

/** A PMTiles file of the hub's, read piece by piece. */
export interface BaseMap {
  readonly url: string;
  readonly bytes: number;
  readonly headers: () => Headers;
}

/** What lies under the points; null where nobody gave it. */
export interface Ground {
  readonly areas: AreaMap | null;
  readonly base: BaseMap | null;
}

/** Rejects where the hub did not answer, or when nobody waits any more. */
export type GroundSource = (over?: AbortSignal) => Promise<Ground>;

export const AREAS_PATH = '/api/map/areas';
export const BASE_PATH = '/api/map/base';

export function groundSource(deviceKey: string): GroundSource {
  return async (over) => {
    const init = { method: 'GET', cache: 'no-cache', signal: over ?? null } as const;
    const answer = await requestAs(deviceKey, AREAS_PATH, init, async (response) => ({
      areas: (await response.json()) as AreaMap,
      bytes: Number(response.headers.get('base-map-bytes') ?? 0),
    }));
    if (!answer.ok) throw new Error('no boundaries');
    const { areas, bytes } = answer.body;
    return {
      areas: areas.features.length === 0 ? null : areas,
      base:
        bytes === 0
          ? null
          : {
              url: new URL(atHub(BASE_PATH), location.href).href,
              bytes,
              headers: () => new Headers({ authorization: `Bearer ${deviceKey}` }),
            },
    };
  };
}
