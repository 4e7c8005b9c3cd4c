import type { Incident } from '@hub/shared/model/incident.ts';
import type { ClosedIncident, ClosedIncidents } from '@hub/shared/protocol/down.ts';
import { incidentIdOf } from '../domain/decision.ts';
import { type BoardSource, labelOf, textOf } from './board-source.ts';
import { notesOf } from './row.ts';

type Resolved = Extract<Incident, { status: 'resolved' }>;

/** Further back it is the trail's matter. */
const CLOSED_LISTED = 100;

/** Answer to `incident:closed`: those of this run, newest first. What a common cause listed is there, once. */
export function closedIncidents(source: BoardSource): ClosedIncidents {
  const session = source.session();
  const closed: Resolved[] = [];
  for (let number = session?.incidentCount ?? 0; number > 0; number--) {
    const incident = source.incident(incidentIdOf(session, number));
    if (incident?.status !== 'resolved' || incident.foldedInto !== null || incident.resolution === 'split') continue;
    if (incident.resolvedAt >= (session?.runStartedAt ?? 0)) closed.push(incident);
  }
  closed.sort((a, b) => b.resolvedAt - a.resolvedAt || b.number - a.number);
  return {
    incidents: closed.slice(0, CLOSED_LISTED).map((incident) => closedIncident(source, incident)),
    more: Math.max(0, closed.length - CLOSED_LISTED),
  };
}

function closedIncident(source: BoardSource, incident: Resolved): ClosedIncident {
  const { id, number, pointId, cause, group, openedAt, resolvedAt, resolution, closedById, finding, notes } = incident;
  return {
    ...{ id, number, pointId, cause, openedAt, resolvedAt, resolution },
    group: group?.name ?? null,
    by: labelOf(source, closedById),
    finding: finding?.what ?? null,
    findingText: finding?.textId ? textOf(source.personal(finding.textId)) : null,
    notes: notesOf(source, notes),
  };
}
