import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteLog } from '@hub/server/log/sqlite-log.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { TEST_VERSIONS } from '../support/log-events.ts';
import { checkHistory } from '../support/log-history.ts';
import { WriterProcess } from '../support/writer-process.ts';

const work = mkdtempSync(join(tmpdir(), 'hub-fsync-'));

function hasStrace(): boolean {
  try {
    execFileSync('strace', [
      '-f',
      '-q',
      '-o',
      '/dev/null',
      '-e',
      'trace=fsync',
      '-e',
      'inject=fsync:error=EIO:when=999',
      'true',
    ]);
    return true;
  } catch (error) {
    console.log(`SKIPPED [G4] failing fsync: strace cannot inject here (${String(error)})`);
    return false;
  }
}

const inject = (calls: string, fault: string): string[] => [
  'strace',
  ...['-f', '-q', '-o', '/dev/null', '-e', `trace=${calls}`, '-e', `inject=${calls}:${fault}`],
];

const FAULTS: readonly { name: string; calls: string; fault: string; kind: RegExp }[] = [
  ...[12, 13, 14, 15, 16, 17, 23].map((nth) => ({
    name: `fsync number ${nth} fails once`,
    calls: 'fdatasync,fsync',
    fault: `error=EIO:when=${nth}`,
    kind: /^io-error$/,
  })),
  { name: 'ten in a row fail', calls: 'fdatasync,fsync', fault: 'error=EIO:when=20..30', kind: /^io-error$/ },
  { name: 'every seventh fails', calls: 'fdatasync,fsync', fault: 'error=EIO:when=15+7', kind: /^io-error$/ },
  { name: 'writes fail', calls: 'pwrite64', fault: 'error=EIO:when=200+41', kind: /^io-error$/ },
  { name: 'writes find no room', calls: 'pwrite64', fault: 'error=ENOSPC:when=200+37', kind: /^disk-full$|^io-error$/ },
];

if (hasStrace()) {
  for (const [index, { name, calls, fault, kind }] of FAULTS.entries()) {
    test(`[G4] when ${name}, what was refused is not in the log, what was acknowledged is, and it goes on`, async () => {
      const folder = join(work, String(index));
      const writer = new WriterProcess([folder, '4'], inject(calls, fault));
      try {
        await writer.until((each) => each.refused.length > 0 || each.acknowledged.length > 400);
        const before = writer.acknowledged.length;
        await writer.until((each) => each.acknowledged.length > before + 100);
      } finally {
        await writer.kill();
      }
      assert.ok(
        writer.refused.every((each) => kind.test(each.kind)),
        JSON.stringify(writer.refused),
      );
      const log = await openSqliteLog({ folder, versions: TEST_VERSIONS });
      const refused = writer.refused.map((each) => each.number);
      assert.equal((await checkHistory(log, writer.acknowledged, refused)).lost, []);
      await log.close();
      console.log(`  ${name}: ${writer.acknowledged.length} acknowledged, ${refused.length} refused`);
    });
  }

  test('[G5] an fsync that fails while the log is opened keeps it closed, and the next opening is whole', async () => {
    for (let nth = 1; nth <= 11; nth++) {
      const folder = join(work, `opening-${nth}`);
      const writer = new WriterProcess([folder, '4'], inject('fdatasync,fsync', `error=EIO:when=${nth}`), true);
      await Promise.race([
        writer.ended,
        writer.until((each) => each.acknowledged.length > 20).catch(() => writer.ended),
      ]);
      await writer.kill();
      const log = await openSqliteLog({ folder, versions: TEST_VERSIONS });
      await checkHistory(
        log,
        writer.acknowledged,
        writer.refused.map((each) => each.number),
      );
      await log.close();
    }
  });
}

test.after(() => rmSync(work, { recursive: true, force: true }));
test.run();
