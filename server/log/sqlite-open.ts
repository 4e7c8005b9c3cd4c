import { copyFileSync, existsSync, linkSync, rmSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { LogOpenError } from './event-log.ts';
import { readAnchor } from './log-anchor.ts';
import { createPrivate, makeFolder, makePrivate, syncFolder } from './log-files.ts';
import type { LogFiles } from './log-files.ts';
import { bilingual } from './log-messages.ts';
import {
  asOpenError,
  assertSqliteVersion,
  configure,
  corrupt,
  describe,
  migrate,
  primaryCode,
  SQLITE,
  useWal,
} from './sqlite-schema.ts';
import { dropSecondNames, dropUnfinished, replacedHead } from './sqlite-rewind.ts';
import { verifyWhole } from './verify-chain.ts';
import type { ChainHead, VerifiedLog } from './verify-chain.ts';

export interface OpenOptions {
  readonly now: number;
  readonly busyTimeoutMs: number;
  readonly synchronous: 'FULL' | 'NORMAL';
  /** False only under sabotage: the anchor would find the loss before the crash checker can. */
  readonly anchored: boolean;
}

/**
 * One process owns a data folder. The lock is a file of its own so that the WAL can be looked at before SQLite
 * opens the database, and it goes with the process, however that ends.
 */
export function lockFolder(folder: string, files: LogFiles, busyTimeoutMs: number): DatabaseSync {
  let lock: DatabaseSync | null = null;
  try {
    makeFolder(folder);
    createPrivate(files.lock);
    for (const file of [files.database, files.wal, files.shm, files.walEvidence, files.anchor]) makePrivate(file);
    lock = new DatabaseSync(files.lock, { timeout: busyTimeoutMs });
    lock.exec('PRAGMA journal_mode=MEMORY');
    // Locking an empty file would write its first page, each time, and so fail on a full disk.
    if (size(files.lock) === 0) lock.exec('PRAGMA user_version=1');
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock?.close();
    if (primaryCode(error) === SQLITE.busy) throw asOpenError(error, folder);
    throw new LogOpenError(
      'io',
      bilingual((text) => text.io(files.lock, describe(error))),
      null,
      { cause: error },
    );
  }
}

/** Opens the database of a locked folder and proves it whole before anybody reads from it (G5). */
export function openVerified(folder: string, files: LogFiles, options: OpenOptions): [DatabaseSync, VerifiedLog] {
  let db: DatabaseSync | null = null;
  try {
    assertSqliteVersion();
    const anchor = options.anchored ? readAnchor(files.anchor) : null;
    refuseLostDatabase(files, anchor);
    dropUnfinished(files);
    dropSecondNames(folder, files);
    keepEvidence(files);
    createPrivate(files.database);
    db = openConnection(files.database, options);
    migrate(db, files.database, options.now);
    syncFolder(folder);
    const verified = verifyWhole(db, files.database);
    if (anchor !== null) checkAnchor(db, files.database, verified, anchor);
    // A file or disk that can only be read is told now, not at the first report. This writes nothing.
    db.exec("DELETE FROM meta WHERE key = 'no such key'");
    rmSync(files.walEvidence, { force: true });
    return [db, verified];
  } catch (error) {
    db?.close();
    throw asOpenError(error, files.database);
  }
}

export function openConnection(
  file: string,
  options: Pick<OpenOptions, 'busyTimeoutMs' | 'synchronous'>,
): DatabaseSync {
  const db = new DatabaseSync(file, { timeout: options.busyTimeoutMs });
  try {
    configure(db, options.synchronous);
    useWal(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** SQLite would take a missing or empty file for a new database, and delete the WAL that belongs to the lost one. */
function refuseLostDatabase(files: LogFiles, anchor: ChainHead | null): void {
  if (size(files.database) > 0) return;
  if (anchor !== null || size(files.wal) > 0) throw corrupt(files.database, 'the file is missing or empty');
}

/**
 * Closing a database deletes its WAL, also one whose damaged part was never read. A second name keeps it for
 * inspection until everything is proved whole; it costs no room where the file system has hard links.
 */
function keepEvidence(files: LogFiles): void {
  // One that is already there is from an opening that failed: it is the older evidence and stays.
  if (size(files.wal) === 0 || existsSync(files.walEvidence)) return;
  try {
    linkSync(files.wal, files.walEvidence);
  } catch {
    copyFileSync(files.wal, files.walEvidence);
  }
}

function checkAnchor(db: DatabaseSync, file: string, verified: VerifiedLog, anchor: ChainHead): void {
  const { head } = verified;
  const replaced = replacedHead(db);
  // The process ended after the rewound log took its place and before the anchor followed.
  if (anchor.seq === replaced?.seq && anchor.chain === replaced.chain) return;
  if (anchor.seq > head.seq) {
    throw corrupt(file, `rows up to ${anchor.seq} were acknowledged, and it ends at ${head.seq}`, head.seq + 1);
  }
  if (anchor.seq === 0) return;
  const row = db.prepare('SELECT chain FROM events WHERE seq = ?').get(anchor.seq);
  if (row?.['chain'] !== anchor.chain) throw corrupt(file, 'it is not the row that was acknowledged', anchor.seq);
}

function size(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
