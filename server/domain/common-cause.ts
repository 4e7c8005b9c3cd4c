import type { Incident, SharedBy } from '@hub/shared/model/incident.ts';
import { groupSubject, subjectOf } from '@hub/shared/model/incident.ts';
import type { IncidentId } from '@hub/shared/model/ids.ts';
import { happened, nextIncident, NOTHING } from './decision.ts';
import type { Decision, Given } from './decision.ts';
import type { Fact } from './events.ts';
import type { Policy } from './policy.ts';
import type { PointState, StateReader } from './state.ts';

/** A point that is lost, with its own incident, and in no common cause yet. */
interface Loss {
  readonly id: IncidentId;
  readonly at: number;
  readonly point: PointState;
}

interface Burst {
  readonly by: SharedBy;
  readonly name: string;
  readonly losses: readonly Loss[];
}

const SHARED_BY = ['carrier', 'area'] as const;

/**
 * I4: points that were lost together fold into one incident, those lost soon after join it, and one that too few are left
 * of comes apart.
 */
export function decideReviewCommonCause({ state, policy }: Given): Decision {
  const made: Fact[] = [];
  const alone: Loss[] = [];
  const common = new Map<string, Incident>();
  for (const incident of state.openIncidents()) {
    if (incident.group) {
      const apart = splitting(state, incident, incident.group.memberIds, policy);
      if (apart.length === 0) common.set(subjectOf(incident), incident);
      made.push(...apart);
    } else {
      const loss = lossOf(state, incident);
      if (loss) alone.push(loss);
    }
  }
  alone.sort((a, b) => a.at - b.at);
  const joined = joiners(common, alone, policy);
  made.push(...joined.facts);
  let left = alone.filter(({ id }) => !joined.ids.has(id));
  if (left.length < policy.commonMin) return made.length > 0 ? happened(...made) : NOTHING;
  const connected = connectedCounts(state);
  let opened = 0;
  for (;;) {
    const burst = largestBurst(left, connected, policy);
    if (!burst) break;
    const { by, name, losses } = burst;
    const memberIds = losses.map(({ id }) => id);
    const latestLossAt = losses.reduce((last, { at }) => Math.max(last, at), 0);
    const open = common.get(groupSubject(by, name));
    if (open) made.push({ type: 'CommonCauseJoined', incidentId: open.id, memberIds, latestLossAt });
    else {
      made.push({ type: 'CommonCauseOpened', ...nextIncident(state, opened++), by, name, memberIds, latestLossAt });
    }
    const taken = new Set(memberIds);
    left = left.filter(({ id }) => !taken.has(id));
  }
  return made.length > 0 ? happened(...made) : NOTHING;
}

/** What follows for a common cause when these of its members are closed, or taken out of it. */
export function leavingFacts(
  state: StateReader,
  common: Incident,
  leaving: readonly IncidentId[],
  policy: Policy,
): Fact[] {
  const gone = new Set(leaving);
  const stay = (common.group?.memberIds ?? []).filter((id) => !gone.has(id));
  const left: Fact = { type: 'CommonCauseLeft', incidentId: common.id, memberIds: leaving };
  if (stay.length === 0) {
    return [left, { type: 'IncidentResolved', incidentId: common.id, resolution: 'cleared' }];
  }
  return [left, ...splitting(state, common, stay, policy)];
}

/** Fewer than make a common cause, and one of them still lost: each stands by itself again. */
function splitting(state: StateReader, common: Incident, stay: readonly IncidentId[], policy: Policy): Fact[] {
  const isLost = (id: IncidentId): boolean => state.incident(id)?.absentSince === null;
  if (stay.length >= policy.commonMin || !stay.some(isLost)) return [];
  return [
    { type: 'CommonCauseLeft', incidentId: common.id, memberIds: stay },
    { type: 'IncidentResolved', incidentId: common.id, resolution: 'split' },
  ];
}

function lossOf(state: StateReader, { id, cause, pointId, foldedInto, absentSince }: Incident): Loss | null {
  if (cause !== 'link-lost' || pointId === null || foldedInto !== null || absentSince !== null) return null;
  const point = state.point(pointId);
  return point?.link.state === 'lost' ? { id, at: point.link.since, point } : null;
}

/** Those whose carrier or area has a common cause that was still growing when they were lost. */
function joiners(
  common: ReadonlyMap<string, Incident>,
  alone: readonly Loss[],
  policy: Policy,
): { readonly facts: readonly Fact[]; readonly ids: ReadonlySet<IncidentId> } {
  const joining = new Map<IncidentId, { readonly losses: Loss[]; latestLossAt: number }>();
  const ids = new Set<IncidentId>();
  for (const loss of common.size === 0 ? [] : alone) {
    for (const by of SHARED_BY) {
      const open = common.get(groupSubject(by, loss.point.point[by]));
      if (!open?.group) continue;
      const held = joining.get(open.id) ?? { losses: [], latestLossAt: open.group.latestLossAt };
      if (Math.abs(loss.at - held.latestLossAt) > policy.commonWindowMs) continue;
      held.losses.push(loss);
      held.latestLossAt = Math.max(held.latestLossAt, loss.at);
      joining.set(open.id, held);
      ids.add(loss.id);
      break;
    }
  }
  const facts = [...joining].map(([incidentId, { losses, latestLossAt }]): Fact => ({
    type: 'CommonCauseJoined',
    incidentId,
    memberIds: losses.map(({ id }) => id),
    latestLossAt,
  }));
  return { facts, ids };
}

/** By carrier and area: points that are there, in whatever state. */
function connectedCounts(state: StateReader): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { point, retired, link } of state.points()) {
    if (retired || link.state === 'absent' || link.state === 'left' || link.state === 'lost') continue;
    for (const by of SHARED_BY) {
      const subject = groupSubject(by, point[by]);
      counts.set(subject, (counts.get(subject) ?? 0) + 1);
    }
  }
  return counts;
}

/** The most points that the rule lets fold; of as many, those that are the larger share. */
function largestBurst(
  alone: readonly Loss[],
  connected: ReadonlyMap<string, number>,
  policy: Policy,
): Burst | undefined {
  let best: (Burst & { readonly share: number }) | undefined;
  for (const by of SHARED_BY) {
    const named = new Map<string, Loss[]>();
    for (const loss of alone) {
      const name = loss.point.point[by];
      if (name === '') continue;
      const losses = named.get(name);
      if (losses) losses.push(loss);
      else named.set(name, [loss]);
    }
    for (const [name, all] of named) {
      if (all.length < Math.max(policy.commonMin, best?.losses.length ?? 0)) continue;
      const losses = within(all, policy.commonWindowMs);
      const share = losses.length / (losses.length + (connected.get(groupSubject(by, name)) ?? 0));
      if (losses.length < policy.commonMin || share < policy.commonShare) continue;
      const isMore = !best || losses.length > best.losses.length;
      if (isMore || (losses.length === best?.losses.length && share > best.share)) best = { by, name, losses, share };
    }
  }
  return best;
}

/** The most that lie within the window, of losses in order of time. */
function within(losses: readonly Loss[], windowMs: number): readonly Loss[] {
  let from = 0;
  let to = 0;
  let start = 0;
  for (let end = 0; end < losses.length; end++) {
    while ((losses[end]?.at ?? 0) - (losses[start]?.at ?? 0) > windowMs) start++;
    if (end + 1 - start > to - from) [from, to] = [start, end + 1];
  }
  return losses.slice(from, to);
}
