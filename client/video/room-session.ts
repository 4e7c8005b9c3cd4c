import type { ErrorKind, HubError } from '@hub/shared/protocol/errors.ts';
import { signal, type ReadonlySignal } from '@preact/signals-core';
import type { Timing } from '../link/timing.ts';

/** Where a room is, and the right to enter it: good for one try, never kept. */
export interface Ticket {
  readonly url: string;
  readonly token: string;
}

/** `refused`: by the hub, and it will be refused again. */
export type TicketAnswer =
  | { readonly kind: 'ticket'; readonly ticket: Ticket }
  | { readonly kind: 'later' }
  | { readonly kind: 'refused'; readonly why: ErrorKind };

/** What a refusal of the hub means for the room. */
export function noTicket(error: HubError | 'unanswered'): TicketAnswer {
  return error === 'unanswered' || error.retry === 'after' ? { kind: 'later' } : { kind: 'refused', why: error.kind };
}

/** How a room came to its end. `duplicate`: the same identity came in elsewhere, and each return would put the other out. */
export type RoomEnd = 'duplicate' | 'lost';

/** One try at a room. Ends once: by `close`, or by itself. */
export interface RoomLine {
  /** Resolves inside; rejects where it could not get in. */
  enter(ticket: Ticket): Promise<void>;
  close(): void;
}

export interface RoomHeard {
  /** The library mends the line by itself. */
  readonly mending: () => void;
  readonly mended: () => void;
  readonly ended: (how: RoomEnd) => void;
}

export type RoomState =
  | { readonly kind: 'off' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected' }
  | { readonly kind: 'mending' }
  /** `again` at page time: when the next try begins. */
  | { readonly kind: 'waiting'; readonly again: number; readonly attempt: number }
  | { readonly kind: 'stopped'; readonly why: 'duplicate' | ErrorKind };

interface SessionPorts {
  readonly timing: Timing;
  readonly random: () => number;
  /** Asked anew for every try: what the server handed out before may be out of date, or for a room that is gone. */
  readonly ticket: () => Promise<TicketAnswer>;
  readonly open: (heard: RoomHeard) => RoomLine;
}

/** The first return is spread over this: after a restart of the server everybody comes at once. */
const SPREAD_MS = 1_500;
const LONGEST_MS = 15_000;
const GROWTH = 1.7;
/** A try that came to nothing within this is given up; the library's own limits are longer together. */
const TRY_MS = 20_000;
/** A room that was left sooner counts as one more failed try, or two pages that put each other out would race. */
const SETTLED_MS = 5_000;

/** How long to wait before try number `attempt`, which counts from 1. */
export function pauseBefore(attempt: number, random: () => number): number {
  const longest = Math.min(LONGEST_MS, SPREAD_MS * GROWTH ** (attempt - 1));
  return Math.round(longest * (0.2 + 0.8 * random()));
}

/**
 * Stays in a room until told otherwise. What the library cannot mend (a restarted server, a token out of date) is a new
 * room with a new ticket; only the person ends it, or a refusal, or the same identity elsewhere.
 */
export class RoomSession {
  readonly #ports: SessionPorts;
  readonly #state = signal<RoomState>({ kind: 'off' });
  #line: RoomLine | null = null;
  /** Rises with each try, so that what an older one still says changes nothing. */
  #turn = 0;
  #attempt = 0;
  #enteredAt = 0;
  #cancel: () => void = () => undefined;

  constructor(ports: SessionPorts) {
    this.#ports = ports;
  }

  get state(): ReadonlySignal<RoomState> {
    return this.#state;
  }

  /** Also takes up again what was stopped. */
  start(): void {
    const { kind } = this.#state.peek();
    if (kind !== 'off' && kind !== 'stopped') return;
    this.#attempt = 0;
    void this.#try();
  }

  stop(): void {
    this.#leave();
    this.#state.value = { kind: 'off' };
  }

  /** The network is back, or another: no more waiting. */
  hurry(): void {
    if (this.#state.peek().kind !== 'waiting') return;
    this.#cancel();
    void this.#try();
  }

  #leave(): void {
    this.#turn += 1;
    this.#cancel();
    const line = this.#line;
    this.#line = null;
    line?.close();
  }

  async #try(): Promise<void> {
    this.#leave();
    const turn = this.#turn;
    const isCurrent = (): boolean => turn === this.#turn;
    const { timing, ticket, open } = this.#ports;
    this.#state.value = { kind: 'connecting' };
    this.#cancel = timing.after(TRY_MS, () => {
      if (isCurrent()) this.#wait();
    });
    const answer = await ticket();
    if (!isCurrent()) return;
    if (answer.kind === 'later') return this.#wait();
    if (answer.kind === 'refused') return this.#end(answer.why);
    const line = open({
      mending: () => {
        if (isCurrent() && this.#state.peek().kind === 'connected') this.#state.value = { kind: 'mending' };
      },
      mended: () => {
        if (isCurrent()) this.#state.value = { kind: 'connected' };
      },
      ended: (how) => {
        if (!isCurrent()) return;
        if (how === 'duplicate') return this.#end('duplicate');
        if (this.#enteredAt > 0 && timing.now() - this.#enteredAt >= SETTLED_MS) this.#attempt = 0;
        this.#wait();
      },
    });
    this.#line = line;
    this.#enteredAt = 0;
    try {
      await line.enter(answer.ticket);
    } catch {
      // Why it failed decides nothing: the server may be gone, the ticket too old, the network closed.
      if (isCurrent()) this.#wait();
      return;
    }
    if (!isCurrent()) return;
    this.#cancel();
    this.#enteredAt = timing.now();
    this.#state.value = { kind: 'connected' };
  }

  #wait(): void {
    this.#leave();
    const { timing, random } = this.#ports;
    this.#attempt += 1;
    const pause = pauseBefore(this.#attempt, random);
    this.#state.value = { kind: 'waiting', again: timing.now() + pause, attempt: this.#attempt };
    this.#cancel = timing.after(pause, () => void this.#try());
  }

  #end(why: 'duplicate' | ErrorKind): void {
    this.#leave();
    this.#state.value = { kind: 'stopped', why };
  }
}
