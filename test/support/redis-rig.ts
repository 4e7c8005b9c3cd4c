import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { RedisPlace } from '@hub/server/exchange/redis-place.ts';
import { freePort } from '@hub/scripts/lib/free-ports.ts';
import { findRedis, type RedisProcess } from '@hub/scripts/lib/redis-process.ts';
import { MASTER_NAME, startRedis, startRedisWithSentinels, type RedisHost } from '@hub/scripts/lib/redis-servers.ts';

const POLL_MS = 20;
const LAST_LINES = 25;
const WITHIN_MS = 30_000;
/** A failover that fails is tried again after 8 s, on a loaded machine more than once. */
const MENDED_WITHIN_MS = 120_000;

async function binary(): Promise<string> {
  const found = await findRedis();
  if (found === null) throw new Error("Redis is missing: Debian's package redis-tools brings it");
  return found;
}

const makeFolder = (): string => mkdtempSync(join(tmpdir(), 'hub-redis-'));

/** One Redis of our own. */
export class RedisRig {
  readonly redis: RedisProcess;
  readonly #folder: string;

  private constructor(redis: RedisProcess, folder: string) {
    this.redis = redis;
    this.#folder = folder;
  }

  static async start(settings: readonly string[] = []): Promise<RedisRig> {
    const folder = makeFolder();
    const redis = await startRedis({
      binary: await binary(),
      folder,
      ip: '127.0.0.1',
      port: await freePort(),
      settings,
    });
    return new RedisRig(redis, folder);
  }

  get url(): string {
    return `redis://${this.redis.ip}:${this.redis.port}`;
  }

  get place(): RedisPlace {
    return { at: { kind: 'url', url: this.url } };
  }

