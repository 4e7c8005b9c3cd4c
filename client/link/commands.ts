import type { Ack } from '@hub/shared/protocol/down.ts';
import { DEFAULT_AFTER_MS, type ErrorKind, type HubError } from '@hub/shared/protocol/errors.ts';
import { hubErrorOf } from './hub-error.ts';
import { newCommandId } from './opaque-id.ts';
import type { Timing } from './timing.ts';

/** `unanswered`: patience ran out, and whether the hub took it is not known. */
export type Answer<Extra = unknown> =
  Extract<Ack<Extra>, { ok: true }> | { readonly ok: false; readonly error: HubError | 'unanswered' };

interface Message {
  readonly commandId: string;
  readonly event: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

interface Wire {
  readonly isConnected: boolean;
  request(event: string, payload: unknown, answered: (ack: unknown) => void): void;
}

export interface SendOptions {
  /** Give up after this long; without it, go on for as long as the page is open. */
  readonly patienceMs?: number | undefined;
  /** Hears of a refusal that will be tried again. */
  readonly onDelay?: ((kind: ErrorKind) => void) | undefined;
  readonly commandId?: string | undefined;
  /** Does not wait for the hubs to decide what one of them has saved: that is an answer like another. */
  readonly orUndecided?: boolean | undefined;
  /** Not to be repeated on the next connection: ends, unanswered, with this one. */
  readonly thisConnectionOnly?: boolean | undefined;
}

interface Pending extends SendOptions {
  readonly entry: Message;
  readonly settle: (answer: Answer) => void;
  internalFaults: number;
  cancelNext: () => void;
  cancelPatience: () => void;
}

const ANSWER_LIMIT_MS = 5_000;
/** A fault inside the hub may be passing, but a command that always meets it must end. */
const INTERNAL_FAULTS_MAX = 3;

/** Refusals that pass by themselves, most of them before the command had any effect: asked again without bothering anybody. */
const PASSING: ReadonlySet<ErrorKind> = new Set<ErrorKind>([
  'rate-limited',
  'busy',
  'not-saved',
  'undecided',
  'hub-starting',
  'hub-stopping',
  'internal',
]);

const UNANSWERED = { ok: false, error: 'unanswered' } as const;

const nothing = (): void => undefined;

/**
 * Sends until answered, always under the id given first, so that a repeat gets the first answer and has no second
 * effect (H5).
 */
export class Commands {
  readonly #wire: Wire;
  readonly #timing: Timing;
  readonly #pending = new Map<string, Pending>();

  constructor(wire: Wire, timing: Timing) {
    this.#wire = wire;
    this.#timing = timing;
  }

  send<Extra = unknown>(event: string, payload: object, options: SendOptions = {}): Promise<Answer<Extra>> {
    const commandId = options.commandId ?? newCommandId();
    return this.#begin({ commandId, event, payload: { commandId, ...payload } }, options);
  }

  /** A query: no command id on the wire, otherwise the same. */
  ask<Extra = unknown>(event: string, payload: object, options: SendOptions): Promise<Answer<Extra>> {
    return this.#begin({ commandId: newCommandId(), event, payload: { ...payload } }, options);
  }

  /** After each (re)connection everything unanswered goes out again, in the order it was made. */
  connected(): void {
    for (const pending of this.#pending.values()) this.#transmit(pending);
  }

  disconnected(): void {
    for (const pending of this.#pending.values()) {
      pending.cancelNext();
      if (pending.thisConnectionOnly) this.#settle(pending, UNANSWERED);
    }
  }

  #begin<Extra>(entry: Message, options: SendOptions): Promise<Answer<Extra>> {
    return new Promise((resolve) => {
      const pending: Pending = {
        ...options,
        entry,
        settle: (answer) => resolve(answer as Answer<Extra>),
        internalFaults: 0,
        cancelNext: nothing,
        cancelPatience: nothing,
      };
      this.#pending.set(entry.commandId, pending);
      if (options.patienceMs !== undefined) {
        pending.cancelPatience = this.#timing.after(options.patienceMs, () => this.#settle(pending, UNANSWERED));
      }
      this.#transmit(pending);
    });
  }

  #transmit(pending: Pending): void {
    pending.cancelNext();
    if (!this.#wire.isConnected) return;
    pending.cancelNext = this.#timing.after(ANSWER_LIMIT_MS, () => this.#transmit(pending));
    this.#wire.request(pending.entry.event, pending.entry.payload, (ack) => this.#onAnswer(pending, ack));
  }

  #onAnswer(pending: Pending, ack: unknown): void {
    // Already settled: the second answer of a repeat, or one that outlasted the sender's patience.
    if (this.#pending.get(pending.entry.commandId) !== pending) return;
    const answer = answerOf(ack);
    if (answer.ok || answer.error === 'unanswered' || !PASSING.has(answer.error.kind)) {
      return this.#settle(pending, answer);
    }
    if (answer.error.kind === 'internal' && ++pending.internalFaults >= INTERNAL_FAULTS_MAX) {
      return this.#settle(pending, answer);
    }
    if (answer.error.kind === 'undecided') {
      if (pending.orUndecided) return this.#settle(pending, answer);
      // It is saved and will be decided: nothing is left to give up.
      pending.cancelPatience();
    }
    pending.onDelay?.(answer.error.kind);
    pending.cancelNext();
    pending.cancelNext = this.#timing.after(answer.error.afterMs ?? DEFAULT_AFTER_MS, () => this.#transmit(pending));
  }

  #settle(pending: Pending, answer: Answer): void {
    pending.cancelNext();
    pending.cancelPatience();
    this.#pending.delete(pending.entry.commandId);
    pending.settle(answer);
  }
}

function answerOf(ack: unknown): Answer {
  if (typeof ack === 'object' && ack !== null && 'ok' in ack) {
    if (ack.ok === true) return ack as Extract<Answer, { ok: true }>;
    const error = hubErrorOf('error' in ack ? ack.error : null);
    if (error !== null) return { ok: false, error };
  }
  return { ok: false, error: { kind: 'internal', message: '', retry: 'after' } };
}
