import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { whyNoDiskImages } from '../support/crash/disk-image.ts';
import { runKillRounds } from '../support/crash/kill-rounds.ts';
import { runPowerCuts } from '../support/crash/power-cuts.ts';

const SEED = Number(process.env['SEED'] ?? 1);
const POINTS = 40;

/** What a kill of the process shows. A fault is found at the first look, or at the last one, over all revisions. */
const BY_KILLS: readonly {
  readonly sabotage: string;
  readonly breaks: string;
  readonly shows: RegExp;
  readonly rounds: number;
}[] = [
  { sabotage: 'ack-before-commit', breaks: '[H9] acknowledging before the commit', shows: /shows|lost/, rounds: 8 },
  { sabotage: 'no-dedup', breaks: '[H5] no deduplication', shows: /doubled/, rounds: 2 },
  {
    sabotage: 'lose-a-batch',
    breaks: '[H9] a lost batch',
    // Which batch is the lost one goes by how the log grouped them: reports, or somebody's signing in.
    shows: /shows|lost|never answered|knows its controller no more|does not start/,
    rounds: 8,
  },
  { sabotage: 'double-fold', breaks: '[G2] a double fold', shows: /doubled/, rounds: 1 },
];

for (const { sabotage, breaks, shows, rounds } of BY_KILLS) {
  test(`the checker catches ${breaks} (SEED=${String(SEED)})`, async () => {
    const report = await runKillRounds({ rounds, points: POINTS, seed: SEED, sabotage, untilFault: true });
    console.log(JSON.stringify({ sabotage, ...report, faults: report.faults.slice(0, 2) }));
    assert.ok(
      report.faults.some((fault) => shows.test(fault)),
      `${sabotage} went unnoticed in ${String(report.rounds)} kills: the checker is blind to it`,
    );
  });
}

const obstacle = whyNoDiskImages();
if (obstacle !== null) console.log(`SKIPPED: disk images cannot be mounted here (${obstacle})`);

// A killed process leaves its writes to the system, which keeps them: only a power cut shows what was not synced.
(obstacle === null ? test : test.skip)(
  `the checker catches [H9] synchronous=NORMAL under power cuts (SEED=${String(SEED)})`,
  async () => {
    const report = await runPowerCuts({
      cuts: 8,
      points: POINTS,
      seed: SEED,
      sabotage: 'synchronous-normal',
      untilFault: true,
    });
    console.log(JSON.stringify({ sabotage: 'synchronous-normal', ...report, faults: report.faults.slice(0, 2) }));
    assert.ok(report.faults.length > 0, 'synchronous=NORMAL went unnoticed: the checker is blind to it');
  },
);

test.run();
