import type { Phase } from '@hub/shared/model/session.ts';
import type { PhaseText } from '@hub/shared/text/phase-vi.ts';
import { readinessOf } from '@hub/shared/view/readiness.ts';
import type { BoardView } from '@hub/shared/view/row.ts';
import { common, num } from '../ui/text.ts';

/** What moving the session on does and finds at this moment, before it is confirmed: a round it would freeze (S7), points that are not ready (P2). */
export function phaseBody(
  phase: Phase,
  { session, totals, rows }: Pick<BoardView, 'session' | 'totals' | 'rows'>,
  words: PhaseText,
): string {
  const { round } = session;
  const parts = [words.enterBody[phase]];
  if (round?.frozenAt === null) {
    const name = `${round.number} ${common().roundName(round)}`;
    parts.unshift(words.freezesRound(name, num(totals.reported), num(totals.covered)));
  }
  if (phase === 'live') {
    const { ready, points } = readinessOf(rows);
    parts.unshift(words.readyNow(num(ready), num(points)));
  }
  return parts.join(' ');
}
