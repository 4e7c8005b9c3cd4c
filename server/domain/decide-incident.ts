import type { IncidentId, PointId, RoundId } from '@hub/shared/model/ids.ts';
import { CAUSE_SEVERITY, type Incident, type IncidentCause, MUTE_MAX_MS } from '@hub/shared/model/incident.ts';
import type { Fault } from '@hub/shared/model/link.ts';
import { FAULTS } from '@hub/shared/model/link.ts';
import { leavingFacts } from './common-cause.ts';
import { happened, nextIncident, NOTHING, refuse, rosterPoint } from './decision.ts';
import type { CommandOf, Decision, Given } from './decision.ts';
import type { Fact } from './events.ts';
import type { Policy } from './policy.ts';
import type { StateReader } from './state.ts';

/** A row carries its notes to every desk. */
const NOTES_MAX = 30;

export function decideAcknowledge({ state, actor }: Given, { incidentId }: CommandOf<'AcknowledgeIncident'>): Decision {
  const incident = state.incident(incidentId);
  if (!incident) return refuse('not-found', 'incidentId');
  if (actor.kind !== 'staff') return refuse('forbidden');
  // I2: acknowledging names a person; whoever comes second is told. One that was folded is taken with the common cause.
  if (incident.status !== 'open' || incident.foldedInto !== null) return refuse('conflict', 'incidentId');
  return happened({ type: 'IncidentAcknowledged', incidentId, ownerId: actor.deviceId });
}

export function decideResolve(given: Given, command: CommandOf<'ResolveIncident'>): Decision {
  const { state, policy, actor } = given;
  const byId = actor.kind === 'staff' ? actor.deviceId : null;
  const { incidentId, finding = null, textId = null } = command;
  const incident = state.incident(incidentId);
  if (!incident) return refuse('not-found', 'incidentId');
  if (incident.status === 'resolved') return refuse('conflict', 'incidentId');
  const made: Fact[] = [];
  if (finding !== null) made.push({ type: 'IncidentExplained', incidentId, finding, textId });
  const { group, pointId } = incident;
  // What it lists is closed with it, first.
  for (const id of group?.memberIds ?? []) {
    made.push({ type: 'IncidentResolved', incidentId: id, resolution: 'by-person', byId });
  }
  if (group) made.push({ type: 'CommonCauseLeft', incidentId, memberIds: group.memberIds });
  made.push({ type: 'IncidentResolved', incidentId, resolution: 'by-person', byId });
  made.push(...leaving(state, [incident], policy));
  // A fault that a person declares mended is no longer reported, or the state would go on saying so.
  const fault = faultOf(incident.cause);
  const faults = pointId === null ? undefined : state.point(pointId)?.evidence.faults;
  if (fault && pointId !== null && faults?.some((held) => held.fault === fault)) {
    made.push({ type: 'FaultCleared', pointId, fault });
  }
  return happened(...made);
}

/** I5: only after the cause was absent for the whole clear window. Members of a common cause that are due leave it together. */
export function decideReviewIncident(given: Given, { incidentId }: CommandOf<'ReviewIncident'>): Decision {
  const { state, policy } = given;
  const incident = state.incident(incidentId);
  if (!incident || !isDue(given, incident)) return NOTHING;
  const common = incident.foldedInto === null ? undefined : state.incident(incident.foldedInto);
  const due = (common?.group?.memberIds ?? [incidentId]).flatMap((id) => {
    const member = state.incident(id);
    return member && isDue(given, member) ? [member] : [];
  });
  return happened(
    ...due.map(({ id }): Fact => ({ type: 'IncidentResolved', incidentId: id, resolution: 'cleared' })),
    ...leaving(state, due, policy),
  );
}

function isDue({ state, at, policy }: Given, incident: Incident): boolean {
  if (incident.status === 'resolved' || incident.absentSince === null) return false;
  return at >= incident.absentSince + clearWindowOf(incident.cause, policy) && !inDoubt(state, incident);
}

/** I6. A cause that is gone, and closes by itself unless it returns, escalates nothing. */
export function decideEscalate(given: Given, { incidentId }: CommandOf<'EscalateIncident'>): Decision {
  const { state, at, policy } = given;
  const incident = state.incident(incidentId);
  if (!incident || state.session()?.phase === 'ended') return NOTHING;
  const dueAt = escalationAt(incident, policy);
  return dueAt !== null && at >= dueAt ? happened({ type: 'IncidentEscalated', incidentId }) : NOTHING;
}

/** When it escalates unless somebody acknowledges it; null: not. */
export function escalationAt(incident: Incident, policy: Policy): number | null {
  const { status, foldedInto, escalatedAt, absentSince, cause, openedAt } = incident;
  if (status !== 'open' || foldedInto !== null || escalatedAt !== null) return null;
  if (absentSince !== null && !MOMENTARY.has(cause)) return null;
  return openedAt + policy.escalateMs[CAUSE_SEVERITY[cause]];
}

/** Causes that are moments: their absence begins at once, and another one begins it anew. */
const MOMENTARY: ReadonlySet<IncidentCause> = new Set(['flapping', 'conflict', 'hub']);

export function clearWindowOf(cause: IncidentCause, policy: Policy): number {
  return MOMENTARY.has(cause) ? policy.momentaryClearMs : policy.clearWindowMs;
}

