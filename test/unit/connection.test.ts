import { Link } from '@hub/client/link/link.ts';
import { isStale, POINT_POLICY, STAFF_POLICY, type ConnectionPolicy } from '@hub/client/link/connection.ts';
import { offlineOf } from '@hub/client/point/offline.ts';
import type { HubError } from '@hub/shared/protocol/errors.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { FakeSocket } from '../support/fake-socket.ts';
import { ManualTiming } from '../support/manual-timing.ts';

function started(policy: ConnectionPolicy, random = 0) {
  const timing = new ManualTiming();
  const socket = new FakeSocket();
  const told: string[] = [];
  const link = new Link(
    { open: socket.port, policy, timing, random: () => random },
    {
      connected: () => told.push('connected'),
      disconnected: () => told.push('disconnected'),
      probe: () => told.push('probe'),
      message: (event) => told.push(event),
    },
  );
  link.start();
  const state = (): string => link.connection.peek().state;
  return { timing, socket, link, told, state };
}

const refusal = (kind: HubError['kind'], retry: HubError['retry'], afterMs?: number): HubError => ({
  kind,
  message: '',
  retry,
  ...(afterMs === undefined ? {} : { afterMs }),
});

test('[V8] staff try again within 500 ms, however often it failed', () => {
  const { timing, socket, state } = started(STAFF_POLICY);
  for (let i = 1; i <= 20; i++) {
    assert.is(socket.opens, i);
    socket.hub.failed(null);
    assert.is(state(), 'waiting');
    timing.advance(500);
    assert.is(state(), 'connecting');
  }
});

test('[V8] a page that stood still itself reads what came before it takes the hub for silent', () => {
  const { timing, socket, state } = started(STAFF_POLICY);
  socket.hub.opened();
  timing.standStill(6_000);
  timing.advance(50);
  assert.is(state(), 'connected', 'what the hub said lies unread');
  socket.push('view:beat', {});
  timing.advance(1_000);
  assert.is(state(), 'connected');
  timing.standStill(6_000);
  timing.advance(300);
  assert.not.ok(state() === 'connected', 'nothing had come');
});

test('points spread their return: the wait depends on chance by more than half', () => {
  const early = started(POINT_POLICY, 0.999);
  const late = started(POINT_POLICY, 0);
  for (const { socket } of [early, late]) {
    socket.hub.opened();
    socket.hub.closed();
  }
  const wait = ({ link, timing }: typeof early): number => {
    const held = link.connection.peek();
    return held.state === 'waiting' ? held.retryAt - timing.now() : -1;
  };
  assert.ok(wait(early) < wait(late) / 2);
  assert.is(wait(late), 600);
});

test('[L12] a point whose socket closed is back in time for the grace of 8 s, even if two tries fail', () => {
  const { timing, socket, state } = started(POINT_POLICY);
  socket.hub.opened();
  socket.hub.closed();
  const began = timing.now();
  for (let tries = 0; tries < 3; tries++) {
    while (state() === 'waiting') timing.advance(100);
    if (tries < 2) socket.hub.failed(null);
  }
  assert.is(state(), 'connecting');
  assert.ok(timing.now() - began < 8_000);
});

test('the hub says when to come back, and a share of the spread is added', () => {
  const { timing, socket, state, link } = started(STAFF_POLICY, 0.5);
  socket.hub.opened();
  socket.push('hub:notice', { kind: 'stopping', reconnectAfterMs: 3_000, spreadMs: 2_000 });
  socket.hub.closed();
  const held = link.connection.peek();
  assert.is(held.state === 'waiting' && held.because, 'hub-stopping');
  timing.advance(3_999);
  assert.is(state(), 'waiting');
  timing.advance(1);
  assert.is(state(), 'connecting');
});

test('[A2] a revoked device does not try again, and says why', () => {
  const { timing, socket, link } = started(POINT_POLICY);
  socket.hub.opened();
  socket.push('hub:notice', { kind: 'revoked', reconnectAfterMs: null, spreadMs: 0 });
  socket.hub.closed();
  timing.advance(600_000);
  assert.equal(link.connection.peek(), { state: 'refused', reason: 'revoked', lostAt: 1_000 });
  assert.is(socket.opens, 1);
});

test('a refusal for good ends the tries; a passing one is waited out as asked', () => {
  const lasting = started(POINT_POLICY);
  lasting.socket.hub.failed(refusal('unauthorized', 'never'));
  assert.is(lasting.state(), 'refused');
  lasting.link.retry();
  assert.is(lasting.state(), 'connecting');
  assert.is(lasting.socket.opens, 2);

  const passing = started(POINT_POLICY);
  passing.socket.hub.failed(refusal('busy', 'after', 9_000));
  passing.timing.advance(8_999);
  assert.is(passing.state(), 'waiting');
  passing.timing.advance(1);
  assert.is(passing.state(), 'connecting');
});

