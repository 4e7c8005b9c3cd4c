import type { Redis } from 'ioredis';
import { EarsClient } from './ears-client.ts';
import { copiesAsked, type HostPort, type RedisKeys, type RedisPlace } from './redis-place.ts';

export interface CarrierSeen {
  /** Node and fence, or empty. */
  readonly lease: string;
}

export interface EarsWatchOptions {
  readonly place: RedisPlace;
  readonly keys: RedisKeys;
  readonly makeId: () => string;
  /** Up to where the streams were told. */
  readonly places: () => { readonly commands: string; readonly entries: string };
  readonly seen: (seen: CarrierSeen) => void;
  readonly lost: () => void;
  readonly broke: (why: string) => void;
}

const CHECK_EVERY_MS = 1_000;
/** From a frozen master no answer comes. */
const ANSWER_WITHIN_MS = 2_000;
/** A lease that ends before the next look is looked at again when it has ended. */
const AFTER_LEASE_MS = 5;

interface Look {
  readonly identity: string;
  readonly replication: string;
  readonly lease: string;
  readonly leaseEndsIn: number;
  readonly lastCommand: string;
  readonly lastEntry: string;
}

/** Asks each second, and at each connection, whether the carrier is still the one whose streams are being told. */
export class EarsWatch {
  readonly #options: EarsWatchOptions;
  readonly #client: EarsClient;
  readonly known: Promise<void>;
  #isKnown: () => void = () => undefined;
  #timer: NodeJS.Timeout | undefined;
  #leaseTimer: NodeJS.Timeout | undefined;
  #looking = false;
  #isStopped = false;
  #identity: string | null = null;
  #replication: string | null = null;

  constructor(options: EarsWatchOptions) {
    this.#options = options;
    this.known = new Promise((resolve) => (this.#isKnown = resolve));
    this.#client = new EarsClient(options.place, { commandTimeout: ANSWER_WITHIN_MS }, (redis) => {
      redis.on('ready', () => this.lookNow());
      redis.on('close', () => {
        if (!this.#isStopped) options.lost();
      });
    });
    this.#again();
  }

  get identity(): string | null {
    return this.#identity;
  }

  moveTo(master: HostPort): void {
    this.#client.moveTo(master);
  }

  lookNow(): void {
    void this.#look();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#leaseTimer);
    this.#isKnown();
    this.#client.stop();
  }

  #again(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), CHECK_EVERY_MS);
  }

  async #look(): Promise<void> {
    if (this.#looking || this.#isStopped) return;
    this.#looking = true;
    try {
      // As it was before the answer: what is told meanwhile is newer than it.
      const told = { ...this.#options.places() };
      const look = await this.#ask();
      if (!this.#isStopped) this.#judge(look, told);
    } catch {
      if (!this.#isStopped) this.#fail();
    } finally {
      this.#looking = false;
      if (!this.#isStopped) this.#again();
    }
  }

  #fail(): void {
    this.#options.lost();
    // It answers nothing, or is not a master: perhaps another one is found.
    this.#client.reconnect();
  }

  async #ask(): Promise<Look> {
    const { place, keys, makeId } = this.#options;
    const redis = this.#client.now;
    const [identity, info, lease, ends, commands, entries] = await Promise.all([
      redis.get(keys.identity),
      redis.info('replication'),
      redis.get(keys.lease),
      redis.pttl(keys.lease),
      lastId(redis, keys.commands),
      lastId(redis, keys.entries),
    ]);
    const replication = /master_replid:(\w+)/.exec(info)?.[1];
    const good = Number(/(?:min_slaves_good_slaves|connected_slaves):(\d+)/.exec(info)?.[1] ?? '0');
    if (replication === undefined || !/role:master/.test(info)) throw new Error('it is not a master');
    // One that the others have given up would tell nothing for ever.
    if (good < copiesAsked(place)) throw new Error('no replica follows it');
    return {
      identity: identity ?? (await named(redis, keys.identity, makeId())),
      replication,
      lease: lease ?? '',
      leaseEndsIn: ends,
      lastCommand: commands,
      lastEntry: entries,
    };
  }

  #judge(look: Look, told: ReturnType<EarsWatchOptions['places']>): void {
    const { broke, seen } = this.#options;
    const why =
      this.#identity === null
        ? null
        : this.#identity !== look.identity
          ? 'the carrier was wiped'
          : this.#replication !== look.replication
            ? 'another master'
            : isBefore(look.lastCommand, told.commands) || isBefore(look.lastEntry, told.entries)
              ? 'a stream went back'
              : null;
    this.#identity = look.identity;
    this.#replication = look.replication;
    if (why !== null) broke(why);
    this.#isKnown();
    seen({ lease: look.lease });
    clearTimeout(this.#leaseTimer);
    if (look.leaseEndsIn > 0 && look.leaseEndsIn < CHECK_EVERY_MS) {
      this.#leaseTimer = setTimeout(() => void this.#look(), look.leaseEndsIn + AFTER_LEASE_MS);
    }
  }
}

/** Two nodes may find none at once: the first one's stays. */
async function named(redis: Redis, key: string, fresh: string): Promise<string> {
  await redis.set(key, fresh, 'NX');
  const name = await redis.get(key);
  if (name === null) throw new Error('the carrier is being wiped');
  return name;
}

async function lastId(redis: Redis, stream: string): Promise<string> {
  try {
    const about = (await redis.xinfo('STREAM', stream)) as readonly unknown[];
    return String(about[about.indexOf('last-generated-id') + 1]);
  } catch (error) {
    if (error instanceof Error && /no such key/i.test(error.message)) return '0-0';
    throw error;
  }
}

function isBefore(id: string, other: string): boolean {
  const [ms = 0, n = 0] = id.split('-').map(Number);
  const [otherMs = 0, otherN = 0] = other.split('-').map(Number);
  return ms !== otherMs ? ms < otherMs : n < otherN;
}
