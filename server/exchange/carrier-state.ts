import type { NodeId, NumberedCommand, Position } from '../log/node-store.ts';
import type { Beat, CarriedEntry, CommandsResult, EntriesResult, Lease, Member, OwnRecord } from './carrier.ts';

export interface HeldLease extends Lease {
  /** By the carrier's own clock. */
  readonly until: number;
  readonly open: boolean;
}

interface InStream<T> {
  readonly id: number;
  readonly item: T;
}

interface Marks {
  /** The first number that was ever taken, and the last. */
  readonly low: number;
  readonly high: number;
}

/**
 * Two holders never share a fence, not even when a failure made the carrier forget the first of them: above the count,
 * each fence has a number drawn for it.
 */
export const FENCE_STEP = 1_000_000;

export function nextFence(above: number, drawn: number): number {
  return (Math.floor(above / FENCE_STEP) + 1) * FENCE_STEP + (drawn % FENCE_STEP);
}

/** What a carrier holds and by which rules it takes more. The scripts of the Redis adapter follow the same ones. */
export class CarrierState {
  /** Names this carrier until it is wiped. */
  readonly identity: number;
  #commands: InStream<NumberedCommand>[] = [];
  #entries: InStream<CarriedEntry>[] = [];
  #lastId = 0;
  #marks = new Map<NodeId, Marks>();
  #tail: Position | null = null;
  #fence = 0;
  #lease: HeldLease | null = null;
  #members = new Map<NodeId, { readonly beat: Beat; readonly at: number }>();

  constructor(identity: number) {
    this.identity = identity;
  }

  /** As a replica has it. */
  copy(): CarrierState {
    const copy = new CarrierState(this.identity);
    copy.#commands = [...this.#commands];
    copy.#entries = [...this.#entries];
    copy.#lastId = this.#lastId;
    copy.#marks = new Map(this.#marks);
    copy.#tail = this.#tail;
    copy.#fence = this.#fence;
    copy.#lease = this.#lease;
    copy.#members = new Map(this.#members);
    return copy;
  }

  get tail(): Position | null {
    return this.#tail;
  }

  get lastId(): number {
    return this.#lastId;
  }

  lease(now: number): HeldLease | null {
    return this.#lease !== null && this.#lease.until > now ? this.#lease : null;
  }

  isHeldBy(lease: Lease, now: number): boolean {
    const held = this.lease(now);
    return held !== null && held.node === lease.node && held.fence === lease.fence;
  }

