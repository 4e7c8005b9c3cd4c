import { copyFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { syncFile, syncFolder } from '../log/log-files.ts';
import { AREAS_FILE } from './area-store.ts';

/** Where the boundaries of a backup lie: beside it, under its name. */
export function areasOf(backupFile: string): string {
  return `${backupFile}.${AREAS_FILE}`;
}

/** Null where the folder has no boundaries. A copy from before goes then: it would be of another day. */
export async function backUpAreas(folder: string, backupFile: string): Promise<string | null> {
  const to = areasOf(backupFile);
  if (await put(join(folder, AREAS_FILE), to)) return to;
  await rm(to, { force: true });
  return null;
}

/** False where the backup has none: the boundaries that are there stay. Those that are replaced go to `asideFolder`. */
export async function restoreAreas(backupFile: string, folder: string, asideFolder: string | null): Promise<boolean> {
  const from = areasOf(backupFile);
  if (!(await isThere(from))) return false;
  const to = join(folder, AREAS_FILE);
  if (asideFolder !== null && (await isThere(to))) await rename(to, join(asideFolder, basename(to)));
  return put(from, to);
}

async function put(from: string, to: string): Promise<boolean> {
  if (!(await isThere(from))) return false;
  await copyFile(from, `${to}.new`);
  await syncFile(`${to}.new`);
  await rename(`${to}.new`, to);
  syncFolder(dirname(to));
  return true;
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}
