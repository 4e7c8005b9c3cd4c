import { randomBytes, randomInt } from 'node:crypto';
import type { NodeId, NumberedCommand } from '../log/node-store.ts';
import type { Logger } from '../platform/logger.ts';
import type {
  AcquireResult,
  Beat,
  CarriedEntry,
  Carrier,
  CarrierFault,
  CarrierListener,
  CommandsResult,
  Ears,
  EntriesResult,
  Lease,
  Member,
  MembersResult,
  RenewResult,
} from './carrier.ts';
import { readBeat } from './carried.ts';
import { FENCE_STEP } from './carrier-state.ts';
import { RedisEars, split } from './ears.ts';
import { Ledger, type Reply } from './ledger.ts';
import * as scripts from './ledger-scripts.ts';
import { redisKeys, type RedisKeys, type RedisPlace } from './redis-place.ts';
import { Seal, type CarriedKind } from './sign.ts';

export interface RedisCarrierOptions {
  readonly node: NodeId;
  /** Names the keys, so that several clusters may share a Redis. */
  readonly cluster: string;
  readonly secret: string;
  readonly place: RedisPlace;
  readonly logger: Logger;
}

/** What one script call takes: Redis does nothing else meanwhile. */
const CHUNK_BYTES = 256 << 10;
const CHUNK_ITEMS = 400;
/** Each thousandth of them is logged, so that whoever writes into Redis cannot fill a disk. */
const LOG_EVERY_DROPPED = 1_000;

