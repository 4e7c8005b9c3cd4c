import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { verifyLogFile } from '@hub/server/log/backup.ts';
import { LogOpenError } from '@hub/server/log/event-log.ts';
import type { EventLog } from '@hub/server/log/event-log.ts';
import { RestoreRefusedError, restoreBackup } from '@hub/server/log/restore.ts';
import { openSqliteLog } from '@hub/server/log/sqlite-log.ts';
import type { Sabotage } from '@hub/server/log/sqlite-messages.ts';
import { assertSqliteVersion, SCHEMA_VERSION } from '@hub/server/log/sqlite-schema.ts';
import { SqliteStore } from '@hub/server/log/sqlite-store.ts';
import { encodeEvent } from '@hub/server/log/stored-event.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { mustAppend, noted, readAll, TEST_VERSIONS } from '../support/log-events.ts';

const work = mkdtempSync(join(tmpdir(), 'hub-sqlite-'));
let made = 0;

function newFolder(): string {
  return join(work, `data-${++made}`);
}

const opened: EventLog[] = [];

async function open(folder: string, sabotage?: Sabotage): Promise<EventLog> {
  const log = await openSqliteLog({ folder, versions: TEST_VERSIONS, busyTimeoutMs: 0, sabotage });
  opened.push(log);
  return log;
}

// A test that fails leaves its log open, and an open log keeps the process alive.
test.after.each(async () => {
  for (const log of opened.splice(0)) await log.close();
});

async function openFault(folder: string): Promise<LogOpenError> {
  try {
    await (await open(folder)).close();
  } catch (error) {
    if (error instanceof LogOpenError) return error;
    throw error;
  }
  throw new Error('the log was opened');
}

/** A person with a SQLite shell. */
function shell(folder: string, sql: string): void {
  const db = new DatabaseSync(join(folder, 'log.db'));
  try {
    db.exec(sql);
  } finally {
    db.close();
  }
}

test('[G5] a second hub on the same data folder is refused in both languages, and the first goes on', async () => {
  const folder = newFolder();
  const first = await open(folder);
  const fault = await openFault(folder);
  assert.is(fault.kind, 'in-use');
  assert.match(fault.message, /đang được một hub khác dùng[\s\S]*in use by another hub/);
  assert.is((await mustAppend(first, 'still here')).lastSeq, 1);
  await first.close();
  const second = await open(folder);
  assert.is(await second.head(), 1);
  await second.close();
});

