import type { Figures, Report } from './records.ts';
import { checkRevisions, type SeenRevision } from './revisions.ts';
import { checkTotals, type SeenView } from './totals.ts';

/** One report as its operator knows it, of several nodes. Moments are of the operators' clock, ms. */
export interface TickedReport extends Omit<Report, 'attempts' | 'fate'> {
  readonly sentAt: number;
  /** Nodes that said: it is on my disk. */
  readonly savedBy: readonly string[];
  /** A node said: a second one has it too. */
  readonly safeAt: number | null;
  /** The newest answer: when it was decided. A tick that comes later may bring another one. */
  readonly decided: { readonly hubAt: number; readonly amendment: boolean } | null;
  readonly refused: string | null;
}

/** What one node shows in the end. */
export interface SeenNode {
  readonly name: string;
  readonly view: SeenView;
  readonly revisions: ReadonlyMap<string, readonly SeenRevision[]>;
}

export interface NodesFaults {
  /** A second node had it, and a node does not show it. */
  readonly lostSafe: readonly string[];
  /** A node whose disk lives had it, and a node does not show it. */
  readonly lostSaved: readonly string[];
  readonly doubled: readonly string[];
  /** Shown, and never sent, or refused, or with another time than its operator was told. */
  readonly untrue: readonly string[];
  /** Rows, totals or logs of two nodes that are not the same bytes. */
  readonly apart: readonly string[];
  readonly unanswered: readonly string[];
}

/**
 * Holds what every node shows against what the operators were told. Two reports of a point never have the same figures,
 * so that each is known again; all of them are answered by now, unless something was lost.
 */
export function checkNodes(
  nodes: readonly SeenNode[],
  reports: readonly TickedReport[],
  deadDisks: ReadonlySet<string> = new Set(),
): NodesFaults {
  const faults = noFaults();
  const byKey = new Map<string, TickedReport>();
  for (const report of reports) byKey.set(keyOf(report.pointId, report.roundId, report.figures), report);
  const asAnswered = reports.map(toReport);
  for (const { name, view, revisions } of nodes) {
    const say = (key: string): string => `${name}: ${key} ${byKey.get(key)?.commandId ?? ''}`;
    const seen = checkRevisions(revisions, asAnswered);
    faults.doubled.push(...seen.doubled.map(say));
    faults.untrue.push(
      ...seen.phantom.map((key) => `${say(key)} was never accepted`),
      ...seen.altered.map((key) => `${say(key)} has another time than was told`),
    );
    faults.untrue.push(...checkTotals(view, asAnswered).map((fault) => `${name}: ${fault}`));
    const shown = new Set(
      [...revisions].flatMap(([pointId, all]) => all.map((each) => keyOf(pointId, each.roundId, each))),
    );
    for (const [key, { savedBy, safeAt }] of byKey) {
      if (shown.has(key)) continue;
      if (safeAt !== null) faults.lostSafe.push(say(key));
      else if (savedBy.some((disk) => !deadDisks.has(disk))) faults.lostSaved.push(say(key));
    }
  }
  const [first] = nodes;
  for (const node of nodes.slice(1)) {
    if (first && boardOf(node) !== boardOf(first))
      faults.apart.push(`${first.name} and ${node.name}: ${firstOther(first, node)}`);
  }
  for (const { commandId, pointId, safeAt, refused } of reports) {
    if (safeAt === null && refused === null) faults.unanswered.push(`${pointId} ${commandId}`);
  }
  return faults;
}

/** The logs of all nodes when they have stopped, event by event as they stand on the disk. */
export function checkLogs(logs: ReadonlyMap<string, readonly string[]>, reports: readonly TickedReport[]): NodesFaults {
  const faults = noFaults();
  const [first] = logs;
  for (const [name, events] of logs) {
    const times = new Map<string, number>();
    for (const event of events) {
      const { type, commandId } = JSON.parse(event) as { readonly type: string; readonly commandId: string | null };
      if (type === 'HeadcountReported' && commandId !== null) times.set(commandId, (times.get(commandId) ?? 0) + 1);
    }
    for (const { commandId, safeAt, savedBy } of reports) {
      const found = times.get(commandId) ?? 0;
      if (found > 1) faults.doubled.push(`${name}: ${commandId} ${String(found)} times in the log`);
      if (found === 0 && safeAt !== null) faults.lostSafe.push(`${name}: ${commandId} is not in the log`);
      else if (found === 0 && savedBy.length > 0) faults.lostSaved.push(`${name}: ${commandId} is not in the log`);
    }
    if (!first) continue;
    // They stop one after the other, and who stops later still hears the others' farewell.
    const both = Math.min(events.length, first[1].length);
    const at = events.slice(0, both).findIndex((event, place) => event !== first[1][place]);
    if (at >= 0) {
      const lengths = `${String(first[1].length)} and ${String(events.length)} events`;
      faults.apart.push(`logs of ${first[0]} and ${name}: ${lengths}, apart from ${String(at)} on`);
    }
  }
  return faults;
}

export function countFaults(faults: NodesFaults): number {
  return Object.values(faults).reduce((sum: number, list: readonly string[]) => sum + list.length, 0);
}

function noFaults() {
  const none = (): string[] => [];
  return { lostSafe: none(), lostSaved: none(), doubled: none(), untrue: none(), apart: none(), unanswered: none() };
}

/** What has no second copy yet may be decided anew, at another moment, and counts or not: as if it had no answer. */
function toReport({ safeAt, decided, refused, ...report }: TickedReport): Report {
  const fate: Report['fate'] =
    refused !== null
      ? { kind: 'refused', error: refused }
      : safeAt !== null && decided !== null
        ? { kind: 'acked', ...decided }
        : { kind: 'open' };
  return { ...report, attempts: 1, fate };
}

export function boardOf({ view: { rows, totals } }: { readonly view: SeenView }): string {
  return JSON.stringify({ rows: [...rows].sort((a, b) => (a.id < b.id ? -1 : 1)), totals });
}

function firstOther(one: SeenNode, other: SeenNode): string {
  const rows = new Map(one.view.rows.map((row) => [row.id, JSON.stringify(row)]));
  const row = other.view.rows.find((each) => rows.get(each.id) !== JSON.stringify(each));
  return row === undefined
    ? `${JSON.stringify(one.view.totals)} ${JSON.stringify(other.view.totals)}`
    : `${rows.get(row.id) ?? 'nothing'} ${JSON.stringify(row)}`;
}

function keyOf(pointId: string, roundId: string, { present, excused, unexcused, guests }: Figures): string {
  return `${pointId} ${roundId} ${[present, excused, unexcused, guests].join('/')}`;
}