  async stop(): Promise<void> {
    await this.redis.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Three "machines", each a Redis and its Sentinel on a loopback address of its own, so that they can be parted. */
export class SentinelRig {
  readonly hosts: readonly RedisHost[];
  readonly #folder: string;
  readonly #table = `hub_redis_${process.pid}_${Math.floor(Math.random() * 1e6)}`;
  #isParted = false;

  private constructor(hosts: readonly RedisHost[], folder: string) {
    this.hosts = hosts;
    this.#folder = folder;
  }

  static async start(): Promise<SentinelRig> {
    const folder = makeFolder();
    const draw = (): number => 1 + Math.floor(Math.random() * 254);
    const net = `127.${draw()}.${draw()}`;
    const ips = [`${net}.1`, `${net}.2`, `${net}.3`] as const;
    return new SentinelRig(await startRedisWithSentinels({ binary: await binary(), folder, ips }), folder);
  }

  get place(): RedisPlace {
    const sentinels = this.hosts.map(({ sentinel }) => ({ host: sentinel.ip, port: sentinel.port }));
    return { at: { kind: 'sentinels', sentinels, master: MASTER_NAME } };
  }

  /** As HUB_REDIS_SENTINELS has it. */
  get sentinels(): string {
    return this.hosts.map(({ sentinel }) => `${sentinel.ip}:${sentinel.port}`).join(',');
  }

  /** Whom most of the Sentinels that answer name. */
  async master(): Promise<RedisHost> {
    const named = await Promise.all(
      this.hosts.map(({ sentinel }) =>
        sentinel.command('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', MASTER_NAME).catch(() => ''),
      ),
    );
    const votes = this.hosts.map(({ ip }) => named.filter((answer) => answer.split('\n')[0] === ip).length);
    const host = this.hosts[votes.indexOf(Math.max(...votes))];
    if (host === undefined) throw new Error('no Sentinel answers');
    return host;
  }

  /** Waits until another one than this is master, takes writes, and all that run follow it. */
  async failedOver(from: RedisHost): Promise<RedisHost> {
    const until = performance.now() + WITHIN_MS;
    for (;;) {
      const master = await this.master();
      if (master !== from && (await takesWrites(master))) return master;
      if (performance.now() > until) throw new Error(`no failover from ${from.ip}: ${this.output}`);
      await delay(POLL_MS);
    }
  }

  /**
   * One master takes writes and both others follow it. One that was replaced is told to, which Sentinel lets 8 s pass for;
   * never while they still change who is master, or two would follow each other.
   */
  async mend(): Promise<void> {
    const until = performance.now() + MENDED_WITHIN_MS;
    for (;;) {
      const master = await this.#agreed();
      const copies = master === null ? null : await copiesOf(master);
      if (copies === this.hosts.length - 1) return;
      if (master !== null && copies !== null) {
        const { ip, port } = master.redis;
        for (const host of this.hosts) {
          if (host === master || (await copiesOf(host)) === null) continue;
          await host.redis.command('REPLICAOF', ip, String(port)).catch(() => '');
        }
      }
      if (performance.now() > until) throw new Error(`Redis is not whole again: ${this.output}`);
      await delay(POLL_MS * 10);
    }
  }

  /** Whom every Sentinel names, and none is about to replace; null where there is no such one. */
  async #agreed(): Promise<RedisHost | null> {
    const said = await Promise.all(
      this.hosts.map(({ sentinel }) => sentinel.command('SENTINEL', 'MASTER', MASTER_NAME).catch(() => '')),
    );
    const [ip] = said.map((text) => fieldIn(text, 'ip'));
    const isAgreed = said.every((text) => fieldIn(text, 'ip') === ip && fieldIn(text, 'flags') === 'master');
    return isAgreed ? (this.hosts.find((host) => host.ip === ip) ?? null) : null;
  }

  /** A master that was replaced follows the new one; by itself, Sentinel lets 8 s pass before it tells it to. */
  async followAgain(host: RedisHost): Promise<void> {
    const { redis } = await this.master();
    await host.redis.command('REPLICAOF', redis.ip, String(redis.port));
    await redis.until('it follows', async () =>
      (await redis.command('INFO', 'replication')).includes('min_slaves_good_slaves:2'),
    );
  }

  async wipe(): Promise<void> {
    await (await this.master()).redis.command('FLUSHALL');
  }

  /** No further write is taken, as in a Redis whose memory is full. */
  async fillMemory(host: RedisHost): Promise<void> {
    await host.redis.command('CONFIG', 'SET', 'maxmemory', '1mb');
  }

  async giveMemory(host: RedisHost): Promise<void> {
    await host.redis.command('CONFIG', 'SET', 'maxmemory', '0');
  }

  /** This machine and those processes whose group is named are one side; nothing passes to the other. Needs root. */
  isolate(host: RedisHost, withClients: 'none' | 'all' | readonly number[] = 'none'): void {
    const others = this.hosts.filter((other) => other !== host).map(({ ip }) => ip);
    const rules = [`ip saddr ${host.ip} ip daddr ${host.ip} accept`];
    for (const other of others) {
      rules.push(`ip saddr ${host.ip} ip daddr ${other} drop`, `ip saddr ${other} ip daddr ${host.ip} drop`);
      if (withClients === 'all') rules.push(`ip saddr 127.0.0.1 ip daddr ${other} drop`);
      else if (withClients !== 'none') {
        for (const group of withClients) rules.push(`ip saddr 127.0.0.1 ip daddr ${other} meta skgid ${group} drop`);
      }
    }
    if (withClients === 'none') rules.push(`ip saddr 127.0.0.1 ip daddr ${host.ip} drop`);
    else if (withClients !== 'all') {
      const groups = withClients.join(', ');
      rules.push(`ip saddr 127.0.0.1 ip daddr ${host.ip} meta skgid != { ${groups} } drop`);
    }
    this.heal();
    const chain = `chain o {\n type filter hook output priority 0; policy accept;\n ${rules.join('\n ')}\n}`;
    execFileSync('nft', ['-f', '-'], { input: `table ip ${this.#table} {\n${chain}\n}\n` });
    this.#isParted = true;
  }

  heal(): void {
    if (!this.#isParted) return;
    execFileSync('nft', ['delete', 'table', 'ip', this.#table]);
    this.#isParted = false;
  }

  async stop(): Promise<void> {
    this.heal();
    await Promise.all(this.hosts.flatMap(({ redis, sentinel }) => [sentinel.kill(), redis.kill()]));
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** What they logged last, for a failing test. */
  get output(): string {
    const end = ({ output }: RedisProcess): string => output.split('\n').slice(-LAST_LINES).join('\n');
    return this.hosts.map(({ ip, redis, sentinel }) => `${ip}\n${end(redis)}\n${end(sentinel)}`).join('\n');
  }
}

/** How many follow it in time; null where it is no master. */
async function copiesOf({ redis }: RedisHost): Promise<number | null> {
  const info = await redis.command('INFO', 'replication').catch(() => '');
  return info.includes('role:master') ? Number(/min_slaves_good_slaves:(\d+)/.exec(info)?.[1] ?? 0) : null;
}

/** Of what redis-cli prints line by line, a name before its value. */
function fieldIn(text: string, name: string): string | undefined {
  const lines = text.split('\n');
  return lines[lines.indexOf(name) + 1];
}

async function takesWrites({ redis }: RedisHost): Promise<boolean> {
  if (!redis.running) return false;
  const info = await redis.command('INFO', 'replication').catch(() => '');
  return info.includes('role:master') && !info.includes('min_slaves_good_slaves:0');
}
