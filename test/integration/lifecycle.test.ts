import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { PointId } from '@hub/shared/model/ids.ts';
import { createMemoryStore } from '@hub/server/log/memory-log.ts';
import type { AccessList, PointDetail } from '@hub/shared/protocol/down.ts';
import { command, openControl, openPoint, refusedAt } from '../support/sockets.ts';
import type { Answer, TestSocket } from '../support/sockets.ts';
import { claimSecret, newDeviceKey, startHub } from '../support/start-hub.ts';
import type { TestHub } from '../support/start-hub.ts';

const DC02 = 'DC02' as PointId;

/** A hub with a live session, an open round, a controller who watches and an operator of DC02. */
interface Live {
  readonly hub: TestHub;
  readonly desk: TestSocket;
  readonly phone: TestSocket;
  readonly operator: { readonly credential: string; readonly deviceId: string };
  readonly report: (changes?: object) => Record<string, unknown>;
}

async function live(hub: TestHub): Promise<Live> {
  const desk = await openControl(hub.url, (await hub.signIn('controller')).credential);
  assert.ok((await desk.ask('phase:enter', { commandId: command(), phase: 'live' })).ok);
  assert.ok((await desk.ask('round:open', { commandId: command(), kind: 'opening' })).ok);
  assert.ok((await desk.ask('view:subscribe', {})).ok);
  await desk.until('view:snapshot');
  const operator = await hub.signIn('operator', 'DC02');
  const phone = await openPoint(hub.url, operator.credential);
  const { round, fence, point } = await phone.until(
    'point:view',
    (view) => view.round !== null && view.standing === 'pen',
  );
  const figures = { present: point.summoned, excused: 0, unexcused: 0, guests: 2 };
  const report = (changes = {}) => ({
    commandId: command(),
    roundId: round?.id,
    ...figures,
    fence,
    seq: 1,
    ...changes,
  });
  return { hub, desk, phone, operator, report };
}

async function withHub(
  run: (hub: TestHub) => Promise<void>,
  options: Parameters<typeof startHub>[0] = {},
): Promise<void> {
  const hub = await startHub({ memory: true, ...options });
  try {
    await run(hub);
  } finally {
    await hub.end();
  }
}

function linkOf(
  desk: TestSocket,
  pointId: string,
  is: (link: { state: string; reasons: readonly string[] }) => boolean,
) {
  return desk.until(
    'view:patch',
    ({ rows }) => rows?.some((row) => row.id === pointId && row.link && is(row.link)) === true,
  );
}

test('[H9] phone → hub → log → screen', () =>
  withHub(async (hub) => {
    const { desk, phone, report } = await live(hub);
    await linkOf(desk, 'DC02', ({ state }) => state !== 'absent');
    const answer = await phone.ask('point:headcount', report());
    assert.ok(answer.ok);
    assert.is(answer['durability'], 'saved');
    assert.is(answer['counts'], true);
    const { totals } = await desk.until('view:patch', (patch) => patch.totals?.reported === 1);
    assert.is(totals?.guests, 2);
    assert.is((await phone.until('point:view', ({ lastSeq }) => lastSeq === 1)).headcount?.guests, 2);
    const detail = (await desk.ask('point:detail', { pointId: 'DC02' })) as Answer & PointDetail;
    assert.is(detail.revisions.length, 1);
    assert.is(detail.revisions[0]?.by, 'Máy thử');
  }));

test('[H5] a repeated command id gets the first answer again, also after the session ended and after a restart', async () => {
  const store = createMemoryStore();
  const hub = await startHub({ memory: store });
  const { desk, phone, operator, report } = await live(hub);
  const message = report();
  const first = await phone.ask('point:headcount', message);
  assert.equal(await phone.ask('point:headcount', message), first);
  const word = { commandId: command(), seesAndHears: true };
  const said = await phone.ask('point:word', word);
  assert.ok(said.ok);
  assert.ok((await desk.ask('phase:enter', { commandId: command(), phase: 'ended' })).ok);
  assert.equal(await phone.ask('point:word', word), said, 'a word is refused after the end, but this one was answered');
  const refused = await phone.ask('point:word', { ...word, commandId: command() });
  assert.ok(!refused.ok && refused.error.kind === 'wrong-phase');
  await hub.end();

  const again = await startHub({ memory: store });
  const back = await openPoint(again.url, operator.credential);
  assert.equal(await back.ask('point:headcount', message), first);
  assert.is(again.running.hub.projection.point(DC02)?.rounds[0]?.revisions.length, 1);
  await again.end();
});

