import type { PointId } from '@hub/shared/model/ids.ts';
import type { PointState } from '../domain/state.ts';
import type { BoardSource } from './board-source.ts';
import type { CutOff } from './cut-off.ts';
import type { Projection } from './projection.ts';
import type { WaitingReports } from './waiting-reports.ts';

/** What the screens of one of several nodes are made from: the log, and beside it what this node knows by itself. */
export function seenSource(projection: Projection, cutOff: CutOff, waiting: WaitingReports): BoardSource {
  const seen = (state: PointState | undefined): PointState | undefined => state && cutOff.seen(state);
  return {
    get head() {
      return projection.head;
    },
    session: () => cutOff.session(projection.session()),
    point: (id: PointId) => seen(projection.point(id)),
    *points() {
      for (const state of projection.points()) yield cutOff.seen(state);
    },
    undecided: (pointId, roundId) => waiting.of(pointId, roundId),
    device: (id) => projection.device(id),
    devices: () => projection.devices(),
    deviceByKey: (keyHash) => projection.deviceByKey(keyHash),
    grant: (id) => projection.grant(id),
    grantByHash: (hash) => projection.grantByHash(hash),
    instruction: (id) => projection.instruction(id),
    instructions: () => projection.instructions(),
    incident: (id) => projection.incident(id),
    openIncident: (subject, cause) => projection.openIncident(subject, cause),
    openIncidents: () => projection.openIncidents(),
    attending: (pointId) => projection.attending(pointId),
    trend: () => projection.trend(),
    personal: (id) => projection.personal(id),
  };
}
