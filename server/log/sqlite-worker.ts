import { DatabaseSync } from 'node:sqlite';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { LogReadError } from './event-log.ts';
import type { MemberWrite } from './sqlite-member-writes.ts';
import { encodeError } from './sqlite-messages.ts';
import type { Replies, Reply, Request, Sabotage, WorkerTask } from './sqlite-messages.ts';
import { appendWithSabotage } from './sqlite-sabotage.ts';
import { asOpenError } from './sqlite-schema.ts';
import { SqliteStore } from './sqlite-store.ts';
import { verifyWhole } from './verify-chain.ts';

/** Bounds one transaction, so that the first report of a flood does not wait for the last. */
const MAX_GROUP_EVENTS = 4_000;
const READ_PAGE_ROWS = 1_000;
const IDLE_MS = 2_000;
const PROBE_MS = 500;

type AppendRequest = Extract<Request, { kind: 'append' }>;
type MemberRequest = Extract<Request, { kind: MemberWrite['kind'] }>;
type OtherRequest = Exclude<Request, AppendRequest | MemberRequest>;

/** Takes requests in order; appends that wait together share one commit. */
class LogThread {
  readonly #port: MessagePort;
  readonly #store: SqliteStore;
  readonly #sabotage: Sabotage | null;
  readonly #queue: Request[] = [];
  readonly #idle: NodeJS.Timeout;
  #probe: NodeJS.Timeout | null = null;
  #scheduled = false;
  #busy = false;
  /** Copies of the database that are under way. */
  #copies = 0;
  #awaitsCopies = false;

  constructor(port: MessagePort, store: SqliteStore, sabotage: Sabotage | null) {
    this.#port = port;
    this.#store = store;
    this.#sabotage = sabotage;
    this.#idle = setInterval(() => this.#store.maintain(true), IDLE_MS);
    port.on('message', (requests: readonly Request[]) => {
      this.#queue.push(...requests);
      this.#schedule();
    });
    this.#send([{ id: 0, kind: 'opened', log: store.log }]);
  }

  #schedule(): void {
    if (this.#scheduled || this.#busy || this.#awaitsCopies || this.#queue.length === 0) return;
    this.#scheduled = true;
    // Not a loop: a backup's steps and the timers get their turn between two commits.
    setImmediate(() => {
      this.#scheduled = false;
      this.#step();
      this.#schedule();
    });
  }

  #step(): void {
    for (let more = receiveMessageOnPort(this.#port); more !== undefined; more = receiveMessageOnPort(this.#port)) {
      const requests: readonly Request[] = more.message;
      this.#queue.push(...requests);
    }
    const appends = this.#takeGroup(isAppend, ({ batch }) => batch.bodies.length);
    if (appends.length > 0) {
      this.#append(appends);
      return;
    }
    const writes = this.#takeGroup(isMemberWrite, rowsOf);
    if (writes.length > 0) {
      this.#writeMember(writes);
      return;
    }
    const request = this.#queue.shift();
    if (request !== undefined && !isAppend(request) && !isMemberWrite(request)) this.#serve(request);
  }

