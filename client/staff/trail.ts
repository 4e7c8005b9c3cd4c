import type { PointId } from '@hub/shared/model/ids.ts';
import type { Trail } from '@hub/shared/protocol/down.ts';
import { requestAs, type HttpAnswer } from '../link/http.ts';
import { saveFile } from '../link/save-file.ts';
import type { Language } from '../ui/text.ts';

/** Where a trail is read from: the hub, or a picture of one. `sessionId`: of an earlier session; without it of the one that is on. */
export interface TrailSource {
  /** A page of it, newest first, of what is older than `before`. */
  readonly load: (
    pointId: PointId | null,
    lang: Language,
    before: number | null,
    sessionId?: string | null,
  ) => Promise<HttpAnswer<Trail>>;
  /** All of it, as a file in the person's hands. */
  readonly save: (pointId: PointId | null, lang: Language, sessionId?: string | null) => Promise<HttpAnswer<Blob>>;
}

export function trailOf(deviceKey: string): TrailSource {
  return {
    load: (pointId, lang, before, sessionId = null) =>
      requestAs(
        deviceKey,
        `/api/audit?${query(pointId, lang, before, sessionId)}`,
        { method: 'GET' },
        (response) => response.json() as Promise<Trail>,
      ),
    async save(pointId, lang, sessionId = null) {
      const path = `/api/audit/export?${query(pointId, lang, null, sessionId)}`;
      const answer = await requestAs(deviceKey, path, { method: 'GET' }, (response) => response.blob());
      if (answer.ok) saveFile(answer.body, pointId === null ? 'nhat-ky.csv' : `nhat-ky-${pointId}.csv`);
      return answer;
    },
  };
}

function query(pointId: PointId | null, lang: Language, before: number | null, sessionId: string | null): string {
  const asked = new URLSearchParams({ lang });
  if (pointId !== null) asked.set('point', pointId);
  if (sessionId !== null) asked.set('session', sessionId);
  if (before !== null) asked.set('before', String(before));
  return asked.toString();
}
