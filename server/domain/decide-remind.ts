import type { PointId, RoundId } from '@hub/shared/model/ids.ts';
import { happened, refuse, rosterPoint } from './decision.ts';
import type { CommandOf, Decision, Given } from './decision.ts';
import { batchesOf, isIn } from './reminders.ts';
import type { PointState, StateReader } from './state.ts';

/** H13: who owes the open round a report is asked once more, all of them by one fact. */
export function decideRemind({ state, at, policy }: Given, command: CommandOf<'RemindPoints'>): Decision {
  const { roundId } = command;
  const session = state.session();
  const round = session?.rounds.find(({ id }) => id === roundId);
  if (!session || !round) return refuse('no-round', 'roundId');
  if (round.frozenAt !== null) return refuse('conflict', 'roundId');
  const named = command.points === 'all' ? [...state.points()] : namedPoints(state, command.points);
  if (named === null) return refuse('not-found', 'points');
  const justNow = batchesOf(session, roundId).filter((batch) => at - batch.at < policy.remindGapMs);
  const pointIds = named
    .filter((point) => owesReport(point, roundId) && !justNow.some((batch) => isIn(batch, point.point.id)))
    .map(({ point }) => point.id);
  // Somebody was faster: the points, with their report, or another desk, with the same reminder.
  return pointIds.length === 0
    ? refuse('conflict', 'points')
    : happened({ type: 'PointsReminded', roundId, pointIds: pointIds.sort() });
}

/** Each once; null when one is not in the roster. */
function namedPoints(state: StateReader, ids: readonly PointId[]): readonly PointState[] | null {
  const found = [...new Set(ids)].map((id) => rosterPoint(state, id));
  return found.every((point) => point !== undefined) ? found : null;
}

function owesReport(point: PointState, roundId: RoundId): boolean {
  return !point.retired && !point.rounds.some((round) => round.roundId === roundId && round.counted !== -1);
}