test('[L12] a clean close is on the screen at once, as reconnecting', () =>
  withHub(async (hub) => {
    const { desk, phone } = await live(hub);
    await linkOf(desk, 'DC02', ({ state }) => state !== 'absent');
    phone.close();
    await linkOf(desk, 'DC02', ({ state, reasons }) => state === 'impaired' && reasons.includes('reconnecting'));
  }));

test('[L12] a goodbye makes `left`; pongs and samples do not bring the point back, its next word does', () =>
  withHub(async (hub) => {
    const { desk, phone } = await live(hub);
    assert.ok((await phone.ask('point:leave', { commandId: command() })).ok);
    await linkOf(desk, 'DC02', ({ state }) => state === 'left');
    const sample = { rttMs: 1, lossPct: 0, jitterMs: 1, bitrateKbps: null, fps: null, soundLevel: null };
    phone.socket.emit('point:vitals', sample);
    const again = await phone.ask('point:leave', { commandId: command() });
    assert.ok(!again.ok && again.error.kind === 'conflict');
    assert.is(hub.running.hub.projection.point(DC02)?.link.state, 'left');
    assert.ok((await phone.ask('point:word', { commandId: command(), seesAndHears: true })).ok);
    assert.is.not(hub.running.hub.projection.point(DC02)?.link.state, 'left');
  }));

test('[A2] a revoked device is told, closed, and not let in again', () =>
  withHub(async (hub) => {
    const { desk, phone, operator } = await live(hub);
    assert.ok((await desk.ask('device:revoke', { commandId: command(), deviceId: operator.deviceId })).ok);
    assert.is((await phone.until('hub:notice')).kind, 'revoked');
    assert.is(await phone.untilClosed(), 'io server disconnect');
    assert.is((await refusedAt(openPoint(hub.url, operator.credential))).kind, 'revoked');
    assert.is(hub.running.hub.projection.point(DC02)?.evidence.connections.length, 0);
  }));

test('[A2] whoever would revoke a device reads when it was last heard, while it is connected and after it went', () =>
  withHub(async (hub) => {
    const { desk, phone, operator } = await live(hub);
    const { credential, deviceId: adminId } = await hub.signIn('administrator');
    const admin = await openControl(hub.url, credential);
    const never = await hub.signIn('operator', 'DC03');
    const absent = await hub.signIn('technician');
    const listed = async (id: string) => {
      const list = (await admin.ask('access:list', {})) as Answer & AccessList;
      return list.devices.find((device) => device.id === id);
    };
    const detailed = async () => {
      const detail = (await desk.ask('point:detail', { pointId: DC02 })) as Answer & PointDetail;
      return detail.devices[0];
    };
    const device = () =>
      [...hub.running.hub.projection.devices()].find(({ id }) => (id as string) === operator.deviceId);

    const opened = device()?.lastSeenAt ?? Infinity;
    assert.ok((await phone.ask('point:word', { commandId: command(), seesAndHears: true })).ok);
    for (const shown of [await listed(operator.deviceId), await detailed()]) {
      assert.is(shown?.connected, true);
      assert.ok((shown?.lastHeardAt ?? 0) >= opened);
    }
    assert.type((await listed(adminId))?.lastHeardAt, 'number');
    assert.is((await listed(never.deviceId))?.lastHeardAt, null);
    assert.is((await listed(absent.deviceId))?.lastHeardAt, null);

    phone.close();
    await linkOf(desk, DC02, ({ reasons }) => reasons.includes('reconnecting'));
    for (const shown of [await listed(operator.deviceId), await detailed()]) {
      assert.is(shown?.connected, false);
      assert.is(shown?.lastHeardAt, device()?.lastSeenAt);
    }
  }));

test('[A2] whoever came in by a revoked link goes with it, staff too', () =>
  withHub(async (hub) => {
    const admin = await openControl(hub.url, (await hub.signIn('administrator')).credential);
    const technician = await hub.signIn('technician');
    const laptop = await openControl(hub.url, technician.credential);
    const list = (await admin.ask('access:list', {})) as Answer & AccessList;
    assert.ok(list.devices.find(({ id }) => id === technician.deviceId)?.connected);
    assert.not.ok(/hash|secret|key/i.test(JSON.stringify(list)), 'no secret and no hash is in the list');
    const grant = list.grants.find(({ role }) => role === 'technician');
    assert.ok((await admin.ask('grant:revoke', { commandId: command(), grantId: grant?.id })).ok);
    assert.is((await laptop.until('hub:notice')).kind, 'revoked');
    await laptop.untilClosed();
    const headers = { Authorization: `Bearer ${technician.credential}` };
    const export_ = await fetch(`${hub.url}/api/roster/export`, { headers });
    assert.is(export_.status, 403);
    await export_.arrayBuffer();
  }));

