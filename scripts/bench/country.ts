import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { readConfig } from '@hub/server/config.ts';
import { HubProcess } from '../../test/support/hub-process.ts';
import { openStoppedHub } from '../lib/stopped-hub.ts';
import { claim, inParallel, type Invitation } from '../simulate/access.ts';
import { inventTown } from '../simulate/town.ts';
import type { FromCrowd, ToCrowd } from './crowd.ts';
import type { LoopDelay } from './loop-delay.ts';
import { RawSocket } from './raw-socket.ts';
import { pinTo, readLoopDelay, rssMb } from './rig.ts';

export interface Step {
  readonly name: string;
  /** Until the hub answered, ms; of many answers the slowest. Null: nothing was asked. */
  readonly answerMs: number | null;
  /** How late the hub's event loop was in the time that followed. */
  readonly loop: LoopDelay;
  readonly refused: number;
}

export interface Country {
  readonly points: number;
  readonly sockets: number;
  readonly rssMb: number;
  readonly steps: readonly Step[];
}

const WATCHED_MS = 5_000;
/** People do not tap in the same millisecond: 10,000 answers in this time are 2,000 a second. */
const CROWD_MS = 5_000;
const LOOP_DELAY = fileURLToPath(new URL('loop-delay.ts', import.meta.url));
const CROWD = fileURLToPath(new URL('crowd.ts', import.meta.url));

/** A country's roster, as many connected phones as one process may hold, and what concerns all of them. */
export async function runCountry(points: number, sockets: number, say: (line: string) => void): Promise<Country> {
  const folder = await HubProcess.prepare();
  const loopFile = join(folder.dataDir, 'loop.json');
  const hub = await HubProcess.prepare({
    dataDir: folder.dataDir,
    env: { NODE_OPTIONS: `--import=${pathToFileURL(LOOP_DELAY).href}`, LOOP_DELAY_FILE: loopFile },
  });
  const crowd = fork(CROWD);
  const screens: RawSocket[] = [];
  try {
    const lines = inventTown(points, 1);
    const invitations = await prepare(hub.dataDir, lines, sockets);
    say(`  ${String(points)} points in the roster, ${String(sockets)} links made`);
    await hub.start(60_000);
    pinTo(0, hub.pid);
    pinTo(1, crowd.pid);
    const credentials = await inParallel(invitations, 8, (each) => claim(hub.url, each, 'bench'));
    const port = Number(new URL(hub.url).port);
    const phones = credentials.map(({ key }, i) => {
      const { id, summoned } = lines[i] ?? { id: '', summoned: 0 };
      return { id, key, summoned };
    });
    for (let i = 0; i < 3; i++) screens.push(await openScreen(port, hub.adminKey()));
    const [desk] = screens;
    if (!desk) throw new Error('no screen');
    const ask = asker(desk);
    await ask('phase:enter', { phase: 'live' });
    const said = async (message: ToCrowd): Promise<FromCrowd> => {
      crowd.send(message);
      const [answer] = (await once(crowd, 'message')) as [FromCrowd];
      if (answer.kind === 'failed') throw new Error(answer.message);
      return answer;
    };
    await said({ kind: 'connect', port, points: phones });
    say(`  ${String(phones.length)} phones are connected`);

    const loop = (): Promise<LoopDelay> => readLoopDelay(hub.pid, loopFile);
    const steps: Step[] = [];
    const step = async (
      name: string,
      act: () => Promise<{ answerMs: number | null; refused: number }>,
    ): Promise<void> => {
      await delay(2_000);
      await loop();
      const { answerMs, refused } = await act();
      await delay(WATCHED_MS);
      steps.push({ name, answerMs, refused, loop: await loop() });
      say(`  ${name}: answered in ${answerMs?.toFixed(0) ?? '-'} ms`);
    };
    const order = (event: string, payload: () => object) => async () => {
      const beganAt = performance.now();
      const answer = await ask(event, payload());
      return { answerMs: performance.now() - beganAt, refused: 0, answer };
    };
    const together = (message: ToCrowd) => async () => {
      const answer = await said(message);
      if (answer.kind !== 'answered') throw new Error(`the crowd said ${answer.kind}`);
      return { answerMs: answer.max, refused: answer.refused };
    };
    let roundId = '';
    await step('nothing', async () => ({ answerMs: null, refused: 0 }));
    await step('a round is opened', async () => {
      const done = await order('round:open', () => ({ kind: 'opening' }))();
      roundId = String(done.answer['roundId']);
      return done;
    });
    await step('all phones report', () => together({ kind: 'report', roundId, overMs: CROWD_MS })());
    await step('the round is frozen', () => order('round:freeze', () => ({ roundId }))());
    await step('the next round is opened', async () => {
      const done = await order('round:open', () => ({ kind: 'mid-session' }))();
      roundId = String(done.answer['roundId']);
      return done;
    });
    await step('all who owe it are reminded', () => order('round:remind', () => ({ roundId, points: 'all' }))());
    await step(
      'one instruction to all',
      order('instruction:send', () => ({ text: 'Ổn định chỗ ngồi', urgent: false, to: { kind: 'all' } })),
    );
    await step('all phones confirm it', together({ kind: 'confirm', overMs: CROWD_MS }));
    return { points, sockets: phones.length, rssMb: rssMb(hub.pid), steps };
  } finally {
    for (const screen of screens) screen.close();
    crowd.kill();
    await hub.dispose();
    rmSync(folder.dataDir, { recursive: true, force: true });
  }
}

