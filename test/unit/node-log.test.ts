import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { FACT_VERSIONS } from '@hub/server/domain/events.ts';
import { DEFAULT_POLICY } from '@hub/server/domain/policy.ts';
import { SoleHub } from '@hub/server/hub/hub.ts';
import { decideLeftUndecided } from '@hub/server/hub/left-undecided.ts';
import { verifyLogFile } from '@hub/server/log/backup.ts';
import { LogOpenError } from '@hub/server/log/event-log.ts';
import type { EventLog } from '@hub/server/log/event-log.ts';
import type { NodeStore } from '@hub/server/log/node-store.ts';
import { restoreBackup } from '@hub/server/log/restore.ts';
import { openSqliteLog } from '@hub/server/log/sqlite-log.ts';
import { openSqliteNodeStore } from '@hub/server/log/sqlite-node-store.ts';
import { systemClock } from '@hub/server/platform/clock.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ADMIN } from '../support/direct-hub.ts';
import { mustAppend, readAll, TEST_VERSIONS } from '../support/log-events.ts';
import { command, decided, Line, must, readEntries } from '../support/node-entries.ts';
import { silentLogger } from '../support/silent-logger.ts';

const work = mkdtempSync(join(tmpdir(), 'hub-node-'));
let folders = 0;

function newFolder(): string {
  return join(work, `folder-${++folders}`);
}

const opened: EventLog[] = [];

async function open(folder: string): Promise<NodeStore> {
  const store = await openSqliteNodeStore({
    folder,
    versions: TEST_VERSIONS,
    now: () => 1_662_858_000_000,
    busyTimeoutMs: 0,
  });
  opened.push(store);
  return store;
}

// A test that fails leaves its store open, and an open store keeps the process alive.
test.after.each(async () => {
  for (const store of opened.splice(0)) await store.close();
});

function shell(file: string, sql: string): void {
  const db = new DatabaseSync(file);
  db.exec(sql);
  db.close();
}

const setAside = (folder: string): string[] => readdirSync(folder).filter((name) => name.startsWith('log.rew'));

test('[G3] a log of the first schema opens and verifies as it is, and becomes that of a node', async () => {
  const folder = newFolder();
  const alone = await openSqliteLog({ folder, versions: TEST_VERSIONS });
  await mustAppend(alone, 'a', 'b');
  await alone.close();
  const file = join(folder, 'log.db');
  const tables = ['node_commands', 'node_marks', 'node_entries'].map((name) => `DROP TABLE ${name};`).join('');
  shell(file, `${tables} UPDATE meta SET value = '1' WHERE key = 'schema'; PRAGMA user_version = 1`);
  const old = join(work, 'first-schema.db');
  shell(file, 'PRAGMA journal_mode=DELETE');
  copyFileSync(file, old);
  assert.is((await verifyLogFile(old)).head.seq, 2);
  const restored = newFolder();
  await restoreBackup(old, restored);
  for (const each of [folder, restored]) {
    const node = await open(each);
    assert.is((await node.remember()).foundation.events, 2);
    await node.close();
  }
});

test('[D1] a backup restored elsewhere is another node on the same foundation, with all that was saved', async () => {
  const folder = newFolder();
  const store = await open(folder);
  const { node } = await store.remember();
  const line = new Line();
  const entries = [line.next({ decided: [decided(node, 1)] }), line.next({ fence: 2 })];
  await must(store.saveCommands([command(node, 1), command(node, 2)]));
  await must(store.applyEntries(entries));
  const target = join(work, 'backup.db');
  await store.backup(target);
  const before = await store.remember();
  await store.close();

  const restored = newFolder();
  assert.is((await restoreBackup(target, restored)).head, 2);
  const copy = await open(restored);
  const memory = await copy.remember();
  assert.not.equal(memory.node, node);
  assert.equal({ ...memory, node, ownSeq: 2, isLevel: true }, before);
  assert.is(memory.isLevel, false, 'a backup may be older than what the others have');
  assert.equal([memory.ownSeq, await readEntries(copy)], [0, entries]);
  await copy.close();
  // The log itself put in place by hand, which a backup is not needed for.
  const byHand = newFolder();
  await restoreBackup(join(folder, 'log.db'), byHand);
  const another = await open(byHand);
  assert.not.equal((await another.remember()).node, node);
  await another.close();
});

test('[D3] what a rewind set aside is a whole log of its own, for its owner only; the name says when and where', async () => {
  const folder = newFolder();
  const store = await open(folder);
  const line = new Line();
  await must(store.applyEntries([line.next(), line.next(), line.next()]));
  const before = await readAll(store);
  const copying = store.backup(join(work, 'during.db'));
  await must(store.rewindTo(1));
  await copying;
  await must(store.applyEntries([new Line(1, 1).next({ fence: 2 })]));
  await must(store.rewindTo(1));
  assert.is(await store.head(), 1);
  await store.close();
  assert.equal(setAside(folder), [
    'log.rewound-2022-09-11T01-00-00.000Z-1-2.db',
    'log.rewound-2022-09-11T01-00-00.000Z-1.db',
  ]);
  const aside = join(folder, 'log.rewound-2022-09-11T01-00-00.000Z-1.db');
  assert.is(statSync(aside).mode & 0o777, 0o600);
  assert.is((await verifyLogFile(join(work, 'during.db'))).head.seq, 3);
  const looked = newFolder();
  await restoreBackup(aside, looked);
  const old = await openSqliteLog({ folder: looked, versions: TEST_VERSIONS });
  assert.equal(await readAll(old), before);
  await old.close();
});

