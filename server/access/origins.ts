import type { IncomingHttpHeaders } from 'node:http';
import { hostname, networkInterfaces } from 'node:os';

export interface OriginRule {
  /** Origins that were named in the settings, as a browser writes them. */
  readonly allowed: readonly string[];
  readonly trustProxy: boolean;
  /** Of the session's other hubs: their pages may speak with this one, and this one's with them. They are no names of its own. */
  readonly otherHubs?: () => readonly string[];
  /** Whether the host of a URL is this machine. A `Host` header alone proves nothing: any name can be made to point here. */
  readonly isOwnHost: (host: string) => boolean;
  /** What the hub listens on; null before it does. */
  readonly port: () => number | null;
}

/**
 * A5: an absent Origin is not a browser and is accepted, for no cookie carries rights here; otherwise it must be named
 * in the settings or be the hub's own, exactly. `null` (sandboxed frames, files) is foreign.
 */
export function isOriginAllowed(headers: IncomingHttpHeaders, encrypted: boolean, rule: OriginRule): boolean {
  const { origin } = headers;
  if (origin === undefined || isNamed(origin, rule)) return true;
  if (origin === ownPlace(headers, encrypted, rule)) return true;
  const port = rule.port();
  if (port === null || !URL.canParse(origin)) return false;
  const { hostname: host } = new URL(origin);
  return rule.isOwnHost(host) && origin === new URL(`${encrypted ? 'https' : 'http'}://${host}:${port}`).origin;
}

/** By the settings, or by another hub of the session. */
export function isNamed(origin: string, { allowed, otherHubs }: OriginRule): boolean {
  return allowed.includes(origin) || otherHubs?.().includes(origin) === true;
}

/** A name or address with a port. A URL may hold more than that (`;`, `,`), which would end up in a header of the answer. */
const HOST = /^[A-Za-z0-9._:[\]-]{1,255}$/;

/**
 * What a browser calls the place it sent this request to; null unless that is this machine or named in the settings.
 * Its port may be another than the hub's: a tunnel or a forwarded port leads here too.
 */
export function ownPlace(headers: IncomingHttpHeaders, encrypted: boolean, rule: OriginRule): string | null {
  const { host } = headers;
  const url = `${isSecure(headers, encrypted, rule.trustProxy) ? 'https' : 'http'}://${host ?? ''}`;
  if (host === undefined || !HOST.test(host) || !URL.canParse(url)) return null;
  const place = new URL(url);
  return rule.isOwnHost(place.hostname) || rule.allowed.includes(place.origin) ? place.origin : null;
}

/** Whether the browser's side of the connection is encrypted. */
export function isSecure(headers: IncomingHttpHeaders, encrypted: boolean, trustProxy: boolean): boolean {
  return encrypted || (trustProxy && first(headers['x-forwarded-proto']) === 'https');
}

/** This machine's names and addresses, and the one it was told to listen on. */
export function ownHosts(listensOn: string): OriginRule['isOwnHost'] {
  let known = hostsOf(listensOn);
  return (host) => {
    if (known.has(host)) return true;
    // A cable or a Wi-Fi may have come since.
    known = hostsOf(listensOn);
    return known.has(host);
  };
}

function hostsOf(listensOn: string): ReadonlySet<string> {
  const name = hostname();
  const addresses = Object.values(networkInterfaces()).flatMap((each) => (each ?? []).map(({ address }) => address));
  const hosts = ['localhost', '127.0.0.1', '::1', listensOn, name, `${name}.local`, ...addresses];
  return new Set(hosts.flatMap(asInUrl));
}

/** Lower case, IPv6 in brackets and at its shortest. A name no URL can hold is nowhere. */
function asInUrl(host: string): string[] {
  const url = `http://${host.includes(':') ? `[${host}]` : host}`;
  return URL.canParse(url) ? [new URL(url).hostname] : [];
}

function first(header: string | string[] | undefined): string | undefined {
  const value = Array.isArray(header) ? header[0] : header;
  return value?.split(',')[0]?.trim();
}
