import { Worker } from 'node:worker_threads';
import { copyVerified } from './backup.ts';
import { LogOpenError } from './event-log.ts';
import type {
  AppendBatch,
  AppendResult,
  EraseResult,
  KnownVersions,
  LogFailure,
  LogStats,
  PersonalRecord,
  SoleLog,
  StoredEvent,
} from './event-log.ts';
import { bilingual, failure } from './log-messages.ts';
import { decodeError } from './sqlite-messages.ts';
import type {
  EncodedBatch,
  Replies,
  Reply,
  Request,
  Sabotage,
  ServeTask,
  StoreStats,
  WorkerTask,
} from './sqlite-messages.ts';
import {
  assertUpcastersComplete,
  decodeEvent,
  encodeEvent,
  encodePersonal,
  UnstorableError,
  upcasters,
} from './stored-event.ts';
import type { Upcasters } from './stored-event.ts';

export interface SqliteLogOptions {
  /** The data folder; made if it is not there. One process owns it while the log is open. */
  readonly folder: string;
  readonly versions: KnownVersions;
  readonly upcasters?: Upcasters | undefined;
  readonly now?: (() => number) | undefined;
  /** How long to wait for a hub that is just stopping. */
  readonly busyTimeoutMs?: number | undefined;
  /** For the crash checker only, which must catch it. */
  readonly sabotage?: Sabotage | undefined;
}

const IDLE_STATS: StoreStats = { commits: 0, rows: 0, lastCommitMs: 0, head: 0, failing: null };

type WithoutId<R> = R extends unknown ? Omit<R, 'id'> : never;
type ReplyOf<Kind extends Reply['kind']> = Extract<Reply, { kind: Kind }>;

interface Waiting {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
}

/** Rows that cross from the thread together are decoded in shorter pages: a reader that gives way in between holds nobody up. */
const DECODED_AT_ONCE = 100;

/** Opens the log of a data folder and proves it whole; throws LogOpenError when it must not be served. */
export async function openSqliteLog(options: SqliteLogOptions): Promise<SoleLog> {
  return new SqliteLog(await startThread(options, { isMember: false, killAt: null }), options);
}

export async function startThread(
  options: SqliteLogOptions,
  task: Pick<ServeTask, 'isMember' | 'killAt'>,
): Promise<LogClient> {
  const { folder, versions, now = Date.now, busyTimeoutMs = 1_000, sabotage = null } = options;
  assertUpcastersComplete(versions, options.upcasters ?? upcasters);
  const thread = new LogClient({ task: 'serve', folder, now: now(), busyTimeoutMs, sabotage, ...task });
  await thread.opened;
  return thread;
}

export class SqliteLog implements SoleLog {
  protected readonly thread: LogClient;
  protected readonly versions: KnownVersions;
  protected readonly now: () => number;
  readonly #upcasters: Upcasters;
  #failures = 0;
  #closing: Promise<unknown> | null = null;

  constructor(thread: LogClient, options: SqliteLogOptions) {
    this.thread = thread;
    this.versions = options.versions;
    this.now = options.now ?? Date.now;
    this.#upcasters = options.upcasters ?? upcasters;
  }

  async append(batch: AppendBatch): Promise<AppendResult> {
    const closed = this.closed();
    if (closed !== null) return closed;
    let encoded: EncodedBatch;
    try {
      encoded = {
        bodies: batch.events.map((event) => encodeEvent(event, this.versions)),
        personal: batch.personal.map((record) => ({
          id: record.id,
          kind: record.kind,
          value: encodePersonal(record),
        })),
      };
    } catch (error) {
      if (!(error instanceof UnstorableError)) throw error;
      return this.counted(failure('rejected', error.message));
    }
    const { result } = await this.thread.ask('append', { kind: 'append', batch: encoded });
    return this.counted(result);
  }

