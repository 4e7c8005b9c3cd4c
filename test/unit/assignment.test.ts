import { colleagues, mineFirst, isMine, unreadNotes } from '@hub/client/staff/mine.ts';
import { Attendance, ATTEND_LEASE_MS } from '@hub/server/hub/attendance.ts';
import { trailCsv } from '@hub/server/report/trail.ts';
import type { Command } from '@hub/server/domain/commands.ts';
import type { Actor } from '@hub/server/domain/events.ts';
import type { DeviceId, GrantId, HandoverId, PersonalId, PointId } from '@hub/shared/model/ids.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CONTROLLER } from '../support/builders.ts';
import { pointRow } from '../support/point-row.ts';
import { Stage } from '../support/stage.ts';

const DC01 = 'DC01' as PointId;
const DC02 = 'DC02' as PointId;

const take = (pointIds: readonly PointId[], takeOver = false): Command => ({ type: 'TakePoints', pointIds, takeOver });
const pass = (pointIds: readonly PointId[], to: Actor | null): Command => ({
  type: 'PassPoints',
  pointIds,
  to: to?.deviceId ?? null,
});
const note = (id: string, to: Actor | null = null): Command => ({
  type: 'LeaveHandover',
  handoverId: id as HandoverId,
  textId: `text-${id}` as PersonalId,
  to: to?.deviceId ?? null,
});

function staffed() {
  const stage = new Stage();
  const one = stage.hub.hire('KTV 1', 'technician');
  const two = stage.hub.hire('KTV 2', 'technician');
  const chair = stage.hub.hire('Kiểm soát 1', 'controller');
  const wall = stage.hub.hire('Màn hình', 'wall');
  const owners = (): (string | null)[] => {
    stage.clock.advance(10);
    return (
      stage
        .watch()
        .read('view:snapshot')[0]
        ?.rows.map(({ owner }) => owner) ?? []
    );
  };
  return { stage, hub: stage.hub, one, two, chair, wall, owners };
}

test('[T1] points that are taken are in one’s charge; of two who take the same point the second is told', () => {
  const { hub, one, two, owners } = staffed();
  assert.equal(owners(), [null, null, null, null]);
  const facts = hub.facts.length;
  assert.ok(hub.handle(take([DC01, DC02, DC01]), one).ok);
  assert.equal(
    hub.facts.slice(facts).map(({ fact }) => fact),
    [{ type: 'PointsAssigned', pointIds: [DC01, DC02], ownerId: one.deviceId }],
  );
  assert.equal(owners(), ['KTV 1', 'KTV 1', null, null]);
  assert.equal(hub.handle(take([DC02, 'DC03' as PointId]), two), { ok: false, kind: 'conflict', field: 'pointIds' });
  assert.equal(owners(), ['KTV 1', 'KTV 1', null, null], 'all or nothing');
  assert.equal(hub.handle(take([DC01]), one), { ok: true, facts: [] }, 'what one has is no change');
  assert.ok(hub.handle(take([DC02], true), two).ok);
  assert.equal(owners(), ['KTV 1', 'KTV 2', null, null]);
  assert.equal(hub.handle(take(['ZZ' as PointId]), two), { ok: false, kind: 'not-found', field: 'pointIds' });
});

test('[T1] the points of a desk that was put out are nobody’s; of a run nothing is asked', () => {
  const { hub, one, two, owners } = staffed();
  hub.handle(take([DC01]), one);
  hub.handle(take([DC02]), two);
  hub.handle({ type: 'EnterPhase', phase: 'rehearsal' });
  hub.handle({ type: 'EnterPhase', phase: 'live' });
  assert.equal(owners(), ['KTV 1', 'KTV 2', null, null]);
  hub.handle({ type: 'RevokeDevice', deviceId: one.deviceId });
  assert.equal(owners(), [null, 'KTV 2', null, null]);
  hub.handle({ type: 'RevokeGrant', grantId: 'link-KTV 2' as GrantId });
  assert.equal(owners(), [null, null, null, null]);
  assert.is(hub.handle(take([DC01]), CONTROLLER).ok, false, 'who has no desk has no points');
});

