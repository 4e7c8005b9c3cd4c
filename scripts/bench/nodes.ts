import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { HubProcess } from '../../test/support/hub-process.ts';
import { freePort } from '../lib/free-ports.ts';
import { findRedis } from '../lib/redis-process.ts';
import { startRedis } from '../lib/redis-servers.ts';
import { claim, inParallel } from '../simulate/access.ts';
import { inventTown } from '../simulate/town.ts';
import { asker, prepare } from './country.ts';
import type { LoopDelay } from './loop-delay.ts';
import type { BenchPoint } from './messages.ts';
import type { FromMovingCrowd, Return, ToMovingCrowd } from './moving-crowd.ts';
import { LinkScreen } from './link-screen.ts';
import { RawSocket } from './raw-socket.ts';
import { table } from './report.ts';
import { pinTo, readLoopDelay, rssMb } from './rig.ts';

/** What one hub's end cost, as those at the other saw it. Times are ms since `kill -9`. */
export interface NodeLoss {
  /** Whether the hub that was killed was the one that decides. */
  readonly was: 'deciding' | 'following';
  readonly moved: number;
  /** Phones of the killed hub that look for no other. */
  readonly stayed: number;
  /** Until a screen at the other hub showed the point `unknown`, of those whose phone was not back before. */
  readonly unknown: Spread;
  /** Whose phone was elsewhere before anybody had to miss it. */
  readonly backFirst: number;
  /** Neither of both within the bound. */
  readonly shownAsBefore: number;
  readonly falselyLost: number;
  /** Until the other hub had decided what a phone asked there. */
  readonly back: Spread;
  readonly away: number;
  /** Until the screen showed all of them `up`. */
  readonly allUpMs: number | null;
  /** The longest that a phone of the other hub waited for a decision. */
  readonly longestWaitMs: number;
  readonly loop: LoopDelay;
  readonly rssBeforeMb: number;
  readonly rssMb: number;
}

