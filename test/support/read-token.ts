import { createHmac } from 'node:crypto';

/** What a LiveKit token says. */
export interface TokenClaims {
  readonly [claim: string]: unknown;
  readonly sub: string;
  readonly iss: string;
  readonly exp: number;
  readonly nbf?: number;
  readonly video: Readonly<Record<string, unknown>>;
}

/** Throws unless it is signed with the secret. */
export function readToken(token: string, secret: string): TokenClaims {
  const [head = '', body = '', signature = ''] = token.split('.');
  const signed = createHmac('sha256', secret).update(`${head}.${body}`).digest('base64url');
  if (signed !== signature) throw new Error('not signed with this secret');
  return JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as TokenClaims;
}
