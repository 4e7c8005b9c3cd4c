import type { RosterField } from '@hub/shared/model/roster-check.ts';

/** The columns of the preview; what else a file holds is read as well. */
export const SHOWN_FIELDS = [
  'id',
  'name',
  'shortName',
  'unit',
  'area',
  'summoned',
  'kind',
  'linkKind',
  'phone',
] as const satisfies readonly RosterField[];
