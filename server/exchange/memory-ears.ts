import type { NodeId } from '../log/node-store.ts';
import type { Disposer } from '../platform/clock.ts';
import type { CarrierListener, Ears } from './carrier.ts';
import type { MemoryCarrierWorld } from './memory-carrier.ts';

/** How often the ears ask themselves whether they still hear what is said. */
const CHECK_EVERY_MS = 1_000;

interface Place {
  /** The last id that was told. */
  told: number;
  /** And the one before the last telling, from where a doubled one begins. */
  before: number;
}

export class MemoryEars implements Ears {
  readonly node: NodeId;
  readonly #world: MemoryCarrierWorld;
  readonly #listener: CarrierListener;
  readonly #places: Record<'commands' | 'entries', Place> = {
    commands: { told: 0, before: 0 },
    entries: { told: 0, before: 0 },
  };
  readonly #ended: () => void;
  #timer: Disposer = () => undefined;
  #isStopped = false;
  #reached: boolean | null = null;
  #generation: number | null = null;
  #identity: number | null = null;
  #leaseSeen: string | null = null;

  constructor(world: MemoryCarrierWorld, node: NodeId, listener: CarrierListener, ended: () => void) {
    this.#world = world;
    this.node = node;
    this.#listener = listener;
    this.#ended = ended;
  }

  /** Of the carrier that was told last; null before the first time. */
  get identity(): number | null {
    return this.#identity;
  }

  begin(): void {
    queueMicrotask(() => this.#check());
  }

  again(): void {
    this.#forgetPlaces();
    for (const way of ['commands', 'entries'] as const)
      this.#world.tell(way, this.node, (copy) => this.read(way, copy));
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer();
    this.#ended();
  }

  /** `copy` above 0: the same telling once more. */
  read(way: 'commands' | 'entries', copy: number): void {
    if (this.#isStopped || !this.#world.reaches(this.node) || this.#generation === null) return;
    const place = this.#places[way];
    if (copy > 0) place.told = place.before;
    place.before = place.told;
    const { state } = this.#world;
    if (way === 'commands') {
      const news = state.commandsAfter(place.told);
      place.told = news.at(-1)?.id ?? place.told;
      if (news.length > 0) this.#listener.commands(news.map(({ item }) => item));
    } else {
      const news = state.entriesAfter(place.told);
      place.told = news.at(-1)?.id ?? place.told;
      if (news.length > 0) this.#listener.entries(news.map(({ item }) => item));
    }
  }

  heard(from: NodeId, topic: string, body: string): void {
    if (!this.#isStopped && this.#world.reaches(this.node)) this.#listener.heard(from, topic, body);
  }

  lookAtLease(): void {
    this.#world.tell('whisper', this.node, () => this.#lookAtLease());
  }

  #check(): void {
    if (this.#isStopped) return;
    const { clock } = this.#world;
    this.#timer = clock.setTimer(clock.now() + CHECK_EVERY_MS, () => this.#check());
    const reaches = this.#world.reaches(this.node);
    if (reaches) this.#lookAtCarrier();
    if (reaches !== this.#reached) {
      this.#reached = reaches;
      this.#listener.reached(reaches);
    }
    this.read('commands', 0);
    this.read('entries', 0);
    if (reaches) this.#lookAtLease();
  }

  #lookAtCarrier(): void {
    const { generation, state } = this.#world;
    const known = this.#generation;
    this.#generation = generation;
    this.#identity = state.identity;
    if (known === null || known === generation) return;
    this.#forgetPlaces();
    this.#listener.epochBroke('the carrier lost what it held');
  }

  #lookAtLease(): void {
    if (this.#isStopped) return;
    const lease = this.#world.state.lease(this.#world.clock.now());
    const seen = lease === null ? '' : `${lease.node} ${lease.fence}`;
    const changed = this.#leaseSeen !== null && this.#leaseSeen !== seen;
    this.#leaseSeen = seen;
    if (changed) this.#listener.leaseChanged();
  }

  #forgetPlaces(): void {
    for (const place of Object.values(this.#places)) Object.assign(place, { told: 0, before: 0 });
  }
}
