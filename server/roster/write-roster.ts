import { stringify } from 'csv-stringify/sync';
import writeWorkbook from 'write-excel-file/node';
import type { RosterLine } from '@hub/shared/model/point.ts';
import type { RosterField } from '@hub/shared/model/roster-check.ts';
import { rosterText } from '@hub/shared/text/roster.ts';
import type { RosterLang } from '@hub/shared/text/roster.ts';
import type { RosterText } from '@hub/shared/text/roster-vi.ts';
import { keepEscapes, neutralise } from './clean-text.ts';

/** Order of the columns as the office's own list has them, the short name beside the name. */
const COLUMNS: readonly { readonly field: RosterField; readonly width: number }[] = [
  { field: 'id', width: 12 },
  { field: 'name', width: 38 },
  { field: 'shortName', width: 12 },
  { field: 'unit', width: 34 },
  { field: 'block', width: 16 },
  { field: 'area', width: 22 },
  { field: 'summoned', width: 11 },
  { field: 'kind', width: 15 },
  { field: 'linkKind', width: 18 },
  { field: 'carrier', width: 12 },
  { field: 'phone', width: 14 },
  { field: 'longitude', width: 11 },
  { field: 'latitude', width: 11 },
  { field: 'contactName', width: 28 },
  { field: 'backupPhone', width: 18 },
  { field: 'technician', width: 14 },
  { field: 'backupLine', width: 18 },
];
const NUMBER_WIDTH = 6;

/** The roster as an XLSX file that imports unchanged. */
export async function writeRosterXlsx(lines: readonly RosterLine[], lang: RosterLang = 'vi'): Promise<Uint8Array> {
  const text = rosterText(lang);
  const sheet = { ...rosterSheet(lines, text), sheet: text.sheetName };
  return new Uint8Array(await writeWorkbook([sheet]).toBuffer());
}

/** The roster as CSV that imports unchanged: UTF-8 with BOM, because Excel takes a bare one for the local encoding. */
export function writeRosterCsv(lines: readonly RosterLine[], lang: RosterLang = 'vi'): Uint8Array {
  const text = rosterText(lang);
  const rows = lines.map((line, index) => [index + 1, ...COLUMNS.map(({ field }) => cellOf(line, field, text))]);
  return new TextEncoder().encode(stringify([headers(text), ...rows], { bom: true, record_delimiter: 'windows' }));
}

/** An empty list to fill in: the header, one example and a sheet of notes. */
export async function writeRosterTemplate(lang: RosterLang = 'vi'): Promise<Uint8Array> {
  const text = rosterText(lang);
  const notes = { sheet: text.notesSheet, data: text.notes.map((note) => [note]), columns: [{ width: 110 }] };
  const sheet = { ...rosterSheet([exampleLine(text)], text), sheet: text.sheetName };
  return new Uint8Array(await writeWorkbook([sheet, notes]).toBuffer());
}

function rosterSheet(lines: readonly RosterLine[], text: RosterText) {
  const header = headers(text).map((value) => ({ value, type: String, fontWeight: 'bold' as const }));
  const rows = lines.map((line, index) => [
    { value: index + 1, type: Number },
    ...COLUMNS.map(({ field }) => {
      const value = cellOf(line, field, text);
      if (typeof value === 'number') return { value, type: Number };
      // As text, so that telephones keep their leading zero when somebody edits the file.
      return value === '' ? null : { value: keepEscapes(value), type: String, format: '@' };
    }),
  ]);
  return {
    data: [header, ...rows],
    columns: [{ width: NUMBER_WIDTH }, ...COLUMNS.map(({ width }) => ({ width }))],
    stickyRowsCount: 1,
  };
}

function headers(text: RosterText): readonly string[] {
  return [text.number, ...COLUMNS.map(({ field }) => text.fields[field])];
}

function cellOf(line: RosterLine, field: RosterField, text: RosterText): string | number {
  switch (field) {
    case 'summoned':
      return line.summoned;
    case 'longitude':
    case 'latitude':
      return line[field] ?? '';
    case 'kind':
      return text.kinds[line.kind];
    case 'linkKind':
      return text.linkKinds[line.linkKind];
    case 'contactName':
      return neutralise(line.contact.name);
    case 'phone':
    case 'backupPhone':
      return neutralise(line.contact[field]);
    default:
      return neutralise(line[field]);
  }
}

function exampleLine(text: RosterText): RosterLine {
  const { contactName, ...words } = text.example;
  return {
    id: 'DC01' as RosterLine['id'],
    shortName: 'UBND',
    summoned: 45,
    kind: 'interactive',
    linkKind: 'livekit',
    longitude: 106.021,
    latitude: 20.9305,
    contact: { name: contactName, phone: '0900000001', backupPhone: '0910000001' },
    ...words,
  };
}
