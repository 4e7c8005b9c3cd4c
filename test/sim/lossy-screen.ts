import type { Publisher } from '@hub/server/hub/publisher.ts';
import type { StaffRole } from '@hub/shared/model/access.ts';
import { type Applied, applyBeat, applyPatch, applySnapshot, type Replica } from '@hub/shared/view/replica.ts';
import type { ViewFilter, ViewPatch, ViewSnapshot } from '@hub/shared/view/row.ts';
import { type FakeChannels, FakeScreen, type Message } from '../support/fake-screen.ts';
import type { Random } from '../support/random.ts';

/** Deliberate breaks of the protocol, each of which the simulation must notice. */
export const BREAKS = ['no-beat', 'merged-snapshot', 'no-from-check', 'no-gone'] as const;
export type Break = (typeof BREAKS)[number];

export interface Tally {
  snapshots: number;
  patches: number;
  beats: number;
  gaps: number;
  /** Missing patches sent as one to a screen that came back with its cursor. */
  resumes: number;
  /** Missing patches sent as one to a screen that had been slow. */
  merges: number;
  lost: number;
  letGo: number;
  restarts: number;
}

export interface World {
  readonly random: Random;
  readonly channels: FakeChannels;
  readonly tally: Tally;
  readonly broken: Break | null;
  publisher(): Publisher;
  now(): number;
  /** While false nothing is lost any more, so that the end can be compared. */
  isLossy: boolean;
}

const ASK_AGAIN_MS = 1_500;

/** A screen behind a bad line: what it sends is late or lost, what it is sent is late or lost, and lines break. */
export class LossyScreen {
  readonly name: string;
  readonly role: StaffRole;
  filter: ViewFilter;
  replica: Replica | null = null;
  line: FakeScreen | null = null;
  readonly #world: World;
  #lines = 0;
  #askedAt: number | null = null;
  /** Until the hub took the newest filter what arrives belongs to the view before: a real screen waits for the ack. */
  #isDeaf = false;
  #questions: { readonly dueAt: number; readonly cursor: string | undefined; readonly filter: ViewFilter }[] = [];

  constructor(world: World, name: string, role: StaffRole, filter: ViewFilter) {
    this.#world = world;
    this.name = name;
    this.role = role;
    this.filter = filter;
  }

  connect(): void {
    if (this.line) return;
    this.line = new FakeScreen(`${this.name}.${++this.#lines}`, this.#world.channels);
    this.#ask();
  }

  disconnect(): void {
    if (!this.line) return;
    this.#world.publisher().unsubscribe(this.line.id);
    this.line.vanish();
    this.line = null;
    this.#questions = [];
    this.#askedAt = null;
  }

  /** Another filter is another view: what was shown is dropped. */
  choose(filter: ViewFilter): void {
    this.filter = filter;
    this.replica = null;
    this.#isDeaf = true;
    if (this.line) this.#ask();
  }

  /** Sends what is due, and reads up to `most` messages. */
  work(most: number): void {
    const { line } = this;
    const now = this.#world.now();
    if (!line) return;
    const due = this.#questions.filter(({ dueAt }) => dueAt <= now);
    this.#questions = this.#questions.filter(({ dueAt }) => dueAt > now);
    for (const { cursor, filter } of due) {
      if (this.#isDeaf && filter === this.filter) {
        line.inbox.length = 0;
        this.#isDeaf = false;
      }
      this.#world.publisher().subscribe(line, { role: this.role, filter, cursor, vitals: false });
    }
    if (line.isSlow) return;
    for (const message of line.inbox.splice(0, most)) {
      if (this.#world.isLossy && this.#world.random.chance(0.06)) this.#world.tally.lost++;
      else if (!this.#isDeaf) this.#receive(message);
    }
    if (this.#askedAt !== null && now - this.#askedAt > ASK_AGAIN_MS) this.#ask();
  }

  #ask(): void {
    const { random, isLossy } = this.#world;
    const now = this.#world.now();
    this.#askedAt = now;
    if (isLossy && random.chance(0.06)) return;
    const late = now + (isLossy ? random.int(0, 80) : 0);
    // A line may be late, but what is sent on it keeps its order.
    const dueAt = Math.max(late, this.#questions[this.#questions.length - 1]?.dueAt ?? 0);
    this.#questions.push({ dueAt, cursor: this.replica?.cursor, filter: this.filter });
  }

  #receive(message: Message): void {
    const { tally, broken } = this.#world;
    switch (message.event) {
      case 'view:snapshot':
        tally.snapshots++;
        this.#checkSight(message.payload);
        this.replica =
          broken === 'merged-snapshot' ? merged(this.replica, message.payload) : applySnapshot(message.payload);
        this.#askedAt = null;
        return;
      case 'view:patch': {
        if (message.own && this.#askedAt === null) tally.merges++;
        else if (message.own) tally.resumes++;
        tally.patches++;
        this.#checkSight(message.payload);
        return this.#apply((replica) => applyPatch(replica, this.#bent(message.payload, replica)));
      }
      case 'view:beat':
        if (broken === 'no-beat') return;
        tally.beats++;
        return this.#apply((replica) => applyBeat(replica, message.payload));
      case 'view:vitals':
        return;
    }
  }

  #apply(step: (replica: Replica) => Applied): void {
    if (!this.replica) return;
    const applied = step(this.replica);
    if (applied.kind === 'applied') {
      this.replica = applied.replica;
      this.#askedAt = null;
      return;
    }
    this.#world.tally.gaps++;
    if (this.#askedAt === null) this.#ask();
  }

  #bent(patch: ViewPatch, replica: Replica): ViewPatch {
    if (this.#world.broken === 'no-from-check') return { ...patch, from: replica.cursor };
    if (this.#world.broken === 'no-gone') return { ...patch, gone: [] };
    return patch;
  }

  /** V9, on everything that arrives. */
  #checkSight(payload: ViewSnapshot | ViewPatch): void {
    if (this.role === 'wall' && /\+84|KTV/.test(JSON.stringify(payload))) {
      throw new Error('[V9] the wall was sent what it may not see');
    }
  }
}

function merged(held: Replica | null, snapshot: ViewSnapshot): Replica {
  const fresh = applySnapshot(snapshot);
  const old = held?.rows.filter((row) => !fresh.rows.some(({ id }) => id === row.id)) ?? [];
  return { ...fresh, rows: [...fresh.rows, ...old].sort((a, b) => a.index - b.index) };
}