interface Spread {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export interface Nodes {
  readonly points: number;
  readonly sockets: number;
  readonly losses: readonly NodeLoss[];
}

const UNKNOWN_WITHIN_MS = 6_000;
const BACK_WITHIN_MS = 30_000;
const ALL_BACK_WITHIN_MS = 60_000;
const ASK_EVERY_MS = 200;
/** A point that no phone comes back for is looked at so long at least. */
const WATCHED_MS = 15_000;
/** Each so many-th phone of the killed hub looks for no other. */
const STAYING_EACH = 10;
const LOOP_DELAY = fileURLToPath(new URL('loop-delay.ts', import.meta.url));
const CROWD = fileURLToPath(new URL('moving-crowd.ts', import.meta.url));

/**
 * Two hubs on a real Redis with half of the phones each. First the one that decides is killed, then, begun again on its
 * folder with its phones at home, the same one as a follower: the other hub is the one that is looked at both times.
 */
export async function runNodes(points: number, sockets: number, say: (line: string) => void): Promise<Nodes> {
  const folder = mkdtempSync(join(tmpdir(), 'hub-nodes-'));
  const binary = await findRedis();
  if (binary === null) throw new Error("Redis is missing: Debian's package redis-tools brings it");
  const lines = inventTown(points, 1);
  const phones = await signInAll(join(folder, 'a'), lines, sockets + 1);
  cpSync(join(folder, 'a'), join(folder, 'b'), { recursive: true });
  say(`  ${String(points)} points in the roster, ${String(phones.length)} devices signed in`);

  const redis = await startRedis({ binary, folder: join(folder, 'redis'), ip: '127.0.0.1', port: await freePort() });
  const several = {
    HUB_REDIS_URL: `redis://${redis.ip}:${String(redis.port)}`,
    HUB_CLUSTER_SECRET: randomBytes(24).toString('hex'),
  };
  const loopFile = join(folder, 'loop.json');
  const watched = { NODE_OPTIONS: `--import=${pathToFileURL(LOOP_DELAY).href}`, LOOP_DELAY_FILE: loopFile };
  const dying = await prepareNode(join(folder, 'a'), several);
  const other = await prepareNode(join(folder, 'b'), { ...several, ...watched });
  const crowd = fork(CROWD);
  const asked = async (message: ToMovingCrowd): Promise<FromMovingCrowd> => {
    crowd.send(message);
    const [answer] = (await once(crowd, 'message')) as [FromMovingCrowd];
    if (answer.kind === 'failed') throw new Error(answer.message);
    return answer;
  };
  const loop = (): Promise<LoopDelay> => readLoopDelay(other.pid, loopFile);
  const closing: { close(): void }[] = [];
  try {
    // Whoever begins alone decides.
    await dying.start();
    await other.start();
    pinTo(0, other.pid);
    for (const pid of [dying.pid, crowd.pid]) pinTo(1, pid);
    const otherPort = Number(new URL(other.url).port);
    const screen = await LinkScreen.open(otherPort, other.adminKey());
    closing.push(screen);
    await asker(screen.socket)('phase:enter', { phase: 'live' });
    const probe = await Probe.open(otherPort, phones[sockets]);
    closing.push(probe);
    const theirs = phones.slice(0, sockets);
    const parted = theirs.slice(0, Math.ceil(sockets / 2)).map(({ id }) => id);
    const staying = parted.filter((_, i) => i % STAYING_EACH === 0);
    const moving = parted.filter((_, i) => i % STAYING_EACH !== 0);
    const losses: NodeLoss[] = [];
    for (const was of ['deciding', 'following'] as const) {
      await asked({ kind: 'go-home', hubs: [dying.url, other.url], points: theirs, staying });
      await screen.untilUp(theirs.map(({ id }) => id));
      say(`  ${String(sockets)} phones are connected, half of them at each hub; the ${was} hub is killed …`);
      await delay(3_000);
      const rssBeforeMb = rssMb(other.pid);
      await loop();
      probe.begin();
      screen.beginAnew();
      const killedAt = Date.now();
      await dying.kill();
      const returns = await untilBack(asked, moving.length, killedAt);
      const allUp = await screen.untilUp(moving, killedAt + ALL_BACK_WITHIN_MS - Date.now());
      const allUpMs = allUp ? Date.now() - killedAt : null;
      while (!staying.every((id) => screen.unknownAt.has(id)) && Date.now() < killedAt + WATCHED_MS) await delay(100);
      losses.push({
        was,
        ...judge({ moving, staying, killedAt, returns, screen }),
        allUpMs,
        longestWaitMs: await probe.end(),
        loop: await loop(),
        rssBeforeMb,
        rssMb: rssMb(other.pid),
      });
      if (was === 'following') break;
      await dying.start();
      pinTo(1, dying.pid);
    }
    return { points, sockets, losses };
  } finally {
    for (const each of closing) each.close();
    crowd.kill();
    await Promise.all([dying.dispose(), other.dispose()]);
    await redis.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Devices of the first points of a hub that is still alone; its folder is what every hub of the cluster begins with. */
async function signInAll(
  dataDir: string,
  lines: ReturnType<typeof inventTown>,
  count: number,
): Promise<readonly BenchPoint[]> {
  const invitations = await prepare(dataDir, lines, count);
  const alone = await HubProcess.prepare({ dataDir });
  try {
    await alone.start();
    const credentials = await inParallel(invitations, 16, (each) => claim(alone.url, each, 'bench'));
    return credentials.map(({ key }, i) => {
      const { id, summoned } = lines[i] ?? { id: '', summoned: 0 };
      return { id, key, summoned };
    });
  } finally {
    await alone.kill('SIGTERM');
  }
}

async function untilBack(
  asked: (message: ToMovingCrowd) => Promise<FromMovingCrowd>,
  moving: number,
  killedAt: number,
): Promise<readonly Return[]> {
  for (;;) {
    await delay(1_000);
    const answer = await asked({ kind: 'tell-returns' });
    if (answer.kind !== 'returns') throw new Error(`the crowd said ${answer.kind}`);
    const back = answer.returns.filter(({ backAt }) => backAt !== null).length;
    if (back >= moving || Date.now() > killedAt + ALL_BACK_WITHIN_MS) return answer.returns;
  }
}

function judge({ moving, staying, killedAt, returns, screen }: Parted): Judged {
  const backAt = new Map(returns.map((each) => [each.id, each.backAt ?? Number.POSITIVE_INFINITY]));
  const seen = [...moving, ...staying].map((id) => ({
    unknown: (screen.unknownAt.get(id) ?? Number.POSITIVE_INFINITY) - killedAt,
    back: (backAt.get(id) ?? Number.POSITIVE_INFINITY) - killedAt,
  }));
  const back = seen.map((each) => each.back).filter(Number.isFinite);
  return {
    moved: moving.length,
    stayed: staying.length,
    unknown: spreadOf(seen.filter((each) => each.unknown < each.back).map(({ unknown }) => unknown)),
    backFirst: seen.filter((each) => each.back <= each.unknown && each.back <= UNKNOWN_WITHIN_MS).length,
    shownAsBefore: seen.filter((each) => Math.min(each.unknown, each.back) > UNKNOWN_WITHIN_MS).length,
    falselyLost: screen.lost.size,
    back: spreadOf(back),
    away: moving.length - back.length,
  };
}

interface Parted {
  readonly moving: readonly string[];
  readonly staying: readonly string[];
  readonly killedAt: number;
  readonly returns: readonly Return[];
  readonly screen: LinkScreen;
}

type Judged = Pick<
  NodeLoss,
  'moved' | 'stayed' | 'unknown' | 'backFirst' | 'shownAsBefore' | 'falselyLost' | 'back' | 'away'
>;

function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) };
}

