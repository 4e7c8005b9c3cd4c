import type { Logger } from '../platform/logger.ts';
import type { CarrierListener, Ears } from './carrier.ts';
import { readCommand, readEntry, readWhisper } from './carried.ts';
import { EarsClient } from './ears-client.ts';
import { EarsWatch, type CarrierSeen } from './ears-watch.ts';
import type { HostPort, RedisKeys, RedisPlace } from './redis-place.ts';
import type { CarriedKind, Seal } from './sign.ts';

export interface EarsOptions {
  readonly node: string;
  readonly place: RedisPlace;
  readonly keys: RedisKeys;
  readonly seal: Seal;
  readonly listener: CarrierListener;
  /** Something was carried that this cluster did not sign, or that is not what it says. */
  readonly dropped: (kind: CarriedKind) => void;
  /** For an identity, where the carrier has none. */
  readonly makeId: () => string;
  readonly logger: Logger;
}

/** Short, because a stream that is to be told again waits for it; long against a master that hangs, see `EarsWatch`. */
const BLOCK_MS = 500;
const READ_AT_ONCE = 256;
const AFTER_FAILURE_MS = 200;
const START = '0-0';

type Item = readonly [id: string, fields: readonly string[]];

/**
 * Redis as it is heard. What is sent again in silence after a broken connection does no harm here: these are questions,
 * and everything that is told may be told twice.
 */
export class RedisEars implements Ears {
  readonly #options: EarsOptions;
  readonly #reader: EarsClient;
  readonly #subscriber: EarsClient;
  readonly #watch: EarsWatch;
  #places = { commands: START, entries: START };
  /** Another one whenever the streams are told from their beginning: what an earlier one still reads is let go. */
  #round = 0;
  #isStopped = false;
  #reached: boolean | null = null;
  #readFault: string | null = null;
  #leaseSeen: string | null = null;

  constructor(options: EarsOptions) {
    this.#options = options;
    const { place, keys, makeId, logger } = options;
    this.#reader = new EarsClient(place, {});
    this.#subscriber = new EarsClient(place, {}, (redis) => {
      redis.on('message', (channel: string, text: string) => this.#message(channel, text));
      // Waits for the first connection; at each later one ioredis subscribes again by itself.
      redis.subscribe(keys.whispers, keys.leaseChannel).catch((error: unknown) => {
        if (!this.#isStopped) logger.warn({ error }, 'no words from the other nodes: Redis refuses the subscription');
      });
    });
    this.#watch = new EarsWatch({
      place,
      keys,
      makeId,
      places: () => this.#places,
      seen: (seen) => this.#seen(seen),
      lost: () => this.#lost(),
      broke: (why) => this.#broke(why),
    });
    void this.#read();
  }

  /** Of the carrier whose streams are told; null before the first time. */
  get identity(): string | null {
    return this.#watch.identity;
  }

  /** The carrier is perhaps not the one that was heard. */
  look(): void {
    this.#watch.lookNow();
  }

  /** Somebody is let in there: no need to find out by waiting that another one hangs. */
  masterIs(master: HostPort): void {
    for (const client of [this.#reader, this.#subscriber, this.#watch]) client.moveTo(master);
  }

  again(): void {
    this.#round++;
    this.#places = { commands: START, entries: START };
  }

  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#watch.stop();
    this.#reader.stop();
    this.#subscriber.stop();
  }

  async #read(): Promise<void> {
    const { commands, entries } = this.#options.keys;
    while (!this.#isStopped) {
      const round = this.#round;
      const { commands: afterCommand, entries: afterEntry } = this.#places;
      try {
        await this.#watch.known;
        if (this.#isStopped) return;
        const reply = await this.#reader.now.xread(
          ...(['COUNT', READ_AT_ONCE, 'BLOCK', BLOCK_MS, 'STREAMS'] as const),
          ...[commands, entries, afterCommand, afterEntry],
        );
        if (this.#isStopped || round !== this.#round || reply === null) continue;
        for (const [stream, items] of reply) this.#tell(stream === commands ? 'commands' : 'entries', items);
        this.#readFault = null;
      } catch (error) {
        this.#readFailed(error);
        // Without a pause this loop would starve the process.
        await new Promise((resume) => setTimeout(resume, AFTER_FAILURE_MS));
      }
    }
  }

  /** Ears that are let in and may not read (a user without the right) are not ears. */
  #readFailed(error: unknown): void {
    const fault = error instanceof Error ? error.message : String(error);
    if (fault !== this.#readFault && !this.#isStopped)
      this.#options.logger.debug({ error }, 'reading from Redis failed');
    this.#readFault = fault;
  }

  #tell(stream: 'commands' | 'entries', items: readonly Item[]): void {
    const last = items.at(-1);
    if (last === undefined) return;
    this.#places[stream] = last[0];
    const { listener } = this.#options;
    if (stream === 'commands') {
      const told = items.flatMap((item) => this.#verified('command', item, readCommand));
      if (told.length > 0) listener.commands(told);
    } else {
      const told = items.flatMap((item) => this.#verified('entry', item, readEntry));
      if (told.length > 0) listener.entries(told);
    }
  }

  #verified<T>(kind: CarriedKind, [, fields]: Item, read: (text: string) => T | null): T[] {
    const text = fieldOf(fields, 'p');
    const mac = fieldOf(fields, 'm');
    const value = this.#options.seal.verifies(kind, text, mac) ? read(text) : null;
    if (value !== null) return [value];
    this.#options.dropped(kind);
    return [];
  }

  #message(channel: string, text: string): void {
    if (this.#isStopped) return;
    const { keys, seal, node, listener, dropped } = this.#options;
    if (channel === keys.leaseChannel) {
      this.#leaseIs(text);
      return;
    }
    const [mac = '', body = ''] = split(text);
    const word = seal.verifies('whisper', body, mac) ? readWhisper(body) : null;
    if (word === null) dropped('whisper');
    else if (word.from !== node) listener.heard(word.from, word.topic, word.body);
  }

  #seen({ lease }: CarrierSeen): void {
    if (this.#isStopped) return;
    this.#leaseIs(lease);
    this.#tellReached(this.#reader.isReady && this.#readFault === null);
  }

  #lost(): void {
    this.#tellReached(false);
    // They may hang on a master that is gone; they find the new one as the watch does.
    this.#reader.reconnect();
    this.#subscriber.reconnect();
  }

  #broke(why: string): void {
    if (this.#isStopped) return;
    this.again();
    this.#options.listener.epochBroke(why);
  }

  #leaseIs(lease: string): void {
    const changed = this.#leaseSeen !== null && this.#leaseSeen !== lease;
    this.#leaseSeen = lease;
    if (changed) this.#options.listener.leaseChanged();
  }

  #tellReached(reached: boolean): void {
    if (this.#isStopped || this.#reached === reached) return;
    this.#reached = reached;
    this.#options.listener.reached(reached);
  }
}

function fieldOf(fields: readonly string[], name: string): string {
  return fields[fields.indexOf(name) + 1] ?? '';
}

/** What stands before the first blank, and the rest. */
export function split(text: string): readonly [string, string] | readonly [] {
  const at = text.indexOf(' ');
  return at < 0 ? [] : [text.slice(0, at), text.slice(at + 1)];
}