test('[T2] a technician passes what is theirs or nobody’s, the chair’s desks anybody’s, to a desk and to no wall', () => {
  const { hub, one, two, chair, wall, owners } = staffed();
  hub.handle(take([DC01]), one);
  assert.equal(hub.handle(pass([DC01], two), two), { ok: false, kind: 'forbidden', field: 'pointIds' });
  assert.ok(hub.handle(pass([DC01, DC02], two), one).ok);
  assert.equal(owners(), ['KTV 2', 'KTV 2', null, null]);
  assert.equal(hub.handle(pass([DC01], wall), chair), { ok: false, kind: 'not-found', field: 'to' });
  assert.ok(hub.handle(pass([DC01], chair), chair).ok);
  assert.ok(hub.handle(pass([DC02], null), chair).ok);
  assert.equal(owners(), ['Kiểm soát 1', null, null, null]);
});

test('[T2] [G8] who gave which points to whom is in the trail of each of them', async () => {
  const { stage, hub, one, two } = staffed();
  hub.handle(take([DC01, DC02]), one);
  hub.handle(pass([DC02], two), one);
  const stored = hub.facts.map(({ fact: { type, ...data }, ...rest }) => ({ ...rest, type, data, sessionId: 's1' }));
  const log = {
    async *read() {
      yield stored;
    },
    head: async () => stored.length,
  } as unknown as Parameters<typeof trailCsv>[0]['log'];
  let csv = '';
  const query = { pointId: DC02, sessionId: null, lang: 'vi' } as const;
  for await (const piece of trailCsv({ log, sourceOf: async () => stage.hub.projection }, query)) csv += piece;
  assert.match(csv, /2 điểm cho KTV 1/);
  assert.match(csv, /1 điểm cho KTV 2/);
  assert.not.match(csv, /DC01/);
});

test('[T3] a note stands until each desk it is for has read it, and says who did', () => {
  const { stage, hub, one, two, chair } = staffed();
  hub.handle(note('n1'), one, [{ id: 'text-n1' as PersonalId, kind: 'text', value: 'DC14 chờ thay micro' }]);
  hub.handle(note('n2', two), one);
  const desk = () => {
    stage.clock.advance(10);
    return stage.watch().read('view:snapshot')[0]?.desk ?? null;
  };
  const unread = (who: Actor): string[] => unreadNotes(desk(), who.deviceId).map(({ id }) => id);
  assert.is(desk()?.handovers[0]?.text, 'DC14 chờ thay micro');
  assert.is(desk()?.handovers[1]?.to, 'KTV 2');
  assert.equal([unread(one), unread(two), unread(chair)], [[], ['n1', 'n2'], ['n1']]);
  hub.handle({ type: 'ReadHandover', handoverId: 'n1' as HandoverId }, two);
  hub.handle({ type: 'ReadHandover', handoverId: 'n1' as HandoverId }, chair);
  assert.equal(hub.handle({ type: 'ReadHandover', handoverId: 'n1' as HandoverId }, two), { ok: true, facts: [] });
  assert.equal([unread(two), unread(chair)], [['n2'], []]);
  assert.equal(
    desk()?.handovers[0]?.readBy.map(({ label }) => label),
    ['KTV 2', 'Kiểm soát 1'],
  );
  const patches = stage.watch();
  patches.read('view:snapshot');
  hub.handle({ type: 'ReadHandover', handoverId: 'n2' as HandoverId }, two);
  stage.clock.advance(10);
  assert.is(patches.read('view:patch')[0]?.desk?.handovers[1]?.readBy.length, 1);
  assert.is(hub.handle({ type: 'ReadHandover', handoverId: 'n9' as HandoverId }, two).ok, false);
});

test('[T3] [V9] [G7] a wall sees no note, no owner and nobody at work; the log holds no word of a note', () => {
  const { stage, hub, one } = staffed();
  hub.handle(take([DC01]), one);
  hub.handle(note('n1'), one, [{ id: 'text-n1' as PersonalId, kind: 'text', value: 'số 0911000111' }]);
  stage.hub.projection.setAttending(DC01, [{ deviceId: one.deviceId, doing: 'open' }]);
  stage.publisher.markPoint(DC01);
  stage.clock.advance(10);
  const [wall] = stage.watch({ role: 'wall' }).read('view:snapshot');
  assert.is(wall?.desk, null);
  assert.is(wall?.rows[0]?.owner, null);
  assert.is(wall?.rows[0]?.ownerId, null);
  assert.equal(wall?.rows[0]?.attending, []);
  assert.not.match(JSON.stringify(hub.facts), /0911/);
  hub.projection.forgetPersonal('text-n1' as PersonalId);
  stage.publisher.markAll();
  stage.clock.advance(10);
  assert.is(stage.watch().read('view:snapshot')[0]?.desk?.handovers[0]?.text, '');
});

