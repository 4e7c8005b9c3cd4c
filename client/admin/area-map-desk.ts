import type { MapFile } from '@hub/shared/model/area-map.ts';
import { requestAs } from '../link/http.ts';
import { AREAS_PATH, BASE_PATH, groundSource } from '../map/area-source.ts';
import type { AreaMapDesk } from './area-map.tsx';

const PATHS: Readonly<Record<MapFile, string>> = { areas: AREAS_PATH, base: BASE_PATH };

export function areaMapDesk(deviceKey: string): AreaMapDesk {
  return {
    current: groundSource(deviceKey),
    replace: async (kind, file) => {
      const headers = { 'content-type': 'application/octet-stream' };
      const answer = await requestAs(deviceKey, PATHS[kind], { method: 'POST', body: file, headers }, (response) =>
        response.json(),
      );
      return answer.ok ? null : answer.error;
    },
  };
}
