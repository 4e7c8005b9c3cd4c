import type { Clock, Disposer } from '@hub/server/platform/clock.ts';

interface Timer {
  readonly at: number;
  readonly order: number;
  /** Null when it was taken back. */
  run: (() => void) | null;
}

/** A clock that moves only when the test says so. Timers fire in order of their time, immediates at the next `advance` or `settle`. */
export class ManualClock implements Clock {
  #now: number;
  #order = 0;
  /** A heap: the next one is the first. */
  readonly #timers: Timer[] = [];

  constructor(startAt = 1_662_854_400_000) {
    this.#now = startAt;
  }

  now(): number {
    return this.#now;
  }

  setTimer(atMs: number, run: () => void): Disposer {
    const timer: Timer = { at: atMs, order: this.#order++, run };
    this.#push(timer);
    return () => {
      timer.run = null;
    };
  }

  immediate(run: () => void): Disposer {
    return this.setTimer(this.#now, run);
  }

  /** Fires everything due up to now + ms, each at its own time. */
  advance(ms: number): void {
    const until = this.#now + ms;
    for (let run = this.#next(until); run; run = this.#next(until)) run();
    this.#now = until;
  }

  /** Like advance, but lets promises that the timers woke run before the next timer. */
  async advanceAsync(ms: number): Promise<void> {
    const until = this.#now + ms;
    await drainMicrotasks();
    for (let run = this.#next(until); run; run = this.#next(until)) {
      run();
      await drainMicrotasks();
    }
    this.#now = until;
  }

  /** Time passes while nothing runs, as when the process stood still: what fell due meanwhile fires late, at the next advance. */
  stall(ms: number): void {
    this.#now += ms;
  }

  /** What is due next, its time having come. */
  #next(until: number): (() => void) | null {
    for (let first = this.#timers[0]; first !== undefined; first = this.#timers[0]) {
      if (first.run !== null && first.at > until) return null;
      this.#drop();
      if (first.run === null) continue;
      this.#now = Math.max(this.#now, first.at);
      return first.run;
    }
    return null;
  }

  #push(timer: Timer): void {
    const heap = this.#timers;
    let place = heap.length;
    for (let above = (place - 1) >> 1; place > 0; above = (place - 1) >> 1) {
      const parent = heap[above];
      if (parent === undefined || isBefore(parent, timer)) break;
      heap[place] = parent;
      place = above;
    }
    heap[place] = timer;
  }

  /** Takes the first one out. */
  #drop(): void {
    const heap = this.#timers;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let place = 0;
    for (;;) {
      const left = 2 * place + 1;
      const [one, other] = [heap[left], heap[left + 1]];
      if (one === undefined) break;
      const [child, below] = other !== undefined && isBefore(other, one) ? [other, left + 1] : [one, left];
      if (isBefore(last, child)) break;
      heap[place] = child;
      place = below;
    }
    heap[place] = last;
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.at !== b.at ? a.at < b.at : a.order < b.order;
}

/** One turn of the loop comes only when no promise has anything left to run. */
function drainMicrotasks(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
