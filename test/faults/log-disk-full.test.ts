import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventLog, LogFailure, PersonalRecord } from '@hub/server/log/event-log.ts';
import { openSqliteLog } from '@hub/server/log/sqlite-log.ts';
import { openSqliteNodeStore } from '@hub/server/log/sqlite-node-store.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { command, Line, must } from '../support/node-entries.ts';
import { mustAppend, noted, readAll, TEST_VERSIONS } from '../support/log-events.ts';

const mounted = mkdtempSync(join(tmpdir(), 'hub-full-'));
const folder = join(mounted, 'data');
const filler = join(mounted, 'filler');

const opened: EventLog[] = [];

async function open(): Promise<EventLog> {
  const log = await openSqliteLog({ folder, versions: TEST_VERSIONS });
  opened.push(log);
  return log;
}

// A test that fails leaves its log open, and an open log keeps the disk mounted and the process alive.
test.after.each(async () => {
  for (const log of opened.splice(0)) await log.close();
});

function mountSmallDisk(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', mounted], { stdio: 'pipe' });
    return true;
  } catch (error) {
    console.log(`SKIPPED [G4] disk full: a tmpfs cannot be mounted here (${String(error)})`);
    return false;
  }
}

/** Leaves `bytes` free. */
function fillDisk(bytes: number): void {
  const { bavail, bsize } = statfsSync(mounted);
  writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - bytes)));
}

const batch = (number: number) => ({
  events: [noted({ number, text: 'x'.repeat(2_000) })],
  personal: [{ id: `p-${number}`, kind: 'text', value: `ghi chú ${number}` } satisfies PersonalRecord],
});

if (mountSmallDisk()) {
  test('[G4] a full disk refuses honestly, is shown, and appends succeed by themselves once there is room', async () => {
    let log = await open();
    const stored: number[] = [];
    const failures: LogFailure[] = [];
    let number = 0;
    for (const round of [0, 1, 2]) {
      // Not the same room each time: full in the WAL, in the middle of a group, and with hardly a page left.
      fillDisk([700_000, 60_000, 5_000][round] ?? 0);
      const failedBefore = failures.length;
      while (failures.length < failedBefore + 40 && number < 20_000) {
        const numbers = Array.from({ length: 4 }, () => ++number);
        const results = await Promise.all(numbers.map((each) => log.append(batch(each))));
        results.forEach((result, index) => {
          if (result.ok) stored.push(numbers[index] ?? 0);
          else failures.push(result);
        });
      }
      assert.ok(failures.every((failure) => failure.kind === 'disk-full'));
      assert.match(failures[0]?.message ?? '', /Ổ đĩa đầy[\s\S]*disk is full/);
      assert.is(log.stats().failing?.kind, 'disk-full');
      assert.equal(await numbersIn(log), stored, 'reading goes on, and shows what was acknowledged and nothing else');
      rmSync(filler);
      const recovered = await log.append(batch(++number));
      assert.ok(recovered.ok, 'the first append after there is room');
      stored.push(number);
      assert.is(log.stats().failing, null);
    }
    await log.close();
    log = await open();
    assert.equal(await numbersIn(log), stored);
    assert.equal(
      new Set((await log.readPersonal()).map((record) => record.id)),
      new Set(stored.map((each) => `p-${each}`)),
    );
    await log.close();
  });

  test('[G4] a log on a full disk learns by itself that there is room, though nobody appends', async () => {
    const log = await open();
    fillDisk(0);
    // More than the disk can hold: a log that never refuses must fail the test, not hang it.
    for (let each = 0; log.stats().failing === null && each < 4_000; each++) await log.append(batch(1_000_000 + each));
    assert.is(log.stats().failing?.kind, 'disk-full');
    rmSync(filler);
    // Waits for the log's own probe; the limit only keeps a failing test from holding the disk for ever.
    const limit = AbortSignal.timeout(30_000);
    while (log.stats().failing !== null && !limit.aborted) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.is(log.stats().failing, null);
    await log.close();
  });

  test('[G4] a full disk does not keep a hub from opening its log and reading it', async () => {
    fillDisk(0);
    const log = await open();
    assert.ok((await readAll(log)).length > 0);
    let refused = 0;
    for (let each = 0; each < 2_000 && refused === 0; each++) {
      if (!(await log.append(batch(2_000_000 + each))).ok) refused++;
    }
    assert.is(refused, 1);
    await log.close();
    rmSync(filler);
    const again = await open();
    await mustAppend(again, { number: -1 });
    await again.close();
  });

  test('[D3] a rewind for which there is no room leaves the log as it was, and is done once there is', async () => {
    rmSync(folder, { recursive: true });
    let store = await openSqliteNodeStore({ folder, versions: TEST_VERSIONS });
    const line = new Line();
    const data = Array.from({ length: 100 }, () => 'x'.repeat(900));
    for (let index = 1; index <= 5; index++) await must(store.applyEntries([line.next({ data })]));
    await store.close();
    store = await openSqliteNodeStore({ folder, versions: TEST_VERSIONS });
    opened.push(store);
    // Not the same room each time: for half a copy, for hardly a page, and for the WAL to be emptied either.
    for (const bytes of [300_000, 20_000, 0]) {
      fillDisk(bytes);
      const refused = await store.rewindTo(4);
      assert.ok(!refused.ok && refused.kind === 'disk-full', JSON.stringify(refused));
      assert.equal([await store.head(), (await store.remember()).tail.index], [500, 5]);
      assert.equal((await readAll(store)).length, 500);
      rmSync(filler);
      await must(store.saveCommands([command('node-b', bytes + 1)]));
    }
    await must(store.rewindTo(4));
    await must(store.applyEntries([new Line(4, 1).next({ fence: 2 })]));
    assert.equal([await store.head(), store.stats().failing], [401, null]);
    await store.close();
  });

  test.after(() => {
    execFileSync('umount', [mounted]);
  });
}

async function numbersIn(log: EventLog): Promise<number[]> {
  return (await readAll(log)).map((event) => Number(Object(event.data).number));
}

test.after(() => rmdirSync(mounted));
test.run();
