import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { playSchedules, type PlayReport } from '../support/nodes/play.ts';
import { CI_SEEDS, FAULTS } from '../support/nodes/schedule.ts';
import { countFaults } from '../support/oracle/nodes.ts';

/** Plays one again: SEED=3 node test/faults/several-nodes.test.ts */
const SEEDS = process.env['SEED'] === undefined ? CI_SEEDS : [Number(process.env['SEED'])];
const OPERATORS = 18;
const SAVED_WITHIN_MS = 50;
const SAFE_AGAIN_WITHIN_MS = 8_000;
/** A commit of a machine that has nothing else to do; what it takes longer here and now, all else may too. */
const QUIET_COMMIT_MS = 10;
const say = (line: string): void => console.log(line);

/** How often longer than its rule something may take on a machine that others load. */
function allowance({ commit }: PlayReport): number {
  return Math.max(1, commit.p99Ms / QUIET_COMMIT_MS);
}

test(`[D1] [D2] [D3] [D4] [H5] [H9] [L10] real hubs on real Redis through ${String(SEEDS.length)} schedules of faults`, async () => {
  const lanes = Math.min(3, SEEDS.length);
  const report = await playSchedules({ seeds: SEEDS, operators: OPERATORS, lanes, say });
  const { faults, played, saved, resumed, reports, safe } = report;
  say(JSON.stringify({ ...report, resumed: resumed.length, faults: countFaults(faults) }));
  for (const [kind, found] of Object.entries(faults)) assert.equal(found, [], kind);
  if (SEEDS === CI_SEEDS) assert.equal(Object.keys(played).sort(), [...FAULTS].sort());
  assert.is(safe, reports);
  assert.ok(reports > SEEDS.length * OPERATORS * 10, 'so few reports prove little');
  const mayBe = allowance(report);
  assert.ok(saved.p99Ms !== null && saved.p99Ms <= SAVED_WITHIN_MS * mayBe, `saved after ${String(saved.p99Ms)} ms`);
  const times = resumed.map(({ ms }) => ms ?? Infinity).sort((a, b) => a - b);
  const p99 = times[Math.floor(times.length * 0.99)] ?? Infinity;
  assert.ok(p99 <= SAFE_AGAIN_WITHIN_MS * mayBe, `safe again after ${String(p99)} ms`);
});

test('the oracle catches a real hub that applies every decision twice', async () => {
  const seeds = [1];
  const report = await playSchedules({
    seeds,
    faults: 0,
    operators: 6,
    lanes: 1,
    sabotage: 'double-apply',
    settleMs: 4_000,
  });
  assert.ok(report.faults.doubled.length > 0 && report.faults.apart.length > 0, JSON.stringify(report.faults));
});

test.run();
