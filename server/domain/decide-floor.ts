import type { CheckProblem, Floor, PreCheck } from '@hub/shared/model/floor.ts';
import type { PointId, TurnId } from '@hub/shared/model/ids.ts';
import type { Vitals } from '@hub/shared/model/link.ts';
import { happened, NOTHING, refuse, rosterPoint } from './decision.ts';
import type { CommandOf, Decision, Given } from './decision.ts';
import type { Fact } from './events.ts';
import type { PointState, SessionState, StateReader } from './state.ts';

/** Only points that may speak; the host speaks without asking. */
export function decideRequestFloor({ state, actor }: Given, command: CommandOf<'RequestFloor'>): Decision {
  const { turnId, pointId } = command;
  if (actor.kind === 'system') return refuse('forbidden');
  if (actor.kind === 'operator' && actor.pointId !== pointId) return refuse('forbidden', 'pointId');
  if (state.device(actor.deviceId)?.revokedAt) return refuse('revoked');
  const session = running(state);
  if (!session) return refuse('wrong-phase');
  const point = rosterPoint(state, pointId);
  if (!point) return refuse('not-found', 'pointId');
  if (point.point.kind !== 'interactive') return refuse('forbidden', 'pointId');
  // It has a turn already: a second device of the point, or the control room, says what was said.
  if (turnOfPoint(session.floor, pointId)) return NOTHING;
  return happened({ type: 'FloorRequested', turnId, pointId, byRoom: actor.kind === 'staff' });
}

export function decideWithdrawFloor({ state, actor }: Given, { pointId }: CommandOf<'WithdrawFloor'>): Decision {
  if (actor.kind !== 'operator' || actor.pointId !== pointId) return refuse('forbidden', 'pointId');
  if (state.device(actor.deviceId)?.revokedAt) return refuse('revoked');
  const session = running(state);
  if (!session) return refuse('wrong-phase');
  const turn = turnOfPoint(session.floor, pointId);
  if (!turn) return NOTHING;
  return happened({ type: turn.status === 'on-air' ? 'TurnEnded' : 'FloorWithdrawn', turnId: turn.id, pointId });
}

export function decideMoveTurn({ state }: Given, { turnId, before }: CommandOf<'MoveTurn'>): Decision {
  const found = findTurn(state, turnId);
  if (!found.ok) return found;
  const { floor, turn } = found;
  const order = floor.queue.map(({ id }) => id);
  const place = order.indexOf(turnId);
  if (place < 0) return refuse('conflict', 'turnId');
  if (before !== null && !order.includes(before)) return refuse('conflict', 'before');
  const isThere = before === turnId || (order[place + 1] ?? null) === before;
  return isThere ? NOTHING : happened({ type: 'TurnMoved', turnId, pointId: turn.pointId, before });
}

export function decideCallToStandby(given: Given, { turnId, vitals }: CommandOf<'CallToStandby'>): Decision {
  const found = findTurn(given.state, turnId);
  if (!found.ok) return found;
  const { turn } = found;
  // Somebody else has called it already: that is what was asked for.
  if (turn.status === 'standby') return NOTHING;
  const point = rosterPoint(given.state, turn.pointId);
  if (turn.status !== 'waiting' || !point) return refuse('conflict', 'turnId');
  const check = preCheck(given, point, vitals);
  return happened({ type: 'CalledToStandby', turnId, pointId: turn.pointId, check });
}

export function decideRepeatCheck(given: Given, { turnId, vitals }: CommandOf<'RepeatCheck'>): Decision {
  const found = findTurn(given.state, turnId);
  if (!found.ok) return found;
  const { turn } = found;
  const point = rosterPoint(given.state, turn.pointId);
  if (turn.status !== 'standby' || !point) return refuse('conflict', 'turnId');
  return happened({ type: 'CheckRepeated', turnId, pointId: turn.pointId, check: preCheck(given, point, vitals) });
}

/**
 * F2: one at a time. F4: never without a pre-check; it is made again at this moment, and whatever it finds must have been
 * seen by whoever gives the floor.
 */
export function decideGiveFloor(given: Given, command: CommandOf<'GiveFloor'>): Decision {
  const { turnId, vitals, limitMs, despite } = command;
  const found = findTurn(given.state, turnId);
  if (!found.ok) return found;
  const { floor, turn } = found;
  if (turn.status === 'on-air') {
    // Somebody was faster, with other minutes: these would be dropped unsaid.
    return limitMs === null || turn.limitMs === limitMs ? NOTHING : refuse('conflict', 'minutes');
  }
  const point = rosterPoint(given.state, turn.pointId);
  if (turn.status !== 'standby' || !point) return refuse('conflict', 'turnId');
  if (floor.onAir) return refuse('floor-taken');
  const check = preCheck(given, point, vitals);
  if (check.problems.some((problem) => !despite.includes(problem))) return refuse('conflict', 'despite');
  const { pointId } = turn;
  return happened({ type: 'FloorGiven', turnId, pointId, limitMs: limitMs ?? given.policy.turnMs, check });
}

export function decideLimitTurn({ state }: Given, { turnId, limitMs }: CommandOf<'LimitTurn'>): Decision {
  const found = findTurn(state, turnId);
  if (!found.ok) return found;
  const { turn } = found;
  if (turn.status !== 'on-air') return refuse('conflict', 'turnId');
  return turn.limitMs === limitMs ? NOTHING : happened({ type: 'TurnLimited', turnId, pointId: turn.pointId, limitMs });
}

