import type { Socket as NetSocket } from 'node:net';
import { io, type Socket } from 'socket.io-client';
import type { Ack, HubNotice } from '@hub/shared/protocol/down.ts';
import type { HubError } from '@hub/shared/protocol/errors.ts';
import { CONTROL_PATH, POINT_PATH } from '@hub/shared/protocol/registry.ts';
import { PROTOCOL_VERSION } from '@hub/shared/protocol/version.ts';

export type Answer = Ack<Record<string, unknown>> | { readonly ok: null; readonly why: 'no-answer' | 'disconnected' };

export interface HubSocketOptions {
  readonly hub: string;
  /** Other hubs of the session, tried in this order where that one is not reached. */
  readonly others?: readonly string[];
  readonly side: 'point' | 'control';
  readonly key: string;
  readonly onEvent: (name: string, payload: unknown) => void;
  readonly onUp: () => void;
  readonly onDown: () => void;
  /** Called when the hub refused the credential for good. */
  readonly onRefused?: (error: HubError) => void;
  /** 0 to 1, for the spread of reconnects. */
  readonly random: () => number;
  readonly answerWithinMs?: number;
  /** Where waits between attempts to connect stop growing. */
  readonly longestWaitMs?: number;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = { point: 5_000, control: 500 };

/** One device's connection over a real socket, which comes back by the hub's advice and can be made to die in both ways. */
export class HubSocket {
  readonly #options: HubSocketOptions;
  #socket: Socket | null = null;
  #timer: NodeJS.Timeout | null = null;
  #waitMs: number;
  readonly #hubs: readonly string[];
  #at = 0;
  /** Hubs in a row that do not know the device: one that follows the others may not have heard of it yet. */
  #strangers = 0;
  #notice: HubNotice | null = null;
  #wanted = false;
  readonly #muted: Socket[] = [];

  constructor(options: HubSocketOptions) {
    this.#options = options;
    this.#hubs = [options.hub, ...(options.others ?? [])];
    this.#waitMs = this.#firstWaitMs;
  }

  get #firstWaitMs(): number {
    return Math.min(FIRST_WAIT_MS, this.#options.longestWaitMs ?? FIRST_WAIT_MS);
  }

  get connected(): boolean {
    return this.#socket?.connected ?? false;
  }

  open(): void {
    this.#wanted = true;
    this.#bury();
    if (this.#socket === null && this.#timer === null) this.#connect();
  }

  /** The network is taken away. `closed`: the other side sees the close; `silent`: it sees nothing at all. */
  cut(how: 'closed' | 'silent'): void {
    this.#wanted = false;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null) return;
    const wasConnected = socket.connected;
    socket.removeAllListeners();
    if (how === 'closed') {
      socket.disconnect();
    } else {
      // Engine.IO's own pong would keep the lease alive: stop reading at the TCP socket, as a dead radio does.
      rawSocket(socket)?.pause();
      this.#muted.push(socket);
    }
    if (wasConnected) this.#options.onDown();
  }

  close(): void {
    this.cut('closed');
    this.#bury();
  }

  /** Ends sockets that were silenced: the phone has a new network and has dropped the old one's. */
  #bury(): void {
    for (const socket of this.#muted.splice(0)) {
      rawSocket(socket)?.destroy();
      socket.disconnect();
    }
  }

  signal(event: string, payload: unknown): void {
    if (this.connected) this.#socket?.emit(event, payload);
  }

  /** One attempt. Whoever needs an answer for sure repeats it with the same command id. */
  ask(event: string, payload: unknown): Promise<Answer> {
    const socket = this.#socket;
    if (socket === null || !socket.connected) return Promise.resolve({ ok: null, why: 'disconnected' });
    return new Promise((resolve) => {
      // A disconnect ends the wait with an error as well.
      socket
        .timeout(this.#options.answerWithinMs ?? 10_000)
        .emit(event, payload, (error: Error | null, ack: Ack<Record<string, unknown>>) => {
          resolve(error === null ? ack : { ok: null, why: socket.connected ? 'no-answer' : 'disconnected' });
        });
    });
  }

  #connect(): void {
    this.#timer = null;
    this.#notice = null;
    const { side, key } = this.#options;
    const socket = io(`${this.#hubs[this.#at] ?? ''}/${side}`, {
      path: side === 'point' ? POINT_PATH : CONTROL_PATH,
      auth: { credential: key, protocol: PROTOCOL_VERSION },
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
    });
    this.#socket = socket;
    socket.on('connect', () => {
      this.#waitMs = this.#firstWaitMs;
      this.#strangers = 0;
      this.#options.onUp();
    });
    socket.on('connect_error', (error: Error & { data?: HubError }) => {
      socket.removeAllListeners();
      socket.disconnect();
      this.#socket = null;
      this.#at = (this.#at + 1) % this.#hubs.length;
      this.#strangers = error.data?.kind === 'unauthorized' ? this.#strangers + 1 : 0;
      const isStranger = this.#strangers > 0 && this.#strangers < this.#hubs.length;
      if (error.data?.retry === 'never' && !isStranger) {
        this.#wanted = false;
        this.#options.onRefused?.(error.data);
      } else {
        this.#later(error.data?.afterMs ?? null);
      }
    });
    socket.on('disconnect', () => {
      socket.removeAllListeners();
      this.#socket = null;
      if (this.#notice?.kind === 'stopping') this.#at = (this.#at + 1) % this.#hubs.length;
      this.#options.onDown();
      this.#later(null);
    });
    socket.onAny((name: string, payload: unknown) => {
      if (name === 'hub:notice') this.#notice = payload as HubNotice;
      this.#options.onEvent(name, payload);
    });
  }

  #later(atLeastMs: number | null): void {
    if (!this.#wanted) return;
    const notice = this.#notice;
    if (notice !== null && notice.reconnectAfterMs === null) {
      this.#wanted = false;
      return;
    }
    const share = this.#options.random();
    const waitMs =
      notice !== null && notice.reconnectAfterMs !== null
        ? notice.reconnectAfterMs + share * notice.spreadMs
        : Math.max(atLeastMs ?? 0, share * this.#waitMs);
    this.#waitMs = Math.min(this.#waitMs * 2, this.#options.longestWaitMs ?? LONGEST_WAIT_MS[this.#options.side]);
    this.#timer = setTimeout(() => {
      this.#connect();
    }, waitMs);
  }
}

/** The TCP socket below a Socket.IO client in Node. Not part of the client's types. */
function rawSocket(socket: Socket): NetSocket | undefined {
  const engine = socket.io.engine as unknown as { transport?: { ws?: { _socket?: NetSocket } } } | undefined;
  return engine?.transport?.ws?._socket;
}