/** A roster, and a link for each of the first points. */
export async function prepare(
  dataDir: string,
  lines: ReturnType<typeof inventTown>,
  sockets: number,
): Promise<Invitation[]> {
  const settings = readConfig({ HUB_DATA_DIR: dataDir, HUB_LOG_LEVEL: 'warn' });
  if (!settings.ok) throw new Error(settings.faults.join('\n'));
  const offline = await openStoppedHub(settings.config);
  await offline.importRoster(lines, true);
  const invitations = await inParallel(lines.slice(0, sockets), 64, async ({ id }) => {
    const { secret } = await offline.mintLink('operator', id, id);
    return { role: 'operator' as const, pointId: id, secret };
  });
  await offline.close();
  return invitations;
}

/** A screen that takes everything in and shows nothing. `taken`: what it takes in, with the JSON text of each. */
export async function openScreen(
  port: number,
  credential: string,
  taken: RawSocket['onEvent'] = () => undefined,
): Promise<RawSocket> {
  const auth = { credential, protocol: 1 };
  let shown: () => void = () => undefined;
  const isShown = new Promise<void>((resolve) => (shown = resolve));
  const target = { host: '127.0.0.1', port, path: '/rt/control', namespace: '/control', auth };
  const screen = await RawSocket.open(target, (name, rest) => {
    taken(name, rest);
    if (name === 'view:snapshot') shown();
  });
  screen.emit('view:subscribe', '{}', 1);
  await isShown;
  return screen;
}

export function asker(socket: RawSocket): (event: string, payload: object) => Promise<Record<string, unknown>> {
  let next = 10;
  const waiting = new Map<number, (body: string) => void>();
  socket.onAck = (id, body) => {
    waiting.get(id)?.(body);
    waiting.delete(id);
  };
  return async (event, payload) => {
    const id = next++;
    const commandId = randomBytes(9).toString('base64url');
    const body = await new Promise<string>((resolve) => {
      waiting.set(id, resolve);
      socket.emit(event, JSON.stringify({ commandId, ...payload }), id);
    });
    const answer = JSON.parse(body) as Record<string, unknown>;
    if (answer['ok'] !== true) throw new Error(`${event}: ${body}`);
    return answer;
  };
}

/** Beside the hub at rest, in the same run. */
export function countryTable({ points, sockets, rssMb: memory, steps }: Country): string {
  const rest = steps[0]?.loop.p999 ?? 0;
  const cell = (value: string): string => value.padStart(11);
  const rows = steps.map(({ name, answerMs, loop, refused }) =>
    [
      name.padEnd(26),
      cell(answerMs === null ? '' : `${answerMs.toFixed(0)} ms`),
      cell(`${loop.p99.toFixed(1)} ms`),
      cell(`${loop.p999.toFixed(1)} ms`),
      cell(`${loop.max.toFixed(1)} ms`),
      cell(rest > 0 ? (loop.p999 / rest).toFixed(1) : '-'),
      cell(refused === 0 ? '' : `${String(refused)} refused`),
    ].join(' '),
  );
  const head = ['what'.padEnd(26), ...['answer', 'loop p99', 'p99.9', 'max', '× at rest', ''].map(cell)].join(' ');
  return [
    `${String(points)} points, ${String(sockets)} connected phones, 3 screens; memory of the hub ${memory.toFixed(0)} MB`,
    head,
    ...rows,
  ].join('\n');
}