/** Redis as what takes commands and entries from node to node. */
export class RedisCarrier implements Carrier {
  readonly #options: RedisCarrierOptions;
  readonly #keys: RedisKeys;
  readonly #seal: Seal;
  readonly #ledger: Ledger;
  #ears: RedisEars | null = null;
  #dropped = 0;
  /** Appends of one stream keep the order of their calls, whatever becomes of each. */
  readonly #lastOf: Record<'commands' | 'entries', Promise<unknown>> = {
    commands: Promise.resolve(),
    entries: Promise.resolve(),
  };

  constructor(options: RedisCarrierOptions) {
    this.#options = options;
    this.#keys = redisKeys(options.cluster);
    this.#seal = new Seal(options.secret, options.cluster);
    this.#ledger = new Ledger(options.place, (master) => this.#ears?.masterIs(master));
  }

  /** What was heard and not told, because nobody of this cluster signed it. */
  get dropped(): number {
    return this.#dropped;
  }

  appendCommands(
    commands: readonly NumberedCommand[],
    settledUpTo: ReadonlyMap<NodeId, number> = new Map(),
  ): Promise<CommandsResult> {
    const { identity, low, high, commands: stream } = this.#keys;
    const items = commands.map((command) => {
      const text = JSON.stringify(command);
      return [command.origin, String(command.seq), text, this.#seal.sign('command', text)];
    });
    const origins = new Set(commands.map(({ origin }) => origin));
    const settled = [...settledUpTo].filter(([origin]) => origins.has(origin));
    const head = [String(settled.length), ...settled.flatMap(([origin, seq]) => [origin, String(seq)])];
    return this.#inOrder('commands', async () => {
      const reply = await this.#append(scripts.APPEND_COMMANDS, [identity, low, high, stream], head, chunksOf(items));
      if (isFault(reply)) return reply;
      const [said, origin, expected] = reply;
      if (said === 'gap') return { ok: false, kind: 'gap', origin: String(origin), expected: Number(expected) };
      return { ok: true };
    });
  }

  appendEntries(lease: Lease, entries: readonly CarriedEntry[], afresh = false): Promise<EntriesResult> {
    return this.#appendRun(textOf(lease), entries, afresh);
  }

  republishEntries(entries: readonly CarriedEntry[], afresh = false): Promise<EntriesResult> {
    return this.#appendRun('', entries, afresh);
  }

  async acquire(node: NodeId, above: number, ttlMs: number): Promise<AcquireResult> {
    const { lease, open, meta, leaseChannel } = this.#keys;
    const drawn = randomInt(FENCE_STEP);
    const args = [node, String(above), String(ttlMs), String(drawn), leaseChannel];
    // One that only a master has whom the others gave up would be later than the fence they go on under, and win (D3).
    const reply = await this.#ledger.runCopied(scripts.ACQUIRE, [lease, open, meta], args);
    if (isFault(reply)) return reply;
    const [said, what] = reply;
    if (said === 'held') return { ok: false, kind: 'held', by: String(what) };
    return { ok: true, lease: { node, fence: Number(what) } };
  }

  renew(lease: Lease, ttlMs: number): Promise<RenewResult> {
    return this.#asHolder(scripts.RENEW, [this.#keys.lease], [textOf(lease), String(ttlMs)]);
  }

  open(lease: Lease): Promise<RenewResult> {
    return this.#asHolder(scripts.OPEN, [this.#keys.lease, this.#keys.open], [textOf(lease)]);
  }

  clearEntries(lease: Lease): Promise<RenewResult> {
    const { lease: held, open, meta, line, entries } = this.#keys;
    return this.#asHolder(scripts.CLEAR_ENTRIES, [held, open, meta, line, entries], [textOf(lease)]);
  }

  async release(lease: Lease): Promise<void> {
    const { lease: held, open, leaseChannel } = this.#keys;
    await this.#asHolder(scripts.RELEASE, [held, open], [textOf(lease), leaseChannel]);
  }

  async beat(beat: Beat): Promise<MembersResult> {
    const { members, lease, meta, high: marks } = this.#keys;
    const text = JSON.stringify(beat);
    const args = [beat.node, text, this.#seal.sign('beat', text)];
    const reply = await this.#ledger.run(scripts.BEAT, [members, lease, meta, marks], args);
    if (isFault(reply)) return reply;
    const [now, held, index, fence, beats, kept, high] = reply;
    const [before] = kept === '' ? [] : this.#member(String(kept), Number(now));
    return {
      ok: true,
      before: before === undefined ? null : { life: before.beat.life, ageMs: before.ageMs },
      high: high === '' ? null : Number(high),
      members: (Array.isArray(beats) ? beats : []).flatMap((each) => this.#member(String(each), Number(now))),
      lease: leaseFrom(String(held)),
      tail: index === '' ? null : { fence: Number(fence), index: Number(index) },
    };
  }

  forget(node: NodeId): Promise<RenewResult> {
    return this.#asHolder(scripts.FORGET, [this.#keys.members], [node]);
  }

  async trim(index: number, commands: ReadonlyMap<NodeId, number>): Promise<void> {
    const { meta, line, entries, commands: stream } = this.#keys;
    const upTo = [...commands].flatMap(([origin, seq]) => [origin, String(seq)]);
    await this.#ledger.run(scripts.TRIM_ENTRIES, [meta, line, entries], [String(index)]);
    await this.#ledger.run(scripts.TRIM_COMMANDS, [stream], upTo);
  }

  whisper(topic: string, body: string): void {
    const text = JSON.stringify({ from: this.#options.node, topic, body });
    this.#ledger.publish(this.#keys.whispers, `${this.#seal.sign('whisper', text)} ${text}`).catch((error: unknown) => {
      this.#options.logger.debug({ error, topic }, 'a word to the other nodes was lost');
    });
  }

  listen(listener: CarrierListener): Ears {
    if (this.#ears !== null) throw new Error('one listener for each node');
    const { node, place, logger } = this.#options;
    this.#ears = new RedisEars({
      node,
      place,
      logger,
      keys: this.#keys,
      seal: this.#seal,
      listener,
      dropped: (kind) => this.#drop(kind),
      makeId: () => randomBytes(12).toString('base64url'),
    });
    return this.#ears;
  }

  async close(): Promise<void> {
    this.#ears?.stop();
    this.#ledger.close();
  }

  #appendRun(lease: string, run: readonly CarriedEntry[], afresh: boolean): Promise<EntriesResult> {
    const { identity, lease: held, open, meta, line, entries } = this.#keys;
    const items = run.map((entry) => {
      const text = JSON.stringify(entry);
      const { index, fence, prevFence } = entry;
      return [String(index), String(fence), String(prevFence), text, this.#seal.sign('entry', text)];
    });
    const keys = [identity, held, open, meta, line, entries];
    const head = [lease, afresh ? '1' : ''];
    return this.#inOrder('entries', async () => {
      let result = entriesResult(await this.#append(scripts.APPEND_ENTRIES, keys, head, chunksOf(items)));
      const isApart = !result.ok && result.kind === 'apart' ? result.tail : null;
      // Whether it takes the place of the line that is there is seen by its end, so it has to come whole.
      if (isApart !== null && (run.at(-1)?.fence ?? 0) > isApart.fence) {
        result = entriesResult(await this.#append(scripts.APPEND_ENTRIES, keys, head, [items]));
      }
      return result;
    });
  }

  /** Ends with the first chunk that is not taken. */
  async #append(
    script: scripts.Script,
    keys: readonly string[],
    head: readonly string[],
    chunks: readonly (readonly string[][])[],
  ): Promise<Reply> {
    let reply: Reply = ['ok'];
    for (const [i, chunk] of chunks.entries()) {
      // Only onto what the ears have told: a carrier that was wiped since is refused until they have told it.
      const args = [this.#ears?.identity ?? '', randomBytes(12).toString('base64url'), ...head, ...chunk.flat()];
      reply = await this.#ledger.append(script, keys, args, i === chunks.length - 1);
      if (isFault(reply)) return reply;
      if (reply[0] === 'other') {
        this.#ears?.look();
        return { ok: false, kind: 'refused', message: 'the carrier is not the one that was heard' };
      }
      if (reply[0] !== 'ok') return reply;
    }
    return reply;
  }

  #inOrder<T>(stream: 'commands' | 'entries', task: () => Promise<T>): Promise<T> {
    const mine = this.#lastOf[stream].then(task, task);
    this.#lastOf[stream] = mine;
    return mine;
  }

  async #asHolder(script: scripts.Script, keys: readonly string[], args: readonly string[]): Promise<RenewResult> {
    const reply = await this.#ledger.run(script, keys, args);
    if (isFault(reply)) return reply;
    return reply[0] === 'ok' ? { ok: true } : { ok: false, kind: 'taken' };
  }

  /** "at mac text" */
  #member(kept: string, now: number): Member[] {
    const [at = '', signed = ''] = split(kept);
    const [mac = '', text = ''] = split(signed);
    const beat = this.#seal.verifies('beat', text, mac) ? readBeat(text) : null;
    if (beat !== null) return [{ beat, ageMs: Math.max(0, now - Number(at)) }];
    this.#drop('beat');
    return [];
  }

  #drop(kind: CarriedKind): void {
    if (this.#dropped++ % LOG_EVERY_DROPPED > 0) return;
    const { logger, cluster } = this.#options;
    logger.warn({ kind, cluster, dropped: this.#dropped }, 'what Redis carried was not signed by this cluster');
  }
}

function isFault(reply: Reply): reply is CarrierFault {
  return 'ok' in reply;
}

function entriesResult(reply: Reply): EntriesResult {
  if (isFault(reply)) return reply;
  const [said, index, fence] = reply;
  if (said === 'fenced') return { ok: false, kind: 'fenced' };
  if (said === 'apart') {
    const tail = index === undefined ? null : { fence: Number(fence), index: Number(index) };
    return { ok: false, kind: 'apart', tail };
  }
  return { ok: true };
}

function textOf({ node, fence }: Lease): string {
  return `${node} ${fence}`;
}

function leaseFrom(text: string): Lease | null {
  const at = text.lastIndexOf(' ');
  return at < 0 ? null : { node: text.slice(0, at), fence: Number(text.slice(at + 1)) };
}

function chunksOf(items: readonly string[][]): string[][][] {
  const chunks: string[][][] = [];
  let bytes = Infinity;
  for (const item of items) {
    const size = item.reduce((sum, part) => sum + part.length, 0);
    let chunk = chunks.at(-1);
    if (chunk === undefined || bytes + size > CHUNK_BYTES || chunk.length >= CHUNK_ITEMS) {
      chunk = [];
      chunks.push(chunk);
      bytes = 0;
    }
    chunk.push(item);
    bytes += size;
  }
  return chunks;
}