test('[A4] a link is claimed once; the same device may repeat its claim, another may not', () =>
  withHub(async (hub) => {
    const minted = await hub.running.mintLink('controller');
    assert.ok(minted.ok);
    const { secret, url } = minted.grant;
    assert.ok(url?.endsWith(`/control#${secret}`));
    const key = newDeviceKey();
    const first = await claimSecret(hub.url, secret, key);
    const repeated = await claimSecret(hub.url, secret, key);
    assert.is(repeated.deviceId, first.deviceId);
    assert.is(first.page, '/control');
    const other = await claimSecret(hub.url, secret).catch((error: Error) => error.message);
    assert.ok(String(other).includes('already-used'), String(other));
    assert.not.ok(JSON.stringify([...hub.running.hub.projection.grants()]).includes(secret), 'only the hash is kept');
  }));

test('[A20] [A21] a code is typed as people type; guesses wait or are turned away, a rightful device is not', () =>
  withHub(
    async (hub) => {
      const admin = await openControl(hub.url, (await hub.signIn('administrator')).credential);
      const mint = { commandId: command(), kind: 'code', role: 'wall' };
      const minted = await admin.ask('grant:mint', mint);
      assert.ok(minted.ok);
      assert.equal(await admin.ask('grant:mint', mint), minted, 'a lost answer is given again');
      assert.is(minted['url'], null);
      const code = String(minted['secret']);
      const key = newDeviceKey();
      const typed = ` ${code.slice(0, 5).toLowerCase()} ${code.slice(5)}`;
      const claimed = await claimSecret(hub.url, typed, key);
      assert.is(claimed.role, 'wall');

      const guess = async () => {
        const headers = { 'Content-Type': 'application/json' };
        const body = JSON.stringify({ secret: 'BCDFGHJKLM', deviceKey: newDeviceKey() });
        const response = await fetch(`${hub.url}/api/claim`, { method: 'POST', headers, body });
        await response.arrayBuffer();
        return response;
      };
      const answers = await Promise.all(Array.from({ length: 30 }, guess));
      const turnedAway = answers.filter(({ status }) => status === 429);
      assert.equal([...new Set(answers.map(({ status }) => status))].sort(), [401, 429]);
      for (const { headers } of turnedAway) assert.ok(Number(headers.get('retry-after')) > 0);
      assert.is((await claimSecret(hub.url, typed, key)).deviceId, claimed.deviceId);
      assert.is((await hub.signIn('technician')).role, 'technician');
    },
    { limits: { codesAtOnce: 3, codesWaitingPerAddress: 3 } },
  ));

test('[A7] metrics are for the token, or for this machine without a proxy in between', () =>
  withHub(
    async (hub) => {
      const { phone, report } = await live(hub);
      await phone.ask('point:headcount', report());
      const get = (headers: Record<string, string>) => fetch(`${hub.url}/metrics`, { headers });
      const direct = await get({});
      assert.is(direct.status, 200);
      const text = await direct.text();
      assert.match(text, /hub_commands_total\{type="point:headcount",outcome="ok"\} 1/);
      assert.match(text, /hub_connections\{namespace="point"\} 1/);
      const proxied = { 'X-Forwarded-For': '10.0.0.9' };
      for (const [headers, status] of [
        [proxied, 401],
        [{ ...proxied, Authorization: 'Bearer wrong-token-of-some-length' }, 401],
        [{ ...proxied, Authorization: 'Bearer token-of-the-scraper' }, 200],
      ] as const) {
        const response = await get(headers);
        await response.arrayBuffer();
        assert.is(response.status, status);
      }
    },
    { config: { metricsToken: 'token-of-the-scraper' } },
  ));

