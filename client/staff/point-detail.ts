import type { PointId } from '@hub/shared/model/ids.ts';
import type { PointDetail } from '@hub/shared/protocol/down.ts';
import { effect, signal, type ReadonlySignal } from '@preact/signals-core';
import type { Desk } from './desk.ts';
import { sampled, type Samples } from './samples.ts';

export interface ChosenPoint {
  readonly pointId: PointId;
  /** Null while it is being fetched. */
  readonly detail: PointDetail | null;
  readonly samples: Samples;
}

/** A point that changes many times a second must not be asked for as often. */
const PAUSE_MS = 1_000;

/**
 * The point whose drawer is open. Its detail is asked for again whenever its row, an incident of it or
 * how far an instruction has come changes.
 */
export class DetailWatch {
  readonly #desk: Desk;
  readonly #everyMs: number | null;
  readonly #chosen = signal<ChosenPoint | null>(null);
  #stopWatching: () => void = () => undefined;

  /** `everyMs`: asked for so often in any case, for a page that has no stream of samples. */
  constructor(desk: Desk, everyMs: number | null = null) {
    this.#desk = desk;
    this.#everyMs = everyMs;
  }

  get chosen(): ReadonlySignal<ChosenPoint | null> {
    return this.#chosen;
  }

  choose(pointId: PointId | null): void {
    if (pointId === (this.#chosen.peek()?.pointId ?? null)) return;
    this.#stopWatching();
    this.#chosen.value = pointId === null ? null : { pointId, detail: null, samples: [] };
    if (pointId !== null) this.#stopWatching = this.#watch(pointId);
  }

  #watch(pointId: PointId): () => void {
    const { board, link } = this.#desk;
    let asking = false;
    let again = false;
    let over = false;
    let sampledAt = 0;
    const ask = async (): Promise<void> => {
      asking = true;
      again = false;
      const answer = await link.ask<PointDetail>('point:detail', { pointId });
      if (over) return;
      if (answer.ok) {
        const at = Date.now();
        const isDue = this.#everyMs !== null && at - sampledAt >= this.#everyMs - 100;
        if (isDue) sampledAt = at;
        const held = this.#chosen.peek()?.samples ?? [];
        this.#chosen.value = { pointId, detail: answer, samples: isDue ? sampled(held, answer.vitals) : held };
      }
      // Without an answer the drawer keeps what it has, and asks again.
      if (!answer.ok && answer.error === 'unanswered') again = true;
      setTimeout(() => {
        asking = false;
        if (again && !over) void ask();
      }, PAUSE_MS);
    };
    let seenBefore = '';
    const stop = effect(() => {
      const row = board.row(pointId).value;
      const own = (board.view.value?.incidents ?? []).filter(
        ({ pointId: of, group }) => of === pointId || group?.pointIds.includes(pointId),
      );
      const told = (board.view.value?.instructions ?? []).map(
        (one) => one.delivered + one.seen + one.confirmed + one.resends,
      );
      const seen = JSON.stringify([row, own, told]);
      if (seen === seenBefore) return;
      seenBefore = seen;
      if (asking) again = true;
      else void ask();
    });
    const timer =
      this.#everyMs === null
        ? null
        : setInterval(() => {
            if (!asking) void ask();
          }, this.#everyMs);
    return () => {
      over = true;
      if (timer !== null) clearInterval(timer);
      stop();
    };
  }
}
