import type { RosterError, RosterField, RosterWarning } from '@hub/shared/model/roster-check.ts';
import type { RosterText } from '@hub/shared/text/roster-vi.ts';
import type { Header } from './find-header.ts';

type Kind = keyof RosterText['issues'];

/** Collects what is to be said about a sheet, with each place named as the person sees it. Rows here count from 0. */
export class Report {
  readonly errors: RosterError[] = [];
  readonly warnings: RosterWarning[] = [];
  readonly text: RosterText;
  private readonly header: Header;
  private readonly badRows = new Set<number>();
  private readonly guessedRows = new Set<number>();

  constructor(text: RosterText, header: Header) {
    this.text = text;
    this.header = header;
  }

  fail(
    row: number,
    field: RosterField | null,
    kind: Kind,
    reason: string,
    more: { value?: string; suggestion?: string } = {},
  ): void {
    this.badRows.add(row);
    this.errors.push({ row: row + 1, column: this.columnOf(field), field, kind, reason, ...more });
  }

  warn(
    row: number,
    field: RosterField | null,
    kind: Kind,
    reason: string,
    more: { from?: string; to?: string; column?: string } = {},
  ): void {
    this.guessedRows.add(row);
    this.warnings.push({ row: row + 1, column: this.columnOf(field), field, kind, reason, ...more });
  }

  isBad(row: number): boolean {
    return this.badRows.has(row);
  }

  level(row: number): 'ok' | 'look' | 'fix' {
    if (this.badRows.has(row)) return 'fix';
    return this.guessedRows.has(row) ? 'look' : 'ok';
  }

  private columnOf(field: RosterField | null): string {
    if (field === null) return '';
    const column = this.header.fields.get(field);
    return column === undefined ? this.text.fields[field] : `${column.letter} (${column.header})`;
  }
}
