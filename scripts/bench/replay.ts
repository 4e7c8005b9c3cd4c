import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { hashSecret } from '@hub/server/access/secrets.ts';
import type { Command } from '@hub/server/domain/commands.ts';
import { type Actor, FACT_VERSIONS, SYSTEM } from '@hub/server/domain/events.ts';
import { DEFAULT_POLICY } from '@hub/server/domain/policy.ts';
import { Alarm } from '@hub/server/hub/alarm.ts';
import { SoleHub } from '@hub/server/hub/hub.ts';
import { openSqliteLog } from '@hub/server/log/sqlite-log.ts';
import { createLogger } from '@hub/server/platform/logger.ts';
import type { ConnectionId, GrantId, InstructionId, PersonalId } from '@hub/shared/model/ids.ts';
import type { RosterLine } from '@hub/shared/model/point.ts';
import type { ReplayStrip } from '@hub/shared/view/replay.ts';
import {
  ADMINISTRATOR,
  aPoint,
  aReport,
  CONTROLLER,
  deviceId,
  HEAD,
  opening,
  people,
  roundId,
} from '../../test/support/builders.ts';
import { HubProcess } from '../../test/support/hub-process.ts';
import { ManualClock } from '../../test/support/manual-clock.ts';
import { Random } from '../../test/support/random.ts';
import type { LoopDelay } from './loop-delay.ts';
import { cpuMs, pinTo, rssMb } from './rig.ts';

export interface PastMeasured {
  readonly facts: number;
  readonly points: number;
  /** The first question after a start: the whole log is folded. */
  readonly coldMs: number;
  readonly asked: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly bytes: number;
  /** How late the hub's loop was while it folded the whole log, and while moments were asked for. */
  readonly coldLoop: LoopDelay;
  readonly loop: LoopDelay;
  /** The same hub when nobody asks: what the machine itself is late. */
  readonly rest: LoopDelay;
  /** CPU of the hub for one moment, all threads, ms. */
  readonly cpuMs: number;
  readonly rssBefore: number;
  readonly rssAfter: number;
}

const HOURS = 3;
const STEP_MS = 2_000;
/** A round every half hour. */
const ROUND_EVERY = (30 * 60_000) / STEP_MS;
const ASKED = 300;
const SETTLED_MS = 1_000;
const REST_MS = 15_000;
/** Under the hub's limit of 15 a second. */
const PAUSE_MS = 70;
const KEY = 'bench-replay-credential-bench-replay-credential';
const LOOP_DELAY = fileURLToPath(new URL('loop-delay.ts', import.meta.url));

/** A log of three busy hours, and how long any moment of it takes to open over HTTP. */
export async function runReplay(lines: readonly RosterLine[], say: (line: string) => void): Promise<PastMeasured> {
  const folder = await HubProcess.prepare();
  const loopFile = join(folder.dataDir, 'loop.json');
  const hub = await HubProcess.prepare({
    dataDir: folder.dataDir,
    env: { NODE_OPTIONS: `--import=${pathToFileURL(LOOP_DELAY).href}`, LOOP_DELAY_FILE: loopFile },
  });
  try {
    const facts = await writeHours(
      folder.dataDir,
      lines.map(({ id }) => id),
    );
    say(`  ${String(facts)} facts of ${String(HOURS)} hours written`);
    await hub.start(60_000);
    pinTo(0, hub.pid);
    const loop = (): Promise<LoopDelay> => loopDelay(hub.pid, loopFile);
    await delay(SETTLED_MS);
    const rssBefore = rssMb(hub.pid);
    await loop();
    // At once, before the hub has read its log in advance.
    const { body, tookMs: coldMs } = await ask(hub.url, '/strip');
    const coldLoop = await loop();
    await delay(REST_MS);
    const rest = await loop();
    const { run } = JSON.parse(body) as ReplayStrip;
    if (!run) throw new Error('no run');
    const random = new Random(7);
    const took: number[] = [];
    let bytes = 0;
    const cpuBefore = cpuMs(hub.pid);
    for (let i = 0; i < ASKED; i++) {
      const at = random.int(run.from, run.to);
      const answer = await ask(hub.url, `?at=${String(at)}`);
      took.push(answer.tookMs);
      bytes += answer.body.length / ASKED;
      await delay(PAUSE_MS);
    }
    took.sort((a, b) => a - b);
    const place = (share: number): number => took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? 0;
    return {
      facts,
      points: lines.length,
      coldMs,
      asked: ASKED,
      p50: place(0.5),
      p99: place(0.99),
      max: place(1),
      bytes,
      coldLoop,
      loop: await loop(),
      rest,
      cpuMs: (cpuMs(hub.pid) - cpuBefore) / ASKED,
      rssBefore,
      rssAfter: rssMb(hub.pid),
    };
  } finally {
    await hub.dispose();
    await folder.dispose();
  }
}

async function ask(url: string, path: string): Promise<{ readonly body: string; readonly tookMs: number }> {
  const began = performance.now();
  const response = await fetch(`${url}/api/replay${path}`, { headers: { authorization: `Bearer ${KEY}` } });
  const body = await response.text();
  const tookMs = performance.now() - began;
  if (!response.ok) throw new Error(`${path}: ${String(response.status)} ${body.slice(0, 200)}`);
  return { body, tookMs };
}

