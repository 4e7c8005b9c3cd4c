import { parsePointId } from '@hub/shared/model/ids.ts';
import type { PointId } from '@hub/shared/model/ids.ts';
import type { RosterLine } from '@hub/shared/model/point.ts';
import type {
  RosterCheck,
  RosterCorrection,
  RosterField,
  RosterPreviewRow,
  RosterSheet,
} from '@hub/shared/model/roster-check.ts';
import { rosterText } from '@hub/shared/text/roster.ts';
import type { RosterLang } from '@hub/shared/text/roster.ts';
import { AreaNames } from './area-names.ts';
import { bareText, cleanText } from './clean-text.ts';
import { findHeader } from './find-header.ts';
import type { Header } from './find-header.ts';
import { pointCodes } from './point-codes.ts';
import { readLine } from './read-line.ts';
import type { LineSource, ReadLine } from './read-line.ts';
import { Report } from './report.ts';
import { reportAreaSpellings, reportHosts, reportTotal } from './review-lines.ts';
import { ShortNames } from './short-name.ts';
import { sortRows } from './sort-rows.ts';
import type { SortedRow } from './sort-rows.ts';
import type { Cell, Refusal, Sheet, TableResult } from './table.ts';

export interface CheckOptions {
  readonly lang?: RosterLang | undefined;
  /** Names of the map's areas; a name that is nearly one of them is an error with a suggestion. */
  readonly knownAreas?: readonly string[] | undefined;
  /** Values typed on the page in place of the file's. */
  readonly corrections?: readonly RosterCorrection[] | undefined;
  /** Rows (from 1) the person chose to leave out. */
  readonly dropRows?: readonly number[] | undefined;
  readonly rowsMax?: number | undefined;
}

/** More points than the country has ever had in one session. */
export const ROSTER_ROWS_MAX = 40_000;

/** Columns whose merged cells stand for every line they cover. */
const FILLED_DOWN: ReadonlySet<RosterField> = new Set<RosterField>([
  'unit',
  'block',
  'area',
  'kind',
  'linkKind',
  'carrier',
  'contactName',
  'technician',
  'backupLine',
]);

/** Sheets → points, guesses and faults. Never throws for what stands in a file. */
export function checkRoster(table: TableResult, options: CheckOptions = {}): RosterCheck {
  if (!table.ok) return refused(table.refusal, options.lang);
  const found = table.sheets
    .map((sheet) => ({ sheet, header: findHeader(sheet) }))
    .reduce<{ sheet: Sheet; header: Header } | undefined>((best, { sheet, header }) => {
      return header !== undefined && header.score > (best?.header.score ?? 0) ? { sheet, header } : best;
    }, undefined);
  if (found === undefined)
    return refused(
      refusal('noHeader', (text) => text.issues.noHeader()),
      options.lang,
    );
  const { sheet, header } = found;
  const report = new Report(rosterText(options.lang ?? 'vi'), header);
  reportColumns(header, report);
  reportSheets(table.sheets, sheet, header, report);
  const dropped = new Set(options.dropRows ?? []);
  const sorted = sortRows(sheet, header).map((entry): SortedRow =>
    entry.kind === 'line' && dropped.has(entry.row + 1)
      ? { row: entry.row, kind: 'dropped', text: rowText(sheet, entry.row) }
      : entry,
  );
  const lines = sorted.filter((entry) => entry.kind === 'line');
  const rowsMax = options.rowsMax ?? ROSTER_ROWS_MAX;
  if (lines.length > rowsMax) {
    const numbers = [lines.length, rowsMax].map((count) => count.toLocaleString('vi-VN'));
    return refused(
      refusal('tooManyRows', (text) => text.issues.tooManyRows(numbers[0] ?? '', numbers[1] ?? '')),
      options.lang,
    );
  }
  const areas = options.knownAreas === undefined ? undefined : new AreaNames(options.knownAreas);
  const corrections = correctionsByRow(options.corrections ?? []);
  const mergedFrom = mergedCells(sheet, header);
  const sources = lines.map((line) => sourceOf(sheet, header, line, corrections, mergedFrom));
  const read = sources.map((source) => readLine(source, report, areas));
  const points = settle(read, header, report);
  if (lines.length === 0) report.fail(header.lastRow, null, 'noLines', report.text.issues.noLines());
  reportHosts(read, header, report);
  reportAreaSpellings(read, areas, report);
  reportTotal(sorted, sheet, header, read, report);
  return result(sheet, header, sorted, read, points, sources, report);
}

