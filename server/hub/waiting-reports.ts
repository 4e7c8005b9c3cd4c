import type { PointId, RoundId } from '@hub/shared/model/ids.ts';
import type { Amendment } from '@hub/shared/view/row.ts';
import type { Request } from '../domain/commands.ts';
import type { NumberedCommand } from '../log/node-store.ts';
import type { Clock, Disposer } from '../platform/clock.ts';
import { answerKey } from './decide-batch.ts';

/** A report that is decided sooner waited for nobody to see. */
const SHOWN_AFTER_MS = 1_000;

interface Waiting {
  readonly pointId: PointId;
  readonly roundId: RoundId;
  readonly figures: Amendment;
  /** So long that screens say so. */
  isShown: boolean;
}

type Numbered = Pick<NumberedCommand, 'origin' | 'seq'>;

export interface WaitingPorts {
  readonly clock: Clock;
  /** Its first answer is there: this is a repeat. */
  readonly isAnswered: (request: Request) => boolean;
}

/**
 * Headcount reports that are saved and not decided (D4), as far as this node has them on its disk: its own and those
 * that others passed on. They stand beside the figures and in none of the sums.
 */
export class WaitingReports {
  readonly #ports: WaitingPorts;
  /** By whose they are; the newest of a point last. */
  readonly #waiting = new Map<string, Waiting>();
  readonly #keyOf = new Map<string, string>();
  readonly #byPoint = new Map<PointId, Waiting[]>();
  #count = 0;
  #changed: (pointIds: readonly PointId[]) => void = () => undefined;
  #timer: Disposer | null = null;

  constructor(ports: WaitingPorts) {
    this.#ports = ports;
  }

  /** Hears of the points where something else is to be shown. */
  onChange(listener: (pointIds: readonly PointId[]) => void): void {
    this.#changed = listener;
  }

  /** How many wait so long that screens say so. */
  get count(): number {
    return this.#count;
  }

  /** The newest that waits there; null where none is to be shown. */
  of(pointId: PointId, roundId: RoundId | null): Amendment | null {
    const newest = this.#byPoint.get(pointId)?.findLast((one) => one.isShown && one.roundId === roundId);
    return newest?.figures ?? null;
  }

  saved(commands: readonly NumberedCommand[]): void {
    for (const command of commands) this.#take(command);
    if (this.#waiting.size > this.#count) this.#showLater();
  }

  decided(commands: readonly Numbered[]): void {
    const gone: PointId[] = [];
    for (const command of commands) {
      const id = idOf(command);
      const key = this.#keyOf.get(id);
      const waiting = key === undefined ? undefined : this.#waiting.get(key);
      this.#keyOf.delete(id);
      if (key === undefined || !waiting) continue;
      this.#waiting.delete(key);
      const others = this.#byPoint.get(waiting.pointId)?.filter((one) => one !== waiting) ?? [];
      if (others.length > 0) this.#byPoint.set(waiting.pointId, others);
      else this.#byPoint.delete(waiting.pointId);
      if (!waiting.isShown) continue;
      this.#count--;
      gone.push(waiting.pointId);
    }
    if (gone.length > 0) this.#changed(gone);
  }

  /** What is undecided is to be told anew. */
  clear(): void {
    this.#waiting.clear();
    this.#keyOf.clear();
    this.#byPoint.clear();
    this.#count = 0;
    this.stop();
  }

  stop(): void {
    this.#timer?.();
    this.#timer = null;
  }

  #take(command: NumberedCommand): void {
    // Most of what is saved is none, and reading it all would cost more than deciding it.
    if (!command.body.includes('"ReportHeadcount"')) return;
    const request = JSON.parse(command.body) as Request;
    const key = answerKey(request);
    if (request.command.type !== 'ReportHeadcount' || key === null || this.#ports.isAnswered(request)) return;
    const { pointId, roundId, count } = request.command;
    this.#keyOf.set(idOf(command), key);
    if (this.#waiting.has(key)) return;
    const { present, excused, unexcused, guests } = count;
    const figures = { present, excused, unexcused, guests, at: this.#ports.clock.now() };
    const waiting = { pointId, roundId, figures, isShown: false };
    this.#waiting.set(key, waiting);
    this.#byPoint.set(pointId, [...(this.#byPoint.get(pointId) ?? []), waiting]);
  }

  #showLater(): void {
    const { clock } = this.#ports;
    this.#timer ??= clock.setTimer(clock.now() + SHOWN_AFTER_MS, () => {
      this.#timer = null;
      this.#show();
    });
  }

  #show(): void {
    const before = this.#ports.clock.now() - SHOWN_AFTER_MS;
    const shown: PointId[] = [];
    for (const waiting of this.#waiting.values()) {
      if (waiting.isShown || waiting.figures.at > before) continue;
      waiting.isShown = true;
      shown.push(waiting.pointId);
    }
    this.#count += shown.length;
    if (shown.length > 0) this.#changed(shown);
    if (this.#waiting.size > this.#count) this.#showLater();
  }
}

function idOf({ origin, seq }: Numbered): string {
  return `${origin} ${String(seq)}`;
}
