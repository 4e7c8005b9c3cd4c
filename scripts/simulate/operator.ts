import { randomBytes } from 'node:crypto';
import type { PointView } from '@hub/shared/protocol/down.ts';
import { DEFAULT_AFTER_MS, type HubError } from '@hub/shared/protocol/errors.ts';
import type { PointUp } from '@hub/shared/protocol/up.ts';
import type { Credential } from './access.ts';
import { HubSocket, type Answer } from './hub-socket.ts';
import type { Random } from './random.ts';
import type { Recorder, SentFigures } from './record.ts';

export interface OperatorOptions {
  readonly hub: string;
  /** Other hubs of the session. */
  readonly others?: readonly string[];
  readonly credential: Credential;
  readonly random: Random;
  readonly record: Recorder;
  readonly onView?: (view: PointView) => void;
  readonly onRefused?: (error: HubError) => void;
  readonly onReport?: (outcome: 'acked' | 'refused', kind: string | null) => void;
  readonly answerWithinMs?: number;
  readonly longestWaitMs?: number;
  /** Share of attempts that are sent twice at once, as after an answer that was lost (H5). */
  readonly repeats?: number;
}

interface PendingReport {
  readonly payload: PointUp['point:headcount'];
  readonly done: (outcome: ReportOutcome) => void;
  attempts: number;
  inFlight: boolean;
}

export type ReportOutcome =
  | {
      readonly kind: 'acked';
      readonly hubAt: number;
      readonly seq: number;
      readonly counts: boolean;
      readonly amendment: boolean;
    }
  | { readonly kind: 'refused'; readonly error: HubError };

type Commanded = 'point:word' | 'point:fault' | 'point:leave' | 'device:admit' | 'instruction:confirm';

/** A person looks at an instruction within this time of its coming, and says that it is understood as long after, ms. */
const LOOKS_WITHIN_MS = 9_000;
/** Share of instructions that are seen and not answered. */
const OVERLOOKED = 0.06;

/** One operator with a phone: sends reports until they are answered, and writes down what it knows of each. */
export class SimulatedOperator {
  readonly pointId: string;
  readonly #options: OperatorOptions;
  readonly #socket: HubSocket;
  readonly #pending: PendingReport[] = [];
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #heeded = new Set<string>();
  #view: PointView | null = null;
  #seq = 0;
  #stopped = false;

