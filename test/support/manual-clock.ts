import type { Clock, Disposer } from '@hub/server/platform/clock.ts';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/** A clock that moves only when the test says so. Timers fire in order of their time, immediates at the next `advance` or `settle`. */
export class ManualClock implements Clock {
  #now: number;
  #order = 0;
  readonly #timers = new Set<Timer>();

  constructor(startAt = 1_662_854_400_000) {
    this.#now = startAt;
  }

  now(): number {
    return this.#now;
  }

  setTimer(atMs: number, run: () => void): Disposer {
    const timer: Timer = { at: atMs, order: this.#order++, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  immediate(run: () => void): Disposer {
    return this.setTimer(this.#now, run);
  }

  /** Fires everything due up to now + ms, each at its own time. */
  advance(ms: number): void {
    const until = this.#now + ms;
    for (let next = this.#next(until); next; next = this.#next(until)) {
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = until;
  }

  /** Like advance, but lets promises that the timers woke run before the next timer. */
  async advanceAsync(ms: number): Promise<void> {
    const until = this.#now + ms;
    await drainMicrotasks();
    for (let next = this.#next(until); next; next = this.#next(until)) {
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
      await drainMicrotasks();
    }
    this.#now = until;
  }

  /** Time passes while nothing runs, as when the process stood still: what fell due meanwhile fires late, at the next advance. */
  stall(ms: number): void {
    this.#now += ms;
  }

  #next(until: number): Timer | undefined {
    let best: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.at > until) continue;
      if (!best || timer.at < best.at || (timer.at === best.at && timer.order < best.order)) best = timer;
    }
    return best;
  }
}

/** Enough turns for a chain of awaits over the memory log to finish. */
async function drainMicrotasks(): Promise<void> {
  for (let i = 0; i < 50; i++) await Promise.resolve();
}
