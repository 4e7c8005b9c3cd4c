import { enginePort } from '@hub/client/link/engine-port.ts';
import { socketIoPort } from '@hub/client/link/socket-io-port.ts';
import type { OpenSocket, SocketListener, SocketPort } from '@hub/client/link/socket-port.ts';
import type { HubError } from '@hub/shared/protocol/errors.ts';
import type { PointView } from '@hub/shared/protocol/down.ts';
import { CONTROL_PATH, POINT_PATH } from '@hub/shared/protocol/registry.ts';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PoorProxy } from '../support/poor-proxy.ts';
import { command } from '../support/sockets.ts';
import { startHub, type SignedIn, type TestHub } from '../support/start-hub.ts';

const POINT = 'DC20';
const test = suite('engine-port');
let hub: TestHub;
let device: SignedIn;

test.before.each(async () => {
  hub = await startHub({ memory: true });
  device = await hub.signIn('operator', POINT);
  pageFrom(hub.url);
});
test.after.each(() => hub.end());

/** A port speaks to where its page came from. */
function pageFrom(url: string): void {
  const { origin, protocol, host } = new URL(url);
  Object.assign(globalThis, { location: { origin, protocol, host } });
}

type Heard =
  | { readonly what: 'opened' | 'closed' }
  | { readonly what: 'failed'; readonly error: HubError | null }
  | { readonly what: string; readonly payload: unknown };

interface Line {
  readonly socket: SocketPort;
  readonly next: () => Promise<Heard>;
}

/** The phone's own line to a real hub, and everything it was told, in order. */
const line = (credential: string): Line => lineOf(enginePort({ namespace: '/point', path: POINT_PATH, credential }));

function lineOf(port: OpenSocket): Line {
  const heard: Heard[] = [];
  let wake: () => void = () => undefined;
  let sawView = false;
  const tell = (one: Heard): void => {
    heard.push(one);
    wake();
  };
  const listener: SocketListener = {
    opened: () => tell({ what: 'opened' }),
    closed: () => tell({ what: 'closed' }),
    failed: (error) => tell({ what: 'failed', error }),
    heard: () => undefined,
    // The view comes again with every change of state: once is enough to be told.
    message: (what, payload) => {
      if (what !== 'point:view' || !sawView) tell({ what, payload });
      sawView ||= what === 'point:view';
    },
  };
  const socket = port(listener);
  return {
    socket,
    async next() {
      while (heard.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      return heard.shift() as Heard;
    },
  };
}

const ask = (socket: SocketPort, event: string, payload: object): Promise<{ ok: boolean; error?: HubError }> =>
  new Promise((resolve) => socket.request(event, payload, (ack) => resolve(ack as { ok: boolean })));

test('it joins, is told the view, and gets each answer to its own question', async () => {
  const { socket, next } = line(device.credential);
  socket.open('');
  assert.equal(await next(), { what: 'opened' });
  const view = (await next()) as { readonly payload: PointView };
  assert.is(view.payload.point.id, POINT);
  const [first, second] = await Promise.all([
    ask(socket, 'point:fault', { commandId: command(), fault: 'audio', present: true }),
    ask(socket, 'point:fault', { commandId: command(), fault: 'none of these', present: true }),
  ]);
  assert.is(first?.ok, true);
  assert.is(second?.error?.kind, 'invalid');
  socket.signal('point:hidden', { hidden: true });
  socket.close();
});

test('[A2] a credential that the hub does not know, and one that was revoked, are told so', async () => {
  const stranger = line('x'.repeat(43));
  stranger.socket.open('');
  const refused = (await stranger.next()) as { readonly error: HubError };
  assert.is(refused.error.kind, 'unauthorized');

  const { socket, next } = line(device.credential);
  socket.open('');
  await next();
  await next();
  const revoke = { type: 'RevokeDevice', deviceId: device.deviceId } as const;
  const administrator = { kind: 'staff', deviceId: 'admin' as never, role: 'administrator' } as const;
  await hub.running.hub.handle({ commandId: null, actor: administrator, command: revoke });
  let told = await next();
  assert.is(told.what, 'hub:notice');
  told = await next();
  assert.is(told.what, 'closed');
  socket.open('');
  assert.is(((await next()) as { readonly error: HubError }).error.kind, 'revoked');
});

test('a hub that is not there fails, one that stops closes, and a line let go is not heard of again', async () => {
  const { socket, next } = line(device.credential);
  socket.open('');
  await next();
  await next();
  await hub.stop();
  let told = await next();
  if (told.what === 'hub:notice') told = await next();
  assert.is(told.what, 'closed');
  socket.open('');
  assert.equal(await next(), { what: 'failed', error: null });
  socket.open('');
  socket.close();
  socket.open('');
  assert.equal(await next(), { what: 'failed', error: null }, 'one answer for the last try, none for the one let go');
});

for (const upgrade of ['swallow', 'mute'] as const) {
  for (const page of ['phone', 'staff'] as const) {
    test(`[N4] ${page}: a try that a proxy ${upgrade}s is followed by polling, and so is each later one`, async () => {
      const proxy = await PoorProxy.open({ port: hub.port, upgrade });
      try {
        pageFrom(proxy.url);
        const technician = await hub.signIn('technician');
        const { socket, next } =
          page === 'phone'
            ? line(device.credential)
            : lineOf(socketIoPort({ namespace: '/control', path: CONTROL_PATH, credential: technician.credential }));
        socket.open('');
        await proxy.upgraded(1);
        // What the link does at its time limit.
        socket.close();
        socket.open('');
        assert.equal(await next(), { what: 'opened' });
        socket.close();
        const held = proxy.upgrades;
        // Nothing closes this one: it opens only because it does not begin with WebSocket again.
        socket.open('');
        for (let told = await next(); told.what !== 'opened'; told = await next()) assert.is.not(told.what, 'failed');
        assert.ok(held >= 1);
        socket.close();
      } finally {
        proxy.close();
      }
    });
  }
}

test('[N4] a try that was too slow for WebSocket once ends on WebSocket all the same', async () => {
  const proxy = await PoorProxy.open({ port: hub.port });
  try {
    pageFrom(proxy.url);
    const { socket, next } = line(device.credential);
    socket.open('');
    socket.close();
    socket.open('');
    assert.equal(await next(), { what: 'opened' });
    await proxy.upgraded(1);
    socket.close();
  } finally {
    proxy.close();
  }
});

test.run();
