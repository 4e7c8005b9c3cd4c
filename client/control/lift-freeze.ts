import { UNFREEZE_WINDOW_MS } from '@hub/shared/model/session.ts';
import type { SessionView } from '@hub/shared/view/row.ts';

/** For how many ms more the newest round's freeze may be lifted (H12); 0 when it may not. */
export function liftableFor(
  { round, rounds, phaseSince }: Pick<SessionView, 'round' | 'rounds' | 'phaseSince'>,
  hubNow: number,
): number {
  const frozenAt = round?.frozenAt ?? null;
  if (frozenAt === null || rounds.at(-1)?.id !== round?.id || frozenAt <= phaseSince) return 0;
  return Math.max(0, frozenAt + UNFREEZE_WINDOW_MS - hubNow);
}
