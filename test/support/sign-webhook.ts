import { createHash, createHmac } from 'node:crypto';

/** The `Authorization` that LiveKit sends with a webhook: a token that holds the hash of the body. */
export function signWebhook(
  body: string,
  key: { readonly apiKey: string; readonly apiSecret: string },
  atS = Date.now() / 1_000,
): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const sha256 = createHash('sha256').update(body).digest('base64');
  const claims = { iss: key.apiKey, nbf: Math.floor(atS), exp: Math.floor(atS) + 300, sha256 };
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', key.apiSecret).update(signed).digest('base64url')}`;
}
