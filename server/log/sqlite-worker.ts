import { DatabaseSync } from 'node:sqlite';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
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
    if (this.#scheduled || this.#busy || this.#queue.length === 0) return;
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
    const group = this.#takeGroup();
    if (group.length > 0) {
      this.#append(group);
      return;
    }
    const request = this.#queue.shift();
    if (request !== undefined && request.kind !== 'append') this.#serve(request);
  }

  #takeGroup(): AppendRequest[] {
    const group: AppendRequest[] = [];
    let events = 0;
    for (const request of this.#queue) {
      if (request.kind !== 'append') break;
      events += request.batch.bodies.length;
      if (group.length > 0 && events > MAX_GROUP_EVENTS) break;
      group.push(request);
    }
    this.#queue.splice(0, group.length);
    return group;
  }

  #append(group: readonly AppendRequest[]): void {
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

  #serve(request: Exclude<Request, AppendRequest>): void {
    const { id } = request;
    try {
      switch (request.kind) {
        case 'read':
          return this.#send([
            { id, kind: 'read', bodies: this.#store.read(request.after, request.until, READ_PAGE_ROWS) },
          ]);
        case 'personal':
          return this.#send([{ id, kind: 'personal', records: this.#store.personal() }]);
        case 'erase':
          return this.#send([{ id, kind: 'erase', result: this.#store.erase(request.ids, request.at) }]);
        case 'head':
          return this.#send([{ id, kind: 'head', head: this.#store.head }]);
        case 'backup':
          this.#store.copyTo(request.file).then(
            () => this.#send([{ id, kind: 'done' }]),
            (error: unknown) => this.#send([{ id, kind: 'error', error: encodeError(error) }]),
          );
          return;
        case 'close':
          return this.#close(id);
      }
    } catch (error) {
      this.#send([{ id, kind: 'error', error: encodeError(error) }]);
    }
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
