import type { ConnectionId, DeviceId, PointId } from '@hub/shared/model/ids.ts';
import type { PointView } from '@hub/shared/protocol/down.ts';
import { POINT_PERMISSIONS } from '@hub/shared/protocol/registry.ts';
import { pointUp } from '@hub/shared/protocol/up.ts';
import type { PointEvent, PointUp } from '@hub/shared/protocol/up.ts';
import type { Namespace } from 'socket.io';
import { POINT_MESSAGE_RATE } from '../access/limits.ts';
import type { Person } from '../access/credentials.ts';
import type { Farewell } from '../domain/state.ts';
import type { Reading } from '../hub/readings.ts';
import type { Presence } from '../hub/presence.ts';
import { answerOf } from './answer.ts';
import { accepted, refusal } from './acks.ts';
import { openDoor } from './door.ts';
import type { MediaDesk } from './media-desk.ts';
import type { Door, DoorPorts, Reply, Resident, Session } from './door.ts';
import { pointCommand } from './to-command.ts';
import type { PointCommandEvent, Surroundings } from './to-command.ts';

/** A socket that was silent longer than its lease is not opened again by reconciling, only by speaking. */
const HEARD_LATELY_MS = 8_000;

/** What is asked of the hub that decides is usually done in a few milliseconds. */
const OPENED_WITHIN_MS = 500;

type Operator = Extract<Person, { kind: 'operator' }>;

export interface PointSocketPorts extends DoorPorts {
  readonly presence: Presence;
  readonly makeId: () => string;
  readonly contactOf: Surroundings['contactOf'];
  /** False while the log has refused to take in that the hub began anew. */
  readonly isRestartSaid: () => boolean;
  /** Of several hubs which this one is; null where it is alone. */
  readonly node: string | null;
  readonly keepVitals: (pointId: PointId, sample: PointUp['point:vitals'], deviceId: DeviceId) => void;
  /** Null: no video system. */
  readonly media: Pick<MediaDesk, 'join'> | null;
  /** What a page said of instructions and messages. */
  readonly keepReading: (pointId: PointId, reading: Reading) => void;
  /** The hub's own measure of a line, ms. */
  readonly keepRoundTrip: (pointId: PointId, rttMs: number) => void;
  /** What this device's page shows now; undefined when there is no such device. */
  readonly viewOf: (deviceId: DeviceId) => PointView | undefined;
}

export interface PointSockets {
  readonly door: Door;
  /** Sends a changed view to every socket of a device. */
  sendView(deviceId: DeviceId, view: PointView): void;
  /** Makes the projection's connections those of the live sockets; for after a log failure, and against anything missed. */
  reconcile(): void;
  stop(): void;
}

/** What the hub knows of one live socket. `connectionId` is null while the projection holds no connection for it. */
interface Line {
  readonly session: Session;
  readonly person: Operator;
  connectionId: ConnectionId | null;
  opening: boolean;
  /** The projection has taken the connection in. */
  isHeld: boolean;
  /** It said goodbye: only a new word or report brings it back (L12). */
  left: boolean;
  gone: boolean;
  heardAt: number;
  /** When the ping went that has no answer yet; null while there is none. */
  pingedAt: number | null;
}

