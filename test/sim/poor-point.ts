import { Commands } from '@hub/client/link/commands.ts';
import { isStale, POINT_POLICY, type ConnectionPolicy } from '@hub/client/link/connection.ts';
import { Link } from '@hub/client/link/link.ts';
import type { SocketListener, SocketPort } from '@hub/client/link/socket-port.ts';
import type { Timing } from '@hub/client/link/timing.ts';
import { must } from '@hub/shared/lib/assert.ts';
import { pointDeadline } from '@hub/server/domain/deadline.ts';
import { SYSTEM } from '@hub/server/domain/events.ts';
import { DEFAULT_POLICY } from '@hub/server/domain/policy.ts';
import { DEFAULT_LEASE_MS, DEFAULT_SCAN_MS, Presence } from '@hub/server/hub/presence.ts';
import type { Disposer } from '@hub/server/platform/clock.ts';
import type { ConnectionId, PointId } from '@hub/shared/model/ids.ts';
import { DirectHub, somePoint } from '../support/direct-hub.ts';
import type { ManualClock } from '../support/manual-clock.ts';
import { PoorConnection, type LineQuality } from '../support/poor-line.ts';
import type { Random } from '../support/random.ts';

const PING_MS = 2_500;
const LOOK_MS = 250;
/** A break this short the page does not show, see client/point/offline.ts. */
const UNSEEN_MS = 1_000;
/** Payloads in bytes, as measured: TLS 1.3 with two certificates, the upgrade, the namespace, a view, a report. */
const BYTES = {
  hello: 520,
  certificates: 3_200,
  upgrade: 500,
  upgraded: 400,
  connect: 120,
  view: 900,
  report: 260,
  ack: 120,
};

/** What the hub and the page made of one line. */
export interface Seen {
  /** Times the control room read "Mất kết nối". */
  lost: number;
  /** Times the point left `up` for a while. */
  blips: number;
  /** Times the operator read that there is no connection. */
  offline: number;
  opens: number;
  /** From the tap to the tick, ms. */
  readonly acks: number[];
}

interface Socket {
  readonly over: PoorConnection;
  readonly listener: SocketListener;
  connectionId: ConnectionId | null;
  gone: boolean;
}

/**
 * One point over a bad line in virtual time: the page's own connection machine and commands, the hub's own leases, rules
 * and deadlines. Only the transport between them is made up, as server/ingest/point-socket.ts and Socket.IO behave.
 */
export class PoorPoint {
  readonly seen: Seen = { lost: 0, blips: 0, offline: 0, opens: 0, acks: [] };
  readonly #clock: ManualClock;
  readonly #random: Random;
  readonly #quality: LineQuality;
  readonly #policy: ConnectionPolicy;
  readonly #hub: DirectHub;
  readonly #presence: Presence;
  readonly #operator;
  readonly #link: Link;
  readonly #commands: Commands;
  readonly #tappedAt = new Map<string, number>();
  readonly #sockets = new Map<ConnectionId, Socket>();
  #cancelDeadline: Disposer = () => undefined;
  #connections = 0;

