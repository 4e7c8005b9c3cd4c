import type { Incident } from '@hub/shared/model/incident.ts';
import type { PointId } from '@hub/shared/model/ids.ts';
import type { Evidence, PointState, SessionState, StateWriter } from './state.ts';

/** For folding: a fact that names what never was is a broken promise of our own. */
export function sessionOf(state: StateWriter): SessionState {
  const session = state.session();
  if (!session) throw new Error('a fact came before its session');
  return session;
}

export function changeSession(state: StateWriter, change: (session: SessionState) => Partial<SessionState>): void {
  const session = sessionOf(state);
  state.setSession({ ...session, ...change(session) });
}

export function changePoint(state: StateWriter, id: PointId, change: (point: PointState) => Partial<PointState>): void {
  const point = state.point(id);
  if (!point) throw new Error(`a fact names a point that was never added: ${id}`);
  state.setPoint({ ...point, ...change(point) });
}

export function changeEvidence(
  state: StateWriter,
  id: PointId,
  change: (evidence: Evidence) => Partial<Evidence>,
): void {
  changePoint(state, id, (point) => ({ evidence: { ...point.evidence, ...change(point.evidence) } }));
}

export function changeIncident(state: StateWriter, id: Incident['id'], change: (incident: Incident) => Incident): void {
  const incident = state.incident(id);
  if (incident) state.setIncident(change(incident));
}
