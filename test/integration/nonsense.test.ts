import { connect } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { CommandId } from '@hub/shared/model/ids.ts';
import { CONTROL_PATH, POINT_PATH } from '@hub/shared/protocol/registry.ts';
import { openRaw } from '../support/raw-socket.ts';
import { command, openControl, openPoint } from '../support/sockets.ts';
import type { Answer, TestSocket } from '../support/sockets.ts';
import { startHub } from '../support/start-hub.ts';
import type { TestHub } from '../support/start-hub.ts';

let hub: TestHub;
let phone: TestSocket;
let desk: TestSocket;
let roundId: string;

test.before(async () => {
  hub = await startHub({ memory: true });
  desk = await openControl(hub.url, (await hub.signIn('controller')).credential);
  assert.ok((await desk.ask('phase:enter', { commandId: command(), phase: 'live' })).ok);
  const round = await desk.ask('round:open', { commandId: command(), kind: 'opening' });
  assert.ok(round.ok);
  roundId = String(round['roundId']);
  phone = await openPoint(hub.url, (await hub.signIn('operator', 'DC02')).credential);
  await phone.until('point:view', ({ link }) => link.state !== 'absent');
});
test.after(() => hub.end());

const head = (): number => hub.running.hub.projection.head;

function refusedAs(answer: Answer, kind: string, field?: string): void {
  assert.not.ok(answer.ok, JSON.stringify(answer));
  if (answer.ok) return;
  assert.is(answer.error.kind, kind);
  assert.ok(answer.error.message.length > 20, 'it says what to do');
  if (field !== undefined) assert.is(answer.error.field, field);
}

const report = (changes: object = {}) => ({
  commandId: command(),
  roundId,
  present: 100,
  excused: 8,
  unexcused: 0,
  guests: 0,
  fence: 1,
  seq: 1,
  ...changes,
});

test('[A6] figures that no room can hold are refused, and the field is named', async () => {
  const before = head();
  for (const [field, value] of [
    ['present', -1],
    ['present', 1.5],
    ['excused', 1e9],
    ['guests', '12'],
    ['unexcused', null],
    ['seq', 0],
    ['fence', -1],
    ['commandId', 'x'],
    ['roundId', '../../etc'],
  ] as const) {
    refusedAs(await phone.ask('point:headcount', report({ [field]: value })), 'invalid', field);
  }
  refusedAs(await phone.ask('point:headcount', report({ presnet: 1 })), 'invalid', 'presnet');
  refusedAs(await phone.ask('point:headcount', report({ excused: 0 })), 'sum-mismatch');
  refusedAs(await phone.ask('point:headcount', report({ roundId: 'another-round' })), 'no-round');
  for (const nothing of [undefined, null, 7, 'text', [], [[]], true]) {
    refusedAs(await phone.ask('point:word', nothing), 'invalid');
  }
  assert.is(head(), before);
});

test('[H8][A1] a point cannot speak for another, whatever it writes', async () => {
  const before = head();
  refusedAs(await phone.ask('point:headcount', report({ pointId: 'DC03' })), 'invalid', 'pointId');
  refusedAs(await phone.ask('headcount:report', report({ pointId: 'DC03' })), 'unknown-event');
  const other = await hub.signIn('operator', 'DC03');
  const answer = await phone.ask('device:admit', {
    commandId: command(),
    deviceId: other.deviceId,
    as: 'take-over',
  });
  refusedAs(answer, 'forbidden');
  assert.is(hub.running.hub.projection.point('DC03' as never)?.rounds.length, 0);
  assert.ok(head() - before <= 6, 'only the sign-in of the other device was recorded');
});

test('[A3] unknown events are refused, also those named like parts of the language', async () => {
  const before = head();
  const events = [
    'nonsense',
    '__proto__',
    'constructor',
    'hasOwnProperty',
    'toString',
    'point:view',
    '',
    ' point:word',
    'POINT:WORD',
  ];
  for (const event of events) {
    refusedAs(await phone.ask(event, {}), 'unknown-event');
    refusedAs(await desk.ask(event, {}), 'unknown-event');
  }
  assert.is(head(), before);
});

test('[A6] `__proto__` in a payload is an unknown field and reaches nothing', async () => {
  const { credential } = await hub.signIn('controller');
  const raw = await openRaw(hub.url, CONTROL_PATH, '/control', credential);
  raw.send('42/control,1["point:detail",{"pointId":"DC01","__proto__":{"role":"administrator"}}]');
  const answer = await raw.next((text) => text.startsWith('43/control,1'));
  assert.ok(answer.includes('"kind":"invalid"') && answer.includes('__proto__'), answer);
  assert.is(({} as Record<string, unknown>)['role'], undefined);
  raw.socket.terminate();
});

