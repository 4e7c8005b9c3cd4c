import type { PointId } from '@hub/shared/model/ids.ts';
import type { LinkReason, LinkStatus } from '@hub/shared/model/link.ts';
import type { Command } from './commands.ts';
import type { Given } from './decision.ts';
import { causeCleared, causeHappened, causeSeen } from './decide-incident.ts';
import type { Fact } from './events.ts';
import { fuse } from './link-state.ts';
import type { Fused, LinkContext } from './link-state.ts';
import type { Policy } from './policy.ts';
import type { PointState, SessionState, StateReader } from './state.ts';

/** Which points' links a command and its facts may have changed. */
export function affectedPoints(state: StateReader, command: Command, facts: readonly Fact[]): Iterable<PointId> {
  const affected = new Set<PointId>();
  if (command.type === 'ReviewLink') affected.add(command.pointId);
  for (const fact of facts) {
    switch (fact.type) {
      case 'ConnectionOpened':
      case 'ConnectionClosed':
      case 'PageHidden':
      case 'PointReleased':
      case 'WordGiven':
      case 'FaultReported':
      case 'FaultCleared':
      case 'MediaObserved':
        affected.add(fact.pointId);
        break;
      case 'PointAdded':
      case 'PointEdited':
        affected.add(fact.point.id);
        break;
      case 'DeviceAdmitted': {
        const pointId = state.device(fact.deviceId)?.pointId;
        if (pointId) affected.add(pointId);
        break;
      }
      case 'SessionCreated':
      case 'PhaseEntered':
      case 'MediaFeedChanged':
      case 'HubRestarted':
      case 'NodeLost':
        for (const { point } of state.points()) affected.add(point.id);
        break;
      default:
        break;
    }
  }
  return affected;
}

/** The link transition of one point and the incident it opens or clears, given the state with all other facts folded in. */
export function settlePoint(given: Given, pointId: PointId): Fact[] {
  const { state, at } = given;
  const session = state.session();
  const point = state.point(pointId);
  if (!session || !point || point.retired) return [];
  const fused = fuseOf(point, session, given, at);
  if (sameWord(fused, point.link)) return tooLong(given, session, point, point.link);
  const since = fused.state === point.link.state ? point.link.since : at;
  const link: LinkStatus = { state: fused.state, reasons: fused.reasons, since };
  return [
    { type: 'LinkChanged', pointId, link },
    ...lossIncident(state, pointId, fused),
    ...flapping(given, point, link),
    ...tooLong(given, session, point, link),
  ];
}

/** L12: `lost` is an incident. What cannot be told (`unknown`) neither opens nor clears one. */
function lossIncident(state: StateReader, pointId: PointId, fused: Fused): Fact[] {
  if (fused.state === 'lost') return causeSeen(state, pointId, 'link-lost');
  if (fused.state === 'unknown') return [];
  return causeCleared(state, pointId, 'link-lost');
}

/** Gone and back, again and again: each time that is one too many begins the incident anew. */
function flapping({ state, at, policy }: Given, { point, history }: PointState, link: LinkStatus): Fact[] {
  // I3: where it was lost, that incident counts how often it came back.
  if (!isWaitedFor(link) || state.openIncident(point.id, 'link-lost')) return [];
  const before = history.filter((past) => isWaitedFor(past) && past.since > at - policy.flapWindowMs);
  return before.length + 1 < policy.flapsMax ? [] : causeHappened(state, point.id, 'flapping');
}

const isWaitedFor = ({ reasons }: LinkStatus): boolean => reasons.includes('reconnecting');

/** Trouble that nobody else speaks of: a fault that was reported has its own incident, and a locked telephone is none. */
const SPOKEN_FOR: ReadonlySet<LinkReason> = new Set(['asleep', 'reconnecting', 'not-confirmed']);

function isTrouble({ state, reasons }: LinkStatus, { evidence }: PointState, { phase }: SessionState): boolean {
  if (phase !== 'rehearsal' && phase !== 'live') return false;
  if (state !== 'impaired' || evidence.faults.length > 0) return false;
  return reasons.some((reason) => !SPOKEN_FOR.has(reason));
}

/** When a link that is not well becomes an incident; null: it is well, or is one already. */
export function impairedDueAt(
  point: PointState,
  link: LinkStatus,
  session: SessionState,
  policy: Policy,
): number | null {
  if (!isTrouble(link, point, session) || point.impairedNoted === link.since) return null;
  // Who was not ready before it began has that time from then on.
  return Math.max(link.since, session.phaseSince) + policy.impairedTooLongMs;
}

function tooLong({ state, at, policy }: Given, session: SessionState, point: PointState, link: LinkStatus): Fact[] {
  const pointId = point.point.id;
  if (!isTrouble(link, point, session)) return link.state === 'unknown' ? [] : causeCleared(state, pointId, 'impaired');
  // I3: while it is open, trouble that comes back is the same.
  if (state.openIncident(pointId, 'impaired')) return causeSeen(state, pointId, 'impaired');
  const dueAt = impairedDueAt(point, link, session, policy);
  return dueAt !== null && at >= dueAt ? causeSeen(state, pointId, 'impaired') : [];
}

export function contextOf(session: SessionState, mediaConfigured: boolean): LinkContext {
  const { mediaFeed, mediaIngress, run, runStartedAt } = session;
  return { mediaConfigured, mediaFeed, mediaIngress, run, runStartedAt };
}

export function fuseOf(
  point: PointState,
  session: SessionState,
  { policy, mediaConfigured }: { readonly policy: Policy; readonly mediaConfigured: boolean },
  now: number,
): Fused {
  return fuse({
    kind: point.point.linkKind,
    evidence: point.evidence,
    previous: point.link,
    context: contextOf(session, mediaConfigured),
    policy,
    now,
  });
}

/** Whether the fusion came to what the link says already. */
export function sameWord(fused: Fused, link: LinkStatus): boolean {
  return (
    fused.state === link.state &&
    fused.reasons.length === link.reasons.length &&
    fused.reasons.every((reason, i) => reason === link.reasons[i])
  );
}
