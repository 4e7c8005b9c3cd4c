import type { Headcount } from '@hub/shared/model/headcount.ts';
import type { RoundId } from '@hub/shared/model/ids.ts';
import type { Fault } from '@hub/shared/model/link.ts';
import type { PointView, ReportReceipt } from '@hub/shared/protocol/down.ts';
import type { ErrorKind } from '@hub/shared/protocol/errors.ts';
import type { PointEvent } from '@hub/shared/protocol/up.ts';
import { filled } from '@hub/shared/view/sum.ts';
import type { ReadonlySignal } from '@preact/signals-core';
import type { PointStore } from '../state/point-store.ts';
import { reportPayload } from '../state/report.ts';
import type { ServerClock } from '../state/server-clock.ts';
import { Commands, type Answer } from './commands.ts';
import { POINT_POLICY, type Connection } from './connection.ts';
import {
  DurableQueue,
  type Accepted,
  type Held,
  type Moment,
  type QueuedCommand,
  type QueuedEvent,
  type QueueKeep,
} from './durable-queue.ts';
import type { SeenKeep } from './last-seen.ts';
import { Link } from './link.ts';
import type { OpenSocket } from './socket-port.ts';
import type { Timing } from './timing.ts';

interface PointPorts {
  readonly open: OpenSocket;
  readonly timing: Timing;
  readonly random: () => number;
  readonly store: PointStore;
  readonly clock: ServerClock;
  readonly disk: QueueKeep & SeenKeep;
  readonly deviceId: string;
  /** The device's own clock, epoch ms: for the age of what is put away. */
  readonly wallNow: () => number;
  /** Hears of what the hub took, beside reports, which the store shows. */
  readonly taken?: ((command: QueuedCommand, at: number) => void) | undefined;
}

const SINCE_ADDED: Pick<PointView, 'instructions' | 'messages' | 'readUpTo' | 'floor'> = {
  instructions: [],
  messages: [],
  readUpTo: 0,
  floor: null,
};

/** Longer than a tap should take, shorter than a person waits. */
const TAP_PATIENCE_MS = 20_000;

/** An operator's line to the hub. */
export class PointLink {
  readonly #ports: PointPorts;
  readonly #link: Link;
  readonly #commands: Commands;
  readonly #queue: DurableQueue;
  #hidden = false;
  /** Why the command that is being sent is not taken yet. */
  #delay: ErrorKind | null = null;

