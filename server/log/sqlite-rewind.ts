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
import { entryRows, putMarks, writeOwn } from './sqlite-member.ts';
import type { Before, EntryRow, Member } from './sqlite-member.ts';
import { corrupt, createTables, PUT_META } from './sqlite-schema.ts';
import { personalSum } from './stored-event.ts';
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
  now: { readonly head: ChainHead; readonly member: Member },
  index: number,
): VerifiedLog {
  const gone = entryRows(db, index, now.member.tail.index);
  const [first] = gone;
  if (first === undefined) throw new Error('there is nothing to rewind');
  const file = files.rewinding;
  dropUnfinished(files);
  createPrivate(file);
  onFile(file, createTables);
  copyRows(db, file, first.firstSeq - 1, index);
  const built = onFile(file, (fresh) => {
    fresh.prepare(PUT_META).run(REPLACED_KEY, `${now.head.seq} ${now.head.chain}`);
    takeBack(fresh, now.member, gone, index);
    return verifyWhole(fresh, file);
  });
  if (built.head.seq !== first.firstSeq - 1 || built.member.tail.index !== index) {
    throw corrupt(file, 'the copy is not what it was copied from');
  }
  sync(file);
  return built;
}

/** Nothing of the new file counts until it is whole and synced, and then it is synced once. */
const UNSYNCED = 'PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF';

function onFile<Value>(file: string, work: (fresh: DatabaseSync) => Value): Value {
  const fresh = new DatabaseSync(file);
  try {
    fresh.exec(`${UNSYNCED}; BEGIN IMMEDIATE`);
    const value = work(fresh);
    fresh.exec('COMMIT');
    return value;
  } finally {
    fresh.close();
  }
}

/** Inside SQLite, because commands wait meanwhile; the chain is walked over the copy afterwards. */
function copyRows(db: DatabaseSync, file: string, lastSeq: number, index: number): void {
  db.prepare('ATTACH ? AS fresh').run(file);
  try {
    db.exec(UNSYNCED.replaceAll('PRAGMA ', 'PRAGMA fresh.'));
    db.exec('INSERT INTO fresh.meta SELECT * FROM main.meta');
    db.prepare('INSERT INTO fresh.events SELECT * FROM main.events WHERE seq <= ? ORDER BY seq').run(lastSeq);
    db.exec('INSERT INTO fresh.personal SELECT * FROM main.personal');
    db.exec('INSERT INTO fresh.node_commands SELECT * FROM main.node_commands');
    db.exec('INSERT INTO fresh.node_marks SELECT * FROM main.node_marks');
    db.prepare('INSERT INTO fresh.node_entries SELECT * FROM main.node_entries WHERE idx <= ?').run(index);
  } finally {
    db.exec('DETACH fresh');
  }
}

/** What stands beside the log becomes what it was before the entries that are gone. */
function takeBack(fresh: DatabaseSync, member: Member, gone: readonly EntryRow[], index: number): void {
  const marks = new Map(member.marks);
  for (const [origin, seq] of firstDecided(gone)) {
    marks.set(origin, { ...(marks.get(origin) ?? NO_MARK), decided: seq - 1 });
  }
  putMarks(fresh, member.marks, marks);
  // A first entry that is gone leaves no trace of the time when there was one, unless the base came from others.
  if (index === 0 && !member.isFromOthers) writeOwn(fresh, { ...member, foundation: null });
  const put = fresh.prepare('INSERT OR REPLACE INTO personal (id, kind, value, erased_at, sum) VALUES (?, ?, ?, ?, ?)');
  const drop = fresh.prepare('DELETE FROM personal WHERE id = ?');
  const before: readonly Before[] = gone.toReversed().flatMap((entry) => entry.before);
  for (const [id, kept] of before) {
    if (kept === null) drop.run(id);
    else put.run(id, kept.kind, kept.value, kept.erasedAt, personalSum(id, kept.kind, kept.value, kept.erasedAt));
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