test('[G5] a second process is refused, and a killed one leaves the folder free', async () => {
  const folder = newFolder();
  const child = spawn(process.execPath, [join(import.meta.dirname, '../support/log-writer.ts'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  assert.is((await openFault(folder)).kind, 'in-use');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const log = await open(folder);
  assert.ok((await log.head()) > 0);
  await log.close();
});

test('[G3] a log with a newer schema is refused, untouched, and says what to do', async () => {
  const folder = newFolder();
  await (await open(folder)).close();
  shell(folder, `PRAGMA user_version=${SCHEMA_VERSION + 1}`);
  const before = readFileSync(join(folder, 'log.db'));
  const fault = await openFault(folder);
  assert.is(fault.kind, 'newer-schema');
  assert.match(fault.message, /bản hub mới hơn[\s\S]*Run the newer hub/);
  assert.ok(readFileSync(join(folder, 'log.db')).equals(before));
});

test('[G5] a database that is not a hub log is refused', async () => {
  const folder = newFolder();
  await (await open(folder)).close();
  rmSync(join(folder, 'log.anchor'));
  rmSync(join(folder, 'log.db'));
  shell(folder, 'CREATE TABLE t (a)');
  assert.is((await openFault(folder)).kind, 'corrupt');
  writeFileSync(join(folder, 'log.db'), 'not a database at all '.repeat(500));
  assert.is((await openFault(folder)).kind, 'corrupt');
});

test('[G3] even a person with a SQLite shell cannot change, remove, replace or skip a stored event', async () => {
  const folder = newFolder();
  const log = await open(folder);
  await mustAppend(log, 'a', 'b');
  await log.close();
  for (const sql of [
    "UPDATE events SET body = '{}' WHERE seq = 1",
    'DELETE FROM events',
    "INSERT OR REPLACE INTO events (seq, body, chain) VALUES (2, '{}', '')",
    "INSERT INTO events (seq, body, chain) VALUES (4, '{}', '')",
  ]) {
    assert.throws(() => shell(folder, sql), /in order|never/, sql);
  }
});

test('[G5] what a shell does around the triggers is found, with its row', async () => {
  for (const [sql, seq] of [
    ["UPDATE events SET body = replace(body, 'row 7', 'row 8') WHERE seq = 7", 7],
    ['DELETE FROM events WHERE seq = 5', 5],
    ['DELETE FROM events WHERE seq > 18', 19],
    ['UPDATE events SET seq = 100 WHERE seq = 20', 20],
    ['UPDATE personal SET value = \'"khác"\'', null],
    ["UPDATE meta SET value = 'x' WHERE key = 'origin'", null],
  ] as const) {
    const folder = newFolder();
    const log = await open(folder);
    await mustAppend(log, ...Array.from({ length: 20 }, (_, index) => `row ${index + 1}`));
    await log.append({ events: [], personal: [{ id: 'p-1', kind: 'text', value: 'ghi chú' }] });
    await log.close();
    const triggers = ['events_never_change', 'events_never_go'];
    const saved = new DatabaseSync(join(folder, 'log.db'));
    const texts = triggers.map((name) =>
      String(saved.prepare('SELECT sql FROM sqlite_schema WHERE name = ?').get(name)?.['sql']),
    );
    for (const name of triggers) saved.exec(`DROP TRIGGER ${name}`);
    saved.exec(sql);
    for (const text of texts) saved.exec(text);
    saved.close();
    const fault = await openFault(folder);
    assert.is(fault.kind, 'corrupt', sql);
    assert.is(fault.seq, seq, sql);
  }
});

test('[G3] a log without its triggers is refused', async () => {
  const folder = newFolder();
  await (await open(folder)).close();
  shell(folder, 'DROP TRIGGER events_never_go');
  assert.is((await openFault(folder)).kind, 'corrupt');
});

test('[G7] an erased value is in no file of the log, nor in a backup made after', async () => {
  const folder = newFolder();
  const log = await open(folder);
  const secret = 'Nguyễn Thị Bí Mật 0901234567';
  for (let index = 0; index < 50; index++) {
    await log.append({
      events: [noted(index)],
      personal: [{ id: `p-${index}`, kind: 'contact', value: `${secret} ${index}` }],
    });
  }
  const ids = Array.from({ length: 50 }, (_, index) => `p-${index}`);
  assert.equal(await log.erasePersonal(ids), { ok: true, erased: 50 });
  await log.backup(join(folder, 'backup.db'));
  for (const file of readdirSync(folder)) {
    assert.not.ok(readFileSync(join(folder, file)).includes('0901234567'), `${file} while open`);
  }
  await log.close();
  for (const file of readdirSync(folder)) {
    assert.not.ok(readFileSync(join(folder, file)).includes('0901234567'), `${file} after closing`);
  }
});

test('[G1] appends that wait together share a commit, and a batch that fails inside takes no other with it', () => {
  const folder = newFolder();
  const store = new SqliteStore({
    task: 'serve',
    folder,
    now: 0,
    busyTimeoutMs: 0,
    sabotage: null,
    isMember: false,
    killAt: null,
  });
  const body = encodeEvent(noted('x'), TEST_VERSIONS);
  const good = { bodies: [body], personal: [] };
  store.append([good, good, good]);
  assert.is(store.stats().commits, 1);
  const impossible = { bodies: [body], personal: [{ id: 'p', kind: JSON.parse('null'), value: '"x"' }] };
  const unbindable = { bodies: [body], personal: [{ id: 'p', kind: JSON.parse('{}'), value: '"x"' }] };
  const results = store.append([good, impossible, good, unbindable, good]);
  assert.equal(
    results.map((result) => (result.ok ? result.firstSeq : result.kind)),
    [4, 'rejected', 5, 'rejected', 6],
  );
  assert.is(store.stats().failing, null, 'the disk is not to blame');
  assert.equal(store.personal(), []);
  store.close();
});

test('[G5] a backup of a running log is a whole prefix that verifies by itself and leaves nothing beside it', async () => {
  const folder = newFolder();
  const log = await open(folder);
  await mustAppend(log, ...Array.from({ length: 5_000 }, (_, index) => ({ index })));
  const target = join(folder, 'backup.db');
  const copied = log.backup(target);
  const writers = Array.from({ length: 40 }, (_, index) => mustAppend(log, `during ${index}`));
  await copied;
  await Promise.all(writers);
  const verified = await verifyLogFile(target);
  assert.ok(verified.head.seq >= 5_000 && verified.head.seq <= 5_040);
  assert.equal(
    readdirSync(folder).filter((name) => name.startsWith('backup')),
    ['backup.db'],
  );
  const all = await readAll(log);
  await log.close();

  const restored = newFolder();
  assert.equal(await restoreBackup(target, restored), { head: verified.head.seq, movedAside: null });
  const again = await open(restored);
  assert.equal(await readAll(again), all.slice(0, verified.head.seq));
  assert.is((await mustAppend(again, 'goes on')).lastSeq, verified.head.seq + 1);
  await again.close();
});

test('[G5] a backup that fails leaves the earlier one, and appends go on', async () => {
  const folder = newFolder();
  const log = await open(folder);
  await mustAppend(log, 'a');
  const target = join(folder, 'no-such-folder', 'backup.db');
  let failed = false;
  await log.backup(target).catch(() => {
    failed = true;
  });
  assert.ok(failed);
  assert.is((await mustAppend(log, 'b')).lastSeq, 2);
  await log.close();
});

test('[G5] a close in the middle of a backup settles both, and leaves no half backup', async () => {
  const folder = newFolder();
  const log = await open(folder);
  await mustAppend(log, ...Array.from({ length: 20_000 }, (_, index) => ({ index })));
  const copied = log.backup(join(folder, 'backup.db')).then(
    () => true,
    () => false,
  );
  await log.close();
  const whole = await copied;
  assert.is(existsSync(join(folder, 'backup.db')), whole);
  assert.equal(
    readdirSync(folder).filter((name) => name.endsWith('.tmp')),
    [],
  );
  const again = await open(folder);
  assert.is(await again.head(), 20_000);
});

test('[G5] restoring refuses a damaged backup, a folder in use, and a folder with a log unless forced', async () => {
  const source = newFolder();
  const log = await open(source);
  await mustAppend(log, ...Array.from({ length: 100 }, (_, index) => `saved ${index}`));
  const target = join(source, 'backup.db');
  await log.backup(target);
  await log.close();

  const folder = newFolder();
  const kept = await open(folder);
  await mustAppend(kept, 'the old log');
  const inUse = await restoreBackup(target, folder, { force: true }).catch((error: unknown) => error);
  assert.ok(inUse instanceof LogOpenError && inUse.kind === 'in-use');
  await kept.close();

  const refused = await restoreBackup(target, folder).catch((error: unknown) => error);
  assert.instance(refused, RestoreRefusedError);

  const bytes = readFileSync(target);
  const damaged = join(source, 'damaged.db');
  const place = bytes.indexOf('saved 50');
  bytes.write('faked 50', place);
  writeFileSync(damaged, bytes);
  const broken = await restoreBackup(damaged, folder, { force: true }).catch((error: unknown) => error);
  assert.ok(broken instanceof LogOpenError && broken.kind === 'corrupt' && broken.seq === 51);
  const untouched = await open(folder);
  assert.equal(
    (await readAll(untouched)).map((event) => event.data),
    ['the old log'],
  );
  await untouched.close();

  const restored = await restoreBackup(target, folder, { force: true });
  assert.is(restored.head, 100);
  const opened = await open(folder);
  assert.is(await opened.head(), 100);
  await opened.close();
  assert.ok(restored.movedAside !== null && existsSync(join(restored.movedAside, 'log.db')));
  const old = await open(restored.movedAside ?? '');
  assert.equal(
    (await readAll(old)).map((event) => event.data),
    ['the old log'],
  );
  await old.close();
});

test('[G7] the log, a backup and a restored log are their owner’s only, also where they were readable before', async () => {
  const modes = (folder: string): string[] =>
    readdirSync(folder).map((file) => `${file} ${(statSync(join(folder, file)).mode & 0o777).toString(8)}`);
  const ownersOnly = (folder: string): void => {
    for (const each of modes(folder)) assert.match(each, / 600$/);
  };
  const folder = newFolder();
  const backups = newFolder();
  mkdirSync(backups);
  await (await open(folder)).close();
  for (const file of readdirSync(folder)) chmodSync(join(folder, file), 0o644);
  const log = await open(folder);
  await mustAppend(log, 'a');
  assert.ok(existsSync(join(folder, 'log.db-wal')));
  ownersOnly(folder);
  await log.backup(join(backups, 'backup.db'));
  ownersOnly(backups);
  await log.close();
  chmodSync(join(backups, 'backup.db'), 0o644);
  const other = newFolder();
  await restoreBackup(join(backups, 'backup.db'), other);
  ownersOnly(other);
});

test('[G5] a data folder that cannot be made is a fault with a sentence, and does not turn for ever', async () => {
  for (const folder of ['/proc/no-such-folder', '/proc/1/no/such/folder']) {
    const fault = await openFault(folder);
    assert.is(fault.kind, 'io');
    assert.ok(fault.message.includes(folder), fault.message);
  }
});

test('[G5] a backup in a read-only place verifies', async () => {
  const folder = newFolder();
  const log = await open(folder);
  await mustAppend(log, 'a');
  await log.backup(join(folder, 'backup.db'));
  await log.close();
  chmodSync(join(folder, 'backup.db'), 0o444);
  assert.is((await verifyLogFile(join(folder, 'backup.db'))).head.seq, 1);
  assert.not.ok(existsSync(join(folder, 'backup.db-wal')));
});

test('[G4] the WAL stays small under load and is empty after a close', async () => {
  const folder = newFolder();
  const log = await open(folder);
  let largest = 0;
  for (let round = 0; round < 30; round++) {
    await Promise.all(
      Array.from({ length: 200 }, (_, index) => mustAppend(log, `${round} ${index} ${'x'.repeat(2_500)}`)),
    );
    largest = Math.max(largest, readFileSync(join(folder, 'log.db-wal')).length);
  }
  assert.ok(largest < 9_000_000, `the WAL grew to ${largest}`);
  await log.close();
  assert.not.ok(existsSync(join(folder, 'log.db-wal')));
});

test('[G1] each sabotage does what the crash checker must catch', async () => {
  const losing = await open(newFolder(), 'lose-a-batch');
  let acknowledged = 0;
  for (let index = 0; index < 60; index++) if ((await mustAppend(losing, index)).lastSeq > 0) acknowledged++;
  assert.ok((await readAll(losing)).length < acknowledged);
  await losing.close();

  const folder = newFolder();
  const early = await open(folder, 'ack-before-commit');
  await mustAppend(early, 'acknowledged');
  assert.is(early.stats().commits, 0, 'answered, and not yet on the disk');
  await early.close();
  const again = await open(folder);
  assert.is(await again.head(), 1, 'an orderly close still commits it');
  await again.close();
});

test('[G5] a SQLite with the WAL-reset bug is refused', () => {
  assertSqliteVersion('3.51.3');
  assertSqliteVersion('4.0.0');
  for (const version of ['3.51.2', '3.46.1', '3.9.9']) {
    assert.throws(() => assertSqliteVersion(version), /WAL|SQLite/);
  }
});

test.after(() => rmSync(work, { recursive: true, force: true }));
test.run();
