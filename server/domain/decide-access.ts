import type { DeviceId, PointId } from '@hub/shared/model/ids.ts';
import { cardRevoked } from './decide-cards.ts';
import { causeHappened } from './decide-incident.ts';
import { happened, NOTHING, refuse, rosterPoint } from './decision.ts';
import type { CommandOf, Decision, Given } from './decision.ts';
import type { Fact } from './events.ts';
import type { DeviceState, StateReader } from './state.ts';

export function decideMint({ state }: Given, command: CommandOf<'MintGrant'>): Decision {
  const { grantId, kind, role, pointId, hash, labelId, expiresAt } = command;
  if ((role === 'operator') !== (pointId !== null)) return refuse('invalid', 'pointId');
  if (kind === 'card' && role !== 'operator') return refuse('invalid', 'kind');
  if (pointId && !rosterPoint(state, pointId)) return refuse('not-found', 'pointId');
  const made: Fact[] = [];
  // A new card revokes the old one.
  if (kind === 'card' && pointId) made.push(...cardRevoked(state, pointId));
  made.push({ type: 'GrantMinted', grantId, kind, role, pointId, hash, labelId, expiresAt });
  return happened(...made);
}

export function decideRevokeGrant({ state }: Given, { grantId }: CommandOf<'RevokeGrant'>): Decision {
  const grant = state.grant(grantId);
  if (!grant) return refuse('not-found', 'grantId');
  if (grant.revokedAt !== null) return NOTHING;
  if (grant.pointId && state.point(grant.pointId)?.cardId === grantId) {
    return happened(...cardRevoked(state, grant.pointId));
  }
  return happened({ type: 'GrantRevoked', grantId });
}

/**
 * A secret is swapped for a device's own key. The same secret and key again get the same device (the answer may have been
 * lost). A further device on a card waits to be admitted (L8); on a link or code it is refused.
 */
export function decideClaim({ state, at }: Given, command: CommandOf<'ClaimGrant'>): Decision {
  const grant = state.grantByHash(command.grantHash);
  if (!grant) return refuse('unauthorized', 'secret');
  const known = state.deviceByKey(command.keyHash);
  if (known) {
    if (known.revokedAt !== null) return refuse('revoked');
    return known.grantId === grant.id ? NOTHING : refuse('conflict', 'deviceKey');
  }
  if (grant.revokedAt !== null) return refuse('revoked', 'secret');
  if (grant.expiresAt !== null && at >= grant.expiresAt) return refuse('expired', 'secret');
  if (grant.kind !== 'card' && grant.claimedAt !== null) return refuse('already-used', 'secret');
  if (grant.pointId && !rosterPoint(state, grant.pointId)) return refuse('not-found');

  const point = grant.pointId ? state.point(grant.pointId) : undefined;
  // Not "nobody holds the pen": where only the pen's device was put out, who takes it over is for the control room to say.
  // Those who fell with a card that was replaced do not keep the new card's first device waiting (A13).
  // A card whose device was put out must not bring the same phone back with the pen.
  const first = point !== undefined && !grant.isDistrusted && !point.deviceIds.some((id) => isLetIn(state, id));
  const { deviceId, keyHash, labelId } = command;
  const made: Fact[] = [
    {
      type: 'DeviceClaimed',
      deviceId,
      grantId: grant.id,
      role: grant.role,
      pointId: grant.pointId,
      keyHash,
      labelId,
      standing: point === undefined ? 'assistant' : first ? 'pen' : 'waiting',
    },
  ];
  if (point && first) made.push({ type: 'PenMoved', pointId: point.point.id, deviceId, fence: point.fence + 1 });
  return happened(...made);
}

export function decideAdmit({ state, actor, at, policy }: Given, { deviceId, as }: CommandOf<'AdmitDevice'>): Decision {
  const device = state.device(deviceId);
  if (!device?.pointId || device.revokedAt !== null) return refuse('not-found', 'deviceId');
  if (actor.kind === 'operator') {
    if (device.pointId !== actor.pointId) return refuse('forbidden', 'deviceId');
    // Whoever holds the pen may hand it on; an assistant or a waiting device may admit nobody (L8).
    if (state.point(actor.pointId)?.penDeviceId !== actor.deviceId) return refuse('no-pen');
  }
  const point = state.point(device.pointId);
  if (!point) return refuse('not-found', 'deviceId');
  if (as === 'take-over') {
    if (point.penDeviceId === deviceId) return NOTHING;
    const { penTakenMax, flapWindowMs } = policy;
    const before = point.penTaken.filter((takenAt) => takenAt > at - flapWindowMs).length;
    const isFight = point.penDeviceId !== null && before + 1 >= penTakenMax;
    return happened(
      { type: 'DeviceAdmitted', deviceId, standing: 'pen' },
      { type: 'PenMoved', pointId: device.pointId, deviceId, fence: point.fence + 1 },
      ...(isFight ? causeHappened(state, device.pointId, 'conflict') : []),
    );
  }
  if (device.standing !== 'waiting') return NOTHING;
  return happened({ type: 'DeviceAdmitted', deviceId, standing: 'assistant' });
}

export function decideRevokeDevice({ state, actor }: Given, { deviceId }: CommandOf<'RevokeDevice'>): Decision {
  const device = state.device(deviceId);
  if (!device) return refuse('not-found', 'deviceId');
  // A technician or controller puts out devices of points; only an administrator puts out staff.
  if (device.role !== 'operator' && actor.role !== 'administrator') return refuse('forbidden', 'deviceId');
  if (device.revokedAt !== null) return NOTHING;
  return happened({ type: 'DeviceRevoked', deviceId }, ...closeConnectionsOf(state, device));
}

function isLetIn(state: StateReader, id: DeviceId): boolean {
  const device = state.device(id);
  return device !== undefined && device.revokedAt === null && state.grant(device.grantId)?.revokedAt === null;
}

function closeConnectionsOf(state: StateReader, device: DeviceState): Fact[] {
  if (!device.pointId) return [];
  const pointId: PointId = device.pointId;
  const connections = state.point(pointId)?.evidence.connections ?? [];
  return connections
    .filter((connection) => connection.deviceId === device.id)
    .map(({ connectionId }): Fact => ({ type: 'ConnectionClosed', pointId, connectionId, how: 'closed' }));
}
