import { bareText } from './clean-text.ts';
import type { AreaNames } from './area-names.ts';
import type { Header } from './find-header.ts';
import { readCount } from './read-cells.ts';
import type { ReadLine } from './read-line.ts';
import type { Report } from './report.ts';
import type { SortedRow } from './sort-rows.ts';
import type { Sheet } from './table.ts';

/** Exactly one point broadcasts. */
export function reportHosts(read: readonly ReadLine[], header: Header, report: Report): void {
  const { issues, kinds } = report.text;
  const [host, ...others] = read.filter((line) => line.kind === 'host');
  if (host === undefined) {
    if (read.length > 0) report.warn(header.firstRow, 'kind', 'noHost', issues.noHost());
    return;
  }
  for (const line of others) {
    report.fail(line.row, 'kind', 'twoHosts', issues.twoHosts(host.row + 1, host.name), {
      value: kinds.host,
      suggestion: kinds.interactive,
    });
  }
}

/** Without a map, two spellings of one area in the same file are still worth a look. */
export function reportAreaSpellings(read: readonly ReadLine[], areas: AreaNames | undefined, report: Report): void {
  if (areas !== undefined) return;
  const counts = new Map<string, Map<string, number>>();
  for (const { area } of read) {
    if (area === '') continue;
    const bare = bareText(area);
    const spellings = counts.get(bare) ?? new Map<string, number>();
    counts.set(bare, spellings.set(area, (spellings.get(area) ?? 0) + 1));
  }
  for (const { row, area } of read) {
    const spellings = counts.get(bareText(area));
    if (area === '' || spellings === undefined || spellings.size < 2) continue;
    const [usual] = [...spellings].sort(([, a], [, b]) => b - a)[0] ?? [area];
    if (usual === area) continue;
    report.warn(row, 'area', 'areaTwoSpellings', report.text.issues.areaTwoSpellings(area, usual), {
      from: area,
      to: area,
    });
  }
}

/** The sheet's own total row is an independent count: where it differs, a line was lost or misread. */
export function reportTotal(
  sorted: readonly SortedRow[],
  sheet: Sheet,
  header: Header,
  read: readonly ReadLine[],
  report: Report,
): void {
  const column = header.fields.get('summoned')?.index;
  const totals = sorted.filter((entry) => entry.kind === 'total');
  const total = totals.at(-1);
  // Several total rows are subtotals of groups.
  if (column === undefined || total === undefined || totals.length > 1) return;
  const stated = readCount(sheet.rows[total.row]?.[column] ?? null);
  if (stated.as === 'wrong') return;
  // Beside a figure that could not be read the sum says nothing new.
  if (report.errors.some((error) => error.field === 'summoned')) return;
  const summed = read.reduce((sum, line) => sum + line.summoned, 0);
  if (summed === stated.value) return;
  const [statedText, summedText] = [stated.value, summed].map((count) => count.toLocaleString('vi-VN'));
  report.warn(
    total.row,
    'summoned',
    'totalDiffers',
    report.text.issues.totalDiffers(statedText ?? '', summedText ?? ''),
    {
      from: String(stated.value),
      to: String(summed),
    },
  );
}
