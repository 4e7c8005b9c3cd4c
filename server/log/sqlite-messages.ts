import { LogOpenError, LogReadError } from './event-log.ts';
import type { AppendResult, EraseResult, LogFailure, LogOpenFault, PersonalRecord } from './event-log.ts';
import type { VerifiedLog } from './verify-chain.ts';

/** Deliberate breaks, for the crash checker, which must catch each of them. Never set elsewhere. */
export type Sabotage = 'ack-before-commit' | 'synchronous-normal' | 'lose-a-batch';

export interface ServeTask {
  readonly task: 'serve';
  readonly folder: string;
  readonly now: number;
  readonly busyTimeoutMs: number;
  readonly sabotage: Sabotage | null;
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

export type Request =
  | { readonly id: number; readonly kind: 'append'; readonly batch: EncodedBatch }
  | { readonly id: number; readonly kind: 'read'; readonly after: number; readonly until: number }
  | { readonly id: number; readonly kind: 'personal' }
  | { readonly id: number; readonly kind: 'erase'; readonly ids: readonly string[]; readonly at: number }
  | { readonly id: number; readonly kind: 'head' }
  | { readonly id: number; readonly kind: 'backup'; readonly file: string }
  | { readonly id: number; readonly kind: 'close' };

export type Reply =
  | { readonly id: number; readonly kind: 'opened'; readonly log: VerifiedLog }
  | { readonly id: number; readonly kind: 'append'; readonly result: AppendResult }
  | { readonly id: number; readonly kind: 'read'; readonly bodies: readonly string[] }
  | { readonly id: number; readonly kind: 'personal'; readonly records: readonly EncodedPersonal[] }
  | { readonly id: number; readonly kind: 'erase'; readonly result: EraseResult }
  | { readonly id: number; readonly kind: 'head'; readonly head: number }
  | { readonly id: number; readonly kind: 'done' }
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
