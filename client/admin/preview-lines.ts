import type {
  RosterCheck,
  RosterError,
  RosterField,
  RosterPreviewRow,
  RosterWarning,
} from '@hub/shared/model/roster-check.ts';
import type { ImportEdits, Mended } from './import-edits.ts';

export const PREVIEW_TABS = ['fix', 'look', 'ok', 'dropped', 'all'] as const;
export type PreviewTab = (typeof PREVIEW_TABS)[number];
type Issue = RosterError | RosterWarning;

/** One line of the preview table, all of one height: a row of the file, or something said about it. */
export type PreviewLine =
  | {
      readonly kind: 'row';
      readonly row: RosterPreviewRow;
      readonly marked: ReadonlySet<RosterField>;
      readonly mended: ReadonlySet<RosterField>;
    }
  | {
      readonly kind: 'issue';
      readonly issue: Issue;
      readonly level: 'fix' | 'look';
      /** The row it is about; null for what concerns the whole file. */
      readonly row: RosterPreviewRow | null;
    }
  | { readonly kind: 'mended'; readonly mended: Mended }
  | { readonly kind: 'dropped'; readonly row: number; readonly text: string };

/** How many rows are under each tab. All but the last sum to the last. */
export function previewTabs(check: RosterCheck): Record<PreviewTab, number> {
  const tabs = { fix: 0, look: 0, ok: 0, dropped: 0, all: 0 };
  for (const { level } of check.rows) tabs[level]++;
  tabs.dropped = check.sheet.skippedRows.filter(({ kind }) => kind === 'dropped').length;
  tabs.all = check.rows.length + tabs.dropped;
  return tabs;
}

/** The table under a tab: each row with what is to be said about it below; what concerns the whole file comes first. */
export function previewLines(check: RosterCheck, tab: PreviewTab, edits: ImportEdits): PreviewLine[] {
  const dropped = check.sheet.skippedRows
    .filter(({ kind }) => kind === 'dropped')
    .map(({ row, text }): PreviewLine => ({ kind: 'dropped', row, text }));
  if (tab === 'dropped') return dropped;
  const said = issuesByRow(check);
  const mended = mendedByRow(edits);
  const known = new Set(check.rows.map(({ row }) => row));
  const lines: PreviewLine[] = [];
  for (const [row, issues] of said) {
    if (known.has(row)) continue;
    for (const { issue, level } of issues) {
      if (tab === 'all' || tab === level || check.rows.length === 0)
        lines.push({ kind: 'issue', issue, level, row: null });
    }
  }
  for (const row of check.rows) {
    if (tab !== 'all' && row.level !== tab) continue;
    const issues = said.get(row.row) ?? [];
    const own = mended.get(row.row) ?? [];
    lines.push({
      kind: 'row',
      row,
      marked: new Set(issues.flatMap(({ issue }) => issue.field ?? [])),
      mended: new Set(own.map(({ field }) => field)),
    });
    for (const { issue, level } of issues) lines.push({ kind: 'issue', issue, level, row });
    // A short name is edited where it stands and needs no line of its own.
    for (const one of own) if (one.field !== 'shortName') lines.push({ kind: 'mended', mended: one });
  }
  return tab === 'all' ? [...lines, ...dropped] : lines;
}

/** Names a line for as long as it says the same, whatever comes before it. */
export function lineKey(line: PreviewLine): string {
  switch (line.kind) {
    case 'row':
      return `row ${line.row.row}`;
    case 'issue':
      return `issue ${line.issue.row} ${line.issue.column} ${line.issue.field} ${line.issue.kind}`;
    case 'mended':
      return `mended ${line.mended.row} ${line.mended.field}`;
    case 'dropped':
      return `dropped ${line.row}`;
  }
}

/** Where the hands go after a row was dealt with: the next line that asks for something, or the last before it. */
export function nextLine(lines: readonly PreviewLine[], row: number): PreviewLine | null {
  const asking = lines.filter((line) => line.kind !== 'row' && !(line.kind === 'issue' && line.row === null));
  return asking.find((line) => rowOf(line) >= row) ?? asking[asking.length - 1] ?? null;
}

function rowOf(line: PreviewLine): number {
  switch (line.kind) {
    case 'row':
      return line.row.row;
    case 'issue':
      return line.issue.row;
    case 'mended':
      return line.mended.row;
    case 'dropped':
      return line.row;
  }
}

/** Fields a point can be without; the others cannot be left empty to end an error. */
const MAY_BE_EMPTY: ReadonlySet<RosterField> = new Set<RosterField>([
  'shortName',
  'unit',
  'block',
  'area',
  'carrier',
  'phone',
  'longitude',
  'latitude',
  'contactName',
  'backupPhone',
  'technician',
  'backupLine',
]);

export interface Remedies {
  readonly suggestion: string | null;
  /** The cell that can be typed anew, or null. */
  readonly field: RosterField | null;
  readonly canEmpty: boolean;
}

/** What can be done on the page about an issue of one row, besides leaving the row out. */
export function remedies(issue: Issue, level: 'fix' | 'look'): Remedies {
  const suggestion = 'suggestion' in issue ? (issue.suggestion ?? null) : null;
  const canEmpty = level === 'fix' && suggestion === null && issue.field !== null && MAY_BE_EMPTY.has(issue.field);
  return { suggestion, field: issue.field, canEmpty };
}

function issuesByRow(check: RosterCheck): Map<number, { readonly issue: Issue; readonly level: 'fix' | 'look' }[]> {
  const said = new Map<number, { readonly issue: Issue; readonly level: 'fix' | 'look' }[]>();
  const add = (issue: Issue, level: 'fix' | 'look'): void => {
    const held = said.get(issue.row);
    if (held) held.push({ issue, level });
    else said.set(issue.row, [{ issue, level }]);
  };
  for (const error of check.errors) add(error, 'fix');
  for (const warning of check.warnings) add(warning, 'look');
  return said;
}

function mendedByRow({ mended }: ImportEdits): Map<number, Mended[]> {
  const rows = new Map<number, Mended[]>();
  for (const one of mended) {
    const held = rows.get(one.row);
    if (held) held.push(one);
    else rows.set(one.row, [one]);
  }
  return rows;
}

/** The letter alone: "G" of "G (Triệu tập)". */
export function shortColumn(column: string): string {
  return column.replace(/\s*\(.*$/, '');
}
