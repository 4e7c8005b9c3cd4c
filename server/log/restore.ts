import { existsSync } from 'node:fs';
import { copyFile, mkdir, rename, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { copyVerified, verifyLogFile } from './backup.ts';
import { LogOpenError } from './event-log.ts';
import { logFiles, makePrivate, syncFile, syncFolder } from './log-files.ts';
import { bilingual } from './log-messages.ts';
import { forgetNode } from './sqlite-member.ts';
import { lockFolder } from './sqlite-open.ts';
import { describe } from './sqlite-schema.ts';

export interface Restored {
  readonly head: number;
  /** Where the log that was there is now; null when there was none. */
  readonly movedAside: string | null;
}

/** The folder holds a log already and nobody said to replace it. */
export class RestoreRefusedError extends Error {}

/** Puts a verified backup in the place of a log. A log that is there is moved aside, never deleted. */
export async function restoreBackup(
  backupFile: string,
  folder: string,
  { force = false, now = Date.now() }: { force?: boolean; now?: number } = {},
): Promise<Restored> {
  const verified = await verifyLogFile(backupFile).catch((error: unknown) => {
    if (!(error instanceof LogOpenError)) throw error;
    throw new LogOpenError(error.kind, whyUseless(backupFile, error), error.seq, { cause: error });
  });
  const files = logFiles(folder);
  const lock = lockFolder(folder, files, 0);
  try {
    const old = await existing([files.database, files.wal, files.walEvidence, files.anchor]);
    if (old.length > 0 && !force)
      throw new RestoreRefusedError(bilingual((text) => text.restoreWouldOverwrite(folder)));
    // Copied before the old log is moved: a full disk then leaves everything as it was.
    const arriving = join(folder, `log.restored-${now}.db`);
    await copyVerified(arriving, async (file) => {
      await copyFile(backupFile, file);
      makePrivate(file);
      const copy = new DatabaseSync(file);
      try {
        forgetNode(copy, file);
      } finally {
        copy.close();
      }
      await syncFile(file);
    });
    if (old.length === 0) {
      await rename(arriving, files.database);
      syncFolder(folder);
      return { head: verified.head.seq, movedAside: null };
    }
    const movedAside = join(folder, `replaced-${new Date(now).toISOString().replaceAll(':', '-')}`);
    await mkdir(movedAside);
    const move = (path: string) => rename(path, join(movedAside, basename(path)));
    // The old anchor goes last: a stop in between then leaves a folder that is refused, not one that starts empty.
    for (const path of old) if (path !== files.anchor) await move(path);
    await rename(arriving, files.database);
    if (old.includes(files.anchor)) await move(files.anchor);
    syncFolder(movedAside);
    syncFolder(folder);
    return { head: verified.head.seq, movedAside };
  } finally {
    lock.close();
  }
}

/** A damaged log is told to be restored from a backup; of a backup that makes no sense. */
function whyUseless(file: string, { kind, seq, message, cause }: LogOpenError): string {
  if (!existsSync(file)) return bilingual((text) => text.noBackup(file));
  if (kind === 'corrupt') {
    return bilingual((text) => (seq === null ? text.notABackup(file) : text.backupDamaged(file, seq)));
  }
  // These name the file themselves.
  if (kind !== 'io') return message;
  return bilingual((text) => text.backupUnreadable(file, cause === undefined ? message : describe(cause)));
}

async function existing(paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    const entry = await stat(path).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw error;
    });
    if (entry !== null) found.push(path);
  }
  return found;
}
