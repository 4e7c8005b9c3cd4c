import type { HubNodes } from '@hub/shared/protocol/down.ts';
import type { Connection, ConnectionEvent } from './connection.ts';
import { renewKeptPage } from './kept-page.ts';
import type { LinkPorts, Several } from './link.ts';

const KEY = 'hubs';
/** The hub that the page came from. */
const OWN = '';
/** A hub of several says so at once. */
const TOLD_WITHIN_MS = 5_000;
const ASK_NEXT_MS = 1_000;

type Moving = Pick<LinkPorts, 'timing' | 'random' | 'moved'>;

interface HubsPorts extends Moving {
  /** On the device: a page may be opened while its own hub is gone. */
  readonly recall: () => string | null;
  readonly remember: (urls: string) => void;
}

/** `nodes`: null where nothing but what is remembered is known. */
export function hubsOf(
  held: Several | null,
  nodes: HubNodes | null,
  ports: Moving,
  recall: (key: string) => string | null,
  remember: (key: string, value: string) => void,
): Several {
  const hubs = held ?? new Hubs({ ...ports, recall: () => recall(KEY), remember: (urls) => remember(KEY, urls) });
  if (nodes !== null) hubs.heard(nodes);
  return hubs;
}

/** The hubs of the session, and at which of them this page is (D6). Fetched only where there are several. */
class Hubs implements Several {
  readonly #ports: HubsPorts;
  #ring: readonly string[];
  #at = 0;
  #spreadMs = 0;
  #strangers = 0;
  #unsay: () => void = () => undefined;

  constructor(ports: HubsPorts) {
    this.#ports = ports;
    this.#ring = this.#ringOf(OWN, (ports.recall() ?? '').split(' '));
  }

  get here(): string {
    return this.#ring[this.#at] ?? OWN;
  }

  heard({ urls, spreadMs }: HubNodes): void {
    this.#unsay();
    this.#strangers = 0;
    this.#spreadMs = spreadMs;
    // An order of each device's own: all that lost a hub must not meet at the next one.
    this.#ring = this.#ringOf(this.here, urls);
    this.#at = 0;
    const known = urls.join(' ');
    if (known === this.#ports.recall()) return;
    this.#ports.remember(known);
    renewKeptPage().catch(() => undefined);
  }

  /** Where the line is to go on elsewhere, all that lost the same hub go at different moments. */
  follow(before: Connection, event: ConnectionEvent, after: Connection): Connection {
    const { timing, random } = this.#ports;
    if (after.state === 'connected' && before.state !== 'connected') {
      this.#unsay();
      this.#unsay = timing.after(TOLD_WITHIN_MS, () => this.heard({ urls: [], spreadMs: 0 }));
    }
    const next = this.#excused(before, event, after);
    if (next.state !== 'waiting' || !isGone(before, event, next)) return next;
    this.#unsay();
    this.#at = (this.#at + 1) % this.#ring.length;
    this.#ports.moved?.(this.here);
    return next.attempt > 1 ? next : { ...next, retryAt: next.retryAt + random() * this.#spreadMs };
  }

  /** A hub that was cut off may not have heard of this device: only when none knows it, nobody does. */
  #excused(before: Connection, event: ConnectionEvent, after: Connection): Connection {
    if (before.state !== 'connecting' || event.type !== 'failed' || event.error?.kind !== 'unauthorized') return after;
    this.#strangers = (this.#strangers + 1) % this.#ring.length;
    if (this.#strangers === 0) return after;
    const { lostAt, attempt } = before;
    return {
      state: 'waiting',
      lostAt,
      attempt,
      because: 'unreachable',
      retryAt: this.#ports.timing.now() + ASK_NEXT_MS,
    };
  }

  #ringOf(here: string, urls: readonly string[]): string[] {
    const own = globalThis.location?.origin;
    const others = [OWN, ...urls].filter((url, i) => url !== here && url !== own && (i === 0 || url !== OWN));
    const drawn = others.map((url): [number, string] => [this.#ports.random(), url]);
    return [here, ...drawn.sort(([a], [b]) => a - b).map(([, url]) => url)];
  }
}

/** A line that was cut is tried again where it was: one's own network fails more often than a hub does. */
function isGone(
  before: Connection,
  { type }: ConnectionEvent,
  { because }: Extract<Connection, { state: 'waiting' }>,
): boolean {
  if (before.state === 'connecting') return type === 'failed' || type === 'closed' || type === 'due';
  return before.state === 'connected' && (because === 'silent' || because === 'hub-stopping');
}
