import { open } from 'node:fs/promises';
import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The files of a log in its data folder. */
export interface LogFiles {
  readonly database: string;
  readonly wal: string;
  readonly shm: string;
  /** A second name of the WAL as it was found, while it is not yet known to be whole. */
  readonly walEvidence: string;
  /** The last acknowledged row, beside the database. */
  readonly anchor: string;
  readonly lock: string;
  /** What is left of the log after a rewind, until it takes the log's name. */
  readonly rewinding: string;
  readonly asideUnfinished: string;
}

export function logFiles(folder: string): LogFiles {
  const database = join(folder, 'log.db');
  return {
    database,
    wal: `${database}-wal`,
    shm: `${database}-shm`,
    walEvidence: `${database}-wal.evidence`,
    anchor: join(folder, 'log.anchor'),
    lock: join(folder, 'log.lock'),
    rewinding: join(folder, 'log.rewinding.db'),
    asideUnfinished: join(folder, 'log.rewinding.aside'),
  };
}

/** Names and telephones are in them, and an older hub, a copy or a restore may have left them readable to everybody. */
const OWNER_ONLY = 0o600;

/** Makes the file where it is not there: SQLite gives what it makes beside a database the database's own mode. */
export function createPrivate(file: string): void {
  closeSync(openSync(file, 'a', OWNER_ONLY));
  makePrivate(file);
}

/** A missing file is left missing, and another user's file to that user. */
export function makePrivate(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined || (found.mode & 0o777) === OWNER_ONLY) return;
  const user = process.geteuid?.();
  if (user === 0 || user === found.uid) chmodSync(file, OWNER_ONLY);
}

/**
 * With its parents. Node's own recursive mkdir was seen to turn for ever where a file system answers "no such entry"
 * inside a folder that is there, as /proc does.
 */
export function makeFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return;
  const parent = dirname(folder);
  if (parent !== folder) makeFolder(parent);
  mkdirSync(folder, { mode: 0o700 });
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

export async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
