import type { DatabaseSync } from 'node:sqlite';
import { primaryCode, SQLITE } from './sqlite-schema.ts';

/** Committed pages in the WAL, and how many of them are in the database file already; -1 when there is no telling. */
export function walFrames(db: DatabaseSync): { frames: number; copied: number } {
  const row = db.prepare('PRAGMA wal_checkpoint(NOOP)').get();
  return { frames: Number(row?.['log'] ?? -1), copied: Number(row?.['checkpointed'] ?? -1) };
}

/** What the batch itself causes (code 0 is a value that cannot even be bound) is no reason to doubt the disk. */
export function isDiskTrouble(code: number): boolean {
  return code !== 0 && code !== SQLITE.constraint && code !== SQLITE.tooBig && code !== SQLITE.mismatch;
}

export function rolledBack(db: DatabaseSync): boolean {
  if (!db.isTransaction) return true;
  try {
    db.exec('ROLLBACK');
    return true;
  } catch {
    return !db.isTransaction;
  }
}

/** Told by SQLite or by the file system. */
export function isFull(error: unknown): boolean {
  return primaryCode(error) === SQLITE.full || (error instanceof Error && 'code' in error && error.code === 'ENOSPC');
}
