import type { HubNodes, HubNotice } from '@hub/shared/protocol/down.ts';
import { signal, type ReadonlySignal } from '@preact/signals-core';
import {
  firstConnection,
  nextConnection,
  wakeAt,
  type Connection,
  type ConnectionEvent,
  type ConnectionPolicy,
} from './connection.ts';
import { recall, remember } from '../ui/remember.ts';
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

export interface LinkPorts {
  readonly open: OpenSocket;
  readonly policy: ConnectionPolicy;
  readonly timing: Timing;
  readonly random: () => number;
  /** The line goes to this hub from now on. */
  readonly moved?: (to: string) => void;
}

/** What knows of other hubs of the session; see hubs.ts, which is fetched with the first word of them. */
export interface Several {
  /** Where to speak now: an origin, or empty for the page's own. */
  readonly here: string;
  heard(nodes: HubNodes): void;
  follow(before: Connection, event: ConnectionEvent, after: Connection): Connection;
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
  #several: Several | null = null;
  #cancelWake: () => void = () => undefined;

  constructor(ports: LinkPorts, listener: LinkListener) {
    this.#ports = ports;
    this.#listener = listener;
    this.#connection = signal<Connection>({ state: 'stopped' });
    this.#socket = ports.open({
      opened: () => this.#step({ type: 'opened' }),
      failed: (error) => this.#step({ type: 'failed', error }),
      closed: () => this.#step({ type: 'closed' }),
      heard: () => this.#step({ type: 'heard' }),
      message: (event, payload) => {
        if (event === 'hub:notice') this.#step({ type: 'notice', notice: payload as HubNotice });
        else if (event === 'hub:nodes') this.#hear(payload as HubNodes);
        else listener.message(event, payload);
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
    if (recall('hubs')) this.#hear(null);
    this.#socket.open('');
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
    const { timing, policy, random } = this.#ports;
    const before = this.#connection.peek();
    const next = nextConnection(before, event, timing.now(), policy, random());
    const after = this.#several ? this.#several.follow(before, event, next) : next;
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
    if (before.state === 'connected') this.#listener.disconnected();
    if (after.state === 'connected') this.#listener.connected();
    else if (after.state === 'connecting') this.#socket.open(this.#several ? this.#several.here : '');
    else this.#socket.close();
  }

  /** Null: what is remembered. A page that cannot fetch what it takes stays with its own hub. */
  #hear(nodes: HubNodes | null): void {
    import('./hubs.ts').then(
      ({ hubsOf }) => (this.#several = hubsOf(this.#several, nodes, this.#ports, recall, remember)),
      () => undefined,
    );
  }

  #enter(next: Connection): void {
    this.#connection.value = next;
    this.#setWake(next);
  }

  #setWake(held: Connection): void {
    this.#cancelWake();
    const at = wakeAt(held, this.#ports.policy);
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
