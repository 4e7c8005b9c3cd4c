import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { MintedGrant } from '@hub/shared/protocol/down.ts';
import { DEFAULT_AFTER_MS } from '@hub/shared/protocol/errors.ts';
import type { ControlUp } from '@hub/shared/protocol/up.ts';
import { applyBeat, applyPatch, applySnapshot, type Replica } from '@hub/shared/view/replica.ts';
import type { ViewBeat, ViewPatch, ViewSnapshot } from '@hub/shared/view/row.ts';
import { Refusal, type Invitation } from './access.ts';
import { HubSocket } from './hub-socket.ts';

const newCommandId = (): string => `sim-${randomBytes(9).toString('base64url')}`;
type CommandEvent = { [E in keyof ControlUp]: 'commandId' extends keyof ControlUp[E] ? E : never }[keyof ControlUp];

/** The screen was stopped, or put out, while something was still to come: how a play ends that is stopped in its middle. */
export class StoppedError extends Error {}

/** A staff member's screen: follows the view and sends commands until they are answered. */
export class SimulatedStaff {
  readonly #socket: HubSocket;
  readonly #waiting = new Set<() => void>();
  readonly #onView: ((replica: Replica) => void) | undefined;
  #replica: Replica | null = null;
  #stopped = false;
  #subscribing = false;

  constructor(hub: string, key: string, onView?: (replica: Replica) => void, others: readonly string[] = []) {
    this.#onView = onView;
    this.#socket = new HubSocket({
      hub,
      others,
      side: 'control',
      key,
      random: Math.random,
      onEvent: (name, payload) => {
        this.#take(name, payload);
      },
      onUp: () => {
        this.#subscribing = false;
        void this.#subscribe();
        this.#wake();
      },
      onDown: () => undefined,
      onRefused: () => {
        this.#stopped = true;
        this.#wake();
      },
    });
  }

  get replica(): Replica | null {
    return this.#replica;
  }

  open(): void {
    this.#socket.open();
  }

  /** Settles when the view is as asked; checked at every change of it. */
  async until(met: (replica: Replica) => boolean): Promise<Replica> {
    for (;;) {
      if (this.#replica !== null && met(this.#replica)) return this.#replica;
      if (this.#stopped) throw new StoppedError('this screen was put out or stopped');
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  /** Sends with one command id until answered for good; throws the refusal. */
  async command<E extends CommandEvent>(
    event: E,
    payload: Omit<ControlUp[E], 'commandId'>,
  ): Promise<Record<string, unknown>> {
    return this.#untilAnswered(event, { commandId: newCommandId(), ...payload });
  }

  async query(event: 'point:detail' | 'access:list', payload: object): Promise<Record<string, unknown>> {
    return this.#untilAnswered(event, payload);
  }

  async mint(role: Invitation['role'], pointId: string | null, label: string): Promise<Invitation> {
    const minted = (await this.command('grant:mint', {
      kind: 'link',
      role,
      label,
      ...(pointId === null ? {} : { pointId }),
    })) as unknown as MintedGrant;
    return { role, pointId, secret: minted.secret };
  }

  stop(): void {
    this.#stopped = true;
    this.#socket.close();
    this.#wake();
  }

  async #untilAnswered(event: string, payload: object): Promise<Record<string, unknown>> {
    while (!this.#stopped) {
      const answer = await this.#socket.ask(event, payload);
      if (answer.ok) return answer;
      if (answer.ok === null) {
        await delay(this.#socket.connected ? 0 : 50);
      } else if (answer.error.retry === 'after') {
        if (answer.error.kind === 'wrong-phase') throw new Refusal(event, answer.error);
        await delay(answer.error.afterMs ?? DEFAULT_AFTER_MS);
      } else {
        throw new Refusal(event, answer.error);
      }
    }
    throw new StoppedError(`stopped before ${event} was answered`);
  }

  /** One request at a time: every patch that arrives before its answer is a gap of its own. */
  async #subscribe(): Promise<void> {
    if (this.#subscribing) return;
    this.#subscribing = true;
    const cursor = this.#replica?.cursor;
    const answer = await this.#socket.ask('view:subscribe', cursor === undefined ? {} : { cursor });
    if (answer.ok === false) await delay(answer.error.afterMs ?? DEFAULT_AFTER_MS);
    this.#subscribing = false;
    // A refusal leaves the view as old as it was; a lost connection asks again when it is back.
    if (answer.ok === false && !this.#stopped) void this.#subscribe();
  }

  #take(name: string, payload: unknown): void {
    if (name === 'view:snapshot') {
      this.#replica = applySnapshot(payload as ViewSnapshot);
    } else if (this.#replica !== null && (name === 'view:patch' || name === 'view:beat')) {
      const applied =
        name === 'view:patch'
          ? applyPatch(this.#replica, payload as ViewPatch)
          : applyBeat(this.#replica, payload as ViewBeat);
      if (applied.kind === 'gap') {
        void this.#subscribe();
        return;
      }
      this.#replica = applied.replica;
    } else {
      return;
    }
    if (this.#replica !== null) this.#onView?.(this.#replica);
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
