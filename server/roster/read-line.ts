import { parsePointId } from '@hub/shared/model/ids.ts';
import { SHORT_NAME_MAX, SUMMONED_MAX } from '@hub/shared/model/point.ts';
import type { LinkKind, PointKind } from '@hub/shared/model/point.ts';
import type { RosterField } from '@hub/shared/model/roster-check.ts';
import type { AreaNames } from './area-names.ts';
import { cleanText, cutText, restoreText } from './clean-text.ts';
import { isFormulaError, readCoordinate, readCount, readPhone } from './read-cells.ts';
import { nearWord, readKind, readLinkKind } from './read-words.ts';
import type { Report } from './report.ts';
import type { Cell } from './table.ts';

const TEXT_MAX = 200;

/** One line as far as its own cells tell; code, short name and host are settled with the other lines in view. */
export interface ReadLine {
  readonly row: number;
  readonly code: string;
  readonly name: string;
  readonly shortName: string;
  readonly unit: string;
  readonly block: string;
  readonly area: string;
  readonly summoned: number;
  readonly kind: PointKind;
  readonly linkKind: LinkKind;
  readonly carrier: string;
  readonly backupLine: string;
  readonly technician: string;
  readonly longitude: number | null;
  readonly latitude: number | null;
  readonly contact: { readonly name: string; readonly phone: string; readonly backupPhone: string };
}

export interface LineSource {
  readonly row: number;
  /** The group title the line stands under, for the field that has no column of its own. */
  readonly group: { readonly field: 'block' | 'area'; readonly text: string } | undefined;
  readonly cell: (field: RosterField) => Cell;
  readonly has: (field: RosterField) => boolean;
}

/** The cells of one line → values; guesses and faults go to the report. */
export function readLine(source: LineSource, report: Report, areas: AreaNames | undefined): ReadLine {
  const { row } = source;
  const { text } = report;
  const plain = (field: RosterField): string => plainText(source, field, report);
  const unit = plain('unit');
  const name = source.has('name') ? plain('name') : unit;
  if (name === '') report.fail(row, 'name', 'empty', text.issues.empty(text.fields.name));
  const phones = contactPhones(source, report);
  return {
    row,
    code: readCode(source, report),
    name,
    shortName: givenShortName(source, report),
    unit,
    block: groupText(source, 'block') ?? plain('block'),
    area: readArea(groupText(source, 'area') ?? plain('area'), row, report, areas),
    summoned: summonedAt(source, report),
    kind: wordAt(source, 'kind', readKind, text.kinds, 'interactive', report),
    linkKind: wordAt(source, 'linkKind', readLinkKind, text.linkKinds, 'livekit', report),
    carrier: plain('carrier'),
    backupLine: plain('backupLine'),
    technician: plain('technician'),
    ...position(source, report),
    contact: { name: plain('contactName'), ...phones },
  };
}

function plainText(source: LineSource, field: RosterField, report: Report): string {
  const value = restoreText(cleanText(String(source.cell(field) ?? '')));
  const { text } = report;
  const label = text.fields[field];
  if (value.length > TEXT_MAX) {
    report.fail(source.row, field, 'tooLong', text.issues.tooLong(label, value.length, TEXT_MAX), {
      value: cutText(value, TEXT_MAX),
    });
  } else if (isFormulaError(value)) {
    report.fail(source.row, field, 'cellError', text.issues.cellError(label, value), { value });
  }
  return value;
}

function groupText(source: LineSource, field: 'block' | 'area'): string | undefined {
  return source.group?.field === field && !source.has(field) ? source.group.text : undefined;
}

/** The code as it will be kept, or "" when it is empty or cannot be one. */
function readCode(source: LineSource, report: Report): string {
  const value = restoreText(cleanText(String(source.cell('id') ?? '')));
  if (value === '') return '';
  const id = parsePointId(value);
  if (id !== undefined) return id;
  const { text } = report;
  const plain = value
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[đĐ]/g, 'D');
  const guess = parsePointId(plain.replace(/\s+/g, ''));
  if (guess !== undefined) {
    report.warn(source.row, 'id', 'codeGuessed', text.issues.codeGuessed(value, guess), { from: value, to: guess });
    return guess;
  }
  const suggestion = parsePointId(plain.replace(/[^A-Za-z0-9._-]+/g, '').slice(0, 16));
  report.fail(source.row, 'id', 'codeBad', text.issues.codeBad(value), {
    value,
    ...(suggestion === undefined ? {} : { suggestion }),
  });
  return '';
}