test('[A6] a payload of 10 MB is cut off with 1009, and nobody else notices', async () => {
  const { credential } = await hub.signIn('operator', 'DC04');
  for (const [path, namespace, limit] of [
    [POINT_PATH, '/point', 16 * 1024],
    [CONTROL_PATH, '/control', 256 * 1024],
  ] as const) {
    const key = namespace === '/point' ? credential : (await hub.signIn('wall')).credential;
    for (const size of [limit + 1, 10 * 1024 * 1024]) {
      const raw = await openRaw(hub.url, path, namespace, key);
      const closed = new Promise<number>((resolve) => void raw.socket.once('close', resolve));
      raw.send(`42${namespace},1["x","${'a'.repeat(size)}"]`);
      assert.is(await closed, 1009, `${namespace} ${size}`);
    }
  }
  assert.ok((await desk.ask('view:subscribe', {})).ok);
});

test('[A6] a body that is too large is refused before it is read', async () => {
  const body = JSON.stringify({ secret: 'a'.repeat(100_000), deviceKey: 'k' });
  const headers = { 'Content-Type': 'application/json' };
  const response = await fetch(`${hub.url}/api/claim`, { method: 'POST', headers, body });
  assert.is(response.status, 413);
  assert.is(((await response.json()) as { error: { kind: string } }).error.kind, 'too-large');
  const broken = await fetch(`${hub.url}/api/claim`, { method: 'POST', headers, body: '{"secret":' });
  assert.is(broken.status, 400);
  await broken.arrayBuffer();
});

test('[A6] what is no packet at all closes that socket only', async () => {
  const { credential } = await hub.signIn('operator', 'DC05');
  for (const nonsense of [
    '42/point,1["point:word"',
    '42/point,{"a":1}',
    '49/point,',
    '45/point,1-["x",{"_placeholder":true}]',
    'hello',
    '42/nowhere,["x"]',
  ]) {
    const raw = await openRaw(hub.url, POINT_PATH, '/point', credential);
    const closed = new Promise<void>((resolve) => void raw.socket.once('close', () => resolve()));
    raw.send(nonsense);
    raw.send('42/point,7["point:hidden",{"hidden":1}]');
    const answered = raw.next((text) => text.startsWith('43/point,7')).then(() => undefined);
    await Promise.race([closed, answered]);
    raw.socket.terminate();
  }
  assert.ok((await phone.ask('point:word', { commandId: command(), seesAndHears: true })).ok);
});

test('500 messages a second are refused with when to go on, then the socket is closed and told so', async () => {
  const { credential, deviceId } = await hub.signIn('operator', 'DC06');
  const flood = await openPoint(hub.url, credential);
  await flood.until('point:view');
  const answers: Answer[] = [];
  const ids = Array.from({ length: 500 }, command);
  for (const [i, commandId] of ids.entries()) {
    flood.socket.emit('point:fault', { commandId, fault: 'audio', present: i % 2 === 0 }, (answer: Answer) =>
      answers.push(answer),
    );
  }
  assert.is((await flood.until('hub:notice')).kind, 'rate-limited');
  assert.is(await flood.untilClosed(), 'io server disconnect');
  const refused = answers.filter((answer) => !answer.ok);
  assert.ok(refused.length >= 100);
  const ok = answers.length - refused.length;
  assert.ok(ok >= 60 && ok < 400, `the burst was answered: ${ok}`);
  for (const answer of refused) {
    refusedAs(answer, 'rate-limited');
    assert.ok(!answer.ok && (answer.error.afterMs ?? 0) > 0);
  }
  assert.ok((await phone.ask('point:word', { commandId: command(), seesAndHears: false })).ok, 'others are served');
  const served = ids.filter((id) => hub.running.hub.hasAnswered(deviceId, id as CommandId)).length;
  assert.ok(served >= 60 && served < 400, `the burst was served, and no more: ${served}`);
});

test('a slow sender of headers is cut off', async () => {
  const socket = connect(hub.port, '127.0.0.1');
  const closed = new Promise<string>((resolve) => {
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.once('close', () => resolve(text));
  });
  socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ');
  assert.ok((await closed).includes('408'));
});

test.run();
