import { EMPTY_FLOOR } from '@hub/shared/model/floor.ts';
import type { LinkReason } from '@hub/shared/model/link.ts';
import type { Point } from '@hub/shared/model/point.ts';
import { unreachable } from '@hub/shared/lib/assert.ts';
import type { Fact, RecordedFact } from './events.ts';
import { changeEvidence, changeIncident, changePoint, changeSession, sessionOf } from './change-state.ts';
import { foldFloor } from './evolve-floor.ts';
import { freezeRound, keepReminder, keepReport, openRound, unfreezeRound } from './evolve-headcount.ts';
import { assignPoints, keepHandover, markRead } from './evolve-assign.ts';
import { createSession, markErased } from './evolve-session.ts';
import {
  joinCommonCause,
  leaveCommonCause,
  noteIncident,
  openCommonCause,
  openHubIncident,
  openIncident,
  resolveIncident,
  returnCause,
} from './evolve-incident.ts';
import {
  keepInstruction,
  keepMessage,
  keepResend,
  keepThreadRead,
  markReading,
  NO_THREAD,
} from './evolve-instruction.ts';
import { DEFAULT_POLICY } from './policy.ts';
import type { Connection, Evidence, Farewell, Gone, PointState, StateWriter } from './state.ts';

/** Folds one fact into the state. Pure but for the writer: the same facts in the same order give the same state (G2). */
export function evolve(state: StateWriter, recorded: Pick<RecordedFact, 'at' | 'fact'>): void {
  const { fact, at } = recorded;
  switch (fact.type) {
    case 'SessionCreated':
      return createSession(state, fact.head, at);
    case 'SessionEdited':
      return changeSession(state, () => ({ head: fact.head }));
    case 'PhaseEntered':
      changeSession(state, (session) => ({
        phase: fact.phase,
        phaseSince: at,
        run: fact.run,
        runStartedAt: fact.runStarted ? at : session.runStartedAt,
        prep: session.prep + 1,
        // A figure of the run (S2); numbers of incidents go on, so that none is given twice.
        incidentsClosed: fact.runStarted ? 0 : session.incidentsClosed,
        floor: fact.runStarted ? EMPTY_FLOOR : session.floor,
      }));
      // The history strip is the run's own (S2); the state it begins with is carried over.
      if (fact.runStarted) for (const point of [...state.points()]) state.setPoint({ ...point, history: [point.link] });
      return;
    case 'PersonalErased':
      // What goes is all there is, of the sessions before too.
      changeSession(state, ({ earlier }) => ({
        personalErasedAt: at,
        earlier: earlier.map((one) => ({ ...one, personalErasedAt: one.personalErasedAt ?? at })),
      }));
      return;
    case 'EarlierErased':
      return markErased(state, fact.sessionId, at);
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
      return movePen(state, fact, at);
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
        const { connectionId, deviceId, admitted, node } = fact;
        const arrives = admitted && !isPresent(evidence);
        return {
          connections: [
            ...evidence.connections,
            {
              connectionId,
              deviceId,
              ...(node !== undefined && { node }),
              since: at,
              admitted,
              hidden: false,
              hiddenSince: null,
            },
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
    case 'PointsAssigned':
      return assignPoints(state, fact);
    case 'HandoverLeft':
      return keepHandover(state, fact, at);
    case 'HandoverRead':
      return markRead(state, fact, at);
    case 'WordGiven':
      return changeEvidence(state, fact.pointId, () => ({
        word: { seesAndHears: fact.seesAndHears, run: fact.run },
      }));
    case 'ItemChecked':
      return changePoint(state, fact.pointId, ({ checklist }) => {
        const held = checklist?.prep === fact.prep ? checklist.checks : {};
        return { checklist: { prep: fact.prep, checks: { ...held, [fact.item]: fact.state } } };
      });
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
      return changeSession(state, () => ({ mediaFeed: fact.feed, mediaIngress: fact.ingress }));
    case 'MediaMuted':
      // What came of it is seen by the witnesses.
      return;
    case 'NodeForgotten':
      // Who belongs to the cluster stands beside the log.
      return;
    case 'PublishingRestarted':
      return changePoint(state, fact.pointId, ({ restarts = 0 }) => ({ restarts: restarts + 1 }));
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
    case 'NodeLost':
      for (const { point, evidence } of [...state.points()]) {
        const ended = evidence.connections.filter(({ node }) => node === fact.node);
        if (ended.length === 0) continue;
        seen(state, ended, at);
        changeEvidence(state, point.id, (held) => {
          const connections = held.connections.filter(({ node }) => node !== fact.node);
          const hidden = ended.some((connection) => connection.admitted && connection.hidden);
          return withoutPresence(held, connections, { how: 'node-lost', at, hidden });
        });
      }
      return;
    case 'LinkChanged':
      return changePoint(state, fact.pointId, (point) => ({
        link: fact.link,
        history: [...point.history, fact.link].slice(-DEFAULT_POLICY.historyLength),
      }));
    case 'RoundOpened':
      return openRound(state, fact, at);
    case 'RoundFrozen':
      return freezeRound(state, fact.roundId, at);
    case 'RoundUnfrozen':
      return unfreezeRound(state, fact.roundId);
    case 'PointsReminded':
      return keepReminder(state, fact, at);
    case 'HeadcountReported':
      return keepReport(state, fact, at);
    case 'InstructionSent':
      return keepInstruction(state, fact, at);
    case 'InstructionResent':
      return keepResend(state, fact, at);
    case 'InstructionDelivered':
      return markReading(state, fact, 'delivered', at);
    case 'InstructionSeen':
      return markReading(state, fact, 'seen', at);
    case 'InstructionConfirmed':
      return markReading(state, { ...fact, pointIds: [fact.pointId] }, 'confirmed', at, fact.byId);
    case 'MessageSent':
      return keepMessage(state, fact, at);
    case 'ThreadRead':
      return keepThreadRead(state, fact);
    // Stands in the trail; the file is no part of the state.
    case 'MapFileSet':
      return;
    case 'CannedTextsSet':
      return changeSession(state, () => ({ cannedTextsId: fact.textsId }));
    case 'FloorRequested':
    case 'FloorWithdrawn':
    case 'TurnMoved':
    case 'CalledToStandby':
    case 'CheckRepeated':
    case 'FloorGiven':
    case 'TurnLimited':
    case 'TurnEnded':
    case 'TurnSkipped':
    case 'TurnReturned':
      return changeSession(state, ({ floor }) => ({ floor: foldFloor(floor, fact, at) }));
    case 'IncidentOpened':
      return openIncident(state, fact, at);
    case 'HubIncidentOpened':
      return openHubIncident(state, fact);
    case 'CommonCauseOpened':
      return openCommonCause(state, fact, at);
    case 'CommonCauseJoined':
      return joinCommonCause(state, fact);
    case 'CommonCauseLeft':
      return leaveCommonCause(state, fact);
    case 'IncidentCauseCleared':
      return changeIncident(state, fact.incidentId, (incident) => ({ ...incident, absentSince: at }));
    case 'IncidentCauseReturned':
      return returnCause(state, fact.incidentId);
    case 'IncidentAcknowledged':
      return changeIncident(state, fact.incidentId, (incident) => ({
        ...incident,
        status: 'acknowledged',
        ownerId: fact.ownerId,
        acknowledgedAt: at,
      }));
    case 'IncidentEscalated':
      return changeIncident(state, fact.incidentId, (incident) => ({ ...incident, escalatedAt: at }));
    case 'IncidentNoted':
      return noteIncident(state, fact, at);
    case 'IncidentExplained':
      return changeIncident(state, fact.incidentId, (incident) => ({
        ...incident,
        finding: { what: fact.finding, textId: fact.textId },
      }));
    case 'IncidentResolved':
      return resolveIncident(state, fact, at);
    case 'PointMuted':
      return changePoint(state, fact.pointId, () => ({ mutedUntil: fact.until }));
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
    readings: [],
    thread: NO_THREAD,
    impairedNoted: 0,
    penTaken: [],
    mutedUntil: null,
    cardId: null,
    cardCodeId: null,
  };
}

const WAITED_FOR: ReadonlySet<LinkReason> = new Set(['reconnecting', 'hub-restarted', 'node-lost']);

/**
 * Points that a restart makes unknown: present ones, and those that were given time to come back, because a hub that was
 * down could not hear them (L5, L9).
 */
function wasHeardOf(point: PointState): boolean {
  if (point.retired) return false;
  const waiting = point.link.reasons.some((reason) => WAITED_FOR.has(reason));
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

function movePen(state: StateWriter, fact: Extract<Fact, { type: 'PenMoved' }>, at: number): void {
  const previous = state.point(fact.pointId)?.penDeviceId;
  const former = previous ? state.device(previous) : undefined;
  if (former && former.id !== fact.deviceId) state.setDevice({ ...former, standing: 'assistant' });
  const device = state.device(fact.deviceId);
  if (device) state.setDevice({ ...device, standing: 'pen', fences: [...device.fences, fact.fence] });
  const isTaken = previous !== null && previous !== undefined && previous !== fact.deviceId;
  changePoint(state, fact.pointId, ({ penTaken }) => ({
    fence: fact.fence,
    penDeviceId: fact.deviceId,
    penTaken: isTaken ? [...penTaken, at].slice(-DEFAULT_POLICY.penTakenMax) : penTaken,
  }));
}
