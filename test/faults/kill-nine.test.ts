import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runKillRounds } from '../support/crash/kill-rounds.ts';

const SEED = Number(process.env['SEED'] ?? 1);
const ROUNDS = 20;

test(`[H5] [H9] [G4] ${String(ROUNDS)} kills while 89 operators report lose nothing and count nothing twice (SEED=${String(SEED)})`, async () => {
  const report = await runKillRounds({ rounds: ROUNDS, points: 89, seed: SEED });
  console.log(JSON.stringify({ ...report, faults: report.faults.length }));
  assert.equal(report.faults, []);
  assert.is(report.acked, report.reports, 'every report was answered in the end');
  // Otherwise the rounds proved nothing.
  assert.ok(report.struck >= ROUNDS / 2, `only ${String(report.struck)} kills struck while reports were under way`);
});

test.run();
