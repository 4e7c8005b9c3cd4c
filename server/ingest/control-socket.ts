import type { StaffRole } from '@hub/shared/model/access.ts';
import type { NodesStatus, PointDetail, Subscribed } from '@hub/shared/protocol/down.ts';
import type { ErrorKind } from '@hub/shared/protocol/errors.ts';
import { CONTROL_PERMISSIONS } from '@hub/shared/protocol/registry.ts';
import { controlUp } from '@hub/shared/protocol/up.ts';
import type { ControlEvent, ControlUp } from '@hub/shared/protocol/up.ts';
import type { InstructionId, PointId } from '@hub/shared/model/ids.ts';
import type { Namespace } from 'socket.io';
import { MessageBudget, STAFF_MESSAGE_RATE } from '../access/limits.ts';
import type { MessageRate } from '../access/limits.ts';
import type { Person } from '../access/credentials.ts';
import { labelOf } from '../hub/board-source.ts';
import type { Attendance } from '../hub/attendance.ts';
import { closedIncidents } from '../hub/closed-incidents.ts';
import type { HeardAt } from '../hub/device-view.ts';
import { cannedTexts, instructionDetail } from '../hub/instruction-view.ts';
import type { Viewer, Wish } from '../hub/viewer.ts';
import { accessList } from './access-list.ts';
import { cardList } from './card-list.ts';
import { accepted, refusal } from './acks.ts';
import { answerOf } from './answer.ts';
import { openDoor } from './door.ts';
import type { Door, DoorPorts, Reply, Resident, Session } from './door.ts';
import type { MediaDesk } from './media-desk.ts';
import type { Mint } from './mint.ts';
import { socketViewer } from './socket-viewer.ts';
import { controlCommand } from './to-command.ts';
import type { ControlCommandEvent, ControlSurroundings, Surroundings } from './to-command.ts';

type Staff = Extract<Person, { kind: 'staff' }>;

/** The publisher, as the sockets use it. */
export interface Views {
  subscribe(viewer: Viewer, wish: Wish): void;
  unsubscribe(viewerId: string): void;
}

export interface ControlSocketPorts extends DoorPorts {
  readonly views: Views;
  readonly attendance: Attendance;
  readonly mint: Mint;
  readonly publicUrl: () => string;
  readonly makeId: () => string;
  readonly contactOf: Surroundings['contactOf'];
  readonly heardAt: HeardAt;
  readonly vitalsOf: ControlSurroundings['vitalsOf'];
  /** Null: no video system. */
  readonly media:
    | (Pick<MediaDesk, 'watch'> & {
        /** The acknowledgement as it travels. */
        readonly ingress: (pointId: PointId) => Promise<unknown>;
      })
    | null;
  /** Null: this hub is alone. */
  readonly nodes: { status(): NodesStatus; whyNotForgotten(node: string): ErrorKind | null } | null;
  readonly detailOf: (pointId: PointId, role: StaffRole) => PointDetail | undefined;
}

/** A snapshot of a whole country is megabytes: a screen in a loop of gaps must not make the hub send them without end. */
const SUBSCRIBE_RATE: MessageRate = { perSecond: 2, burst: 12 };

interface Seat {
  readonly person: Staff;
  readonly viewer: Viewer;
  readonly subscriptions: MessageBudget;
}

