import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LogOpenError } from '@hub/server/log/event-log.ts';
import { SqliteStore } from '@hub/server/log/sqlite-store.ts';
import { encodeEvent } from '@hub/server/log/stored-event.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { noted, TEST_VERSIONS } from '../support/log-events.ts';

const FLIPS_PER_FILE = 250;
const seed = Number(process.env['SEED'] ?? 20_260_207);
const work = mkdtempSync(join(tmpdir(), 'hub-damage-'));

/** mulberry32: one seed gives the same flips everywhere. */
function randomFrom(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function openStore(folder: string): SqliteStore {
  return new SqliteStore({
    task: 'serve',
    folder,
    now: 1_662_858_000_000,
    busyTimeoutMs: 0,
    sabotage: null,
    isMember: false,
    killAt: null,
  });
}

function fill(store: SqliteStore, from: number, count: number): void {
  for (let index = from; index < from + count; index++) {
    const bodies = [encodeEvent(noted({ index, text: 'Điểm cầu '.repeat(index % 40) }), TEST_VERSIONS)];
    const personal = index % 5 === 0 ? [{ id: `p-${index}`, kind: 'text' as const, value: `"ghi chú ${index}"` }] : [];
    const [result] = store.append([{ bodies, personal }]);
    if (result?.ok !== true) throw new Error(result?.message ?? 'no answer');
  }
}

function contents(store: SqliteStore): string {
  return JSON.stringify([store.log.origin, store.read(0, store.head, 1_000_000), store.personal()]);
}

const FILES = ['log.db', 'log.db-wal', 'log.anchor'];

function copyLog(from: string, name: string): string {
  const folder = join(work, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const file of FILES) if (existsSync(join(from, file))) copyFileSync(join(from, file), join(folder, file));
  return folder;
}

/** A log closed in order, and the same as a killed process leaves it: part of it only in the WAL. */
function makeLogs(): { closed: string; killed: string; truth: string } {
  const living = join(work, 'living');
  let store = openStore(living);
  fill(store, 0, 150);
  assert.equal(store.erase(['p-10', 'p-20'], 5), { ok: true, erased: 2 });
  store.close();
  store = openStore(living);
  fill(store, 150, 60);
  const killed = copyLog(living, 'killed');
  const truth = contents(store);
  store.close();
  return { closed: copyLog(living, 'closed'), killed, truth };
}

const { closed, killed, truth } = makeLogs();

/** What opening says; the contents when it serves. Serving also means that it can go on. */
function openDamaged(folder: string): { fault: string | null; read: string | null } {
  let store: SqliteStore;
  try {
    store = openStore(folder);
  } catch (error) {
    if (!(error instanceof LogOpenError)) throw error;
    assert.match(error.message, /\n/, 'the message is in two languages');
    return { fault: error.kind, read: null };
  }
  const read = contents(store);
  fill(store, 1_000, 1);
  store.close();
  const again = openStore(folder);
  assert.is(again.head, 211);
  again.close();
  return { fault: null, read };
}

for (const [state, folder] of [
  ['closed', closed],
  ['killed', killed],
] as const) {
  for (const file of FILES) {
    if (!existsSync(join(folder, file))) continue;
    test(`[G5] one flipped bit anywhere in ${file} of a ${state} log is found, or changes nothing`, () => {
      const random = randomFrom(seed);
      const bytes = readFileSync(join(folder, file));
      const tally: Record<string, number> = {};
      for (let flip = 0; flip < FLIPS_PER_FILE; flip++) {
        // One flip per equal stretch, so that every region is met; the first 100 are the header of the file.
        const stretch = (bytes.length - 100) / (FLIPS_PER_FILE - 100);
        const offset = flip < 100 ? flip : Math.floor(100 + (flip - 100 + random()) * stretch);
        if (offset >= bytes.length) continue;
        const bit = 1 << Math.floor(random() * 8);
        const damaged = copyLog(folder, 'damaged');
        const changed = Buffer.from(bytes);
        changed[offset] = (changed[offset] ?? 0) ^ bit;
        writeFileSync(join(damaged, file), changed);
        const { fault, read } = openDamaged(damaged);
        tally[fault ?? 'harmless'] = (tally[fault ?? 'harmless'] ?? 0) + 1;
        if (read !== null) assert.is(read, truth, `SEED=${seed}: ${file} byte ${offset} bit ${bit} reads differently`);
      }
      console.log(`  ${state} ${file}: ${JSON.stringify(tally)}`);
      if (file !== 'log.anchor') assert.ok((tally['corrupt'] ?? 0) > FLIPS_PER_FILE / 4, 'flips that are never found');
    });
  }
}

test('[G5] a WAL cut short anywhere is found: SQLite alone would drop the rest in silence', () => {
  const length = readFileSync(join(killed, 'log.db-wal')).length;
  for (let step = 0; step < 40; step++) {
    const damaged = copyLog(killed, 'damaged');
    truncateSync(join(damaged, 'log.db-wal'), Math.floor((length * step) / 40));
    assert.is(openDamaged(damaged).fault, 'corrupt', `cut ${step}/40`);
  }
});

test('[G5] a WAL that fails the check is kept for inspection', () => {
  const damaged = copyLog(killed, 'damaged');
  const wal = readFileSync(join(damaged, 'log.db-wal'));
  wal[wal.length >> 1] = (wal[wal.length >> 1] ?? 0) ^ 1;
  writeFileSync(join(damaged, 'log.db-wal'), wal);
  assert.is(openDamaged(damaged).fault, 'corrupt');
  assert.is(openDamaged(damaged).fault, 'corrupt', 'trying again does not make it whole');
  assert.ok(readFileSync(join(damaged, 'log.db-wal.evidence')).equals(wal));
});

test('[G5] a database cut short, emptied, missing or of another log is refused', () => {
  const length = readFileSync(join(closed, 'log.db')).length;
  for (let step = 0; step < 20; step++) {
    const damaged = copyLog(closed, 'damaged');
    truncateSync(join(damaged, 'log.db'), Math.floor((length * step) / 20));
    assert.is(openDamaged(damaged).fault, 'corrupt', `cut ${step}/20`);
  }
  const missing = copyLog(killed, 'damaged');
  rmSync(join(missing, 'log.db'));
  assert.is(openDamaged(missing).fault, 'corrupt');
  assert.ok(existsSync(join(missing, 'log.db-wal')), 'what is left of it is not touched');

  const other = join(work, 'other');
  const store = openStore(other);
  fill(store, 0, 300);
  store.close();
  const swapped = copyLog(other, 'damaged');
  copyFileSync(join(closed, 'log.anchor'), join(swapped, 'log.anchor'));
  assert.is(openDamaged(swapped).fault, 'corrupt');
});

test('[G5] damage that no row shows yet is found too, before a later write meets it', () => {
  const folder = copyLog(closed, 'damaged');
  const bytes = readFileSync(join(folder, 'log.db'));
  const freePages = 36;
  bytes.writeUInt32BE(bytes.readUInt32BE(freePages) + 1, freePages);
  writeFileSync(join(folder, 'log.db'), bytes);
  assert.is(openDamaged(folder).fault, 'corrupt');
});

test('[G5] without its anchor a log still opens, and makes a new one', () => {
  const folder = copyLog(closed, 'damaged');
  rmSync(join(folder, 'log.anchor'));
  assert.equal(openDamaged(folder), { fault: null, read: truth });
  assert.ok(existsSync(join(folder, 'log.anchor')));
});

test('[G5] the damaged row is named', () => {
  const folder = copyLog(closed, 'damaged');
  const bytes = readFileSync(join(folder, 'log.db'));
  const place = bytes.indexOf('{"index":77,');
  assert.ok(place > 0);
  bytes.write('{"index":78,', place);
  writeFileSync(join(folder, 'log.db'), bytes);
  try {
    openStore(folder).close();
    assert.unreachable();
  } catch (error) {
    assert.instance(error, LogOpenError);
    if (error instanceof LogOpenError) assert.is(error.seq, 78);
  }
});

test.after(() => rmSync(work, { recursive: true, force: true }));
test.run();
