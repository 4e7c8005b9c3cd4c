import { legacyEncoding } from './legacy-text.ts';
import { readCsv } from './read-csv.ts';
import { readXlsx } from './read-xlsx.ts';
import { sniffFile } from './sniff-file.ts';
import { refuse } from './table.ts';
import type { Sheet, TableResult } from './table.ts';

/** How much text is looked at for an old encoding. */
const LEGACY_SAMPLE_CELLS = 20_000;

/** The bytes of a spreadsheet → its sheets, or why not. `fileName` only names the sheet of a CSV; the content decides the kind. */
export async function readTable(bytes: Uint8Array, fileName: string, inflatedMax: number): Promise<TableResult> {
  const kind = sniffFile(bytes);
  if (typeof kind === 'object') return kind;
  const table = kind === 'xlsx' ? await readXlsx(bytes, inflatedMax) : readCsv(bytes, fileName);
  if (!table.ok) return table;
  if (table.sheets.every((sheet) => sheet.rows.every((row) => row.every((cell) => cell === null)))) {
    return refuse('fileEmpty', (text) => text.issues.fileEmpty());
  }
  const legacy = legacyEncoding(sampleText(table.sheets));
  return legacy === undefined ? table : refuse('legacyText', (text) => text.issues.legacyText(legacy));
}

function sampleText(sheets: readonly Sheet[]): string {
  const words: string[] = [];
  for (const sheet of sheets) {
    for (const row of sheet.rows) {
      for (const cell of row) if (typeof cell === 'string') words.push(cell);
      if (words.length > LEGACY_SAMPLE_CELLS) return words.join('\n');
    }
  }
  return words.join('\n');
}
