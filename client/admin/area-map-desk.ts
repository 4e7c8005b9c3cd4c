import { requestAs } from '../link/http.ts';
import { AREAS_PATH, areaSource } from '../map/area-source.ts';
import type { AreaMapDesk } from './area-map.tsx';

export function areaMapDesk(deviceKey: string): AreaMapDesk {
  return {
    current: areaSource(deviceKey),
    replace: async (file) => {
      const headers = { 'content-type': 'application/geo+json' };
      const answer = await requestAs(deviceKey, AREAS_PATH, { method: 'POST', body: file, headers }, (response) =>
        response.json(),
      );
      if (answer.ok) return { ok: true };
      if (answer.error === 'unanswered') return { ok: false, where: null };
      return { ok: false, where: answer.error.field ?? '' };
    },
  };
}
