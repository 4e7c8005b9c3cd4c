import { setTimeout as delay } from 'node:timers/promises';
import { checkLogs, checkNodes, countFaults, type NodesFaults } from '../oracle/nodes.ts';
import type { OwnReport } from './operator.ts';
import { NodesRig, type RigOptions } from './rig.ts';
import { SavedTimes } from './saved-times.ts';
import { planSchedule, type FaultKind, type FaultSchedule } from './schedule.ts';
import { strike, type Struck } from './strike.ts';
import { Yardstick } from './yardstick.ts';

export interface PlayOptions extends Pick<RigOptions, 'operators' | 'sabotage' | 'settleMs'> {
  readonly seeds: readonly number[];
  readonly only?: FaultKind | undefined;
  /** Of each schedule so many at most. */
  readonly faults?: number;
  /** Rigs side by side; each plays its share of the schedules one after the other. */
  readonly lanes: number;
  readonly say?: (line: string) => void;
}

export interface Resumed {
  readonly kind: FaultKind;
  readonly seed: number;
  readonly hub: string;
  /** Until a report that was sent after the blow had its last tick; null where none ever had. */
  readonly ms: number | null;
}

export interface PlayReport {
  readonly schedules: number;
  readonly played: Readonly<Partial<Record<FaultKind, number>>>;
  readonly reports: number;
  readonly safe: number;
  readonly faults: NodesFaults;
  readonly saved: { readonly count: number; readonly p50Ms: number | null; readonly p99Ms: number | null };
  /** A commit of this machine in the same minutes. */
  readonly commit: { readonly p50Ms: number; readonly p99Ms: number };
  readonly resumed: readonly Resumed[];
  readonly tookMs: number;
}

/** Faults of one kind that are said as they are found. */
const SHOWN = 3;
const LAST_LINES = 40;
const SCRAPE_EVERY_MS = 1_000;
const QUIET_BEFORE_MS = 1_000;
const RESUMES_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 50;

export async function playSchedules(options: PlayOptions): Promise<PlayReport> {
  const began = performance.now();
  const yardstick = new Yardstick();
  const queue = [...options.seeds];
  const lanes = await Promise.all(Array.from({ length: options.lanes }, () => playLane(queue, options))).finally(() =>
    yardstick.stop(),
  );
  const saved = new SavedTimes();
  for (const lane of lanes) saved.merge(lane.saved);
  const reports = lanes.flatMap((lane) => lane.reports);
  const struck = lanes.flatMap((lane) => lane.struck);
  const played: Partial<Record<FaultKind, number>> = {};
  for (const { fault } of struck) played[fault.kind] = (played[fault.kind] ?? 0) + 1;
  return {
    schedules: options.seeds.length,
    played,
    reports: reports.length,
    safe: reports.filter(({ safeAt }) => safeAt !== null).length,
    faults: merged(lanes.map(({ faults }) => faults)),
    saved: { count: saved.count, p50Ms: saved.quantile(0.5), p99Ms: saved.quantile(0.99) },
    commit: { p50Ms: yardstick.quantile(0.5), p99Ms: yardstick.quantile(0.99) },
    resumed: lanes.flatMap((lane) => lane.resumed),
    tookMs: performance.now() - began,
  };
}

interface Lane {
  readonly reports: readonly OwnReport[];
  readonly struck: readonly (Struck & { readonly seed: number })[];
  readonly resumed: readonly Resumed[];
  readonly saved: SavedTimes;
  readonly faults: NodesFaults;
}