test('[T4] desks see who else has a point open or reports for it, until the window closes or falls silent', () => {
  const { stage, hub, one, two } = staffed();
  const attendance = new Attendance({
    clock: stage.clock,
    changed: (pointId, attending) => {
      hub.projection.setAttending(pointId, attending);
      stage.publisher.markPoint(pointId);
    },
  });
  const screen = stage.watch();
  screen.read('view:snapshot');
  const seen = (): unknown => {
    stage.clock.advance(10);
    return screen.read('view:patch').flatMap(({ rows }) => rows ?? []);
  };
  const facts = hub.facts.length;
  const id = (who: Actor): DeviceId => who.deviceId as DeviceId;
  attendance.attend('a', id(one), DC01, 'open');
  attendance.attend('b', id(two), DC01, 'report');
  assert.equal(seen(), [
    {
      id: DC01,
      attending: [
        { deviceId: 'KTV 1', label: 'KTV 1', doing: 'open' },
        { deviceId: 'KTV 2', label: 'KTV 2', doing: 'report' },
      ],
    },
  ]);
  attendance.attend('b', id(two), DC01, 'report');
  assert.equal(seen(), [], 'saying it again is no change');
  attendance.attend('a', id(one), DC02, 'open');
  assert.equal(seen(), [
    { id: DC01, attending: [{ deviceId: 'KTV 2', label: 'KTV 2', doing: 'report' }] },
    { id: DC02, attending: [{ deviceId: 'KTV 1', label: 'KTV 1', doing: 'open' }] },
  ]);
  stage.clock.advance(ATTEND_LEASE_MS - 5_000);
  attendance.attend('a', id(one), DC02, 'open');
  stage.clock.advance(6_000);
  assert.equal(seen(), [{ id: DC01, attending: [] }], 'a socket that died without a sign');
  attendance.leave('a');
  assert.equal(seen(), [{ id: DC02, attending: [] }]);
  assert.is(hub.facts.length, facts, 'nothing of it is a fact');
  attendance.stop();
});

test('[T2] a colleague who came in several times is offered once, under the newest device', () => {
  const member = (id: string, label: string, role: 'technician' | 'controller' = 'technician') => ({
    id: id as DeviceId,
    label,
    role,
  });
  const staff = [
    member('a', 'KTV 2'),
    member('b', ''),
    member('me', 'KTV 1'),
    member('c', 'KTV 10'),
    member('d', 'KTV 2'),
    member('e', ''),
    member('f', 'KTV 2', 'controller'),
  ];
  assert.equal(
    colleagues({ staff, handovers: [] }, 'me').map(({ id }) => id),
    ['b', 'e', 'd', 'c', 'f'],
  );
});

test('[T1] one’s own points come first, in the order asked for; a label makes the roster’s points one’s own', () => {
  const own = { deviceId: 'me', label: 'KTV 1' };
  const mine = (row: Parameters<typeof isMine>[0]): boolean => isMine(row, own);
  assert.ok(mine({ ownerId: 'me' as DeviceId, owner: null, technician: 'KTV 2' }));
  assert.ok(mine({ ownerId: 'my-other' as DeviceId, owner: 'KTV 1', technician: '' }));
  assert.ok(mine({ ownerId: null, owner: null, technician: 'KTV 1' }));
  assert.not(mine({ ownerId: 'you' as DeviceId, owner: 'KTV 2', technician: 'KTV 1' }), 'taken by another');
  assert.not(isMine({ ownerId: null, owner: null, technician: '' }, { deviceId: 'me', label: null }));
  const rows = [
    pointRow(0),
    pointRow(1, { technician: 'KTV 1' }),
    pointRow(2, { ownerId: 'me' as DeviceId }),
    pointRow(3, { ownerId: 'you' as DeviceId, technician: 'KTV 1' }),
  ];
  const order = mineFirst((a, b) => b.index - a.index, own);
  assert.equal(
    [...rows].sort(order).map(({ index }) => index),
    [2, 1, 3, 0],
  );
});

test.run();
