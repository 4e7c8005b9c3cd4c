import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { RedisProcess } from './redis-process.ts';

/** What is written is on the disk before it is answered, and nothing is thrown away to make room. */
const DURABLE = [
  'appendonly yes',
  'appendfsync always',
  'no-appendfsync-on-rewrite no',
  'maxmemory-policy noeviction',
  'save ""',
];

/** A master that no replica follows stops taking writes. */
const COPIED = ['min-replicas-to-write 1', 'min-replicas-max-lag 3', 'repl-diskless-sync-delay 0'];

export const MASTER_NAME = 'hub';
const REDIS_PORT = 16_379;
const SENTINEL_PORT = 26_379;

export interface RedisHost {
  readonly ip: string;
  readonly redis: RedisProcess;
  readonly sentinel: RedisProcess;
}

export interface RedisServersOptions {
  readonly binary: string;
  readonly folder: string;
  readonly detached?: boolean;
}

export async function startRedis(
  options: RedisServersOptions & { readonly ip: string; readonly port: number; readonly settings?: readonly string[] },
): Promise<RedisProcess> {
  const { settings = [], ...rest } = options;
  const redis = new RedisProcess({ ...rest, kind: 'server', settings: [...DURABLE, ...settings] });
  await redis.start();
  return redis;
}

/**
 * Three Redis, each with its Sentinel beside it on an address of its own, the first of them the master. They know each
 * other from the start, so that nobody waits until they have found each other.
 */
export async function startRedisWithSentinels(
  options: RedisServersOptions & { readonly ips: readonly [string, string, string] },
): Promise<readonly RedisHost[]> {
  const { binary, folder, detached = false, ips } = options;
  const [master] = ips;
  const ids = ips.map(() => randomBytes(20).toString('hex'));
  const hosts = ips.map((ip, i): RedisHost => {
    const common = { binary, detached, ip };
    const redis = new RedisProcess({
      ...common,
      kind: 'server',
      folder: join(folder, `redis-${i + 1}`),
      port: REDIS_PORT,
      settings: [
        ...DURABLE,
        ...COPIED,
        `bind-source-addr ${ip}`,
        `replica-announce-ip ${ip}`,
        ...(i === 0 ? [] : [`replicaof ${master} ${REDIS_PORT}`]),
      ],
    });
    const sentinel = new RedisProcess({
      ...common,
      kind: 'sentinel',
      folder: join(folder, `sentinel-${i + 1}`),
      port: SENTINEL_PORT,
      settings: [
        `bind-source-addr ${ip}`,
        `sentinel myid ${String(ids[i])}`,
        `sentinel announce-ip ${ip}`,
        `sentinel monitor ${MASTER_NAME} ${master} ${REDIS_PORT} 2`,
        `sentinel down-after-milliseconds ${MASTER_NAME} 1500`,
        `sentinel failover-timeout ${MASTER_NAME} 4000`,
        `sentinel parallel-syncs ${MASTER_NAME} 2`,
        ...ips.slice(1).map((replica) => `sentinel known-replica ${MASTER_NAME} ${replica} ${REDIS_PORT}`),
        ...ips.flatMap((other, j) =>
          j === i ? [] : [`sentinel known-sentinel ${MASTER_NAME} ${other} ${SENTINEL_PORT} ${String(ids[j])}`],
        ),
      ],
    });
    return { ip, redis, sentinel };
  });
  await Promise.all(hosts.map(({ redis }) => redis.start()));
  const [first] = hosts;
  await first?.redis.until('both replicas follow', async () =>
    (await first.redis.command('INFO', 'replication')).includes('min_slaves_good_slaves:2'),
  );
  await Promise.all(hosts.map(({ sentinel }) => sentinel.start()));
  await Promise.all(
    hosts.map(({ sentinel }) =>
      sentinel.until('a quorum', async () =>
        (await sentinel.command('SENTINEL', 'CKQUORUM', MASTER_NAME)).startsWith('OK 3'),
      ),
    ),
  );
  return hosts;
}