test('[V8] silence is stale after the limit and ends the connection later', () => {
  const { timing, socket, link, told, state } = started(STAFF_POLICY);
  socket.hub.opened();
  timing.advance(1_500);
  socket.hub.heard();
  timing.advance(STAFF_POLICY.staleAfterMs);
  assert.not.ok(isStale(link.connection.peek(), timing.now(), STAFF_POLICY));
  timing.advance(1);
  assert.ok(isStale(link.connection.peek(), timing.now(), STAFF_POLICY));
  assert.is(state(), 'connected');
  timing.advance(STAFF_POLICY.silentAfterMs - STAFF_POLICY.staleAfterMs - 1);
  assert.is(state(), 'waiting');
  assert.is(socket.closes, 1);
  assert.equal(told, ['connected', 'disconnected']);
});

for (const [how, end] of [
  ['given up', () => undefined],
  ['closed by the transport', ({ socket }: ReturnType<typeof started>) => socket.hub.closed()],
  ['doubted', ({ link }: ReturnType<typeof started>) => link.doubt()],
  ['tried by a person', ({ link }: ReturnType<typeof started>) => link.retry()],
] as const) {
  test(`[V8] a silence ${how} stays a loss on the page until something is heard, and its count never goes back`, () => {
    const point = started(POINT_POLICY);
    const { timing, socket, link, state } = point;
    socket.hub.opened();
    timing.advance(POINT_POLICY.staleAfterMs);
    const shown = () =>
      offlineOf({
        connection: link.connection.peek(),
        pageNow: timing.now(),
        hubNow: timing.now(),
        network: true,
        pictureAt: null,
      });
    assert.is(shown(), null);
    let opens = socket.opens;
    for (let lost = POINT_POLICY.staleAfterMs + 100; lost < 60_000; lost += 100) {
      timing.advance(100);
      if (lost === POINT_POLICY.staleAfterMs + 500) end(point);
      // Every other try is refused at once, the rest hang.
      if (socket.opens > opens) {
        opens = socket.opens;
        if (opens % 2 === 0) socket.hub.failed(null);
      }
      assert.is(timing.now() - (shown()?.since ?? timing.now()), lost);
    }
    while (state() !== 'connecting') timing.advance(100);
    socket.hub.opened();
    assert.is(shown(), null);
  });
}

test('a try that neither opens nor fails is given up', () => {
  const { timing, socket, state } = started(STAFF_POLICY);
  timing.advance(STAFF_POLICY.openLimitsMs[0] ?? 0);
  assert.is(state(), 'waiting');
  assert.is(socket.closes, 1);
  // What the abandoned try says later changes nothing.
  socket.hub.opened();
  assert.is(state(), 'waiting');
});

test('[N3] in doubt the hub is asked at once, and a connection that does not answer is made anew within 3 s', () => {
  const { timing, socket, link, told, state } = started(POINT_POLICY);
  socket.hub.opened();
  timing.advance(1_000);
  socket.hub.heard();
  link.doubt();
  assert.equal(told, ['connected', 'probe']);
  timing.advance(POINT_POLICY.doubtLimitMs - 1);
  assert.is(state(), 'connected');
  timing.advance(1);
  assert.is(state(), 'waiting');
  assert.is(socket.closes, 1);
});

test('[N3] an answer ends the doubt', () => {
  const { timing, socket, link, told, state } = started(POINT_POLICY);
  socket.hub.opened();
  link.doubt();
  timing.advance(800);
  socket.hub.heard();
  timing.advance(POINT_POLICY.doubtLimitMs);
  assert.is(state(), 'connected');
  assert.equal(told, ['connected', 'probe']);
});

test('[N3] a page that woke after a long sleep does not ask: it connects', () => {
  const { timing, socket, link, told, state } = started({
    ...POINT_POLICY,
    silentAfterMs: 100_000,
    probeAfterMs: 100_000,
  });
  socket.hub.opened();
  timing.advance(60_000);
  link.doubt();
  assert.is(state(), 'waiting');
  timing.advance(0);
  assert.is(state(), 'connecting');
  assert.is(socket.opens, 2);
  assert.equal(told, ['connected', 'disconnected']);
});

test('[N3] a new network ends the wait, and a try that went out over the old one', () => {
  const { timing, socket, link, state } = started(POINT_POLICY);
  for (let i = 0; i < 3; i++) {
    socket.hub.failed(null);
    while (state() === 'waiting') timing.advance(100);
  }
  const opens = socket.opens;
  // Several signs of one moment are one.
  for (let i = 0; i < 4; i++) link.doubt();
  assert.is(socket.opens, opens);
  timing.advance(2_000);
  for (let i = 0; i < 4; i++) link.doubt();
  timing.advance(0);
  assert.is(socket.opens, opens + 1);
  assert.is(state(), 'connecting');
  timing.advance(POINT_POLICY.openLimitsMs[0] ?? 0);
  assert.is(state(), 'waiting', 'the first try is a short one');
  link.doubt();
  assert.is(state(), 'connecting');
});

