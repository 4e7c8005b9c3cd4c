import type { IncidentId, PointId } from '@hub/shared/model/ids.ts';
import type { Incident, IncidentCause } from '@hub/shared/model/incident.ts';
import type { Fault } from '@hub/shared/model/link.ts';
import { FAULTS } from '@hub/shared/model/link.ts';
import { happened, NOTHING, refuse } from './decision.ts';
import type { CommandOf, Decision, Given } from './decision.ts';
import type { Fact } from './events.ts';
import type { StateReader } from './state.ts';

export function decideAcknowledge({ state, actor }: Given, { incidentId }: CommandOf<'AcknowledgeIncident'>): Decision {
  const incident = state.incident(incidentId);
  if (!incident) return refuse('not-found', 'incidentId');
  if (actor.kind !== 'staff') return refuse('forbidden');
  // I2: acknowledging names a person; whoever comes second is told.
  if (incident.status !== 'open') return refuse('conflict', 'incidentId');
  return happened({ type: 'IncidentAcknowledged', incidentId, ownerId: actor.deviceId });
}

export function decideResolve({ state }: Given, { incidentId }: CommandOf<'ResolveIncident'>): Decision {
  const incident = state.incident(incidentId);
  if (!incident) return refuse('not-found', 'incidentId');
  if (incident.status === 'resolved') return refuse('conflict', 'incidentId');
  const made: Fact[] = [{ type: 'IncidentResolved', incidentId, resolution: 'by-person' }];
  // A fault that a person declares mended is no longer reported, or the state would go on saying so.
  const fault = faultOf(incident.cause);
  const reported = state.point(incident.pointId)?.evidence.faults.some((held) => held.fault === fault);
  if (fault && reported) made.push({ type: 'FaultCleared', pointId: incident.pointId, fault });
  return happened(...made);
}

/** I5: only after the cause was absent for the whole clear window. */
export function decideReviewIncident(given: Given, { incidentId }: CommandOf<'ReviewIncident'>): Decision {
  const incident = given.state.incident(incidentId);
  if (!incident || incident.status === 'resolved' || incident.absentSince === null) return NOTHING;
  if (given.at < incident.absentSince + given.policy.clearWindowMs) return NOTHING;
  if (inDoubt(given.state, incident)) return NOTHING;
  return happened({ type: 'IncidentResolved', incidentId, resolution: 'cleared' });
}

/** A link that is waited for, or that the hub cannot tell, is not known to be mended. Its next change asks again (I3, I5). */
function inDoubt(state: StateReader, { cause, pointId }: Incident): boolean {
  const link = state.point(pointId)?.link;
  if (cause !== 'link-lost' || !link) return false;
  return link.state === 'unknown' || link.reasons.includes('reconnecting') || link.reasons.includes('asleep');
}

/** I1: one open incident per point and cause; I3: a cause that comes back is the same incident. */
export function causeSeen(state: StateReader, pointId: PointId, cause: IncidentCause): Fact[] {
  const open = state.openIncident(pointId, cause);
  if (open) return open.absentSince === null ? [] : [{ type: 'IncidentCauseReturned', incidentId: open.id }];
  const session = state.session();
  const number = (session?.incidentCount ?? 0) + 1;
  // A screen that still shows the session before must not name an incident of this one (S9).
  const ofSession = (session?.ordinal ?? 1) > 1 ? `${session?.ordinal}-` : '';
  return [{ type: 'IncidentOpened', incidentId: `sc-${ofSession}${number}` as IncidentId, number, pointId, cause }];
}

export function causeCleared(state: StateReader, pointId: PointId, cause: IncidentCause): Fact[] {
  const open = state.openIncident(pointId, cause);
  return open && open.absentSince === null ? [{ type: 'IncidentCauseCleared', incidentId: open.id }] : [];
}

function faultOf(cause: IncidentCause): Fault | undefined {
  return FAULTS.find((fault) => fault === cause);
}
