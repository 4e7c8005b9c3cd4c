import type { NodeId, NumberedCommand } from '../log/node-store.ts';
import type { Clock } from '../platform/clock.ts';
import type {
  AcquireResult,
  Beat,
  CarriedEntry,
  Carrier,
  CarrierFault,
  CarrierListener,
  CommandsResult,
  Ears,
  EntriesResult,
  Lease,
  MembersResult,
  RenewResult,
} from './carrier.ts';
import { CarrierState } from './carrier-state.ts';
import { MemoryEars } from './memory-ears.ts';

/** What is on its way: to the carrier, back from it, or from it to the ears of a node. */
export type Way = 'ask' | 'answer' | 'commands' | 'entries' | 'whisper';

export interface MemoryCarrierOptions {
  /** The carrier's own clock. */
  readonly clock: Clock;
  /**
   * What becomes of a message of this node: after how many ms each of its copies arrives; none at all, and it is lost.
   * Left out: everything arrives at once, and nothing waits for the clock.
   */
  readonly deliver?: (way: Way, node: NodeId) => readonly number[];
  /** How long a node waits for an answer. */
  readonly answerWithinMs?: number;
}

/** What a replica had at that moment. */
export interface CarrierMark {
  readonly state: CarrierState;
}

/** One carrier in this process, and the nodes that share it. No real time: the same calls give the same course. */
export class MemoryCarrierWorld {
  readonly clock: Clock;
  readonly #deliver: MemoryCarrierOptions['deliver'];
  readonly #answerWithinMs: number;
  readonly #ears = new Set<MemoryEars>();
  readonly #cut = new Set<NodeId>();
  #waiting: (() => void)[] = [];
  #isFrozen = false;
  #refusal: string | null = null;
  #drawn = 0;
  #identities = 0;
  #generation = 0;
  #state: CarrierState;

  constructor({ clock, deliver, answerWithinMs = 2_000 }: MemoryCarrierOptions) {
    this.clock = clock;
    this.#deliver = deliver;
    this.#answerWithinMs = answerWithinMs;
    this.#state = new CarrierState(++this.#identities);
  }

  /** What the carrier holds, for whoever judges it. */
  get state(): CarrierState {
    return this.#state;
  }

  /** Another one with each loss: its ears see it, as they see another `master_replid`. */
  get generation(): number {
    return this.#generation;
  }

  carrier(node: NodeId): Carrier {
    return new MemoryCarrier(this, node);
  }

  reaches(node: NodeId): boolean {
    return !this.#isFrozen && !this.#cut.has(node);
  }

  /** Nothing passes between this node and the carrier. */
  cut(node: NodeId): void {
    this.#cut.add(node);
  }

  mend(node: NodeId): void {
    this.#cut.delete(node);
  }

  /** It answers nobody; what it is asked meanwhile it does when it thaws, long after the answer was given up. */
  freeze(): void {
    this.#isFrozen = true;
  }

  thaw(): void {
    this.#isFrozen = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const arrive of waiting) arrive();
  }

  /** As one out of memory: what would fill it further is refused; null: no longer. */
  refuse(message: string | null): void {
    this.#refusal = message;
  }

  wipe(): void {
    this.#state = new CarrierState(++this.#identities);
    this.#generation++;
  }

