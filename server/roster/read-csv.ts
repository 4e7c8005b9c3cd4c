import { CsvError, parse } from 'csv-parse/sync';
import iconv from 'iconv-lite';
import { findHeader } from './find-header.ts';
import { refuse } from './table.ts';
import type { Sheet, TableResult } from './table.ts';

const DELIMITERS = [',', ';', '\t', '|'] as const;
/** How much of the file is tried with every delimiter. */
const SAMPLE_CHARACTERS = 40_000;

/** CSV bytes of any usual encoding and delimiter → one sheet. */
export function readCsv(bytes: Uint8Array, name: string): TableResult {
  const text = decode(bytes);
  if (text === undefined) return refuse('fileUnknown', (words) => words.issues.fileUnknown());
  const { delimiter, body, skippedLines } = pickDelimiter(text, name);
  try {
    const rows: string[][] = parse(body, options(delimiter));
    return { ok: true, sheets: [toSheet(name, [...Array<string[]>(skippedLines).fill([]), ...rows])] };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error['lines'] === 'number' ? error['lines'] : 0;
    return refuse('csvQuote', (words) => words.issues.csvQuote(), line + skippedLines);
  }
}

function options(delimiter: string) {
  return { delimiter, relax_column_count: true, relax_quotes: true, skip_empty_lines: false, bom: false } as const;
}

function toSheet(name: string, rows: readonly (readonly string[])[]): Sheet {
  return { name, rows: rows.map((row) => row.map((cell) => (cell === '' ? null : cell))), merges: [] };
}

/** Excel's own "sep=;" line wins; else the delimiter under which the best header appears. */
function pickDelimiter(text: string, name: string): { delimiter: string; body: string; skippedLines: number } {
  const stated = /^sep=(.)\r?\n/i.exec(text);
  if (stated?.[1] !== undefined) return { delimiter: stated[1], body: text.slice(stated[0].length), skippedLines: 1 };
  const sample = text.slice(0, SAMPLE_CHARACTERS);
  let best = { delimiter: ',', score: -1 };
  for (const delimiter of DELIMITERS) {
    const score = headerScore(sample, delimiter, name);
    if (score > best.score) best = { delimiter, score };
  }
  return { delimiter: best.delimiter, body: text, skippedLines: 0 };
}

function headerScore(sample: string, delimiter: string, name: string): number {
  try {
    const rows: string[][] = parse(sample, { ...options(delimiter), to: 60 });
    return findHeader(toSheet(name, rows))?.score ?? 0;
  } catch (error) {
    // A sample cut inside quotes does not close them; the whole file decides later.
    if (error instanceof CsvError) return 0;
    throw error;
  }
}

function decode(bytes: Uint8Array): string | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return iconv.decode(buffer.subarray(2), 'utf16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return iconv.decode(buffer.subarray(2), 'utf16be');
  const wide = unmarkedUtf16(bytes);
  if (wide !== undefined) return iconv.decode(buffer, wide);
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  if (buffer.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(buffer.subarray(start));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // Windows-1258 writes a tone as a mark of its own after the letter; NFC joins them again.
    return iconv.decode(buffer, 'windows-1258').normalize('NFC');
  }
}

/** Half of the bytes of delimiters, digits and line ends are zero in UTF-16, on one side only. */
function unmarkedUtf16(bytes: Uint8Array): 'utf16le' | 'utf16be' | undefined {
  const length = Math.min(bytes.length, 4_096) & ~1;
  let even = 0;
  let odd = 0;
  for (let index = 0; index < length; index += 2) {
    if (bytes[index] === 0) even += 1;
    if (bytes[index + 1] === 0) odd += 1;
  }
  const enough = length / 10;
  if (odd > enough && even === 0) return 'utf16le';
  return even > enough && odd === 0 ? 'utf16be' : undefined;
}
