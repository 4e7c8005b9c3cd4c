import type { RecordedFact } from '@hub/server/domain/events.ts';
import { foldLog } from '@hub/server/hub/refold.ts';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ADMINISTRATOR, aPoint, HEAD } from '../support/builders.ts';
import { dump, HubRig } from '../support/hub-rig.ts';
import { RuleBook, type LoggedFact } from '../support/oracle/rule-book.ts';
import { outage } from '../support/outage.ts';
import { randomCommand } from '../support/random-commands.ts';
import { Random } from '../support/random.ts';

const SEED = Number(process.env['SEED'] ?? 20_261_128);
const RUNS = Number(process.env['RUNS'] ?? 1_500);

/** What several people ask at the same moment, each of whatever role, and how much later the next do. */
const step = fc.record({
  asks: fc.array(fc.nat(), { minLength: 1, maxLength: 5 }),
  /** Two people press the same at once. */
  twice: fc.boolean(),
  /** A carrier goes down at that moment. */
  outage: fc.nat(24).map((dice) => dice === 0),
  waitMs: fc.oneof(fc.nat(3_000), fc.nat(40_000), fc.constant(130_000)),
});

async function town(): Promise<{ rig: HubRig; facts: RecordedFact[] }> {
  const rig = await HubRig.open();
  const facts = rig.follow();
  await rig.ok({ type: 'CreateSession', head: HEAD }, ADMINISTRATOR);
  const points = Array.from({ length: 6 }, (_, i) => aPoint(`DC0${i + 1}`));
  await rig.ok({ type: 'ImportRoster', points, retireMissing: false }, ADMINISTRATOR);
  await rig.ok({ type: 'EnterPhase', phase: 'live' });
  return { rig, facts };
}

const asLogged = ({ at, run, actor, fact }: RecordedFact): LoggedFact => ({
  at,
  run,
  actor,
  fact: JSON.parse(JSON.stringify(fact)) as LoggedFact['fact'],
});

const held = new Map<string, number>();

test(`[H3] [H4] [H7] [H8] [H10] [H12] [H13] [I1] [I2] [I3] [I4] [I5] [I6] [F1] [F2] [F3] [F4] [F5] [F6] [S1] [S2] [S3] [S4] [S5] [S6] [S9] whatever all roles ask at once, the log breaks no rule (SEED=${SEED} RUNS=${RUNS})`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 160 }), async (steps) => {
      const { rig, facts } = await town();
      const book = new RuleBook();
      let read = 0;
      for (const [at, { asks, twice, outage: goesDown, waitMs }] of steps.entries()) {
        const together = asks.map((ask) =>
          randomCommand(new Random(ask), rig.hub.projection, `${at}-${ask}-${rig.hub.projection.head}`),
        );
        const [first] = together;
        const all = twice && first ? [...together, first] : together;
        const outcomes = await Promise.all(all.map(({ command, actor }) => rig.ask(command, actor)));
        assert.ok(
          outcomes.every((outcome) => outcome.ok || outcome.kind !== 'internal'),
          String(rig.logged.at(-1)),
        );
        rig.clock.advance(waitMs);
        if (goesDown) await outage(rig);
        for (; read < facts.length; read++) {
          const fact = facts[read];
          if (fact) book.read(asLogged(fact));
        }
        if (book.broken.length > 0) throw new Error(`broken ${book.broken.join('\n')}`);
      }
      const { projection } = await foldLog(rig.log);
      assert.is(dump(projection), dump(rig.hub.projection));
      for (const [what, count] of book.held) held.set(what, (held.get(what) ?? 0) + count);
    }),
    { seed: SEED, numRuns: RUNS, includeErrorInReport: true },
  );
});

test('each rule met the facts it speaks of', () => {
  const met = new Set([...held.keys()].map((key) => key.split(' ')[0]));
  const rules = 'H3 H4 H7 H8 H10 H12 H13 I1 I2 I3 I4 I5 I6 F1 F2 F3 F4 F5 F6 S1 S2 S3 S4 S5 S6 S9'.split(' ');
  assert.equal(
    rules.filter((rule) => !met.has(rule)),
    [],
    'rules that no fact was held against',
  );
});

test.run();
