import type { Figures, Report } from './records.ts';

/** A revision as `point:detail` lists it. */
export interface SeenRevision extends Figures {
  readonly at: number;
  readonly roundId: string;
  readonly counts: boolean;
}

export interface RevisionFaults {
  /** Acknowledged, and not there. */
  readonly lost: readonly string[];
  /** There more than once. */
  readonly doubled: readonly string[];
  /** There, and never sent, or refused. */
  readonly phantom: readonly string[];
  /** There with another time than the operator was told. */
  readonly altered: readonly string[];
}

/**
 * Holds a hub's revisions against the operators' records. Revisions carry no command id, so each report must be told by
 * its figures: the writers give every report of a point another number of guests.
 */
export function checkRevisions(
  revisionsOf: ReadonlyMap<string, readonly SeenRevision[]>,
  reports: readonly Report[],
): RevisionFaults {
  const faults = { lost: [] as string[], doubled: [] as string[], phantom: [] as string[], altered: [] as string[] };
  const sent = new Map<string, Report>();
  for (const report of reports) {
    const key = keyOf(report.pointId, report.roundId, report.figures);
    if (sent.has(key)) throw new Error(`two reports look the same: ${key}`);
    sent.set(key, report);
  }
  const seen = new Map<string, number>();
  for (const [pointId, revisions] of revisionsOf) {
    for (const revision of revisions) {
      const key = keyOf(pointId, revision.roundId, revision);
      const times = (seen.get(key) ?? 0) + 1;
      seen.set(key, times);
      if (times === 2) faults.doubled.push(key);
      const report = sent.get(key);
      if (report === undefined || report.fate.kind === 'refused') faults.phantom.push(key);
      else if (report.fate.kind === 'acked' && report.fate.hubAt !== revision.at) faults.altered.push(key);
    }
  }
  for (const [key, report] of sent) {
    if (report.fate.kind === 'acked' && !seen.has(key)) faults.lost.push(key);
  }
  return faults;
}

export function isClean(faults: RevisionFaults): boolean {
  return Object.values(faults).every((list: readonly string[]) => list.length === 0);
}

function keyOf(pointId: string, roundId: string, figures: Figures): string {
  const { present, excused, unexcused, guests } = figures;
  return `${pointId} ${roundId} ${[present, excused, unexcused, guests].join('/')}`;
}
