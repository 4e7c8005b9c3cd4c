import { signal, type ReadonlySignal } from '@preact/signals-core';
import type { ServerClock } from './server-clock.ts';

/** V8: 2 s after the hub fell silent the page has said so. The hub speaks at least once a second, and the page looks every 100 ms. */
export const STALE_AFTER_MS = 1_500;
/** A look that comes so much later than the last one found the page itself standing still. */
const STALL_MS = 400;
/** So many looks after that the page may still be working off what came meanwhile. */
const CATCH_UP_LOOKS = 10;

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
  #lookedAt: number | null = null;
  #stalled = false;
  #heard = false;
  #catchUp = 0;

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
    this.#heard = true;
    if (this.#moment.peek()?.stale !== false) this.#see();
  }

  /** To be called several times a second; the moment moves once a second, or when the picture grows stale or fresh. */
  tick(): void {
    if (!this.#isBehind()) this.#see();
  }

  /**
   * Whether the page itself stood still, and has not read what came meanwhile: then an old picture says nothing of the hub.
   * One look is let pass; more only as long as frames keep coming in between.
   */
  #isBehind(): boolean {
    const hubNow = this.#clock.now();
    if (hubNow === null) return false;
    const stalled = this.#lookedAt !== null && hubNow - this.#lookedAt > STALL_MS;
    const behind = (stalled && !this.#stalled) || (this.#catchUp > 0 && this.#heard);
    this.#catchUp = stalled ? CATCH_UP_LOOKS : Math.max(0, this.#catchUp - 1);
    this.#stalled = stalled;
    this.#lookedAt = hubNow;
    this.#heard = false;
    return behind && this.#moment.peek()?.stale === false;
  }

  #see(): void {
    const hubNow = this.#clock.now();
    if (hubNow === null || this.#freshAt === null) return;
    const ageMs = Math.max(0, hubNow - this.#freshAt);
    const stale = ageMs > STALE_AFTER_MS;
    const held = this.#moment.peek();
    if (held !== null && held.stale === stale && Math.floor(held.hubNow / 1000) === Math.floor(hubNow / 1000)) return;
    this.#moment.value = { now: stale ? this.#freshAt : hubNow, hubNow, ageMs, stale };
  }
}
