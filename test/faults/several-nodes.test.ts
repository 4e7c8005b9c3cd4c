import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { playSchedules } from '../support/nodes/play.ts';
import { CI_SEEDS, FAULTS } from '../support/nodes/schedule.ts';

/** Plays one again: SEED=3 node test/faults/several-nodes.test.ts */
const SEEDS = process.env['SEED'] === undefined ? CI_SEEDS : [Number(process.env['SEED'])];

test(`[D1] [D2] [D3] [H5] [H9] [L10] real hubs on real Redis through ${String(SEEDS.length)} schedules of faults`, async () => {
  const report = await playSchedules({
    seeds: SEEDS,
    operators: 30,
    lanes: Math.min(4, SEEDS.length),
    say: (line) => console.log(line),
  });
  const { faults, played, saved, commit, resumed, reports, safe } = report;
  console.log(JSON.stringify({ ...report, resumed: resumed.length, faults: Object.values(faults).flat().slice(0, 5) }));
  for (const [kind, found] of Object.entries(faults)) assert.equal(found, [], kind);
  if (SEEDS === CI_SEEDS) assert.equal(Object.keys(played).sort(), [...FAULTS].sort());
  assert.ok(reports > SEEDS.length * 300, 'so few reports prove little');
  assert.is(safe, reports);
  assert.ok(saved.p99Ms !== null && commit.p99Ms > 0);
});

test.run();
