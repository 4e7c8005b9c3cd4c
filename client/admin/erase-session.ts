import { requestAs, type HttpAnswer } from '../link/http.ts';
import { newCommandId } from '../link/opaque-id.ts';

/** G9. What is lost on the way may be asked again: what is gone stays gone. */
export function eraseSession(deviceKey: string, sessionId: string): Promise<HttpAnswer<unknown>> {
  const body = JSON.stringify({ commandId: newCommandId(), sessionId });
  const headers = { 'content-type': 'application/json' };
  return requestAs(deviceKey, '/api/session/erase', { method: 'POST', body, headers }, (response) => response.json());
}
