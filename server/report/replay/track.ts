import type { StripInstruction, StripSample, StripTurn } from '@hub/shared/view/replay.ts';
import type { TurnId } from '@hub/shared/model/ids.ts';
import { CAUSE_SEVERITY } from '@hub/shared/model/incident.ts';
import type { RecordedFact } from '../../domain/events.ts';
import type { RunningTotals } from '../../hub/totals.ts';
import type { Projection } from '../../hub/projection.ts';

/** What the strip keeps of a run at most: beyond it, moments lie further apart. */
const SAMPLES_MAX = 2_000;
const FIRST_BUCKET_MS = 1_000;
/** More than fit side by side on a screen. */
const MARKS_MAX = 1_000;

/** One run as the strip shows it: a step function per figure, and marks. */
export class Track {
  readonly run: number;
  readonly phase: 'rehearsal' | 'live';
  readonly from: number;
  #bucketMs = FIRST_BUCKET_MS;
  /** Of the last fact taken in; null while nothing waits to be sampled. */
  #pendingAt: number | null = null;
  #samples: StripSample[] = [];
  #turns: StripTurn[] = [];
  #onAir: TurnId | null = null;
  readonly #instructions: StripInstruction[] = [];

  constructor(run: number, phase: 'rehearsal' | 'live', from: number) {
    this.run = run;
    this.phase = phase;
    this.from = from;
  }

  get turns(): readonly StripTurn[] {
    return this.#turns;
  }

  get instructions(): readonly StripInstruction[] {
    return this.#instructions;
  }

  /** Whether the moment that waits is over before `at`, so that its figures must be read now. */
  isDue(at: number): boolean {
    return this.#pendingAt !== null && this.#bucketOf(at) !== this.#bucketOf(this.#pendingAt);
  }

  /** After the fact was folded. */
  note({ at, fact }: RecordedFact, source: Projection): void {
    this.#pendingAt = at;
    this.#noteFloor(at, source);
    if (fact.type !== 'InstructionSent' || this.#instructions.length >= MARKS_MAX) return;
    const { instructionId: id, urgent } = fact;
    this.#instructions.push({ id, number: source.instruction(id)?.number ?? 0, at, urgent });
  }

  /** Reads the figures of the moment that waits. */
  sample(source: Projection, totals: RunningTotals): void {
    if (this.#pendingAt === null) return;
    const next = sampleOf(this.#pendingAt, source, totals);
    this.#pendingAt = null;
    const last = this.#samples[this.#samples.length - 1];
    if (last && isSame(last, next)) return;
    if (last && this.#bucketOf(last.at) === this.#bucketOf(next.at)) this.#samples.pop();
    this.#samples.push(next);
    if (this.#samples.length > SAMPLES_MAX) this.#thin();
  }

  samples(): readonly StripSample[] {
    return [...this.#samples];
  }

  #noteFloor(at: number, source: Projection): void {
    const onAir = source.session()?.floor.onAir ?? null;
    if ((onAir?.id ?? null) === this.#onAir) return;
    this.#turns = this.#turns.map((turn) => (turn.to === null ? { ...turn, to: at } : turn));
    this.#onAir = onAir?.id ?? null;
    if (onAir) this.#turns.push({ pointId: onAir.pointId, from: at, to: null });
    if (this.#turns.length > MARKS_MAX) this.#turns.shift();
  }

  #bucketOf(at: number): number {
    return Math.floor((at - this.from) / this.#bucketMs);
  }

  /** The last of each bucket stays: it is what held when the next began. */
  #thin(): void {
    while (this.#samples.length > SAMPLES_MAX) {
      this.#bucketMs *= 2;
      const kept = this.#samples;
      this.#samples = kept.filter(
        ({ at }, i) => i === kept.length - 1 || this.#bucketOf(at) !== this.#bucketOf(kept[i + 1]?.at ?? Infinity),
      );
    }
  }
}

function sampleOf(at: number, source: Projection, totals: RunningTotals): StripSample {
  const { points, byState, covered, reported, summoned, present } = totals.read(0);
  let incidents = 0;
  let critical = 0;
  for (const incident of source.openIncidents()) {
    // What a common cause lists is counted there, once (I4).
    if (incident.foldedInto !== null) continue;
    incidents++;
    if (CAUSE_SEVERITY[incident.cause] === 'critical') critical++;
  }
  return { at, points, up: byState.up, covered, reported, summoned, present, incidents, critical };
}

function isSame(a: StripSample, b: StripSample): boolean {
  return (Object.keys(a) as (keyof StripSample)[]).every((key) => key === 'at' || a[key] === b[key]);
}
