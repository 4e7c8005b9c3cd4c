import { VITAL_NAMES, type Vitals } from '@hub/shared/model/link.ts';
import type { PointUp } from '@hub/shared/protocol/up.ts';
import type { VitalsFrame } from '@hub/shared/view/row.ts';

/** A sample that was not followed by another for this long says nothing of the line any more. */
export const VITALS_EXPIRE_MS = 10_000;

const HEARD = VITAL_NAMES.length;
const RESTING = HEARD + 1;
const WIDTH = RESTING + 1;
const RTT = VITAL_NAMES.indexOf('rttMs');
type Entry = VitalsFrame['v'][number];

/**
 * The newest samples of every point, by row index: numbers overwrite each other, so that memory and the next frame cost
 * the same whether a point sends once a minute or a hundred times a second. Never logged (G6).
 */
export class VitalsStore {
  /** NaN: missing. */
  #samples = new Float32Array(0);
  /** When a point last sent, epoch ms; 0: never, or expired. */
  #heardAt = new Float64Array(0);
  /** What the hub measured itself, and when. */
  #roundTrips = new Float32Array(0);
  #measuredAt = new Float64Array(0);
  #dirtyBits = new Uint32Array(0);
  readonly #dirty: number[] = [];

  record(index: number, vitals: Vitals, at: number): void {
    this.#reach(index);
    this.#heardAt[index] = at;
    VITAL_NAMES.forEach((name, place) => {
      this.#samples[index * WIDTH + place] = vitals[name] ?? Number.NaN;
    });
    this.#samples[index * WIDTH + HEARD] = vitals.heard ?? Number.NaN;
    this.#samples[index * WIDTH + RESTING] = vitals.resting ? 1 : Number.NaN;
    this.#mark(index);
  }

  /** From the hub's own ping to its answer: costs the phone nothing. A sample that names a round trip outranks it. */
  recordRoundTrip(index: number, rttMs: number, at: number): void {
    this.#reach(index);
    this.#measuredAt[index] = at;
    this.#roundTrips[index] = rttMs;
    this.#mark(index);
  }

  /** Whoever measured is out: what they said last is no news of who is there now. */
  forget(index: number): void {
    if (index >= this.#heardAt.length || (this.#heardAt[index] === 0 && this.#measuredAt[index] === 0)) return;
    this.#heardAt[index] = 0;
    this.#samples.fill(Number.NaN, index * WIDTH, (index + 1) * WIDTH);
    this.#measuredAt[index] = 0;
    this.#roundTrips[index] = Number.NaN;
    this.#mark(index);
  }

  /** What changed since the last call, with points that fell silent as missing samples; null when nothing did. */
  take(at: number): VitalsFrame | null {
    this.#expire(at);
    if (this.#dirty.length === 0) return null;
    const entries = this.#dirty.map((index) => this.#entry(index));
    this.#dirty.length = 0;
    this.#dirtyBits.fill(0);
    return { at, v: entries };
  }

  /** What is known of one point now; null when nothing is. */
  of(index: number, at: number): Vitals | null {
    this.#expire(at);
    if (!this.#isFresh(index, at)) return null;
    const [, rttMs = null, lossPct = null, jitterMs = null, bitrateKbps = null, fps = null, soundLevel = null] =
      this.#entry(index);
    const heard = this.#samples[index * WIDTH + HEARD] ?? Number.NaN;
    return {
      rttMs,
      lossPct,
      jitterMs,
      bitrateKbps,
      fps,
      soundLevel,
      ...(Number.isNaN(heard) ? {} : { heard }),
      ...(this.#rests(index) ? { resting: true } : {}),
    };
  }

  /** Everything that is known now, for a screen that begins to ask. */
  whole(at: number): VitalsFrame {
    const v: Entry[] = [];
    for (let index = 0; index < this.#heardAt.length; index++) if (this.#isFresh(index, at)) v.push(this.#entry(index));
    return { at, v };
  }

  #isFresh(index: number, at: number): boolean {
    return isWithin(this.#heardAt[index], at) || isWithin(this.#measuredAt[index], at);
  }

  #expire(at: number): void {
    for (let index = 0; index < this.#heardAt.length; index++) {
      if (this.#heardAt[index] !== 0 && !isWithin(this.#heardAt[index], at)) {
        this.#heardAt[index] = 0;
        this.#samples.fill(Number.NaN, index * WIDTH, (index + 1) * WIDTH);
        this.#mark(index);
      }
      if (this.#measuredAt[index] !== 0 && !isWithin(this.#measuredAt[index], at)) {
        this.#measuredAt[index] = 0;
        this.#roundTrips[index] = Number.NaN;
        this.#mark(index);
      }
    }
  }

  /** One decimal: what a person can read, and what a 32-bit float can give back. */
  #entry(index: number): Entry {
    const samples = this.#samples.slice(index * WIDTH, index * WIDTH + VITAL_NAMES.length);
    if (Number.isNaN(samples[RTT])) samples[RTT] = this.#roundTrips[index] ?? Number.NaN;
    const values = Array.from(samples, (value) => (Number.isNaN(value) ? null : Math.round(value * 10) / 10));
    return this.#rests(index) ? [index, ...values, 1] : [index, ...values];
  }

  #rests(index: number): boolean {
    return this.#samples[index * WIDTH + RESTING] === 1;
  }

  #mark(index: number): void {
    const word = index >>> 5;
    const bit = 1 << (index & 31);
    const bits = this.#dirtyBits[word] ?? 0;
    if (bits & bit) return;
    this.#dirtyBits[word] = bits | bit;
    this.#dirty.push(index);
  }

  #reach(index: number): void {
    if (index < this.#heardAt.length) return;
    const size = Math.max(index + 1, this.#heardAt.length * 2, 128);
    const samples = new Float32Array(size * WIDTH).fill(Number.NaN);
    samples.set(this.#samples);
    this.#samples = samples;
    const heardAt = new Float64Array(size);
    heardAt.set(this.#heardAt);
    this.#heardAt = heardAt;
    const roundTrips = new Float32Array(size).fill(Number.NaN);
    roundTrips.set(this.#roundTrips);
    this.#roundTrips = roundTrips;
    const measuredAt = new Float64Array(size);
    measuredAt.set(this.#measuredAt);
    this.#measuredAt = measuredAt;
    const dirtyBits = new Uint32Array(Math.ceil(size / 32));
    dirtyBits.set(this.#dirtyBits);
    this.#dirtyBits = dirtyBits;
  }
}

/**
 * What a page's sample says of its line. A muted microphone sends nothing, however loud it is where it stands, and a
 * picture that nobody asks for has no rates: neither is a line that is dead.
 */
export function vitalsOf({ media, ...sample }: PointUp['point:vitals']): Vitals {
  if (media === undefined) return sample;
  const { microphone, camera, resting, heard } = media;
  const rests = resting === true && camera === 'flowing';
  return {
    ...sample,
    soundLevel: microphone === 'present' || microphone === 'silent' ? sample.soundLevel : null,
    ...(heard === undefined || heard === null ? {} : { heard }),
    ...(rests ? { bitrateKbps: null, fps: null, resting: true } : {}),
  };
}

function isWithin(heardAt: number | undefined, at: number): boolean {
  return heardAt !== undefined && heardAt > 0 && at - heardAt < VITALS_EXPIRE_MS;
}

/** The part of a frame that a filtered view holds; null when none of it is. */
export function frameOf(frame: VitalsFrame, holds: (index: number) => boolean): VitalsFrame | null {
  const v = frame.v.filter(([index]) => holds(index));
  return v.length > 0 ? { at: frame.at, v } : null;
}
