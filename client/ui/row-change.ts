import type { Headcount } from '@hub/shared/model/headcount.ts';
import type { PointRow } from '@hub/shared/view/row.ts';

/**
 * Whether an eye should be drawn to a row: its link state or its figures became others. A figure that goes because a new
 * round began is no news of the point, and all points would flash at once.
 */
export function isNews(before: PointRow, after: PointRow): boolean {
  return (
    before.link.state !== after.link.state ||
    isNewFigure(before.headcount, after.headcount) ||
    isNewFigure(before.amended, after.amended)
  );
}

type Figure = Headcount & { readonly summoned?: number };

function isNewFigure(before: Figure | null, after: Figure | null): boolean {
  if (after === null || before === after) return false;
  if (before === null) return true;
  return (['present', 'excused', 'unexcused', 'guests', 'summoned'] as const).some((key) => before[key] !== after[key]);
}
