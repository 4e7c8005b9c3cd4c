import { DESK_ROLES } from '@hub/shared/model/access.ts';
import type { DeviceId, PointId } from '@hub/shared/model/ids.ts';
import { happened, NOTHING, refuse, rosterPoint } from './decision.ts';
import type { CommandOf, Decision, Given } from './decision.ts';
import type { PointState, StateReader } from './state.ts';

/** T1: what nobody took, or whose owner was put out, is free; what another has is taken over only when that is said. */
export function decideTake({ state, actor }: Given, command: CommandOf<'TakePoints'>): Decision {
  // The machine's own tools have no screen on which anything could be theirs.
  if (actor.kind !== 'staff' || !isAtDesk(state, actor.deviceId)) return refuse('forbidden');
  const points = rosterPoints(state, command.pointIds);
  if (!points) return refuse('not-found', 'pointIds');
  const isAnothers = (point: PointState): boolean => {
    const owner = ownerOf(state, point);
    return owner !== null && owner !== actor.deviceId;
  };
  if (!command.takeOver && points.some(isAnothers)) return refuse('conflict', 'pointIds');
  return assigned(points, actor.deviceId);
}

/** T2: a technician passes what is theirs or nobody's; the chair's desks anybody's. */
export function decidePass({ state, actor }: Given, { pointIds, to }: CommandOf<'PassPoints'>): Decision {
  if (actor.kind !== 'staff') return refuse('forbidden');
  const points = rosterPoints(state, pointIds);
  if (!points) return refuse('not-found', 'pointIds');
  if (to !== null && !isAtDesk(state, to)) return refuse('not-found', 'to');
  const isAnothers = (point: PointState): boolean => {
    const owner = ownerOf(state, point);
    return owner !== null && owner !== actor.deviceId;
  };
  if (actor.role === 'technician' && points.some(isAnothers)) return refuse('forbidden', 'pointIds');
  return assigned(points, to);
}

export function decideHandover({ state, actor }: Given, command: CommandOf<'LeaveHandover'>): Decision {
  if (actor.kind !== 'staff') return refuse('forbidden');
  if (!state.session()) return refuse('not-found');
  const { handoverId, textId, to } = command;
  if (to !== null && !isAtDesk(state, to)) return refuse('not-found', 'to');
  return happened({ type: 'HandoverLeft', handoverId, by: actor.deviceId, to, textId });
}

/** T3: whoever reads it is named once. */
export function decideReadHandover({ state, actor }: Given, { handoverId }: CommandOf<'ReadHandover'>): Decision {
  if (actor.kind !== 'staff') return refuse('forbidden');
  const handover = state.session()?.handovers.find(({ id }) => id === handoverId);
  if (!handover) return refuse('not-found', 'handoverId');
  const { deviceId } = actor;
  if (handover.by === deviceId || handover.readBy.some((reader) => reader.deviceId === deviceId)) return NOTHING;
  return happened({ type: 'HandoverRead', handoverId, by: deviceId });
}

/** Who has a point in charge: nobody once the device, or the grant it came by, was put out. */
export function ownerOf(state: StateReader, point: PointState): DeviceId | null {
  const ownerId = point.ownerId ?? null;
  return ownerId !== null && isAtDesk(state, ownerId) ? ownerId : null;
}

/** Whether points can be given to this device, and notes addressed to it. */
export function isAtDesk(state: StateReader, id: DeviceId): boolean {
  const device = state.device(id);
  if (!device || device.revokedAt !== null || state.grant(device.grantId)?.revokedAt !== null) return false;
  return DESK_ROLES.some((role) => role === device.role);
}

function assigned(points: readonly PointState[], ownerId: DeviceId | null): Decision {
  const changed = points.filter((point) => (point.ownerId ?? null) !== ownerId).map(({ point }) => point.id);
  return changed.length === 0 ? NOTHING : happened({ type: 'PointsAssigned', pointIds: changed, ownerId });
}

/** Each once, or undefined when one of them is not in the roster. */
function rosterPoints(state: StateReader, ids: readonly PointId[]): PointState[] | undefined {
  const points: PointState[] = [];
  for (const id of new Set(ids)) {
    const point = rosterPoint(state, id);
    if (!point) return undefined;
    points.push(point);
  }
  return points;
}
