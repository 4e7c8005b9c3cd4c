import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { believableFigures, withFewerSummoned, withLateArrival } from '@hub/scripts/simulate/figures.ts';
import { planMorning, type Cast } from '@hub/scripts/simulate/morning.ts';
import { SimulatedOperator } from '@hub/scripts/simulate/operator.ts';
import { parseDuration, parseSimulateOptions, UsageError } from '@hub/scripts/simulate/options.ts';
import { seededRandom } from '@hub/scripts/simulate/random.ts';
import { memoryRecorder } from '@hub/scripts/simulate/record.ts';
import { readInvitations } from '@hub/scripts/simulate/sign-in.ts';
import { inventTown } from '@hub/scripts/simulate/town.ts';
import { rosterLine } from '@hub/shared/protocol/up.ts';
import { foldReports } from '../support/oracle/records.ts';

const cast: Cast[] = inventTown(89, 3).map(({ id, carrier }) => ({ id, carrier }));

test('the same seed plays the same morning, another seed another', () => {
  assert.equal(planMorning(cast, 7), planMorning(cast, 7));
  assert.not.equal(planMorning(cast, 7).scenes, planMorning(cast, 8).scenes);
});

test('a morning has everything that is to be seen in a demo', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const morning = planMorning(cast, seed);
    const kinds = new Set(morning.scenes.map((scene) => scene.kind));
    assert.equal([...kinds].sort(), ['fault', 'freeze', 'outage', 'phase', 'round']);
    assert.ok(
      morning.parts.some((part) => part.wrongSumIn.length > 0),
      'a wrong sum is corrected',
    );
    assert.ok(
      morning.parts.some((part) => part.leavesAt !== null),
      'some leave',
    );
    assert.ok(
      morning.scenes.some((scene) => scene.kind === 'outage' && scene.points.length > 10),
      'a carrier goes down',
    );
    const flaps = morning.scenes.filter((scene) => scene.kind === 'outage' && scene.points[0] === morning.flapping);
    assert.ok(flaps.length >= 3, 'a point flaps');
    const silent = morning.parts.find((part) => part.id === morning.silent);
    assert.is(silent?.reportsAfter[0], null, 'a point stays silent');
  }
});

test('[H3] believable figures add up to the number summoned, or say why not', () => {
  const random = seededRandom(5);
  for (let summoned = 0; summoned < 200; summoned++) {
    const figures = believableFigures(summoned, random);
    const sum = (of: typeof figures): number => of.present + of.excused + of.unexcused;
    assert.is(sum(figures), summoned);
    assert.is(sum(withLateArrival(figures)), summoned);
    const fewer = withFewerSummoned(figures, summoned);
    assert.is(sum(fewer), fewer.summoned);
    assert.ok(fewer.reason !== undefined);
    for (const value of [figures.present, figures.excused, figures.unexcused, fewer.present]) assert.ok(value >= 0);
  }
});

test('an invented town is a roster the hub takes', () => {
  const town = inventTown(1_000, 1);
  assert.is(new Set(town.map((line) => line.id)).size, 1_000);
  assert.is(town.filter((line) => line.kind === 'host').length, 1);
  for (const line of town) rosterLine.parse(line);
});

test('an operator that is stopped notes nothing of a report it never sent', () => {
  const record = memoryRecorder();
  const operator = new SimulatedOperator({
    hub: 'http://127.0.0.1:9',
    credential: { role: 'operator', key: 'key', deviceId: 'device', pointId: 'DC01' },
    random: seededRandom(1),
    record,
  });
  void operator.report('round', believableFigures(30, seededRandom(2)));
  assert.is(operator.outstanding, 1);
  operator.stop();
  assert.equal(foldReports(record.lines), []);
});

test('options are read, and wrong ones are named', () => {
  const options = parseSimulateOptions([
    '--points',
    '12',
    '--for',
    '2m',
    '--speed',
    '30',
    '--no-lead',
    '--hub',
    'http://h:1/',
  ]);
  if (options === 'help') throw new Error('help was not asked for');
  assert.is(options.points, 12);
  assert.is(options.forMs, 120_000);
  assert.is(options.speed, 30);
  assert.is(options.lead, false);
  assert.is(options.hub, 'http://h:1');
  assert.is(parseSimulateOptions(['--help']), 'help');
  assert.throws(
    () => parseSimulateOptions(['--points', 'all']),
    (error: unknown) => error instanceof UsageError,
  );
  assert.throws(
    () => parseDuration('--for', 'soon'),
    (error: unknown) => error instanceof UsageError,
  );
});

test('[A4] a links file is read with the secret behind the #', () => {
  const text = JSON.stringify({ links: [{ role: 'operator', pointId: 'DC01', url: 'http://h/#abc' }] });
  assert.equal(readInvitations(text), [{ role: 'operator', pointId: 'DC01', secret: 'abc' }]);
  assert.throws(() => readInvitations('{"links":[{"role":"operator","url":"http://h/"}]}'));
});

test.run();
