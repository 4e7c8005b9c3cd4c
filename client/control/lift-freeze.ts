import { liftableUntil, UNFREEZE_WINDOW_MS } from '@hub/shared/model/session.ts';
import type { SessionView } from '@hub/shared/view/row.ts';

/** For how many ms more the newest round's freeze may be lifted (H12); 0 when it may not. */
export function liftableFor(session: Pick<SessionView, 'rounds' | 'phaseSince'>, hubNow: number): number {
  const until = liftableUntil(session);
  // The page's idea of the hub's time may be a little behind the freeze it was just told of.
  return until === null ? 0 : Math.max(0, Math.min(UNFREEZE_WINDOW_MS, until - hubNow));
}
