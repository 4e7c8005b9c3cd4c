import type { History } from '../log/history.ts';
import type { Entry, NodeMemory, NodeStore, Position, StoreResult } from '../log/node-store.ts';
import { BEFORE_ALL, isBehind } from '../log/node-store.ts';
import type { CarriedEntry } from './carrier.ts';
import type { CommandQueue } from './command-queue.ts';
import type { Decider } from './decider.ts';
import type { NodeSabotage } from './sabotage.ts';

export interface LinePorts {
  readonly store: NodeStore;
  readonly queue: CommandQueue;
  readonly decider: Decider;
  /** They are on this node's disk and folded. */
  readonly applied: (entries: readonly Entry[]) => void;
  readonly rewound: (to: number) => void;
  /** What came does not follow what is here: the stream is to be told again from its beginning. */
  readonly askAgain: () => void;
  readonly storeFailed: (result: Extract<StoreResult, { ok: false }>) => void;
  /** The others have decided something that this program cannot store; nothing of it was. */
  readonly notUnderstood: () => void;
  readonly sabotage: NodeSabotage | null;
}

/** Once told, everything of a stream comes in one go; more than this at once would hold the disk too long. */
const MOST_AT_ONCE = 64;

/** The agreed log as this node has it, and how it follows the one that the carrier tells. */
export class Line {
  readonly #ports: LinePorts;
  /** Fences of the entries that are kept, and of the last settled one. */
  readonly #fences = new Map<number, number>();
  #tail: Position = BEFORE_ALL;
  #settled = 0;
  /** The best position that the carrier's line was heard to have reached. */
  #carrierTail: Position = BEFORE_ALL;

  constructor(ports: LinePorts) {
    this.#ports = ports;
  }

  async begin(memory: NodeMemory): Promise<void> {
    this.#tail = memory.tail;
    this.#settled = memory.settledIndex;
    this.#ports.queue.reset(memory.decidedUpTo, memory.commands);
    this.#fences.set(this.#tail.index, this.#tail.fence);
    for await (const page of this.#ports.store.entriesAfter(this.#settled)) {
      for (const { index, fence } of page) this.#fences.set(index, fence);
    }
  }

  get tail(): Position {
    return this.#tail;
  }

  get settledIndex(): number {
    return this.#settled;
  }

  get carrierTail(): Position {
    return this.#carrierTail;
  }

