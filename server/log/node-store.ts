import { randomBytes } from 'node:crypto';
import type { EventLog, LogFailure, NewEvent, PersonalRecord } from './event-log.ts';
import type { EventsPage, History, ValuesPage } from './history.ts';

/**
 * Who numbers commands: random, made when a data folder first becomes a member, and kept in its log. It is not in
 * backups, so what is restored joins under a new one: two nodes that shared an id would give out the same numbers twice.
 */
export type NodeId = string;

export function freshNodeId(): NodeId {
  return randomBytes(10).toString('hex');
}

/**
 * A place in the agreed log. Two nodes that hold the same fence at the same index hold the same entries up to there,
 * because whoever decides under a fence writes each index once and names the fence of the entry before it.
 */
export interface Position {
  /** Of the lease under which the entry was decided; 0 before the first entry. */
  readonly fence: number;
  /** 1, 2, 3 … without gaps; 0 before the first entry. */
  readonly index: number;
}

export const BEFORE_ALL: Position = { fence: 0, index: 0 };

/** A later fence outranks any index: its holder had seen what could be seen. */
export function isBehind(a: Position, b: Position): boolean {
  return a.fence !== b.fence ? a.fence < b.fence : a.index < b.index;
}

/** A command as the node whose socket brought it has numbered and saved it. */
export interface NumberedCommand {
  readonly origin: NodeId;
  /** 1, 2, 3 … at its origin, without gaps. */
  readonly seq: number;
  /** JSON of what was asked, by whom, with its personal values. */
  readonly body: string;
}

export interface DecidedCommand {
  readonly origin: NodeId;
  readonly seq: number;
  /** JSON of the answer, a refusal too: whoever repeats the command gets it again (H5). */
  readonly outcome: string;
  /** How many of the entry's events are its own; they stand in the order of the commands. */
  readonly events: number;
}

/** What was decided at once, as every node stores and folds it. */
export interface Entry extends Position {
  /** The fence of the entry before it; 0 for the first. */
  readonly prevFence: number;
  /** Who decided it. */
  readonly by: NodeId;
  /** Of each origin in the order of its numbers, without gaps. */
  readonly decided: readonly DecidedCommand[];
  readonly events: readonly NewEvent[];
  readonly personal: readonly PersonalRecord[];
}

/**
 * What the log held before its first entry, as it came from a time when one node ran alone; empty in a new folder. It
 * counts as settled. Two nodes may exchange entries only where both fields are equal: another node gets the same
 * foundation by restoring a backup of a member. A node that differs must be refused, not repaired.
 */
export interface Foundation {
  /** The first entry's first event has the number after it. */
  readonly events: number;
  /** The chain at that event, which is equal only in copies of one log; empty where there are no events. */
  readonly digest: string;
}

export type StoreResult = { readonly ok: true } | LogFailure;

/** What a node knows by its own disk alone. */
export interface NodeMemory {
  readonly node: NodeId;
  readonly foundation: Foundation;
  readonly tail: Position;
  /** Commands up to this number are decided in the agreed log, by origin. */
  readonly decidedUpTo: ReadonlyMap<NodeId, number>;
  /** What is saved here and not yet known to be settled everywhere, own and others', ordered by origin and number. */
  readonly commands: readonly NumberedCommand[];
  /** The last number this node gave out. */
  readonly ownSeq: number;
  /** Every entry up to this index is on the disk of every member, as far as this node has heard. */
  readonly settledIndex: number;
  /** The last event of the log there. */
  readonly settledSeq: number;
  /** Commands up to this number are decided there, by origin. */
  readonly settledUpTo: ReadonlyMap<NodeId, number>;
  /** As last noted; empty in a new log. */
  readonly members: readonly NodeId[];
  /** False from when it began with what others had until it is known to have all of it: it may end before what is settled. */
  readonly isLevel: boolean;
}

/**
 * The disk of one node of several: the agreed log (also readable as an `EventLog`), and beside it the commands that are
 * saved and not yet settled. Calls take effect in their order; what is answered ok is fsynced, and calls of the same
 * moment share a commit. Refusals are values.
 *
 * `append` throws once there is an entry. A log that a single node went on appending to is a new foundation when it is
 * opened as a member again: all its entries are settled then, its tail stays, and the others no longer match it.
 * Reading throws a `LogReadError` where the log was rewound since the reading began.
 */
export interface NodeStore extends EventLog {
  remember(): Promise<NodeMemory>;
  /** Own and others' commands; one that is there already is kept as it is, and one that is settled is not kept again. */
  saveCommands(commands: readonly NumberedCommand[]): Promise<StoreResult>;
  /**
   * All or nothing: each entry must follow the tail (`index` and `prevFence`), or the call throws, because the caller
   * has checked it; so must the numbers of each origin. Event `seq` goes on from the head, and every node writes the
   * same bytes as body. An event of an older program is stored in its own shape; one of a newer program is `rejected`.
   */
  applyEntries(entries: readonly Entry[]): Promise<StoreResult>;
  /** The entries after `afterIndex`, as far as they are kept (those above `settledIndex` always are), in pages. */
  entriesAfter(afterIndex: number): AsyncIterable<readonly Entry[]>;
  /** The fence of an entry that is kept, of the settled one, and 0 before all; null where it is no longer, or not yet. */
  fenceAt(index: number): Promise<number | null>;
  /**
   * Another line of decisions has won: the log ends at `index` from now on. What stood behind it is set aside whole in
   * a file of its own beside the log, never rewritten (G3). Commands decided there are undecided again and must all
   * still be held. Throws where `index` is below `settledIndex` or beyond the tail. What was erased stays erased.
   */
  rewindTo(index: number): Promise<StoreResult>;
  /**
   * Every member has all entries up to `index` on its disk: bodies of entries and commands decided up to there need
   * not be kept. Personal values stand in the bodies of commands until then, also after an erasure (G7): a session is
   * erased once its commands are settled.
   */
  settle(index: number): Promise<StoreResult>;
  /** Who belongs to the cluster: nothing is let go of that one of them may lack. */
  noteMembers(members: readonly NodeId[]): Promise<StoreResult>;
  /** It has all that a member had. */
  noteLevel(): Promise<StoreResult>;
  /** Events after this one up to the settled place, a page of them: for a node that lacks what the others let go of. */
  eventsAfter(afterSeq: number): Promise<EventsPage>;
  /** The side table as it was at the settled place, a page of it. */
  valuesAfter(afterId: string): Promise<ValuesPage>;
  /**
   * All or nothing: the log goes on with what others have settled, and that is settled here too. It must end at its
   * settled place; an empty log takes their foundation. Commands that are decided there need not be kept; what was
   * erased here stays erased. Throws where it does not follow.
   */
  leap(history: History): Promise<StoreResult>;
  /**
   * The id is another's too, or had given out more numbers than this disk knows: the log has a new one from now on, and
   * what was saved under the old one and is not decided gets numbers of the new one. Whoever asks begins anew with it.
   */
  renounce(): Promise<StoreResult>;
}
