import { execFileSync, fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readConfig } from '@hub/server/config.ts';
import type { RosterLine } from '@hub/shared/model/point.ts';
import { HubProcess, type HubProcessOptions } from '../../test/support/hub-process.ts';
import { freePort } from '../lib/free-ports.ts';
import { openStoppedHub } from '../lib/stopped-hub.ts';
import { claim, inParallel, type Invitation } from '../simulate/access.ts';
import { SimulatedStaff } from '../simulate/staff.ts';
import type { LoopDelay } from './loop-delay.ts';
import type { BenchPoint, FromGenerator, Phase, PhaseResult, ToGenerator } from './messages.ts';

const TICK_MS = 10;

/** CPU time of a process, all its threads, ms. Survives a noisy machine better than wall time does. */
export function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** What it forked, and what that forked: the hub listens in LiveKit's rooms in a process of its own. */
export function descendants(pid: number): readonly number[] {
  const children = readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8').split(' ');
  return children.filter(Boolean).flatMap((child) => [Number(child), ...descendants(Number(child))]);
}

/** How late the event loop of a hub was since it was last asked; it writes that to this file (loop-delay.ts). */
export async function readLoopDelay(pid: number, file: string): Promise<LoopDelay> {
  rmSync(file, { force: true });
  process.kill(pid, 'SIGUSR2');
  while (!existsSync(file)) await delay(10);
  return JSON.parse(readFileSync(file, 'utf8')) as LoopDelay;
}

/** Resident memory of a process, MB. */
export function rssMb(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'));
  return Number(line?.[1] ?? 0) / 1_024;
}

/** The hub on one core and the generator on the other, where there are two: they must not take each other's time. */
export function pinTo(core: number, pid: number | undefined): void {
  if (pid === undefined || availableParallelism() < 2) return;
  execFileSync('taskset', ['-a', '-p', '-c', String(core), String(pid)], { stdio: 'ignore' });
}

export interface Town {
  readonly hub: HubProcess;
  readonly points: readonly BenchPoint[];
  readonly viewerKeys: readonly string[];
  readonly roundId: string;
  readonly port: number;
}

/** A hub of its own with this roster, live, with a round open, everybody signed in. */
export async function raiseTown(
  lines: readonly RosterLine[],
  viewers: number,
  options: HubProcessOptions = {},
): Promise<Town> {
  const hub = await HubProcess.prepare(options);
  const settings = readConfig({ HUB_DATA_DIR: hub.dataDir, HUB_LOG_LEVEL: 'warn' });
  if (!settings.ok) throw new Error(settings.faults.join('\n'));
  const offline = await openStoppedHub(settings.config);
  await offline.importRoster(lines, true);
  const invitations: Invitation[] = [];
  for (const { id } of lines) {
    invitations.push({ role: 'operator', pointId: id, secret: (await offline.mintLink('operator', id, id)).secret });
  }
  for (let index = 0; index < viewers; index++) {
    const { secret } = await offline.mintLink('controller', undefined, `Màn hình ${String(index + 1)}`);
    invitations.push({ role: 'controller', pointId: null, secret });
  }
  await offline.close();
  await hub.start();
  pinTo(0, hub.pid);
  const credentials = await inParallel(invitations, 8, (each) => claim(hub.url, each, 'bench'));
  const staff = new SimulatedStaff(hub.url, hub.adminKey());
  staff.open();
  await staff.until(() => true);
  await staff.command('phase:enter', { phase: 'live' });
  const { roundId } = await staff.command('round:open', { kind: 'opening' });
  staff.stop();
  const keys = credentials.map(({ key }) => key);
  return {
    hub,
    points: lines.map(({ id, summoned }, index) => ({ id, summoned, key: keys[index] ?? '' })),
    viewerKeys: keys.slice(lines.length),
    roundId: String(roundId),
    port: Number(new URL(hub.url).port),
  };
}

export interface Naive {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly port: number;
}

export async function startNaive(): Promise<Naive> {
  const port = await freePort();
  const path = fileURLToPath(new URL('naive-hub.ts', import.meta.url));
  const child = spawn(process.execPath, [path, String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  if (child.pid === undefined) throw new Error('the naive hub did not start');
  pinTo(0, child.pid);
  return { child, pid: child.pid, port };
}

export interface Measured extends PhaseResult {
  /** Of the hub's process while changes ran, share of one core. */
  readonly serverCpu: number;
  readonly cpuMsPerThousandChanges: number;
  readonly bytesPerDelivery: number;
  readonly rssMb: number;
  readonly rssMaxMb: number;
  /** What else ran on the machine just before: processes that wanted a core, on average over a minute. */
  readonly loadBefore: number;
}

/** One phase against one server: the generator lives in a process of its own. */
export async function measure(phase: Phase, serverPid: number): Promise<Measured> {
  const loadBefore = loadavg()[0] ?? 0;
  const generator = fork(fileURLToPath(new URL('generator.ts', import.meta.url)));
  pinTo(1, generator.pid);
  const next = async (kind: FromGenerator['kind']): Promise<FromGenerator> => {
    const [message] = (await once(generator, 'message')) as [FromGenerator];
    if (message.kind === 'failed') throw new Error(`the generator failed: ${message.message}`);
    if (message.kind !== kind) throw new Error(`the generator said ${message.kind}, not ${kind}`);
    return message;
  };
  const send = (message: ToGenerator): void => void generator.send(message);
  try {
    send({ kind: 'set-up', phase });
    await next('armed');
    const [cpuBefore, startedAt] = [cpuMs(serverPid), performance.now()];
    let rssMaxMb = rssMb(serverPid);
    const watch = setInterval(() => (rssMaxMb = Math.max(rssMaxMb, rssMb(serverPid))), 1_000);
    send({ kind: 'go' });
    await next('measured');
    clearInterval(watch);
    const usedMs = cpuMs(serverPid) - cpuBefore;
    const tookMs = performance.now() - startedAt;
    const rss = rssMb(serverPid);
    const done = await next('done');
    if (done.kind !== 'done') throw new Error('no result');
    const { result } = done;
    return {
      ...result,
      serverCpu: usedMs / tookMs,
      cpuMsPerThousandChanges: (usedMs * 1_000) / (phase.rate * (tookMs / 1_000)),
      bytesPerDelivery: result.viewerBytes / Math.max(1, result.delivered),
      rssMb: rss,
      rssMaxMb: Math.max(rssMaxMb, rss),
      loadBefore,
    };
  } finally {
    generator.kill();
  }
}
