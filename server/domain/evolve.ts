import type { Incident } from '@hub/shared/model/incident.ts';
import type { PointId, RoundId } from '@hub/shared/model/ids.ts';
import type { Point } from '@hub/shared/model/point.ts';
import { unreachable } from '@hub/shared/lib/assert.ts';
import type { Fact, RecordedFact } from './events.ts';
import { DEFAULT_POLICY } from './policy.ts';
import type {
  Connection,
  Evidence,
  Farewell,
  Gone,
  PointRound,
  PointState,
  Revision,
  SessionState,
  StateWriter,
} from './state.ts';

/** Folds one fact into the state. Pure but for the writer: the same facts in the same order give the same state (G2). */
export function evolve(state: StateWriter, recorded: Pick<RecordedFact, 'at' | 'fact'>): void {
  const { fact, at } = recorded;
  switch (fact.type) {
    case 'SessionCreated':
      return state.setSession({
        head: fact.head,
        phase: 'planned',
        phaseSince: at,
        run: 0,
        runStartedAt: null,
        rounds: [],
        frozenRosters: [],
        rosterVersion: 0,
        nextIndex: 0,
        incidentCount: 0,
        incidentsClosed: 0,
        mediaFeed: 'live',
        personalErasedAt: null,
      });
    case 'SessionEdited':
      return changeSession(state, () => ({ head: fact.head }));
    case 'PhaseEntered':
      changeSession(state, (session) => ({
        phase: fact.phase,
        phaseSince: at,
        run: fact.run,
        runStartedAt: fact.runStarted ? at : session.runStartedAt,
        // A figure of the run (S2); numbers of incidents go on, so that none is given twice.
        incidentsClosed: fact.runStarted ? 0 : session.incidentsClosed,
      }));
      // The history strip is the run's own (S2); the state it begins with is carried over.
      if (fact.runStarted) for (const point of [...state.points()]) state.setPoint({ ...point, history: [point.link] });
      return;
    case 'PersonalErased':
      return changeSession(state, () => ({ personalErasedAt: at }));
    case 'PointAdded': {
      const session = sessionOf(state);
      const held = state.point(fact.point.id);
      state.setPoint(
        held ? { ...held, point: fact.point, retired: false } : newPoint(fact.point, session.nextIndex, at),
      );
      return changeSession(state, () => ({
        nextIndex: held ? session.nextIndex : session.nextIndex + 1,
        rosterVersion: session.rosterVersion + 1,
      }));
    }
    case 'PointEdited':
      changePoint(state, fact.point.id, () => ({ point: fact.point }));
      return changeSession(state, (session) => ({ rosterVersion: session.rosterVersion + 1 }));
    case 'PointRetired':
      // Retiring lets it go: brought back, it is neither there nor lost.
      changePoint(state, fact.pointId, ({ evidence }) => ({
        retired: true,
        evidence: { ...NO_EVIDENCE, gone: wasSeen(evidence) ? { how: 'released', at, hidden: false } : null },
      }));
      return changeSession(state, (session) => ({ rosterVersion: session.rosterVersion + 1 }));
    case 'GrantMinted': {
      const { pointId, grantId } = fact;
      if (fact.kind === 'card' && pointId) {
        changePoint(state, pointId, () => ({ cardId: grantId, cardCodeId: null }));
      }
      return state.setGrant({
        id: fact.grantId,
        kind: fact.kind,
        role: fact.role,
        pointId: fact.pointId,
        hash: fact.hash,
        labelId: fact.labelId,
        mintedAt: at,
        expiresAt: fact.expiresAt,
        claimedAt: null,
        revokedAt: null,
        isDistrusted: false,
      });
    }
    case 'CardPrinted':
      return changePoint(state, fact.pointId, () => ({ cardCodeId: fact.codeId }));
    case 'GrantRevoked': {
      const grant = state.grant(fact.grantId);
      if (grant) state.setGrant({ ...grant, revokedAt: at });
      return;
    }
    case 'DeviceClaimed': {
      const grant = state.grant(fact.grantId);
      if (grant) state.setGrant({ ...grant, claimedAt: grant.claimedAt ?? at });
      state.setDevice({
        id: fact.deviceId,
        role: fact.role,
        pointId: fact.pointId,
        grantId: fact.grantId,
        keyHash: fact.keyHash,
        labelId: fact.labelId,
        claimedAt: at,
        lastSeenAt: null,
        revokedAt: null,
        standing: fact.standing,
        fences: [],
        lastSeq: 0,
      });
      if (fact.pointId) {
        changePoint(state, fact.pointId, (point) => ({ deviceIds: [...point.deviceIds, fact.deviceId] }));
      }
      return;
    }
    case 'DeviceAdmitted':
      return admit(state, fact, at);
    case 'PenMoved':
      return movePen(state, fact);
    case 'DeviceRevoked': {
      const device = state.device(fact.deviceId);
      if (!device) return;
      state.setDevice({ ...device, revokedAt: at });
      const grant = state.grant(device.grantId);
      // With a retired point all its devices go, which says nothing against its card.
      const isRetired = device.pointId !== null && state.point(device.pointId)?.retired === true;
      if (grant && !isRetired) state.setGrant({ ...grant, isDistrusted: true });
      if (device.pointId) {
        changePoint(state, device.pointId, (point) => ({
          deviceIds: point.deviceIds.filter((id) => id !== device.id),
          penDeviceId: point.penDeviceId === device.id ? null : point.penDeviceId,
        }));
      }
      return;
    }
    case 'ConnectionOpened':
      seen(state, [fact], at);
      return changeEvidence(state, fact.pointId, (evidence) => {
        const { connectionId, deviceId, admitted } = fact;
        const arrives = admitted && !isPresent(evidence);
        return {
          connections: [
            ...evidence.connections,
            { connectionId, deviceId, since: at, admitted, hidden: false, hiddenSince: null },
          ],
          arrivedAt: arrives ? at : evidence.arrivedAt,
          gone: admitted ? null : evidence.gone,
        };
      });
    case 'ConnectionClosed': {
      const ended = state
        .point(fact.pointId)
        ?.evidence.connections.filter((one) => one.connectionId === fact.connectionId);
      seen(state, ended ?? [], at);
      return changeEvidence(state, fact.pointId, (evidence) => {
        const closing = evidence.connections.find((connection) => connection.connectionId === fact.connectionId);
        const connections = evidence.connections.filter((connection) => connection !== closing);
        const gone = closing?.admitted ? { how: fact.how, at, hidden: wentHidden(closing, fact.how, at) } : null;
        return withoutPresence(evidence, connections, gone);
      });
    }
    case 'PageHidden':
      return changeEvidence(state, fact.pointId, (evidence) => ({
        connections: evidence.connections.map((connection) =>
          connection.connectionId === fact.connectionId
            ? { ...connection, hidden: fact.hidden, hiddenSince: fact.hidden ? at : null }
            : connection,
        ),
      }));
    case 'PointReleased':
      return changeEvidence(state, fact.pointId, () => ({ gone: { how: 'released', at, hidden: false } }));
    case 'WordGiven':
      return changeEvidence(state, fact.pointId, () => ({
        word: { seesAndHears: fact.seesAndHears, run: fact.run },
      }));
    case 'FaultReported':
      return changeEvidence(state, fact.pointId, (evidence) => ({
        faults: [...evidence.faults.filter(({ fault }) => fault !== fact.fault), { fault: fact.fault, at }],
      }));
    case 'FaultCleared':
      return changeEvidence(state, fact.pointId, (evidence) => ({
        faults: evidence.faults.filter(({ fault }) => fault !== fact.fault),
      }));
    case 'MediaObserved':
      return changeEvidence(state, fact.pointId, () => ({ media: fact.media }));
    case 'MediaFeedChanged':
      return changeSession(state, () => ({ mediaFeed: fact.feed }));
    case 'HubRestarted':
      for (const point of [...state.points()]) {
        seen(state, point.evidence.connections, at);
        if (!wasHeardOf(point)) {
          // No socket outlives the hub: one that waited to be admitted must not become presence later.
          if (point.evidence.connections.length > 0) changeEvidence(state, point.point.id, () => ({ connections: [] }));
          continue;
        }
        changeEvidence(state, point.point.id, (evidence) => {
          const hidden = isPresent(evidence)
            ? evidence.connections.some((connection) => connection.admitted && connection.hidden)
            : (evidence.gone?.hidden ?? false);
          return { connections: [], arrivedAt: null, gone: { how: 'hub-restarted', at, hidden } };
        });
      }
      return;
    case 'LinkChanged':
      return changePoint(state, fact.pointId, (point) => ({
        link: fact.link,
        history: [...point.history, fact.link].slice(-DEFAULT_POLICY.historyLength),
      }));
    case 'RoundOpened':
      return changeSession(state, (session) => ({
        rounds: [
          ...session.rounds,
          {
            id: fact.roundId,
            kind: fact.kind,
            name: fact.name,
            number: fact.number,
            run: fact.run,
            openedAt: at,
            deadlineAt: fact.deadlineAt,
            frozenAt: null,
          },
        ],
      }));
    case 'RoundFrozen':
      return changeSession(state, (session) => ({
        rounds: session.rounds.map((round) => (round.id === fact.roundId ? { ...round, frozenAt: at } : round)),
        frozenRosters: [...session.frozenRosters, { roundId: fact.roundId, summoned: summonedNow(state) }],
      }));
    case 'RoundUnfrozen':
      return unfreeze(state, fact.roundId);
    case 'HeadcountReported':
      return report(state, fact, at);
    case 'IncidentOpened':
      state.setIncident({
        id: fact.incidentId,
        number: fact.number,
        pointId: fact.pointId,
        cause: fact.cause,
        openedAt: at,
        absentSince: null,
        recurrences: 0,
        status: 'open',
      });
      return changeSession(state, () => ({ incidentCount: fact.number }));
    case 'IncidentCauseCleared':
      return changeIncident(state, fact.incidentId, (incident) => ({ ...incident, absentSince: at }));
    case 'IncidentCauseReturned':
      return changeIncident(state, fact.incidentId, (incident) => ({
        ...incident,
        absentSince: null,
        recurrences: incident.recurrences + 1,
      }));
    case 'IncidentAcknowledged':
      return changeIncident(state, fact.incidentId, (incident) => ({
        ...incident,
        status: 'acknowledged',
        ownerId: fact.ownerId,
        acknowledgedAt: at,
      }));
    case 'IncidentResolved':
      changeIncident(state, fact.incidentId, (incident) => ({
        id: incident.id,
        number: incident.number,
        pointId: incident.pointId,
        cause: incident.cause,
        openedAt: incident.openedAt,
        absentSince: incident.absentSince,
        recurrences: incident.recurrences,
        status: 'resolved',
        ownerId: incident.status === 'acknowledged' ? incident.ownerId : null,
        resolvedAt: at,
        resolution: fact.resolution,
      }));
      return changeSession(state, (session) => ({ incidentsClosed: session.incidentsClosed + 1 }));
    default:
      return unreachable(fact);
  }
}