/** Its address is told to the phones of the other one. */
async function prepareNode(dataDir: string, env: Readonly<Record<string, string>>): Promise<HubProcess> {
  const port = await freePort();
  const url = `http://127.0.0.1:${String(port)}`;
  return HubProcess.prepare({ dataDir, port, env: { ...env, HUB_NODE_URL: url } });
}

/** A phone of the hub that stays, which asks for something all the while: how long a decision takes at worst. */
class Probe {
  readonly #socket: RawSocket;
  #longest = 0;
  #says = true;
  #asking: Promise<void> | null = null;
  #isOver = false;

  private constructor(socket: RawSocket) {
    this.#socket = socket;
  }

  static async open(port: number, point: BenchPoint | undefined): Promise<Probe> {
    if (point === undefined) throw new Error('no phone for the probe');
    const auth = { credential: point.key, protocol: 1 };
    return new Probe(await RawSocket.open({ host: '127.0.0.1', port, path: '/rt/point', namespace: '/point', auth }));
  }

  begin(): void {
    [this.#longest, this.#isOver] = [0, false];
    this.#asking = this.#ask();
  }

  async end(): Promise<number> {
    this.#isOver = true;
    await this.#asking;
    return this.#longest;
  }

  close(): void {
    this.#socket.close();
  }

  async #ask(): Promise<void> {
    while (!this.#isOver) {
      const askedAt = performance.now();
      this.#says = !this.#says;
      const payload = JSON.stringify({
        commandId: randomBytes(9).toString('base64url'),
        seesAndHears: this.#says,
      });
      // The same again until it is decided.
      while (!(await this.#isDecided(payload))) await delay(ASK_EVERY_MS);
      this.#longest = Math.max(this.#longest, performance.now() - askedAt);
      await delay(ASK_EVERY_MS);
    }
  }

  #isDecided(payload: string): Promise<boolean> {
    return new Promise((resolve) => {
      this.#socket.onAck = (_, body) => resolve(body.startsWith('{"ok":true'));
      this.#socket.emit('point:word', payload, 1);
    });
  }
}

export function nodesTable({ points, sockets, losses }: Nodes): string {
  const ms = (value: number | null): string => (value === null ? 'never' : `${(value / 1_000).toFixed(2)} s`);
  const held = (isHeld: boolean): string => (isHeld ? '' : '!');
  type Line = readonly [
    what: string,
    bound: string,
    of: (loss: NodeLoss) => string,
    holds?: (loss: NodeLoss) => boolean,
  ];
  const lines: readonly Line[] = [
    ['phones that look for the other hub', '', ({ moved }) => String(moved)],
    ['phones that look for no other hub', '', ({ stayed }) => String(stayed)],
    ['points shown unknown', '', ({ unknown }) => String(unknown.count)],
    ['half of them after', '', ({ unknown }) => ms(unknown.p50)],
    ['the last one', '≤ 6 s', ({ unknown }) => ms(unknown.max), ({ unknown }) => unknown.max <= UNKNOWN_WITHIN_MS],
    ['back before that', '', ({ backFirst }) => String(backFirst)],
    ['neither within 6 s', '0', ({ shownAsBefore }) => String(shownAsBefore), (loss) => loss.shownAsBefore === 0],
    ['falsely lost', '0', ({ falselyLost }) => String(falselyLost), ({ falselyLost }) => falselyLost === 0],
    ['phones back and answered, half', '', ({ back }) => ms(back.p50)],
    ['99 %', '≤ 30 s', ({ back }) => ms(back.p99), ({ back }) => back.p99 <= BACK_WITHIN_MS],
    ['all', '≤ 60 s', ({ back, away }) => ms(away === 0 ? back.max : null), ({ away }) => away === 0],
    ['all shown up again', '', ({ allUpMs }) => ms(allUpMs)],
    ['longest wait for a decision', '', ({ longestWaitMs }) => ms(longestWaitMs)],
    ['loop delay p99', '', ({ loop }) => `${loop.p99.toFixed(0)} ms`],
    ['loop delay at most', '', ({ loop }) => `${loop.max.toFixed(0)} ms`],
    ['memory before', '', ({ rssBeforeMb }) => `${rssBeforeMb.toFixed(0)} MB`],
    ['memory after', '', (loss) => `${loss.rssMb.toFixed(0)} MB`],
  ];
  return [
    `${String(points)} points, ${String(sockets)} phones at two hubs; one is killed, seen at the other`,
    table(
      ['killed hub was', 'bound', ...losses.map(({ was }) => was)],
      lines.map(([what, bound, of, holds = () => true]) => [
        what,
        bound,
        ...losses.map((loss) => `${held(holds(loss))}${of(loss)}`),
      ]),
    ),
  ].join('\n');
}
