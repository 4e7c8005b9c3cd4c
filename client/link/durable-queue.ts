import type { ErrorKind } from '@hub/shared/protocol/errors.ts';
import { signal, type ReadonlySignal } from '@preact/signals-core';
import type { Answer } from './commands.ts';
import { newCommandId } from './opaque-id.ts';

/** What a person reports and must not have to report twice. */
export type QueuedEvent =
  'point:headcount' | 'point:fault' | 'point:word' | 'point:checklist' | 'instruction:confirm' | 'point:message';

/**
 * Why something kept was not taken: the hub's refusal, or the page's own. `other-device`: made before this phone signed
 * in anew. `outdated`: a word belongs to its run, a fault to its session.
 */
export type NotTaken = ErrorKind | 'other-device' | 'outdated';

/** Which session and which run of it something belongs to (S4). */
export interface Moment {
  readonly sessionId: string;
  readonly run: number;
}

/** A command as it is kept on the device, from before it is first sent until it was answered. */
export interface QueuedCommand {
  readonly commandId: string;
  readonly deviceId: string;
  readonly moment: Moment;
  readonly event: QueuedEvent;
  /** The message to the last letter, so that a repeat is the same. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** What the person did, in the words of the moment; without one the page names it by its event. */
  readonly label?: string;
  /** Set when it was not taken; kept until a person has read it. */
  readonly refused: NotTaken | null;
  /**
   * Set while it is asked for again and again: `undecided`, one of several hubs has saved it, and no more; `taken`, it
   * is decided and not yet on a second disk (H9).
   */
  readonly tick?: 'undecided' | 'taken' | undefined;
}

/** `safe`: it is on the device's disk, and outlives this page. */
export interface Held extends QueuedCommand {
  readonly safe: boolean;
}

/** Where the queue is kept. Every method may reject: a phone's disk may be full or closed to pages. */
export interface QueueKeep {
  /** In the order in which they were first saved. */
  load(): Promise<readonly QueuedCommand[]>;
  /** Resolves when it is on disk. The same command again replaces what was kept of it. */
  save(command: QueuedCommand): Promise<void>;
  remove(commandId: string): Promise<void>;
  /** Higher than every number given out before for this device, in any tab, and than `above` (H4). */
  nextSeq(deviceId: string, above: number): Promise<number>;
}

export type Accepted = Extract<Answer, { ok: true }>;

interface QueuePorts {
  readonly keep: QueueKeep;
  /** One try on the connection there is now; `unanswered` when that ended first. */
  deliver(command: QueuedCommand): Promise<Answer>;
  /** The hub has it. What the page must remember of that is on disk when this resolves. Told again of a later tick. */
  accepted(command: QueuedCommand, answer: Accepted): Promise<void>;
}

/**
 * Keeps on the device what was reported until the hub has answered: saved before it is sent, sent one after the other in
 * the order it was made, always under the id and the number it was given first (H5, H4).
 */
export class DurableQueue {
  readonly #ports: QueuePorts;
  readonly #held = signal<readonly Held[]>([]);
  readonly #saves = new Map<string, Promise<void>>();
  #deviceId = '';
  #loaded: Promise<void> = Promise.resolve();
  /** What is on, while there is a connection to send on. */
  #moment: Moment | null = null;
  #busy = false;

  constructor(ports: QueuePorts) {
    this.#ports = ports;
  }

  /** All that has not had its last answer, and all that was refused and not read; oldest first. */
  get held(): ReadonlySignal<readonly Held[]> {
    return this.#held;
  }

  /** Takes up what an earlier page of this device left. */
  start(deviceId: string): Promise<void> {
    this.#deviceId = deviceId;
    this.#loaded = this.#takeUp();
    return this.#loaded;
  }

  /** Resolves when the command is on disk, or is known to live in this page alone. */
  async add(event: QueuedEvent, moment: Moment, message: object, label?: string): Promise<void> {
    const commandId = newCommandId();
    const payload = { commandId, ...message };
    const held: Held = {
      commandId,
      deviceId: this.#deviceId,
      moment,
      event,
      payload,
      refused: null,
      safe: false,
      ...(label && { label }),
    };
    this.#held.value = [...this.#held.peek(), held];
    await this.#save(held);
    void this.#pump();
  }