export function openPointSockets(namespace: Namespace, ports: PointSocketPorts): PointSockets {
  const { hub, clock, presence, makeId, metrics } = ports;
  const lines = new Map<ConnectionId, Line>();
  const live = new Set<Line>();

  async function open(line: Line): Promise<void> {
    // L5: a connection written before the restart would be wiped by it. Reconciling opens it right after.
    if (!ports.isRestartSaid()) return;
    const connectionId = makeId() as ConnectionId;
    const { person } = line;
    line.connectionId = connectionId;
    line.opening = true;
    line.isHeld = false;
    line.left = false;
    lines.set(connectionId, line);
    presence.open(connectionId, person.pointId);
    const outcome = await hub.handle({
      commandId: null,
      actor: person,
      command: {
        type: 'OpenConnection',
        deviceId: person.deviceId,
        connectionId,
        ...(ports.node === null ? {} : { node: ports.node }),
      },
    });
    line.opening = false;
    if (outcome.ok) return;
    forget(line, connectionId);
    if (outcome.kind === 'revoked' || outcome.kind === 'not-found') line.session.putOut('revoked');
    // Anything else is the log's trouble: reconciling opens it when writing works again.
  }

  function forget(line: Line, connectionId: ConnectionId): void {
    lines.delete(connectionId);
    presence.close(connectionId);
    if (line.connectionId === connectionId) line.connectionId = null;
  }

  function close(line: Line, how: Farewell): void {
    const { connectionId, person } = line;
    if (connectionId === null) return;
    forget(line, connectionId);
    void hub.handle({
      commandId: null,
      actor: person,
      command: { type: 'CloseConnection', pointId: person.pointId, connectionId, how },
    });
  }

  function heard(line: Line): void {
    line.heardAt = clock.now();
    if (line.connectionId !== null) presence.heard(line.connectionId);
    else if (!line.left && !line.opening && !line.gone) void open(line);
  }

  function answered(line: Line): void {
    if (line.pingedAt === null) return;
    const rttMs = clock.now() - line.pingedAt;
    line.pingedAt = null;
    if (line.connectionId !== null) ports.keepRoundTrip(line.person.pointId, rttMs);
  }

  function enter(session: Session): Resident<PointEvent> {
    const { person, socket } = session;
    if (person.kind !== 'operator') throw new Error('the point namespace admits operators only');
    const line: Line = {
      session,
      person,
      connectionId: null,
      opening: false,
      isHeld: false,
      left: false,
      gone: false,
      heardAt: clock.now(),
      pingedAt: null,
    };
    live.add(line);
    socket.conn.on('packetCreate', ({ type }: { readonly type: string }) => {
      if (type === 'ping') line.pingedAt = clock.now();
    });
    socket.conn.on('packet', ({ type }: { readonly type: string }) => {
      heard(line);
      if (type === 'pong') answered(line);
    });
    void Promise.race([open(line), whileNobodyDecides()]).then(() => {
      const view = ports.viewOf(person.deviceId);
      if (view && !line.gone) socket.emit('point:view', view);
    });
    return {
      handle: (event, message, reply) => handle(line, event, message, reply),
      left(reason) {
        line.gone = true;
        live.delete(line);
        close(line, reason === 'ping timeout' ? 'silent' : 'closed');
      },
    };
  }

  /** Of several hubs the one that decides may be away for long, and a page shows and takes what it can without it. */
  function whileNobodyDecides(): Promise<void> {
    return new Promise((resolve) => {
      if (ports.node !== null) clock.setTimer(clock.now() + OPENED_WITHIN_MS, resolve);
    });
  }

  /** The rights are for this device and this moment. */
  async function joinMedia(deviceId: DeviceId): Promise<unknown> {
    if (ports.media === null) return refusal('not-found');
    const joining = await ports.media.join(deviceId);
    return joining.ok ? accepted(clock.now(), hub.projection.head, joining.join) : refusal(joining.kind);
  }

  async function handle(line: Line, event: PointEvent, message: unknown, reply: Reply): Promise<void> {
    const { person } = line;
    if (event === 'point:vitals') {
      metrics.vitals.inc();
      return ports.keepVitals(person.pointId, message as PointUp['point:vitals'], person.deviceId);
    }
    if (event === 'media:join') return reply(await joinMedia(person.deviceId));
    if (event === 'point:reading') return ports.keepReading(person.pointId, message as Reading);
    // Whoever left and works on is back. The goodbye itself and a page being hidden are no coming back.
    if (line.left && event !== 'point:leave' && event !== 'point:hidden') void open(line);
    const connectionId = line.connectionId;
    if (connectionId === null && (event === 'point:leave' || event === 'point:hidden')) {
      return reply(refusal('conflict'));
    }
    const making = pointCommand(event as PointCommandEvent, message as PointUp[PointCommandEvent], {
      pointId: person.pointId,
      connectionId: connectionId ?? ('' as ConnectionId),
      makeId,
      now: clock.now(),
      state: hub.projection,
      contactOf: ports.contactOf,
    });
    reply(await answerOf({ hub, metrics, person, event, message, making }));
  }

  /** The others had lost this hub: whoever is still there is opened again. What is not decided yet comes after it. */
  function loseAll(): void {
    for (const [id, line] of lines) if (line.isHeld) forget(line, id);
    clock.immediate(() => reconcile());
  }

  function reconcile(): void {
    const now = clock.now();
    for (const point of hub.projection.points()) {
      for (const { connectionId, deviceId, node } of point.evidence.connections) {
        // One without a node was left behind by a hub that was alone.
        if (lines.has(connectionId) || (node !== undefined && node !== ports.node)) continue;
        const actor = { kind: 'operator', deviceId, role: 'operator', pointId: point.point.id } as const;
        const command = { type: 'CloseConnection', pointId: point.point.id, connectionId, how: 'closed' } as const;
        void hub.handle({ commandId: null, actor, command });
      }
    }
    for (const line of live) {
      const missing = line.connectionId === null && !line.opening && !line.left && !line.gone;
      if (missing && now - line.heardAt < HEARD_LATELY_MS) void open(line);
    }
  }

  const unsubscribe = hub.onAdopted((facts) => {
    for (const { fact } of facts) {
      // Where the restart could be written only after sockets had come: reconciling opens them again.
      if (fact.type === 'HubRestarted') for (const [id, line] of lines) forget(line, id);
      if (fact.type === 'NodeLost' && fact.node === ports.node) loseAll();
      if (fact.type === 'ConnectionOpened') {
        const line = lines.get(fact.connectionId);
        if (line) line.isHeld = true;
      }
      if (fact.type !== 'ConnectionClosed') continue;
      const line = lines.get(fact.connectionId);
      if (!line) continue;
      forget(line, fact.connectionId);
      if (fact.how === 'goodbye') line.left = true;
    }
  });

  const door = openDoor(
    {
      name: 'point',
      namespace,
      vocabulary: { schemas: pointUp, permissions: POINT_PERMISSIONS },
      rate: POINT_MESSAGE_RATE,
      enter,
    },
    ports,
  );

  return {
    door,
    sendView(deviceId, view) {
      for (const { socket } of door.sessionsOf(deviceId)) socket.emit('point:view', view);
    },
    reconcile,
    stop() {
      unsubscribe();
      door.stop();
    },
  };
}