  #takeGroup<Wanted extends Request>(
    isWanted: (request: Request) => request is Wanted,
    rows: (request: Wanted) => number,
  ): Wanted[] {
    const group: Wanted[] = [];
    let sum = 0;
    for (const request of this.#queue) {
      if (!isWanted(request)) break;
      sum += rows(request);
      if (group.length > 0 && sum > MAX_GROUP_EVENTS) break;
      group.push(request);
    }
    this.#queue.splice(0, group.length);
    return group;
  }

  #writeMember(group: readonly MemberRequest[]): void {
    const answers = this.#store.writeMember(group);
    this.#send(
      group.flatMap(({ id }, index): Reply[] => {
        const answer = answers[index];
        if (answer === undefined) return [];
        if ('broken' in answer) return [{ id, kind: 'error', error: { name: 'other', message: answer.broken } }];
        return [{ id, kind: 'written', result: answer }];
      }),
    );
    this.#store.maintain(false);
  }

  #append(group: readonly AppendRequest[]): void {
    if (this.#store.growsByEntries) {
      const error = { name: 'other', message: 'a log with entries grows by entries' } as const;
      this.#send(group.map(({ id }) => ({ id, kind: 'error', error })));
      return;
    }
    const batches = group.map((request) => request.batch);
    const answer = (results: ReturnType<SqliteStore['append']>): void => {
      const replies = group.flatMap(({ id }, index): Reply[] => {
        const result = results[index];
        return result === undefined ? [] : [{ id, kind: 'append', result }];
      });
      this.#send(replies);
    };
    if (this.#sabotage === null) {
      answer(this.#store.append(batches));
      this.#store.maintain(false);
      return;
    }
    this.#busy = true;
    appendWithSabotage(this.#sabotage, this.#store, batches, answer, () => {
      this.#busy = false;
      this.#schedule();
    });
  }

  #serve(request: OtherRequest): void {
    const { id } = request;
    try {
      switch (request.kind) {
        case 'read':
          this.#assertLine(request.line, request.after);
          return this.#send([
            { id, kind: 'read', bodies: this.#store.read(request.after, request.until, READ_PAGE_ROWS) },
          ]);
        case 'personal':
          return this.#send([{ id, kind: 'personal', records: this.#store.personal() }]);
        case 'erase':
          return this.#send([{ id, kind: 'erase', result: this.#store.erase(request.ids, request.at) }]);
        case 'head':
          return this.#send([{ id, kind: 'head', head: this.#store.head, line: this.#store.line }]);
        case 'backup':
          this.#copies++;
          this.#store
            .copyTo(request.file)
            .then(
              () => this.#send([{ id, kind: 'done' }]),
              (error: unknown) => this.#send([{ id, kind: 'error', error: encodeError(error) }]),
            )
            .finally(() => this.#copied());
          return;
        case 'left-undecided':
          return this.#send([{ id, kind: 'left-undecided', bodies: this.#store.leftUndecided() }]);
        case 'leave-cluster':
          return this.#send([{ id, kind: 'written', result: this.#store.leaveCluster() }]);
        case 'remember':
          return this.#send([{ id, kind: 'memory', memory: this.#store.memory() }]);
        case 'tail':
          return this.#send([{ id, kind: 'tail', index: this.#store.member.tail.index, line: this.#store.line }]);
        case 'entries':
          this.#assertLine(request.line, 0);
          return this.#send([{ id, kind: 'entries', entries: this.#store.entries(request.after, request.until) }]);
        case 'fence':
          return this.#send([{ id, kind: 'fence', fence: this.#store.fenceAt(request.index) }]);
        case 'events-page':
          return this.#send([{ id, kind: 'events-page', page: this.#store.eventsPage(request.after) }]);
        case 'values-page':
          return this.#send([{ id, kind: 'values-page', page: this.#store.valuesPage(request.after) }]);
        case 'rewind':
          if (this.#copies === 0) {
            return this.#send([{ id, kind: 'written', result: this.#store.rewind(request.index, request.at) }]);
          }
          // Whoever copies the database reads the file that is about to be replaced.
          this.#queue.unshift(request);
          this.#awaitsCopies = true;
          return;
        case 'close':
          return this.#close(id);
      }
    } catch (error) {
      this.#send([{ id, kind: 'error', error: encodeError(error) }]);
    }
  }

  #copied(): void {
    this.#copies--;
    if (this.#copies > 0) return;
    this.#awaitsCopies = false;
    this.#schedule();
  }

  #assertLine(line: number, after: number): void {
    if (line !== this.#store.line) throw new LogReadError('the log was rewound meanwhile', after + 1);
  }

  #close(id: number): void {
    clearInterval(this.#idle);
    if (this.#probe !== null) clearTimeout(this.#probe);
    this.#store.close();
    this.#port.postMessage({ replies: [{ id, kind: 'done' }], stats: this.#store.stats() } satisfies Replies);
    this.#port.close();
  }

  #send(replies: readonly Reply[]): void {
    const stats = this.#store.stats();
    this.#port.postMessage({ replies, stats } satisfies Replies);
    if (stats.failing === null || this.#probe !== null) return;
    this.#probe = setTimeout(() => {
      this.#probe = null;
      this.#store.probe();
      this.#send([]);
    }, PROBE_MS);
  }
}

function isAppend(request: Request): request is AppendRequest {
  return request.kind === 'append';
}

function isMemberWrite(request: Request): request is MemberRequest {
  switch (request.kind) {
    case 'save':
    case 'apply':
    case 'settle':
    case 'members':
    case 'level':
    case 'leap':
    case 'renounce':
      return true;
    default:
      return false;
  }
}

function rowsOf(request: MemberRequest): number {
  switch (request.kind) {
    case 'save':
      return request.commands.length;
    case 'apply':
      return request.entries.reduce((sum, { bodies }) => sum + bodies.length, 0);
    case 'leap':
      return request.history.bodies.length;
    case 'settle':
    case 'members':
    case 'level':
    case 'renounce':
      return 0;
  }
}

function run(port: MessagePort, task: WorkerTask): void {
  try {
    if (task.task === 'serve') {
      new LogThread(port, new SqliteStore(task), task.sabotage);
      return;
    }
    port.postMessage({
      replies: [{ id: 0, kind: 'opened', log: verifyFile(task.file) }],
      stats: null,
    } satisfies Replies);
  } catch (error) {
    port.postMessage({ replies: [{ id: 0, kind: 'error', error: encodeError(error) }], stats: null } satisfies Replies);
  }
}

function verifyFile(file: string): ReturnType<typeof verifyWhole> {
  let db: DatabaseSync | null = null;
  try {
    db = new DatabaseSync(file, { readOnly: true });
    return verifyWhole(db, file);
  } catch (error) {
    throw asOpenError(error, file);
  } finally {
    db?.close();
  }
}

if (parentPort === null) throw new Error('this file runs as a worker thread');
const task: WorkerTask = workerData;
run(parentPort, task);