  /** There is a connection, and the hub has said what is on. */
  open(moment: Moment): void {
    const isNew = this.#moment === null;
    this.#moment = moment;
    // What another tab kept and did not live to send is this one's to send.
    if (isNew) this.#loaded = this.#loaded.then(() => this.#takeUp());
    void this.#pump();
  }

  close(): void {
    this.#moment = null;
  }

  /** What has a tick, for the next one. */
  askAgain(): void {
    void this.#pump(this.#held.peek().filter(({ tick }) => tick));
  }

  /** A refusal was read, or its figures are being corrected. */
  async dismiss(commandId: string): Promise<void> {
    this.#held.value = this.#held.peek().filter((held) => held.commandId !== commandId || held.refused === null);
    if (!this.#held.peek().some((held) => held.commandId === commandId)) await this.#forget(commandId);
  }

  async #takeUp(): Promise<void> {
    let kept: readonly QueuedCommand[];
    try {
      kept = await this.#ports.keep.load();
    } catch {
      // Nothing can be kept here: the queue is this page's memory, and `safe` says so of each command.
      return;
    }
    const here = new Set(this.#held.peek().map(({ commandId }) => commandId));
    const found = kept
      .filter(({ commandId }) => !here.has(commandId))
      .map((command): Held => ({
        ...command,
        safe: true,
        refused: command.deviceId === this.#deviceId ? command.refused : 'other-device',
      }));
    if (found.length > 0) this.#held.value = [...found, ...this.#held.peek()];
  }

  async #pump(again: readonly Held[] = []): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      await this.#loaded;
      for (const held of again) await this.#send(held);
      for (let next = this.#next(); next !== undefined; next = this.#next()) await this.#send(next);
    } finally {
      this.#busy = false;
    }
  }

  #next(): Held | undefined {
    if (this.#moment === null) return undefined;
    return this.#held.peek().find(({ refused, tick }) => refused === null && !tick);
  }

  async #send(next: Held): Promise<void> {
    // Never on the wire before it is on disk: a page that dies in between would make it anew under another id.
    await this.#saves.get(next.commandId);
    if (this.#moment === null) return;
    if (!next.tick && isOutdated(next, this.#moment)) return this.#refuse(next, 'outdated');
    const answer = await this.#ports.deliver(next);
    if (answer.ok) {
      const remembered = this.#ports.accepted(next, answer);
      if (answer.again) return this.#mark(next, 'taken', remembered);
      this.#held.value = this.#held.peek().filter(({ commandId }) => commandId !== next.commandId);
      await remembered;
      await this.#forget(next.commandId);
    } else if (answer.error !== 'unanswered') {
      const { kind } = answer.error;
      await (kind === 'undecided' ? this.#mark(next, kind) : this.#refuse(next, kind));
    }
  }

  async #mark(held: Held, tick: NonNullable<Held['tick']>, remembered?: Promise<void>): Promise<void> {
    if (held.tick === tick) return;
    this.#replace(held.commandId, { tick });
    await remembered;
    await this.#save({ ...held, tick });
  }

  async #refuse(held: Held, refused: NotTaken): Promise<void> {
    const tick = undefined;
    this.#replace(held.commandId, { refused, tick });
    await this.#save({ ...held, refused, tick });
  }

  #save(held: Held): Promise<void> {
    const { safe: _, ...command } = held;
    const save = this.#ports.keep.save(command).then(
      () => this.#replace(held.commandId, { safe: true }),
      // Sent all the same; the page says that it must stay open.
      () => this.#replace(held.commandId, { safe: false }),
    );
    this.#saves.set(held.commandId, save);
    return save;
  }

  async #forget(commandId: string): Promise<void> {
    this.#saves.delete(commandId);
    try {
      await this.#ports.keep.remove(commandId);
    } catch {
      // It stays on disk and is sent again by the next page, which gets the first answer again (H5).
    }
  }

  #replace(commandId: string, change: Partial<Held>): void {
    this.#held.value = this.#held.peek().map((held) => (held.commandId === commandId ? { ...held, ...change } : held));
  }
}

/** A report names its round, and the hub knows which of them it still takes; a fault outlives its run, nothing else does. */
function isOutdated({ event, moment }: QueuedCommand, now: Moment): boolean {
  if (event === 'point:headcount') return false;
  return moment.sessionId !== now.sessionId || (event !== 'point:fault' && moment.run !== now.run);
}
