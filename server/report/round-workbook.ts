import writeWorkbook from 'write-excel-file/node';
import { roundSheetEn } from '@hub/shared/text/round-sheet-en.ts';
import { roundSheetVi, type RoundSheetText } from '@hub/shared/text/round-sheet-vi.ts';
import { figureParts } from '@hub/shared/view/figure-line.ts';
import type { Rolled } from '@hub/shared/view/roll-up.ts';
import { calendarDay, clockTime } from '@hub/shared/view/session-time.ts';
import { keepEscapes, neutralise } from '../roster/clean-text.ts';
import type { ReportLine, RoundReport, Said } from './round-report.ts';

export type ReportLang = 'vi' | 'en';

type Value = string | number | null;
/** A part of a whole, written as per cent: a bare number would be read as persons. */
type Written = Value | { readonly share: number };

interface Column<Line> {
  readonly title: string;
  readonly width: number;
  readonly of: (line: Line, place: number) => Written;
}

export function roundSheetText(lang: ReportLang): RoundSheetText {
  return lang === 'vi' ? roundSheetVi : roundSheetEn;
}

/** H15: the round by point, by area and by block, and who has not reported; each sheet says on top what it is of. */
export async function writeRoundXlsx(report: RoundReport, lang: ReportLang): Promise<Uint8Array> {
  const words = roundSheetText(lang);
  const time = (at: number): string => timeOf(at, report.head.timeZone);
  const top = headOf(report, words);
  const total = { ...report.total, name: words.total };
  const silent = report.lines.filter(({ headcount }) => headcount === null);
  const sheets = [
    sheetOf(words.sheets.points, top, pointColumns(words, time), report.lines, totalRow(report.total, words)),
    sheetOf(words.sheets.areas, top, rolledColumns(words, words.area), [...report.areas, total]),
    sheetOf(words.sheets.blocks, top, rolledColumns(words, words.block), [...report.blocks, total]),
    sheetOf(
      words.sheets.silent,
      silent.length > 0 ? top : [...top, words.noneSilent],
      silentColumns(words, time),
      silent,
    ),
  ];
  return new Uint8Array(await writeWorkbook(sheets).toBuffer());
}

function headOf({ head, round, frozenAt, isRehearsal, up, total }: RoundReport, words: RoundSheetText): string[] {
  const title = [isRehearsal ? words.rehearsal : '', head.hostName, head.title].filter(Boolean).join(', ');
  const { timeZone } = head;
  const frozen = words.frozen(
    round.number,
    words.roundName(round),
    clockTime(frozenAt, timeZone),
    calendarDay(frozenAt, timeZone),
  );
  const figures = { ...total, covered: total.points };
  return [title, frozen, figureParts({ up, points: total.points }, figures, words).join(', ')];
}

function pointColumns(words: RoundSheetText, time: (at: number) => string): Column<ReportLine>[] {
  return [
    { title: words.number, width: 6, of: (_, place) => place + 1 },
    { title: words.id, width: 10, of: ({ id }) => id },
    { title: words.point, width: 38, of: ({ name }) => name },
    { title: words.area, width: 22, of: ({ area }) => area },
    { title: words.block, width: 16, of: ({ block }) => block },
    { title: words.summoned, width: 11, of: ({ summoned }) => summoned },
    { title: words.present, width: 10, of: ({ headcount }) => headcount?.present ?? null },
    { title: words.excused, width: 15, of: ({ headcount }) => headcount?.excused ?? null },
    { title: words.unexcused, width: 17, of: ({ headcount }) => headcount?.unexcused ?? null },
    { title: words.guests, width: 9, of: ({ headcount }) => headcount?.guests ?? null },
    {
      title: words.share,
      width: 9,
      of: ({ headcount, summoned }) => headcount && shareOf(headcount.present, summoned),
    },
    {
      title: words.reportedAt,
      width: 18,
      of: ({ headcount }) => (headcount ? time(headcount.at) : words.notReported),
    },
    { title: words.by, width: 24, of: ({ headcount }) => headcount && whoOf(headcount, words) },
    {
      title: words.reasonTitle,
      width: 30,
      of: ({ headcount }) => (headcount?.reason ? words.reason[headcount.reason] : null),
    },
    { title: words.note, width: 30, of: ({ headcount }) => headcount?.note ?? null },
    { title: words.amended, width: 52, of: ({ amended }) => amended && amendmentOf(amended, words, time) },
  ];
}

