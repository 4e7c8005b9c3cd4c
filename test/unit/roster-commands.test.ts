import type { Command } from '@hub/server/domain/commands.ts';
import type { Point } from '@hub/shared/model/point.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ADMINISTRATOR, aPoint, aReport, opening, people, pointId, Town } from '../support/builders.ts';

const importing = (points: readonly Point[], retireMissing = false): Command => ({
  type: 'ImportRoster',
  points,
  retireMissing,
});
const codes = (town: Town): string[] =>
  [...town.state.points()].filter(({ retired }) => !retired).map(({ point }) => point.id);

function town(): Town {
  return new Town([aPoint('DC01', { kind: 'host' }), aPoint('DC02'), aPoint('DC03')]);
}

test('[R11] an import edits what exists, adds what is new, and leaves the rest alone', () => {
  const t = town();
  const made = t.do(importing([aPoint('DC02', { summoned: 60 }), aPoint('DC03'), aPoint('DC04')]), ADMINISTRATOR);
  assert.equal(
    made.map(({ type }) => type),
    ['PointEdited', 'PointAdded'],
  );
  assert.equal(codes(t), ['DC01', 'DC02', 'DC03', 'DC04']);
  assert.is(t.point('DC02').point.summoned, 60);
});

test('[R11] an unchanged roster is no change, and does not raise its version', () => {
  const t = town();
  const version = t.session().rosterVersion;
  const same = [...t.state.points()].map(({ point }) => ({ ...point }));
  assert.equal(t.do(importing(same, true), ADMINISTRATOR), []);
  assert.is(t.session().rosterVersion, version);
});

test('[R11] what the file no longer names is retired only where that was asked for', () => {
  const t = town();
  t.connect('DC03').fault('power');
  const made = t.do(importing([aPoint('DC01', { kind: 'host' })], true), ADMINISTRATOR);
  assert.equal(codes(t), ['DC01']);
  assert.equal(
    made.map(({ type }) => type),
    ['PointRetired', 'PointRetired', 'IncidentResolved', 'DeviceRevoked'],
  );
});

test('[R11] a code given twice or a second host changes nothing', () => {
  const t = town();
  const invalid = { kind: 'roster-invalid', field: 'lines' };
  assert.equal(t.refusal(importing([aPoint('DC09'), aPoint('DC09')]), ADMINISTRATOR), invalid);
  assert.equal(t.refusal(importing([aPoint('DC09', { kind: 'host' })]), ADMINISTRATOR), invalid);
  const two = [aPoint('DC08', { kind: 'host' }), aPoint('DC09', { kind: 'host' })];
  assert.equal(t.refusal(importing(two, true), ADMINISTRATOR), invalid);
  assert.equal(codes(t), ['DC01', 'DC02', 'DC03']);
  assert.is(
    t.refusal(importing([aPoint('DC09', { kind: 'host' })], true), ADMINISTRATOR),
    undefined,
    'the old host goes',
  );
  const swap = [aPoint('DC01'), aPoint('DC02', { kind: 'host' })];
  assert.is(t.refusal(importing(swap), ADMINISTRATOR), undefined, 'the host moves');
});

test('[R12] single points: a code that exists, one that does not, and a second host', () => {
  const t = town();
  const refused = (command: Command) => t.refusal(command, ADMINISTRATOR);
  assert.equal(refused({ type: 'AddPoint', point: aPoint('DC02') }), { kind: 'conflict', field: 'line.id' });
  assert.equal(refused({ type: 'AddPoint', point: aPoint('DC09', { kind: 'host' }) }), {
    kind: 'conflict',
    field: 'line.kind',
  });
  assert.equal(refused({ type: 'EditPoint', point: aPoint('DC09') }), { kind: 'not-found', field: 'line.id' });
  assert.equal(refused({ type: 'EditPoint', point: aPoint('DC02', { kind: 'host' }) }), {
    kind: 'conflict',
    field: 'line.kind',
  });
  assert.equal(refused({ type: 'RetirePoint', pointId: pointId('DC09') }), { kind: 'not-found', field: 'pointId' });
  t.do({ type: 'RetirePoint', pointId: pointId('DC02') }, ADMINISTRATOR);
  assert.equal(refused({ type: 'RetirePoint', pointId: pointId('DC02') }), { kind: 'not-found', field: 'pointId' });
});

test('[R12] another link kind asks for other evidence at once', () => {
  const t = town();
  t.connect('DC02');
  t.pass(60_000);
  assert.is(t.link('DC02'), 'up');
  t.do({ type: 'EditPoint', point: aPoint('DC02', { linkKind: 'broadcast' }) }, ADMINISTRATOR);
  assert.is(t.link('DC02'), 'impaired(not-confirmed)');
});

test('[R12] [H3] a new number summoned holds for the reports that follow, not for those that were made', () => {
  const t = town();
  t.do(opening('r1'));
  t.do(aReport('DC02', 'r1', people(50)));
  t.do({ type: 'EditPoint', point: aPoint('DC02', { summoned: 60 }) }, ADMINISTRATOR);
  assert.is(t.point('DC02').rounds[0]?.revisions[0]?.summoned, 50);
  assert.equal(t.refusal(aReport('DC02', 'r1', people(50))), { kind: 'sum-mismatch', field: 'present' });
});

test('[L17] a retired code that is added again keeps its place, its reports and its rising fence, and none of its devices', () => {
  const t = town();
  t.connect('DC02', 'old');
  t.do(opening('r1'));
  t.do(aReport('DC02', 'r1', people(50)));
  const { index } = t.point('DC02');
  t.do({ type: 'RetirePoint', pointId: pointId('DC02') }, ADMINISTRATOR);
  t.do({ type: 'AddPoint', point: aPoint('DC02', { name: 'Hội trường mới' }) }, ADMINISTRATOR);
  const back = t.point('DC02');
  assert.equal([back.index, back.point.name, back.rounds.length], [index, 'Hội trường mới', 1]);
  assert.equal([back.deviceIds, back.penDeviceId, back.evidence.connections], [[], null, []]);
  t.claim('DC02', 'new');
  assert.is(t.point('DC02').fence, 2);
});

test('[L17] [L1] a point that was never seen comes back absent', () => {
  const t = town();
  t.do({ type: 'RetirePoint', pointId: pointId('DC02') }, ADMINISTRATOR);
  t.do({ type: 'AddPoint', point: aPoint('DC02') }, ADMINISTRATOR);
  assert.is(t.link('DC02'), 'absent');
});

test.run();
