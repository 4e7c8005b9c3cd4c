import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteLog } from '@hub/server/log/sqlite-log.ts';
import { openSqliteNodeStore } from '@hub/server/log/sqlite-node-store.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { TEST_VERSIONS } from '../support/log-events.ts';
import { checkHistory } from '../support/log-history.ts';
import { WriterProcess } from '../support/writer-process.ts';

const ROUNDS = Number(process.env['ROUNDS'] ?? 8);
const work = mkdtempSync(join(tmpdir(), 'hub-kill-'));

async function killRounds(folder: string, rounds: number, sabotage: string[]): Promise<number> {
  const acknowledged: number[] = [];
  let lost = 0;
  for (let round = 0; round < rounds && lost === 0; round++) {
    const writer = new WriterProcess([folder, '16', ...sabotage]);
    // A different place in the stream of commits each time, some of them during a checkpoint.
    const enough = 1 + round * 157;
    await writer.until((each) => each.acknowledged.length >= enough);
    await writer.kill();
    acknowledged.push(...writer.acknowledged);
    const log = await openSqliteLog({ folder, versions: TEST_VERSIONS });
    const found = await checkHistory(log, acknowledged);
    lost += found.lost.length;
    assert.ok(found.stored >= enough || lost > 0, 'something happened');
    await log.close();
  }
  return lost;
}

test('[H9] whatever was acknowledged before a kill -9 is in the log, once and whole', async () => {
  assert.is(await killRounds(join(work, 'honest'), ROUNDS, []), 0);
});

test('[H9] the same check catches an acknowledgement before the commit, and a lost batch', async () => {
  for (const sabotage of ['ack-before-commit', 'lose-a-batch']) {
    assert.ok((await killRounds(join(work, sabotage), 20, [sabotage])) > 0, sabotage);
  }
});

test('[D2] whatever command was answered as saved before a kill -9 is remembered, and no number is given twice', async () => {
  const folder = join(work, 'node');
  let last = 0;
  for (let round = 0; round < Math.ceil(ROUNDS / 2); round++) {
    const writer = new WriterProcess([folder, '16', 'node']);
    const enough = 1 + round * 101;
    await writer.until(({ acknowledged }) => acknowledged.length >= enough);
    await writer.kill();
    const store = await openSqliteNodeStore({ folder, versions: TEST_VERSIONS });
    const { node, commands, ownSeq, tail, decidedUpTo } = await store.remember();
    const kept = commands.map(({ seq }) => seq);
    assert.equal(
      kept,
      Array.from({ length: ownSeq }, (_, index) => index + 1),
      'each number once, without gaps',
    );
    assert.ok(Math.max(...writer.acknowledged) <= ownSeq && Math.min(...writer.acknowledged) > last);
    // Entries are whole: as many events as there are entries, and as many decisions.
    assert.equal([await store.head(), decidedUpTo.get(node) ?? 0], [tail.index, tail.index]);
    last = ownSeq;
    await store.close();
  }
});

test.after(() => rmSync(work, { recursive: true, force: true }));
test.run();
