import type { RosterText } from '@hub/shared/text/roster-vi.ts';

/** A cell as read: a number stays a number, so that a lost leading zero can be told from a typed one. */
export type Cell = string | number | null;

/** Corners of a merged area, rows and columns from 0. */
export interface Merge {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** Rows from 0, so `rows[0]` is what the person sees as row 1. Rows may have different lengths. */
export interface Sheet {
  readonly name: string;
  readonly rows: readonly (readonly Cell[])[];
  readonly merges: readonly Merge[];
}

/** Why a whole file is not read, as a key of the dictionary with its words. */
export interface Refusal {
  readonly kind: keyof RosterText['issues'];
  readonly say: (text: RosterText) => string;
  /** The row it was found at; 0 for the file. */
  readonly row: number;
}

export type TableResult =
  { readonly ok: true; readonly sheets: readonly Sheet[] } | { readonly ok: false; readonly refusal: Refusal };

export function refuse(kind: Refusal['kind'], say: Refusal['say'], row = 0): { ok: false; refusal: Refusal } {
  return { ok: false, refusal: { kind, say, row } };
}

/** 0 → "A", 25 → "Z", 26 → "AA". */
export function columnLetter(index: number): string {
  let letters = '';
  for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return letters;
}

export function isEmptyCell(cell: Cell | undefined): boolean {
  return cell === null || cell === undefined || (typeof cell === 'string' && cell.trim() === '');
}
