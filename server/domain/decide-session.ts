import { isClosed, NEXT_PHASES } from '@hub/shared/model/session.ts';
import { INCIDENT_CAUSES, type Incident } from '@hub/shared/model/incident.ts';
import type { Point } from '@hub/shared/model/point.ts';
import { endTurnOnAir, leaveFloor } from './decide-floor.ts';
import { leaving } from './decide-incident.ts';
import { happened, NOTHING, refuse, rosterPoint } from './decision.ts';
import type { CommandOf, Decision, Given } from './decision.ts';
import type { Fact } from './events.ts';
import type { PointState, SessionState, StateReader } from './state.ts';

/** The hub's first session; those that follow are made from the one before. */
export function decideCreateSession({ state }: Given, { head }: CommandOf<'CreateSession'>): Decision {
  return state.session() ? refuse('conflict') : happened({ type: 'SessionCreated', head });
}

/** S1, S8: once the old one ended, and nobody may reopen it any more unless that is given up on purpose. */
export function decideRenewSession({ state, at }: Given, { from, head, early }: CommandOf<'RenewSession'>): Decision {
  const session = state.session();
  if (!session || session.head.id !== from) return refuse('not-found', 'from');
  if (session.phase !== 'ended' || (!early && !isClosed(session, at))) return refuse('wrong-phase');
  return happened({ type: 'SessionCreated', head });
}

export function decideEditSession({ state }: Given, { change }: CommandOf<'EditSession'>): Decision {
  const session = state.session();
  if (!session) return refuse('not-found');
  return happened({ type: 'SessionEdited', head: { ...session.head, ...change } });
}

export function decideEnterPhase({ state, actor, at }: Given, { phase }: CommandOf<'EnterPhase'>): Decision {
  const session = state.session();
  if (!session) return refuse('not-found');
  if (!NEXT_PHASES[session.phase].includes(phase)) return refuse('wrong-phase', 'phase');
  const reopens = session.phase === 'ended';
  if (reopens && actor.role !== 'administrator') return refuse('forbidden');
  if (isClosed(session, at)) return refuse('wrong-phase', 'phase');
  // Reopening goes on with the run that was ended; every other entry starts a new one (S2).
  const runStarted = (phase === 'rehearsal' || phase === 'live') && !reopens;
  const run = runStarted ? session.run + 1 : session.run;
  return happened(...freezeOpenRounds(session), ...endTurnOnAir(session.floor), {
    type: 'PhaseEntered',
    phase,
    run,
    runStarted,
  });
}

/** G9: only once nobody may reopen the session: who is still needed must stay reachable. */
export function decideNoteErasure({ state, at }: Given, command: CommandOf<'NoteErasure'>): Decision {
  const { erased, sessionId } = command;
  const session = state.session();
  if (session?.earlier.some(({ id }) => id === sessionId))
    return happened({ type: 'EarlierErased', sessionId, erased });
  if (session?.head.id !== sessionId) return refuse('not-found', 'sessionId');
  if (!isClosed(session, at)) return refuse('wrong-phase');
  return happened({ type: 'PersonalErased', erased });
}

/** M7: the trail says who changed what everybody looks at. Of the session that is on. */
export function decideNoteMapFile({ state }: Given, { file, bytes }: CommandOf<'NoteMapFile'>): Decision {
  return state.session() === null ? refuse('not-found', 'file') : happened({ type: 'MapFileSet', file, bytes });
}

/** A run's rounds end with it: what comes later is an amendment (H7). */
function freezeOpenRounds(session: SessionState): Fact[] {
  return session.rounds
    .filter((round) => round.frozenAt === null)
    .map((round): Fact => ({ type: 'RoundFrozen', roundId: round.id }));
}

export function decideAddPoint({ state }: Given, { point }: CommandOf<'AddPoint'>): Decision {
  if (!state.session()) return refuse('not-found');
  if (rosterPoint(state, point.id)) return refuse('conflict', 'line.id');
  if (secondHost(state, [point])) return refuse('conflict', 'line.kind');
  return happened({ type: 'PointAdded', point });
}

export function decideEditPoint({ state }: Given, { point }: CommandOf<'EditPoint'>): Decision {
  if (!rosterPoint(state, point.id)) return refuse('not-found', 'line.id');
  if (secondHost(state, [point])) return refuse('conflict', 'line.kind');
  return happened({ type: 'PointEdited', point });
}

export function decideRetirePoint(given: Given, { pointId }: CommandOf<'RetirePoint'>): Decision {
  const point = rosterPoint(given.state, pointId);
  return point ? happened(...retire(given, [point])) : refuse('not-found', 'pointId');
}

export function decideImport(given: Given, command: CommandOf<'ImportRoster'>): Decision {
  const { state } = given;
  if (!state.session()) return refuse('not-found');
  const imported = new Set(command.points.map((point) => point.id));
  if (imported.size !== command.points.length) return refuse('roster-invalid', 'lines');
  const made: Fact[] = [];
  for (const point of command.points) {
    const held = rosterPoint(state, point.id);
    if (!held) made.push({ type: 'PointAdded', point });
    else if (!samePoint(held.point, point)) made.push({ type: 'PointEdited', point });
  }
  const missing = command.retireMissing
    ? [...state.points()].filter((point) => !point.retired && !imported.has(point.point.id))
    : [];
  made.push(...retire(given, missing));
  const retired = new Set(missing.map((point) => point.point.id));
  if (secondHost(state, command.points, retired)) return refuse('roster-invalid', 'lines');
  return made.length === 0 ? NOTHING : happened(...made);
}

/** Their incidents end with them; their devices are put out, so that nobody reports for a point that is not there. */
function retire({ state, policy }: Given, points: readonly PointState[]): Fact[] {
  const made: Fact[] = [];
  const closed: Incident[] = [];
  for (const { point, deviceIds } of points) {
    made.push(...leaveFloor(state, point.id), { type: 'PointRetired', pointId: point.id });
    for (const cause of INCIDENT_CAUSES) {
      const incident = state.openIncident(point.id, cause);
      if (!incident) continue;
      closed.push(incident);
      made.push({ type: 'IncidentResolved', incidentId: incident.id, resolution: 'point-retired' });
    }
    for (const deviceId of deviceIds) made.push({ type: 'DeviceRevoked', deviceId });
  }
  return [...made, ...leaving(state, closed, policy)];
}

/** Exactly one point broadcasts. */
function secondHost(state: StateReader, points: readonly Point[], retired: ReadonlySet<string> = new Set()): boolean {
  const hosts = new Set(points.filter((point) => point.kind === 'host').map((point) => point.id));
  if (hosts.size === 0) return false;
  const replaced = new Set(points.map((point) => point.id));
  for (const { point, retired: gone } of state.points()) {
    if (!gone && point.kind === 'host' && !replaced.has(point.id) && !retired.has(point.id)) hosts.add(point.id);
  }
  return hosts.size > 1;
}

/** Equal in everything but the contact's own id, which is compared by value before it comes here. */
function samePoint(a: Point, b: Point): boolean {
  return (Object.keys(b) as (keyof Point)[]).every((key) => a[key] === b[key]);
}