/** One rig, until no schedule is left. */
async function playLane(queue: number[], options: PlayOptions): Promise<Lane> {
  const { say = () => undefined } = options;
  const rig = await NodesRig.start({ ...options, seed: queue[0] ?? 0 });
  const struck: (Struck & { readonly seed: number })[] = [];
  const found: NodesFaults[] = [];
  const scraping = setInterval(() => {
    for (const [name, hub] of rig.hubs) if (hub.running) void rig.saved.read(name, hub.url);
  }, SCRAPE_EVERY_MS);
  try {
    for (let seed = queue.shift(); seed !== undefined; seed = queue.shift()) {
      struck.push(
        ...(await playOne(
          rig,
          { seed, faults: planSchedule(seed, options.only).faults.slice(0, options.faults) },
          say,
        )),
      );
      const faults = await check(rig);
      found.push(faults);
      say(`schedule ${String(seed)}: ${String(countFaults(faults))} faults found`);
      for (const [kind, list] of Object.entries(faults) as [string, readonly string[]][]) {
        for (const fault of list.slice(0, SHOWN)) say(`  ${kind} (${String(list.length)}): ${fault}`);
      }
      if (countFaults(faults) > 0) tellLastWords(rig, say);
    }
    clearInterval(scraping);
    for (const name of rig.hubs.keys()) await rig.saved.read(name, rig.hub(name).url);
    found.push(checkLogs(await rig.logs(), rig.reports));
    const resumed = struck.flatMap((each) => resumptions(each, rig.reports));
    return { reports: rig.reports, struck, resumed, saved: rig.saved, faults: merged(found) };
  } catch (error) {
    tellLastWords(rig, say);
    throw error;
  } finally {
    clearInterval(scraping);
    await rig.stop();
  }
}

function tellLastWords(rig: NodesRig, say: (line: string) => void): void {
  for (const [name, { output }] of rig.hubs) say(`hub ${name}:\n${output.split('\n').slice(-LAST_LINES).join('\n')}`);
}

async function playOne(
  rig: NodesRig,
  { seed, faults }: FaultSchedule,
  say: (line: string) => void,
): Promise<(Struck & { seed: number })[]> {
  await rig.openRound();
  await delay(QUIET_BEFORE_MS);
  const struck: (Struck & { seed: number })[] = [];
  for (const fault of faults) {
    await delay(fault.afterMs);
    const one = { ...(await strike(rig, fault)), seed };
    struck.push(one);
    // The next blow meets hubs that work.
    await allResumed(rig, one);
    const times = resumptions(one, rig.reports).map(
      ({ hub, ms }) => `${hub} ${String(ms === null ? ms : Math.round(ms))}`,
    );
    say(`schedule ${String(seed)}: ${fault.kind} (${fault.hub}, ${String(fault.lastsMs)} ms): ${times.join(', ')}`);
  }
  return struck;
}

async function allResumed(rig: NodesRig, { mendedAt }: Struck): Promise<void> {
  const end = performance.now() + RESUMES_WITHIN_MS;
  const isBack = (hub: string): boolean => resumedAt(rig.reports, hub, mendedAt) !== null;
  while (![...rig.hubs.keys()].every(isBack) && performance.now() < end) await delay(LOOK_EVERY_MS);
}

async function check(rig: NodesRig): Promise<NodesFaults> {
  await rig.settled();
  return checkNodes(await rig.look(), rig.reports);
}

function resumptions(
  { fault, seed, able, resumableAt }: Struck & { seed: number },
  reports: readonly OwnReport[],
): Resumed[] {
  return able.map((hub) => {
    const at = resumedAt(reports, hub, resumableAt);
    return { kind: fault.kind, seed, hub, ms: at === null ? null : at - resumableAt };
  });
}

/** When a report that went to this hub after that moment had its last tick. */
function resumedAt(reports: readonly OwnReport[], hub: string, after: number): number | null {
  let first: number | null = null;
  for (const { via, sentAt, safeAt } of reports) {
    if (via !== hub || sentAt < after || safeAt === null) continue;
    first = first === null ? safeAt : Math.min(first, safeAt);
  }
  return first;
}

function merged(all: readonly NodesFaults[]): NodesFaults {
  return {
    lostSafe: all.flatMap(({ lostSafe }) => lostSafe),
    lostSaved: all.flatMap(({ lostSaved }) => lostSaved),
    doubled: all.flatMap(({ doubled }) => doubled),
    untrue: all.flatMap(({ untrue }) => untrue),
    apart: all.flatMap(({ apart }) => apart),
    unanswered: all.flatMap(({ unanswered }) => unanswered),
  };
}
