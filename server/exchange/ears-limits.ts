import { hash } from 'node:crypto';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Limiter } from '../access/limiter.ts';
import { EarsClient } from './ears-client.ts';
import { redisKeys, type RedisPlace } from './redis-place.ts';

export interface SharedLimitsOptions {
  readonly place: RedisPlace;
  readonly cluster: string;
  /** How many nodes there are: while Redis is away each gives out its share of what all may, and no more. */
  readonly nodes: number;
  readonly answerWithinMs?: number;
}

/** Whoever waits for a turn waits for this, too. */
const ANSWER_WITHIN_MS = 500;
/** After a failure Redis is not asked again before; a frozen one would cost each question its whole wait. */
const PAUSE_MS = 1_000;

/** Limits that all nodes count together in Redis, each insured by one of this node's own. No address stands in Redis. */
export class SharedLimits {
  readonly #options: SharedLimitsOptions;
  readonly #client: EarsClient;
  #notBefore = Number.NEGATIVE_INFINITY;

  constructor(options: SharedLimitsOptions) {
    this.#options = options;
    this.#client = new EarsClient(options.place, {
      commandTimeout: options.answerWithinMs ?? ANSWER_WITHIN_MS,
      // An answer is wanted now or not at all.
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
    });
  }

  get isReady(): boolean {
    return this.#client.isReady && performance.now() >= this.#notBefore;
  }

  limiter(name: string, points: number, seconds: number): Limiter {
    const { cluster, nodes } = this.#options;
    const own = new RateLimiterMemory({ points: Math.max(1, Math.floor(points / nodes)), duration: seconds });
    const shared = { client: this.#client.now, limiter: this.#counting(cluster, name, points, seconds) };
    return {
      consume: async (key) => {
        if (!this.isReady) return own.consume(key);
        if (shared.client !== this.#client.now) {
          shared.client = this.#client.now;
          shared.limiter = this.#counting(cluster, name, points, seconds);
        }
        try {
          return await shared.limiter.consume(hash('sha256', key));
        } catch (refused) {
          if (refused instanceof RateLimiterRes) throw refused;
          this.#notBefore = performance.now() + PAUSE_MS;
          // It may hang on a master that is gone.
          this.#client.reconnect();
          return own.consume(key);
        }
      },
    };
  }

  stop(): void {
    this.#client.stop();
  }

  #counting(cluster: string, name: string, points: number, duration: number): RateLimiterRedis {
    const keyPrefix = `${redisKeys(cluster).limits}:${name}`;
    return new RateLimiterRedis({ storeClient: this.#client.now, keyPrefix, points, duration });
  }
}
