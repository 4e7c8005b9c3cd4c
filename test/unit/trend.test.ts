import { trendLine, TREND_HEIGHT, TREND_WIDTH } from '@hub/client/control/trend-line.ts';
import { currentRound, frozenRosterOf } from '@hub/server/hub/board-source.ts';
import { foldLog } from '@hub/server/hub/refold.ts';
import { recountTotals } from '@hub/server/hub/totals.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { aReport, CONTROLLER, opening, people } from '../support/builders.ts';
import { HubRig } from '../support/hub-rig.ts';
import { Random } from '../support/random.ts';
import { randomCommand } from '../support/random-commands.ts';

const STEP = 30_000;
const report = (rig: HubRig, id: string, present: number) =>
  rig.ok(aReport(id, 'r1', people(present, 50 - present)), CONTROLLER);

test('[K3] [G2] the trend begins with the round, keeps what each step ended with, and is the same after a restart', async () => {
  const rig = await HubRig.live(3);
  assert.is(rig.hub.projection.trend(), null);
  const since = rig.clock.now();
  await rig.ok(opening('r1'));
  assert.equal(rig.hub.projection.trend(), { since, stepMs: STEP, up: [0], present: [0] });
  await report(rig, 'DC01', 40);
  rig.clock.advance(STEP / 2);
  await report(rig, 'DC02', 30);
  rig.clock.advance(STEP / 2);
  await report(rig, 'DC03', 20);
  assert.equal(rig.hub.projection.trend()?.present, [0, 70], 'what comes at the end of a step belongs to the next');
  rig.clock.advance(3 * STEP);
  await report(rig, 'DC03', 10);
  assert.equal(rig.hub.projection.trend()?.present, [0, 70, 90, 90, 90]);
  const { projection } = await foldLog(rig.log);
  assert.equal(projection.trend(), rig.hub.projection.trend());
});

test('[K3] a long round has no more steps than a short one, and they stay true', async () => {
  const rig = await HubRig.live(2);
  await rig.ok(opening('r1'));
  for (let step = 0; step < 500; step++) {
    rig.clock.advance(STEP);
    await report(rig, 'DC01', step % 40);
  }
  const trend = rig.hub.projection.trend();
  assert.ok(trend && trend.present.length <= 61 && trend.present.length > 30, String(trend?.present.length));
  for (const [i, value] of (trend?.present ?? []).entries()) {
    // The report of minute n came with its end, so the step before it ended with the one before.
    const steps = (i * (trend?.stepMs ?? 0)) / STEP;
    assert.is(value, steps < 2 ? 0 : (steps - 2) % 40, `after ${steps}`);
  }
});

test('[K3] [H7] the figures it goes on from are those of a recount, after whatever traffic', async () => {
  let compared = 0;
  for (let seed = 1; seed <= 25; seed++) {
    const random = new Random(seed);
    const rig = await HubRig.live(6);
    for (let step = 0; step < 120; step++) {
      const { command, actor } = randomCommand(random, rig.hub.projection, `${seed}-${step}`);
      await rig.ask(command, actor);
      rig.clock.advance(random.chance(0.03) ? 660_000 : random.int(0, 12_000));
      const { projection } = rig.hub;
      const session = projection.session();
      const round = currentRound(session);
      assert.is(projection.trend() === null, round === null);
      if (!round) continue;
      const { byState, present } = recountTotals(projection.points(), round.id, 0, frozenRosterOf(session, round.id));
      assert.equal(projection.trendFigures(), { up: byState.up, present }, `seed ${seed}, step ${step}`);
      compared++;
    }
  }
  assert.ok(compared > 500, `${compared} with a round`);
});

test('[K3] the line reaches from the opening to now; a small loss of many shows', () => {
  const trend = { since: 0, stepMs: 30_000, up: [87, 89], present: [0, 2_000] };
  const ys = (line: string) => line.split(' ').map((point) => Number(point.split(',')[1]));
  const xs = (line: string) => line.split(' ').map((point) => Number(point.split(',')[0]));
  const links = trendLine(trend, 'up', 88, 60_000);
  assert.equal(xs(links), [0, TREND_WIDTH / 2, TREND_WIDTH]);
  assert.equal(ys(links), [TREND_HEIGHT - 1, 1, TREND_HEIGHT / 2], 'from the least, not from 0');
  const people = ys(trendLine(trend, 'present', 4_000, 60_000));
  assert.equal(people, [TREND_HEIGHT - 1, TREND_HEIGHT / 2, 1]);
  for (const line of [trendLine(trend, 'up', 0, 0), trendLine({ ...trend, up: [0] }, 'up', 0, 0)]) {
    assert.ok([...xs(line), ...ys(line)].every(Number.isFinite), line);
  }
});

test.run();