  constructor(clock: ManualClock, random: Random, quality: LineQuality, policy: ConnectionPolicy = POINT_POLICY) {
    this.#clock = clock;
    this.#random = random;
    this.#quality = quality;
    this.#policy = policy;
    this.#hub = new DirectHub(clock);
    this.#hub.createSession();
    this.#hub.handle({ type: 'AddPoint', point: somePoint(1) });
    this.#hub.handle({ type: 'EnterPhase', phase: 'live' });
    this.#operator = this.#hub.claim(somePoint(1).id, 'phone');
    this.#hub.onAdopted = () => this.#follow();
    this.#presence = new Presence({
      clock,
      leaseMs: DEFAULT_LEASE_MS,
      scanMs: DEFAULT_SCAN_MS,
      onSilent: (_, connectionId) => {
        const socket = this.#sockets.get(connectionId);
        if (socket) this.#leave(socket, 'silent');
      },
      onStall: () => undefined,
    });
    const timing: Timing = {
      now: () => clock.now(),
      after: (delayMs, run) => clock.setTimer(clock.now() + delayMs, run),
    };
    this.#link = new Link(
      { policy, timing, random: () => random.next(), open: (listener) => this.#port(listener) },
      {
        connected: () => this.#commands.connected(),
        disconnected: () => this.#commands.disconnected(),
        probe: () => this.#link.request('point:hidden', { hidden: false }, () => undefined),
        message: () => undefined,
      },
    );
    this.#commands = new Commands(this.#link, timing);
    this.#link.start();
  }

  get pointId(): PointId {
    return this.#operator.pointId;
  }

  /** Lets time pass, with a report now and then, and counts from here on. */
  play(forMs: number, reportEveryMs: number): Seen {
    Object.assign(this.seen, { lost: 0, blips: 0, offline: 0, opens: 0 });
    const until = this.#clock.now() + forMs;
    let reportAt = this.#clock.now() + reportEveryMs * this.#random.next();
    let wasOffline = false;
    let looked = this.#state();
    while (this.#clock.now() < until) {
      this.#clock.advance(LOOK_MS);
      if (this.#clock.now() >= reportAt) {
        reportAt += reportEveryMs * (0.5 + this.#random.next());
        this.#report();
      }
      const isOffline = this.#showsOffline();
      if (isOffline && !wasOffline) this.seen.offline += 1;
      wasOffline = isOffline;
      const state = this.#state();
      if (state !== looked && state === 'lost') this.seen.lost += 1;
      if (state !== looked && looked === 'up') this.seen.blips += 1;
      looked = state;
    }
    return this.seen;
  }

  stop(): void {
    this.#link.stop();
    this.#presence.stop();
    this.#cancelDeadline();
  }

  #state(): string {
    return must(this.#hub.projection.point(this.pointId), 'the point').link.state;
  }

  #report(): void {
    const commandId = `report-${this.#clock.now()}`;
    this.#tappedAt.set(commandId, this.#clock.now());
    void this.#commands.send('point:headcount', {}, { commandId });
  }

  #showsOffline(): boolean {
    const held = this.#link.connection.peek();
    const now = this.#clock.now();
    if (held.state === 'connected') return isStale(held, now, this.#policy);
    return 'lostAt' in held && held.lostAt !== null && now - held.lostAt >= UNSEEN_MS;
  }

  #follow(): void {
    this.#cancelDeadline();
    const { projection } = this.#hub;
    const point = projection.point(this.pointId);
    const session = projection.session();
    if (!point || !session) return;
    const now = this.#clock.now();
    const due = pointDeadline(point, session, { policy: DEFAULT_POLICY, mediaConfigured: false }, now);
    if (due) this.#cancelDeadline = this.#clock.setTimer(due.at, () => void this.#hub.handle(due.command, SYSTEM));
  }

  /** The hub's end: any packet renews the lease, and brings back a connection whose lease had run out. */
  #heard(socket: Socket): void {
    if (socket.gone) return;
    if (socket.connectionId !== null) return this.#presence.heard(socket.connectionId);
    socket.connectionId = `c${++this.#connections}` as ConnectionId;
    this.#sockets.set(socket.connectionId, socket);
    this.#presence.open(socket.connectionId, this.pointId);
    const { deviceId } = this.#operator;
    this.#hub.handle({ type: 'OpenConnection', deviceId, connectionId: socket.connectionId }, this.#operator);
  }

  #leave(socket: Socket, how: 'silent' | 'closed'): void {
    const { connectionId } = socket;
    if (connectionId === null) return;
    socket.connectionId = null;
    this.#sockets.delete(connectionId);
    this.#presence.close(connectionId);
    this.#hub.handle({ type: 'CloseConnection', pointId: this.pointId, connectionId, how }, this.#operator);
  }

  #port(listener: SocketListener): SocketPort {
    let socket: Socket | null = null;
    return {
      open: () => {
        socket = this.#open(listener);
      },
      close: () => {
        const closing = socket;
        socket = null;
        closing?.over.send('up', 8, () => {
          closing.gone = true;
          closing.over.drop();
          this.#leave(closing, 'closed');
        });
      },
      request: (_, payload, answered) => {
        const asked = socket;
        const { commandId } = payload as { readonly commandId?: string };
        asked?.over.send('up', BYTES.report, () => {
          this.#heard(asked);
          asked.over.send('down', BYTES.ack, () => {
            if (asked !== socket) return;
            listener.heard();
            this.#ticked(commandId);
            answered({ ok: true, at: this.#clock.now(), seq: 1 });
          });
        });
      },
      signal: () => undefined,
    };
  }

  #ticked(commandId: string | undefined): void {
    const tappedAt = commandId === undefined ? undefined : this.#tappedAt.get(commandId);
    if (commandId === undefined || tappedAt === undefined) return;
    this.#tappedAt.delete(commandId);
    this.seen.acks.push(this.#clock.now() - tappedAt);
  }

  #open(listener: SocketListener): Socket {
    this.seen.opens += 1;
    const over = new PoorConnection(this.#clock, this.#random, this.#quality);
    const socket: Socket = { over, listener, connectionId: null, gone: false };
    const rounds: (readonly ['up' | 'down', number])[] = [
      ['up', BYTES.hello],
      ['down', BYTES.certificates],
      ['up', BYTES.upgrade],
      ['down', BYTES.upgraded],
      ['up', BYTES.connect],
    ];
    const next = (): void => {
      const round = rounds.shift();
      if (round) return over.send(round[0], round[1], next);
      this.#heard(socket);
      over.send('down', BYTES.view, () => listener.opened());
      this.#ping(socket);
    };
    over.open(next);
    return socket;
  }

  /** The next ping goes this long after the answer to the last one, as Engine.IO does it. */
  #ping(socket: Socket): void {
    this.#clock.setTimer(this.#clock.now() + PING_MS, () => {
      if (socket.gone) return;
      socket.over.send('down', 3, () => {
        socket.listener.heard();
        socket.over.send('up', 7, () => {
          this.#heard(socket);
          this.#ping(socket);
        });
      });
    });
  }
}
