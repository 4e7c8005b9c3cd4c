import { statSync, truncateSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { LogReadError } from './event-log.ts';
import type { AppendResult, EraseResult, LogFailure } from './event-log.ts';
import { LogAnchor } from './log-anchor.ts';
import { logFiles } from './log-files.ts';
import type { LogFiles } from './log-files.ts';
import { failure } from './log-messages.ts';
import type { EncodedBatch, EncodedPersonal, ServeTask, StoreStats } from './sqlite-messages.ts';
import { lockFolder, openConnection, openVerified } from './sqlite-open.ts';
import type { OpenOptions } from './sqlite-open.ts';
import { copyInSteps } from './sqlite-copy.ts';
import { isDiskTrouble, rolledBack, walFrames } from './sqlite-failure.ts';
import { asOpenError, corrupt, describe, pragma, primaryCode, SQLITE } from './sqlite-schema.ts';
import { chainNext, personalSum, withPlace } from './stored-event.ts';
import { verifyRows, verifyWhole } from './verify-chain.ts';
import type { ChainHead, VerifiedLog } from './verify-chain.ts';

/** 4 MB of WAL: small enough to copy between two commits, large enough that it is rare. */
const CHECKPOINT_PAGES = 1_000;
const WAL_HEADER_BYTES = 32;
const WAL_FRAME_HEADER_BYTES = 24;
/** Rows looked at again after a reopen: more than any commit could have been about to write. */
const TAIL_ROWS = 10_000;
/** The database side of the durable log. Synchronous; lives in the log's own thread. */
export class SqliteStore {
  readonly log: VerifiedLog;
  readonly #files: LogFiles;
  readonly #options: OpenOptions;
  readonly #lock: DatabaseSync;
  readonly #anchor: LogAnchor | null;
  readonly #pageBytes: number;
  /** Null between a failed connection and the next one. */
  #db: DatabaseSync | null;
  #head: ChainHead;
  /** Where the WAL of a failed connection must be cut before it is opened again. */
  #cutWalAt: number | null = null;
  #verifyWholeNext = false;
  #purgeDue = false;
  #failing: LogFailure | null = null;
  #commits = 0;
  #rows = 0;
  #lastCommitMs = 0;

  constructor(task: ServeTask) {
    this.#files = logFiles(task.folder);
    this.#options = {
      now: task.now,
      busyTimeoutMs: task.busyTimeoutMs,
      synchronous: task.sabotage === 'synchronous-normal' ? 'NORMAL' : 'FULL',
      anchored: task.sabotage === null,
    };
    this.#lock = lockFolder(task.folder, this.#files, task.busyTimeoutMs);
    try {
      this.#anchor = this.#options.anchored ? new LogAnchor(this.#files.anchor) : null;
      const [db, log] = openVerified(task.folder, this.#files, this.#options);
      this.#db = db;
      this.log = log;
      this.#head = log.head;
      this.#pageBytes = Number(pragma(db, 'page_size'));
      this.#note(log.head);
      this.#checkpoint('TRUNCATE');
    } catch (error) {
      this.#lock.close();
      throw asOpenError(error, this.#files.database);
    }
  }

  get head(): number {
    return this.#head.seq;
  }

  stats(): StoreStats {
    return {
      commits: this.#commits,
      rows: this.#rows,
      lastCommitMs: this.#lastCommitMs,
      head: this.#head.seq,
      failing: this.#failing,
    };
  }

  /** One transaction for all; one answer each. What is answered ok is on the disk. */
  append(batches: readonly EncodedBatch[]): AppendResult[] {
    if (batches.every((batch) => batch.bodies.length === 0 && batch.personal.length === 0)) {
      return batches.map(() => ({ ok: true, firstSeq: this.head + 1, lastSeq: this.head }));
    }
    const answer = this.#write((db) => this.#insert(db, batches));
    if (Array.isArray(answer)) return answer;
    // A batch that cannot be stored must not take the others with it.
    if (answer.kind === 'rejected' && batches.length > 1) return batches.flatMap((batch) => this.append([batch]));
    return batches.map(() => answer);
  }

  erase(ids: readonly string[], at: number): EraseResult {
    const answer = this.#write((db) => {
      const find = db.prepare('SELECT kind FROM personal WHERE id = ? AND value IS NOT NULL');
      const clear = db.prepare('UPDATE personal SET value = NULL, erased_at = ?, sum = ? WHERE id = ?');
      let erased = 0;
      for (const id of ids) {
        const kind = find.get(id)?.['kind'];
        if (typeof kind !== 'string') continue;
        clear.run(at, personalSum(id, kind, null, at), id);
        erased++;
      }
      return { head: this.#head, value: erased };
    });
    if (typeof answer !== 'number') return answer;
    // The old value is still in the WAL until that is emptied.
    this.#purgeDue = true;
    this.maintain(false);
    return { ok: true, erased: answer };
  }

  /**
   * Tries whether writing works again. A hub that refuses reports while the log fails would otherwise never append,
   * and never learn that there is room (G4).
   */
  probe(): void {
    if (this.#failing === null) return;
    this.#write((db) => {
      db.exec("INSERT INTO meta (key, value) VALUES ('probe', '1') ON CONFLICT (key) DO UPDATE SET value = '1'");
      return { head: this.#head, value: true };
    });
  }

  /** Rows of (after, until], at most `limit`, their chain proved again on the way out. */
  read(after: number, until: number, limit: number): string[] {
    const db = this.#connection();
    if (db === null) throw new LogReadError('the log cannot be read: its disk is failing', after + 1);
    let chain =
      after === 0 ? this.log.chainStart : db.prepare('SELECT chain FROM events WHERE seq = ?').get(after)?.['chain'];
    const rows = db.prepare('SELECT seq, body, chain FROM events WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?');
    const bodies: string[] = [];
    for (const row of rows.iterate(after, until, limit)) {
      const seq = after + bodies.length + 1;
      const body = String(row['body']);
      chain = chainNext(String(chain), body);
      if (row['seq'] !== seq || row['chain'] !== chain) throw new LogReadError(`row ${seq} is missing or damaged`, seq);
      bodies.push(body);
    }
    const last = after + bodies.length;
    if (last < Math.min(until, after + limit)) throw new LogReadError(`row ${last + 1} is missing`, last + 1);
    return bodies;
  }

  personal(): EncodedPersonal[] {
    const db = this.#connection();
    if (db === null) throw new Error('the log cannot be read: its disk is failing');
    const records: EncodedPersonal[] = [];
    for (const row of db
      .prepare('SELECT id, kind, value FROM personal WHERE value IS NOT NULL ORDER BY id')
      .iterate()) {
      const { id, kind, value } = row;
      if (typeof id !== 'string' || typeof value !== 'string') throw new Error('a personal record is damaged');
      if (kind !== 'contact' && kind !== 'text' && kind !== 'staff') throw new Error(`personal kind ${String(kind)}`);
      records.push({ id, kind, value });
    }
    return records;
  }

  /** Copies in small steps, between which commits go on; what they change is copied along. */
  async copyTo(file: string): Promise<void> {
    const db = this.#connection();
    if (db === null) throw new Error('the log cannot be read: its disk is failing');
    await copyInSteps(db, file);
    const copy = new DatabaseSync(file);
    try {
      // One file without a WAL beside it, which a read-only place can hold.
      copy.exec('PRAGMA journal_mode=DELETE');
    } finally {
      copy.close();
    }
  }

  /** Keeps the WAL small; called when nobody waits. A checkpoint that fails leaves every commit where it was. */
  maintain(idle: boolean): void {
    if (this.#db === null) return;
    if (this.#purgeDue) {
      if (this.#checkpoint('TRUNCATE')) this.#purgeDue = false;
      return;
    }
    const { frames, copied } = walFrames(this.#db);
    if (frames - copied >= (idle ? 1 : CHECKPOINT_PAGES)) this.#checkpoint('PASSIVE');
  }

  close(): void {
    try {
      if (this.#db !== null) {
        this.#checkpoint('TRUNCATE');
        this.#db.close();
      }
      this.#anchor?.close();
    } finally {
      this.#db = null;
      this.#lock.close();
    }
  }

  #insert(db: DatabaseSync, batches: readonly EncodedBatch[]): { head: ChainHead; value: AppendResult[] } {
    const putEvent = db.prepare('INSERT INTO events (seq, body, chain) VALUES (?, ?, ?)');
    const putPersonal = db.prepare(
      `INSERT INTO personal (id, kind, value, erased_at, sum) VALUES (?, ?, ?, NULL, ?)
       ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, value = excluded.value, erased_at = NULL, sum = excluded.sum`,
    );
    let { seq, chain } = this.#head;
    const value = batches.map((batch): AppendResult => {
      const firstSeq = seq + 1;
      for (const encoded of batch.bodies) {
        seq++;
        const body = withPlace(encoded, this.log.origin, seq);
        chain = chainNext(chain, body);
        putEvent.run(seq, body, chain);
      }
      for (const { id, kind, value: text } of batch.personal) {
        putPersonal.run(id, kind, text, personalSum(id, kind, text, null));
      }
      return { ok: true, firstSeq, lastSeq: seq };
    });
    return { head: { seq, chain }, value };
  }

  /** Runs one transaction to the disk, or leaves the log as it was and says why. */
  #write<Value>(work: (db: DatabaseSync) => { head: ChainHead; value: Value }): Value | LogFailure {
    const db = this.#connection();
    if (db === null) return this.#failing ?? failure('io-error');
    const startedAt = performance.now();
    let committed: Value;
    try {
      db.exec('BEGIN IMMEDIATE');
      const { head, value } = work(db);
      db.exec('COMMIT');
      this.#rows += head.seq - this.#head.seq;
      this.#head = head;
      this.#commits++;
      this.#lastCommitMs = performance.now() - startedAt;
      this.#failing = null;
      committed = value;
    } catch (error) {
      return this.#afterFailure(db, error);
    }
    this.#note(this.#head);
    return committed;
  }

  /** The commit stands whether or not the anchor can follow; an anchor that is behind only proves less. */
  #note(head: ChainHead): void {
    try {
      this.#anchor?.write(head);
    } catch (error) {
      this.#failing = failure('io-error', describe(error));
    }
  }

  #afterFailure(db: DatabaseSync, error: unknown): LogFailure {
    const code = primaryCode(error);
    if (!rolledBack(db)) {
      this.#drop(db, false);
      this.#failing = failure('io-error', describe(error));
    } else if (code === SQLITE.full) {
      this.#failing = failure('disk-full');
      // The WAL may hold pages that already fit into the database; then the next append has room.
      this.#checkpoint('PASSIVE');
    } else if (!isDiskTrouble(code)) {
      return failure('rejected', describe(error));
    } else {
      // After a failed fsync the kernel may hold pages for clean that never reached the disk, so nothing this
      // connection remembers can be trusted.
      this.#drop(db, code === SQLITE.corrupt || code === SQLITE.notADatabase);
      this.#failing = failure('io-error', describe(error));
      this.#connection();
    }
    return this.#failing;
  }

  /**
   * Ends a connection that failed. Its last transaction may stand whole in the WAL although its fsync failed, and a
   * new connection would take it for committed; so it is cut off, and "nothing of the batch is in the log" is true.
   */
  #drop(db: DatabaseSync, damaged: boolean): void {
    this.#db = null;
    this.#verifyWholeNext ||= damaged;
    try {
      const { frames } = walFrames(db);
      if (frames >= 0) this.#cutWalAt = WAL_HEADER_BYTES + frames * (WAL_FRAME_HEADER_BYTES + this.#pageBytes);
    } catch (error) {
      // Not knowing where to cut is not fatal: the reopened log is refused if it holds more than was acknowledged.
      this.#failing = failure('io-error', describe(error));
    }
    db.close();
  }

  #connection(): DatabaseSync | null {
    if (this.#db !== null) return this.#db;
    let db: DatabaseSync | null = null;
    try {
      this.#cutWal();
      db = openConnection(this.#files.database, this.#options);
      this.#verifyReopened(db);
      this.#db = db;
      this.#verifyWholeNext = false;
    } catch (error) {
      db?.close();
      this.#failing = failure('io-error', describe(error));
    }
    return this.#db;
  }

  #cutWal(): void {
    if (this.#cutWalAt === null) return;
    const found = statSync(this.#files.wal, { throwIfNoEntry: false });
    if (found !== undefined && found.size > this.#cutWalAt) truncateSync(this.#files.wal, this.#cutWalAt);
    this.#cutWalAt = null;
  }

  #verifyReopened(db: DatabaseSync): void {
    const file = this.#files.database;
    let head: ChainHead;
    if (this.#verifyWholeNext || this.#head.seq <= TAIL_ROWS) {
      head = verifyWhole(db, file).head;
    } else {
      const seq = this.#head.seq - TAIL_ROWS;
      const row = db.prepare('SELECT chain FROM events WHERE seq = ?').get(seq);
      head = verifyRows(db, file, { seq, chain: String(row?.['chain']) });
    }
    if (head.seq !== this.#head.seq || head.chain !== this.#head.chain) {
      throw corrupt(file, `it ends at ${head.seq}, and ${this.#head.seq} was acknowledged`, head.seq);
    }
  }

  #checkpoint(mode: 'PASSIVE' | 'TRUNCATE'): boolean {
    if (this.#db === null) return false;
    try {
      const done = this.#db.prepare(`PRAGMA wal_checkpoint(${mode})`).get();
      this.#anchor?.sync();
      return done?.['busy'] === 0;
    } catch (error) {
      // A backup step has the pages; there will be another time.
      if (primaryCode(error) === SQLITE.locked) return false;
      // Commits are in the WAL and stay valid; what is lost is only room, and the next commit tells of that.
      this.#failing ??=
        primaryCode(error) === SQLITE.full ? failure('disk-full') : failure('io-error', describe(error));
      return false;
    }
  }
}
