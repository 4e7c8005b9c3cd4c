import type { RedisOptions } from 'ioredis';
import type { RedisPlace } from './redis-place.ts';

/** Replies in the shapes that ioredis gives by default. */
export type EarsRedisOptions = Omit<RedisOptions, 'replyMapping'>;

const SLOWEST_RETRY_MS = 1_000;
/** A master or a Sentinel that is cut off answers no knock: the next one is asked soon. */
const KNOCK_MS = { url: 1_500, sentinels: 700 } as const;

/** What ioredis needs so that it neither waits for ever on a frozen master nor gives up on one that comes back. */
export function earsOptions({ at, username, password }: RedisPlace, extra: EarsRedisOptions): EarsRedisOptions {
  const common: EarsRedisOptions = {
    maxRetriesPerRequest: null,
    connectTimeout: KNOCK_MS[at.kind],
    disconnectTimeout: 200,
    blockingTimeout: 10_000,
    disableClientInfo: true,
    retryStrategy: (times) => Math.min(50 * 2 ** times, SLOWEST_RETRY_MS) + Math.random() * 50,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
  };
  if (at.kind === 'url') {
    const { protocol, hostname, port, username: named, password: secret, pathname } = new URL(at.url);
    return {
      host: hostname,
      port: Number(port || '6379'),
      ...(pathname.length > 1 && { db: Number(pathname.slice(1)) }),
      ...(protocol === 'rediss:' && { tls: {} }),
      ...common,
      ...(named !== '' && { username: decodeURIComponent(named) }),
      ...(secret !== '' && { password: decodeURIComponent(secret) }),
      ...extra,
    };
  }
  return {
    sentinels: at.sentinels.map(({ host, port }) => ({ host, port })),
    name: at.master,
    sentinelCommandTimeout: 1_500,
    sentinelRetryStrategy: (times) => Math.min(100 * times, SLOWEST_RETRY_MS),
    ...(at.sentinelPassword !== undefined && { sentinelPassword: at.sentinelPassword }),
    ...common,
    ...extra,
  };
}