  /** 0 before the first entry; null where it is not known. */
  fenceAt(index: number): number | null {
    return index === 0 ? 0 : (this.#fences.get(index) ?? null);
  }

  /** What the carrier's line ends with, as it just said. A carrier that lost something says less than before. */
  carrierSays(tail: Position): void {
    this.#carrierTail = tail;
  }

  /** Entries as the carrier tells them: known ones again, the next ones, or those of another line. */
  async follow(entries: readonly CarriedEntry[]): Promise<void> {
    let next: CarriedEntry[] = [];
    for (const entry of entries) {
      if (isBehind(this.#carrierTail, entry)) this.#carrierTail = { fence: entry.fence, index: entry.index };
      const end = next.at(-1) ?? this.#tail;
      if (entry.index <= this.#settled) continue;
      if (entry.index <= end.index) {
        const fence = next.find(({ index }) => index === entry.index)?.fence ?? this.fenceAt(entry.index);
        if (fence === entry.fence) continue;
        // A line that ends behind ours has lost, or has not been completed yet.
        if (!isBehind(end, this.#carrierTail) || this.#ports.sabotage === 'never-rewind') continue;
        if (!(await this.apply(next))) return;
        next = [];
        if (!(await this.rewind(entry.index - 1))) return;
      }
      const before = next.at(-1) ?? this.#tail;
      const follows = entry.prevFence === before.fence || this.#ports.sabotage === 'ignore-line';
      if (entry.index === before.index + 1 && follows) next.push(entry);
      else if (isBehind(before, this.#carrierTail)) {
        await this.apply(next);
        return this.#ports.askAgain();
      }
      if (next.length >= MOST_AT_ONCE) {
        if (!(await this.apply(next))) return;
        next = [];
      }
    }
    await this.apply(next);
  }

  /** To the disk, then into the state. */
  async apply(entries: readonly CarriedEntry[]): Promise<boolean> {
    const last = entries.at(-1);
    if (!last) return true;
    // Of the same moment, so that they share a commit. Whatever is decided here is also held here: a line that is lost
    // has to be decided again by somebody.
    const lacking = this.#ports.sabotage === 'entry-alone' ? [] : this.#ports.queue.unheldOf(entries);
    const saving = lacking.length > 0 ? this.#ports.store.saveCommands(lacking) : null;
    const applying = this.#ports.store.applyEntries(entries);
    const saved = (await saving) ?? ({ ok: true } as const);
    const applied = await applying;
    const failed = saved.ok ? applied : saved;
    if (!failed.ok && failed.kind === 'rejected') this.#ports.notUnderstood();
    else if (!failed.ok) this.#ports.storeFailed(failed);
    if (!applied.ok) return false;
    for (const entry of entries) {
      this.#fences.set(entry.index, entry.fence);
      this.#tail = { fence: entry.fence, index: entry.index };
      this.#ports.queue.decided(entry.decided);
      this.#ports.decider.adopt(entry);
      if (this.#ports.sabotage === 'double-apply') this.#ports.decider.adopt(entry);
    }
    this.#ports.applied(entries);
    return true;
  }

  async rewind(index: number): Promise<boolean> {
    if (index < this.#settled) throw new Error(`entry ${this.#settled} is settled: the log cannot end at ${index}`);
    const result = await this.#ports.store.rewindTo(index);
    if (!result.ok) {
      this.#ports.storeFailed(result);
      return false;
    }
    for (const known of this.#fences.keys()) if (known > index) this.#fences.delete(known);
    const memory = await this.#ports.store.remember();
    this.#tail = memory.tail;
    this.#ports.queue.reset(memory.decidedUpTo, memory.commands);
    await this.#ports.decider.refold(index);
    this.#ports.rewound(index);
    return true;
  }

  /** Goes on with what the others have settled; the log ends at its settled place. */
  async leap(history: History): Promise<boolean> {
    const result = await this.#ports.store.leap(history);
    if (!result.ok) {
      this.#ports.storeFailed(result);
      return false;
    }
    const memory = await this.#ports.store.remember();
    this.#tail = memory.tail;
    this.#settled = memory.settledIndex;
    this.#fences.clear();
    this.#fences.set(this.#tail.index, this.#tail.fence);
    this.#ports.queue.reset(memory.decidedUpTo, memory.commands);
    await this.#ports.decider.refold(this.#tail.index);
    return true;
  }

  async settle(index: number): Promise<void> {
    if (index <= this.#settled) return;
    const result = await this.#ports.store.settle(index);
    if (!result.ok) return this.#ports.storeFailed(result);
    this.#settled = index;
    for (const known of this.#fences.keys()) if (known < index) this.#fences.delete(known);
  }

  /**
   * What the carrier's line lacks of ours. Where it is another line, the one that ends under the later fence wins: all
   * that is kept of ours, or nothing. Null where the carrier is ahead on our line, or ends before what is kept here.
   */
  async beyond(tail: Position | null): Promise<readonly CarriedEntry[] | null> {
    if (tail === null) return this.keptAfter(this.#settled);
    if (this.fenceAt(tail.index) === tail.fence) {
      return tail.index < this.#settled ? null : this.keptAfter(tail.index);
    }
    return tail.fence < this.#tail.fence ? this.keptAfter(this.#settled) : null;
  }

  /** At most so many of the entries that are kept, with what they decided. */
  async keptAfter(index: number, most = Number.POSITIVE_INFINITY): Promise<readonly CarriedEntry[]> {
    const bodies = new Map<string, string>();
    for (const { origin, seq, body } of (await this.#ports.store.remember()).commands) {
      bodies.set(`${origin} ${String(seq)}`, body);
    }
    const kept: CarriedEntry[] = [];
    for await (const page of this.#ports.store.entriesAfter(index)) {
      for (const entry of page) {
        if (kept.length >= most) return kept;
        kept.push({
          ...entry,
          bodies: entry.decided.map(({ origin, seq }) => bodies.get(`${origin} ${String(seq)}`) ?? ''),
        });
      }
    }
    return kept;
  }
}
