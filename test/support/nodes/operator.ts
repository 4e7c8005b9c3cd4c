import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { RawSocket } from '@hub/scripts/bench/raw-socket.ts';
import type { TickedReport } from '../oracle/nodes.ts';
import type { Random } from '../random.ts';

/** Where an operator may go, by the name of the hub. */
export type Doors = ReadonlyMap<string, { readonly port: number }>;

export interface NodeOperatorOptions {
  readonly pointId: string;
  readonly key: string;
  readonly summoned: number;
  readonly doors: Doors;
  readonly home: string;
  /** Waits for its hub, however long that is gone: so each hub has operators in the end. */
  readonly isFaithful: boolean;
  readonly random: Random;
}

/** As its operator wrote it down. */
export interface OwnReport extends Omit<TickedReport, 'savedBy' | 'safeAt' | 'decided' | 'refused'> {
  /** Through which hub it went first. */
  readonly via: string;
  readonly savedBy: string[];
  safeAt: number | null;
  /** Through which hub the last tick came. */
  safeVia: string | null;
  decided: TickedReport['decided'];
  refused: string | null;
}

interface Answer {
  readonly ok: boolean;
  readonly at?: number;
  readonly amendment?: boolean;
  readonly durability?: string;
  readonly error?: { readonly kind: string; readonly retry: string; readonly afterMs?: number };
}

/** Twice a second, and no more at once than a person would have typed. */
const EVERY_MS = { least: 350, most: 650 };
const MOST_WAITING = 6;
/** A hub that does not answer in this time is asked again. */
const ANSWER_WITHIN_MS = 3_000;
/** One whose last tick is still to come is asked about again after so long. */
const TICK_AFTER_MS = 250;
const BACK_AFTER_MS = { least: 50, most: 400 };
/** Where a hub is gone, this share goes to another one at once; the others wait for theirs. */
const MOVES = 0.6;

interface Waiting {
  readonly report: OwnReport;
  readonly message: string;
  asked: boolean;
}

/**
 * An operator on a bare socket that writes down what it was told. Every report is asked about until its last tick, always
 * under its first command id, at whichever hub the operator is.
 */
export class NodeOperator {
  readonly reports: OwnReport[] = [];
  readonly #options: NodeOperatorOptions;
  readonly #waiting: Waiting[] = [];
  readonly #answers = new Map<number, (answer: Answer | null) => void>();
  #socket: RawSocket | null = null;
  #hub: string;
  #fence = 0;
  #seq = 0;
  #guests = 0;
  #asks = 0;
  #roundId: string | null = null;
  #stopped = false;

  constructor(options: NodeOperatorOptions) {
    this.#options = options;
    this.#hub = options.home;
    void this.#stayConnected();
    void this.#keepReporting();
  }

  get pointId(): string {
    return this.#options.pointId;
  }

  get isReady(): boolean {
    return this.#socket !== null && this.#fence > 0;
  }

  /** Reports that wait for their last tick. */
  get outstanding(): number {
    return this.#waiting.length;
  }

  /** New reports are for this round from now on; none while it is null. */
  reportFor(roundId: string | null): void {
    this.#roundId = roundId;
  }

  stop(): void {
    this.#stopped = true;
    this.#socket?.close();
  }

