import type { IncomingHttpHeaders } from 'node:http';

interface Incoming {
  readonly headers: IncomingHttpHeaders;
  readonly socket: { readonly remoteAddress?: string | undefined };
}

const FORWARDING_HEADERS = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'via',
];

/** Whose address limits count against. Behind a trusted proxy that is the last address the proxy itself wrote. */
export function clientAddress(request: Incoming, trustProxy: boolean): string {
  const peer = plainAddress(request.socket.remoteAddress ?? '');
  if (!trustProxy) return peer;
  const header = request.headers['x-forwarded-for'];
  const list = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',');
  const last = list.at(-1)?.trim() ?? '';
  return last === '' ? peer : plainAddress(last);
}

/** A7: on this machine itself and not through a proxy that happens to run here. */
export function isDirectLoopback(request: Incoming): boolean {
  if (FORWARDING_HEADERS.some((name) => request.headers[name] !== undefined)) return false;
  const peer = plainAddress(request.socket.remoteAddress ?? '');
  return peer === '::1' || peer.startsWith('127.');
}

function plainAddress(address: string): string {
  return address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
}
