import type { Clock, Disposer } from '../platform/clock.ts';

/** How busy the process is. A port, so that tests decide it. */
export interface Load {
  /** Share of time the event loop was at work since the last call, 0 to 1. */
  utilization(): number;
  /** Milliseconds from any fixed moment, as fine as the machine has them. */
  stopwatch(): number;
}

/** Least time between two flushes, ms. The first while there is room, the others as the loop fills. */
export const FLUSH_GAPS_MS = [8, 16, 33, 100] as const;
const SAMPLE_EVERY_MS = 200;

/**
 * Decides when to flush: at once after a lull, else one gap after the last flush; the gap widens when flushing or the
 * process as a whole takes too much of the loop, and narrows again when both are calm.
 */
export class FlushPace {
  readonly #clock: Clock;
  readonly #load: Load;
  readonly #run: () => void;
  #step = 0;
  #lastAt = Number.NEGATIVE_INFINITY;
  #sampledAt = Number.NEGATIVE_INFINITY;
  #utilization = 0;
  #pending: Disposer | null = null;

  constructor(clock: Clock, load: Load, run: () => void) {
    this.#clock = clock;
    this.#load = load;
    this.#run = run;
  }

  get gapMs(): number {
    return FLUSH_GAPS_MS[this.#step] ?? FLUSH_GAPS_MS[0];
  }

  /** Something waits to be flushed. */
  request(): void {
    if (this.#pending) return;
    const dueAt = this.#lastAt + this.gapMs;
    const fire = (): void => {
      this.#pending = null;
      this.flushNow();
    };
    // Even at once means after what is under way: commands that were committed together leave in one frame.
    this.#pending = this.#clock.now() >= dueAt ? this.#clock.immediate(fire) : this.#clock.setTimer(dueAt, fire);
  }

  flushNow(): void {
    this.stop();
    const began = this.#load.stopwatch();
    this.#run();
    this.#lastAt = this.#clock.now();
    this.#adapt(this.#load.stopwatch() - began);
  }

  stop(): void {
    this.#pending?.();
    this.#pending = null;
  }

  #adapt(tookMs: number): void {
    const isSampled = this.#lastAt - this.#sampledAt >= SAMPLE_EVERY_MS;
    if (isSampled) {
      this.#utilization = this.#load.utilization();
      this.#sampledAt = this.#lastAt;
    }
    const narrowerMs = FLUSH_GAPS_MS[this.#step - 1];
    // Old samples do not widen again, or one busy moment would go all the way to the widest gap.
    if (tookMs > 0.2 * this.gapMs || (isSampled && this.#utilization > 0.7)) {
      this.#step = Math.min(this.#step + 1, FLUSH_GAPS_MS.length - 1);
    } else if (narrowerMs !== undefined && tookMs < 0.1 * narrowerMs && this.#utilization < 0.5) this.#step--;
  }
}
