import type { RosterCheck, RosterError, RosterWarning } from '@hub/shared/model/roster-check.ts';
import { checkRoster } from '@hub/server/roster/check-roster.ts';
import type { CheckOptions } from '@hub/server/roster/check-roster.ts';
import { readTable } from '@hub/server/roster/read-table.ts';
import type { FixtureCell } from './xlsx-fixture.ts';
import { makeXlsx } from './xlsx-fixture.ts';

const INFLATED_MAX = 96 * 1_048_576;

/** A file's bytes (or a CSV's text) through the whole check, in this thread. */
export async function checkFile(file: Uint8Array | string, options: CheckOptions = {}): Promise<RosterCheck> {
  const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file;
  return checkRoster(await readTable(bytes, 'danh-sach.csv', INFLATED_MAX), options);
}

/** One XLSX sheet of these rows through the whole check. */
export function checkRows(
  rows: readonly (readonly FixtureCell[])[],
  options: CheckOptions = {},
  merges: readonly string[] = [],
) {
  return checkFile(makeXlsx({ name: 'Tổng hợp', rows, merges }), options);
}

export const HEADER = [
  'STT',
  'Mã điểm cầu',
  'Tên điểm cầu',
  'Địa bàn',
  'Triệu tập',
  'Loại điểm',
  'Đường truyền hình',
  'Điện thoại',
  'Kinh độ',
  'Vĩ độ',
];

/** A line under HEADER, good unless told otherwise. */
export function line(number: number, change: Partial<Record<string, FixtureCell>> = {}): FixtureCell[] {
  const code = `DC${String(number).padStart(2, '0')}`;
  const good: Record<string, FixtureCell> = {
    STT: number,
    'Mã điểm cầu': code,
    'Tên điểm cầu': `Nhà văn hóa thôn ${number} Yên Phú`,
    'Địa bàn': 'Xã Yên Phú',
    'Triệu tập': 30 + number,
    'Loại điểm': number === 1 ? 'Trung tâm' : 'Tương tác',
    'Đường truyền hình': 'LiveKit',
    'Điện thoại': `09000000${String(number).padStart(2, '0')}`,
    'Kinh độ': 106.02,
    'Vĩ độ': 20.93,
    ...change,
  };
  return HEADER.map((header) => good[header] ?? null);
}

/** "row column kind → suggestion" of every error, for a compact comparison. */
export function faults(check: RosterCheck): string[] {
  return check.errors.map(
    (error: RosterError) =>
      `${error.row} ${error.column} ${error.kind}${error.suggestion === undefined ? '' : ` → ${error.suggestion}`}`,
  );
}

/** "row kind: from → to" of every guess. */
export function guesses(check: RosterCheck): string[] {
  return check.warnings.map(
    (warning: RosterWarning) =>
      `${warning.row} ${warning.kind}${warning.to === undefined ? '' : `: ${warning.from ?? ''} → ${warning.to}`}`,
  );
}
