import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { memoryRecorder } from '@hub/scripts/simulate/record.ts';
import { SimulatedStaff } from '@hub/scripts/simulate/staff.ts';
import { Crew } from '../support/crash/crew.ts';
import { asTold, freshView, revisionFaults } from '../support/crash/kill-rounds.ts';
import { HubProcess } from '../support/hub-process.ts';
import { checkTotals } from '../support/oracle/totals.ts';

const DISK = '6m';
const POINTS = 20;
const mounted = mkdtempSync(join(tmpdir(), 'hub-small-'));
const ballast = join(mounted, 'ballast');

function whyNoMount(): string | null {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK}`, 'tmpfs', mounted], { stdio: 'pipe' });
    return null;
  } catch (error) {
    return String(error);
  }
}

/** The hub goes on writing meanwhile, so the end of the disk is where a write says so. */
function fillDisk(): void {
  const file = openSync(ballast, 'w');
  try {
    for (const size of [65_536, 4_096]) while (writeAll(file, size));
  } finally {
    closeSync(file);
  }
}

function writeAll(file: number, size: number): boolean {
  try {
    return writeSync(file, Buffer.alloc(size)) === size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false;
    throw error;
  }
}

async function until(met: () => boolean, what: string): Promise<void> {
  const limit = performance.now() + 60_000;
  while (!met()) {
    if (performance.now() > limit) throw new Error(`not seen: ${what}`);
    await delay(10);
  }
}

const obstacle = whyNoMount();
if (obstacle !== null) console.log(`SKIPPED: a tmpfs cannot be mounted here (${obstacle})`);

(obstacle === null ? test : test.skip)(
  '[G4] [H9] on a full disk no report is acknowledged, screens say so, and it recovers by itself',
  async () => {
    const record = memoryRecorder();
    const hub = await HubProcess.prepare({ dataDir: join(mounted, 'data') });
    const count = (step: string): number => record.lines.filter((line) => line.step === step).length;
    let crew: Crew | null = null;
    let screen: SimulatedStaff | null = null;
    try {
      await hub.start();
      crew = await Crew.muster(hub, POINTS, 1, record);
      screen = new SimulatedStaff(hub.url, crew.controllerKey);
      screen.open();
      assert.is((await screen.until(() => true)).hub.logOk, true);
      crew.connect();
      crew.begin();
      await until(() => count('acked') > POINTS, 'acknowledged reports before the disk is full');

      fillDisk();
      const loud = await screen.until((view) => !view.hub.logOk);
      assert.ok(loud.hub.logFailingSince !== null);
      await until(() => count('postponed') > POINTS, 'refused reports');
      const kinds = new Set(record.lines.flatMap((line) => (line.step === 'postponed' ? [line.kind] : [])));
      assert.equal([...kinds], ['not-saved']);
      // What was answered from here on was decided on the full disk.
      const ackedBefore = count('acked');
      const refusedBefore = count('postponed');
      await until(() => count('postponed') >= refusedBefore + POINTS, 'more refused reports');
      assert.is(count('acked'), ackedBefore, 'an acknowledgement on a full disk');

      rmSync(ballast);
      await screen.until((view) => view.hub.logOk);
      await until(() => count('acked') > ackedBefore + POINTS, 'acknowledged reports after there was room again');
      crew.pause();
      assert.is(await crew.settled(), 0, 'every report is answered in the end');

      await hub.kill();
      await hub.start();
      const reports = asTold(record.lines, record.lines.length);
      assert.equal(checkTotals(await freshView(hub, crew), reports), []);
      assert.equal(await revisionFaults(hub, crew, reports), []);
    } finally {
      screen?.stop();
      crew?.stop();
      await hub.dispose();
    }
  },
);

test.after(() => {
  if (obstacle === null) execFileSync('umount', [mounted]);
  rmSync(mounted, { recursive: true, force: true });
});

test.run();
