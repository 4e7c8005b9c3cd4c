import { request } from 'node:http';
import { hostname } from 'node:os';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CONTROL_PATH, POINT_PATH } from '@hub/shared/protocol/registry.ts';
import { io } from 'socket.io-client';
import { WebSocket } from 'ws';
import { command, openControl, openPoint, refusedAt } from '../support/sockets.ts';
import { newDeviceKey, startHub } from '../support/start-hub.ts';
import type { TestHub } from '../support/start-hub.ts';

let hub: TestHub;
test.before(async () => {
  hub = await startHub({ memory: true, config: { origins: ['https://screens.example'] } });
});
test.after(() => hub.end());

const EVIL = { Origin: 'https://evil.example' };

test('a credential the hub does not know, or none at all, is refused', async () => {
  assert.is((await refusedAt(openPoint(hub.url, newDeviceKey()))).kind, 'unauthorized');
  const none = await refusedAt(openPoint(hub.url, '', { auth: {} }));
  assert.is(none.kind, 'unauthorized');
  assert.is(none.retry, 'never');
  assert.ok(none.message.length > 20);
});

test('the handshake is parsed strictly, and an old version is told to reload', async () => {
  const { credential } = await hub.signIn('operator', 'DC02');
  const kindOf = async (auth: object) => (await refusedAt(openPoint(hub.url, '', { auth }))).kind;
  assert.is(await kindOf({ credential, protocol: 1, admin: true }), 'invalid');
  assert.is(await kindOf({ credential, protocol: '1' }), 'invalid');
  assert.is(await kindOf({ credential: { $ne: '' }, protocol: 1 }), 'invalid');
  assert.is(await kindOf({ credential, protocol: -1 }), 'invalid');
  assert.is(await kindOf({ credential, protocol: 0 }), 'version-too-old');
});

test('[A1] nobody lives in the default namespace, and there are no others', async () => {
  const { credential } = await hub.signIn('operator', 'DC02');
  for (const namespace of ['/', '/admin', '/control']) {
    const socket = io(`${hub.url}${namespace}`, {
      path: POINT_PATH,
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      auth: { credential, protocol: 1 },
    });
    const outcome = await new Promise<string>((resolve) => {
      socket.once('connect', () => resolve('let in'));
      socket.once('connect_error', (error) => resolve(error.message));
    });
    socket.disconnect();
    assert.is.not(outcome, 'let in', namespace);
  }
});

test('[A27] a device that only comes and goes is told to wait, writes nothing meanwhile, and gets in again', async () => {
  const { credential } = await hub.signIn('operator', 'DC07');
  let written = 0;
  const unsubscribe = hub.running.hub.onAdopted((facts) => {
    written += facts.filter(({ fact }) => fact.type === 'ConnectionOpened').length;
  });
  let letIn = 0;
  let refused = null;
  while (refused === null && letIn < 500) {
    const arrival = openPoint(hub.url, credential);
    const socket = await arrival.catch(() => null);
    if (socket === null) refused = await refusedAt(arrival);
    else {
      letIn += 1;
      await socket.until('point:view');
      socket.close();
    }
  }
  unsubscribe();
  assert.is(refused?.kind, 'rate-limited');
  assert.ok((refused?.afterMs ?? 0) > 0 && (refused?.afterMs ?? 0) <= 500);
  assert.ok(letIn >= 40, `${String(letIn)} were let in`);
  assert.is(written, letIn);

  let back = null;
  while (back === null) back = await openPoint(hub.url, credential).catch(() => null);
  await back.until('point:view');
  back.close();
});

/** The status an HTTP request with these headers is answered with. */
function statusOf(path: string, headers: Record<string, string>): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    request(`${hub.url}${path}`, { headers, agent: false }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    })
      .once('error', reject)
      .end();
  });
}

/** 'open', or the HTTP status the upgrade was refused with. */
function upgradeOf(
  headers: Record<string, string>,
  path = `${POINT_PATH}/?EIO=4&transport=websocket`,
): Promise<string> {
  const socket = new WebSocket(`${hub.url.replace('http', 'ws')}${path}`, { headers });
  return new Promise((resolve) => {
    socket.once('open', () => {
      socket.terminate();
      resolve('open');
    });
    socket.once('unexpected-response', (_, response) => resolve(String(response.statusCode)));
    socket.once('error', () => resolve('error'));
  });
}

test('[A5] a foreign Origin is refused on WebSocket', async () => {
  assert.is.not(await upgradeOf(EVIL), 'open');
  assert.is.not(await upgradeOf({ Origin: 'null' }), 'open');
  assert.is.not(await upgradeOf({ Origin: `https://127.0.0.1:${hub.port}` }), 'open');
  assert.is(await upgradeOf({}), 'open');
  assert.is(await upgradeOf({ Origin: hub.url }), 'open');
  assert.is(await upgradeOf({ Origin: 'https://screens.example' }), 'open');
});

