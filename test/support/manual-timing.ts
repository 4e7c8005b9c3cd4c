import type { Timing } from '@hub/client/link/timing.ts';

interface Due {
  readonly at: number;
  readonly run: () => void;
}

/** Page time that moves only when a test moves it. */
export class ManualTiming implements Timing {
  #now = 1_000;
  #due: Due[] = [];

  now(): number {
    return this.#now;
  }

  after(delayMs: number, run: () => void): () => void {
    const due = { at: this.#now + delayMs, run };
    this.#due.push(due);
    return () => {
      this.#due = this.#due.filter((one) => one !== due);
    };
  }

  get waiting(): number {
    return this.#due.length;
  }

  /** Time goes by, and nothing runs: what fell due in it runs late, with the next step. */
  standStill(ms: number): void {
    this.#now += ms;
  }

  advance(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      const next = this.#due.filter((one) => one.at <= until).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#due = this.#due.filter((one) => one !== next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = until;
  }
}
