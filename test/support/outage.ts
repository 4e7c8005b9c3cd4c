import { SYSTEM } from '@hub/server/domain/events.ts';
import type { ConnectionId, PointId } from '@hub/shared/model/ids.ts';
import type { HubRig } from './hub-rig.ts';

/** All points that can come do, most are lost together, and the rest a little later (I4). */
export async function outage(rig: HubRig): Promise<void> {
  const { projection } = rig.hub;
  const lose = async (ids: readonly PointId[]): Promise<void> => {
    for (const id of ids) {
      for (const { connectionId } of projection.point(id)?.evidence.connections ?? []) {
        await rig.ask({ type: 'CloseConnection', pointId: id, connectionId, how: 'closed' }, SYSTEM, null);
      }
    }
    rig.clock.advance(9_000);
    for (const id of ids) await rig.ask({ type: 'ReviewLink', pointId: id }, SYSTEM, null);
    await rig.ask({ type: 'ReviewCommonCause' }, SYSTEM, null);
  };
  const come = [...projection.points()].flatMap(({ point, retired, deviceIds: [device] }) =>
    retired || device === undefined ? [] : [{ id: point.id, device }],
  );
  for (const { id, device } of come) {
    const connectionId = `outage-${id}-${projection.head}` as ConnectionId;
    await rig.ask({ type: 'OpenConnection', deviceId: device, connectionId }, SYSTEM, null);
  }
  const ids = come.map(({ id }) => id);
  await lose(ids.slice(0, 3));
  await lose(ids.slice(3));
}
