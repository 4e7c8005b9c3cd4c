import type { InstructionId, PointId } from '@hub/shared/model/ids.ts';
import type { Command, ReadingMarks } from '../domain/commands.ts';
import type { Clock, Disposer } from '../platform/clock.ts';

/** What pages say is gathered this long, ms: 10,000 of them answer an instruction to all within a second or two. */
const GATHER_MS = 200;

interface Said {
  readonly delivered: Set<InstructionId>;
  readonly seen: Set<InstructionId>;
  readUpTo: number;
}

export interface Reading {
  readonly delivered: readonly InstructionId[];
  readonly seen: readonly InstructionId[];
  readonly readUpTo: number;
}

/**
 * Gathers what points' pages say of having got and shown instructions, so that it is written as one fact for many points.
 * What a crash loses is said again: a page repeats itself until its view shows it.
 */
export class Readings {
  readonly #clock: Clock;
  readonly #write: (command: Extract<Command, { type: 'NoteReading' }>) => void;
  readonly #said = new Map<PointId, Said>();
  #timer: Disposer | null = null;

  constructor(clock: Clock, write: (command: Extract<Command, { type: 'NoteReading' }>) => void) {
    this.#clock = clock;
    this.#write = write;
  }

  keep(pointId: PointId, { delivered, seen, readUpTo }: Reading): void {
    const said = this.#said.get(pointId) ?? { delivered: new Set(), seen: new Set(), readUpTo: 0 };
    this.#said.set(pointId, said);
    for (const id of delivered) said.delivered.add(id);
    for (const id of seen) said.seen.add(id);
    said.readUpTo = Math.max(said.readUpTo, readUpTo);
    this.#timer ??= this.#clock.setTimer(this.#clock.now() + GATHER_MS, () => this.#flush());
  }

  stop(): void {
    this.#timer?.();
    this.#timer = null;
  }

  #flush(): void {
    this.#timer = null;
    const marks = Array.from(this.#said, ([pointId, { delivered, seen, readUpTo }]): ReadingMarks => ({
      pointId,
      delivered: [...delivered],
      seen: [...seen],
      readUpTo,
    }));
    this.#said.clear();
    this.#write({ type: 'NoteReading', marks });
  }
}