for (const [step, left] of [
  ['copied', 10],
  ['closed', 10],
  ['set-aside', 10],
  ['swapped', 4],
  ['anchored', 4],
] as const) {
  test(`[D3] a process that ends in a rewind, ${step}, leaves one log or the other, and can do it again`, async () => {
    const folder = newFolder();
    const script = join(import.meta.dirname, '../support/rewind-once.ts');
    assert.is(spawnSync(process.execPath, [script, folder, step]).signal, 'SIGKILL');
    const store = await open(folder);
    assert.is(await store.head(), left);
    const { tail, commands } = await store.remember();
    assert.equal([tail.index, commands.length], [left, 10]);
    assert.equal(setAside(folder).length, left === 10 ? 0 : 1);
    await must(store.rewindTo(4));
    await must(store.applyEntries([new Line(4, 1).next({ fence: 7, data: ['new', 'line'] })]));
    assert.equal(
      (await readAll(store)).map(({ data }) => data),
      [1, 2, 3, 4, 'new', 'line'],
    );
    await store.close();
    assert.equal(setAside(folder).length, 1);
    const again = await open(folder);
    assert.equal((await again.remember()).tail, { fence: 7, index: 5 });
    await again.close();
  });
}

test('[D3] a rewind that finds no room leaves the log as it is, and works once there is', async () => {
  const folder = newFolder();
  const store = await open(folder);
  const line = new Line();
  await must(store.applyEntries([line.next(), line.next()]));
  // A folder in the new file's place stands for whatever keeps it from being written.
  const inTheWay = join(folder, 'log.rewinding.db');
  rmSync(inTheWay, { force: true });
  spawnSync('mkdir', [inTheWay]);
  const refused = await store.rewindTo(1);
  assert.ok(!refused.ok && refused.kind === 'io-error', JSON.stringify(refused));
  await must(store.applyEntries([line.next()]));
  assert.is(await store.head(), 3);
  rmSync(inTheWay, { recursive: true });
  await must(store.rewindTo(1));
  assert.is(await store.head(), 1);
  await store.close();
});

test('[G5] damage to what a node keeps beside its log is found at opening', async () => {
  const folder = newFolder();
  const store = await open(folder);
  const line = new Line();
  await must(store.saveCommands([command('node-b', 1), command('node-b', 2)]));
  await must(store.applyEntries([line.next({ decided: [decided('node-b', 1)] }), line.next()]));
  await store.close();
  const file = join(folder, 'log.db');
  shell(file, 'PRAGMA journal_mode=DELETE');
  for (const sql of [
    'UPDATE node_commands SET body = replace(body, 2, 3) WHERE seq = 2',
    'UPDATE node_entries SET fence = 2 WHERE idx = 2',
    'DELETE FROM node_entries WHERE idx = 1',
    'UPDATE node_marks SET decided = 2',
    "UPDATE meta SET value = replace(value, 'node', 'nope') WHERE key = 'member'",
  ]) {
    const damaged = newFolder();
    spawnSync('cp', ['-r', folder, damaged]);
    shell(join(damaged, 'log.db'), sql);
    const fault = await open(damaged).then(
      () => null,
      (error: unknown) => error,
    );
    assert.ok(fault instanceof LogOpenError && fault.kind === 'corrupt', sql);
  }
  const whole = await open(folder);
  await whole.close();
});

test('[D10] a hub that starts alone on the log of one of several decides what that one had saved', async () => {
  const folder = newFolder();
  const store = await openSqliteNodeStore({ folder, versions: FACT_VERSIONS, busyTimeoutMs: 0 });
  const { node } = await store.remember();
  const create = (id: string): string => {
    const head = { id, title: id, hostName: 'h', hotline: '1', timeZone: 'Asia/Ho_Chi_Minh', plannedAt: null };
    return JSON.stringify({ commandId: id, actor: ADMIN, command: { type: 'CreateSession', head } });
  };
  await must(store.saveCommands([command(node, 1, create('first')), command(node, 2, create('second'))]));
  await store.close();
  for (let start = 0; start < 2; start++) {
    const log = await openSqliteLog({ folder, versions: FACT_VERSIONS });
    const ports = { log, clock: systemClock, logger: silentLogger, policy: DEFAULT_POLICY, mediaConfigured: false };
    const hub = await SoleHub.open(ports);
    await decideLeftUndecided(log, hub, silentLogger);
    assert.is(hub.projection.session()?.head.id, 'first');
    assert.is(await log.head(), 1);
    assert.equal(await log.leftUndecided(), []);
    await log.close();
  }
  const again = await openSqliteNodeStore({ folder, versions: FACT_VERSIONS, busyTimeoutMs: 0 });
  opened.push(again);
  const memory = await again.remember();
  assert.is.not(memory.node, node);
  assert.equal([memory.foundation.events, memory.ownSeq, memory.commands], [1, 0, []]);
});

test.after(() => rmSync(work, { recursive: true, force: true }));
test.run();
