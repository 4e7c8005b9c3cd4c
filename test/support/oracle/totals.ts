import { isNewer, type Figures, type Report } from './records.ts';

/** The part of a view the oracle looks at, as it stands on the wire. */
export interface SeenView {
  readonly session: {
    readonly round: { readonly id: string; readonly frozenAt: number | null } | null;
  };
  readonly totals: Readonly<Record<(typeof SUMS)[number], number>>;
  readonly rows: readonly {
    readonly id: string;
    readonly summoned: number;
    readonly headcount: (Figures & { readonly summoned: number }) | null;
    readonly amended: Figures | null;
  }[];
}

const SUMS = [
  'points',
  'reported',
  'summoned',
  'summonedReported',
  'present',
  'excused',
  'unexcused',
  'guests',
  'amended',
] as const;
const COUNTS = ['present', 'excused', 'unexcused', 'guests'] as const;

/**
 * What is wrong with a view, held against the operators' own records; empty when it is right. A report without a final
 * answer may count or not; everything that was acknowledged must, newest first by (fence, device number).
 */
export function checkTotals(view: SeenView, reports: readonly Report[]): string[] {
  const faults: string[] = [];
  const round = view.session.round;
  const sums = {
    points: 0,
    reported: 0,
    summoned: 0,
    summonedReported: 0,
    present: 0,
    excused: 0,
    unexcused: 0,
    guests: 0,
    amended: 0,
  };
  const ofRound = new Map<string, Report[]>();
  for (const report of reports) {
    if (report.roundId !== round?.id || report.fate.kind === 'refused') continue;
    if (report.fate.kind === 'acked') {
      const late = round.frozenAt !== null && report.fate.hubAt > round.frozenAt;
      if (late && !report.fate.amendment) faults.push(`${report.commandId}: came after the freeze and is no amendment`);
      if (report.fate.amendment && round.frozenAt === null)
        faults.push(`${report.commandId}: an amendment of an open round`);
      if (report.fate.amendment) continue;
    }
    ofRound.set(report.pointId, [...(ofRound.get(report.pointId) ?? []), report]);
  }
  for (const row of view.rows) {
    const mine = ofRound.get(row.id) ?? [];
    const newest = mine.filter(({ fate }) => fate.kind === 'acked').reduce<Report | null>(newer, null);
    const allowed = mine.filter(
      (report) => report.fate.kind === 'open' && (newest === null || isNewer(report, newest)),
    );
    const expected: (Figures | null)[] = [newest?.figures ?? null, ...allowed.map(({ figures }) => figures)];
    if (!expected.some((figures) => sameFigures(figures, row.headcount, row.summoned))) {
      faults.push(`${row.id}: shows ${JSON.stringify(row.headcount)}, its operator had ${JSON.stringify(expected)}`);
    }
    const late = reports.filter(({ pointId, roundId }) => pointId === row.id && roundId === round?.id);
    faults.push(...amendmentFaults(row, late, round?.frozenAt ?? null));
    sums.amended += row.amended === null ? 0 : 1;
    sums.points += 1;
    sums.summoned += row.headcount?.summoned ?? row.summoned;
    if (row.headcount === null) continue;
    sums.reported += 1;
    sums.summonedReported += row.headcount.summoned;
    for (const field of COUNTS) sums[field] += row.headcount[field];
  }
  for (const name of SUMS) {
    if (view.totals[name] !== sums[name]) {
      faults.push(`total ${name}: ${String(view.totals[name])} on the view, ${String(sums[name])} by the operators`);
    }
  }
  return faults;
}

/** After the freeze the newest late report stands beside the figure that counts, also where there is none (H7). */
function amendmentFaults(row: SeenView['rows'][number], mine: readonly Report[], frozenAt: number | null): string[] {
  const acked = mine.filter(({ fate }) => fate.kind === 'acked' && fate.amendment).reduce<Report | null>(newer, null);
  const open = frozenAt === null ? [] : mine.filter(({ fate }) => fate.kind === 'open');
  const allowed = open.filter((report) => acked === null || isNewer(report, acked));
  const expected = [acked?.figures ?? null, ...allowed.map(({ figures }) => figures)];
  const seen = row.amended;
  const fits = (sent: Figures | null): boolean =>
    sent === null || seen === null ? sent === seen : COUNTS.every((field) => sent[field] === seen[field]);
  return expected.some(fits)
    ? []
    : [`${row.id}: amended by ${JSON.stringify(seen)}, its operator had ${JSON.stringify(expected)}`];
}

function newer(best: Report | null, report: Report): Report {
  return best === null || isNewer(report, best) ? report : best;
}

function sameFigures(sent: Figures | null, seen: SeenView['rows'][number]['headcount'], roster: number): boolean {
  if (sent === null || seen === null) return sent === null && seen === null;
  return (
    sent.present === seen.present &&
    sent.excused === seen.excused &&
    sent.unexcused === seen.unexcused &&
    sent.guests === seen.guests &&
    (sent.summoned ?? roster) === seen.summoned
  );
}
