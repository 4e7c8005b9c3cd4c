import type { CommandId, DeviceId } from '@hub/shared/model/ids.ts';
import type { HubNodes, HubNotice } from '@hub/shared/protocol/down.ts';
import type { ErrorKind } from '@hub/shared/protocol/errors.ts';
import type { Permission } from '@hub/shared/protocol/registry.ts';
import { handshake } from '@hub/shared/protocol/up.ts';
import { PROTOCOL_FLOOR } from '@hub/shared/protocol/version.ts';
import type { Namespace, Socket } from 'socket.io';
import type { Identified, Person } from '../access/credentials.ts';
import { CONNECT_RATE, MessageBudget, REFUSALS_BEFORE_DISCONNECT } from '../access/limits.ts';
import type { MessageRate } from '../access/limits.ts';
import type { RecordedFact } from '../domain/events.ts';
import type { DeviceState } from '../domain/state.ts';
import type { Hub } from '../hub/hub.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { Metrics } from '../platform/metrics.ts';
import { hubError, refusal } from './acks.ts';
import type { RefusalDetail } from './acks.ts';
import { isKnownEvent, parseStrict, refusedByPhase, refusedByRole } from './inspect.ts';
import type { Vocabulary } from './inspect.ts';

/** A3 wants refusals logged; a socket that sends nothing else must not fill the log. */
const LOGGED_REFUSALS = 3;

/** How long a flooding socket may wait for the answers to what came before its flood. */
const LAST_ANSWERS_MS = 1_000;

/** Older sockets of one device give way: a browser that comes back opens a new one before the old is known to be dead. */
const SOCKETS_PER_DEVICE = 4;

export type Reply = (answer: unknown) => void;

/** One socket of one person, from handshake to close. */
export interface Session {
  readonly socket: Socket;
  readonly person: Person;
  notify(notice: HubNotice): void;
  /** Says why, then closes. A client that is told so does not come back by itself. */
  putOut(kind: HubNotice['kind']): void;
}

export interface Resident<E extends string> {
  /** A message that was let through: known, permitted, parsed. */
  handle(event: E, message: unknown, reply: Reply): Promise<void>;
  left(reason: string): void;
}

export interface DoorPorts {
  readonly hub: Hub;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly identify: (credential: string, request: Socket['request']) => Identified;
  /** Null: there are no other hubs to go to. */
  readonly otherHubs: () => HubNodes | null;
}

export interface DoorOptions<E extends string> {
  readonly name: 'point' | 'control';
  readonly namespace: Namespace;
  readonly vocabulary: Vocabulary<E>;
  readonly rate: MessageRate;
  readonly enter: (session: Session) => Resident<E>;
}

export interface Door {
  sessionsOf(deviceId: DeviceId): Iterable<Session>;
  /** When a socket of the device came, last spoke or went, epoch ms; null: not since the door was opened. */
  heardAt(deviceId: DeviceId): number | null;
  notifyAll(notice: HubNotice): void;
  tellNodes(nodes: HubNodes): void;
  stop(): void;
}

