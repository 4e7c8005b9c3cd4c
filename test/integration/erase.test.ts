import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { systemClock, type Clock } from '@hub/server/platform/clock.ts';
import type { PointId } from '@hub/shared/model/ids.ts';
import { REOPEN_WINDOW_MS } from '@hub/shared/model/session.ts';
import { House } from '../support/house.ts';
import { command, openControl } from '../support/sockets.ts';
import { startHub, type TestHub } from '../support/start-hub.ts';

/** The machine's clock, that a test may move on. */
function movableClock(): { readonly clock: Clock; move(ms: number): void } {
  let ahead = 0;
  return {
    clock: {
      now: () => systemClock.now() + ahead,
      setTimer: (atMs, run) => systemClock.setTimer(atMs - ahead, run),
      immediate: (run) => systemClock.immediate(run),
    },
    move: (ms) => void (ahead += ms),
  };
}

const NOTE = 'Bà Nguyễn chuyển sang điểm khác';

async function erase(hub: TestHub, credential: string, sessionId: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${hub.url}/api/session/erase`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${credential}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ commandId: command(), sessionId }),
  });
  return { status: response.status, body: await response.json() };
}

/** Whether any file of the data folder holds these bytes. */
async function isOnDisk(hub: TestHub, text: string): Promise<boolean> {
  const names = await readdir(hub.dataDir);
  const files = await Promise.all(names.map((name) => readFile(join(hub.dataDir, name))));
  return files.some((bytes) => bytes.includes(Buffer.from(text)));
}

test('[G7] [G9] names, telephones and notes go for good once nobody can reopen the session; the log stays whole', async () => {
  const time = movableClock();
  const hub = await startHub({ clock: time.clock });
  const house = await House.open(hub);
  const admin = await hub.signIn('administrator');
  const { projection } = hub.running.hub;
  const sessionId = projection.session()?.head.id ?? '';
  await house.enter('live');
  const roundId = await house.openRound();
  const figures = { present: 40, excused: 0, unexcused: 0, guests: 0 };
  await house.order('headcount:report', {
    pointId: 'DC05',
    roundId,
    ...figures,
    summoned: 40,
    reason: 'other',
    note: NOTE,
  });
  await house.report('DC01', roundId, 118);
  await house.order('incident:open', { pointId: 'DC05', cause: 'other', note: NOTE });
  assert.is((await erase(hub, admin.credential, sessionId)).status, 409, 'while it runs');
  await house.enter('ended');
  assert.is((await erase(hub, admin.credential, sessionId)).status, 409, 'while it can be reopened');
  time.move(REOPEN_WINDOW_MS + 1_000);
  assert.is((await erase(hub, admin.credential, 'another')).status, 404);
  const controller = await hub.signIn('controller');
  assert.is((await erase(hub, controller.credential, sessionId)).status, 403);
  const before = await house.controller.ask('point:detail', { pointId: 'DC05' });
  assert.match(JSON.stringify(before), new RegExp(NOTE));
  assert.match(JSON.stringify(before), /09000000/);

  assert.is(await isOnDisk(hub, NOTE), true, 'the note is in the files until it is erased');
  const done = await erase(hub, admin.credential, sessionId);
  assert.is(done.status, 200, JSON.stringify(done.body));
  const after = JSON.stringify(await house.controller.ask('point:detail', { pointId: 'DC05' }));
  assert.not.match(after, new RegExp(NOTE));
  assert.not.match(after, /0900000|0910000/);
  assert.match(after, /"present":40/);
  house.close();
  await hub.stop();
  assert.is(await isOnDisk(hub, NOTE), false, 'no file of the log holds the note any more');

  // A restart verifies the chain before it serves, and finds nothing that was erased.
  const again = await startHub({ dataDir: hub.dataDir, clock: time.clock });
  try {
    const desk = await House.open(again);
    const detail = JSON.stringify(await desk.controller.ask('point:detail', { pointId: 'DC05' }));
    assert.not.match(detail, new RegExp(NOTE));
    assert.match(detail, /"present":40/);
    const trail = await fetch(`${again.url}/api/audit?lang=en`, {
      headers: { Authorization: `Bearer ${admin.credential}` },
    });
    assert.match(await trail.text(), /Personal data erased.{0,200}Administrator/);
    desk.close();
  } finally {
    await again.end();
  }
});

/** Names the session's sample contacts by their telephones; the note and the former contact are of the session before. */
test('[S9] [S10] [G7] an earlier session’s notes and former contacts go for good, what the present one needs stays', async () => {
  const time = movableClock();
  const hub = await startHub({ clock: time.clock });
  const house = await House.open(hub);
  const admin = await hub.signIn('administrator');
  const desk = await openControl(hub.url, admin.credential);
  const order = async (event: string, payload: object): Promise<void> => {
    const answer = await desk.ask(event, { commandId: command(), ...payload });
    assert.ok(answer.ok, `${event}: ${JSON.stringify(answer)}`);
  };
  const { projection } = hub.running.hub;
  const first = projection.session()?.head.id ?? '';
  await house.enter('live');
  const roundId = await house.openRound();
  const figures = { present: 40, excused: 0, unexcused: 0, guests: 0 };
  const report = { pointId: 'DC05', roundId, ...figures, summoned: 40, reason: 'other', note: NOTE };
  await house.order('headcount:report', report);
  await house.order('shift:handover', { text: 'Ca sau gọi lại bà Nguyễn' });
  const point = projection.point('DC06' as PointId)?.point;
  assert.ok(point);
  const { contactId: _, ...line } = point;
  await order('point:edit', { line: { ...line, contact: { name: 'Ông Cũ', phone: '0977000001', backupPhone: '' } } });
  await house.enter('ended');
  await order('session:renew', { from: first, title: 'Tháng 10', plannedAt: null, early: true });
  await order('point:edit', { line: { ...line, contact: { name: 'Bà Mới', phone: '0977000002', backupPhone: '' } } });
  await house.order('shift:handover', { text: 'Lời của phiên mới' });

  const second = projection.session()?.head.id ?? '';
  assert.is((await erase(hub, admin.credential, second)).status, 409, 'the one that is on did not end');
  assert.is((await erase(hub, admin.credential, 'another')).status, 404);
  const done = await erase(hub, admin.credential, first);
  assert.is(done.status, 200, JSON.stringify(done.body));
  const detail = async (pointId: string) => JSON.stringify(await house.controller.ask('point:detail', { pointId }));
  assert.match(await detail('DC05'), /0900000005/, 'a contact that the roster goes on to use');
  assert.match(await detail('DC06'), /0977000002/);
  assert.ok(projection.session()?.earlier[0]?.personalErasedAt);
  house.close();
  desk.close();
  await hub.stop();
  for (const gone of [NOTE, 'gọi lại bà Nguyễn', '0977000001']) assert.is(await isOnDisk(hub, gone), false, gone);
  assert.is(await isOnDisk(hub, 'Lời của phiên mới'), true);

  const again = await startHub({ dataDir: hub.dataDir, clock: time.clock });
  try {
    const trail = async (query: string) => {
      const response = await fetch(`${again.url}/api/audit?lang=en${query}`, {
        headers: { Authorization: `Bearer ${admin.credential}` },
      });
      return { status: response.status, text: await response.text() };
    };
    const [then, now] = [await trail(`&session=${first}`), await trail('')];
    assert.match(then.text, /Headcount reported.{0,120}1 Opening.{0,40}40 present/, 'the round has its name of then');
    assert.match(then.text, /DC05/);
    assert.not.match(now.text, /Headcount reported/);
    assert.match(now.text, /Personal data of an earlier session erased/);
    assert.is((await trail('&session=nobody')).status, 404);
    const csv = await fetch(`${again.url}/api/audit/export?session=${first}&lang=en`, {
      headers: { Authorization: `Bearer ${admin.credential}` },
    });
    const lines = (await csv.text()).split('\r\n');
    assert.match(lines.at(-2) ?? '', /Phase entered.*Ended/, 'the trail stops where the session does');
    assert.not.ok(lines.some((text) => text.includes('earlier session')));
  } finally {
    await again.end();
  }
});

test.run();
