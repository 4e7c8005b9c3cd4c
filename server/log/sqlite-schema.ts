import { DatabaseSync } from 'node:sqlite';
import { randomBytes } from 'node:crypto';
import { LogOpenError } from './event-log.ts';
import { bilingual } from './log-messages.ts';
import { chainStart } from './stored-event.ts';

/** Before this a WAL reset could lose committed pages (sqlite.org/wal.html#walresetbug). */
const OLDEST_SQLITE = '3.51.3';
/** "DCHL" in the file header: tells our log from any other database. */
const APPLICATION_ID = 0x4443484c;

/**
 * Schema version n is what the first n steps make. Steps are only ever added.
 * The triggers hold even against a person with a SQLite shell: events are appended in order, and nothing else (G3).
 */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TABLE events (seq INTEGER PRIMARY KEY, body TEXT NOT NULL, chain TEXT NOT NULL) STRICT;
   CREATE TABLE personal (id TEXT PRIMARY KEY, kind TEXT NOT NULL, value TEXT, erased_at INTEGER, sum TEXT NOT NULL)
     STRICT, WITHOUT ROWID;
   CREATE TRIGGER events_in_order BEFORE INSERT ON events
     WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM events)
     BEGIN SELECT raise(ABORT, 'events are appended in order'); END;
   CREATE TRIGGER events_never_change BEFORE UPDATE ON events
     BEGIN SELECT raise(ABORT, 'a stored event is never rewritten'); END;
   CREATE TRIGGER events_never_go BEFORE DELETE ON events
     BEGIN SELECT raise(ABORT, 'a stored event is never removed'); END;`,
  // What one node of several keeps beside its log; empty where one node runs alone.
  `CREATE TABLE node_commands (origin TEXT NOT NULL, seq INTEGER NOT NULL, body TEXT NOT NULL, sum TEXT NOT NULL,
     PRIMARY KEY (origin, seq)) STRICT, WITHOUT ROWID;
   CREATE TABLE node_marks (origin TEXT PRIMARY KEY, decided INTEGER NOT NULL, settled INTEGER NOT NULL,
     sum TEXT NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TABLE node_entries (idx INTEGER PRIMARY KEY, fence INTEGER NOT NULL, prev_fence INTEGER NOT NULL,
     decided_by TEXT NOT NULL, first_seq INTEGER NOT NULL, last_seq INTEGER NOT NULL, decided TEXT NOT NULL,
     personal TEXT NOT NULL, before TEXT NOT NULL, sum TEXT NOT NULL) STRICT;`,
];

export const PUT_META =
  'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value';
export const PUT_EVENT = 'INSERT INTO events (seq, body, chain) VALUES (?, ?, ?)';
export const PUT_PERSONAL = `INSERT INTO personal (id, kind, value, erased_at, sum) VALUES (?, ?, ?, NULL, ?)
  ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, value = excluded.value, erased_at = NULL, sum = excluded.sum`;

export const SCHEMA_VERSION = MIGRATIONS.length;

export interface LogIdentity {
  readonly origin: string;
  readonly createdAt: number;
  /** What the first row is chained to. */
  readonly chainStart: string;
}

export type Row = Record<string, unknown>;

/** node:sqlite puts SQLite's extended result code on the error; 0 when the error is not SQLite's. */
export function sqliteCode(error: unknown): number {
  if (error instanceof Error && 'errcode' in error && typeof error.errcode === 'number') return error.errcode;
  return 0;
}

/** The class of a result code: IOERR_FSYNC (1034) is an IOERR (10). */
export function primaryCode(error: unknown): number {
  return sqliteCode(error) & 0xff;
}

export const SQLITE = {
  busy: 5,
  locked: 6,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cantOpen: 14,
  tooBig: 18,
  constraint: 19,
  mismatch: 20,
  notADatabase: 26,
} as const;

export function describe(error: unknown): string {
  const code = sqliteCode(error);
  const text = error instanceof Error ? error.message : String(error);
  return code === 0 ? text : `${text} (SQLite ${code})`;
}

export function pragma(db: DatabaseSync, text: string): unknown {
  const row = db.prepare(`PRAGMA ${text}`).get();
  return row === undefined ? undefined : Object.values(row)[0];
}

export function assertSqliteVersion(found: string | undefined = process.versions.sqlite): void {
  const number = (text: string) => text.split('.').reduce((sum, part) => sum * 1_000 + Number(part), 0);
  if (found === undefined || number(found) < number(OLDEST_SQLITE)) {
    throw new LogOpenError(
      'old-sqlite',
      bilingual((text) => text.oldSqlite(found ?? '?', OLDEST_SQLITE)),
    );
  }
}

/**
 * The settings of a connection that appends. EXCLUSIVE keeps other programs out and needs no shared-memory file;
 * checkpoints are ours to time, so that none of them is inside a commit somebody waits for.
 */
export function configure(db: DatabaseSync, synchronous: 'FULL' | 'NORMAL'): void {
  db.exec(`PRAGMA locking_mode=EXCLUSIVE;
           PRAGMA synchronous=${synchronous};
           PRAGMA secure_delete=ON;
           PRAGMA trusted_schema=OFF;
           PRAGMA cell_size_check=ON;
           PRAGMA wal_autocheckpoint=0;
           PRAGMA journal_size_limit=16777216;`);
}

export function useWal(db: DatabaseSync): void {
  const mode = pragma(db, 'journal_mode=WAL');
  if (mode !== 'wal') throw new Error(`the journal mode is ${String(mode)} and cannot be WAL`);
}

/** Brings a new or older file up to this program's schema. The version is read before anything is written. */
export function migrate(db: DatabaseSync, file: string, now: number): void {
  const found = schemaVersion(db, file);
  if (found === SCHEMA_VERSION) return;
  db.exec('BEGIN IMMEDIATE');
  try {
    for (const step of MIGRATIONS.slice(found)) db.exec(step);
    const put = db.prepare(PUT_META);
    put.run('schema', String(SCHEMA_VERSION));
    if (found === 0) {
      const origin = randomBytes(10).toString('hex');
      put.run('origin', origin);
      put.run('createdAt', String(now));
      put.run('chainStart', chainStart(origin, now));
    }
    stamp(db);
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

/** The tables of a new file that goes on with the rows of another; its identity comes with `meta`. */
export function createTables(db: DatabaseSync): void {
  for (const step of MIGRATIONS) db.exec(step);
  stamp(db);
}

function stamp(db: DatabaseSync): void {
  db.exec(`PRAGMA application_id=${APPLICATION_ID}; PRAGMA user_version=${SCHEMA_VERSION}`);
}

/** 0 for an empty file; refuses what is not a log, and what a newer program wrote. */
function schemaVersion(db: DatabaseSync, file: string): number {
  const version = Number(pragma(db, 'user_version'));
  const application = Number(pragma(db, 'application_id'));
  const objects = Number(db.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.['n']);
  if (version === 0 && application === 0 && objects === 0) return 0;
  if (application !== APPLICATION_ID) throw corrupt(file, 'the file is not a hub log, or its header is damaged');
  if (version > SCHEMA_VERSION) {
    throw new LogOpenError(
      'newer-schema',
      bilingual((text) => text.newerSchema(file, version, SCHEMA_VERSION)),
    );
  }
  if (version < 1) throw corrupt(file, `schema version ${version}`);
  return version;
}

/** Reads who the log is and checks that the tables and triggers are exactly those of its schema version. */
export function readIdentity(db: DatabaseSync, file: string): LogIdentity {
  const version = schemaVersion(db, file);
  if (schemaText(db) !== expectedSchema(version))
    throw corrupt(file, 'its tables or triggers are not what this program made');
  const meta = new Map<string, string>();
  for (const row of db.prepare('SELECT key, value FROM meta').iterate())
    meta.set(String(row['key']), String(row['value']));
  const origin = meta.get('origin') ?? '';
  const createdAt = Number(meta.get('createdAt'));
  if (meta.get('schema') !== String(pragma(db, 'user_version'))) throw corrupt(file, 'it names two schema versions');
  const start = chainStart(origin, createdAt);
  if (meta.get('chainStart') !== start) throw corrupt(file, 'its identity is damaged');
  return { origin, createdAt, chainStart: start };
}

function schemaText(db: DatabaseSync): string {
  return JSON.stringify(db.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name').all());
}

function expectedSchema(version: number): string {
  const fresh = new DatabaseSync(':memory:');
  try {
    for (const step of MIGRATIONS.slice(0, version)) fresh.exec(step);
    return schemaText(fresh);
  } finally {
    fresh.close();
  }
}

export function corrupt(file: string, detail: string, seq: number | null = null, cause?: unknown): LogOpenError {
  const message = bilingual((text) => (seq === null ? text.corrupt(file, detail) : text.corruptAt(file, seq, detail)));
  return new LogOpenError('corrupt', message, seq, { cause });
}

/** Any error met while opening, as the reason a person can act on. */
export function asOpenError(error: unknown, file: string): LogOpenError {
  if (error instanceof LogOpenError) return error;
  switch (primaryCode(error)) {
    case SQLITE.busy:
      return new LogOpenError(
        'in-use',
        bilingual((text) => text.inUse(file)),
        null,
        { cause: error },
      );
    case SQLITE.corrupt:
    case SQLITE.notADatabase:
    // A statement that no longer compiles against our own schema: the schema page is damaged.
    case 1:
      return corrupt(file, describe(error), null, error);
    default:
      return new LogOpenError(
        'io',
        bilingual((text) => text.io(file, describe(error))),
        null,
        { cause: error },
      );
  }
}