  async *read(afterSeq: number): AsyncGenerator<readonly StoredEvent[]> {
    this.assertOpen();
    const { head: until, line } = await this.thread.ask('head', { kind: 'head' });
    for (let after = afterSeq; after < until;) {
      const { bodies } = await this.thread.ask('read', { kind: 'read', after, until, line });
      for (let from = 0; from < bodies.length; from += DECODED_AT_ONCE) {
        const first = after + from + 1;
        yield bodies
          .slice(from, from + DECODED_AT_ONCE)
          .map((body, index) => decodeEvent(first + index, body, this.versions, this.#upcasters));
      }
      after += bodies.length;
    }
  }

  async readPersonal(): Promise<readonly PersonalRecord[]> {
    this.assertOpen();
    const { records } = await this.thread.ask('personal', { kind: 'personal' });
    return records.map(({ id, kind, value }) => ({ id, kind, value: JSON.parse(value) }));
  }

  async erasePersonal(ids: readonly string[]): Promise<EraseResult> {
    const closed = this.closed();
    if (closed !== null) return closed;
    const { result } = await this.thread.ask('erase', { kind: 'erase', ids, at: this.now() });
    return this.counted(result);
  }

  async head(): Promise<number> {
    this.assertOpen();
    return (await this.thread.ask('head', { kind: 'head' })).head;
  }

  async backup(toFile: string): Promise<void> {
    this.assertOpen();
    await copyVerified(toFile, async (file) => {
      await this.thread.ask('done', { kind: 'backup', file });
    });
  }

  async leftUndecided(): Promise<readonly string[]> {
    this.assertOpen();
    return (await this.thread.ask('left-undecided', { kind: 'left-undecided' })).bodies;
  }

  async leaveCluster(): ReturnType<SoleLog['leaveCluster']> {
    const { result } = await this.thread.ask('written', { kind: 'leave-cluster' });
    return this.counted(result);
  }

  stats(): LogStats {
    return { ...this.thread.stats, failures: this.#failures, queued: this.thread.waitingCount };
  }

  async close(): Promise<void> {
    this.#closing ??= this.thread.ask('done', { kind: 'close' }).then(() => this.thread.ended);
    await this.#closing;
  }

  protected closed(): LogFailure | null {
    return this.#closing === null ? null : this.counted(failure('closed'));
  }

  protected assertOpen(): void {
    if (this.#closing !== null) throw new Error('the log is closed');
  }

  protected counted<Result extends { readonly ok: boolean }>(result: Result): Result {
    if (!result.ok) this.#failures++;
    return result;
  }
}

/** Requests to the log's thread and their answers. */
export class LogClient {
  readonly opened: Promise<ReplyOf<'opened'>>;
  readonly ended: Promise<void>;
  stats: StoreStats = IDLE_STATS;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #outbox: Request[] = [];
  #lastId = 0;
  #lost: Error | null = null;

  constructor(task: WorkerTask) {
    this.#worker = new Worker(new URL('./sqlite-worker.ts', import.meta.url), { workerData: task });
    this.opened = new Promise((resolve, reject) => {
      this.#waiting.set(0, { resolve: (reply) => resolve(expect(reply, 'opened')), reject });
    });
    this.ended = new Promise((resolve) => this.#worker.once('exit', () => resolve()));
    this.#worker.on('message', (message: Replies) => this.#receive(message));
    this.#worker.on('error', (error: unknown) => this.#lose(error));
    this.#worker.on('exit', () => this.#lose(new Error("the log's thread has ended")));
  }

  get waitingCount(): number {
    return this.#waiting.size;
  }

  /**
   * Rejects only when the answer can never be known, because the thread died; then what was under way may or may not
   * be in the log, and the process must start again and fold.
   */
  ask<Kind extends Reply['kind']>(answer: Kind, request: WithoutId<Request>): Promise<ReplyOf<Kind>> {
    if (this.#lost !== null) return Promise.reject(this.#lost);
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, {
        resolve: (reply) => {
          try {
            resolve(expect(reply, answer));
          } catch (error) {
            reject(error);
          }
        },
        reject,
      });
      this.#post({ ...request, id });
    });
  }

  /** What is asked within one turn crosses to the thread as one message. */
  #post(request: Request): void {
    this.#outbox.push(request);
    if (this.#outbox.length > 1) return;
    queueMicrotask(() => {
      const outbox = this.#outbox;
      this.#outbox = [];
      this.#worker.postMessage(outbox);
    });
  }

  #receive({ replies, stats }: Replies): void {
    if (stats !== null) this.stats = stats;
    for (const reply of replies) {
      const waiting = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if (reply.kind === 'error') waiting?.reject(decodeError(reply.error));
      else waiting?.resolve(reply);
    }
  }

  #lose(cause: unknown): void {
    this.#lost ??= new Error("the log's thread is gone; restart the hub", { cause });
    const text = cause instanceof Error ? cause.message : String(cause);
    if (this.#waiting.size > 0) this.stats = { ...this.stats, failing: failure('io-error', text) };
    for (const [id, waiting] of this.#waiting) {
      this.#waiting.delete(id);
      waiting.reject(
        id === 0
          ? new LogOpenError(
              'io',
              bilingual((words) => words.io('log.db', text)),
            )
          : this.#lost,
      );
    }
  }
}

function expect<Kind extends Reply['kind']>(reply: Reply, kind: Kind): ReplyOf<Kind> {
  if (!isReply(reply, kind)) throw new Error(`the log's thread answered ${reply.kind} where ${kind} was asked`);
  return reply;
}

function isReply<Kind extends Reply['kind']>(reply: Reply, kind: Kind): reply is ReplyOf<Kind> {
  return reply.kind === kind;
}