/** By hand. Of each cause a point has one open incident: whoever meets it there is told (I1). */
export function decideOpenIncident({ state, actor }: Given, command: CommandOf<'OpenIncident'>): Decision {
  const { pointId, cause, textId } = command;
  if (actor.kind !== 'staff') return refuse('forbidden');
  if (!rosterPoint(state, pointId)) return refuse('not-found', 'pointId');
  if (state.openIncident(pointId, cause)) return refuse('conflict', 'cause');
  const { incidentId, number } = nextIncident(state);
  const made: Fact[] = [{ type: 'IncidentOpened', incidentId, number, pointId, cause }];
  if (textId !== null) made.push({ type: 'IncidentNoted', incidentId, byId: actor.deviceId, textId });
  return happened(...made);
}

export function decideNoteIncident({ state, actor }: Given, command: CommandOf<'NoteIncident'>): Decision {
  const { incidentId, textId } = command;
  if (actor.kind !== 'staff') return refuse('forbidden');
  const incident = state.incident(incidentId);
  if (!incident) return refuse('not-found', 'incidentId');
  if (incident.notes.length >= NOTES_MAX) return refuse('too-large', 'text');
  return happened({ type: 'IncidentNoted', incidentId, byId: actor.deviceId, textId });
}

export function decideMute({ state, at }: Given, { pointId, until }: CommandOf<'MutePoint'>): Decision {
  const point = rosterPoint(state, pointId);
  if (!point) return refuse('not-found', 'pointId');
  if (until !== null && (until <= at || until > at + MUTE_MAX_MS)) return refuse('invalid', 'untilMs');
  return point.mutedUntil === until ? NOTHING : happened({ type: 'PointMuted', pointId, until });
}

/** The hub itself: what it could not write, and nobody heard then. */
export function decideHubTrouble({ state }: Given, { since }: CommandOf<'NoteHubTrouble'>): Decision {
  if (!state.session()) return NOTHING;
  const open = state.openIncident('', 'hub');
  if (open) return happened(...again(open));
  const { incidentId, number } = nextIncident(state);
  return happened(
    { type: 'HubIncidentOpened', incidentId, number, cause: 'hub', roundId: null, since },
    { type: 'IncidentCauseCleared', incidentId },
  );
}

/** One incident for all points that are silent after a round's deadline; it goes on until none is, or the round is frozen. */
export function decideReviewRound({ state, at }: Given, { roundId }: CommandOf<'ReviewRound'>): Decision {
  const round = state.session()?.rounds.find(({ id }) => id === roundId);
  if (!round || round.deadlineAt === null) return NOTHING;
  const open = state.openIncident(roundId, 'silent');
  const isOwed = round.frozenAt === null && at >= round.deadlineAt && anySilent(state, roundId);
  if (open) {
    if (isOwed === (open.absentSince === null)) return NOTHING;
    return happened({ type: isOwed ? 'IncidentCauseReturned' : 'IncidentCauseCleared', incidentId: open.id });
  }
  if (!isOwed) return NOTHING;
  const { incidentId, number } = nextIncident(state);
  return happened({ type: 'HubIncidentOpened', incidentId, number, cause: 'silent', roundId, since: at });
}

function anySilent(state: StateReader, roundId: RoundId): boolean {
  for (const { retired, rounds } of state.points()) {
    if (!retired && (rounds.find((round) => round.roundId === roundId)?.counted ?? -1) < 0) return true;
  }
  return false;
}

/** What becomes of the common causes that list these, which are being closed. */
export function leaving(state: StateReader, closing: readonly Incident[], policy: Policy): Fact[] {
  const byCommon = new Map<IncidentId, IncidentId[]>();
  for (const { id, foldedInto } of closing) {
    if (foldedInto === null) continue;
    const ids = byCommon.get(foldedInto);
    if (ids) ids.push(id);
    else byCommon.set(foldedInto, [id]);
  }
  return [...byCommon].flatMap(([id, ids]) => {
    const common = state.incident(id);
    return common ? leavingFacts(state, common, ids, policy) : [];
  });
}

/** A link that is waited for, or that the hub cannot tell, is not known to be mended. Its next change asks again (I3, I5). */
function inDoubt(state: StateReader, { cause, pointId }: Incident): boolean {
  const link = pointId === null ? undefined : state.point(pointId)?.link;
  if ((cause !== 'link-lost' && cause !== 'impaired') || !link) return false;
  return link.state === 'unknown' || link.reasons.includes('reconnecting') || link.reasons.includes('asleep');
}

/** I1: one open incident per point and cause; I3: a cause that comes back is the same incident. */
export function causeSeen(state: StateReader, pointId: PointId, cause: IncidentCause): Fact[] {
  const open = state.openIncident(pointId, cause);
  if (open) return open.absentSince === null ? [] : [{ type: 'IncidentCauseReturned', incidentId: open.id }];
  return [{ type: 'IncidentOpened', ...nextIncident(state), pointId, cause }];
}

/** A cause that is a moment: its absence begins at once. */
export function causeHappened(state: StateReader, pointId: PointId, cause: IncidentCause): Fact[] {
  const open = state.openIncident(pointId, cause);
  if (open) return again(open);
  const { incidentId, number } = nextIncident(state);
  return [
    { type: 'IncidentOpened', incidentId, number, pointId, cause },
    { type: 'IncidentCauseCleared', incidentId },
  ];
}

function again({ id }: Incident): Fact[] {
  return [
    { type: 'IncidentCauseReturned', incidentId: id },
    { type: 'IncidentCauseCleared', incidentId: id },
  ];
}

export function causeCleared(state: StateReader, pointId: PointId, cause: IncidentCause): Fact[] {
  const open = state.openIncident(pointId, cause);
  return open && open.absentSince === null ? [{ type: 'IncidentCauseCleared', incidentId: open.id }] : [];
}

function faultOf(cause: IncidentCause): Fault | undefined {
  return FAULTS.find((fault) => fault === cause);
}
