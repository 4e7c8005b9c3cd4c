import type { RosterField } from '@hub/shared/model/roster-check.ts';
import { cleanText } from './clean-text.ts';
import { columnMeaning } from './columns.ts';
import type { ColumnMeaning } from './columns.ts';
import { columnLetter, isEmptyCell } from './table.ts';
import type { Cell, Merge, Sheet } from './table.ts';

export interface HeaderColumn {
  readonly index: number;
  readonly letter: string;
  readonly header: string;
}

export interface Header {
  /** First and last row of the header, from 0; two rows when it has sub-headers. */
  readonly firstRow: number;
  readonly lastRow: number;
  readonly fields: ReadonlyMap<RosterField, HeaderColumn>;
  /** The running number's column (STT), which tells a line from a group title. */
  readonly number: HeaderColumn | undefined;
  readonly unknown: readonly HeaderColumn[];
  readonly repeated: readonly { readonly field: RosterField; readonly column: HeaderColumn }[];
  /** How many fields were recognised; the best header of a workbook wins. */
  readonly score: number;
}

const ROWS_SEARCHED = 200;
const COLUMNS_SEARCHED = 200;
/** Without one of these a row that happens to hold two known words is no header. */
const TELLING: readonly RosterField[] = ['id', 'name', 'summoned'];

/** The row (or two rows) of column headers, wherever it stands and in whatever order; undefined when there is none. */
export function findHeader(sheet: Sheet): Header | undefined {
  let best: Header | undefined;
  const last = Math.min(sheet.rows.length, ROWS_SEARCHED);
  for (let row = 0; row < last; row += 1) {
    const cells = headerCells(sheet, row);
    if (cells.every((text) => text === '')) continue;
    for (const header of [oneRow(cells, row), twoRows(sheet, cells, row)]) {
      if (header !== undefined && isBetter(header, best)) best = header;
    }
  }
  return best;
}

/** More fields win; at as many fields the single row does, because what stands above it is a title and no group of columns. */
function isBetter(header: Header, best: Header | undefined): boolean {
  if (best === undefined || header.score !== best.score) return header.score > (best?.score ?? 1);
  return best.lastRow > best.firstRow && header.lastRow === header.firstRow;
}

function oneRow(cells: readonly string[], row: number): Header | undefined {
  return assign(
    cells.map((text) => ({ text, meaning: text === '' ? undefined : columnMeaning(text) })),
    row,
    row,
  );
}

/** A header whose groups ("Liên hệ") have sub-headers ("Họ tên", "Điện thoại") in the row below. */
function twoRows(sheet: Sheet, tops: readonly string[], row: number): Header | undefined {
  const bottoms = headerCells(sheet, row + 1);
  if (bottoms.every((text) => text === '')) return undefined;
  const spread = spreadTops(tops, bottoms, sheet.merges, row);
  const width = Math.max(tops.length, bottoms.length);
  const columns: { text: string; meaning: ColumnMeaning | undefined }[] = [];
  for (let index = 0; index < width; index += 1) {
    const own = tops[index] ?? '';
    const bottom = bottoms[index] ?? '';
    const group = spread.get(index);
    const top = group ?? own;
    if (bottom === '') {
      columns.push({ text: own, meaning: own === '' ? undefined : columnMeaning(own) });
    } else if (/^[([].*[)\]]$/.test(bottom) && own !== '') {
      columns.push({ text: own, meaning: columnMeaning(own) });
    } else {
      if (/^[\d.,\s]+$/.test(bottom)) return undefined;
      const text = cleanText(`${top} ${bottom}`);
      const meaning = (group === undefined ? undefined : columnMeaning(text)) ?? columnMeaning(bottom);
      // Under a plain header a word that is no header itself is the first line's data.
      if (meaning === undefined && group === undefined) return undefined;
      columns.push({ text, meaning });
    }
  }
  return assign(columns, row, row + 1);
}

/** For each column under a group title, that title; from merged areas, or from gaps where a CSV lost them. */
function spreadTops(
  tops: readonly string[],
  bottoms: readonly string[],
  merges: readonly Merge[],
  row: number,
): Map<number, string> {
  const spread = new Map<number, string>();
  for (const merge of merges) {
    if (merge.top !== row || merge.bottom !== row || merge.right <= merge.left) continue;
    const right = Math.min(merge.right, COLUMNS_SEARCHED);
    for (let index = merge.left; index <= right; index += 1) spread.set(index, tops[merge.left] ?? '');
  }
  for (let index = 1; index < bottoms.length; index += 1) {
    if (spread.has(index) || (tops[index] ?? '') !== '' || bottoms[index] === '') continue;
    const left = spread.get(index - 1) ?? tops[index - 1] ?? '';
    if (left === '' || bottoms[index - 1] === '') continue;
    spread.set(index - 1, left);
    spread.set(index, left);
  }
  return spread;
}

function assign(
  columns: readonly { readonly text: string; readonly meaning: ColumnMeaning | undefined }[],
  firstRow: number,
  lastRow: number,
): Header | undefined {
  const fields = new Map<RosterField, HeaderColumn>();
  const unknown: HeaderColumn[] = [];
  const repeated: { field: RosterField; column: HeaderColumn }[] = [];
  let number: HeaderColumn | undefined;
  columns.forEach(({ text, meaning }, index) => {
    const column = { index, letter: columnLetter(index), header: text };
    if (meaning === 'number') number ??= column;
    else if (meaning === undefined && text !== '') unknown.push(column);
    else if (meaning !== undefined && meaning !== 'note') {
      // A second telephone column is the backup one, as people write it.
      const field = meaning === 'phone' && fields.has('phone') && !fields.has('backupPhone') ? 'backupPhone' : meaning;
      if (fields.has(field)) repeated.push({ field, column });
      else fields.set(field, column);
    }
  });
  if (fields.size < 2 || !TELLING.some((field) => fields.has(field))) return undefined;
  return { firstRow, lastRow, fields, number, unknown, repeated, score: fields.size };
}

function headerCells(sheet: Sheet, row: number): readonly string[] {
  const cells: readonly Cell[] = sheet.rows[row] ?? [];
  return cells.slice(0, COLUMNS_SEARCHED).map((cell) => (isEmptyCell(cell) ? '' : cleanText(String(cell))));
}
