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
export function checkWords({ state, rttMs, lossPct, jitterMs, camera, microphone, soundLevel }: PreCheck): string {
  const words = t().floor;
  return [
    t().state[state],
    camera === null ? '' : words.camera[camera],
    microphone === null
      ? ''
      : soundLevel === null
        ? words.microphone[microphone]
        : words.heard(num(Math.round(soundLevel))),
    rttMs === null ? words.notMeasured : words.rtt(num(Math.round(rttMs))),
    lossPct === null ? '' : words.loss(dec(lossPct, 1)),
    jitterMs === null ? '' : words.jitter(num(Math.round(jitterMs))),
  ]
    .filter(Boolean)
    .join(', ');
}
