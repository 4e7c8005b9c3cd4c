import type { ConnectionId, DeviceId } from '@hub/shared/model/ids.ts';
import type { DeviceView } from '@hub/shared/protocol/down.ts';
import type { DeviceState, PointState } from '../domain/state.ts';
import { type BoardSource, labelOf } from './board-source.ts';

/** When a connection was last heard, epoch ms; null when it is not held. */
export type HeardAt = (id: ConnectionId) => number | null;

/**
 * The devices of a point that were not revoked, in the order in which they came. Without `heardAt` a device was last
 * heard when a connection of it opened or ended: a view that is compared must not differ at every heartbeat.
 */
export function deviceViews(source: BoardSource, state: PointState, heardAt?: HeardAt): DeviceView[] {
  return state.deviceIds.flatMap((id) => deviceView(source, state, id, heardAt) ?? []);
}

/** When an operator's device was last heard, epoch ms; null when it never had a connection. */
export function lastHeard(device: DeviceState, state: PointState | undefined, heardAt?: HeardAt): number | null {
  const own = (state?.evidence.connections ?? []).filter(({ deviceId }) => deviceId === device.id);
  const moments = [device.lastSeenAt, ...own.map(({ connectionId }) => heardAt?.(connectionId) ?? null)];
  return moments.reduce((latest, at) => (at !== null && (latest === null || at > latest) ? at : latest), null);
}

function deviceView(
  source: BoardSource,
  state: PointState,
  id: DeviceId,
  heardAt: HeardAt | undefined,
): DeviceView | null {
  const device = source.device(id);
  if (!device || device.revokedAt !== null) return null;
  const connection = state.evidence.connections.find(({ deviceId }) => deviceId === id);
  return {
    id,
    label: labelOf(source, id) ?? '',
    standing: device.standing,
    connected: connection !== undefined,
    since: connection?.since ?? device.claimedAt,
    lastHeardAt: lastHeard(device, state, heardAt),
  };
}
