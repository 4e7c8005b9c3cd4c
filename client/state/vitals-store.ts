import { VITAL_NAMES, type Vitals } from '@hub/shared/model/link.ts';
import type { VitalsFrame } from '@hub/shared/view/row.ts';
import { signal, type ReadonlySignal } from '@preact/signals-core';

/** Samples come every 2 s at most; a slot holds the newest of its 2 s. */
export const SLOT_MS = 2_000;
export const SLOT_COUNT = 150;
const RESTING = VITAL_NAMES.length;
const WIDTH = RESTING + 1;
/** After this long without a sample a number is no longer shown as the present one. */
const CURRENT_MS = 10_000;

export type VitalName = (typeof VITAL_NAMES)[number];

interface Ring {
  /** SLOT_COUNT × WIDTH samples, the last of them whether the picture rests; NaN where there is none. */
  readonly samples: Float32Array;
  /** Which slot since the epoch each place holds. */
  readonly slots: Float64Array;
  newestSlot: number;
  newestAt: number;
}

/** Five minutes of samples per point, by the row's index. Made only for points that send any. */
export class VitalsStore {
  readonly #rings = new Map<number, Ring>();
  readonly #frame = signal(0);
  readonly #nextFrame: (run: () => void) => void;
  #pending = false;

  constructor(nextFrame: (run: () => void) => void) {
    this.#nextFrame = nextFrame;
  }

  /** Counts animation frames that brought samples: read it to be redrawn with them. */
  get frame(): ReadonlySignal<number> {
    return this.#frame;
  }

  apply(frame: VitalsFrame): void {
    const slot = Math.floor(frame.at / SLOT_MS);
    for (const [index, ...samples] of frame.v) {
      const ring = this.#ring(index);
      const place = slot % SLOT_COUNT;
      ring.slots[place] = slot;
      for (let i = 0; i < WIDTH; i++) ring.samples[place * WIDTH + i] = samples[i] ?? Number.NaN;
      ring.newestSlot = Math.max(ring.newestSlot, slot);
      ring.newestAt = Math.max(ring.newestAt, frame.at);
    }
    if (this.#pending) return;
    this.#pending = true;
    this.#nextFrame(() => {
      this.#pending = false;
      this.#frame.value += 1;
    });
  }

  /** The present samples of a point, or null when the last ones are too old. */
  latest(index: number, now: number): Vitals | null {
    const ring = this.#rings.get(index);
    if (!ring || now - ring.newestAt > CURRENT_MS) return null;
    const start = (ring.newestSlot % SLOT_COUNT) * WIDTH;
    const sample = (i: number): number | null => {
      const value = ring.samples[start + i];
      return value === undefined || Number.isNaN(value) ? null : value;
    };
    return {
      rttMs: sample(0),
      lossPct: sample(1),
      jitterMs: sample(2),
      bitrateKbps: sample(3),
      fps: sample(4),
      soundLevel: sample(5),
      ...(sample(RESTING) === 1 ? { resting: true } : {}),
    };
  }

  /** The last five minutes of one number, oldest first, null where no sample came; empty when the point never sent any. */
  trail(index: number, name: VitalName, now: number): (number | null)[] {
    const ring = this.#rings.get(index);
    if (!ring) return [];
    const last = Math.floor(now / SLOT_MS);
    const column = VITAL_NAMES.indexOf(name);
    return Array.from({ length: SLOT_COUNT }, (_, i) => {
      const slot = last - SLOT_COUNT + 1 + i;
      const place = ((slot % SLOT_COUNT) + SLOT_COUNT) % SLOT_COUNT;
      const value = ring.slots[place] === slot ? ring.samples[place * WIDTH + column] : undefined;
      return value === undefined || Number.isNaN(value) ? null : value;
    });
  }

  #ring(index: number): Ring {
    let ring = this.#rings.get(index);
    if (!ring) {
      ring = {
        samples: new Float32Array(SLOT_COUNT * WIDTH).fill(Number.NaN),
        slots: new Float64Array(SLOT_COUNT).fill(-1),
        newestSlot: 0,
        newestAt: 0,
      };
      this.#rings.set(index, ring);
    }
    return ring;
  }
}