function rolledColumns(words: RoundSheetText, name: string): Column<Rolled>[] {
  return [
    { title: name, width: 26, of: (line) => line.name || words.unnamed },
    { title: words.points, width: 10, of: ({ points }) => points },
    { title: words.reported, width: 10, of: ({ reported }) => reported },
    { title: words.summoned, width: 11, of: ({ summoned }) => summoned },
    { title: words.summonedReported, width: 25, of: ({ summonedReported }) => summonedReported },
    { title: words.present, width: 10, of: ({ present, reported }) => (reported === 0 ? null : present) },
    { title: words.excused, width: 15, of: ({ excused, reported }) => (reported === 0 ? null : excused) },
    { title: words.unexcused, width: 17, of: ({ unexcused, reported }) => (reported === 0 ? null : unexcused) },
    { title: words.guests, width: 9, of: ({ guests, reported }) => (reported === 0 ? null : guests) },
    {
      title: words.share,
      width: 9,
      of: ({ present, summoned, reported }) => (reported === 0 ? null : shareOf(present, summoned)),
    },
  ];
}

function silentColumns(words: RoundSheetText, time: (at: number) => string): Column<ReportLine>[] {
  return [
    { title: words.number, width: 6, of: (_, place) => place + 1 },
    { title: words.id, width: 10, of: ({ id }) => id },
    { title: words.point, width: 38, of: ({ name }) => name },
    { title: words.area, width: 22, of: ({ area }) => area },
    { title: words.block, width: 16, of: ({ block }) => block },
    { title: words.summoned, width: 11, of: ({ summoned }) => summoned },
    { title: words.reminders, width: 12, of: ({ reminders }) => reminders },
    { title: words.amended, width: 52, of: ({ amended }) => amended && amendmentOf(amended, words, time) },
  ];
}

function totalRow(total: Rolled, words: RoundSheetText): Written[] {
  const { summoned, present, excused, unexcused, guests, reported } = total;
  const figures = reported === 0 ? [null, null, null, null] : [present, excused, unexcused, guests];
  const share = reported === 0 ? null : shareOf(present, summoned);
  return [null, null, words.total, null, null, summoned, ...figures, share];
}

function shareOf(part: number, whole: number): Written {
  return whole > 0 ? { share: part / whole } : null;
}

function whoOf({ by, onBehalf }: Said, words: RoundSheetText): string {
  return onBehalf ? words.onBehalf(by) : by || words.atPoint;
}

function amendmentOf(late: Said, words: RoundSheetText, time: (at: number) => string): string {
  return words.amendment(late.present, late.excused, late.unexcused, late.guests, time(late.at), whoOf(late, words));
}

function timeOf(at: number, timeZone: string): string {
  return `${clockTime(at, timeZone)} ${calendarDay(at, timeZone)}`;
}

function sheetOf<Line>(
  name: string,
  top: readonly string[],
  columns: readonly Column<Line>[],
  lines: readonly Line[],
  last?: readonly Written[],
) {
  const header = columns.map(({ title }) => cell(title, true));
  const rows = lines.map((line, place) => columns.map(({ of }) => cell(of(line, place))));
  const foot = last ? [last.map((value) => cell(value, true))] : [];
  return {
    sheet: name,
    data: [...top.map((text, place) => [cell(text, place === 0)]), [], header, ...rows, ...foot],
    columns: columns.map(({ width }) => ({ width })),
    stickyRowsCount: top.length + 2,
  };
}

function cell(value: Written, isBold = false) {
  const weight = isBold ? { fontWeight: 'bold' as const } : {};
  if (value === null || value === '') return null;
  if (typeof value === 'number') return { value, type: Number, ...weight };
  if (typeof value === 'object') return { value: value.share, type: Number, format: '0.0%', ...weight };
  return { value: keepEscapes(neutralise(value)), type: String, ...weight };
}
