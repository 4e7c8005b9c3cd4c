import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ConnectionId, PointId } from '@hub/shared/model/ids.ts';
import { somePoint } from '../support/direct-hub.ts';
import { rename, renamePoint, Stage } from '../support/stage.ts';

const DC01 = 'DC01' as PointId;

test('[V1] a first view is a snapshot of the whole roster, in its order', () => {
  const stage = new Stage(3);
  const [snapshot, ...others] = stage.watch().read('view:snapshot');
  assert.is(others.length, 0);
  assert.equal(
    snapshot?.rows.map((row) => row.id),
    ['DC01', 'DC02', 'DC03'],
  );
  assert.is(snapshot?.role, 'controller');
  assert.is(snapshot?.totals.points, 3);
  assert.is(snapshot?.totals.summoned, 41 + 42 + 43);
  assert.is(snapshot?.at, stage.clock.now());
});

test('[V2] [V3] a patch starts at the cursor of the last message and holds the changed fields alone', () => {
  const stage = new Stage();
  const screen = stage.watch();
  const [snapshot] = screen.read('view:snapshot');
  renamePoint(stage, 1, 'Phố 1');
  stage.clock.advance(8);
  renamePoint(stage, 2, 'Phố 2');
  stage.clock.advance(8);
  const [first, second, ...others] = screen.read('view:patch');
  assert.is(others.length, 0);
  assert.is(first?.from, snapshot?.cursor);
  assert.is(second?.from, first?.to);
  assert.equal(first?.rows, [{ id: 'DC01', shortName: 'Phố 1' }]);
  assert.equal(Object.keys(second ?? {}).sort(), ['at', 'from', 'rows', 'session', 'to']);
});

test('[V3] what is changed and changed back before the flush is not sent', () => {
  const stage = new Stage();
  const screen = stage.watch();
  const version = stage.hub.projection.session()?.rosterVersion ?? 0;
  renamePoint(stage, 1, 'Phố 1');
  renamePoint(stage, 1, 'KP 1');
  stage.clock.advance(8);
  const [patch] = screen.read('view:patch');
  assert.is(patch?.rows, undefined);
  assert.is(patch?.session?.rosterVersion, version + 2);
});

test('[V3] a fact that shows on no screen makes no patch', () => {
  const stage = new Stage();
  const screen = stage.watch();
  stage.hub.claim(DC01, 'phone');
  stage.clock.advance(100);
  assert.equal(screen.read('view:patch'), []);
});

test('a change leaves at once after a lull, and those that follow share a frame 8 ms later', () => {
  const stage = new Stage();
  const screen = stage.watch();
  stage.clock.advance(20);
  rename(stage, 'A');
  stage.clock.advance(0);
  assert.is(screen.read('view:patch').length, 1);
  rename(stage, 'B');
  rename(stage, 'C');
  stage.clock.advance(7);
  assert.is(screen.read('view:patch').length, 0);
  stage.clock.advance(1);
  const patches = screen.read('view:patch');
  assert.is(patches.length, 1);
  assert.is(patches[0]?.session?.title, 'C');
});

test('[V4] a row that leaves the filter is gone, and comes back whole', () => {
  const stage = new Stage(2);
  const screen = stage.watch({ filter: { states: ['absent'] } });
  const phone = stage.hub.claim(DC01, 'phone');
  const connectionId = 'c1' as ConnectionId;
  stage.clock.advance(10);
  stage.hub.handle({ type: 'OpenConnection', deviceId: phone.deviceId, connectionId }, phone);
  stage.clock.advance(10);
  assert.equal(screen.read('view:patch').at(-1)?.gone, [DC01]);

  const areas = stage.watch({ filter: { areas: ['Xã Tân Lập'] } });
  assert.equal(
    areas.read('view:snapshot')[0]?.rows.map((row) => row.id),
    [DC01],
  );
  stage.hub.handle({ type: 'EditPoint', point: somePoint(2, { area: 'Xã Tân Lập' }) });
  stage.clock.advance(10);
  const [row] = areas.read('view:patch').at(-1)?.rows ?? [];
  assert.is(row?.id, 'DC02');
  assert.is(row?.name, 'Nhà văn hóa khu phố 2');
  assert.is(row?.link?.state, 'absent');
});

test('[V4] a retired point is gone, and its share with it; added again it is back in its place', () => {
  const stage = new Stage(3);
  const screen = stage.watch();
  stage.hub.handle({ type: 'RetirePoint', pointId: DC01 });
  stage.clock.advance(10);
  const [patch] = screen.read('view:patch');
  assert.equal(patch?.gone, [DC01]);
  assert.is(patch?.totals?.points, 2);
  assert.is(patch?.totals?.summoned, 42 + 43);
  stage.hub.handle({ type: 'AddPoint', point: somePoint(1) });
  stage.clock.advance(10);
  const [back] = screen.read('view:patch');
  assert.is(back?.rows?.[0]?.index, 0);
  assert.is(back?.totals?.points, 3);
});

