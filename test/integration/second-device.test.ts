import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { command, openControl, openPoint } from '../support/sockets.ts';
import type { Answer, TestSocket } from '../support/sockets.ts';
import { startHub } from '../support/start-hub.ts';
import type { TestHub } from '../support/start-hub.ts';

let hub: TestHub;
let desk: TestSocket;
let roundId: string;

test.before(async () => {
  hub = await startHub({ memory: true });
  desk = await openControl(hub.url, (await hub.signIn('controller')).credential);
  assert.ok((await desk.ask('phase:enter', { commandId: command(), phase: 'live' })).ok);
  const opened = await desk.ask('round:open', { commandId: command(), kind: 'opening' });
  assert.ok(opened.ok);
  roundId = String(opened['roundId']);
});
test.after(() => hub.end());

const kindOf = (answer: Answer): string => (answer.ok ? 'ok' : answer.error.kind);

async function join(pointId: string): Promise<{ phone: TestSocket; deviceId: string; summoned: number }> {
  const { credential, deviceId } = await hub.signIn('operator', pointId);
  const phone = await openPoint(hub.url, credential);
  const { point } = await phone.until('point:view');
  return { phone, deviceId, summoned: point.summoned };
}

const report = (present: number, fence: number, seq = 1) => ({
  commandId: command(),
  roundId,
  present,
  excused: 0,
  unexcused: 0,
  guests: 0,
  fence,
  seq,
});

test('[L8] a second device waits, is shown to the first, and may do nothing but leave', async () => {
  const first = await join('DC10');
  const second = await join('DC10');
  await second.phone.until('point:view', ({ standing }) => standing === 'waiting');
  const { waiting } = await first.phone.until('point:view', (view) => view.waiting.length === 1);
  assert.is(waiting[0]?.id, second.deviceId);
  assert.is(hub.running.hub.projection.point('DC10' as never)?.penDeviceId, first.deviceId);

  const before = hub.running.hub.projection.head;
  for (const [event, message] of [
    ['point:headcount', report(second.summoned, 1)],
    ['point:word', { commandId: command(), seesAndHears: true }],
    ['point:fault', { commandId: command(), fault: 'power', present: true }],
    ['device:admit', { commandId: command(), deviceId: second.deviceId, as: 'take-over' }],
  ] as const) {
    assert.is(kindOf(await second.phone.ask(event, message)), 'waiting', event);
  }
  assert.is(hub.running.hub.projection.head, before);
  assert.is(kindOf(await second.phone.ask('point:leave', { commandId: command() })), 'ok');
});

test('[L8] admitted as assistant it may do all but report', async () => {
  const first = await join('DC11');
  const second = await join('DC11');
  const admit = { commandId: command(), deviceId: second.deviceId, as: 'assistant' };
  assert.is(kindOf(await first.phone.ask('device:admit', admit)), 'ok');
  await second.phone.until('point:view', ({ standing }) => standing === 'assistant');
  assert.is(kindOf(await second.phone.ask('point:word', { commandId: command(), seesAndHears: true })), 'ok');
  assert.is(kindOf(await second.phone.ask('point:headcount', report(second.summoned, 1))), 'no-pen');
  assert.is(kindOf(await first.phone.ask('point:headcount', report(first.summoned, 1))), 'ok');
});

test('[L8][H4] a take-over moves the pen and raises the fence; an older report no longer counts against a newer', async () => {
  const first = await join('DC12');
  const second = await join('DC12');
  const admit = { commandId: command(), pointId: 'DC12', deviceId: second.deviceId, as: 'take-over' };
  assert.is(kindOf(await desk.ask('device:admit', { ...admit, commandId: command(), pointId: 'DC11' })), 'not-found');
  assert.is(kindOf(await desk.ask('device:admit', admit)), 'ok');
  const { fence } = await second.phone.until('point:view', ({ standing }) => standing === 'pen');
  assert.is(fence, 2);
  const counted = await second.phone.ask('point:headcount', report(second.summoned, 2));
  assert.ok(counted.ok && counted['counts'] === true);
  const late = await first.phone.ask('point:headcount', report(first.summoned, 1, 9));
  assert.ok(late.ok && late['counts'] === false, JSON.stringify(late));
});

test.run();
