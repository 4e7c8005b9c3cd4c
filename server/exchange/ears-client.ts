import { isIP } from 'node:net';
import { Redis } from 'ioredis';
import { earsOptions, type EarsRedisOptions } from './ears-options.ts';
import type { HostPort, RedisPlace } from './redis-place.ts';

const AFTER_END_MS = 200;

/**
 * An ioredis that does not end before it is told to. Left alone, one that is disconnected while it asks Sentinels for
 * the master rejects its own connecting and stays `end` for good (6.0.0), as its `failoverDetector` does to it when the
 * master is switched at that moment; so it goes without the detector, the watch looks for itself, and an ended one is
 * made anew.
 */
export class EarsClient {
  readonly #make: () => Redis;
  readonly #prepare: (redis: Redis) => void;
  #redis: Redis;
  #isStopped = false;

  constructor(place: RedisPlace, extra: EarsRedisOptions, prepare: (redis: Redis) => void = () => undefined) {
    this.#make = () => new Redis(earsOptions(place, extra));
    this.#prepare = prepare;
    this.#redis = this.#begin();
  }

  /** Not to be kept: after an end it is another one. */
  get now(): Redis {
    return this.#redis;
  }

  get isReady(): boolean {
    return this.#redis.status === 'ready';
  }

  /** Finds out anew who is the master, unless it is doing so. */
  reconnect(): void {
    if (this.isReady) this.#redis.disconnect(true);
  }

  /** Unless it is connected with this one, or finding out: one that hangs would keep it waiting for its answer. */
  moveTo({ host, port }: HostPort): void {
    const { status, stream } = this.#redis;
    // Of a name it is not known whether this is it.
    if (isIP(host) === 0) return;
    if (status !== 'ready' && status !== 'connect') return;
    if (stream.remoteAddress === host && stream.remotePort === port) return;
    this.#redis.disconnect(true);
  }

  stop(): void {
    this.#isStopped = true;
    this.#redis.disconnect();
  }

  #begin(): Redis {
    const redis = this.#make();
    // What a broken connection says is not news: the watch asks each second whether the carrier is reached.
    redis.on('error', () => undefined);
    redis.once('end', () => {
      if (this.#isStopped) return;
      setTimeout(() => {
        if (!this.#isStopped) this.#redis = this.#begin();
      }, AFTER_END_MS);
    });
    this.#prepare(redis);
    return redis;
  }
}
