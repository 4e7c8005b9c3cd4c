import type {
  RosterCheck,
  RosterError,
  RosterField,
  RosterPreviewRow,
  RosterWarning,
} from '@hub/shared/model/roster-check.ts';

export type PreviewTab = 'fix' | 'look' | 'ok' | 'all';

/** One line of the preview table, all of one height: a row of the file, or something said about it. */
export type PreviewLine =
  | { readonly kind: 'row'; readonly row: RosterPreviewRow; readonly marked: ReadonlySet<RosterField> }
  | {
      readonly kind: 'issue';
      readonly issue: RosterError | RosterWarning;
      readonly level: 'fix' | 'look';
      /** No row of the file stands above it. */
      readonly alone: boolean;
    };

/** How many rows are under each tab. The first three sum to the last. */
export function previewTabs(check: RosterCheck): Record<PreviewTab, number> {
  const count = (level: RosterPreviewRow['level']): number => check.rows.filter((row) => row.level === level).length;
  return { fix: count('fix'), look: count('look'), ok: count('ok'), all: check.rows.length };
}

/** The table under a tab: each row with what is to be said about it below; what concerns the whole file comes first. */
export function previewLines(check: RosterCheck, tab: PreviewTab): PreviewLine[] {
  const said = new Map<number, { readonly issue: RosterError | RosterWarning; readonly level: 'fix' | 'look' }[]>();
  const add = (issue: RosterError | RosterWarning, level: 'fix' | 'look'): void => {
    const held = said.get(issue.row);
    if (held) held.push({ issue, level });
    else said.set(issue.row, [{ issue, level }]);
  };
  for (const error of check.errors) add(error, 'fix');
  for (const warning of check.warnings) add(warning, 'look');
  const shown = check.rows.filter((row) => tab === 'all' || row.level === tab);
  const known = new Set(check.rows.map((row) => row.row));
  const lines: PreviewLine[] = [];
  for (const [row, issues] of said) {
    if (known.has(row)) continue;
    for (const { issue, level } of issues) {
      if (tab === 'all' || tab === level || check.rows.length === 0)
        lines.push({ kind: 'issue', issue, level, alone: true });
    }
  }
  for (const row of shown) {
    const issues = said.get(row.row) ?? [];
    const marked = new Set(issues.flatMap(({ issue }) => (issue.field === null ? [] : [issue.field])));
    lines.push({ kind: 'row', row, marked });
    for (const { issue, level } of issues) lines.push({ kind: 'issue', issue, level, alone: false });
  }
  return lines;
}

/** The letter alone: "G" of "G (Triệu tập)". */
export function shortColumn(column: string): string {
  return column.replace(/\s*\(.*$/, '');
}
