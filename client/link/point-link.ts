import { filled } from '@hub/shared/view/sum.ts';
import type { Fault, Vitals } from '@hub/shared/model/link.ts';
import type { PointView, ReportReceipt } from '@hub/shared/protocol/down.ts';
import type { ReadonlySignal } from '@preact/signals-core';
import type { PointStore } from '../state/point-store.ts';
import { reportPayload } from '../state/report.ts';
import type { ServerClock } from '../state/server-clock.ts';
import { Commands, type Answer } from './commands.ts';
import { POINT_POLICY, type Connection } from './connection.ts';
import { Link } from './link.ts';
import type { OpenSocket } from './socket-port.ts';
import type { Timing } from './timing.ts';

interface PointPorts {
  readonly open: OpenSocket;
  readonly timing: Timing;
  readonly random: () => number;
  readonly store: PointStore;
  readonly clock: ServerClock;
}

/** Longer than a tap should take, shorter than a person waits. */
const TAP_PATIENCE_MS = 20_000;

const NO_VITALS: Vitals = {
  rttMs: null,
  lossPct: null,
  jitterMs: null,
  bitrateKbps: null,
  fps: null,
  soundLevel: null,
};

/** An operator's line to the hub. */
export class PointLink {
  readonly #link: Link;
  readonly #commands: Commands;
  readonly #store: PointStore;
  readonly #clock: ServerClock;
  #hidden = false;

  constructor({ open, timing, random, store, clock }: PointPorts) {
    this.#store = store;
    this.#clock = clock;
    this.#link = new Link(
      { open, timing, random, policy: POINT_POLICY },
      {
        connected: () => {
          if (this.#hidden) this.#link.signal('point:hidden', { hidden: true });
          this.#commands.connected();
        },
        disconnected: () => this.#commands.disconnected(),
        message: (event, payload) => {
          if (event === 'point:view') this.#receive(payload as PointView);
        },
      },
    );
    this.#commands = new Commands(this.#link, timing);
  }

  get connection(): ReadonlySignal<Connection> {
    return this.#link.connection;
  }

  start(): void {
    this.#link.start();
  }
  stop(): void {
    this.#link.stop();
  }
  retry(): void {
    this.#link.retry();
  }

  /** L13: said while the page can still speak; what follows may be silence. */
  hidden(hidden: boolean): void {
    if (hidden === this.#hidden) return;
    this.#hidden = hidden;
    this.#link.signal('point:hidden', { hidden });
  }

  /** Samples, not facts: what could not be sent now is dropped (G6). */
  vitals(samples: Partial<Vitals>): void {
    this.#link.signal('point:vitals', { ...NO_VITALS, ...samples });
  }

  /** Sends what is typed, under one id and one sequence number until the hub has answered, however long that takes. */
  async report(): Promise<void> {
    const draft = this.#store.draft.peek();
    const view = this.#store.view.peek();
    if (draft === null || view === null) return;
    const { roundId } = draft;
    const count = filled(draft.figures);
    this.#store.sent({ kind: 'sending', roundId, count, delay: null });
    const answer = await this.#commands.send<ReportReceipt>(
      'point:headcount',
      { ...reportPayload(draft, view.point.summoned), fence: view.fence, seq: this.#store.nextSeq() },
      { onDelay: (delay) => this.#store.sent({ kind: 'sending', roundId, count, delay }) },
    );
    if (answer.ok) {
      const { durability, counts, amendment, at } = answer;
      this.#store.sent({ kind: 'saved', roundId, count, at, receipt: { durability, counts, amendment } });
    } else if (answer.error !== 'unanswered') {
      this.#store.sent({ kind: 'refused', roundId, count, error: answer.error });
    }
  }

  fault(fault: Fault, present: boolean): Promise<Answer> {
    return this.#tap('point:fault', { fault, present });
  }

  word(seesAndHears: boolean): Promise<Answer> {
    return this.#tap('point:word', { seesAndHears });
  }

  admit(deviceId: string, as: 'assistant' | 'take-over'): Promise<Answer> {
    return this.#tap('device:admit', { deviceId, as });
  }

  async leave(): Promise<Answer> {
    const answer = await this.#tap('point:leave', {});
    if (answer.ok) this.#link.stop();
    return answer;
  }

  #tap(event: string, payload: object): Promise<Answer> {
    return this.#commands.send(event, payload, { patienceMs: TAP_PATIENCE_MS });
  }

  #receive(view: PointView): void {
    this.#clock.heard(view.at);
    this.#store.receive(view);
  }
}
