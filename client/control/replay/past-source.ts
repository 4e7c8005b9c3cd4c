import type { PointDetail } from '@hub/shared/protocol/down.ts';
import type { ReplayStrip, ReplayView } from '@hub/shared/view/replay.ts';
import { atHub, requestAs } from '../../link/http.ts';
import type { PastAnswer, PastSource } from './replay.ts';

const WAIT_MS = 1_000;
/** A question that got no answer for so long is given up, so that the next one can be asked. */
const PATIENCE_MS = 30_000;

/** The hub's log, by `GET /api/replay…`. */
export function pastOf(deviceKey: string): PastSource {
  const get = async <T>(path: string): Promise<T | null> => {
    const answer = await requestAs(
      deviceKey,
      path,
      { method: 'GET', signal: patience() },
      (response) => response.json() as Promise<T>,
    );
    return answer.ok ? answer.body : null;
  };
  return {
    view: (at, tag) => viewAt(deviceKey, at, tag),
    detail: (at, pointId) =>
      get<PointDetail>(`/api/replay/point?${new URLSearchParams({ at: String(at), point: pointId }).toString()}`),
    strip: (run) => get<ReplayStrip>(`/api/replay/strip${run === null ? '' : `?run=${run}`}`),
  };
}

async function viewAt(deviceKey: string, at: number, tag: string | null): Promise<PastAnswer> {
  try {
    const response = await fetch(atHub(`/api/replay?at=${at}`), {
      headers: { authorization: `Bearer ${deviceKey}`, ...(tag === null ? {} : { 'if-none-match': tag }) },
      credentials: 'omit',
      signal: patience(),
      cache: 'no-store',
    });
    if (response.status === 304) return { kind: 'same' };
    if (response.status === 429) {
      return { kind: 'wait', ms: Number(response.headers.get('retry-after') ?? 1) * 1_000 || WAIT_MS };
    }
    if (!response.ok) return { kind: 'failed' };
    const { view } = (await response.json()) as { readonly view: ReplayView };
    return { kind: 'view', view, tag: response.headers.get('etag') };
  } catch {
    // Not reached: the screen says so, and asks again.
    return { kind: 'failed' };
  }
}

function patience(): AbortSignal {
  const limit = new AbortController();
  setTimeout(() => limit.abort(), PATIENCE_MS);
  return limit.signal;
}