/** What both namespaces do alike: who may come in, what is let through, and who is put out. */
export function openDoor<E extends string>(options: DoorOptions<E>, ports: DoorPorts): Door {
  const { name, namespace, vocabulary, rate } = options;
  const { hub, clock, metrics } = ports;
  const logger = ports.logger.child({ namespace: name });
  const sessions = new Map<DeviceId, Set<Session>>();
  const heard = new Map<DeviceId, number>();
  /** Each way in and out is a fact of the log: one device that does nothing else must not fill it. */
  const arrivals = new Map<DeviceId, MessageBudget>();
  const hear = (deviceId: DeviceId): void => void heard.set(deviceId, clock.now());

  function refuseConnection(kind: ErrorKind, next: (error: Error) => void, detail?: RefusalDetail): void {
    metrics.refused.inc({ kind });
    logger.debug({ kind }, 'connection refused');
    next(Object.assign(new Error(kind), { data: hubError(kind, detail) }));
  }

  function arrivalsOf(deviceId: DeviceId): MessageBudget {
    const held = arrivals.get(deviceId) ?? new MessageBudget(CONNECT_RATE, clock);
    arrivals.set(deviceId, held);
    return held;
  }

  namespace.use((socket, next) => {
    const parsed = parseStrict(handshake, socket.handshake.auth);
    if (!parsed.ok) {
      const missing = !Object.hasOwn(socket.handshake.auth, 'credential');
      return refuseConnection(missing ? 'unauthorized' : 'invalid', next);
    }
    if (parsed.value.protocol < PROTOCOL_FLOOR) return refuseConnection('version-too-old', next);
    const identified = ports.identify(parsed.value.credential, socket.request);
    if (!identified.ok) return refuseConnection(identified.kind, next);
    if ((identified.person.kind === 'operator') !== (name === 'point')) return refuseConnection('forbidden', next);
    const waitMs = arrivalsOf(identified.person.deviceId).take();
    if (waitMs > 0) return refuseConnection('rate-limited', next, { afterMs: waitMs });
    socket.data = { person: identified.person };
    next();
  });

  namespace.on('connection', (socket) => {
    const { person } = socket.data as { person: Person };
    // Between the handshake and here the credential may have been revoked.
    const device = hub.projection.device(person.deviceId);
    const session = createSession(socket, person);
    if (device && isOut(device)) return session.putOut('revoked');

    const ofDevice = sessions.get(person.deviceId) ?? new Set();
    sessions.set(person.deviceId, ofDevice.add(session));
    hear(person.deviceId);
    if (ofDevice.size > SOCKETS_PER_DEVICE) {
      const [oldest] = ofDevice;
      oldest?.putOut('superseded');
    }
    metrics.connections.inc({ namespace: name });
    logger.debug({ deviceId: person.deviceId, role: person.role }, 'socket opened');

    const nodes = ports.otherHubs();
    if (nodes !== null) socket.emit('hub:nodes', nodes);
    const resident = options.enter(session);
    const budget = new MessageBudget(rate, clock);
    const underWay = new Set<Promise<void>>();
    let refusals = 0;
    let logged = 0;
    let isFlooding = false;
    /** What was let through before the flood is still answered, so that the sender knows it happened. */
    const putOutFlooder = (): void => {
      isFlooding = true;
      let goodbye: (() => void) | null = (): void => {
        goodbye = null;
        stopWaiting();
        session.putOut('rate-limited');
      };
      const stopWaiting = clock.setTimer(clock.now() + LAST_ANSWERS_MS, () => goodbye?.());
      void Promise.all(underWay).then(() => goodbye?.());
    };
    const logRefusal = (event: string, kind: ErrorKind): void => {
      logged += 1;
      const { deviceId, role } = person;
      // What a stranger calls an event may be anything, a secret too (A4).
      const named = isKnownEvent(vocabulary, event) ? event : null;
      if (logged <= LOGGED_REFUSALS) logger.warn({ deviceId, role, event: named, kind }, 'event refused');
    };
    socket.onAny((event: unknown, ...args: unknown[]) => {
      hear(person.deviceId);
      if (isFlooding) return;
      const last = args.at(-1);
      const acknowledge = typeof last === 'function' ? (last as Reply) : undefined;
      const payload = acknowledge && args.length === 1 ? undefined : args[0];
      const refuse = (kind: ErrorKind, detail?: RefusalDetail): void => {
        metrics.refused.inc({ kind });
        acknowledge?.(refusal(kind, detail));
      };
      const waitMs = budget.take();
      if (waitMs > 0) {
        refusals += 1;
        if (refusals > REFUSALS_BEFORE_DISCONNECT) return putOutFlooder();
        return refuse('rate-limited', { afterMs: waitMs });
      }
      refusals = Math.max(0, refusals - 1);
      if (typeof event !== 'string' || !isKnownEvent(vocabulary, event)) {
        logRefusal(String(event), 'unknown-event');
        return refuse('unknown-event');
      }
      const permission: Permission = vocabulary.permissions[event];
      const waiting = hub.projection.device(person.deviceId)?.standing === 'waiting';
      const byRole = refusedByRole(permission, person.role, waiting);
      if (byRole !== null) {
        logRefusal(event, byRole);
        return refuse(byRole);
      }
      const parsed = parseStrict(vocabulary.schemas[event], payload);
      if (!parsed.ok) return refuse(parsed.kind, { field: parsed.field });
      const byPhase = refusedByPhase(permission, hub.projection.session()?.phase ?? null);
      // H5: a command that was answered before keeps its answer, whatever phase came since.
      if (byPhase !== null && !wasAnswered(person.deviceId, parsed.value)) {
        logRefusal(event, byPhase);
        return refuse(byPhase);
      }
      // A fault of ours in one message fails that message, not the hub.
      const handling = resident
        .handle(event, parsed.value, (answer) => acknowledge?.(answer))
        .catch((error: unknown) => {
          logger.error({ err: error, event }, 'message failed');
          refuse('internal');
        })
        .finally(() => underWay.delete(handling));
      underWay.add(handling);
    });
    socket.on('disconnect', (reason) => {
      hear(person.deviceId);
      ofDevice.delete(session);
      if (ofDevice.size === 0) sessions.delete(person.deviceId);
      metrics.connections.dec({ namespace: name });
      logger.debug({ deviceId: person.deviceId, reason }, 'socket closed');
      resident.left(reason);
    });
  });

  function wasAnswered(deviceId: DeviceId, message: unknown): boolean {
    const { commandId } = message as { commandId?: unknown };
    return typeof commandId === 'string' && hub.hasAnswered(deviceId, commandId as CommandId);
  }

  function isOut(device: DeviceState): boolean {
    const grant = hub.projection.grant(device.grantId);
    const point = device.pointId === null ? undefined : hub.projection.point(device.pointId);
    return device.revokedAt !== null || (grant?.revokedAt ?? null) !== null || point?.retired === true;
  }

  /** A2: within the same turn in which the revocation became durable. */
  const unsubscribe = hub.onAdopted((facts: readonly RecordedFact[]) => {
    if (
      !facts.some(
        ({ fact }) => fact.type === 'DeviceRevoked' || fact.type === 'GrantRevoked' || fact.type === 'PointRetired',
      )
    ) {
      return;
    }
    for (const [deviceId, ofDevice] of sessions) {
      const device = hub.projection.device(deviceId);
      if (device && isOut(device)) for (const session of [...ofDevice]) session.putOut('revoked');
    }
  });

  return {
    sessionsOf: (deviceId) => sessions.get(deviceId) ?? [],
    heardAt: (deviceId) => heard.get(deviceId) ?? null,
    notifyAll: (notice) => void namespace.emit('hub:notice', notice),
    tellNodes: (nodes) => void namespace.emit('hub:nodes', nodes),
    stop: unsubscribe,
  };
}

function createSession(socket: Socket, person: Person): Session {
  const notify = (notice: HubNotice): void => void socket.emit('hub:notice', notice);
  return {
    socket,
    person,
    notify,
    putOut(kind) {
      const comeBack = kind === 'rate-limited';
      notify({ kind, reconnectAfterMs: comeBack ? 5_000 : null, spreadMs: comeBack ? 5_000 : 0 });
      socket.disconnect(true);
    },
  };
}