async function loopDelay(pid: number, file: string): Promise<LoopDelay> {
  rmSync(file, { force: true });
  process.kill(pid, 'SIGUSR2');
  for (let tries = 0; tries < 500 && !existsSync(file); tries++) await delay(10);
  return JSON.parse(readFileSync(file, 'utf8')) as LoopDelay;
}

/** Reports and corrections, lines that drop and come back, faults, instructions: about two changes a second. */
async function writeHours(dataDir: string, codes: readonly string[]): Promise<number> {
  const clock = new ManualClock(Date.now() - HOURS * 3_600_000 - 60_000);
  const log = await openSqliteLog({ folder: dataDir, versions: FACT_VERSIONS, now: () => clock.now() });
  const logger = createLogger('silent');
  const hub = await SoleHub.open({ log, clock, logger, policy: DEFAULT_POLICY, mediaConfigured: false });
  const alarm = new Alarm(hub, { policy: DEFAULT_POLICY, mediaConfigured: false });
  const order = async (command: Command, actor: Actor = CONTROLLER): Promise<void> => {
    await hub.handle({ commandId: null, actor, command });
  };
  await order({ type: 'CreateSession', head: HEAD }, ADMINISTRATOR);
  await order({ type: 'ImportRoster', points: codes.map((code) => aPoint(code)), retireMissing: false }, ADMINISTRATOR);
  const enter = async (name: string, role: 'operator' | 'controller', code: string | null): Promise<void> => {
    const [grantId, pointId] = [name as GrantId, code === null ? null : aPoint(code).id];
    const kind = 'link' as const;
    const grant = { grantId, kind, role, pointId, hash: name, labelId: null, expiresAt: null };
    await order({ type: 'MintGrant', ...grant }, ADMINISTRATOR);
    const keyHash = role === 'controller' ? hashSecret(KEY) : `key-${name}`;
    const device = deviceId(`device-${name}`);
    await order({ type: 'ClaimGrant', grantHash: name, deviceId: device, keyHash, labelId: null }, SYSTEM);
  };
  await enter('desk', 'controller', null);
  for (const code of codes) await enter(code, 'operator', code);
  await order({ type: 'EnterPhase', phase: 'live' });
  const random = new Random(3);
  const lines = new Map<string, ConnectionId>();
  for (let step = 0; step < (HOURS * 3_600_000) / STEP_MS; step++) {
    const name = String(step);
    const code = random.pick(codes);
    const { id: pointId } = aPoint(code);
    const round = `r${String(Math.floor(step / ROUND_EVERY))}`;
    const all: Promise<void>[] = [];
    if (step % ROUND_EVERY === 0) await order(opening(round));
    if (step % ROUND_EVERY === ROUND_EVERY - 1) await order({ type: 'FreezeRound', roundId: roundId(round) });
    const line = lines.get(code);
    if (line === undefined) {
      const connectionId = `line-${name}` as ConnectionId;
      all.push(order({ type: 'OpenConnection', deviceId: deviceId(`device-${code}`), connectionId }, SYSTEM));
      lines.set(code, connectionId);
      all.push(order({ type: 'GiveWord', pointId, seesAndHears: true }));
    } else if (random.chance(0.25)) {
      all.push(order({ type: 'CloseConnection', pointId, connectionId: line, how: 'silent' }, SYSTEM));
      lines.delete(code);
    }
    const present = random.int(0, 50);
    for (let n = 0; n < 2; n++) all.push(order(aReport(random.pick(codes), round, people(present, 50 - present))));
    if (random.chance(0.2))
      all.push(order({ type: 'ReportFault', pointId, fault: 'audio', present: random.chance(0.5) }));
    if (step % 300 === 150) {
      const instruction = { instructionId: `i${name}` as InstructionId, textId: `t${name}` as PersonalId };
      all.push(order({ type: 'SendInstruction', ...instruction, urgent: false, to: { kind: 'all' } }));
    }
    await Promise.all(all);
    clock.advance(STEP_MS);
  }
  alarm.stop();
  await hub.stop();
  const { head } = hub.projection;
  await log.close();
  return head;
}

export function replayTable(measured: PastMeasured): string {
  const {
    facts,
    points,
    asked,
    coldMs,
    p50,
    p99,
    max,
    bytes,
    coldLoop,
    loop,
    rest,
    cpuMs: cpu,
    rssBefore,
    rssAfter,
  } = measured;
  const ms = (value: number): string => `${value.toFixed(1)} ms`;
  return [
    `${String(points)} points, ${String(HOURS)} hours, ${String(facts)} facts; ${String(asked)} moments at random, over HTTP`,
    `  a moment opens         p50 ${ms(p50)}   p99 ${ms(p99)}   slowest ${ms(max)}   ${(bytes / 1_024).toFixed(0)} KB of JSON, ${ms(cpu)} of CPU`,
    `  the first after a start, the whole log read   ${ms(coldMs)}`,
    `  loop late meanwhile    p99 ${ms(loop.p99)}   p99.9 ${ms(loop.p999)}   most ${ms(loop.max)}`,
    `  … in the first one     p99 ${ms(coldLoop.p99)}   p99.9 ${ms(coldLoop.p999)}   most ${ms(coldLoop.max)}`,
    `  … when nobody asks     p99 ${ms(rest.p99)}   p99.9 ${ms(rest.p999)}   most ${ms(rest.max)}`,
    `  memory of the hub      ${rssBefore.toFixed(0)} MB before, ${rssAfter.toFixed(0)} MB after`,
  ].join('\n');
}