export function decideEndTurn({ state }: Given, { turnId }: CommandOf<'EndTurn'>): Decision {
  const found = findTurn(state, turnId);
  if (!found.ok) return found;
  const { turn } = found;
  if (turn.status === 'done') return NOTHING;
  if (turn.status !== 'on-air') return refuse('conflict', 'turnId');
  return happened({ type: 'TurnEnded', turnId, pointId: turn.pointId });
}

export function decideSkipTurn({ state }: Given, { turnId }: CommandOf<'SkipTurn'>): Decision {
  const found = findTurn(state, turnId);
  if (!found.ok) return found;
  const { turn } = found;
  if (turn.status === 'skipped') return NOTHING;
  if (turn.status !== 'waiting' && turn.status !== 'standby') return refuse('conflict', 'turnId');
  return happened({ type: 'TurnSkipped', turnId, pointId: turn.pointId });
}

/** Takes back a slip. To standby from on air or done; to the queue from anywhere else than the queue. */
export function decideReturnTurn({ state }: Given, { turnId, to }: CommandOf<'ReturnTurn'>): Decision {
  const found = findTurn(state, turnId);
  if (!found.ok) return found;
  const { floor, turn } = found;
  if (turn.status === (to === 'queue' ? 'waiting' : 'standby')) return NOTHING;
  if (to === 'standby' && turn.status !== 'on-air' && turn.status !== 'done') return refuse('conflict', 'turnId');
  const { pointId } = turn;
  const isEnded = floor.ended.some(({ id }) => id === turnId);
  // It has asked anew since, or left the roster.
  if (isEnded && (turnOfPoint(floor, pointId) || !rosterPoint(state, pointId))) return refuse('conflict', 'turnId');
  return happened({ type: 'TurnReturned', turnId, pointId, to });
}

/** With the phase ends who speaks in it. */
export function endTurnOnAir({ onAir }: Floor): Fact[] {
  return onAir ? [{ type: 'TurnEnded', turnId: onAir.id, pointId: onAir.pointId }] : [];
}

/** A point that leaves the roster has no turn. */
export function leaveFloor(state: StateReader, pointId: PointId): Fact[] {
  const session = state.session();
  const turn = session && turnOfPoint(session.floor, pointId);
  if (!turn) return [];
  return [{ type: turn.status === 'on-air' ? 'TurnEnded' : 'TurnSkipped', turnId: turn.id, pointId }];
}

/** F4, from what the hub knows of the point's line at this moment. */
function preCheck(given: Given, { link, evidence }: PointState, vitals: Vitals | null): PreCheck {
  const { at, policy, state, mediaConfigured } = given;
  const { rttMs = null, lossPct = null, jitterMs = null } = vitals ?? {};
  // What the page hears of a microphone that is muted until it speaks.
  const soundLevel = vitals?.heard ?? vitals?.soundLevel ?? null;
  const isSeen = mediaConfigured && state.session()?.mediaFeed === 'live' && evidence.media.status === 'flowing';
  const { camera, microphone } = isSeen ? evidence.media : NOT_SEEN;
  const problems: CheckProblem[] = [];
  if (link.state !== 'up') problems.push('link');
  if (camera !== null && camera !== 'flowing') problems.push('camera');
  // Muted it is by policy until it speaks; a page that has it muted still hears it.
  if (microphone === 'silent' || microphone === 'missing') problems.push('microphone');
  if (rttMs !== null && rttMs > policy.speakRttMs) problems.push('rtt');
  if (lossPct !== null && lossPct > policy.speakLossPct) problems.push('loss');
  if (jitterMs !== null && jitterMs > policy.speakJitterMs) problems.push('jitter');
  const { state: linkState, reasons } = link;
  return { at, state: linkState, reasons, rttMs, lossPct, jitterMs, camera, microphone, soundLevel, problems };
}

const NOT_SEEN = { camera: null, microphone: null } as const;

function running(state: StateReader): SessionState | null {
  const session = state.session();
  return session?.phase === 'rehearsal' || session?.phase === 'live' ? session : null;
}

type AnyTurn = NonNullable<Floor['onAir']> | Floor['queue'][number] | Floor['ended'][number];
type Found = { readonly ok: true; readonly floor: Floor; readonly turn: AnyTurn } | Extract<Decision, { ok: false }>;

function findTurn(state: StateReader, turnId: TurnId): Found {
  const session = running(state);
  if (!session) return { ok: false, kind: 'wrong-phase' };
  const { floor } = session;
  const held = turnsOf(floor).find(({ id }) => id === turnId) ?? floor.ended.find(({ id }) => id === turnId);
  return held ? { ok: true, floor, turn: held } : { ok: false, kind: 'not-found', field: 'turnId' };
}

/** The turn that a point has now. */
export function turnOfPoint(floor: Floor, pointId: PointId): ReturnType<typeof turnsOf>[number] | undefined {
  return turnsOf(floor).find((turn) => turn.pointId === pointId);
}

function turnsOf({ onAir, queue }: Floor): (NonNullable<Floor['onAir']> | Floor['queue'][number])[] {
  return onAir ? [onAir, ...queue] : [...queue];
}