test('[G4] while the log cannot be written nothing is acknowledged, the screen says so, and it heals by itself', async () => {
  const store = createMemoryStore();
  await withHub(
    async (hub) => {
      const { desk, phone, report } = await live(hub);
      const late = await hub.signIn('operator', 'DC03');
      store.failing = { ok: false, kind: 'disk-full', message: 'no room' };
      const message = report();
      const refused = await phone.ask('point:headcount', message);
      assert.ok(!refused.ok && refused.error.kind === 'not-saved' && refused.error.retry === 'after');
      await desk.until('view:patch', (patch) => patch.hub?.logOk === false);
      const ready = await fetch(`${hub.url}/readyz`);
      assert.is(ready.status, 503);
      await ready.arrayBuffer();
      // Comes while nothing can be recorded, and is not forgotten.
      const other = await openPoint(hub.url, late.credential);
      phone.close();
      await phone.untilClosed();

      store.failing = null;
      await desk.until('view:patch', (patch) => patch.hub?.logOk === true);
      await linkOf(desk, 'DC03', ({ state }) => state !== 'absent');
      await linkOf(desk, 'DC02', ({ reasons }) => reasons.includes('reconnecting'));
      assert.ok((await other.ask('point:word', { commandId: command(), seesAndHears: true })).ok);
    },
    { memory: store },
  );
});

test('a stop in order tells everybody when to come back; [L5] the next life knows all figures and no link', async () => {
  const store = createMemoryStore();
  const hub = await startHub({ memory: store });
  const { desk, phone, operator, report } = await live(hub);
  assert.ok((await phone.ask('point:headcount', report())).ok);
  await hub.stop();
  for (const socket of [desk, phone]) {
    const notice = await socket.until('hub:notice');
    assert.is(notice.kind, 'stopping');
    assert.ok((notice.reconnectAfterMs ?? 0) > 0 && notice.spreadMs > 0);
    await socket.untilClosed();
  }
  await hub.end();

  const next = await startHub({ memory: store });
  const point = next.running.hub.projection.point(DC02);
  assert.is(point?.link.state, 'unknown');
  assert.equal(point?.link.reasons, ['hub-restarted']);
  assert.is(point?.rounds[0]?.revisions[0]?.guests, 2);
  const back = await openPoint(next.url, operator.credential);
  await back.until('point:view', ({ link }) => link.state !== 'unknown');
  await next.end();
});

test('[L5] [G4] a hub that starts on a full disk says that it restarted as soon as it can write', async () => {
  const store = createMemoryStore();
  const hub = await startHub({ memory: store });
  const { operator } = await live(hub);
  const other = await hub.signIn('operator', 'DC03');
  await openPoint(hub.url, other.credential);
  await hub.end();

  store.failing = { ok: false, kind: 'disk-full', message: 'no room' };
  const next = await startHub({ memory: store });
  const { projection } = next.running.hub;
  const heard: string[] = [];
  const returned = new Promise<void>((resolve) => {
    next.running.hub.onAdopted((facts) => {
      heard.push(...facts.map(({ fact }) => fact.type));
      if (heard.includes('HubRestarted') && projection.point(DC02)?.link.state === 'up') resolve();
    });
  });
  await openPoint(next.url, operator.credential);
  assert.is(projection.point(DC02)?.link.state, 'up', 'the earlier life, which cannot be corrected yet');
  store.failing = null;
  await returned;
  assert.ok(heard.indexOf('HubRestarted') < heard.indexOf('ConnectionOpened'));
  assert.equal(projection.point('DC03' as PointId)?.link.reasons, ['hub-restarted']);
  assert.is(projection.point(DC02)?.evidence.connections.length, 1);
  await next.end();
});

test('vitals reach only the views that ask, and never the log', () =>
  withHub(async (hub) => {
    const { desk, phone } = await live(hub);
    const asking = await openControl(hub.url, (await hub.signIn('technician')).credential);
    assert.ok((await asking.ask('view:subscribe', { vitals: true })).ok);
    await asking.until('view:snapshot');
    const before = hub.running.hub.projection.head;
    const sample = { rttMs: 42, lossPct: 1, jitterMs: 3, bitrateKbps: 900, fps: 25, soundLevel: 60 };
    phone.socket.emit('point:vitals', sample);
    const { v } = await asking.until('view:vitals', (frame) => frame.v.length > 0);
    const index = hub.running.hub.projection.point(DC02)?.index;
    assert.equal(v, [[index, 42, 1, 3, 900, 25, 60]]);
    assert.is(desk.received('view:vitals').length, 0);
    assert.is(hub.running.hub.projection.head, before);
  }));

test.run();
