import type { Incident, IncidentGroup } from '@hub/shared/model/incident.ts';
import type { IncidentId } from '@hub/shared/model/ids.ts';
import { changeIncident, changePoint, changeSession } from './change-state.ts';
import type { Fact } from './events.ts';
import type { StateWriter } from './state.ts';

type FactOf<T extends Fact['type']> = Extract<Fact, { type: T }>;
type Opening = Pick<Incident, 'id' | 'number' | 'cause' | 'openedAt'> &
  Partial<Pick<Incident, 'pointId' | 'group' | 'roundId'>>;

export function openIncident(state: StateWriter, fact: FactOf<'IncidentOpened'>, at: number): void {
  const { incidentId, number, cause, pointId } = fact;
  keepOpened(state, { id: incidentId, number, cause, pointId, openedAt: at });
  noteImpaired(state, fact.incidentId);
}

export function openHubIncident(state: StateWriter, fact: FactOf<'HubIncidentOpened'>): void {
  const { incidentId, number, cause, roundId, since } = fact;
  keepOpened(state, { id: incidentId, number, cause, roundId, openedAt: since });
}

export function openCommonCause(state: StateWriter, fact: FactOf<'CommonCauseOpened'>, at: number): void {
  const { incidentId, number, by, name, memberIds, latestLossAt } = fact;
  keepOpened(state, {
    id: incidentId,
    number,
    cause: 'common',
    group: { by, name, memberIds, latestLossAt },
    openedAt: at,
  });
  fold(state, incidentId, memberIds);
}

export function joinCommonCause(state: StateWriter, fact: FactOf<'CommonCauseJoined'>): void {
  changeGroup(state, fact.incidentId, (group) => ({
    memberIds: [...group.memberIds, ...fact.memberIds],
    latestLossAt: fact.latestLossAt,
  }));
  // Whoever joins is lost now: the cause is there again.
  changeIncident(state, fact.incidentId, (incident) => ({ ...incident, absentSince: null }));
  fold(state, fact.incidentId, fact.memberIds);
}

export function leaveCommonCause(state: StateWriter, fact: FactOf<'CommonCauseLeft'>): void {
  const leaving = new Set(fact.memberIds);
  changeGroup(state, fact.incidentId, (group) => ({ memberIds: group.memberIds.filter((id) => !leaving.has(id)) }));
  const common = state.incident(fact.incidentId);
  for (const id of fact.memberIds) {
    changeIncident(state, id, (incident) => {
      const alone = { ...incident, foldedInto: null };
      if (alone.status !== 'open' || common?.status !== 'acknowledged') return alone;
      const { ownerId, acknowledgedAt } = common;
      return { ...alone, status: 'acknowledged', ownerId, acknowledgedAt };
    });
  }
}

/** A cause that came back. What an incident `impaired` was opened for is not a reason to open another. */
export function returnCause(state: StateWriter, id: IncidentId): void {
  changeIncident(state, id, (incident) => ({
    ...incident,
    absentSince: null,
    recurrences: incident.recurrences + 1,
  }));
  noteImpaired(state, id);
}

export function resolveIncident(state: StateWriter, fact: FactOf<'IncidentResolved'>, at: number): void {
  const folded = state.incident(fact.incidentId)?.foldedInto ?? null;
  changeIncident(state, fact.incidentId, (incident) => {
    const { id, number, pointId, cause, openedAt, absentSince, recurrences } = incident;
    const { group, foldedInto, roundId, escalatedAt, notes, finding } = incident;
    return {
      ...{ id, number, pointId, cause, openedAt, absentSince, recurrences },
      ...{ group, foldedInto, roundId, escalatedAt, notes, finding },
      status: 'resolved',
      ownerId: incident.status === 'acknowledged' ? incident.ownerId : null,
      resolvedAt: at,
      resolution: fact.resolution,
      closedById: fact.byId ?? null,
    };
  });
  // What a common cause lists is counted there, once.
  if (folded === null && fact.resolution !== 'split') {
    changeSession(state, (session) => ({ incidentsClosed: session.incidentsClosed + 1 }));
  }
}

export function noteIncident(state: StateWriter, fact: FactOf<'IncidentNoted'>, at: number): void {
  const note = { at, byId: fact.byId, textId: fact.textId };
  changeIncident(state, fact.incidentId, (incident) => ({ ...incident, notes: [...incident.notes, note] }));
}

function keepOpened(state: StateWriter, opening: Opening): void {
  state.setIncident({
    id: opening.id,
    number: opening.number,
    pointId: opening.pointId ?? null,
    cause: opening.cause,
    openedAt: opening.openedAt,
    absentSince: null,
    recurrences: 0,
    group: opening.group ?? null,
    foldedInto: null,
    roundId: opening.roundId ?? null,
    escalatedAt: null,
    notes: [],
    finding: null,
    status: 'open',
  });
  changeSession(state, () => ({ incidentCount: opening.number }));
}

function noteImpaired(state: StateWriter, id: IncidentId): void {
  const incident = state.incident(id);
  if (incident?.cause !== 'impaired' || incident.pointId === null) return;
  changePoint(state, incident.pointId, ({ link }) => ({ impairedNoted: link.since }));
}

function fold(state: StateWriter, into: IncidentId, memberIds: readonly IncidentId[]): void {
  for (const id of memberIds) changeIncident(state, id, (incident) => ({ ...incident, foldedInto: into }));
}

function changeGroup(
  state: StateWriter,
  id: IncidentId,
  change: (group: IncidentGroup) => Partial<IncidentGroup>,
): void {
  changeIncident(state, id, (incident) =>
    incident.group ? { ...incident, group: { ...incident.group, ...change(incident.group) } } : incident,
  );
}
