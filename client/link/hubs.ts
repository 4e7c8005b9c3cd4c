import type { HubNodes } from '@hub/shared/protocol/down.ts';
import type { HubError } from '@hub/shared/protocol/errors.ts';
import { recall, remember } from '../ui/remember.ts';

const KEY = 'hubs';
/** The hub that the page came from. */
const OWN = '';

/** The hubs of the session, and at which of them this page is (D6). Kept on the device: a page may be opened while its own is gone. */
export class Hubs {
  readonly #random: () => number;
  #ring: readonly string[];
  #at = 0;
  #strangers = 0;
  /** What a move waits at most. */
  spreadMs = 0;

  constructor(random: () => number) {
    this.#random = random;
    this.#ring = this.#ringOf(OWN, (recall(KEY) ?? '').split(' '));
  }

  /** Where to speak now: an origin, or empty for the page's own. */
  get here(): string {
    return this.#ring[this.#at] ?? OWN;
  }

  /** Null: this hub is alone. */
  heard(nodes: HubNodes | null): void {
    const urls = nodes?.urls ?? [];
    this.#strangers = 0;
    this.spreadMs = nodes?.spreadMs ?? 0;
    // An order of each device's own: all that lost a hub must not meet at the next one.
    this.#ring = this.#ringOf(this.here, urls);
    this.#at = 0;
    remember(KEY, urls.join(' '));
  }

  /** This one does not answer, or goes. */
  next(): void {
    this.#at = (this.#at + 1) % this.#ring.length;
  }

  /** A hub that was cut off may not have heard of this device: only when none knows it, nobody does. */
  excuses(error: HubError | null): boolean {
    if (error?.kind !== 'unauthorized') return false;
    this.#strangers = (this.#strangers + 1) % this.#ring.length;
    return this.#strangers > 0;
  }

  #ringOf(here: string, urls: readonly string[]): string[] {
    const own = globalThis.location?.origin;
    const others = [OWN, ...urls].filter((url, i) => url !== here && url !== own && (i === 0 || url !== OWN));
    const drawn = others.map((url): [number, string] => [this.#random(), url]);
    return [here, ...drawn.sort(([a], [b]) => a - b).map(([, url]) => url)];
  }
}
