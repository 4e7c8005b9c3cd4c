import {
  closeSync,
  copyFileSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createPrivate, syncFolder } from './log-files.ts';
import type { LogFiles } from './log-files.ts';
import { firstDecided, NO_MARK } from './node-entries.ts';
import { entryRows, putEntry, putMarks, writeOwn } from './sqlite-member.ts';
import type { Before, EntryRow, Member } from './sqlite-member.ts';
import { corrupt, createTables, PUT_EVENT, PUT_META } from './sqlite-schema.ts';
import { chainNext, personalSum } from './stored-event.ts';
import { verifyWhole } from './verify-chain.ts';
import type { ChainHead, VerifiedLog } from './verify-chain.ts';

/** The moments between the steps of a rewind; the crash checker ends the process at each of them. */
export type RewindStep = 'copied' | 'closed' | 'set-aside' | 'swapped' | 'anchored';

/** In the new file: where the line ended that it replaced. The anchor tells of that one until it is written again. */
const REPLACED_KEY = 'replaced';
const SET_ASIDE = /^log\.rewound-.*\.db$/;

/** Builds what is left of the log after `index` in a file of its own, and proves it whole; the log is only read. */
export function buildRewound(
  db: DatabaseSync,
  files: LogFiles,
  log: VerifiedLog,
  now: { readonly head: ChainHead; readonly member: Member },
  index: number,
): VerifiedLog {
  const { member } = now;
  const gone = entryRows(db, index, member.tail.index);
  const [first] = gone;
  if (first === undefined) throw new Error('there is nothing to rewind');
  const file = files.rewinding;
  dropUnfinished(files);
  createPrivate(file);
  const fresh = new DatabaseSync(file);
  try {
    // Nothing of it counts until it is whole and synced, and then it is synced once.
    fresh.exec('PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN IMMEDIATE');
    createTables(fresh);
    const putMeta = fresh.prepare(PUT_META);
    for (const { key, value } of db.prepare('SELECT key, value FROM meta').iterate()) {
      putMeta.run(String(key), String(value));
    }
    putMeta.run(REPLACED_KEY, `${now.head.seq} ${now.head.chain}`);
    copyEvents(db, fresh, files.database, log.chainStart, first.firstSeq - 1);
    copyPersonal(db, fresh, gone);
    copyCommands(db, fresh);
    for (const row of entryRows(db, 0, index)) putEntry(fresh, row);
    const marks = new Map(member.marks);
    for (const [origin, seq] of firstDecided(gone)) {
      marks.set(origin, { ...(marks.get(origin) ?? NO_MARK), decided: seq - 1 });
    }
    putMarks(fresh, new Map(), marks);
    // A first entry that is gone leaves no trace of the time when there was one.
    writeOwn(fresh, index === 0 ? { ...member, foundation: null } : member);
    fresh.exec('COMMIT');
    const built = verifyWhole(fresh, file);
    if (built.head.seq !== first.firstSeq - 1 || built.member.tail.index !== index) {
      throw corrupt(file, 'the copy is not what it was copied from');
    }
    fresh.close();
    sync(file);
    return built;
  } catch (error) {
    if (fresh.isOpen) fresh.close();
    throw error;
  }
}

/** Row by row, each proved against the chain as it passes. */
function copyEvents(db: DatabaseSync, fresh: DatabaseSync, file: string, start: string, lastSeq: number): void {
  const put = fresh.prepare(PUT_EVENT);
  const rows = db.prepare('SELECT seq, body, chain FROM events WHERE seq <= ? ORDER BY seq');
  let chain = start;
  for (const row of rows.iterate(lastSeq)) {
    const body = String(row['body']);
    chain = chainNext(chain, body);
    if (chain !== row['chain']) throw corrupt(file, 'the row is not what was written', Number(row['seq']));
    put.run(Number(row['seq']), body, chain);
  }
}

function copyPersonal(db: DatabaseSync, fresh: DatabaseSync, gone: readonly EntryRow[]): void {
  const put = fresh.prepare('INSERT OR REPLACE INTO personal (id, kind, value, erased_at, sum) VALUES (?, ?, ?, ?, ?)');
  for (const row of db.prepare('SELECT id, kind, value, erased_at, sum FROM personal').iterate()) {
    const { id = null, kind = null, value = null, erased_at: erasedAt = null, sum = null } = row;
    put.run(id, kind, value, erasedAt, sum);
  }
  const drop = fresh.prepare('DELETE FROM personal WHERE id = ?');
  const before: readonly Before[] = gone.toReversed().flatMap((entry) => entry.before);
  for (const [id, kept] of before) {
    if (kept === null) drop.run(id);
    else put.run(id, kept.kind, kept.value, kept.erasedAt, personalSum(id, kept.kind, kept.value, kept.erasedAt));
  }
}

function copyCommands(db: DatabaseSync, fresh: DatabaseSync): void {
  const put = fresh.prepare('INSERT INTO node_commands (origin, seq, body, sum) VALUES (?, ?, ?, ?)');
  for (const row of db.prepare('SELECT origin, seq, body, sum FROM node_commands').iterate()) {
    const { origin = null, seq = null, body = null, sum = null } = row;
    put.run(origin, seq, body, sum);
  }
}

/** Gives the log that is there a second name, whole; it must be closed. The name says when, and where it was cut. */
export function setAside(folder: string, files: LogFiles, at: number, index: number): string {
  const name = `log.rewound-${new Date(at).toISOString().replaceAll(':', '-')}-${index}`;
  const taken = new Set(readdirSync(folder));
  let file = `${name}.db`;
  for (let again = 2; taken.has(file); again++) file = `${name}-${again}.db`;
  const aside = join(folder, file);
  try {
    linkSync(files.database, aside);
  } catch {
    // A file system without second names.
    createPrivate(files.asideUnfinished);
    copyFileSync(files.database, files.asideUnfinished);
    sync(files.asideUnfinished);
    renameSync(files.asideUnfinished, aside);
  }
  syncFolder(folder);
  return aside;
}

/** Clears what a rewind left that did not come to its end: the log is still the old one then, under its own name. */
export function dropUnfinished(files: LogFiles): void {
  for (const file of [files.rewinding, `${files.rewinding}-journal`, files.asideUnfinished])
    rmSync(file, { force: true });
}

export function dropSecondNames(folder: string, files: LogFiles): void {
  const own = statSync(files.database, { throwIfNoEntry: false });
  if (own === undefined || own.nlink < 2) return;
  for (const name of readdirSync(folder)) {
    if (!SET_ASIDE.test(name)) continue;
    const path = join(folder, name);
    const { ino, dev } = statSync(path);
    if (ino === own.ino && dev === own.dev) rmSync(path);
  }
}

/** Where the line ended that this log took the place of; null where it never did. */
export function replacedHead(db: DatabaseSync): ChainHead | null {
  const value = db.prepare('SELECT value FROM meta WHERE key = ?').get(REPLACED_KEY)?.['value'];
  if (typeof value !== 'string') return null;
  const [seq, chain = ''] = value.split(' ');
  return { seq: Number(seq), chain };
}

function sync(file: string): void {
  const descriptor = openSync(file, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
