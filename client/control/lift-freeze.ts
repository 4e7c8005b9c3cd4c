import { UNFREEZE_WINDOW_MS } from '@hub/shared/model/session.ts';
import type { SessionView } from '@hub/shared/view/row.ts';

/** For how many ms more the newest round's freeze may be lifted (H12); 0 when it may not. */
export function liftableFor(
  { round, rounds, phaseSince }: Pick<SessionView, 'round' | 'rounds' | 'phaseSince'>,
  hubNow: number,
): number {
  const frozenAt = round?.frozenAt ?? null;
  if (frozenAt === null || rounds[rounds.length - 1]?.id !== round?.id || frozenAt <= phaseSince) return 0;
  // The page's idea of the hub's time may be a little behind the freeze it was just told of.
  return Math.max(0, Math.min(UNFREEZE_WINDOW_MS, frozenAt + UNFREEZE_WINDOW_MS - hubNow));
}
