import { unreachable } from '@hub/shared/lib/assert.ts';
import type { DeviceId, IncidentId, PointId } from '@hub/shared/model/ids.ts';
import type { Fact } from '../domain/events.ts';
import type { BoardSource } from './board-source.ts';

/** What a fact may have changed on somebody's screen. Too much costs a comparison, too little a wrong screen. */
export interface Touched {
  readonly pointId?: PointId | undefined;
  readonly incidentId?: IncidentId;
  /** The session's own view: its head, phase, rounds, roster version, count of closed incidents. */
  readonly session?: true;
  readonly allPoints?: true;
}

const NOTHING: Touched = {};
const EVERYTHING: Touched = { session: true, allPoints: true };

/** `source` must have adopted the fact already. */
export function touchedBy(fact: Fact, source: BoardSource): Touched {
  switch (fact.type) {
    case 'SessionCreated':
    case 'SessionEdited':
    case 'PhaseEntered':
    case 'RoundOpened':
    case 'RoundFrozen':
    case 'HubRestarted':
    case 'MediaFeedChanged':
      return EVERYTHING;
    case 'PointAdded':
    case 'PointEdited':
      return { pointId: fact.point.id, session: true };
    case 'PointRetired':
      return { pointId: fact.pointId, session: true };
    case 'DeviceClaimed':
      return { pointId: fact.pointId ?? undefined };
    case 'DeviceAdmitted':
    case 'DeviceRevoked':
      return { pointId: pointOf(fact.deviceId, source) };
    case 'PenMoved':
    case 'ConnectionOpened':
    case 'ConnectionClosed':
    case 'PageHidden':
    case 'PointReleased':
    case 'WordGiven':
    case 'FaultReported':
    case 'FaultCleared':
    case 'MediaObserved':
    case 'LinkChanged':
    case 'HeadcountReported':
      return { pointId: fact.pointId };
    case 'IncidentOpened':
      return { pointId: fact.pointId, incidentId: fact.incidentId };
    case 'IncidentCauseCleared':
    case 'IncidentCauseReturned':
    case 'IncidentAcknowledged':
      return { pointId: source.incident(fact.incidentId)?.pointId, incidentId: fact.incidentId };
    case 'IncidentResolved':
      return { pointId: source.incident(fact.incidentId)?.pointId, incidentId: fact.incidentId, session: true };
    case 'GrantMinted':
    case 'GrantRevoked':
      return NOTHING;
    default:
      return unreachable(fact);
  }
}

function pointOf(deviceId: DeviceId, source: BoardSource): PointId | undefined {
  return source.device(deviceId)?.pointId ?? undefined;
}