test('[N3] silence is asked about before it is believed', () => {
  const { timing, socket, told, state } = started(POINT_POLICY);
  socket.hub.opened();
  timing.advance(POINT_POLICY.probeAfterMs);
  assert.equal(told, ['connected', 'probe']);
  timing.advance(POINT_POLICY.silentAfterMs - POINT_POLICY.probeAfterMs - 1);
  assert.is(state(), 'connected');
  timing.advance(1);
  assert.is(state(), 'waiting');
  assert.equal(told, ['connected', 'probe', 'disconnected']);
});

test('[L12] [A2] no sign of the browser brings back a page that left or was refused', () => {
  const left = started(POINT_POLICY);
  left.socket.hub.opened();
  left.link.stop();
  left.link.doubt();
  assert.is(left.state(), 'stopped');
  const refused = started(POINT_POLICY);
  refused.socket.hub.failed(refusal('revoked', 'never'));
  refused.link.doubt();
  assert.is(refused.state(), 'refused');
});

test('a person may try at once, and a stopped link stays stopped', () => {
  const { timing, socket, link, state } = started(POINT_POLICY);
  socket.hub.failed(null);
  link.retry();
  assert.is(state(), 'connecting');
  link.stop();
  socket.hub.failed(null);
  timing.advance(60_000);
  assert.is(state(), 'stopped');
  assert.is(timing.waiting, 0);
});

const HUBS = { urls: ['https://a.example', 'https://b.example', 'https://c.example'], spreadMs: 4_000 };

/** What there is to several hubs is fetched with the first word of them. */
async function told(socket: FakeSocket): Promise<void> {
  socket.push('hub:nodes', HUBS);
  await import('@hub/client/link/hubs.ts');
  await new Promise((resolve) => setImmediate(resolve));
}

function tryNext(timing: ManualTiming, state: () => string): void {
  while (state() === 'waiting') timing.advance(10);
}

test('[D6] a client of several hubs tries a cut line where it was, then the others, each once around', async () => {
  const { timing, socket, state } = started(POINT_POLICY);
  socket.hub.opened();
  await told(socket);
  const tried: string[] = [];
  socket.hub.closed();
  for (let i = 0; i < 5; i++) {
    tryNext(timing, state);
    tried.push(socket.at);
    socket.hub.failed(null);
  }
  assert.is(tried[0], '', 'its own network fails more often than a hub does');
  assert.equal(tried.slice(1, 4).sort(), [...HUBS.urls]);
  assert.is(tried[4], '');
});

test('[D6] where it has come in it stays, also through a short cut', async () => {
  const { timing, socket } = started(POINT_POLICY);
  socket.hub.opened();
  await told(socket);
  socket.push('hub:notice', { kind: 'stopping', reconnectAfterMs: 200, spreadMs: 4_000 });
  socket.hub.closed();
  timing.advance(200);
  const other = socket.at;
  assert.ok(HUBS.urls.includes(other), 'at once: its own has said that it goes');
  socket.hub.opened();
  await told(socket);
  socket.hub.closed();
  timing.advance(600);
  assert.is(socket.at, other);
});

test('[D6] silence of a hub is a reason to go; the move is spread, and a line that was cut is not', async () => {
  const { timing, socket, state } = started(POINT_POLICY, 0.5);
  socket.hub.opened();
  await told(socket);
  timing.advance(POINT_POLICY.silentAfterMs);
  assert.is(state(), 'waiting');
  timing.advance(600 * 0.6 + 2_000 - 1);
  assert.is(state(), 'waiting');
  timing.advance(1);
  assert.ok(HUBS.urls.includes(socket.at));
  socket.hub.opened();
  await told(socket);
  socket.hub.closed();
  timing.advance(600 * 0.6);
  assert.is(state(), 'connecting');
});

test('[D6] a device that one hub does not know is refused only when none knows it', async () => {
  const { timing, socket, state } = started(POINT_POLICY);
  socket.hub.opened();
  await told(socket);
  socket.hub.closed();
  for (let i = 0; i < 3; i++) {
    tryNext(timing, state);
    socket.hub.failed(refusal('unauthorized', 'never'));
    assert.is(state(), 'waiting', `hub ${String(i)}`);
  }
  tryNext(timing, state);
  socket.hub.failed(refusal('unauthorized', 'never'));
  assert.is(state(), 'refused');
});

test('[D6] a hub that is alone is the only one that is asked, whatever was remembered', async () => {
  const { timing, socket, state } = started(POINT_POLICY);
  socket.hub.opened();
  await told(socket);
  socket.hub.closed();
  timing.advance(600);
  socket.hub.opened();
  timing.advance(5_000);
  socket.hub.closed();
  for (let i = 0; i < 4; i++) {
    tryNext(timing, state);
    assert.is(socket.at, '');
    socket.hub.failed(null);
  }
});

test.run();
