const BUCKET_MS = 60_000;

/**
 * Hub time on this device (S5). A message only ever comes late, so the largest offset seen is the nearest to the truth;
 * two minutes of memory let it follow a clock that drifts.
 */
export class ServerClock {
  readonly #pageNow: () => number;
  #best: number | null = null;
  #previousBest: number | null = null;
  #bucketSince = 0;

  constructor(pageNow: () => number) {
    this.#pageNow = pageNow;
  }

  /** Some message said that hub time was `at` when it left. */
  heard(at: number): void {
    const now = this.#pageNow();
    const offset = at - now;
    if (now - this.#bucketSince >= BUCKET_MS) {
      this.#previousBest = this.#best;
      this.#best = null;
      this.#bucketSince = now;
    }
    this.#best = this.#best === null ? offset : Math.max(this.#best, offset);
  }

  /** Hub time now, epoch ms; null until the hub has spoken. */
  now(): number | null {
    const offset = larger(this.#best, this.#previousBest);
    return offset === null ? null : Math.round(this.#pageNow() + offset);
  }
}

function larger(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}
