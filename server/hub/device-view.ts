import type { DeviceId } from '@hub/shared/model/ids.ts';
import type { DeviceView } from '@hub/shared/protocol/down.ts';
import type { PointState } from '../domain/state.ts';
import { type BoardSource, labelOf } from './board-source.ts';

/** The devices of a point that were not revoked, in the order in which they came. */
export function deviceViews(source: BoardSource, state: PointState): DeviceView[] {
  return state.deviceIds.flatMap((id) => deviceView(source, state, id) ?? []);
}

function deviceView(source: BoardSource, state: PointState, id: DeviceId): DeviceView | null {
  const device = source.device(id);
  if (!device || device.revokedAt !== null) return null;
  const connection = state.evidence.connections.find(({ deviceId }) => deviceId === id);
  return {
    id,
    label: labelOf(source, id) ?? '',
    standing: device.standing,
    connected: connection !== undefined,
    since: connection?.since ?? device.claimedAt,
  };
}
