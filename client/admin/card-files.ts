import type { PointId } from '@hub/shared/model/ids.ts';
import type { CardSheet } from '@hub/shared/protocol/down.ts';
import { requestAs, type HttpAnswer } from '../link/http.ts';
import { newCommandId } from '../link/opaque-id.ts';

export interface PrintWish {
  readonly points: readonly PointId[];
  readonly expiresAt: number;
  readonly lang: 'vi' | 'en';
}

/**
 * Asked once: the secrets leave the hub with this answer, and a repeat would be refused. Whoever did not get it prints
 * again.
 */
function request<T>(
  deviceKey: string,
  path: string,
  wish: PrintWish,
  read: (response: Response) => Promise<T>,
): Promise<HttpAnswer<T>> {
  const body = JSON.stringify({ commandId: newCommandId(), ...wish });
  return requestAs(deviceKey, path, { method: 'POST', body, headers: { 'content-type': 'application/json' } }, read);
}

export function fetchSheet(deviceKey: string, wish: PrintWish): Promise<HttpAnswer<CardSheet>> {
  return request(deviceKey, '/api/cards', wish, (response) => response.json() as Promise<CardSheet>);
}

export function fetchPdf(deviceKey: string, wish: PrintWish): Promise<HttpAnswer<Blob>> {
  return request(deviceKey, '/api/cards?format=pdf', wish, (response) => response.blob());
}
