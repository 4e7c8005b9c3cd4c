import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { whyNoDiskImages } from '../support/crash/disk-image.ts';
import { runPowerCuts } from '../support/crash/power-cuts.ts';

const SEED = Number(process.env['SEED'] ?? 1);
const CUTS = 10;
const obstacle = whyNoDiskImages();
if (obstacle !== null) console.log(`SKIPPED: disk images cannot be mounted here (${obstacle})`);

(obstacle === null ? test : test.skip)(
  `[H9] ${String(CUTS)} power cuts while operators report lose nothing that was acknowledged (SEED=${String(SEED)})`,
  async () => {
    const report = await runPowerCuts({ cuts: CUTS, points: 40, seed: SEED });
    console.log(JSON.stringify({ ...report, faults: report.faults.length }));
    assert.equal(report.faults, []);
    assert.ok(report.acked > CUTS * 40, `only ${String(report.acked)} reports were acknowledged, which proves little`);
  },
);

test.run();