  async #stayConnected(): Promise<void> {
    const { random, doors, isFaithful } = this.#options;
    while (!this.#stopped) {
      const ended = await this.#connected().catch(() => 'not connected' as const);
      if (this.#stopped) return;
      await delay(random.int(BACK_AFTER_MS.least, BACK_AFTER_MS.most));
      const others = [...doors.keys()].filter((name) => name !== this.#hub);
      if (ended === 'closed' && !isFaithful && random.chance(MOVES)) this.#hub = random.pick(others);
    }
  }

  /** Until the connection is closed. */
  async #connected(): Promise<'closed'> {
    const { doors, key } = this.#options;
    const door = doors.get(this.#hub);
    if (door === undefined) throw new Error(`no hub ${this.#hub}`);
    const target = { host: '127.0.0.1', port: door.port, path: '/rt/point', namespace: '/point' };
    const socket = await RawSocket.open({ ...target, auth: { credential: key, protocol: 1 } }, (name, rest) => {
      if (name !== 'point:view') return;
      const view = JSON.parse(rest) as { readonly fence: number; readonly lastSeq: number };
      this.#fence = view.fence;
      this.#seq = Math.max(this.#seq, view.lastSeq);
    });
    socket.onAck = (id, body) => {
      this.#answers.get(id)?.(JSON.parse(body) as Answer);
    };
    const closed = new Promise<void>((resolve) => {
      socket.onClose = resolve;
    });
    this.#socket = socket;
    for (const waiting of this.#waiting) void this.#ask(waiting);
    await closed;
    this.#socket = null;
    for (const answer of this.#answers.values()) answer(null);
    return 'closed';
  }

  async #keepReporting(): Promise<void> {
    const { random } = this.#options;
    while (!this.#stopped) {
      await delay(random.int(EVERY_MS.least, EVERY_MS.most));
      if (this.#roundId !== null && this.isReady && this.#waiting.length < MOST_WAITING) this.#report(this.#roundId);
    }
  }

  #report(roundId: string): void {
    const { pointId, summoned, random } = this.#options;
    const missing = random.int(0, Math.floor(summoned / 10));
    const excused = random.int(0, missing);
    // Another number of guests each time: the oracle tells reports apart by their figures.
    this.#guests += 1;
    const figures = { present: summoned - missing, excused, unexcused: missing - excused, guests: this.#guests };
    this.#seq += 1;
    const [commandId, fence, seq] = [`n-${randomBytes(9).toString('base64url')}`, this.#fence, this.#seq];
    const report: OwnReport = {
      ...{ commandId, pointId, roundId, fence, seq, figures, sentAt: performance.now(), via: this.#hub },
      ...{ savedBy: [], safeAt: null, safeVia: null, decided: null, refused: null },
    };
    this.reports.push(report);
    const message = JSON.stringify({ commandId, roundId, ...figures, confirmed: true, fence, seq });
    const waiting = { report, message, asked: false };
    this.#waiting.push(waiting);
    void this.#ask(waiting);
  }

  async #ask(waiting: Waiting): Promise<void> {
    const socket = this.#socket;
    if (waiting.asked || socket === null || this.#stopped) return;
    waiting.asked = true;
    const hub = this.#hub;
    const answer = await this.#answerTo(socket, waiting.message);
    waiting.asked = false;
    if (this.#stopped || !this.#waiting.includes(waiting)) return;
    const againAfter = answer === null ? 0 : this.#note(waiting, answer, hub);
    if (againAfter === null) this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
    else {
      // A lost connection asks again by itself.
      await delay(againAfter);
      void this.#ask(waiting);
    }
  }

  #answerTo(socket: RawSocket, message: string): Promise<Answer | null> {
    const id = ++this.#asks;
    return new Promise((resolve) => {
      const late = setTimeout(() => answered(null), ANSWER_WITHIN_MS);
      const answered = (answer: Answer | null): void => {
        clearTimeout(late);
        this.#answers.delete(id);
        resolve(answer);
      };
      this.#answers.set(id, answered);
      socket.emit('point:headcount', message, id);
    });
  }

  /** When to ask again; null when that was the last word. */
  #note({ report }: Waiting, answer: Answer, hub: string): number | null {
    const { error } = answer;
    if (answer.ok) {
      report.decided = { hubAt: Number(answer.at), amendment: answer.amendment === true };
      if (!report.savedBy.includes(hub)) report.savedBy.push(hub);
      if (answer.durability !== 'safe') return TICK_AFTER_MS;
      report.safeAt = performance.now();
      report.safeVia = hub;
      return null;
    }
    if (error?.kind === 'undecided' && !report.savedBy.includes(hub)) report.savedBy.push(hub);
    if (error?.retry === 'after') return error.afterMs ?? ANSWER_WITHIN_MS;
    report.refused = error?.kind ?? 'no kind';
    return null;
  }
}