export const NO_EVIDENCE: Evidence = {
  connections: [],
  arrivedAt: null,
  gone: null,
  word: null,
  faults: [],
  media: { status: 'none' },
};

function newPoint(point: Point, index: number, at: number): PointState {
  const link = { state: 'absent', reasons: [], since: at } as const;
  return {
    point,
    index,
    retired: false,
    evidence: NO_EVIDENCE,
    link,
    history: [link],
    fence: 0,
    penDeviceId: null,
    deviceIds: [],
    rounds: [],
    cardId: null,
    cardCodeId: null,
  };
}

/**
 * Points that a restart makes unknown: present ones, and those that were given time to come back, because a hub that was
 * down could not hear them (L5, L9).
 */
function wasHeardOf(point: PointState): boolean {
  if (point.retired) return false;
  const waiting = point.link.reasons.includes('reconnecting') || point.link.reasons.includes('hub-restarted');
  return isPresent(point.evidence) || (waiting && point.evidence.gone !== null);
}

function isPresent(evidence: Evidence): boolean {
  return evidence.connections.some((connection) => connection.admitted);
}

function wasSeen(evidence: Evidence): boolean {
  return isPresent(evidence) || evidence.gone !== null || evidence.media.status !== 'none';
}

/**
 * L12, L13: whether a connection ended while its page was hidden. Closing a page hides it first, so a close right after
 * that is a bare close.
 */