/** A check that says only why the file was not read. */
export function refused({ kind, say, row }: Refusal, lang: RosterLang = 'vi'): RosterCheck {
  return {
    ok: false,
    points: [],
    warnings: [],
    errors: [{ row, column: '', field: null, kind, reason: say(rosterText(lang)) }],
    sheet: { name: '', headerRow: 0, skippedRows: [], rowsRead: 0 },
    columns: [],
    rows: [],
  };
}

function refusal(kind: Refusal['kind'], say: Refusal['say']): Refusal {
  return { kind, say, row: 0 };
}

function reportColumns(header: Header, report: Report): void {
  const { issues, fields, kinds, linkKinds } = report.text;
  const row = header.firstRow;
  const has = (field: RosterField) => header.fields.has(field);
  if (!has('name') && has('unit')) report.warn(row, 'name', 'nameFromUnit', issues.nameFromUnit());
  else if (!has('name')) report.fail(row, 'name', 'columnMissing', issues.columnMissing(fields.name));
  if (!has('summoned')) report.fail(row, 'summoned', 'columnMissing', issues.columnMissing(fields.summoned));
  if (!has('kind')) report.warn(row, 'kind', 'kindColumnMissing', issues.kindColumnMissing(kinds.interactive));
  if (!has('linkKind')) {
    report.warn(row, 'linkKind', 'linkKindColumnMissing', issues.linkKindColumnMissing(linkKinds.livekit));
  }
  for (const { field, column } of header.repeated) {
    const used = header.fields.get(field)?.letter ?? '';
    report.warn(row, field, 'columnRepeated', issues.columnRepeated(fields[field], used), {
      column: `${column.letter} (${column.header})`,
    });
  }
  for (const column of header.unknown) {
    report.warn(row, null, 'columnUnused', issues.columnUnused(column.header), {
      column: `${column.letter} (${column.header})`,
    });
  }
}

function reportSheets(sheets: readonly Sheet[], used: Sheet, header: Header, report: Report): void {
  const others = sheets
    .filter((sheet) => sheet !== used && (findHeader(sheet)?.score ?? 0) >= 3)
    .map((sheet) => `“${sheet.name}”`);
  if (others.length === 0) return;
  report.warn(header.firstRow, null, 'otherSheets', report.text.issues.otherSheets(used.name, others.join(', ')));
}

function correctionsByRow(corrections: readonly RosterCorrection[]): ReadonlyMap<string, string> {
  return new Map(corrections.map(({ row, field, value }) => [`${row} ${field}`, value]));
}

/** For a cell inside an area merged downwards, the row that holds its value. */
function mergedCells(sheet: Sheet, header: Header): ReadonlyMap<string, number> {
  const from = new Map<string, number>();
  const columns = new Set(
    [...header.fields].filter(([field]) => FILLED_DOWN.has(field)).map(([, column]) => column.index),
  );
  for (const merge of sheet.merges) {
    if (merge.top <= header.lastRow || !columns.has(merge.left)) continue;
    const bottom = Math.min(merge.bottom, sheet.rows.length - 1);
    for (let row = merge.top + 1; row <= bottom; row += 1) from.set(`${row} ${merge.left}`, merge.top);
  }
  return from;
}

function sourceOf(
  sheet: Sheet,
  header: Header,
  line: Extract<SortedRow, { kind: 'line' }>,
  corrections: ReadonlyMap<string, string>,
  mergedFrom: ReadonlyMap<string, number>,
): LineSource {
  const cells = sheet.rows[line.row] ?? [];
  return {
    row: line.row,
    group: line.group === '' ? undefined : groupOf(line.group, header),
    has: (field) => header.fields.has(field),
    cell: (field): Cell => {
      const corrected = corrections.get(`${line.row + 1} ${field}`);
      if (corrected !== undefined) return corrected;
      const column = header.fields.get(field)?.index;
      if (column === undefined) return null;
      const from = mergedFrom.get(`${line.row} ${column}`);
      return (from === undefined ? cells[column] : sheet.rows[from]?.[column]) ?? null;
    },
  };
}

