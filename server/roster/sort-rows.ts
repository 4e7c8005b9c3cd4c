import type { SkippedRowKind } from '@hub/shared/model/roster-check.ts';
import { bareText, cleanText } from './clean-text.ts';
import type { Header } from './find-header.ts';
import { readCount } from './read-cells.ts';
import { isEmptyCell } from './table.ts';
import type { Cell, Sheet } from './table.ts';

export type SortedRow =
  | { readonly row: number; readonly kind: 'line'; readonly group: string }
  | { readonly row: number; readonly kind: SkippedRowKind; readonly text: string };

const FOOTER =
  /^(nguoi (lap|tong hop|kiem tra|duyet)|lap bieu|can bo lap|t m|tm|k t|kt|t l|tl|thua lenh|thu truong|xac nhan|noi nhan|ky ten|ky va|da ky|ghi chu|luu y|chanh van phong|(pho )?bi thu|(pho )?chu tich|thu ky)\b|\bngay\b.*\bthang\b.*\bnam\b/;
const TOTAL = /^(tong|cong|total|grand total|sum|(tong so|tong cong|tong so cong)(?! ty\b).*)$/;
const GROUP_NUMBER = /^([IVXLC]+|[A-ZĐ])[.)]?$/;
const GROUP_START = /^([IVXLC]+|[A-ZĐ]|\d{1,2})\s*[.):/-]\s*\S/;

/** Every row below the header that holds something: a line of the roster, or why not. */
export function sortRows(sheet: Sheet, header: Header): readonly SortedRow[] {
  const views: { row: number; view: RowView }[] = [];
  for (let row = header.lastRow + 1; row < sheet.rows.length; row += 1) {
    const view = viewRow(sheet.rows[row] ?? [], header);
    if (view.texts.length > 0) views.push({ row, view });
  }
  const marks = {
    numbers: views.some(({ view }) => isNumber(view.number)),
    codes: views.some(({ view }) => view.code !== ''),
  };
  const kinds = views.map(({ row, view }) => kindOf(view, header, row, marks));
  const lastSure = views.findLastIndex(({ view }, index) => kinds[index] === 'line' && isSure(view));
  const sorted: SortedRow[] = [];
  let ended = false;
  let group = '';
  views.forEach(({ row, view }, index) => {
    const found = kinds[index] ?? 'line';
    // Past the end only names of those who sign can follow; a total that stands at the top ends nothing.
    const kind = ended && index > lastSure && found !== 'total' ? 'footer' : found;
    if (kind === 'line') {
      sorted.push({ row, kind, group });
      return;
    }
    if (kind === 'total' || kind === 'footer') ended = true;
    if (kind === 'group') group = view.texts.filter((text) => !GROUP_NUMBER.test(text) && !isNumber(text)).join(' ');
    sorted.push({ row, kind, text: view.texts.join(' ') });
  });
  return withoutTrailingGroups(sorted);
}

/** Whether a row is a line whatever stands around it. */
function isSure(view: RowView): boolean {
  return isNumber(view.number) || readCount(view.summoned).as !== 'wrong' || (view.code !== '' && view.name !== '');
}

/** What follows the last line is the end of the sheet, not the title of a group without members. */
function withoutTrailingGroups(sorted: readonly SortedRow[]): readonly SortedRow[] {
  const lastLine = sorted.findLastIndex((row) => row.kind === 'line');
  return sorted.map((row, index) => (index > lastLine && row.kind === 'group' ? { ...row, kind: 'footer' } : row));
}

interface RowView {
  readonly texts: readonly string[];
  readonly columns: readonly number[];
  readonly code: string;
  readonly name: string;
  readonly summoned: string;
  readonly number: string;
}

function viewRow(cells: readonly Cell[], header: Header): RowView {
  const texts: string[] = [];
  const columns: number[] = [];
  cells.forEach((cell, index) => {
    const text = isEmptyCell(cell) ? '' : cleanText(String(cell));
    if (text === '') return;
    texts.push(text);
    columns.push(index);
  });
  const at = (index: number | undefined): string => {
    const found = index === undefined ? -1 : columns.indexOf(index);
    return texts[found] ?? '';
  };
  return {
    texts,
    columns,
    code: at(header.fields.get('id')?.index),
    name: at(header.fields.get('name')?.index ?? header.fields.get('unit')?.index),
    summoned: at(header.fields.get('summoned')?.index),
    number: at(header.number?.index),
  };
}

/** Whether lines of this sheet are numbered, and whether they carry codes: a line without would stand out. */
interface Marks {
  readonly numbers: boolean;
  readonly codes: boolean;
}

function kindOf(view: RowView, header: Header, row: number, marks: Marks): 'line' | SkippedRowKind {
  if (row === header.lastRow + 1 && isNumbering(view)) return 'numbering';
  if (isHeaderAgain(view, header)) return 'header';
  if (isNumber(view.number)) return 'line';
  const words = view.texts.filter((text) => !isNumber(text));
  if (words.length <= 2 && words.some((word) => TOTAL.test(bareText(word)))) return 'total';
  // "Bí thư" may also be somebody's title beside a point's name.
  const signs = (text: string) => text === '' || FOOTER.test(bareText(text));
  const signed = words.some((word) => FOOTER.test(bareText(word))) && signs(view.name) && signs(view.code);
  if (signed && !isNumber(view.summoned)) return 'footer';
  return isGroup(view, words, marks) ? 'group' : 'line';
}

function isGroup(view: RowView, words: readonly string[], marks: Marks): boolean {
  const titles = words.filter((word) => !GROUP_NUMBER.test(word));
  const title = titles[0];
  if (title === undefined || titles.length > 1) return false;
  // A letter or Roman number in the STT column marks a group even when it carries a subtotal.
  if (GROUP_NUMBER.test(view.number) && view.code === '') return true;
  if (GROUP_START.test(title) && view.code === title) return true;
  if (view.summoned !== '' && view.summoned !== title) return GROUP_START.test(title) && isShouting(title);
  if (view.code !== '' && view.code === title) return /\s/.test(title) && title.length > 16;
  if (view.code !== '') return false;
  if (view.name !== title) return true;
  // Only a name: where lines are numbered or coded, a line would have that too.
  return marks.numbers || marks.codes || GROUP_START.test(title) || isShouting(title);
}

function isNumbering(view: RowView): boolean {
  return view.texts.length >= 2 && view.texts.every((text) => /^\(?(\d{1,2}|[A-Za-z])\)?(\s*=.*)?$/.test(text));
}

function isHeaderAgain(view: RowView, header: Header): boolean {
  let same = 0;
  for (const column of header.fields.values()) {
    const at = view.columns.indexOf(column.index);
    if (at >= 0 && view.texts[at] === column.header) same += 1;
  }
  return same >= 2 && same * 2 >= view.texts.length;
}

function isNumber(text: string): boolean {
  return /^\d{1,3}([.,\s]\d{3})+$|^\d+$/.test(text);
}

function isShouting(text: string): boolean {
  return text.length > 3 && text === text.toUpperCase() && text !== text.toLowerCase();
}
