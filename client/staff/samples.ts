import type { Vitals } from '@hub/shared/model/link.ts';

/** Five minutes of a point's samples, as they were asked for while its drawer is open. */
export const SAMPLE_EVERY_MS = 2_000;
export const SAMPLES_MAX = 150;

export type Samples = readonly (Vitals | null)[];

/** With what was just asked for at the end. A point that never sent any has no samples, rather than a row of gaps. */
export function sampled(held: Samples, vitals: Vitals | null): Samples {
  if (vitals === null && held.length === 0) return held;
  return [...held, vitals].slice(-SAMPLES_MAX);
}