  constructor(ports: PointPorts) {
    this.#ports = ports;
    const { open, timing, random, disk } = ports;
    this.#link = new Link(
      { open, timing, random, policy: POINT_POLICY },
      {
        connected: () => {
          if (this.#hidden) this.#link.signal('point:hidden', { hidden: true });
          this.#commands.connected();
        },
        disconnected: () => {
          this.#queue.close();
          this.#commands.disconnected();
        },
        // What the page says of itself anyway; the answer is the sign of life.
        probe: () => this.#link.request('point:hidden', { hidden: this.#hidden }, () => undefined),
        message: (event, payload) => {
          if (event === 'point:view') this.#receive(payload as PointView);
        },
      },
    );
    this.#commands = new Commands(this.#link, timing);
    this.#queue = new DurableQueue({
      keep: disk,
      deliver: (command) => this.#deliver(command),
      accepted: (command, answer) => this.#accepted(command, answer),
    });
    this.#queue.held.subscribe(() => this.#showSending());
  }

  get connection(): ReadonlySignal<Connection> {
    return this.#link.connection;
  }

  /** What waits on the device or for its last tick, and what was refused and not read yet. */
  get held(): ReadonlySignal<readonly Held[]> {
    return this.#queue.held;
  }

  /** Shows what the last visit left and goes on with it, while the connection is being made. */
  async start(): Promise<void> {
    this.#link.start();
    await Promise.all([this.#queue.start(this.#ports.deviceId), this.#showLastSeen()]);
  }
  stop(): void {
    this.#link.stop();
  }
  retry(): void {
    this.#link.retry();
  }
  doubt(): void {
    this.#link.doubt();
  }

  /** L13: said while the page can still speak; what follows may be silence. */
  hidden(hidden: boolean): void {
    if (hidden === this.#hidden) return;
    this.#hidden = hidden;
    this.#link.signal('point:hidden', { hidden });
  }

  /** Puts what is typed into the queue, under one id and one number until the hub has answered, however long that takes. */
  async report(confirmed: boolean): Promise<void> {
    const { store, disk, deviceId } = this.#ports;
    const draft = store.draft.peek();
    const view = store.view.peek();
    if (draft === null || view === null) return;
    const { roundId } = draft;
    store.stopEditing();
    store.sent({ kind: 'sending', roundId, count: filled(draft.figures), delay: null, safe: false });
    const typed = { ...reportPayload(draft, view.point.summoned, confirmed), fence: view.fence };
    const corrected = this.held.peek().filter((held) => held.refused !== null && roundOf(held) === roundId);
    const seq = await disk.nextSeq(deviceId, view.lastSeq);
    await this.#queue.add('point:headcount', momentOf(view), { ...typed, seq });
    for (const { commandId } of corrected) await this.#queue.dismiss(commandId);
  }

  fault(fault: Fault, present: boolean): Promise<void> {
    return this.keep('point:fault', { fault, present });
  }

  word(seesAndHears: boolean): Promise<void> {
    return this.keep('point:word', { seesAndHears });
  }

  askAgain(): void {
    this.#queue.askAgain();
  }

  /** A refusal was read. */
  dismiss(commandId: string): Promise<void> {
    return this.#queue.dismiss(commandId);
  }

  admit(deviceId: string, as: 'assistant' | 'take-over'): Promise<Answer> {
    return this.tap('device:admit', { deviceId, as });
  }

  async leave(): Promise<Answer> {
    const answer = await this.tap('point:leave', {});
    if (answer.ok) this.#link.stop();
    return answer;
  }

  /** Without an answer, on the connection there is. */
  tell(event: PointEvent, payload: object): void {
    this.#link.signal(event, payload);
  }

  /** Sent now or not at all. */
  tap(event: PointEvent, payload: object): Promise<Answer> {
    return this.#commands.send(event, payload, { patienceMs: TAP_PATIENCE_MS });
  }

  /** A query, answered on this connection or not at all. */
  ask<Extra>(event: PointEvent, payload: object): Promise<Answer<Extra>> {
    return this.#commands.ask<Extra>(event, payload, { patienceMs: TAP_PATIENCE_MS, thisConnectionOnly: true });
  }

  /** Kept on the device until the hub has answered. */
  async keep(event: QueuedEvent, message: object, label?: string): Promise<void> {
    const view = this.#ports.store.view.peek();
    if (view !== null) await this.#queue.add(event, momentOf(view), message, label);
  }

  #deliver({ commandId, event, payload }: QueuedCommand): Promise<Answer> {
    this.#delay = null;
    return this.#commands.send(event, payload, {
      commandId,
      orUndecided: true,
      // The next connection may belong to another run: the queue looks again before it repeats.
      thisConnectionOnly: true,
      onDelay: (kind) => {
        this.#delay = kind;
        this.#showSending();
      },
    });
  }

  async #accepted(command: QueuedCommand, answer: Accepted): Promise<void> {
    const { store, taken } = this.#ports;
    this.#delay = null;
    if (command.event !== 'point:headcount') return command.tick === 'taken' ? undefined : taken?.(command, answer.at);
    const newest = this.#newest(roundOf(command));
    if (newest?.commandId === command.commandId) {
      const { durability, counts, amendment, at } = answer as Accepted & ReportReceipt;
      const receipt = { durability, counts, amendment };
      store.sent({ kind: 'saved', roundId: roundOf(command), count: countOf(command), at, receipt });
    }
    // Before the command is let go: a page that is killed here sends it again, and one killed later remembers the tick.
    await this.#putAway();
  }

  #receive(view: PointView): void {
    const { clock, store } = this.#ports;
    clock.heard(view.at);
    store.receive(view);
    this.#showSending();
    this.#queue.open(momentOf(view));
    void this.#putAway();
  }

  /** The report on the screen is the newest one of the round that is neither answered nor read. */
  #showSending(): void {
    const { store } = this.#ports;
    const roundId = store.view.peek()?.round?.id;
    if (roundId === undefined) return;
    const newest = this.#newest(roundId);
    const shown = store.sending.peek();
    if (newest === undefined || newest.tick === 'taken') {
      const isGone = shown.kind === 'refused' && shown.roundId === roundId;
      if (isGone) store.sent({ kind: 'none' });
      return;
    }
    const count = countOf(newest);
    const { refused, safe, tick } = newest;
    if (refused !== null) store.sent({ kind: 'refused', roundId, count, why: refused });
    else store.sent({ kind: 'sending', roundId, count, delay: tick === 'undecided' ? tick : this.#delay, safe });
  }

  #newest(roundId: RoundId): Held | undefined {
    const reports = this.held.peek().filter((held) => isOwnReport(held, this.#ports.deviceId, roundId));
    return reports[reports.length - 1];
  }

  async #showLastSeen(): Promise<void> {
    const { disk, store, deviceId } = this.#ports;
    try {
      const seen = await disk.loadSeen();
      if (seen?.view.deviceId !== deviceId) return;
      // What an older page put away lacks what came since.
      store.restore({ ...seen, view: { ...SINCE_ADDED, ...seen.view } });
      this.#showSending();
    } catch {
      // No disk to read from: the page begins empty, as on a first visit.
    }
  }

  async #putAway(): Promise<void> {
    const { disk, store, wallNow } = this.#ports;
    const view = store.view.peek();
    if (view === null) return;
    const sending = store.sending.peek();
    try {
      await disk.saveSeen({ view, sending: sending.kind === 'saved' ? sending : null, keptAt: wallNow() });
    } catch {
      // Only the next visit without a network misses it.
    }
  }
}

/** Whether the report's own card shows it; everything else that is held is listed. */
export function isOwnReport(held: Held, deviceId: string, roundId: RoundId | undefined): boolean {
  return held.event === 'point:headcount' && held.deviceId === deviceId && held.payload['roundId'] === roundId;
}

function momentOf({ session }: PointView): Moment {
  return { sessionId: session.id, run: session.run };
}

/** Of a command this page's own code made. */
function roundOf({ payload }: QueuedCommand): RoundId {
  return payload['roundId'] as RoundId;
}

function countOf({ payload }: QueuedCommand): Headcount {
  const { present, excused, unexcused, guests } = payload as unknown as Headcount;
  return { present, excused, unexcused, guests };
}