function wentHidden({ hidden, hiddenSince }: Connection, how: Farewell, at: number): boolean {
  return hidden && (how !== 'closed' || at - (hiddenSince ?? at) >= DEFAULT_POLICY.closingMs);
}

function seen(state: StateWriter, connections: readonly Pick<Connection, 'deviceId'>[], at: number): void {
  for (const { deviceId } of connections) {
    const device = state.device(deviceId);
    if (device) state.setDevice({ ...device, lastSeenAt: at });
  }
}

/** After connections went: presence ends only with the last admitted one, and then how it ended is remembered. */
function withoutPresence(
  evidence: Evidence,
  connections: Evidence['connections'],
  gone: Gone | null,
): Partial<Evidence> {
  const ended = isPresent(evidence) && !connections.some((connection) => connection.admitted);
  return ended ? { connections, arrivedAt: null, gone: gone ?? evidence.gone } : { connections };
}

function admit(state: StateWriter, fact: Extract<Fact, { type: 'DeviceAdmitted' }>, at: number): void {
  const device = state.device(fact.deviceId);
  if (!device) return;
  state.setDevice({ ...device, standing: fact.standing });
  if (!device.pointId) return;
  changeEvidence(state, device.pointId, (evidence) => {
    if (!evidence.connections.some((connection) => connection.deviceId === device.id)) return {};
    return {
      connections: evidence.connections.map((connection) =>
        connection.deviceId === device.id ? { ...connection, admitted: true } : connection,
      ),
      arrivedAt: evidence.arrivedAt ?? at,
      gone: null,
    };
  });
}

