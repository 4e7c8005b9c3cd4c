import { seededRandom } from '@hub/scripts/simulate/random.ts';
import { memoryRecorder, type RecordLine } from '@hub/scripts/simulate/record.ts';
import { HubProcess } from '../hub-process.ts';
import { RawScreen } from '../oracle/raw-client.ts';
import { foldReports, type Report } from '../oracle/records.ts';
import { checkRevisions, type SeenRevision } from '../oracle/revisions.ts';
import { checkTotals, type SeenView } from '../oracle/totals.ts';
import { Crew } from './crew.ts';

export interface KillOptions {
  readonly rounds: number;
  readonly points: number;
  readonly seed: number;
  /** How long reports run before each kill, ms. */
  readonly reportMs?: { readonly least: number; readonly most: number };
  /** A deliberate break of the hub, which must show in `faults`. */
  readonly sabotage?: string;
  /** Stop at the first round that shows a fault. */
  readonly untilFault?: boolean;
  readonly say?: (line: string) => void;
}

export interface KillReport {
  readonly rounds: number;
  readonly reports: number;
  readonly acked: number;
  /** Attempts that a kill left without an answer: how often it struck in the middle of one. */
  readonly interrupted: number;
  /** Kills that struck while at least one report was under way. */
  readonly struck: number;
  readonly slowestStartMs: number;
  /** Empty when nothing acknowledged was lost and nothing counted twice. */
  readonly faults: readonly string[];
}

/** Kills the real hub while operators report, again and again, and holds what it then serves against their records. */
export async function runKillRounds(options: KillOptions): Promise<KillReport> {
  const { rounds, points, seed, say = () => undefined } = options;
  const { least, most } = options.reportMs ?? { least: 150, most: 900 };
  const random = seededRandom(seed, 'kills');
  const record = memoryRecorder();
  const faults: string[] = [];
  let [struck, slowestStartMs, done] = [0, 0, 0];
  const hub = await HubProcess.prepare(
    options.sabotage === undefined ? {} : { env: { HUB_SABOTAGE: options.sabotage } },
  );
  let crew: Crew | null = null;
  let isForgotten = false;
  try {
    await hub.start();
    crew = await Crew.muster(hub, points, seed, record);
    crew.connect();
    for (; done < rounds && !isForgotten && !(options.untilFault === true && faults.length > 0); done++) {
      await crew.reportFor(random.between(least, most));
      await hub.kill();
      const told = record.lines.length;
      if (crew.outstanding > 0) struck += 1;
      const back = await seeWhatIsLeft(hub, crew, record.lines, told);
      slowestStartMs = Math.max(slowestStartMs, back.startMs);
      faults.push(...back.faults.map((fault) => `round ${String(done + 1)}: ${fault}`));
      isForgotten = back.isForgotten;
      say(`round ${String(done + 1)}: ${String(record.lines.length)} lines, ${String(faults.length)} faults`);
    }
    if (!isForgotten) faults.push(...(await revisionFaults(hub, crew, foldReports(record.lines))));
  } finally {
    crew?.stop();
    await hub.dispose();
  }
  const reports = foldReports(record.lines);
  return {
    rounds: done,
    reports: reports.length,
    acked: reports.filter(({ fate }) => fate.kind === 'acked').length,
    interrupted: record.lines.filter((line) => line.step === 'unknown').length,
    struck,
    slowestStartMs: Math.round(slowestStartMs),
    faults,
  };
}

/**
 * Starts the hub on what it kept, and holds that against what the operators had been told when it died. `isForgotten`:
 * it kept so little that nobody can go on, because it does not start or has lost the people it had let in.
 */
export async function seeWhatIsLeft(
  hub: HubProcess,
  crew: Crew,
  lines: readonly RecordLine[],
  told: number,
): Promise<{ readonly faults: string[]; readonly isForgotten: boolean; readonly startMs: number }> {
  const startedAt = performance.now();
  try {
    await hub.start();
  } catch (error) {
    return { faults: [`the hub does not start on what was kept: ${String(error)}`], isForgotten: true, startMs: 0 };
  }
  const startMs = performance.now() - startedAt;
  const view = await freshView(hub, crew).catch((error: unknown) => String(error));
  if (typeof view === 'string') {
    return { faults: [`the hub knows its controller no more: ${view}`], isForgotten: true, startMs };
  }
  const faults = checkTotals(view, asTold(lines, told));
  const unanswered = await crew.settled();
  if (unanswered > 0) faults.push(`${String(unanswered)} reports are never answered`);
  return { faults, isForgotten: false, startMs };
}

/**
 * What the operators had sent by now, with the answers they had when the hub died: whatever was answered since, or
 * sent again, may be on the view or not.
 */
export function asTold(lines: readonly RecordLine[], told: number): Report[] {
  const fates = new Map(foldReports(lines.slice(0, told)).map((report) => [report.commandId, report.fate]));
  return foldReports(lines).map((report) => ({ ...report, fate: fates.get(report.commandId) ?? { kind: 'open' } }));
}

export async function freshView(hub: HubProcess, crew: Crew): Promise<SeenView> {
  const screen = await RawScreen.open(hub.url, crew.controllerKey);
  try {
    return await screen.snapshot();
  } finally {
    screen.close();
  }
}

export async function revisionFaults(hub: HubProcess, crew: Crew, reports: readonly Report[]): Promise<string[]> {
  const screen = await RawScreen.open(hub.url, crew.controllerKey);
  try {
    const revisions = new Map<string, readonly SeenRevision[]>();
    for (const pointId of crew.pointIds) revisions.set(pointId, await screen.revisionsOf(pointId));
    const { lost, doubled, phantom, altered } = checkRevisions(revisions, reports);
    return [
      ...lost.map((key) => `lost: ${key}`),
      ...doubled.map((key) => `doubled: ${key}`),
      ...phantom.map((key) => `invented: ${key}`),
      ...altered.map((key) => `altered: ${key}`),
    ];
  } finally {
    screen.close();
  }
}
