import type { HubError } from '@hub/shared/protocol/errors.ts';
import { hubErrorOf } from './hub-error.ts';

let hub = '';

/** Requests go where the page's line goes; empty: to the hub that it came from. */
export function speakWith(origin: string): void {
  hub = origin;
}

export function atHub(path: string): string {
  return hub + path;
}

/** The hub's answer as JSON, also when it refused; rejects when the hub was not reached. */
export async function postJson(path: string, body: object): Promise<unknown> {
  const response = await fetch(atHub(path), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    credentials: 'omit',
    cache: 'no-store',
  });
  return response.json();
}

export type HttpAnswer<T> =
  { readonly ok: true; readonly body: T } | { readonly ok: false; readonly error: HubError | 'unanswered' };

/** One request under a credential. Never rejects. */
export async function requestAs<T>(
  deviceKey: string,
  path: string,
  init: Pick<RequestInit, 'method' | 'body' | 'headers' | 'cache' | 'signal'>,
  read: (response: Response) => Promise<T>,
): Promise<HttpAnswer<T>> {
  try {
    const response = await fetch(atHub(path), {
      ...init,
      headers: { ...init.headers, authorization: `Bearer ${deviceKey}` },
      credentials: 'omit',
      cache: init.cache ?? 'no-store',
    });
    if (response.ok) return { ok: true, body: await read(response) };
    const refused: unknown = await response.json();
    const error =
      typeof refused === 'object' && refused !== null && 'error' in refused ? hubErrorOf(refused.error) : null;
    return { ok: false, error: error ?? { kind: 'internal', message: '', retry: 'after' } };
  } catch {
    // Not reached, or cut off in the middle: whether the hub did it is not known.
    return { ok: false, error: 'unanswered' };
  }
}
