import { closeSync, fsyncSync, openSync } from 'node:fs';
import { join } from 'node:path';

/** The files of a log in its data folder. */
export interface LogFiles {
  readonly database: string;
  readonly wal: string;
  /** A second name of the WAL as it was found, while it is not yet known to be whole. */
  readonly walEvidence: string;
  /** The last acknowledged row, beside the database. */
  readonly anchor: string;
  readonly lock: string;
}

export function logFiles(folder: string): LogFiles {
  const database = join(folder, 'log.db');
  return {
    database,
    wal: `${database}-wal`,
    walEvidence: `${database}-wal.evidence`,
    anchor: join(folder, 'log.anchor'),
    lock: join(folder, 'log.lock'),
  };
}

/** A new or renamed name survives a power cut only once its folder is synced. */
export function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
