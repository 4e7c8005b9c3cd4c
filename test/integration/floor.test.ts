import type { Trail } from '@hub/shared/protocol/down.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { command, openControl, openPoint, type Answer, type TestSocket } from '../support/sockets.ts';
import { startHub, type TestHub } from '../support/start-hub.ts';

let hub: TestHub;
let first: TestSocket;
let second: TestSocket;

test.before(async () => {
  hub = await startHub({ memory: true });
  first = await openControl(hub.url, (await hub.signIn('controller')).credential);
  second = await openControl(hub.url, (await hub.signIn('controller')).credential);
  for (const desk of [first, second]) assert.ok((await desk.ask('view:subscribe', {})).ok);
  assert.ok((await first.ask('phase:enter', { commandId: command(), phase: 'rehearsal' })).ok);
});
test.after(() => hub.end());

const order = (desk: TestSocket, event: string, payload: object = {}): Promise<Answer> =>
  desk.ask(event, { commandId: command(), ...payload });
const kindOf = (answer: Answer): string => (answer.ok ? 'ok' : answer.error.kind);
const floor = () => {
  const session = hub.running.hub.projection.session();
  if (!session) throw new Error('no session');
  return session.floor;
};
const turnOf = (code: string): string =>
  floor().queue.find(({ pointId }) => pointId === code)?.id ?? floor().onAir?.id ?? '';

async function join(code: string): Promise<TestSocket> {
  const phone = await openPoint(hub.url, (await hub.signIn('operator', code)).credential);
  await phone.until('point:view');
  return phone;
}

const patchesOf = (desk: TestSocket) =>
  desk.until('view:patch', ({ floor: shown }) => shown !== undefined && shown.onAir !== null);

test('[F2] two controllers put two points on air in the same moment: one is, the other is told, both see the same', async () => {
  const phones = [await join('DC20'), await join('DC22')];
  for (const phone of phones) assert.is(kindOf(await order(phone, 'floor:request')), 'ok');
  assert.equal(
    floor().queue.map(({ pointId }) => pointId),
    ['DC20', 'DC22'],
    'in the order in which the hub heard of them',
  );
  const [one, other] = [turnOf('DC20'), turnOf('DC22')];
  // Both call both: the second who calls finds it called.
  for (const turnId of [one, other]) {
    const called = await Promise.all([first, second].map((desk) => order(desk, 'floor:standby', { turnId })));
    assert.equal(called.map(kindOf), ['ok', 'ok']);
  }
  const standby = floor().queue[0];
  assert.is(standby?.status === 'standby' && standby.check.state, 'up');
  const given = await Promise.all([
    order(first, 'floor:give', { turnId: one, despite: [] }),
    order(second, 'floor:give', { turnId: other, despite: [] }),
  ]);
  assert.equal(given.map(kindOf).sort(), ['floor-taken', 'ok']);
  const refused = given.find((answer) => !answer.ok);
  assert.match(refused && !refused.ok ? refused.error.message : '', 'đang phát biểu');
  const [seen, alsoSeen] = await Promise.all([patchesOf(first), patchesOf(second)]);
  assert.equal(seen.floor, alsoSeen.floor);
  const onAir = floor().onAir?.pointId;
  assert.ok(onAir);
  await phones[onAir === 'DC20' ? 0 : 1]?.until('point:view', (view) => view.floor?.status === 'on-air');
  await phones[onAir === 'DC20' ? 1 : 0]?.until(
    'point:view',
    (view) => view.floor?.status === 'standby' && view.floor.ahead === 1,
  );
  // Both end it, and each gets what it asked for.
  const ended = await Promise.all(
    [first, second].map((desk) => order(desk, 'floor:end', { turnId: floor().onAir?.id ?? '' })),
  );
  assert.equal(ended.map(kindOf), ['ok', 'ok']);
  assert.is(floor().onAir, null);
  for (const phone of phones) phone.close();
});

test('[F3] a repeated request is one turn; a foreign role has no floor to give; the wall is told who speaks and no names', async () => {
  const phone = await join('DC30');
  const commandId = command();
  for (let i = 0; i < 2; i++) assert.ok((await phone.ask('floor:request', { commandId })).ok);
  assert.is(floor().queue.filter(({ pointId }) => pointId === 'DC30').length, 1);
  const turnId = turnOf('DC30');
  const technician = await openControl(hub.url, (await hub.signIn('technician')).credential);
  assert.is(kindOf(await order(technician, 'floor:standby', { turnId })), 'forbidden');
  assert.is(kindOf(await order(first, 'floor:standby', { turnId })), 'ok');
  assert.is(kindOf(await order(technician, 'floor:check', { turnId })), 'ok');
  assert.is(kindOf(await order(first, 'floor:give', { turnId, minutes: 7, despite: ['link', 'rtt'] })), 'ok');
  assert.is(floor().onAir?.limitMs, 420_000);
  const wall = await openControl(hub.url, (await hub.signIn('wall')).credential);
  assert.ok((await wall.ask('view:subscribe', {})).ok);
  const picture = await wall.until('view:snapshot');
  assert.is(picture.floor.onAir?.pointId, 'DC30');
  assert.is(picture.rows.find(({ id }) => id === 'DC30')?.onAir, true);
  assert.is(picture.rows.filter(({ onAir }) => onAir).length, 1);
  assert.is(kindOf(await order(wall, 'floor:end', { turnId })), 'forbidden');
  for (const socket of [phone, technician, wall]) socket.close();
});

test('[G8] the trail says in words who did what on the floor', async () => {
  const { credential } = await hub.signIn('controller');
  const trail = async (lang: string): Promise<Trail['entries']> => {
    const url = `${hub.url}/api/audit?point=DC30&lang=${lang}`;
    const response = await fetch(url, { headers: { Authorization: `Bearer ${credential}` } });
    return ((await response.json()) as Trail).entries;
  };
  const said = (entries: Trail['entries'], what: string) => entries.find((entry) => entry.what === what);
  const vi = await trail('vi');
  assert.is(said(vi, 'Xin phát biểu')?.role, 'Cán bộ điểm cầu');
  assert.is(said(vi, 'Gọi chuẩn bị phát biểu')?.detail, 'kiểm tra đạt');
  assert.is(said(vi, 'Cho phát biểu')?.detail, '7 phút, kiểm tra đạt');
  const en = await trail('en');
  assert.is(said(en, 'Floor given')?.detail, '7 minutes, check passed');
  assert.is(said(en, 'Pre-check repeated')?.role, 'Technician');
});

test('[S2] live begins with an empty floor, and every screen is told', async () => {
  assert.ok((await order(first, 'phase:enter', { phase: 'live' })).ok);
  const { floor: shown } = await first.until(
    'view:patch',
    ({ session, floor: now }) => session?.phase === 'live' && now !== undefined,
  );
  assert.equal(shown, { onAir: null, queue: [], more: 0, ended: [] });
  await second.until(
    'view:patch',
    ({ rows }) => rows?.some(({ id, onAir }) => id === 'DC30' && onAir === false) ?? false,
  );
});

test.run();