  acquire(node: NodeId, above: number, until: number, drawn: number): Lease {
    const highest = Math.max(this.#fence, this.#tail?.fence ?? 0, above);
    this.#fence = nextFence(highest, drawn);
    this.#lease = { node, fence: this.#fence, until, open: false };
    return { node, fence: this.#fence };
  }

  /** The holder only. */
  change(change: Partial<Pick<HeldLease, 'until' | 'open'>>): void {
    if (this.#lease !== null) this.#lease = { ...this.#lease, ...change };
  }

  release(): void {
    this.#lease = null;
  }

  /** What was there of this node before. */
  beat(beat: Beat, now: number): { readonly before: OwnRecord | null; readonly high: number | null } {
    const known = this.#members.get(beat.node);
    this.#members.set(beat.node, { beat, at: now });
    return {
      before: known === undefined ? null : { life: known.beat.life, ageMs: now - known.at },
      high: this.#marks.get(beat.node)?.high ?? null,
    };
  }

  forget(node: NodeId): void {
    this.#members.delete(node);
  }

  members(now: number): Member[] {
    return [...this.#members.values()].map(({ beat, at }) => ({ beat, ageMs: now - at }));
  }

  appendCommands(commands: readonly NumberedCommand[], settledUpTo: ReadonlyMap<NodeId, number>): CommandsResult {
    const below = new Map<NodeId, number[]>();
    for (const command of commands) {
      const { origin, seq } = command;
      let marks = this.#marks.get(origin);
      if (marks !== undefined && seq > marks.high + 1 && seq <= (settledUpTo.get(origin) ?? 0) + 1) {
        this.#marks.delete(origin);
        marks = undefined;
      }
      if (marks !== undefined && seq > marks.high + 1) {
        return { ok: false, kind: 'gap', origin, expected: marks.high + 1 };
      }
      if (marks !== undefined && seq >= marks.low && seq <= marks.high) continue;
      this.#commands.push({ id: ++this.#lastId, item: command });
      if (marks === undefined) this.#marks.set(origin, { low: seq, high: seq });
      else if (seq > marks.high) this.#marks.set(origin, { low: marks.low, high: seq });
      else below.set(origin, [...(below.get(origin) ?? []), seq]);
    }
    for (const [origin, seqs] of below) this.#lower(origin, seqs);
    return { ok: true };
  }

  /** Somebody began with a later number after a loss; what comes before it is still taken. */
  #lower(origin: NodeId, seqs: readonly number[]): void {
    for (const seq of seqs.toReversed()) {
      const marks = this.#marks.get(origin);
      if (marks !== undefined && seq === marks.low - 1) this.#marks.set(origin, { ...marks, low: seq });
    }
  }

  /**
   * Entries that go on from one another. A run that forks off what is held takes its place when it ends under a later
   * fence: the line that lost leaves the stream.
   */
  appendEntries(run: readonly CarriedEntry[], afresh: boolean): EntriesResult {
    const tail = this.#tail;
    if (tail === null) return afresh || run[0]?.index === 1 ? this.#take(run) : { ok: false, kind: 'apart', tail };
    const held = this.#firstHeld(tail);
    const at = run.findIndex(
      ({ index, fence }) => index > tail.index || (index >= held && fence !== this.#fenceAt(index)),
    );
    const first = run[at];
    const last = run.at(-1);
    if (first === undefined || last === undefined) return { ok: true };
    const apart: EntriesResult = { ok: false, kind: 'apart', tail };
    if (first.index > tail.index) {
      const follows = first.index === tail.index + 1 && first.prevFence === tail.fence;
      return follows ? this.#take(run.slice(at)) : apart;
    }
    if (last.fence <= tail.fence) return apart;
    if (first.index > held && first.prevFence !== this.#fenceAt(first.index - 1)) return apart;
    const from = first.index === held ? 0 : at;
    this.#entries = this.#entries.filter(({ item }) => item.index < (run[from] ?? first).index);
    return this.#take(run.slice(from));
  }

  /** The line begins anew with whatever comes first. */
  clearEntries(): void {
    this.#entries = [];
    this.#tail = null;
  }

  commandsAfter(id: number): readonly InStream<NumberedCommand>[] {
    return this.#commands.filter((each) => each.id > id);
  }

  entriesAfter(id: number): readonly InStream<CarriedEntry>[] {
    return this.#entries.filter((each) => each.id > id);
  }

  trim(index: number, upTo: ReadonlyMap<NodeId, number>): void {
    this.#entries = this.#entries.filter(({ item }) => item.index > index);
    this.#commands = this.#commands.filter(({ item }) => item.seq > (upTo.get(item.origin) ?? 0));
  }

  #take(run: readonly CarriedEntry[]): EntriesResult {
    for (const item of run) {
      this.#entries.push({ id: ++this.#lastId, item });
      this.#tail = { fence: item.fence, index: item.index };
    }
    return { ok: true };
  }

  #firstHeld(tail: Position): number {
    return this.#entries[0]?.item.index ?? tail.index + 1;
  }

  #fenceAt(index: number): number | null {
    if (index === this.#tail?.index) return this.#tail.fence;
    const first = this.#entries[0];
    return first === undefined ? null : (this.#entries[index - first.item.index]?.item.fence ?? null);
  }
}
