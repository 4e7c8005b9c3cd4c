import type { HubNodes, HubNotice } from '@hub/shared/protocol/down.ts';
import { signal, type ReadonlySignal } from '@preact/signals-core';
import {
  firstConnection,
  nextConnection,
  wakeAt,
  type Connection,
  type ConnectionEvent,
  type ConnectionPolicy,
  type Loss,
} from './connection.ts';
import { speakWith } from './http.ts';
import { Hubs } from './hubs.ts';
import type { OpenSocket, SocketPort } from './socket-port.ts';
import type { Timing } from './timing.ts';

export interface LinkListener {
  /** The namespace answered: ask again for what must go on. */
  connected(): void;
  disconnected(): void;
  /** The connection is in doubt: send what the hub must answer. */
  probe?(): void;
  message(event: string, payload: unknown): void;
}

interface LinkPorts {
  readonly open: OpenSocket;
  readonly policy: ConnectionPolicy;
  readonly timing: Timing;
  readonly random: () => number;
}

/** A timer that comes so much too late, ms. */
const STALL_MS = 400;
/** As long as a page needs to read what came while it stood still, ms. */
const READ_MS = 200;

/** Drives one socket by the connection state machine. */
export class Link {
  readonly #ports: LinkPorts;
  readonly #listener: LinkListener;
  readonly #socket: SocketPort;
  readonly #connection;
  readonly #hubs: Hubs;
  #policy: ConnectionPolicy;
  /** A hub of several says so before anything else. */
  #wasTold = false;
  #cancelWake: () => void = () => undefined;

  constructor(ports: LinkPorts, listener: LinkListener) {
    this.#ports = ports;
    this.#listener = listener;
    this.#policy = ports.policy;
    this.#hubs = new Hubs(ports.random);
    this.#connection = signal<Connection>({ state: 'stopped' });
    this.#socket = ports.open({
      opened: () => {
        this.#wasTold = false;
        this.#step({ type: 'opened' });
      },
      failed: (error) => this.#step({ type: 'failed', error: this.#hubs.excuses(error) ? null : error }),
      closed: () => this.#step({ type: 'closed' }),
      heard: () => this.#step({ type: 'heard' }),
      message: (event, payload) => {
        if (event === 'hub:notice') this.#step({ type: 'notice', notice: payload as HubNotice });
        else if (event === 'hub:nodes') this.#hear(payload as HubNodes);
        else {
          if (!this.#wasTold) this.#hear(null);
          listener.message(event, payload);
        }
      },
    });
  }

  get connection(): ReadonlySignal<Connection> {
    return this.#connection;
  }

  get isConnected(): boolean {
    return this.#connection.peek().state === 'connected';
  }

  start(): void {
    this.#enter(firstConnection(this.#ports.timing.now()));
    this.#open();
  }

  stop(): void {
    this.#step({ type: 'stop' });
  }

  /** At once instead of when its turn comes. */
  retry(): void {
    this.#step({ type: 'retry' });
  }

  /** The network changed, or the page woke. */
  doubt(): void {
    this.#step({ type: 'doubt' });
  }

  request(event: string, payload: unknown, answered: (ack: unknown) => void): void {
    this.#socket.request(event, payload, answered);
  }

  signal(event: string, payload: unknown): void {
    if (this.isConnected) this.#socket.signal(event, payload);
  }

  #step(event: ConnectionEvent): void {
    const { timing, random } = this.#ports;
    const before = this.#connection.peek();
    const after = nextConnection(before, event, timing.now(), this.#policy, random());
    if (after === before) {
      // A timer may fire a little early; without a new one nothing would ever wake the link again.
      if (event.type === 'due') this.#setWake(after);
      return;
    }
    this.#enter(after);
    if (before.state === 'connected' && after.state === 'connected') {
      if (after.probedAt !== null && after.probedAt !== before.probedAt) this.#listener.probe?.();
      return;
    }
    if (before.state === after.state) return;
    if (after.state === 'waiting' && isGone(before, after.because, event)) this.#hubs.next();
    if (before.state === 'connected') this.#listener.disconnected();
    if (after.state === 'connected') this.#listener.connected();
    else if (after.state === 'connecting') this.#open();
    else this.#socket.close();
  }

  #open(): void {
    speakWith(this.#hubs.here);
    this.#socket.open(this.#hubs.here);
  }

  #hear(nodes: HubNodes | null): void {
    this.#wasTold = true;
    this.#hubs.heard(nodes);
    this.#policy = { ...this.#ports.policy, moveMs: this.#hubs.spreadMs };
  }

  #enter(next: Connection): void {
    this.#connection.value = next;
    this.#setWake(next);
  }

  #setWake(held: Connection): void {
    this.#cancelWake();
    const at = wakeAt(held, this.#policy);
    if (at === null) return;
    const { timing } = this.#ports;
    const due = (): void => this.#step({ type: 'due' });
    this.#cancelWake = timing.after(Math.max(0, at - timing.now()), () => {
      // The page itself stood still. What the hub said meanwhile lies unread: it is read before silence is concluded.
      if (held.state === 'connected' && timing.now() - at > STALL_MS) this.#cancelWake = timing.after(READ_MS, due);
      else due();
    });
  }
}

/** A line that was cut is tried again where it was: one's own network fails more often than a hub does. */
function isGone(before: Connection, because: Loss, { type }: ConnectionEvent): boolean {
  if (before.state === 'connecting') return type === 'failed' || type === 'closed' || type === 'due';
  return because === 'silent' || because === 'hub-stopping';
}
