import type { IncomingHttpHeaders } from 'node:http';
import { isIPv6 } from 'node:net';

interface Incoming {
  readonly headers: IncomingHttpHeaders;
  readonly socket: { readonly remoteAddress?: string | undefined; readonly localAddress?: string | undefined };
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

/**
 * What limits count as one: an IPv4 address, or the /64 of an IPv6 address, for whoever has one address of that network
 * has all 2^64 of them.
 */
export function addressGroup(address: string): string {
  if (!isIPv6(address)) return address;
  const [left = '', right] = (address.split('%')[0] ?? '').split('::');
  const head = left === '' ? [] : left.split(':');
  const tail = right === undefined || right === '' ? [] : right.split(':');
  // A dotted tail stands for two groups.
  const given = head.length + tail.length + (tail.at(-1)?.includes('.') === true ? 1 : 0);
  const zeros: string[] = right === undefined ? [] : Array.from({ length: 8 - given }, () => '0');
  const groups = [...head, ...zeros, ...tail].slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${groups.join(':')}::/64`;
}

/** A7: on this machine itself and not through a proxy that happens to run here. */
export function isDirectLoopback(request: Incoming): boolean {
  if (FORWARDING_HEADERS.some((name) => request.headers[name] !== undefined)) return false;
  const peer = plainAddress(request.socket.remoteAddress ?? '');
  return peer === '::1' || peer.startsWith('127.');
}

/** From this machine, also through its own LAN address, which is all there is where `HUB_HOST` names one. */
export function isSameMachine(request: Incoming): boolean {
  if (isDirectLoopback(request)) return true;
  if (FORWARDING_HEADERS.some((name) => request.headers[name] !== undefined)) return false;
  const { remoteAddress, localAddress } = request.socket;
  // A TCP handshake from elsewhere cannot end at an address that this machine answers for itself.
  return remoteAddress !== undefined && localAddress !== undefined && remoteAddress === localAddress;
}

/** Without what a socket or a proxy wraps around it: `::ffff:10.0.0.1`, `10.0.0.1:4711`, `[2001:db8::1]:4711`. */
function plainAddress(address: string): string {
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(address)?.[1] ?? /^(\d+(?:\.\d+){3}):\d+$/.exec(address)?.[1] ?? address;
  return bare.toLowerCase().startsWith('::ffff:') ? bare.slice('::ffff:'.length) : bare;
}
