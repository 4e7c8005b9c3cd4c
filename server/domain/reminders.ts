import type { PointId, RoundId } from '@hub/shared/model/ids.ts';
import type { Reminded } from '@hub/shared/model/headcount.ts';
import type { ReminderBatch, SessionState } from './state.ts';

export function batchesOf(session: SessionState, roundId: RoundId): readonly ReminderBatch[] {
  return session.reminders.find((one) => one.roundId === roundId)?.batches ?? [];
}

/** Null when it never was. */
export function remindedIn(session: SessionState, roundId: RoundId, pointId: PointId): Reminded | null {
  const own = batchesOf(session, roundId).filter((batch) => isIn(batch, pointId));
  const last = own.at(-1);
  return last ? { count: own.length, at: last.at } : null;
}

/** By halving: the ids stand in the order of their characters. */
export function isIn({ pointIds }: ReminderBatch, pointId: PointId): boolean {
  let low = 0;
  let high = pointIds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const held = pointIds[middle] ?? '';
    if (held === pointId) return true;
    if (held < pointId) low = middle + 1;
    else high = middle;
  }
  return false;
}