test('[A5] a foreign Origin is refused on polling, in the handshake and after it', async () => {
  const path = `${POINT_PATH}/?EIO=4&transport=polling`;
  const refused = await statusOf(path, EVIL);
  assert.is(refused.status, 403);
  assert.ok(refused.body.includes('foreign-origin'));
  const opened = await statusOf(path, { Origin: hub.url });
  assert.is(opened.status, 200);
  const { sid } = JSON.parse(opened.body.slice(1)) as { sid: string };
  assert.is((await statusOf(`${path}&sid=${sid}`, EVIL)).status, 400);
  assert.is.not(await upgradeOf(EVIL, `${POINT_PATH}/?EIO=4&transport=websocket&sid=${sid}`), 'open');
});

test('[A5] a foreign name that was made to point at the hub is refused as Host and Origin: WebSocket, polling, API', async () => {
  const name = `evil.example:${hub.port}`;
  const rebound = { Host: name, Origin: `http://${name}` };
  assert.is.not(await upgradeOf(rebound), 'open');
  for (const path of [
    `${POINT_PATH}/?EIO=4&transport=polling`,
    `${CONTROL_PATH}/?EIO=4&transport=polling`,
    '/api/hello',
  ]) {
    const refused = await statusOf(path, rebound);
    assert.is(refused.status, 403, path);
    assert.ok(refused.body.includes('foreign-origin'), path);
  }
  for (const own of ['localhost', hostname().toLowerCase(), `${hostname().toLowerCase()}.local`]) {
    const place = `${own}:${hub.port}`;
    assert.is(await upgradeOf({ Host: place, Origin: `http://${place}` }), 'open', own);
  }
});

test('[A5] a foreign Origin is refused on the API', async () => {
  const response = await fetch(`${hub.url}/api/claim`, { method: 'POST', headers: EVIL });
  assert.is(response.status, 403);
  assert.is(((await response.json()) as { error: { kind: string } }).error.kind, 'foreign-origin');
  const named = await fetch(`${hub.url}/api/claim`, {
    method: 'OPTIONS',
    headers: { Origin: 'https://screens.example' },
  });
  assert.is(named.status, 204);
  assert.is(named.headers.get('access-control-allow-origin'), 'https://screens.example');
});

test('a WebSocket to any other path is closed at once', async () => {
  assert.is(await upgradeOf({}, '/somewhere'), '404');
});

test('a network that stops WebSockets is served by polling', async () => {
  const { credential } = await hub.signIn('operator', 'DC03');
  const phone = await openPoint(hub.url, credential, { transports: ['polling'] });
  const view = await phone.until('point:view', ({ link }) => link.state !== 'absent');
  assert.is(view.point.id, 'DC03');
  const answer = await phone.ask('point:fault', { commandId: command(), fault: 'audio', present: true });
  assert.ok(answer.ok);
  await phone.until('point:view', ({ faults }) => faults.length === 1);
  phone.close();
});

test('a device holds four sockets; a fifth supersedes the oldest', async () => {
  const { credential } = await hub.signIn('controller');
  const sockets = [];
  for (let i = 0; i < 5; i++) sockets.push(await openControl(hub.url, credential));
  const [oldest, ...others] = sockets;
  assert.ok(oldest);
  const notice = await oldest.until('hub:notice');
  assert.equal(notice, { kind: 'superseded', reconnectAfterMs: null, spreadMs: 0 });
  assert.is(await oldest.untilClosed(), 'io server disconnect');
  for (const other of others) {
    assert.ok((await other.ask('view:subscribe', {})).ok);
    other.close();
  }
});

test('more connections than the hub may hold are refused as busy, and let in when there is room', async () => {
  const small = await startHub({ memory: true, limits: { connections: 1 } });
  try {
    const { credential } = await small.signIn('wall');
    const first = await openControl(small.url, credential);
    const path = `${POINT_PATH}/?EIO=4&transport=polling`;
    const response = await fetch(`${small.url}${path}`);
    assert.is(response.status, 403);
    assert.ok((await response.text()).includes('busy'));
    first.close();
    await first.untilClosed();
    for (let tries = 0; ; tries++) {
      const again = await fetch(`${small.url}${path}`);
      await again.arrayBuffer();
      if (again.status === 200) break;
      assert.ok(tries < 200, 'never let in again');
    }
  } finally {
    await small.end();
  }
});

test.run();