test('[V4] totals, session and incidents are those of the whole roster, whatever the filter', () => {
  const stage = new Stage(4);
  const filtered = stage.watch({ filter: { areas: ['Xã Tân Lập'] } });
  const [snapshot] = filtered.read('view:snapshot');
  assert.is(snapshot?.rows.length, 2);
  assert.is(snapshot?.totals.points, 4);
  const phone = stage.hub.claim('DC02' as PointId, 'phone');
  stage.hub.handle({ type: 'ReportFault', pointId: phone.pointId, fault: 'power', present: true }, phone);
  stage.clock.advance(10);
  const [patch] = filtered.read('view:patch');
  assert.equal(
    patch?.incidents?.map((incident) => incident.pointId),
    ['DC02'],
  );
  assert.is(patch?.rows, undefined);
});

test('[V5] a beat follows each second of silence, and says where the view should be', () => {
  const stage = new Stage();
  const screen = stage.watch();
  const [snapshot] = screen.read('view:snapshot');
  stage.clock.advance(999);
  assert.equal(screen.read('view:beat'), []);
  stage.clock.advance(1);
  assert.equal(screen.read('view:beat'), [{ cursor: snapshot?.cursor, at: stage.clock.now() }]);
  stage.clock.advance(600);
  rename(stage, 'A');
  stage.clock.advance(900);
  assert.equal(screen.read('view:beat'), [], 'a patch is a sign of life as well');
  stage.clock.advance(200);
  assert.is(screen.read('view:beat')[0]?.cursor, screen.read('view:patch')[0]?.to);
});

test('[V6] a view that comes back with its cursor gets the missing patches as one', () => {
  const stage = new Stage();
  const screen = stage.watch();
  const cursor = screen.read('view:snapshot')[0]?.cursor;
  stage.publisher.unsubscribe(screen.id);
  screen.vanish();
  for (const name of ['A', 'B', 'C']) {
    renamePoint(stage, 1, name);
    stage.clock.advance(10);
  }
  const again = stage.watch({ cursor });
  assert.equal(again.read('view:snapshot'), []);
  const [merged, ...others] = again.read('view:patch');
  assert.is(others.length, 0);
  assert.is(merged?.from, cursor);
  assert.equal(merged?.rows, [{ id: 'DC01', shortName: 'C' }]);
  const once = stage.watch({ cursor: merged?.to });
  assert.is(once.read('view:beat')[0]?.cursor, merged?.to, 'nothing missed: a beat says so');
});

test('[V6] a cursor of another filter, of another life, too old or made up gets a snapshot', () => {
  const stage = new Stage();
  const cursor = stage.watch().read('view:snapshot')[0]?.cursor ?? '';
  assert.is(stage.watch({ cursor, filter: { areas: ['Xã Tân Lập'] } }).read('view:snapshot').length, 1);
  for (const made of [
    '',
    'x',
    `${cursor}zzzz`,
    `${cursor.split('.')[0]}.-1`,
    `${cursor.split('.')[0]}.`,
    '__proto__.0',
  ]) {
    assert.is(stage.watch({ cursor: made }).read('view:snapshot').length, 1, made);
  }
  rename(stage, 'A');
  stage.clock.advance(31_000);
  rename(stage, 'B');
  stage.clock.advance(10);
  assert.is(stage.watch({ cursor }).read('view:snapshot').length, 1, 'older than the ring');
  stage.restart();
  assert.is(stage.watch({ cursor }).read('view:snapshot').length, 1, 'another life');
});

test('a snapshot is made once per cursor and shared, until its time would mislead a clock', () => {
  const stage = new Stage();
  const [a] = stage.watch().read('view:snapshot');
  const [b] = stage.watch().read('view:snapshot');
  assert.is(a, b);
  const [admin] = stage.watch({ role: 'administrator' }).read('view:snapshot');
  assert.is(admin?.role, 'administrator');
  assert.is(admin?.rows, a?.rows);
  stage.clock.advance(300);
  assert.is(stage.watch().read('view:snapshot')[0]?.at, stage.clock.now());
});

test('one message per view class and flush, however many screens watch', () => {
  const stage = new Stage();
  for (let i = 0; i < 20; i++) stage.watch({ role: i % 2 ? 'technician' : 'controller' });
  stage.watch({ filter: { areas: ['B', 'A'] } });
  stage.watch({ filter: { areas: ['A', 'B', 'A'], states: [] } });
  assert.is(stage.publisher.counts().classes, 2);
  const before = stage.channels.broadcasts;
  rename(stage, 'A');
  stage.clock.advance(10);
  assert.is(stage.channels.broadcasts - before, 2);
});

test.run();
