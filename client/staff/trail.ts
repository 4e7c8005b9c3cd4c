import type { PointId } from '@hub/shared/model/ids.ts';
import type { Trail } from '@hub/shared/protocol/down.ts';
import { requestAs, type HttpAnswer } from '../link/http.ts';
import { saveFile } from '../link/save-file.ts';
import type { Language } from '../ui/text.ts';

/** Where a trail is read from: the hub, or a picture of one. */
export interface TrailSource {
  /** A page of it, newest first, of what is older than `before`. */
  readonly load: (pointId: PointId | null, lang: Language, before: number | null) => Promise<HttpAnswer<Trail>>;
  /** All of it, as a file in the person's hands. */
  readonly save: (pointId: PointId | null, lang: Language) => Promise<HttpAnswer<Blob>>;
}

export function trailOf(deviceKey: string): TrailSource {
  return {
    load: (pointId, lang, before) =>
      requestAs(
        deviceKey,
        `/api/audit?${query(pointId, lang, before)}`,
        { method: 'GET' },
        (response) => response.json() as Promise<Trail>,
      ),
    async save(pointId, lang) {
      const path = `/api/audit/export?${query(pointId, lang, null)}`;
      const answer = await requestAs(deviceKey, path, { method: 'GET' }, (response) => response.blob());
      if (answer.ok) saveFile(answer.body, pointId === null ? 'nhat-ky.csv' : `nhat-ky-${pointId}.csv`);
      return answer;
    },
  };
}

function query(pointId: PointId | null, lang: Language, before: number | null): string {
  const asked = new URLSearchParams({ lang });
  if (pointId !== null) asked.set('point', pointId);
  if (before !== null) asked.set('before', String(before));
  return asked.toString();
}
