import { randomBytes, randomInt } from 'node:crypto';
import { join } from 'node:path';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { defaultPublicUrl, describeFaults, readConfig } from '@hub/server/config.ts';
import { freePort } from '../lib/free-ports.ts';
import { prepareTool } from '../lib/prepare-machine.ts';
import { findRedis } from '../lib/redis-process.ts';
import { MASTER_NAME, startRedisWithSentinels, type RedisHost } from '../lib/redis-servers.ts';
import { ScriptFailure } from '../lib/script-failure.ts';
import { UsageError } from './options.ts';

const MOST_NODES = 5;

/** One hub of the demo, as it is started. */
export interface HubPlan {
  readonly name: string;
  readonly dataDir: string;
  readonly env: NodeJS.ProcessEnv;
}

export interface DemoRedis {
  readonly hosts: readonly RedisHost[];
  stop(): Promise<void>;
}

export function nodeCount(given: string | undefined): number {
  if (given === undefined) return 1;
  const count = Number(given);
  if (Number.isInteger(count) && count >= 2 && count <= MOST_NODES) return count;
  throw new UsageError(`--nodes: a number from 2 to ${String(MOST_NODES)}, not "${given}"`);
}

/** Three Redis and three Sentinels on loopback addresses of their own. What they hold goes with them: the hubs have it all. */
export async function startDemoRedis(say: (line: string) => void): Promise<DemoRedis> {
  const binary = await redisBinary(say);
  const folder = mkdtempSync(join(tmpdir(), 'hub-demo-redis-'));
  const net = `127.${String(randomInt(1, 255))}.${String(randomInt(1, 255))}`;
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const ips = [`${net}.1`, `${net}.2`, `${net}.3`] as const;
    const hosts = await startRedisWithSentinels({ binary, folder, ips, detached: true });
    return {
      hosts,
      async stop() {
        await Promise.all(hosts.flatMap(({ redis, sentinel }) => [sentinel.kill(), redis.kill()]));
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** The hubs of one session: ports after HUB_PORT, a folder each, and what they have in common. */
export async function planNodes(
  count: number,
  dataDir: string,
  hosts: readonly RedisHost[],
  env: NodeJS.ProcessEnv,
): Promise<HubPlan[]> {
  // Those of the environment would be of another cluster.
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => !/^HUB_(?:REDIS|CLUSTER|NODE)_?/.test(name)));
  const read = readConfig(own);
  if (!read.ok) throw new UsageError(describeFaults(read.faults));
  const { config } = read;
  const common = {
    ...own,
    HUB_REDIS_SENTINELS: hosts.map(({ sentinel }) => `${sentinel.ip}:${String(sentinel.port)}`).join(','),
    HUB_REDIS_MASTER: MASTER_NAME,
    HUB_CLUSTER_NODES: String(count),
    HUB_CLUSTER_SECRET: randomBytes(32).toString('base64url'),
  };
  const ports: number[] = [];
  for (let i = 0; i < count; i++) ports.push(config.port === 0 ? await freePort() : config.port + i);
  const origins = [...config.origins, ...ports.map((port) => defaultPublicUrl(config, port))].join(',');
  return ports.map((port, i) => {
    const folder = join(dataDir, `node-${String(i + 1)}`);
    return {
      name: `hub ${String(i + 1)}`,
      dataDir: folder,
      env: {
        ...common,
        HUB_PORT: String(port),
        HUB_NODE_URL: defaultPublicUrl(config, port),
        HUB_ORIGINS: origins,
        HUB_DATA_DIR: folder,
        ...(i === 0 ? {} : { HUB_PRINT_LINKS: '0' }),
      },
    };
  });
}

async function redisBinary(say: (line: string) => void): Promise<string> {
  const found = await findRedis();
  if (found !== null) return found;
  say('Cài Redis (gói redis-tools của Debian)… / Installing Redis (Debian’s package redis-tools)…');
  const why = await prepareTool('redis-cli');
  const installed = await findRedis();
  if (installed !== null) return installed;
  const [vi, en] = [
    'Không có Redis trên máy này và không cài được',
    'This machine has no Redis and it could not be installed',
  ];
  const reason = why ?? 'redis-tools';
  throw new ScriptFailure(
    'no-redis',
    `${vi} (${reason}): cài gói redis-tools hoặc redis-server. / ${en} (${reason}): install redis-tools or redis-server.`,
  );
}
