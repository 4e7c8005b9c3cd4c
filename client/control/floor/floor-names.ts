import type { CheckProblem, PreCheck } from '@hub/shared/model/floor.ts';
import type { PointId } from '@hub/shared/model/ids.ts';
import { listName } from '@hub/shared/view/names.ts';
import type { BoardView } from '@hub/shared/view/row.ts';
import { dec, num } from '../../ui/text.ts';
import { t } from '../text.ts';

export function nameOf({ rows }: Pick<BoardView, 'rows'>, pointId: PointId): string {
  const row = rows.find(({ id }) => id === pointId);
  return row ? listName(row.name) : pointId;
}

export function problemWords(problems: readonly CheckProblem[]): string {
  const words = t().floor.problem;
  return problems.map((problem) => words[problem]).join(', ');
}

/** What was measured, and what was found. */
export function checkWords({ state, rttMs, lossPct, jitterMs }: PreCheck): string {
  const words = t().floor;
  return [
    t().state[state],
    rttMs === null ? words.notMeasured : words.rtt(num(Math.round(rttMs))),
    lossPct === null ? '' : words.loss(dec(lossPct, 1)),
    jitterMs === null ? '' : words.jitter(num(Math.round(jitterMs))),
  ]
    .filter(Boolean)
    .join(', ');
}
