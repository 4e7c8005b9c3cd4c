import type { RoundId } from '@hub/shared/model/ids.ts';
import type { Point } from '@hub/shared/model/point.ts';
import { changePoint, changeSession } from './change-state.ts';
import type { Fact } from './events.ts';
import type { FrozenRoster, PointRound, Revision, StateWriter } from './state.ts';

export function openRound(state: StateWriter, fact: Extract<Fact, { type: 'RoundOpened' }>, at: number): void {
  changeSession(state, (session) => ({
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
}

/** H7: with the figures, the roster that they are about. */
export function freezeRound(state: StateWriter, roundId: RoundId, at: number): void {
  changeSession(state, (session) => ({
    rounds: session.rounds.map((round) => (round.id === roundId ? { ...round, frozenAt: at } : round)),
    frozenRosters: [...session.frozenRosters, { roundId, ...rosterNow(state) }],
  }));
}

/** H6: every report is kept; which of them counts was decided when it came. */
export function keepReport(state: StateWriter, fact: Extract<Fact, { type: 'HeadcountReported' }>, at: number): void {
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

function rosterNow(state: StateWriter): Omit<FrozenRoster, 'roundId'> {
  const points: Record<string, Point> = {};
  let up = 0;
  for (const { point, retired, link } of state.points()) {
    if (retired) continue;
    points[point.id] = point;
    if (link.state === 'up') up++;
  }
  return { points, up };
}

/** H12: what came while the round stood frozen by a slip counts as if it had not been; the log keeps both words. */
export function unfreezeRound(state: StateWriter, roundId: RoundId): void {
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

/** H13: beside the round, not in the points: one reminder to all of 31,000 changes one list. */
export function keepReminder(
  state: StateWriter,
  { roundId, pointIds }: Extract<Fact, { type: 'PointsReminded' }>,
  at: number,
): void {
  changeSession(state, ({ reminders }) => {
    const held = reminders.find((one) => one.roundId === roundId)?.batches ?? [];
    const others = reminders.filter((one) => one.roundId !== roundId);
    return { reminders: [...others, { roundId, batches: [...held, { at, pointIds }] }] };
  });
}
