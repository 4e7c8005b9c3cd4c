import { signal, type ReadonlySignal } from '@preact/signals-core';
import type { ServerClock } from './server-clock.ts';

/** V8: 2 s after the hub fell silent the page has said so. The hub speaks at least once a second, and the page looks every 100 ms. */
export const STALE_AFTER_MS = 1_600;

/** What a staff screen knows of the moment. */
export interface Moment {
  /** Time of the picture, epoch ms. Stops when the picture is stale. */
  readonly now: number;
  /** Hub time. Goes on when the picture is stale, so that deadlines do. */
  readonly hubNow: number;
  readonly ageMs: number;
  readonly stale: boolean;
}

/** How old the picture is, by hub time: also a stream that arrives, but late, is an old picture. */
export class Freshness {
  readonly #clock: ServerClock;
  readonly #moment = signal<Moment | null>(null);
  #freshAt: number | null = null;

  constructor(clock: ServerClock) {
    this.#clock = clock;
  }

  /** Null until the first picture. */
  get moment(): ReadonlySignal<Moment | null> {
    return this.#moment;
  }

  /** What is held was so at hub time `at`. A snapshot answers a question asked just now, whenever it was encoded. */
  fresh(at: number, snapshot: boolean): void {
    this.#clock.heard(at);
    const now = this.#clock.now();
    const since = snapshot && now !== null ? now : at;
    this.#freshAt = Math.max(this.#freshAt ?? 0, since);
    if (this.#moment.peek()?.stale !== false) this.tick();
  }

  /** To be called several times a second; the moment moves once a second, or when the picture grows stale or fresh. */
  tick(): void {
    const hubNow = this.#clock.now();
    if (hubNow === null || this.#freshAt === null) return;
    const ageMs = Math.max(0, hubNow - this.#freshAt);
    const stale = ageMs > STALE_AFTER_MS;
    const held = this.#moment.peek();
    if (held !== null && held.stale === stale && Math.floor(held.hubNow / 1000) === Math.floor(hubNow / 1000)) return;
    this.#moment.value = { now: stale ? this.#freshAt : hubNow, hubNow, ageMs, stale };
  }
}