/** "I. KHỐI XÃ PHƯỜNG" → block; "Xã Tân Lập" over its points → area, when there is no column for it. */
function groupOf(title: string, header: Header): { field: 'block' | 'area'; text: string } {
  const text = title.replace(/^(?:[IVXLC]+|[A-ZĐ]|\d{1,2})\s*[.):/-]\s*/, '');
  const bare = bareText(text);
  const isArea = /^(xa|phuong|thi tran|dac khu) (?!(xa|phuong|thi tran)\b)/.test(bare);
  return { field: isArea && !header.fields.has('area') ? 'area' : 'block', text };
}

/** What needs the other lines: codes, short names. Lines with an error have no point. */
function settle(read: readonly ReadLine[], header: Header, report: Report): ReadonlyMap<number, RosterLine> {
  const ids = pointCodes(read, header, report);
  const shortNames = new ShortNames();
  const { issues } = report.text;
  for (const line of read) {
    if (line.shortName === '') continue;
    const other = shortNames.claim(line.area, line.shortName, line.row);
    if (other === undefined) continue;
    report.warn(line.row, 'shortName', 'shortNameRepeated', issues.shortNameRepeated(line.shortName, other + 1));
  }
  const points = new Map<number, RosterLine>();
  for (const line of read) {
    const { row, code: _code, shortName, ...rest } = line;
    const id: PointId | undefined = parsePointId(ids.get(row) ?? '');
    if (id === undefined) continue;
    const proposed =
      shortName === '' ? shortNames.propose(line.name === '' ? id : line.name, line.area, row) : shortName;
    points.set(row, { id, ...rest, shortName: proposed });
  }
  return points;
}

function result(
  sheet: Sheet,
  header: Header,
  sorted: readonly SortedRow[],
  read: readonly ReadLine[],
  settled: ReadonlyMap<number, RosterLine>,
  sources: readonly LineSource[],
  report: Report,
): RosterCheck {
  const points: RosterLine[] = [];
  const rows: RosterPreviewRow[] = [];
  const fields = [...header.fields.keys()];
  // Without a needed column no line is whole, and that was said once instead of on every line.
  const complete = header.fields.has('summoned') && (header.fields.has('name') || header.fields.has('unit'));
  for (const source of sources) {
    const point = settled.get(source.row);
    const good = complete && point !== undefined && !report.isBad(source.row);
    const values: Partial<Record<RosterField, string>> = {};
    for (const field of fields) {
      const text = cleanText(String(source.cell(field) ?? ''));
      if (text !== '') values[field] = text;
    }
    rows.push({ row: source.row + 1, level: report.level(source.row), point: good ? points.length : null, values });
    if (good) points.push(point);
  }
  const summary: RosterSheet = {
    name: sheet.name,
    headerRow: header.firstRow + 1,
    skippedRows: [...titleRows(sheet, header), ...skipped(sorted)],
    rowsRead: read.length,
  };
  const byRow = (a: { row: number }, b: { row: number }) => a.row - b.row;
  return {
    ok: report.errors.length === 0 && points.length > 0,
    points,
    warnings: report.warnings.sort(byRow),
    errors: report.errors.sort(byRow),
    sheet: summary,
    columns: [...header.fields].map(([field, column]) => ({ field, header: column.header, column: column.letter })),
    rows,
  };
}

function titleRows(sheet: Sheet, header: Header): RosterSheet['skippedRows'] {
  return sheet.rows
    .slice(0, header.firstRow)
    .map((_, row) => ({ row: row + 1, kind: 'title' as const, text: rowText(sheet, row) }))
    .filter(({ text }) => text !== '');
}

function skipped(sorted: readonly SortedRow[]): RosterSheet['skippedRows'] {
  return sorted.flatMap((entry) =>
    entry.kind === 'line' ? [] : [{ row: entry.row + 1, kind: entry.kind, text: entry.text }],
  );
}

function rowText(sheet: Sheet, row: number): string {
  return cleanText((sheet.rows[row] ?? []).map((cell) => String(cell ?? '')).join(' ')).slice(0, 200);
}
