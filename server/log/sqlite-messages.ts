import { LogOpenError, LogReadError } from './event-log.ts';
import type { AppendResult, EraseResult, LogFailure, LogOpenFault, PersonalRecord } from './event-log.ts';
import type { EventsPage, ValuesPage } from './history.ts';
import type { StoredEntry } from './node-entries.ts';
import type { NodeMemory, StoreResult } from './node-store.ts';
import type { MemberWrite } from './sqlite-member-writes.ts';
import type { RewindStep } from './sqlite-rewind.ts';
import type { VerifiedLog } from './verify-chain.ts';

/** Deliberate breaks, for the crash checker, which must catch each of them. Never set elsewhere. */
export type Sabotage = 'ack-before-commit' | 'synchronous-normal' | 'lose-a-batch';

export interface ServeTask {
  readonly task: 'serve';
  readonly folder: string;
  readonly now: number;
  readonly busyTimeoutMs: number;
  readonly sabotage: Sabotage | null;
  /** One node of several: the log also keeps commands and entries. */
  readonly isMember: boolean;
  /** For the crash checker only: the process ends itself at this moment of a rewind. */
  readonly killAt: RewindStep | null;
}

export interface VerifyTask {
  readonly task: 'verify';
  readonly file: string;
}

export type WorkerTask = ServeTask | VerifyTask;

/** A batch as it crosses to the thread: text, which is cheaper to pass than objects and already checked. */
export interface EncodedBatch {
  readonly bodies: readonly string[];
  readonly personal: readonly EncodedPersonal[];
}

export interface EncodedPersonal {
  readonly id: string;
  readonly kind: PersonalRecord['kind'];
  readonly value: string;
}

/** `line` counts the rewinds: what was begun on one line is not continued on another. */
export type Request =
  | { readonly id: number; readonly kind: 'append'; readonly batch: EncodedBatch }
  | {
      readonly id: number;
      readonly kind: 'read';
      readonly after: number;
      readonly until: number;
      readonly line: number;
    }
  | { readonly id: number; readonly kind: 'personal' }
  | { readonly id: number; readonly kind: 'erase'; readonly ids: readonly string[]; readonly at: number }
  | { readonly id: number; readonly kind: 'head' }
  | { readonly id: number; readonly kind: 'backup'; readonly file: string }
  | ({ readonly id: number } & MemberWrite)
  | { readonly id: number; readonly kind: 'left-undecided' }
  | { readonly id: number; readonly kind: 'leave-cluster' }
  | { readonly id: number; readonly kind: 'remember' }
  | { readonly id: number; readonly kind: 'tail' }
  | {
      readonly id: number;
      readonly kind: 'entries';
      readonly after: number;
      readonly until: number;
      readonly line: number;
    }
  | { readonly id: number; readonly kind: 'fence'; readonly index: number }
  | { readonly id: number; readonly kind: 'events-page'; readonly after: number }
  | { readonly id: number; readonly kind: 'values-page'; readonly after: string }
  | { readonly id: number; readonly kind: 'rewind'; readonly index: number; readonly at: number }
  | { readonly id: number; readonly kind: 'close' };

export type Reply =
  | { readonly id: number; readonly kind: 'opened'; readonly log: VerifiedLog }
  | { readonly id: number; readonly kind: 'append'; readonly result: AppendResult }
  | { readonly id: number; readonly kind: 'read'; readonly bodies: readonly string[] }
  | { readonly id: number; readonly kind: 'personal'; readonly records: readonly EncodedPersonal[] }
  | { readonly id: number; readonly kind: 'erase'; readonly result: EraseResult }
  | { readonly id: number; readonly kind: 'head'; readonly head: number; readonly line: number }
  | { readonly id: number; readonly kind: 'done' }
  | { readonly id: number; readonly kind: 'written'; readonly result: StoreResult }
  | { readonly id: number; readonly kind: 'left-undecided'; readonly bodies: readonly string[] }
  | { readonly id: number; readonly kind: 'memory'; readonly memory: NodeMemory }
  | { readonly id: number; readonly kind: 'tail'; readonly index: number; readonly line: number }
  | { readonly id: number; readonly kind: 'entries'; readonly entries: readonly StoredEntry[] }
  | { readonly id: number; readonly kind: 'fence'; readonly fence: number | null }
  | { readonly id: number; readonly kind: 'events-page'; readonly page: EventsPage }
  | { readonly id: number; readonly kind: 'values-page'; readonly page: ValuesPage }
  | { readonly id: number; readonly kind: 'error'; readonly error: EncodedError };

export interface StoreStats {
  readonly commits: number;
  readonly rows: number;
  readonly lastCommitMs: number;
  readonly head: number;
  readonly failing: LogFailure | null;
}

/** One message for everything a commit answered. */
export interface Replies {
  readonly replies: readonly Reply[];
  readonly stats: StoreStats | null;
}

/** Errors lose their class when they cross to another thread, so it travels as data. */
export type EncodedError =
  | { readonly name: 'open'; readonly fault: LogOpenFault; readonly message: string; readonly seq: number | null }
  | { readonly name: 'read'; readonly message: string; readonly seq: number }
  | { readonly name: 'other'; readonly message: string };

export function encodeError(error: unknown): EncodedError {
  if (error instanceof LogOpenError) {
    return { name: 'open', fault: error.kind, message: error.message, seq: error.seq };
  }
  if (error instanceof LogReadError) return { name: 'read', message: error.message, seq: error.seq };
  return { name: 'other', message: error instanceof Error ? error.message : String(error) };
}

export function decodeError(error: EncodedError): Error {
  switch (error.name) {
    case 'open':
      return new LogOpenError(error.fault, error.message, error.seq);
    case 'read':
      return new LogReadError(error.message, error.seq);
    case 'other':
      return new Error(error.message);
  }
}
