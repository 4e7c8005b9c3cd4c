import type { Command } from '@hub/server/domain/commands.ts';
import { DEFAULT_POLICY } from '@hub/server/domain/policy.ts';
import { pointView } from '@hub/server/hub/point-views.ts';
import type { CheckItem, CheckState } from '@hub/shared/model/checklist.ts';
import type { PointId } from '@hub/shared/model/ids.ts';
import { fitsReadiness, markReached, READINESS_FILTERS, readinessOf } from '@hub/shared/view/readiness.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { somePoint } from '../support/direct-hub.ts';
import { pointRow } from '../support/point-row.ts';
import { Stage } from '../support/stage.ts';

const DC01 = 'DC01' as PointId;

function preparing() {
  const stage = new Stage();
  stage.hub.handle({ type: 'EditPoint', point: somePoint(1, { backupLine: '4G' }) });
  const phone = stage.hub.claim(DC01, 'phone');
  const prep = (): number => stage.hub.projection.session()?.prep ?? -1;
  const check = (item: CheckItem, state: CheckState, of = prep()): Command => ({
    type: 'CheckItem',
    pointId: DC01,
    prep: of,
    item,
    state,
  });
  const seen = (): unknown => {
    stage.clock.advance(10);
    return stage.watch().read('view:snapshot')[0]?.rows[0]?.checks;
  };
  const asked = () =>
    pointView(stage.hub.projection, phone.deviceId, 0, {
      mediaConfigured: false,
      video: null,
      jump: DEFAULT_POLICY.jump,
    })?.checklist;
  return { stage, hub: stage.hub, phone, prep, check, seen, asked };
}

test('[P1] each item is said in order or not, and the desks and the phone see it', () => {
  const { hub, phone, check, seen, asked } = preparing();
  assert.equal(
    asked()?.items.map(({ item, state }) => [item, state]),
    [
      ['camera', null],
      ['microphone', null],
      ['power', null],
      ['backup-line', null],
    ],
  );
  assert.equal(seen(), {});
  hub.handle(check('camera', 'ok'), phone);
  hub.handle(check('microphone', 'problem'), phone);
  assert.equal(hub.handle(check('microphone', 'problem'), phone), { ok: true, facts: [] });
  assert.equal(seen(), { camera: 'ok', microphone: 'problem' });
  hub.handle(check('microphone', 'ok'), phone);
  assert.equal(seen(), { camera: 'ok', microphone: 'ok' });
  assert.equal(
    asked()?.items.map(({ state }) => state),
    ['ok', 'ok', null, null],
  );
});

test('[P1] [S2] every phase begins with an empty checklist, and takes no tap that was made in another', () => {
  const { hub, phone, prep, check, seen, asked } = preparing();
  hub.handle(check('camera', 'ok'), phone);
  const first = prep();
  hub.handle({ type: 'EnterPhase', phase: 'rehearsal' });
  assert.equal(seen(), {});
  assert.equal(hub.handle(check('camera', 'ok', first), phone), { ok: false, kind: 'conflict', field: 'prep' });
  hub.handle(check('power', 'ok'), phone);
  assert.equal(seen(), { power: 'ok' });
  hub.handle({ type: 'EnterPhase', phase: 'planned' });
  assert.equal(seen(), {}, 'yesterday’s rehearsal says nothing of today');
  hub.handle({ type: 'EnterPhase', phase: 'live' });
  assert.is(asked(), null, 'once it runs link states and faults say it');
  assert.equal(hub.handle(check('power', 'ok'), phone), { ok: false, kind: 'wrong-phase' });
});

test('[P1] who only watches television has no camera, and what the roster does not name is not asked', () => {
  const { hub, phone, check, asked } = preparing();
  hub.handle({ type: 'EditPoint', point: somePoint(1, { linkKind: 'broadcast', backupLine: '' }) });
  assert.equal(
    asked()?.items.map(({ item }) => item),
    ['power'],
  );
  assert.equal(hub.handle(check('camera', 'ok'), phone), { ok: false, kind: 'invalid', field: 'item' });
});

test('[P1] [L8] a device that waits to be let in is asked nothing', () => {
  const { stage } = preparing();
  const second = stage.hub.claim(DC01, 'second');
  assert.is(
    pointView(stage.hub.projection, second.deviceId, 0, {
      mediaConfigured: false,
      video: null,
      jump: DEFAULT_POLICY.jump,
    })?.checklist,
    null,
  );
});

test('[P2] the list counts who is not in and what is not confirmed, worst first, and each filter what it names', () => {
  const all = { camera: 'ok', microphone: 'ok', power: 'ok' } as const;
  const rows = [
    pointRow(0, { checks: all }),
    pointRow(1, { devices: 0, checks: all }),
    pointRow(2, { checks: { ...all, power: 'problem' } }),
    pointRow(3, { backupLine: '4G', checks: all }),
    pointRow(4, { linkKind: 'broadcast', checks: { power: 'ok' } }),
    pointRow(5, { devices: 0 }),
  ];
  const readiness = readinessOf(rows);
  const { points, ready, out, problems, unconfirmed, byItem } = readiness;
  assert.equal(
    { points, ready, out, problems, unconfirmed },
    { points: 6, ready: 2, out: 2, problems: 1, unconfirmed: 3 },
  );
  assert.equal(byItem, { camera: 1, microphone: 1, power: 2, 'backup-line': 1 });
  assert.equal(
    readiness.notReady.map(({ row }) => row.index),
    [1, 5, 2, 3],
  );
  const counts = READINESS_FILTERS.map((one) => readiness.notReady.filter((point) => fitsReadiness(point, one)).length);
  assert.equal(counts, [4, 2, 1, 1, 1, 2, 1]);
});

test('[P3] [S5] the marks are of the hub’s time before the planned beginning', () => {
  const at = 10_000_000;
  const minutes = (left: number): number => at - left * 60_000;
  assert.is(markReached(null, at), null);
  const reached = [61, 60, 31, 30, 10.01, 10, 0, -5].map((left) => markReached(at, minutes(left)));
  assert.equal(reached, [null, 60, 60, 30, 30, 10, 10, 10]);
});

test.run();
