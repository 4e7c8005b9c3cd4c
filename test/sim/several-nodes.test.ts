import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Break, BREAKS } from './node-machine.ts';
import { Broken, emptyTally, play } from './node-schedule.ts';

/** Rerun one: SEED=17 node test/sim/several-nodes.test.ts (with TRACE=1 for what happens). */
const ONLY = process.env['SEED'] === undefined ? null : Number(process.env['SEED']);
const SEEDS = Number(process.env['SEEDS'] ?? 2_000);
const BREAK_SEEDS = Number(process.env['BREAK_SEEDS'] ?? 2_000);
/** What shows only in a rare history is looked for there first. */
const SHOWN_BY: Partial<Record<Break, number>> = { 'entry-alone': 656, 'no-republish': 853 };
const BROKEN = (process.env['BREAK'] ?? null) as Break | null;

async function rerunnable(seed: number, run: () => Promise<string>): Promise<string> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Broken) error.message += ` (again: SEED=${String(seed)} node test/sim/several-nodes.test.ts)`;
    throw error;
  }
}

test('[D1] [D2] [D8] [D9] several nodes over a carrier that loses, doubles, parts and forgets: nothing saved is lost or doubled', async () => {
  const tally = emptyTally();
  const seeds = ONLY === null ? Array.from({ length: SEEDS }, (_, seed) => seed + 1) : [ONLY];
  for (const seed of seeds) await rerunnable(seed, () => play(seed, tally, BROKEN));
  if (ONLY !== null) return;
  for (const [fault, times] of Object.entries(tally.faults)) assert.ok(times > 0, `${fault} never happened`);
  assert.ok(tally.saved > SEEDS * 10 && tally.safe > SEEDS * 10, JSON.stringify(tally));
  assert.ok(tally.rewound > 0 && tally.repeated > 0 && tally.takeovers > SEEDS, JSON.stringify(tally));
  assert.ok(tally.refused > 0 && tally.leapt > 0, JSON.stringify(tally));
});

if (ONLY === null) {
  test('[D1] the same seed gives the same history', async () => {
    for (const seed of [3, 14, 15]) {
      assert.is(await play(seed, emptyTally(), null), await play(seed, emptyTally(), null));
    }
  });

  for (const broken of BREAKS) {
    test(`the simulation catches a node that is broken: ${broken}`, async () => {
      const first = SHOWN_BY[broken] ?? 1;
      for (let tried = 0; tried < BREAK_SEEDS; tried++) {
        try {
          await play(((first + tried - 1) % BREAK_SEEDS) + 1, emptyTally(), broken);
        } catch (error) {
          if (error instanceof Broken) return;
          throw error;
        }
      }
      assert.unreachable(`${broken} was not noticed in ${String(BREAK_SEEDS)} histories`);
    });
  }
}

test.run();
