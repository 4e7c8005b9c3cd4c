import type { Entry, NodeId, NumberedCommand, Position } from '../log/node-store.ts';

/** The right to decide, for a while. The fence rises with each holder, also over the loss of all that the carrier held. */
export interface Lease {
  readonly node: NodeId;
  readonly fence: number;
}

/**
 * The carrier did not do it, or nobody knows. `away`: no answer came, so it may have been done all the same; `refused`:
 * it said that it did not do it (out of memory, too few replicas, a master that steps down). Every call may be repeated.
 */
export interface CarrierFault {
  readonly ok: false;
  readonly kind: 'away' | 'refused';
  readonly message: string;
}

export type AcquireResult =
  | { readonly ok: true; readonly lease: Lease }
  | { readonly ok: false; readonly kind: 'held'; readonly by: NodeId }
  | CarrierFault;

export type RenewResult = { readonly ok: true } | { readonly ok: false; readonly kind: 'taken' } | CarrierFault;

/** An entry with the bodies of what it decided: whoever stores it can have that decided again when its line is lost. */
export interface CarriedEntry extends Entry {
  /** One for each of `decided`, in their order. */
  readonly bodies: readonly string[];
}

export type CommandsResult =
  | { readonly ok: true }
  /** The carrier lacks what comes before: publish again from `expected`. */
  | { readonly ok: false; readonly kind: 'gap'; readonly origin: NodeId; readonly expected: number }
  | CarrierFault;

export type EntriesResult =
  | { readonly ok: true }
  /** The lease is another's, or has run out: nothing may be decided under it any more. */
  | { readonly ok: false; readonly kind: 'fenced' }
  /** What the carrier holds does not end where the first of these entries begins. */
  | { readonly ok: false; readonly kind: 'apart'; readonly tail: Position | null }
  | CarrierFault;

/** What a node says of itself each second. */
export interface Beat {
  readonly node: NodeId;
  /** A new one with each start of the process; empty in its last word. */
  readonly life: string;
  readonly url: string;
  readonly version: string;
  readonly tail: Position;
  /** What its log held before the first entry, as one word: nodes that differ in it have nothing in common. */
  readonly foundation: string;
  /** It has all that is settled; a node that has joined lately may not. */
  readonly isLevel: boolean;
  /** The highest fence it has heard of. */
  readonly sawFence: number;
  readonly sockets: number;
  /** Own commands that are not decided. */
  readonly undecided: number;
}

/** As the carrier holds it. Members stay listed, with their last word, until an administrator strikes them off. */
export interface Member {
  readonly beat: Beat;
  /** By the carrier's own clock, ms since it last heard the beat. */
  readonly ageMs: number;
}

/** What the carrier holds of the node that beats, as it was before. */
export interface OwnRecord {
  readonly life: string;
  readonly ageMs: number;
}

export type MembersResult =
  | {
      readonly ok: true;
      /** Null where the carrier knew nothing of this node. */
      readonly before: OwnRecord | null;
      /** The highest number that the carrier has taken from this node; null where it remembers none. */
      readonly high: number | null;
      readonly members: readonly Member[];
      readonly lease: Lease | null;
      readonly tail: Position | null;
    }
  | CarrierFault;

/** What the ears tell, in the order of each stream; the same thing may be told more than once. */
export interface CarrierListener {
  commands(commands: readonly NumberedCommand[]): void;
  entries(entries: readonly CarriedEntry[]): void;
  /**
   * What the carrier holds is not what it was (wiped, another master, a stream that went back): both streams are told
   * again from their beginning, and every node must publish what they lack.
   */
  epochBroke(why: string): void;
  /** A lossy word from another node to all: confirmations, vitals. */
  heard(from: NodeId, topic: string, body: string): void;
  /** The lease changed hands or ran out; look again. */
  leaseChanged(): void;
  /** Whether the ears reach the carrier. Told at each change, and once at the beginning. */
  reached(reached: boolean): void;
}

export interface Ears {
  /** Tells both streams from their beginning once more. */
  again(): void;
  stop(): void;
}

/**
 * Takes commands and entries from node to node, holds the lease, and is never the only one to have anything. Two
 * streams: commands, with a high-water mark for each origin, and entries, which only the holder of the lease may
 * append. Adapters sign what they carry and drop what does not verify.
 */
export interface Carrier {
  /**
   * In the order of each origin; those that are there already count as done. Of an origin that the carrier knows
   * nothing of, any number may be the first. `settledUpTo`: what lacks up to these numbers is settled everywhere and
   * no gap, however little the carrier remembers.
   */
  appendCommands(
    commands: readonly NumberedCommand[],
    settledUpTo?: ReadonlyMap<NodeId, number>,
  ): Promise<CommandsResult>;
  /**
   * Under the lease, checked at the very moment of appending. Entries that are there already (same index, same fence)
   * count as done; the first new one must follow the carrier's tail. Where the carrier has none, only the very first
   * entry or `afresh` is taken: then these are all that the caller keeps. A run that forks off what is held takes its place when it ends under a
   * later fence. Entries of earlier fences are taken too: the holder publishes again what a failure lost.
   */
  appendEntries(lease: Lease, entries: readonly CarriedEntry[], afresh?: boolean): Promise<EntriesResult>;
  /**
   * Whatever the holder of an earlier lease decided is published again by whoever has it, before the new holder
   * decides: same checks as `appendEntries`, but allowed to everybody while the holder has not yet called `open`.
   * Afterwards, and without a holder, the answer is `fenced`.
   */
  republishEntries(entries: readonly CarriedEntry[], afresh?: boolean): Promise<EntriesResult>;
  /** Free or one's own: the fence given is above every fence the carrier knows and above `above`. */
  acquire(node: NodeId, above: number, ttlMs: number): Promise<AcquireResult>;
  renew(lease: Lease, ttlMs: number): Promise<RenewResult>;
  /** From now on only the holder appends entries. */
  open(lease: Lease): Promise<RenewResult>;
  release(lease: Lease): Promise<void>;
  /** The stream of entries begins anew: any entry may be the first. Only for the holder, and only before `open`. */
  clearEntries(lease: Lease): Promise<RenewResult>;
  beat(beat: Beat): Promise<MembersResult>;
  /** Strikes off a member that will not come back, so that nothing is kept for it any longer. */
  forget(node: NodeId): Promise<RenewResult>;
  /** What every member has; entries up to there, and commands up to these numbers, may go. */
  trim(index: number, commands: ReadonlyMap<NodeId, number>): Promise<void>;
  /** To every other node that listens now; may be lost. */
  whisper(topic: string, body: string): void;
  /** Tells both streams from their beginning, then goes on as things come. One listener for each node. */
  listen(listener: CarrierListener): Ears;
  close(): Promise<void>;
}
