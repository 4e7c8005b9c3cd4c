import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { systemClock, type Clock } from '@hub/server/platform/clock.ts';
import { REOPEN_WINDOW_MS } from '@hub/shared/model/session.ts';
import { House } from '../support/house.ts';
import { command } from '../support/sockets.ts';
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

test.run();