  constructor(options: OperatorOptions) {
    if (options.credential.pointId === null) throw new Error('an operator needs a credential of a point');
    this.#options = options;
    this.pointId = options.credential.pointId;
    this.#socket = new HubSocket({
      hub: options.hub,
      others: options.others ?? [],
      side: 'point',
      key: options.credential.key,
      random: () => options.random.next(),
      ...(options.answerWithinMs === undefined ? {} : { answerWithinMs: options.answerWithinMs }),
      ...(options.longestWaitMs === undefined ? {} : { longestWaitMs: options.longestWaitMs }),
      onEvent: (name, payload) => {
        if (name !== 'point:view') return;
        this.#view = payload as PointView;
        this.#seq = Math.max(this.#seq, this.#view.lastSeq);
        this.#heed(this.#view);
        options.onView?.(this.#view);
      },
      onUp: () => {
        this.#flush();
      },
      onDown: () => undefined,
      onRefused: (error) => options.onRefused?.(error),
    });
  }

  /** What the hub last told this device; null before the first word. */
  get view(): PointView | null {
    return this.#view;
  }

  get connected(): boolean {
    return this.#socket.connected;
  }

  /** Reports that have no final answer yet. */
  get outstanding(): number {
    return this.#pending.length;
  }

  connect(): void {
    if (!this.#stopped) this.#socket.open();
  }

  cut(how: 'closed' | 'silent'): void {
    this.#socket.cut(how);
  }

  /** Figures for a round the operator has on screen. Settles when the hub has answered for good. */
  report(roundId: string, figures: SentFigures): Promise<ReportOutcome> {
    this.#seq += 1;
    const { summoned, reason, ...counts } = figures;
    const payload = {
      commandId: `sim-${randomBytes(9).toString('base64url')}`,
      roundId,
      ...counts,
      ...(summoned === undefined ? {} : { summoned }),
      ...(reason === undefined ? {} : { reason: reason as NonNullable<PointUp['point:headcount']['reason']> }),
      confirmed: true,
      fence: this.#view?.fence ?? 0,
      seq: this.#seq,
    };
    return new Promise((done) => {
      this.#pending.push({ payload, done, attempts: 0, inFlight: false });
      this.#flush();
    });
  }

  vitals(sample: PointUp['point:vitals']): void {
    this.#socket.signal('point:vitals', sample);
  }

  /** Rights to one connect to the video room; no command, so asked once. */
  joinVideo(): Promise<Answer> {
    return this.#socket.ask('media:join', {});
  }

  hidden(hidden: boolean): void {
    this.#socket.signal('point:hidden', { hidden });
  }

  /** Asked once: whoever presses a button sees that nothing came of it, and presses again. */
  async command<E extends Commanded>(event: E, payload: Omit<PointUp[E], 'commandId'>): Promise<Answer> {
    return this.#socket.ask(event, { commandId: `sim-${randomBytes(9).toString('base64url')}`, ...payload });
  }

  async leave(): Promise<void> {
    await this.command('point:leave', {});
    this.#socket.cut('closed');
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#socket.close();
    for (const pending of this.#pending) {
      // One that waits has no attempt to speak of: it was never sent, or its last attempt is noted already.
      if (pending.inFlight) this.#note(pending, { step: 'unknown', why: 'stopped' });
    }
  }

  /** An instruction is on the phone at once, on its screen after a while, and understood a little later, mostly. */
  #heed({ instructions }: PointView): void {
    const { random } = this.#options;
    for (const { id, confirmedAt } of instructions) {
      if (confirmedAt !== null || this.#heeded.has(id)) continue;
      this.#heeded.add(id);
      this.#read([id], []);
      this.#after(random.int(500, LOOKS_WITHIN_MS), () => {
        this.#read([id], [id]);
        if (random.chance(OVERLOOKED)) return;
        this.#after(random.int(500, LOOKS_WITHIN_MS), () => {
          void this.command('instruction:confirm', { instructionId: id });
        });
      });
    }
  }

  #read(delivered: string[], seen: string[]): void {
    this.#socket.signal('point:reading', { delivered, seen, readUpTo: 0 });
  }

  #after(waitMs: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, waitMs);
    this.#timers.add(timer);
  }

  #flush(): void {
    for (const pending of this.#pending) {
      if (!pending.inFlight) void this.#attempt(pending);
    }
  }

  async #attempt(pending: PendingReport): Promise<void> {
    if (!this.#socket.connected || this.#stopped) return;
    pending.inFlight = true;
    pending.attempts += 1;
    const { commandId: _, roundId, fence, seq, note: __, ...figures } = pending.payload;
    this.#note(pending, {
      step: 'invoke',
      attempt: pending.attempts,
      pointId: this.pointId,
      deviceId: this.#options.credential.deviceId,
      roundId,
      fence,
      seq,
      figures,
    });
    if (this.#options.repeats !== undefined && this.#options.random.chance(this.#options.repeats)) {
      void this.#socket.ask('point:headcount', pending.payload);
    }
    const answer = await this.#socket.ask('point:headcount', pending.payload);
    pending.inFlight = false;
    if (this.#stopped) return;
    if (answer.ok === null) {
      this.#note(pending, { step: 'unknown', why: answer.why });
      // A lost connection brings `onUp`, which sends again; a lost answer does not.
      if (this.#socket.connected) this.#retry(pending, 0);
    } else if (answer.ok) {
      const { counts, amendment } = answer as unknown as { counts: boolean; amendment: boolean };
      this.#note(pending, { step: 'acked', hubAt: answer.at, hubSeq: answer.seq, counts, amendment });
      this.#settle(pending, { kind: 'acked', hubAt: answer.at, seq: answer.seq, counts, amendment });
    } else if (answer.error.retry === 'after') {
      this.#note(pending, { step: 'postponed', kind: answer.error.kind });
      this.#retry(pending, answer.error.afterMs ?? DEFAULT_AFTER_MS);
    } else {
      this.#note(pending, { step: 'refused', kind: answer.error.kind });
      this.#settle(pending, { kind: 'refused', error: answer.error });
    }
  }

  #retry(pending: PendingReport, afterMs: number): void {
    this.#after(afterMs, () => {
      if (!pending.inFlight) void this.#attempt(pending);
    });
  }

  #settle(pending: PendingReport, outcome: ReportOutcome): void {
    this.#pending.splice(this.#pending.indexOf(pending), 1);
    this.#options.onReport?.(outcome.kind, outcome.kind === 'refused' ? outcome.error.kind : null);
    pending.done(outcome);
  }

  #note(pending: PendingReport, step: NoteStep): void {
    this.#options.record.write({ at: Date.now(), commandId: pending.payload.commandId, ...step });
  }
}

type Line = Parameters<Recorder['write']>[0];
type NoteStep = Line extends infer L ? (L extends Line ? Omit<L, 'at' | 'commandId'> : never) : never;
