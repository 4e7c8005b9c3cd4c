import type { IncomingHttpHeaders } from 'node:http';

export interface OriginRule {
  /** Origins allowed besides the one the request was sent to, as a browser writes them. */
  readonly allowed: readonly string[];
  readonly trustProxy: boolean;
}

/**
 * A5: an absent Origin is not a browser and is accepted, for no cookie carries rights here; otherwise it must be the
 * hub's own, exactly. `null` (sandboxed frames, files) is foreign.
 */
export function isOriginAllowed(headers: IncomingHttpHeaders, encrypted: boolean, rule: OriginRule): boolean {
  const origin = headers.origin;
  if (origin === undefined) return true;
  if (rule.allowed.includes(origin)) return true;
  return ownOrigins(headers, encrypted, rule.trustProxy).includes(origin);
}

/** A name or address with a port. A URL may hold more than that (`;`, `,`), which would end up in a header of the answer. */
const HOST = /^[A-Za-z0-9._:[\]-]{1,255}$/;

/** What a browser calls the place it sent this request to. */
export function ownOrigins(headers: IncomingHttpHeaders, encrypted: boolean, trustProxy: boolean): string[] {
  const scheme = encrypted || (trustProxy && first(headers['x-forwarded-proto']) === 'https') ? 'https' : 'http';
  const hosts = [headers.host, trustProxy ? first(headers['x-forwarded-host']) : undefined];
  return hosts.flatMap((host) => {
    const url = `${scheme}://${host ?? ''}`;
    return host !== undefined && HOST.test(host) && URL.canParse(url) ? [new URL(url).origin] : [];
  });
}

function first(header: string | string[] | undefined): string | undefined {
  const value = Array.isArray(header) ? header[0] : header;
  return value?.split(',')[0]?.trim();
}
