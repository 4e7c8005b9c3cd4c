import type { StaffRole } from '@hub/shared/model/access.ts';
import type { ErrorKind } from '@hub/shared/protocol/errors.ts';
import type { Subscribed } from '@hub/shared/protocol/down.ts';
import type { ViewFilter } from '@hub/shared/view/row.ts';
import { signal, type ReadonlySignal } from '@preact/signals-core';
import type { BoardStore } from '../state/board-store.ts';
import type { Freshness } from '../state/freshness.ts';
import type { VitalsStore } from '../state/vitals-store.ts';
import { Commands, type Answer } from './commands.ts';
import { STAFF_POLICY, type Connection } from './connection.ts';
import { speakWith } from './http.ts';
import { Link } from './link.ts';
import type { OpenSocket } from './socket-port.ts';
import type { Timing } from './timing.ts';
import { ViewFeed } from './view-feed.ts';

interface StaffPorts {
  readonly open: OpenSocket;
  readonly timing: Timing;
  readonly random: () => number;
  readonly board: BoardStore;
  readonly freshness: Freshness;
  readonly vitals: VitalsStore | null;
  readonly filter: ViewFilter | null;
  /** An order is saved and waits until the hubs can decide it. */
  readonly waits: () => void;
}

/**
 * How long staff wait for an answer. An order that goes out minutes later would surprise the room, so it is given up and
 * said so.
 */
const PATIENCE_MS = 10_000;
const SUBSCRIBE_PATIENCE_MS = 4_000;

/** A staff screen's line to the hub. */
export class StaffLink {
  readonly #link: Link;
  readonly #feed: ViewFeed;
  readonly #commands: Commands;
  readonly #waits: () => void;
  readonly #role = signal<StaffRole | null>(null);
  readonly #label = signal<string | null>(null);

  constructor({ open, timing, random, board, freshness, vitals, filter, waits }: StaffPorts) {
    this.#waits = waits;
    this.#link = new Link(
      { open, timing, random, policy: STAFF_POLICY, moved: speakWith },
      {
        connected: () => {
          this.#commands.connected();
          this.#feed.connected();
        },
        disconnected: () => {
          this.#feed.disconnected();
          this.#commands.disconnected();
        },
        message: (event, payload) => this.#feed.message(event, payload),
      },
    );
    this.#commands = new Commands(this.#link, timing);
    this.#feed = new ViewFeed({
      board,
      vitals,
      filter,
      subscribe: (wish) =>
        this.#commands.ask<Subscribed>('view:subscribe', wish, {
          patienceMs: SUBSCRIBE_PATIENCE_MS,
          thisConnectionOnly: true,
        }),
      fresh: (at, snapshot) => freshness.fresh(at, snapshot),
      role: (role) => {
        this.#role.value = role;
      },
      named: (label) => {
        this.#label.value = label;
      },
    });
  }

  get connection(): ReadonlySignal<Connection> {
    return this.#link.connection;
  }

  /** Known with the first snapshot. */
  get role(): ReadonlySignal<StaffRole | null> {
    return this.#role;
  }

  /** How the hub names this screen to others ("KTV 6"). */
  get label(): ReadonlySignal<string | null> {
    return this.#label;
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

  send<Extra = unknown>(event: string, payload: object): Promise<Answer<Extra>> {
    let isTold = false;
    const onDelay = (kind: ErrorKind): void => {
      if (kind === 'undecided' && !isTold) this.#waits();
      isTold ||= kind === 'undecided';
    };
    return this.#commands.send<Extra>(event, payload, { patienceMs: PATIENCE_MS, onDelay });
  }

  /** Not answered, and not sent later: what it says is of the moment. */
  signal(event: string, payload: object): void {
    this.#link.signal(event, payload);
  }

  ask<Extra = unknown>(event: string, payload: object): Promise<Answer<Extra>> {
    return this.#commands.ask<Extra>(event, payload, { patienceMs: PATIENCE_MS });
  }
}
