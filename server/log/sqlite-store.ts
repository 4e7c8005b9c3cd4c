import { renameSync, statSync, truncateSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { LogReadError } from './event-log.ts';
import type { AppendResult, EraseResult, LogFailure } from './event-log.ts';
import { LogAnchor } from './log-anchor.ts';
import { logFiles, syncFolder } from './log-files.ts';
import type { LogFiles } from './log-files.ts';
import { failure } from './log-messages.ts';
import type { EncodedBatch, EncodedPersonal, ServeTask, StoreStats } from './sqlite-messages.ts';
import { lockFolder, openConnection, openVerified } from './sqlite-open.ts';
import type { OpenOptions } from './sqlite-open.ts';
import { copyInSteps } from './sqlite-copy.ts';
import { isDiskTrouble, isFull, rolledBack, walFrames } from './sqlite-failure.ts';
import type { EventsPage, ValuesPage } from './history.ts';
import { assertRewindable } from './node-entries.ts';
import type { StoredEntry } from './node-entries.ts';
import type { NodeMemory, StoreResult } from './node-store.ts';
import { eventsPage, leaveCluster, undecidedBodies, valuesPage } from './sqlite-history.ts';
import { entryPage, eraseFromEntries, fenceOf, forgetNode, joined, memoryOf, verifyMember } from './sqlite-member.ts';
import type { Member } from './sqlite-member.ts';
import { runWrites } from './sqlite-member-writes.ts';
import type { MemberAnswer, MemberWrite } from './sqlite-member-writes.ts';
import { buildRewound, dropSecondNames, dropUnfinished, setAside } from './sqlite-rewind.ts';
import type { RewindStep } from './sqlite-rewind.ts';
import {
  asOpenError,
  corrupt,
  describe,
  pragma,
  primaryCode,
  PUT_EVENT,
  PUT_PERSONAL,
  SQLITE,
} from './sqlite-schema.ts';
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
  readonly #folder: string;
  readonly #isMember: boolean;
  readonly #killAt: RewindStep | null;
  /** Null between a failed connection and the next one. */
  #db: DatabaseSync | null;
  #head: ChainHead;
  #member: Member;
  #rewinds = 0;
  /** Where the WAL of a failed connection must be cut before it is opened again. */
  #cutWalAt: number | null = null;
  #verifyWholeNext = false;
  #purgeDue = false;
  #failing: LogFailure | null = null;
  #commits = 0;
  #rows = 0;
  #lastCommitMs = 0;

  constructor(task: ServeTask) {
    this.#folder = task.folder;
    this.#files = logFiles(task.folder);
    this.#isMember = task.isMember;
    this.#killAt = task.killAt;
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
      this.#member = log.member;
      this.#pageBytes = Number(pragma(db, 'page_size'));
      this.#note(log.head);
      if (task.isMember) this.#join();
      this.#checkpoint('TRUNCATE');
    } catch (error) {
      this.#lock.close();
      throw asOpenError(error, this.#files.database);
    }
  }

  get head(): number {
    return this.#head.seq;
  }

  /** How many rewinds this log has seen since it was opened. */
  get line(): number {
    return this.#rewinds;
  }

  get growsByEntries(): boolean {
    return this.#isMember && this.#member.foundation !== null;
  }

  get member(): Member {
    return this.#member;
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
      eraseFromEntries(db, new Set(ids), at);
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

  /** One transaction for all, as with `append`. */
  writeMember(writes: readonly MemberWrite[]): MemberAnswer[] {
    let member = this.#member;
    const answer = this.#write((db) => {
      const done = runWrites(db, this.#state(), writes);
      member = done.member;
      return { head: done.head, value: done.answers };
    });
    if (Array.isArray(answer)) {
      this.#member = member;
      return answer;
    }
    if (answer.kind === 'rejected' && writes.length > 1) return writes.flatMap((write) => this.writeMember([write]));
    return writes.map(() => answer);
  }

  /** What was saved while this was the log of one of several nodes, and was never decided. */
  leftUndecided(): string[] {
    return undecidedBodies(this.#readable(), this.#member);
  }

  leaveCluster(): StoreResult {
    const answer = this.#write((db) => ({ head: this.#head, value: { member: leaveCluster(db, this.#member) } }));
    if (!('member' in answer)) return answer;
    this.#member = answer.member;
    return { ok: true };
  }

  memory(): NodeMemory {
    return memoryOf(this.#readable(), this.#member, this.#head);
  }

  entries(after: number, until: number): StoredEntry[] {
    return entryPage(this.#readable(), after, until).map((row) => {
      const { index, fence, prevFence, by, decided, personal, firstSeq, lastSeq } = row;
      const bodies = this.read(firstSeq - 1, lastSeq, lastSeq - firstSeq + 1);
      return { index, fence, prevFence, by, decided, personal, firstSeq, bodies };
    });
  }

  fenceAt(index: number): number | null {
    return fenceOf(this.#readable(), this.#member, index);
  }

  eventsPage(after: number): EventsPage {
    return eventsPage(this.#readable(), this.#member, this.#head, after);
  }

  valuesPage(after: string): ValuesPage {
    return valuesPage(this.#readable(), this.#member, this.#head, after);
  }

  /**
   * The log ends at this entry from now on. What is left is built in a new file, the old one gets a second name, and
   * the new one takes its place: an end of the process at any moment leaves the one or the other, whole. No copy of
   * the database may be under way.
   */
  rewind(index: number, at: number): StoreResult {
    const { tail, settled } = this.#member;
    assertRewindable(index, settled.index, tail);
    const db = this.#connection();
    if (db === null) return this.#failing ?? failure('io-error');
    // Also so that the copy finds the room that the WAL took.
    if (index < tail.index && !this.#checkpoint('TRUNCATE')) {
      return this.#failing ?? failure('io-error', 'the WAL cannot be emptied');
    }
    try {
      if (index < tail.index) this.#replaceBy(buildRewound(db, this.#files, this.#state(), index), db, at);
      // Also where it was replaced already, and only this was missing.
      syncFolder(this.#folder);
    } catch (error) {
      return isFull(error) ? failure('disk-full') : failure('io-error', describe(error));
    } finally {
      this.#clearRewind();
    }
    return { ok: true };
  }

  #replaceBy({ head, member }: VerifiedLog, db: DatabaseSync, at: number): void {
    this.#passed('copied');
    this.#anchor?.reset(this.#head);
    this.#db = null;
    db.close();
    // What a WAL still held would be taken for the new file's.
    if ((statSync(this.#files.wal, { throwIfNoEntry: false })?.size ?? 0) > 0) throw new Error('the WAL is not empty');
    this.#passed('closed');
    setAside(this.#folder, this.#files, at, member.tail.index);
    this.#passed('set-aside');
    renameSync(this.#files.rewinding, this.#files.database);
    this.#passed('swapped');
    this.#head = head;
    this.#member = member;
    this.#rewinds++;
    try {
      this.#anchor?.reset(head);
    } catch (error) {
      // The log names the end it replaced, so an anchor that still tells of that one is understood.
      this.#failing = failure('io-error', describe(error));
    }
    this.#passed('anchored');
    this.#connection();
  }

  /** What stays is cleared by the next rewind or opening: it takes room, and is nobody's log. */
  #clearRewind(): void {
    try {
      dropUnfinished(this.#files);
      dropSecondNames(this.#folder, this.#files);
    } catch (error) {
      this.#failing ??= failure('io-error', describe(error));
    }
  }

  #state(): { readonly head: ChainHead; readonly member: Member } {
    return { head: this.#head, member: this.#member };
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
    const db = this.#readable();
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
    const db = this.#readable();
    await copyInSteps(db, file);
    const copy = new DatabaseSync(file);
    try {
      // One file without a WAL beside it, which a read-only place can hold.
      copy.exec('PRAGMA journal_mode=DELETE');
      forgetNode(copy, file);
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
    const putEvent = db.prepare(PUT_EVENT);
    const putPersonal = db.prepare(PUT_PERSONAL);
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

  #join(): void {
    const answer = this.#write((db) => ({ head: this.#head, value: { member: joined(db, this.#member, this.#head) } }));
    if (!('member' in answer)) throw new Error(answer.message);
    this.#member = answer.member;
  }

  #readable(): DatabaseSync {
    const db = this.#connection();
    if (db === null) throw new Error('the log cannot be read: its disk is failing');
    return db;
  }

  #passed(step: RewindStep): void {
    if (step === this.#killAt) process.kill(process.pid, 'SIGKILL');
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
    const { tail } = verifyMember(db, file, head);
    if (tail.index !== this.#member.tail.index || tail.fence !== this.#member.tail.fence) {
      throw corrupt(file, `its last entry is ${tail.index}, and ${this.#member.tail.index} was acknowledged`);
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
