import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { makeSecret } from './access/secrets.ts';

/** How the scripts of this machine speak to a running hub: a credential of its own life, in a file only its user can read. */
export interface LocalAdmin {
  readonly url: string;
  readonly key: string;
  readonly pid: number;
}

const FILE = 'local-admin.json';
const ANSWER_LIMIT_MS = 3_000;

export async function offerLocalAdmin(dataDir: string, url: string, pid: number): Promise<LocalAdmin> {
  const admin: LocalAdmin = { url, key: makeSecret(), pid };
  const file = join(dataDir, FILE);
  // A file left by a crash may be readable to others, or another user's: made anew, never written into. And whole at
  // once, for a script that waits for it.
  await rm(file, { force: true });
  const whole = `${file}.${String(pid)}`;
  await rm(whole, { force: true });
  await writeFile(whole, JSON.stringify(admin), { mode: 0o600, flag: 'wx' });
  await rename(whole, file);
  return admin;
}

export async function withdrawLocalAdmin(dataDir: string): Promise<void> {
  await rm(join(dataDir, FILE), { force: true });
}

/** The hub that runs on this data folder, or null. A file left by a crash names a process that is gone. */
export async function findLocalAdmin(dataDir: string): Promise<LocalAdmin | null> {
  let text: string;
  try {
    text = await readFile(join(dataDir, FILE), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const admin = JSON.parse(text) as LocalAdmin;
  return isAlive(admin.pid) && (await answers(admin.url)) ? admin : null;
}

/** A process id may have been given to another process since; a hub also listens. */
function answers(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port), timeout: ANSWER_LIMIT_MS });
    const end = (isThere: boolean): void => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once('connect', () => end(true));
    // A hub that is there but too busy to accept must not be taken for one that is not.
    socket.once('timeout', () => end(true));
    socket.once('error', () => end(false));
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process is alive too.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
