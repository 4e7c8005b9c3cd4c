import type { RoundId } from '@hub/shared/model/ids.ts';
import { isJump } from '@hub/shared/model/jump.ts';
import type { PointView } from '@hub/shared/protocol/down.ts';
import { signal } from '@preact/signals-core';
import type { PointStore } from '../../state/point-store.ts';
import type { Sending } from '../../state/report.ts';

export interface Jump {
  readonly roundId: RoundId;
  readonly before: number;
  readonly present: number;
}

/** What the question on the page is about; null while there is none. */
export const asked = signal<Jump | null>(null);
let confirmed: Jump | null = null;

/**
 * H14: whether what is typed may go as it is. If not, the question stands on the page from now on, and its yes sends. It
 * is asked here, before the report is put away to be sent, because afterwards nobody may be there to answer.
 */
export function maySend({ view, draft, sending }: Pick<PointStore, 'view' | 'draft' | 'sending'>): boolean {
  const shown = view.peek();
  const present = draft.peek()?.figures.present ?? null;
  const jump = shown === null || present === null ? null : jumpOf(shown, sending.peek(), present);
  const isConfirmed = jump !== null && confirmed?.roundId === jump.roundId && confirmed.present === present;
  confirmed = null;
  if (jump === null || isConfirmed) return true;
  asked.value = jump;
  return false;
}

/** Null where there is nothing to ask: an amendment is a second look already. */
export function jumpOf(view: PointView, sending: Sending, present: number): Jump | null {
  const { round, jump } = view;
  if (round === null || round.frozenAt !== null || view.session.phase === 'ended') return null;
  const before = presentBefore(view, sending, round.id);
  return before !== null && isJump(before, present, jump) ? { roundId: round.id, before, present } : null;
}

/** What this page sent last for the round, unless something newer counts by now; else what counts, else the round before. */
function presentBefore({ headcount, previous }: PointView, sending: Sending, roundId: RoundId): number | null {
  if (sending.kind !== 'none' && sending.kind !== 'refused' && sending.roundId === roundId) {
    if (sending.kind === 'sending' || headcount === null || sending.at >= headcount.at) return sending.count.present;
  }
  return (headcount ?? previous)?.present ?? null;
}

/** The answer was yes: the next try of the same figure may go. */
export function confirm(jump: Jump): void {
  asked.value = null;
  confirmed = jump;
}
