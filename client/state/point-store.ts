import type { PointView } from '@hub/shared/protocol/down.ts';
import { signal, type ReadonlySignal } from '@preact/signals-core';
import type { LastSeen } from '../link/last-seen.ts';
import { draftOf, emptyDraft, type Draft, type Sending } from './report.ts';

/** What an operator's page holds besides its connection. */
export class PointStore {
  readonly #view = signal<PointView | null>(null);
  readonly #keptAt = signal<number | null>(null);
  readonly #draft = signal<Draft | null>(null);
  readonly #editing = signal(false);
  readonly #sending = signal<Sending>({ kind: 'none' });

  get view(): ReadonlySignal<PointView | null> {
    return this.#view;
  }
  /** When the picture was put away, by the device's clock, while it is one from an earlier visit; null once the hub has spoken. */
  get keptAt(): ReadonlySignal<number | null> {
    return this.#keptAt;
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
    this.#keptAt.value = null;
    this.#show(view);
  }

  /** The picture of the last visit, unless the hub was faster. */
  restore({ view, sending, keptAt }: LastSeen): void {
    if (this.#view.peek() !== null) return;
    if (sending !== null && this.#sending.peek().kind === 'none') this.#sending.value = sending;
    this.#keptAt.value = keptAt;
    this.#show(view);
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
    this.#sending.value = sending;
  }

  #isTyped(): boolean {
    const { figures } = this.#draft.peek() ?? {};
    return figures !== undefined && Object.values(figures).some((figure) => figure !== null);
  }

  #show(view: PointView): void {
    const round = view.round;
    if (round === null) {
      this.#draft.value = null;
      this.#editing.value = false;
    } else if (this.#draft.peek()?.roundId !== round.id) {
      this.#draft.value = emptyDraft(round.id);
      this.#editing.value = false;
    } else if (this.#isTyped() && isAnothers(this.#view.peek(), view)) {
      // The control room reported meanwhile: what is typed here stays on the screen until a person lets it go.
      this.#editing.value = true;
    }
    this.#view.value = view;
  }
}

/** A figure came by the control room that was not there before. */
function isAnothers(before: PointView | null, after: PointView): boolean {
  return after.headcount !== null && after.headcount.onBehalf && after.headcount.at !== before?.headcount?.at;
}
