import type { AreaMap } from '@hub/shared/model/area-map.ts';
import { requestAs } from '../link/http.ts';

/** The session's boundaries: null where there are none; rejects where the hub did not answer. */
export type AreaSource = () => Promise<AreaMap | null>;

export const AREAS_PATH = '/api/map/areas';

export function areaSource(deviceKey: string): AreaSource {
  return async () => {
    const answer = await requestAs(deviceKey, AREAS_PATH, { method: 'GET', cache: 'no-cache' }, async (response) => {
      return (await response.json()) as AreaMap;
    });
    if (answer.ok) return answer.body.features.length === 0 ? null : answer.body;
    throw new Error('no boundaries');
  };
}
