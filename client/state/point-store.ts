import type { PointView } from '@hub/shared/protocol/down.ts';
import { signal, type ReadonlySignal } from '@preact/signals-core';
import { draftOf, emptyDraft, type Draft, type Sending } from './report.ts';

/** Keeps the device's own rising number between visits. */
interface SeqKeep {
  get(key: string): string | null;
  set(key: string, value: string): void;
}

/** What an operator's page holds besides its connection. */
export class PointStore {
  readonly #view = signal<PointView | null>(null);
  readonly #draft = signal<Draft | null>(null);
  readonly #editing = signal(false);
  readonly #sending = signal<Sending>({ kind: 'none' });
  readonly #keep: SeqKeep;

  constructor(keep: SeqKeep) {
    this.#keep = keep;
  }

  get view(): ReadonlySignal<PointView | null> {
    return this.#view;
  }
  get draft(): ReadonlySignal<Draft | null> {
    return this.#draft;
  }
  get editing(): ReadonlySignal<boolean> {
    return this.#editing;
  }
  get sending(): ReadonlySignal<Sending> {
    return this.#sending;
  }

  receive(view: PointView): void {
    const round = view.round;
    if (round === null) {
      this.#draft.value = null;
      this.#editing.value = false;
    } else if (this.#draft.peek()?.roundId !== round.id) {
      this.#draft.value = emptyDraft(round.id);
      this.#editing.value = false;
    }
    this.#view.value = view;
  }

  change(change: Partial<Omit<Draft, 'roundId'>>): void {
    const draft = this.#draft.peek();
    if (draft !== null) this.#draft.value = { ...draft, ...change };
  }

  /** Opens the form over what was sent. */
  edit(): void {
    const view = this.#view.peek();
    if (!view?.round) return;
    const sending = this.#sending.peek();
    const own = sending.kind !== 'none' && sending.roundId === view.round.id ? sending.count : null;
    const count = own ?? view.amended ?? view.headcount;
    this.#draft.value = count ? draftOf(view.round.id, count) : emptyDraft(view.round.id);
    this.#editing.value = true;
  }

  stopEditing(): void {
    this.#editing.value = false;
  }

  sent(sending: Sending): void {
    if (sending.kind === 'sending') this.#editing.value = false;
    this.#sending.value = sending;
  }

  /** The next number of this device: above its own last one and above all the hub has of it (H4). */
  nextSeq(): number {
    const view = this.#view.peek();
    const key = `seq.${view?.deviceId ?? ''}`;
    const own = Number(this.#keep.get(key) ?? 0);
    const next = Math.max(Number.isSafeInteger(own) ? own : 0, view?.lastSeq ?? 0) + 1;
    this.#keep.set(key, String(next));
    return next;
  }
}