function movePen(state: StateWriter, fact: Extract<Fact, { type: 'PenMoved' }>): void {
  const previous = state.point(fact.pointId)?.penDeviceId;
  const former = previous ? state.device(previous) : undefined;
  if (former && former.id !== fact.deviceId) state.setDevice({ ...former, standing: 'assistant' });
  const device = state.device(fact.deviceId);
  if (device) state.setDevice({ ...device, standing: 'pen', fences: [...device.fences, fact.fence] });
  changePoint(state, fact.pointId, () => ({ fence: fact.fence, penDeviceId: fact.deviceId }));
}

function report(state: StateWriter, fact: Extract<Fact, { type: 'HeadcountReported' }>, at: number): void {
  const { count, summoned, reason, noteId, deviceId, role, onBehalf, fence, seq, counts, amendment } = fact;
  const revision: Revision = {
    ...count,
    at,
    summoned,
    reason,
    noteId,
    deviceId,
    role,
    onBehalf,
    fence,
    seq,
    counts,
    amendment,
  };
  changePoint(state, fact.pointId, (point) => {
    const held: PointRound = point.rounds.find((round) => round.roundId === fact.roundId) ?? {
      roundId: fact.roundId,
      revisions: [],
      counted: -1,
      amended: -1,
    };
    const position = held.revisions.length;
    const changed: PointRound = {
      roundId: fact.roundId,
      revisions: [...held.revisions, revision],
      counted: counts && !amendment ? position : held.counted,
      amended: counts && amendment ? position : held.amended,
    };
    const others = point.rounds.filter((round) => round.roundId !== fact.roundId);
    return { rounds: [...others, changed] };
  });
  const device = state.device(deviceId);
  if (device && !onBehalf && seq > device.lastSeq) state.setDevice({ ...device, lastSeq: seq });
}

function summonedNow(state: StateWriter): Readonly<Record<string, number>> {
  const summoned: Record<string, number> = {};
  for (const { point, retired } of state.points()) if (!retired) summoned[point.id] = point.summoned;
  return summoned;
}

/** H12: what came while the round stood frozen by a slip counts as if it had not been; the log keeps both words. */
function unfreeze(state: StateWriter, roundId: RoundId): void {
  changeSession(state, (session) => ({
    rounds: session.rounds.map((round) => (round.id === roundId ? { ...round, frozenAt: null } : round)),
    frozenRosters: session.frozenRosters.filter((frozen) => frozen.roundId !== roundId),
  }));
  for (const point of [...state.points()]) {
    const held = point.rounds.find((round) => round.roundId === roundId);
    if (!held?.revisions.some(({ amendment }) => amendment)) continue;
    const regular: PointRound = {
      roundId,
      revisions: held.revisions.map((revision) => ({ ...revision, amendment: false })),
      counted: held.amended === -1 ? held.counted : held.amended,
      amended: -1,
    };
    state.setPoint({ ...point, rounds: point.rounds.map((round) => (round.roundId === roundId ? regular : round)) });
  }
}

function sessionOf(state: StateWriter): SessionState {
  const session = state.session();
  if (!session) throw new Error('a fact came before its session');
  return session;
}

function changeSession(state: StateWriter, change: (session: SessionState) => Partial<SessionState>): void {
  const session = sessionOf(state);
  state.setSession({ ...session, ...change(session) });
}

function changePoint(state: StateWriter, id: PointId, change: (point: PointState) => Partial<PointState>): void {
  const point = state.point(id);
  if (!point) throw new Error(`a fact names a point that was never added: ${id}`);
  state.setPoint({ ...point, ...change(point) });
}

function changeEvidence(state: StateWriter, id: PointId, change: (evidence: Evidence) => Partial<Evidence>): void {
  changePoint(state, id, (point) => ({ evidence: { ...point.evidence, ...change(point.evidence) } }));
}

function changeIncident(state: StateWriter, id: Incident['id'], change: (incident: Incident) => Incident): void {
  const incident = state.incident(id);
  if (incident) state.setIncident(change(incident));
}
