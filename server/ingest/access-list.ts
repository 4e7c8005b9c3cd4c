import type { DeviceId, PersonalId } from '@hub/shared/model/ids.ts';
import type { AccessList } from '@hub/shared/protocol/down.ts';
import { labelOf, textOf } from '../hub/board-source.ts';
import { lastHeard, type HeardAt } from '../hub/device-view.ts';
import type { Projection } from '../hub/projection.ts';

export interface Hearing {
  readonly heardAt: HeardAt;
  readonly isStaffConnected: (id: DeviceId) => boolean;
  /** Null: not since this hub runs. */
  readonly staffHeardAt: (id: DeviceId) => number | null;
}

/** Everything that opens a door and every device that came in by one. No secret and no hash is in it. */
export function accessList(projection: Projection, hearing: Hearing): AccessList {
  const label = (id: PersonalId | null): string => textOf(projection.personal(id));
  return {
    grants: [...projection.grants()].map(
      ({ id, kind, role, pointId, labelId, mintedAt, expiresAt, claimedAt, revokedAt }) => ({
        id,
        kind,
        role,
        pointId,
        label: label(labelId),
        mintedAt,
        expiresAt,
        claimedAt,
        revokedAt,
      }),
    ),
    devices: [...projection.devices()].map((device) => {
      const { id, role, pointId, standing, claimedAt, revokedAt } = device;
      const point = pointId === null ? undefined : projection.point(pointId);
      const connection = point?.evidence.connections.find(({ deviceId }) => deviceId === id);
      return {
        id,
        label: labelOf(projection, id) ?? '',
        role,
        pointId,
        standing,
        connected: connection !== undefined || hearing.isStaffConnected(id),
        since: connection?.since ?? claimedAt,
        lastHeardAt: role === 'operator' ? lastHeard(device, point, hearing.heardAt) : hearing.staffHeardAt(id),
        claimedAt,
        revokedAt,
      };
    }),
  };
}
