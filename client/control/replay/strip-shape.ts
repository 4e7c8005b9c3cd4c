import type { ReplayStrip, StripRun, StripSample } from '@hub/shared/view/replay.ts';

/** Width of the drawing, in its own units. */
export const SPAN = 1_000;

export const placeOf = (at: number, { from, to }: StripRun): number =>
  to > from ? (Math.min(Math.max(at, from), to) - from) / (to - from) : 0;

/** What held at `at`; undefined before the first. */
export function sampleAt(samples: readonly StripSample[], at: number): StripSample | undefined {
  let low = 0;
  let high = samples.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((samples[middle]?.at ?? Infinity) <= at) low = middle + 1;
    else high = middle;
  }
  return samples[low - 1];
}

/** The area under a step function, from the baseline at `height`. */
export function stepArea(
  { samples, run }: Pick<ReplayStrip, 'samples' | 'run'>,
  value: (sample: StripSample) => number,
  most: number,
  height: number,
): string {
  if (run === null || samples.length === 0) return '';
  const x = (at: number): string => (placeOf(at, run) * SPAN).toFixed(1);
  const y = (sample: StripSample): string => (height - (Math.min(value(sample), most) / most) * height).toFixed(1);
  const first = x(samples[0]?.at ?? run.from);
  return `M${first} ${height}${samples.map((one) => `H${x(one.at)}V${y(one)}`).join('')}H${SPAN}V${height}Z`;
}

const MINUTE = 60_000;
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1_440].map((minutes) => minutes * MINUTE);

/** Round moments of the session's clock, at most `most` of them. */
export function ticksOf({ from, to }: StripRun, most: number, offsetMs: number): readonly number[] {
  const step = STEPS.find((one) => (to - from) / one <= most) ?? to - from + 1;
  const ticks: number[] = [];
  for (let at = Math.ceil((from + offsetMs) / step) * step - offsetMs; at <= to; at += step) ticks.push(at);
  return ticks;
}