function givenShortName(source: LineSource, report: Report): string {
  const value = plainText(source, 'shortName', report);
  if (value.length > SHORT_NAME_MAX && value.length <= TEXT_MAX) {
    const { text } = report;
    report.fail(
      source.row,
      'shortName',
      'tooLong',
      text.issues.tooLong(text.fields.shortName, value.length, SHORT_NAME_MAX),
      {
        value,
        suggestion: cutText(value, SHORT_NAME_MAX),
      },
    );
  }
  return value;
}

function summonedAt(source: LineSource, report: Report): number {
  // A file without the column has been told so once.
  if (!source.has('summoned')) return 0;
  const cell = source.cell('summoned');
  const { issues, fields } = report.text;
  const reading = readCount(cell);
  const value = restoreText(cleanText(String(cell ?? '')));
  if (reading.as === 'wrong') {
    const reason = {
      empty: () => issues.empty(fields.summoned),
      cellError: () => issues.cellError(fields.summoned, value),
      negative: () => issues.negative(fields.summoned, value),
      notWhole: () => issues.notWhole(fields.summoned, value),
      tooBig: () => issues.tooBig(fields.summoned, value, SUMMONED_MAX.toLocaleString('vi-VN')),
      notNumber: () => issues.notNumber(fields.summoned, value),
    }[reading.why];
    report.fail(source.row, 'summoned', reading.why, reason(), {
      value,
      ...(reading.suggestion === undefined ? {} : { suggestion: reading.suggestion }),
    });
    return 0;
  }
  const to = String(reading.value);
  if (reading.as === 'guess') {
    report.warn(source.row, 'summoned', 'countGuessed', issues.countGuessed(fields.summoned, value, to), {
      from: value,
      to,
    });
  }
  if (reading.value === 0) report.warn(source.row, 'summoned', 'countZero', issues.countZero(fields.summoned));
  return reading.value;
}

function wordAt<K extends string>(
  source: LineSource,
  field: 'kind' | 'linkKind',
  read: (text: string) => K | undefined,
  labels: Record<K, string>,
  fallback: K,
  report: Report,
): K {
  // A missing column was told of once, for all lines.
  if (!source.has(field)) return fallback;
  const value = restoreText(cleanText(String(source.cell(field) ?? '')));
  const { issues, fields } = report.text;
  const to = labels[fallback];
  if (value === '') {
    report.warn(source.row, field, 'wordDefault', issues.wordDefault(fields[field], to), { from: '', to });
    return fallback;
  }
  const known = read(value);
  if (known !== undefined) return known;
  const near = nearWord(value, labels);
  const allowed = Object.values<string>(labels).join(', ');
  report.fail(source.row, field, 'wordUnknown', issues.wordUnknown(fields[field], value, allowed), {
    value,
    ...(near === undefined ? {} : { suggestion: near }),
  });
  return fallback;
}

function contactPhones(source: LineSource, report: Report): { phone: string; backupPhone: string } {
  const first = phoneAt(source, 'phone', report);
  const backup = phoneAt(source, 'backupPhone', report);
  return { phone: first.phone, backupPhone: backup.phone === '' && !backup.wrong ? first.second : backup.phone };
}

function phoneAt(source: LineSource, field: 'phone' | 'backupPhone', report: Report) {
  const cell = source.cell(field);
  const from = restoreText(cleanText(String(cell ?? '')));
  const reading = readPhone(typeof cell === 'string' ? from : cell);
  const { issues, fields } = report.text;
  const label = fields[field];
  if (reading.wrong !== undefined) {
    const { why, digits, suggestion } = reading.wrong;
    const reason = why === 'phoneBad' ? issues.phoneBad(label, from) : issues.phoneLength(label, from, digits, '10');
    report.fail(source.row, field, why, reason, { value: from, ...(suggestion === undefined ? {} : { suggestion }) });
  } else if (reading.guess !== undefined) {
    const { phone: to, guess } = reading;
    report.warn(source.row, field, guess, issues[guess](label, from, to), { from, to });
  }
  return { phone: reading.phone, second: reading.second, wrong: reading.wrong !== undefined };
}

