/** One durable fact as the log keeps it. `data` is plain JSON without personal data (G7). */
export interface StoredEvent {
  /** 1, 2, 3 … of this log, without gaps, given by `append`. */
  readonly seq: number;
  /** Hub time, epoch ms. */
  readonly at: number;
  /** Id of the node that decided it: random, made with the log, kept in it. */
  readonly origin: string;
  /** Its number at the origin; equal to `seq` in a single node. */
  readonly originSeq: number;
  readonly sessionId: string;
  readonly run: number;
  readonly type: string;
  /** Shape version of this type. `read` hands out the current one, upcast where the row is older. */
  readonly version: number;
  readonly actor: EventActor;
  readonly commandId: string | null;
  readonly data: unknown;
}

export interface EventActor {
  readonly kind: 'operator' | 'staff' | 'system';
  readonly deviceId: string | null;
  readonly role: string;
}

export type NewEvent = Omit<StoredEvent, 'seq' | 'origin' | 'originSeq'>;

/** Names, telephones and free text, beside the log under an opaque id so that they can be erased (G7). */
export interface PersonalRecord {
  readonly id: string;
  readonly kind: 'contact' | 'text' | 'staff';
  /** Plain JSON, never null: null is how an erased value is kept. */
  readonly value: unknown;
}

/** The current shape version of every event type the opener understands. */
export type KnownVersions = Readonly<Record<string, number>>;

export interface AppendBatch {
  readonly events: readonly NewEvent[];
  /** An id that is already there gets the new value. */
  readonly personal: readonly PersonalRecord[];
}

export interface LogFailure {
  readonly ok: false;
  /** `rejected`: the batch itself can never be stored (unknown type, not JSON), so a retry is no use. */
  readonly kind: 'disk-full' | 'io-error' | 'closed' | 'rejected';
  readonly message: string;
}

export type AppendResult =
  /** Durable: fsynced. A batch without events gives `firstSeq = lastSeq + 1`. */
  | { readonly ok: true; readonly firstSeq: number; readonly lastSeq: number }
  /** Nothing of the batch is in the log. */
  | LogFailure;

export type EraseResult = { readonly ok: true; readonly erased: number } | LogFailure;

export interface LogStats {
  /** Transactions that reached the disk. */
  readonly commits: number;
  /** Events appended by this process. */
  readonly rows: number;
  readonly failures: number;
  /** How long the last commit took in the log, fsync included. */
  readonly lastCommitMs: number;
  /** Calls waiting for their answer. */
  readonly queued: number;
  readonly head: number;
  /** The failure appends are meeting now; null while writing works (G4). */
  readonly failing: LogFailure | null;
}

export interface EventLog {
  /** All or nothing; the order of calls is the order of seq. Refusals are values, never a throw. */
  append(batch: AppendBatch): Promise<AppendResult>;
  /** Everything after `afterSeq` up to the head as it was when reading began, in pages. */
  read(afterSeq: number): AsyncIterable<readonly StoredEvent[]>;
  /** What has not been erased. */
  readPersonal(): Promise<readonly PersonalRecord[]>;
  /** The values are gone; events that name these ids stay whole. */
  erasePersonal(ids: readonly string[]): Promise<EraseResult>;
  head(): Promise<number>;
  /** Copies a running log to a file that opens and verifies by itself; throws if it cannot. */
  backup(toFile: string): Promise<void>;
  stats(): LogStats;
  /** Finishes what was appended before it; later appends answer `closed`. */
  close(): Promise<void>;
}

/** A log that a hub appends to alone; it may have been that of one of several, with what was saved and never decided. */
export interface SoleLog extends EventLog {
  /** The bodies of such commands, of each origin in order. */
  leftUndecided(): Promise<readonly string[]>;
  /** They are decided here, and the log is no other's any more: it joins under a new id, with what it is then. */
  leaveCluster(): Promise<{ readonly ok: true } | LogFailure>;
}

export type LogOpenFault = 'in-use' | 'corrupt' | 'newer-schema' | 'old-sqlite' | 'io';

/** Why a log cannot be served. The message is for the person at the machine, Vietnamese then English. */
export class LogOpenError extends Error {
  readonly kind: LogOpenFault;
  /** The event at which the damage was met, when it can be told. */
  readonly seq: number | null;

  constructor(kind: LogOpenFault, message: string, seq: number | null = null, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LogOpenError';
    this.kind = kind;
    this.seq = seq;
  }
}

/** A stored event this program cannot understand, or damage met while reading: reading stops, nothing is skipped. */
export class LogReadError extends Error {
  readonly seq: number;

  constructor(message: string, seq: number, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LogReadError';
    this.seq = seq;
  }
}