  mark(): CarrierMark {
    return { state: this.#state.copy() };
  }

  /** A failover to a replica that had not yet heard of what came after the mark. */
  loseSince(mark: CarrierMark): void {
    this.#state = mark.state.copy();
    this.#generation++;
  }

  draw(): number {
    return ++this.#drawn;
  }

  /** `fills`: what a carrier out of memory refuses. */
  ask<T>(node: NodeId, fills: boolean, act: (state: CarrierState) => T): Promise<T | CarrierFault> {
    const run = (): T | CarrierFault =>
      fills && this.#refusal !== null ? { ok: false, kind: 'refused', message: this.#refusal } : act(this.#state);
    if (this.#cut.has(node)) return Promise.resolve(away('no connection'));
    if (this.#deliver === undefined && !this.#isFrozen) return Promise.resolve(run());
    return new Promise((resolve) => {
      this.clock.setTimer(this.clock.now() + this.#answerWithinMs, () => resolve(away('no answer in time')));
      this.#send('ask', node, () => {
        const arrive = (): void => {
          const answer = run();
          this.#send('answer', node, () => resolve(answer));
        };
        if (this.#isFrozen) this.#waiting.push(arrive);
        else arrive();
      });
    });
  }

  wake(way: 'commands' | 'entries'): void {
    for (const ears of this.#ears) this.tell(way, ears.node, (copy) => ears.read(way, copy));
  }

  wakeLease(): void {
    for (const ears of this.#ears) ears.lookAtLease();
  }

  whisper(from: NodeId, topic: string, body: string): void {
    if (!this.reaches(from)) return;
    for (const ears of this.#ears) {
      if (ears.node !== from) this.tell('whisper', ears.node, () => ears.heard(from, topic, body));
    }
  }

  /** Whatever is told is heard after the call that caused it has returned. */
  tell(way: Way, node: NodeId, arrive: (copy: number) => void): void {
    if (this.#deliver === undefined) queueMicrotask(() => this.reaches(node) && arrive(0));
    else this.#send(way, node, arrive);
  }

  listen(node: NodeId, listener: CarrierListener): MemoryEars {
    const ears: MemoryEars = new MemoryEars(this, node, listener, () => this.#ears.delete(ears));
    this.#ears.add(ears);
    ears.begin();
    return ears;
  }

  #send(way: Way, node: NodeId, arrive: (copy: number) => void): void {
    for (const [copy, delay] of (this.#deliver?.(way, node) ?? [0]).entries()) {
      this.clock.setTimer(this.clock.now() + delay, () => {
        if (!this.#cut.has(node)) arrive(copy);
      });
    }
  }
}

function away(message: string): CarrierFault {
  return { ok: false, kind: 'away', message };
}

class MemoryCarrier implements Carrier {
  readonly #world: MemoryCarrierWorld;
  readonly #node: NodeId;
  #ears: MemoryEars | null = null;
  #isClosed = false;

  constructor(world: MemoryCarrierWorld, node: NodeId) {
    this.#world = world;
    this.#node = node;
  }

  appendCommands(
    commands: readonly NumberedCommand[],
    settledUpTo: ReadonlyMap<NodeId, number> = new Map(),
  ): Promise<CommandsResult> {
    const settled = new Map(settledUpTo);
    return this.#append('commands', commands, (state, carried) => state.appendCommands(carried, settled));
  }

  appendEntries(lease: Lease, entries: readonly CarriedEntry[], afresh = false): Promise<EntriesResult> {
    return this.#append('entries', entries, (state, carried): EntriesResult => {
      if (!state.isHeldBy(lease, this.#now)) return { ok: false, kind: 'fenced' };
      return state.appendEntries(carried, afresh);
    });
  }

  republishEntries(entries: readonly CarriedEntry[], afresh = false): Promise<EntriesResult> {
    return this.#append('entries', entries, (state, carried): EntriesResult => {
      const lease = state.lease(this.#now);
      if (lease === null || lease.open) return { ok: false, kind: 'fenced' };
      return state.appendEntries(carried, afresh);
    });
  }

  acquire(node: NodeId, above: number, ttlMs: number): Promise<AcquireResult> {
    return this.#ask(true, (state): AcquireResult => {
      const held = state.lease(this.#now);
      if (held !== null && held.node !== node) return { ok: false, kind: 'held', by: held.node };
      const lease = state.acquire(node, above, this.#now + ttlMs, this.#world.draw());
      this.#world.wakeLease();
      return { ok: true, lease };
    });
  }

  renew(lease: Lease, ttlMs: number): Promise<RenewResult> {
    return this.#asHolder(lease, false, () => ({ until: this.#now + ttlMs }));
  }

  open(lease: Lease): Promise<RenewResult> {
    return this.#asHolder(lease, true, () => ({ open: true }));
  }

  clearEntries(lease: Lease): Promise<RenewResult> {
    return this.#ask(false, (state): RenewResult => {
      const isOpen = state.lease(this.#now)?.open ?? false;
      if (!state.isHeldBy(lease, this.#now) || isOpen) return { ok: false, kind: 'taken' };
      state.clearEntries();
      return { ok: true };
    });
  }

  async release(lease: Lease): Promise<void> {
    await this.#ask(false, (state) => {
      if (!state.isHeldBy(lease, this.#now)) return;
      state.release();
      this.#world.wakeLease();
    });
  }

  beat(beat: Beat): Promise<MembersResult> {
    return this.#ask(true, (state): MembersResult => {
      const known = state.beat(beat, this.#now);
      const held = state.lease(this.#now);
      return {
        ok: true,
        ...known,
        members: state.members(this.#now),
        lease: held === null ? null : { node: held.node, fence: held.fence },
        tail: state.tail,
      };
    });
  }

  forget(node: NodeId): Promise<RenewResult> {
    return this.#ask(false, (state): RenewResult => {
      state.forget(node);
      return { ok: true };
    });
  }

  async trim(index: number, commands: ReadonlyMap<NodeId, number>): Promise<void> {
    const upTo = new Map(commands);
    await this.#ask(false, (state) => state.trim(index, upTo));
  }

  whisper(topic: string, body: string): void {
    if (!this.#isClosed) this.#world.whisper(this.#node, topic, body);
  }

  listen(listener: CarrierListener): Ears {
    if (this.#ears !== null) throw new Error('one listener for each node');
    this.#ears = this.#world.listen(this.#node, listener);
    return this.#ears;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#ears?.stop();
  }

  get #now(): number {
    return this.#world.clock.now();
  }

  #asHolder(lease: Lease, fills: boolean, change: () => Parameters<CarrierState['change']>[0]): Promise<RenewResult> {
    return this.#ask(fills, (state): RenewResult => {
      if (!state.isHeldBy(lease, this.#now)) return { ok: false, kind: 'taken' };
      state.change(change());
      return { ok: true };
    });
  }

  /** Only onto what the ears have told: a carrier that was wiped since is refused until they have told it. */
  #append<T, R>(
    stream: 'commands' | 'entries',
    items: readonly T[],
    act: (state: CarrierState, carried: readonly T[]) => R,
  ): Promise<R | CarrierFault> {
    const text = JSON.stringify(items);
    const known = this.#ears?.identity ?? null;
    return this.#ask(true, (state): R | CarrierFault => {
      if (known !== null && known !== state.identity) {
        return { ok: false, kind: 'refused', message: 'the carrier is not the one that was heard' };
      }
      const result = act(state, JSON.parse(text) as T[]);
      this.#world.wake(stream);
      return result;
    });
  }

  #ask<T>(fills: boolean, act: (state: CarrierState) => T): Promise<T | CarrierFault> {
    if (this.#isClosed) return Promise.resolve(away('closed'));
    return this.#world.ask(this.#node, fills, act);
  }
}
