import type { RosterCorrection, RosterField } from '@hub/shared/model/roster-check.ts';

/** A value typed or accepted on the page, and what it stands in place of. */
export interface Mended extends RosterCorrection {
  readonly was: string;
}

/** What was done to a file's rows on the page. Nothing of it is written until the import. */
export interface ImportEdits {
  readonly mended: readonly Mended[];
  readonly dropRows: readonly number[];
}

export const NO_EDITS: ImportEdits = { mended: [], dropRows: [] };

const isCell = (row: number, field: RosterField) => (cell: RosterCorrection) =>
  cell.row === row && cell.field === field;

/** `was`: what the preview shows for the cell now. Mended again, a cell still remembers what stands in the file. */
export function mend(edits: ImportEdits, { row, field, value, was }: Mended): ImportEdits {
  const held = edits.mended.find(isCell(row, field));
  const without = unmend(edits, row, field);
  const original = held?.was ?? was;
  // A cell that says what the file says is not mended.
  if (value === original) return without;
  return { ...without, mended: [...without.mended, { row, field, value, was: original }] };
}

export function unmend(edits: ImportEdits, row: number, field: RosterField): ImportEdits {
  const isThis = isCell(row, field);
  return { ...edits, mended: edits.mended.filter((cell) => !isThis(cell)) };
}

export function dropRow(edits: ImportEdits, row: number): ImportEdits {
  return edits.dropRows.includes(row) ? edits : { ...edits, dropRows: [...edits.dropRows, row] };
}

export function takeRowBack(edits: ImportEdits, row: number): ImportEdits {
  return { ...edits, dropRows: edits.dropRows.filter((dropped) => dropped !== row) };
}

/** How many places of the file read otherwise than they stand. */
export function editCount(edits: ImportEdits): number {
  return edits.mended.length + edits.dropRows.length;
}
