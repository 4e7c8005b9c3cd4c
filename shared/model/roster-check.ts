import type { RosterLine } from './point.ts';

/** What a column of a roster can hold. */
export const ROSTER_FIELDS = [
  'id',
  'name',
  'shortName',
  'unit',
  'block',
  'area',
  'summoned',
  'kind',
  'linkKind',
  'carrier',
  'phone',
  'longitude',
  'latitude',
  'contactName',
  'backupPhone',
  'technician',
  'backupLine',
] as const;
export type RosterField = (typeof ROSTER_FIELDS)[number];

/** Something a person should look at (warning) or has to mend (error) before the roster is imported. */
export interface RosterIssue {
  /** As the person sees it in the spreadsheet, from 1; 0 when it is about the whole file. */
  readonly row: number;
  /** The letter and the header's words, "G (Triệu tập)"; the field's own name when the file has no such column. */
  readonly column: string;
  readonly field: RosterField | null;
  /** Key of the reason in the dictionary, for a page that offers actions. */
  readonly kind: string;
  readonly reason: string;
}

export interface RosterError extends RosterIssue {
  readonly value?: string;
  /** What to put into the cell instead, ready to be accepted. */
  readonly suggestion?: string;
}

/** A guess that was made: what stood in the file and what it was read as. */
export interface RosterWarning extends RosterIssue {
  readonly from?: string;
  readonly to?: string;
}

export const SKIPPED_ROW_KINDS = ['title', 'numbering', 'header', 'group', 'total', 'footer', 'dropped'] as const;
export type SkippedRowKind = (typeof SKIPPED_ROW_KINDS)[number];

export interface RosterSheet {
  /** The sheet's name, or the file's name for CSV. */
  readonly name: string;
  /** First row of the header, from 1; 0 when none was found. */
  readonly headerRow: number;
  /** Rows with something in them that are no line of the roster, and why. */
  readonly skippedRows: readonly { readonly row: number; readonly kind: SkippedRowKind; readonly text: string }[];
  /** Lines that were read as points, right or wrong. */
  readonly rowsRead: number;
}

/** One line as it will be shown before the import: the file's own words, and how it stands. */
export interface RosterPreviewRow {
  readonly row: number;
  readonly level: 'ok' | 'look' | 'fix';
  /** Index in `points`; null when the row has an error. */
  readonly point: number | null;
  readonly values: Readonly<Partial<Record<RosterField, string>>>;
}

export interface RosterCheck {
  /** No errors and at least one point: may be imported. */
  readonly ok: boolean;
  /** The lines without errors. */
  readonly points: readonly RosterLine[];
  readonly warnings: readonly RosterWarning[];
  readonly errors: readonly RosterError[];
  readonly sheet: RosterSheet;
  readonly columns: readonly { readonly field: RosterField; readonly header: string; readonly column: string }[];
  readonly rows: readonly RosterPreviewRow[];
}

/** A value typed on the page in place of the file's. */
export interface RosterCorrection {
  readonly row: number;
  readonly field: RosterField;
  readonly value: string;
}
