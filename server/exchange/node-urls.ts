import type { HubNodes } from '@hub/shared/protocol/down.ts';
import type { Member } from './carrier.ts';

/** So many clients a second come to each of the hubs that are left, at most. */
const COME_PER_SECOND = 600;
const SPREADS_MS = [250, 500, 1_000, 2_000, 4_000, 8_000, 16_000] as const;
/** A name or address with a port. It is written into headers. */
const ORIGIN = /^https?:\/\/[A-Za-z0-9._:[\]-]{1,255}$/;

/** Where members are found, as a browser writes it; what is no origin is left out. */
export function originsOf(members: readonly Member[]): string[] {
  const said = members.flatMap(({ beat }) => (URL.canParse(beat.url) ? [new URL(beat.url).origin] : []));
  return [...new Set(said)].filter((origin) => ORIGIN.test(origin)).sort();
}

/** D6: where this hub's clients go on without it, and over how long: in steps, so that few changes are told. */
export function nodesForClients(own: string, alive: readonly Member[], sockets: number): HubNodes {
  const urls = [...new Set([own, ...originsOf(alive)])].sort();
  const others = Math.max(1, urls.length - 1);
  const neededMs = (sockets / others / COME_PER_SECOND) * 1_000;
  return { urls, spreadMs: SPREADS_MS.find((ms) => ms >= neededMs) ?? SPREADS_MS[SPREADS_MS.length - 1] ?? 0 };
}
