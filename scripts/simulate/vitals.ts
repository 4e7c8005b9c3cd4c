import type { PointUp } from '@hub/shared/protocol/up.ts';
import type { Random } from './random.ts';

type Sample = PointUp['point:vitals'];

/** A line whose numbers wander as real ones do: never far from before, sometimes worse for a while. */
export class LineVitals {
  readonly #random: Random;
  readonly #baseRttMs: number;
  readonly #baseKbps: number;
  #trouble = 0;

  constructor(random: Random) {
    this.#random = random;
    this.#baseRttMs = random.between(18, 90);
    this.#baseKbps = random.between(900, 2_500);
  }

  next(): Sample {
    const random = this.#random;
    if (random.chance(0.01)) this.#trouble = random.between(0.4, 1);
    this.#trouble *= 0.85;
    const trouble = this.#trouble < 0.05 ? 0 : this.#trouble;
    const wander = (value: number, share: number): number => value * random.between(1 - share, 1 + share);
    return {
      rttMs: Math.round(wander(this.#baseRttMs * (1 + 6 * trouble), 0.1)),
      lossPct: Math.round(wander(0.2 + 12 * trouble, 0.5) * 10) / 10,
      jitterMs: Math.round(wander(4 + 40 * trouble, 0.3)),
      bitrateKbps: Math.round(wander(this.#baseKbps * (1 - 0.7 * trouble), 0.08)),
      fps: Math.round(25 - 14 * trouble),
      soundLevel: random.int(8, 70),
    };
  }
}
