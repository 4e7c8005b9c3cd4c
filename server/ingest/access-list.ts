import type { DeviceId, PersonalId } from '@hub/shared/model/ids.ts';
import type { AccessList } from '@hub/shared/protocol/down.ts';
import { labelOf, textOf } from '../hub/board-source.ts';
import type { Projection } from '../hub/projection.ts';

/** Everything that opens a door and every device that came in by one. No secret and no hash is in it. */
export function accessList(projection: Projection, isStaffConnected: (id: DeviceId) => boolean): AccessList {
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
      const connections = pointId === null ? [] : (projection.point(pointId)?.evidence.connections ?? []);
      const connection = connections.find(({ deviceId }) => deviceId === id);
      return {
        id,
        label: labelOf(projection, id) ?? '',
        role,
        pointId,
        standing,
        connected: connection !== undefined || isStaffConnected(id),
        since: connection?.since ?? claimedAt,
        claimedAt,
        revokedAt,
      };
    }),
  };
}
