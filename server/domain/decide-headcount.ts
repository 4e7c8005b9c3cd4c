import { accounted } from '@hub/shared/model/headcount.ts';
import type { RoundId } from '@hub/shared/model/ids.ts';
import { isJump } from '@hub/shared/model/jump.ts';
import { liftableUntil } from '@hub/shared/model/session.ts';
import type { Round } from '@hub/shared/model/session.ts';
import { happened, refuse, rosterPoint } from './decision.ts';
import type { CommandOf, Decision, Given } from './decision.ts';
import type { Actor } from './events.ts';
import type { PointRound, PointState, Revision, SessionState, StateReader } from './state.ts';

export function decideOpenRound({ state }: Given, command: CommandOf<'OpenRound'>): Decision {
  const session = state.session();
  if (!session || (session.phase !== 'rehearsal' && session.phase !== 'live')) return refuse('wrong-phase');
  // Two open rounds would leave an operator in doubt which one the form is for.
  if (session.rounds.some((round) => round.frozenAt === null)) return refuse('conflict');
  if (command.kind === 'named' && command.name.trim() === '') return refuse('invalid', 'name');
  const number = session.rounds.filter((round) => round.run === session.run).length + 1;
  return happened({
    type: 'RoundOpened',
    roundId: command.roundId,
    kind: command.kind,
    name: command.kind === 'named' ? command.name.trim() : '',
    number,
    run: session.run,
    deadlineAt: command.deadlineAt,
  });
}

export function decideFreezeRound({ state }: Given, { roundId }: CommandOf<'FreezeRound'>): Decision {
  const round = state.session()?.rounds.find(({ id }) => id === roundId);
  if (!round) return refuse('no-round', 'roundId');
  return round.frozenAt === null ? happened({ type: 'RoundFrozen', roundId }) : refuse('conflict');
}

/** H12: only what a person froze, in the run that is on, and while no other round is collected. */
export function decideUnfreezeRound({ state, at }: Given, { roundId }: CommandOf<'UnfreezeRound'>): Decision {
  const session = state.session();
  const round = session?.rounds.find(({ id }) => id === roundId);
  if (!session || !round) return refuse('no-round', 'roundId');
  if (session.phase !== 'rehearsal' && session.phase !== 'live') return refuse('wrong-phase');
  // Another round's form is on the operators' pages by now, or was: figures of two rounds must not mix.
  if (session.rounds.at(-1)?.id !== roundId) return refuse('conflict', 'roundId');
  const until = liftableUntil(session);
  if (until === null) return refuse('conflict', 'roundId');
  if (at > until) return refuse('too-late', 'roundId');
  return happened({ type: 'RoundUnfrozen', roundId });
}

/** Rules H3 to H8. Never refuses a report merely for being late: it becomes an amendment. */
export function decideReport({ state, actor, policy }: Given, command: CommandOf<'ReportHeadcount'>): Decision {
  if (actor.kind === 'system') return refuse('forbidden');
  if (actor.kind === 'operator' && actor.pointId !== command.pointId) return refuse('forbidden', 'pointId');
  if (state.device(actor.deviceId)?.revokedAt) return refuse('revoked');
  const session = state.session();
  const point = rosterPoint(state, command.pointId);
  if (!session || !point) return refuse('not-found', 'pointId');
  const round = session.rounds.find(({ id }) => id === command.roundId);
  if (!round) return refuse('no-round', 'roundId');

  const summoned = summonedFor(session, point, command);
  if (accounted(command.count) !== summoned) return refuse('sum-mismatch', 'present');

  const held = point.rounds.find(({ roundId }) => roundId === round.id);
  const own = ownReport(state, actor, point, held, command.pen);
  if (own.kind === 'refused') return refuse(own.why, 'fence');

  // H14: the person is there and can look again. What is late waited on a phone, or is said by the control room with a reason.
  const asks = own.counts && !command.confirmed && round.frozenAt === null;
  if (asks && isJump(presentBefore(session, point, round), command.count.present, policy.jump)) {
    return refuse('needs-confirmation', 'present');
  }

  // S3: a point's report that is taken after the end waited on a phone; the control room has to say why it writes then.
  const ended = session.phase === 'ended';
  // What came in only after the end cannot have waited: it is a new report, and goes through the control room.
  const isNew =
    ended && actor.kind === 'operator' && (state.device(actor.deviceId)?.claimedAt ?? 0) > session.phaseSince;
  if (isNew) return refuse('wrong-phase');
  if (ended && actor.kind === 'staff' && command.reason === null) return refuse('invalid', 'reason');
  const reason = command.reason ?? (ended ? 'queued' : null);
  return happened({
    type: 'HeadcountReported',
    pointId: command.pointId,
    roundId: round.id,
    deviceId: actor.deviceId,
    role: actor.role,
    onBehalf: actor.kind === 'staff',
    fence: own.fence,
    seq: own.seq,
    count: command.count,
    summoned,
    reason,
    noteId: command.noteId,
    counts: own.counts,
    amendment: round.frozenAt !== null,
  });
}

/**
 * H3: the report's own number where it gives a reason, else the roster's. What waited on a phone while the roster changed
 * was right when it was typed: a frozen round takes its own roster's number as well (H7).
 */
function summonedFor(session: SessionState, { point }: PointState, command: CommandOf<'ReportHeadcount'>): number {
  if (command.reason !== null && command.summoned !== null) return command.summoned;
  const frozen = session.frozenRosters.find(({ roundId }) => roundId === command.roundId);
  const then = frozen?.points[point.id]?.summoned;
  return then === accounted(command.count) ? then : point.summoned;
}

/** What counts for the point in this round, else in the round before it in the run. */
function presentBefore({ rounds }: SessionState, point: PointState, round: Round): number | null {
  const before = rounds.find(({ run, number }) => run === round.run && number === round.number - 1);
  const countedIn = (id: RoundId | undefined): number | null => {
    const held = point.rounds.find(({ roundId }) => roundId === id);
    return held?.revisions[held.counted]?.present ?? null;
  };
  return countedIn(round.id) ?? countedIn(before?.id);
}

type Own =
  | { readonly kind: 'report'; readonly fence: number; readonly seq: number; readonly counts: boolean }
  | { readonly kind: 'refused'; readonly why: 'no-pen' | 'invalid' };

function ownReport(
  state: StateReader,
  actor: Actor,
  point: PointState,
  held: PointRound | undefined,
  pen: CommandOf<'ReportHeadcount'>['pen'],
): Own {
  // H8: what the control room reports counts at once; the point's own later report counts again.
  if (actor.kind !== 'operator') return { kind: 'report', fence: point.fence, seq: 0, counts: true };
  const fences = state.device(actor.deviceId)?.fences ?? [];
  if (fences.length === 0) return { kind: 'refused', why: 'no-pen' };
  if (pen === null || !fences.includes(pen.fence)) return { kind: 'refused', why: 'invalid' };
  const revisions = held?.revisions ?? [];
  const own = revisions.filter((revision) => !revision.onBehalf);
  // H4: under an older fence it counts only where nothing newer, and nothing by the control room, was said in this
  // round; a correction typed without a network is newer than what it corrects.
  const yields = pen.fence < point.fence && own.length < revisions.length;
  return { kind: 'report', ...pen, counts: !yields && own.every((revision) => isNewer(pen, revision)) };
}

/** H4: by (fence, device sequence), not by arrival. */
function isNewer(a: Pick<Revision, 'fence' | 'seq'>, b: Pick<Revision, 'fence' | 'seq'>): boolean {
  return a.fence !== b.fence ? a.fence > b.fence : a.seq > b.seq;
}
