import { zipSync } from 'fflate';
import readWorkbook from 'read-excel-file/universal';
import { refuse } from './table.ts';
import type { Cell, Merge, Sheet, TableResult } from './table.ts';
import { unzipBounded } from './unzip-bounded.ts';

/** More merged areas than any roster has; a file with more is read without them. */
const MERGES_MAX = 20_000;

/** XLSX bytes → sheets. Whatever the reader sees was inflated here first, under the bound. */
export async function readXlsx(bytes: Uint8Array, inflatedMax: number): Promise<TableResult> {
  const unzipped = unzipBounded(bytes, isPart, inflatedMax);
  if (!unzipped.ok) {
    if (unzipped.why === 'encrypted') return refuse('fileEncrypted', (text) => text.issues.fileEncrypted());
    if (unzipped.why === 'broken') return refuse('fileBroken', (text) => text.issues.fileBroken());
    const limit = Math.round(inflatedMax / 1_048_576);
    return refuse('fileInflatesTooLarge', (text) => text.issues.fileInflatesTooLarge(text.megabytes(limit)));
  }
  // Packed again without compression: the reader's own unzipping then has nothing to inflate and nothing to be lied to about.
  const stored = zipSync(Object.fromEntries(unzipped.files), { level: 0 });
  const input = new ArrayBuffer(stored.byteLength);
  new Uint8Array(input).set(stored);
  let workbook: Awaited<ReturnType<typeof readWorkbook>>;
  try {
    workbook = await readWorkbook(input, { trim: false });
  } catch (error) {
    // The reader throws on any part that is not as the format says; running out of memory is not that.
    if (error instanceof RangeError) throw error;
    return refuse('fileBroken', (text) => text.issues.fileBroken());
  }
  const merges = mergesBySheet(unzipped.files);
  const sheets = workbook
    // A chart sheet has a name and no cells.
    .filter((sheet) => Array.isArray(sheet.data))
    .map((sheet): Sheet => ({
      name: sheet.sheet,
      rows: sheet.data.map((row) => row.map(toCell)),
      merges: merges.get(sheet.sheet) ?? [],
    }));
  return { ok: true, sheets };
}

/** Parts the reader needs; pictures, printer settings, links to other files and macros stay packed. */
function isPart(name: string): boolean {
  return (
    /^xl\/.*\.xml(\.rels)?$/.test(name) && !/^xl\/(drawings|charts|media|externalLinks|theme|comments|pivot)/.test(name)
  );
}

function toCell(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return value;
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  return String(value).toUpperCase();
}

/** Merged areas by the sheet's name: read beside the reader, which leaves them out. */
function mergesBySheet(files: ReadonlyMap<string, Uint8Array>): ReadonlyMap<string, readonly Merge[]> {
  const text = (name: string) => new TextDecoder().decode(files.get(name) ?? new Uint8Array());
  const targets = new Map<string, string>();
  for (const [tag] of text('xl/_rels/workbook.xml.rels').matchAll(/<(?:\w+:)?Relationship\b[^>]*>/g)) {
    const target = attribute(tag, 'Target');
    targets.set(attribute(tag, 'Id'), target.startsWith('/') ? target.slice(1) : `xl/${target}`);
  }
  const merges = new Map<string, readonly Merge[]>();
  for (const [tag] of text('xl/workbook.xml').matchAll(/<(?:\w+:)?sheet\b[^>]*>/g)) {
    const path = targets.get(attribute(tag, '\\w+:id'));
    if (path !== undefined) merges.set(decodeXml(attribute(tag, 'name')), readMerges(text(path)));
  }
  return merges;
}

function readMerges(xml: string): readonly Merge[] {
  // Merges stand after the cells; searching from there spares the many megabytes before.
  const tail = xml.slice(Math.max(xml.lastIndexOf('</sheetData>'), 0));
  const merges: Merge[] = [];
  for (const match of tail.matchAll(/mergeCell\s+ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"/g)) {
    if (merges.length >= MERGES_MAX) return [];
    const [, left = 'A', top = '1', right = 'A', bottom = '1'] = match;
    merges.push({
      left: columnIndex(left),
      top: Number(top) - 1,
      right: columnIndex(right),
      bottom: Number(bottom) - 1,
    });
  }
  return merges;
}

function attribute(tag: string, name: string): string {
  return new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? '';
}

function decodeXml(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}

function columnIndex(letters: string): number {
  let index = 0;
  for (const letter of letters) index = index * 26 + letter.charCodeAt(0) - 64;
  return index - 1;
}