function readArea(value: string, row: number, report: Report, areas: AreaNames | undefined): string {
  if (areas === undefined || value === '') return value;
  const reading = areas.read(value);
  const { issues } = report.text;
  if (reading.as === 'known') return value;
  if (reading.as === 'same') {
    report.warn(row, 'area', 'areaGuessed', issues.areaGuessed(value, reading.name), { from: value, to: reading.name });
    return reading.name;
  }
  if (reading.as === 'near') {
    report.fail(row, 'area', 'areaUnknown', issues.areaUnknown(value), { value, suggestion: reading.name });
  } else {
    report.warn(row, 'area', 'areaUnknown', issues.areaUnknown(value), { from: value, to: value });
  }
  return value;
}

/** Rough bounds of Viet Nam with its islands. */
const VIET_NAM = { west: 101, east: 118, south: 6, north: 24 };
const inLongitudes = (value: number) => value >= VIET_NAM.west && value <= VIET_NAM.east;
const inLatitudes = (value: number) => value >= VIET_NAM.south && value <= VIET_NAM.north;

function position(source: LineSource, report: Report): { longitude: number | null; latitude: number | null } {
  const longitude = coordinateAt(source, 'longitude', report);
  const latitude = coordinateAt(source, 'latitude', report);
  const nowhere = { longitude: null, latitude: null };
  if (longitude === undefined || latitude === undefined || (longitude === null && latitude === null)) return nowhere;
  const { issues, fields } = report.text;
  const { row } = source;
  if (longitude === null || latitude === null) {
    const missing = longitude === null ? 'longitude' : 'latitude';
    const from = String(longitude ?? latitude);
    report.warn(row, missing, 'coordinateHalf', issues.coordinateHalf(fields[missing]), { from, to: '' });
    return nowhere;
  }
  if (inLatitudes(longitude) && inLongitudes(latitude)) {
    const [from, to] = [`${longitude}; ${latitude}`, `${latitude}; ${longitude}`];
    report.warn(row, 'longitude', 'coordinateSwapped', issues.coordinateSwapped(), { from, to });
    return { longitude: latitude, latitude: longitude };
  }
  const outside =
    Math.abs(longitude) > 180 ? ('longitude' as const) : Math.abs(latitude) > 90 ? ('latitude' as const) : undefined;
  if (outside !== undefined) {
    const value = String(outside === 'longitude' ? longitude : latitude);
    const limit = outside === 'longitude' ? 180 : 90;
    report.fail(row, outside, 'coordinateRange', issues.coordinateRange(fields[outside], value, -limit, limit), {
      value,
    });
    return nowhere;
  }
  if (!inLongitudes(longitude) || !inLatitudes(latitude)) {
    report.warn(row, 'longitude', 'coordinateAbroad', issues.coordinateAbroad(), { from: `${longitude}; ${latitude}` });
  }
  return { longitude, latitude };
}

/** Undefined when the cell was wrong and has been reported. */
function coordinateAt(source: LineSource, field: 'longitude' | 'latitude', report: Report): number | null | undefined {
  const cell = source.cell(field);
  const reading = readCoordinate(typeof cell === 'string' ? restoreText(cleanText(cell)) : cell);
  const from = cleanText(String(cell ?? ''));
  const { issues, fields } = report.text;
  if (reading.as === 'wrong') {
    const kind = reading.why === 'cellError' ? 'cellError' : 'notNumber';
    report.fail(source.row, field, kind, issues[kind](fields[field], from), { value: from });
    return undefined;
  }
  if (reading.as === 'guess') {
    const to = String(reading.value);
    report.warn(source.row, field, 'coordinateComma', issues.coordinateComma(fields[field], from, to), { from, to });
  }
  return reading.value;
}