export function openControlSockets(namespace: Namespace, ports: ControlSocketPorts): Door {
  const { hub, clock, metrics, makeId } = ports;

  function enter(session: Session): Resident<ControlEvent> {
    const { person } = session;
    if (person.kind !== 'staff') throw new Error('the control namespace admits staff only');
    const seat: Seat = {
      person,
      viewer: socketViewer(session.socket, namespace.name, metrics),
      subscriptions: new MessageBudget(SUBSCRIBE_RATE, clock),
    };
    return {
      handle: (event, message, reply) => handle(seat, event, message, reply),
      left: () => {
        ports.views.unsubscribe(seat.viewer.id);
        ports.attendance.leave(seat.viewer.id);
      },
    };
  }

  async function handle(seat: Seat, event: ControlEvent, message: unknown, reply: Reply): Promise<void> {
    const { person, viewer } = seat;
    const head = hub.projection.head;
    switch (event) {
      case 'view:subscribe': {
        const { filter, cursor, vitals } = message as ControlUp['view:subscribe'];
        const afterMs = seat.subscriptions.take();
        if (afterMs > 0) return reply(refusal('rate-limited', { afterMs }));
        reply(accepted(clock.now(), head, { label: labelOf(hub.projection, person.deviceId) } satisfies Subscribed));
        return ports.views.subscribe(viewer, {
          role: person.role,
          filter: filter ?? {},
          cursor,
          vitals: vitals ?? false,
        });
      }
      case 'point:detail': {
        const { pointId } = message as ControlUp['point:detail'];
        const detail = ports.detailOf(pointId as PointId, person.role);
        return reply(detail ? accepted(clock.now(), head, detail) : refusal('not-found', { field: 'pointId' }));
      }
      case 'point:attend': {
        const { pointId, doing } = message as ControlUp['point:attend'];
        const isOpen = pointId !== null && hub.projection.point(pointId as PointId)?.retired === false;
        if (isOpen) ports.attendance.attend(viewer.id, person.deviceId, pointId as PointId, doing);
        else ports.attendance.leave(viewer.id);
        return;
      }
      case 'instruction:detail': {
        const { instructionId } = message as ControlUp['instruction:detail'];
        const detail = instructionDetail(hub.projection, instructionId as InstructionId);
        return reply(detail ? accepted(clock.now(), head, detail) : refusal('not-found', { field: 'instructionId' }));
      }
      case 'instruction:texts':
        return reply(accepted(clock.now(), head, cannedTexts(hub.projection)));
      case 'incident:closed':
        return reply(accepted(clock.now(), head, closedIncidents(hub.projection)));
      case 'access:list':
        return reply(
          accepted(
            clock.now(),
            head,
            accessList(hub.projection, {
              heardAt: ports.heardAt,
              isStaffConnected: (id) => [...door.sessionsOf(id)].length > 0,
              staffHeardAt: (id) => door.heardAt(id),
            }),
          ),
        );
      case 'cards:list':
        return reply(accepted(clock.now(), head, cardList(hub.projection, ports.publicUrl())));
      case 'nodes:list':
        return reply(accepted(clock.now(), head, ports.nodes?.status() ?? { cluster: null }));
      case 'nodes:forget': {
        const { node } = message as ControlUp['nodes:forget'];
        const why = ports.nodes === null ? 'not-found' : ports.nodes.whyNotForgotten(node);
        return reply(why === null ? await command(person, event, message) : refusal(why, { field: 'node' }));
      }
      case 'media:watch': {
        const { pointIds } = message as ControlUp['media:watch'];
        const watch = await ports.media?.watch(pointIds as PointId[]);
        return reply(watch ? accepted(clock.now(), head, watch) : refusal('not-found'));
      }
      case 'media:ingress': {
        const { pointId } = message as ControlUp['media:ingress'];
        return reply(ports.media ? await ports.media.ingress(pointId as PointId) : refusal('not-found'));
      }
      case 'grant:mint':
        return reply(await ports.mint.answer(person, message as ControlUp['grant:mint']));
      default:
        return reply(await command(person, event, message));
    }
  }

  function command(
    person: Staff,
    event: Exclude<ControlCommandEvent, 'grant:mint'>,
    message: unknown,
  ): Promise<unknown> {
    const making = controlCommand(event, message as ControlUp[typeof event], {
      role: person.role,
      grantHash: '',
      vitalsOf: ports.vitalsOf,
      makeId,
      now: clock.now(),
      state: hub.projection,
      contactOf: ports.contactOf,
    });
    return answerOf({ hub, metrics, person, event, message, making });
  }

  const door: Door = openDoor(
    {
      name: 'control',
      namespace,
      vocabulary: { schemas: controlUp, permissions: CONTROL_PERMISSIONS },
      rate: STAFF_MESSAGE_RATE,
      enter,
    },
    ports,
  );
  return door;
}
