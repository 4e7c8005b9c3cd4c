import type { PersonalId, PointId } from '@hub/shared/model/ids.ts';
import type { Trend } from '@hub/shared/view/row.ts';
import { evolve } from '../domain/evolve.ts';
import type { PersonalValue } from '../domain/commands.ts';
import type { RecordedFact } from '../domain/events.ts';
import { MemoryState } from '../domain/memory-state.ts';
import type { Attending } from './board-source.ts';
import { TrendKeeper } from './trend.ts';

const NOBODY: readonly Attending[] = [];

/** The state as the durable log tells it (G2), with the personal values that stand beside the log (G7). */
export class Projection extends MemoryState {
  readonly #trend: TrendKeeper | null;
  #head = 0;
  #lastAt = 0;
  readonly #attending = new Map<PointId, readonly Attending[]>();
  readonly #personal = new Map<PersonalId, unknown>();

  /** Without `trend` it keeps none: a fold of the past shows none, and each round costs a pass over all points. */
  constructor(trend: TrendKeeper | null = new TrendKeeper()) {
    super();
    this.#trend = trend;
  }

  /** Sequence number of the last adopted fact; 0 before the first. */
  get head(): number {
    return this.#head;
  }

  /** Hub time of the last adopted fact: later facts are never earlier, whatever the machine's clock said at the restart. */
  get lastAt(): number {
    return this.#lastAt;
  }

  /** Of the current round; null without one. */
  trend(): Trend | null {
    return this.#trend?.trend ?? null;
  }

  /** The figures that the trend goes on from. */
  trendFigures(): ReturnType<TrendKeeper['figures']> | null {
    return this.#trend?.figures() ?? null;
  }

  adopt(recorded: RecordedFact): void {
    this.#trend?.pass(recorded.at);
    evolve(this, recorded);
    this.#trend?.adopt(recorded.fact, recorded.at, this);
    this.#head = recorded.seq;
    this.#lastAt = Math.max(this.#lastAt, recorded.at);
  }

  /** Becomes what `other` is now, personal values and who has which point open apart. */
  startFrom(other: Projection): void {
    this.copyState(other);
    this.#head = other.#head;
    this.#lastAt = other.#lastAt;
  }

  /** A value of the side table; undefined when there is none or it was erased. */
  personal(id: PersonalId | null): unknown {
    return id === null ? undefined : this.#personal.get(id);
  }

  attending(pointId: PointId): readonly Attending[] {
    return this.#attending.get(pointId) ?? NOBODY;
  }

  /** What the log tells is decided. */
  undecided(): null {
    return null;
  }

  /** Volatile: no fact says it, and a restart forgets it. */
  setAttending(pointId: PointId, attending: readonly Attending[]): void {
    if (attending.length > 0) this.#attending.set(pointId, attending);
    else this.#attending.delete(pointId);
  }

  keepPersonal({ id, value }: Pick<PersonalValue, 'id' | 'value'>): void {
    this.#personal.set(id, value);
  }

  forgetPersonal(id: PersonalId): void {
    this.#personal.delete(id);
  }
}
