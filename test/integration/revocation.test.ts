import { request } from 'node:http';
import { CONTROL_PATH, POINT_PATH } from '@hub/shared/protocol/registry.ts';
import { PROTOCOL_VERSION } from '@hub/shared/protocol/version.ts';
import type { AccessList } from '@hub/shared/protocol/down.ts';
import type { GrantId } from '@hub/shared/model/ids.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { WebSocket } from 'ws';
import { command, openControl, openPoint, refusedAt, type TestSocket } from '../support/sockets.ts';
import { claimSecret, newDeviceKey, startHub, type SignedIn, type TestHub } from '../support/start-hub.ts';

let hub: TestHub;
let admin: TestSocket;

test.before(async () => {
  hub = await startHub({ memory: true });
  admin = await openControl(hub.url, (await hub.signIn('administrator')).credential);
});
test.after(() => hub.end());

const order = async (event: string, payload: object): Promise<Record<string, unknown>> => {
  const answer = await admin.ask(event, { commandId: command(), ...payload });
  if (!answer.ok) throw new Error(`${event}: ${answer.error.kind}`);
  return answer;
};
const revoke = ({ deviceId }: { deviceId: string }): Promise<unknown> => order('device:revoke', { deviceId });
const kindOfClaim = (secret: string, key = newDeviceKey()): Promise<string> =>
  claimSecret(hub.url, secret, key).then(
    () => 'ok',
    (error: Error) => error.message.replace(/.*: /, ''),
  );
const connectionsOf = (pointId: string): number =>
  hub.running.hub.projection.point(pointId as never)?.evidence.connections.length ?? -1;
const grantOf = (device: SignedIn): GrantId => {
  const grantId = hub.running.hub.projection.device(device.deviceId)?.grantId;
  if (grantId === undefined) throw new Error('no such device');
  return grantId;
};

test('[A9] [A26] a forwarded link lets no second device in; a forwarded card lets it wait, and tells it nothing of the point’s figures', async () => {
  await order('phase:enter', { phase: 'live' });
  const { roundId } = await order('round:open', { kind: 'opening' });
  const minted = await hub.running.mintLink('operator', 'DC10' as never);
  assert.ok(minted.ok);
  const link = minted.ok ? minted.grant.secret : '';
  const first = await claimSecret(hub.url, link);
  assert.is(await kindOfClaim(link), 'already-used');
  const phone = await openPoint(hub.url, first.credential);
  const { point, fence } = await phone.until('point:view');
  const figures = { present: point.summoned - 1, excused: 1, unexcused: 0, guests: 77 };
  const report = { commandId: command(), roundId, ...figures, fence, seq: 1 };
  assert.ok((await phone.ask('point:headcount', report)).ok);
  assert.ok((await phone.ask('point:fault', { commandId: command(), fault: 'audio', present: true })).ok);

  const card = String((await order('grant:mint', { kind: 'card', role: 'operator', pointId: 'DC10' }))['secret']);
  const stranger = await claimSecret(hub.url, card);
  const waiting = await openPoint(hub.url, stranger.credential);
  const view = await waiting.until('point:view');
  assert.is(view.standing, 'waiting');
  assert.equal([view.round, view.headcount, view.previous, view.faults], [null, null, null, []]);
  assert.not.match(JSON.stringify(waiting.received('point:view')), /"guests":77/);
  await phone.until('point:view', (shown) => shown.waiting.some(({ id }) => id === stranger.deviceId));
  await order('device:admit', { pointId: 'DC10', deviceId: stranger.deviceId, as: 'assistant' });
  const after = await waiting.until('point:view', ({ standing }) => standing === 'assistant');
  assert.is(after.headcount?.guests, 77);
  for (const socket of [phone, waiting]) socket.close();
});

/** What staff are told of the point's line at this moment. */
const vitalsShown = async (pointId: string): Promise<unknown> =>
  ((await admin.ask('point:detail', { pointId })) as Record<string, unknown>)['vitals'];

test('[A2] every socket of a revoked device is closed, over WebSocket and polling, and its figures are gone, before the order is answered', async () => {
  const device = await hub.signIn('operator', 'DC11');
  const sockets = [];
  for (const transports of [['websocket'], ['polling'], ['websocket']]) {
    sockets.push(await openPoint(hub.url, device.credential, { transports }));
  }
  await sockets[0]?.until('point:view', ({ link }) => link.state !== 'absent');
  const line = { rttMs: 31, lossPct: 0, jitterMs: 2, bitrateKbps: 148, fps: 17, soundLevel: null };
  sockets[0]?.socket.emit('point:vitals', line);
  while ((await vitalsShown('DC11')) === null) await new Promise((resolve) => setTimeout(resolve, 5));
  await revoke(device);
  assert.is(await vitalsShown('DC11'), null);
  assert.is(connectionsOf('DC11'), 0);
  for (const socket of sockets) {
    assert.is((await socket.until('hub:notice')).kind, 'revoked');
    await socket.untilClosed();
  }
  assert.is((await refusedAt(openPoint(hub.url, device.credential))).kind, 'revoked');
});

test('[A2] revoked between its drop and its return, a device stays out, also with its claim repeated', async () => {
  const minted = await hub.running.mintLink('operator', 'DC12' as never);
  const secret = minted.ok ? minted.grant.secret : '';
  const device = await claimSecret(hub.url, secret);
  const phone = await openPoint(hub.url, device.credential, {
    reconnection: true,
    reconnectionDelay: 20,
    reconnectionDelayMax: 20,
  });
  const refused = new Promise<string>((resolve) => {
    phone.socket.on('connect_error', (error: Error & { data?: { kind: string } }) => {
      if (error.data) resolve(error.data.kind);
    });
  });
  let returned = 0;
  phone.socket.on('connect', () => (returned += 1));
  // The network goes, not the page: the client comes back by itself.
  const revoked = revoke(device);
  phone.socket.io.engine.close();
  await revoked;
  // Whether the notice reached it before the drop or the refusal after it: it is out, and told why.
  const told = phone.until('hub:notice').then(({ kind }) => kind);
  assert.is(await Promise.race([refused, told.catch(() => refused)]), 'revoked');
  assert.is(returned, 0);
  assert.is(connectionsOf('DC12'), 0);
  assert.is(await kindOfClaim(secret, device.credential), 'revoked');
  assert.is(await kindOfClaim(secret), 'already-used');
  phone.socket.disconnect();
});

test('[A2] revoked while its handshake is under way, at every step of it, nobody is in afterwards', async () => {
  for (const [path, namespace, role] of [
    [POINT_PATH, '/point', 'operator'],
    [CONTROL_PATH, '/control', 'technician'],
  ] as const) {
    for (let step = 0; step < 12; step++) {
      const device = await hub.signIn(role, role === 'operator' ? 'DC13' : undefined);
      const auth = JSON.stringify({ credential: device.credential, protocol: PROTOCOL_VERSION });
      const socket = new WebSocket(`${hub.url.replace('http', 'ws')}${path}/?EIO=4&transport=websocket`);
      const seen: string[] = [];
      const ended = new Promise<void>((resolve) => {
        socket.on('message', (data: Buffer) => {
          const text = data.toString();
          seen.push(text);
          if (text === '2') socket.send('3');
          if (text.startsWith('44')) resolve();
        });
        socket.once('close', () => resolve());
      });
      await new Promise((resolve) => socket.once('open', resolve));
      // Before, with and after the handshake's own packet, a few turns of the loop apart.
      const join = async (): Promise<void> => {
        for (let turn = 0; turn < step; turn++) await new Promise((resolve) => void setImmediate(resolve));
        socket.send(`40${namespace},${auth}`);
      };
      if (step % 3 === 0) {
        await revoke(device);
        await join();
      } else if (step % 3 === 1) {
        await Promise.all([revoke(device), join()]);
      } else {
        await join();
        await revoke(device);
      }
      await ended;
      assert.ok(
        seen.some((text) => text.includes('"revoked"')),
        `step ${step}: ${seen.join(' ')}`,
      );
      socket.terminate();
    }
  }
  assert.is(connectionsOf('DC13'), 0);
  const list = await admin.ask('access:list', {});
  assert.ok(list.ok);
  const { devices } = list as unknown as AccessList;
  assert.equal(
    devices.filter(({ connected, revokedAt }) => connected && revokedAt !== null),
    [],
  );
});

test('[A2] [A10] a card that is replaced while its device is away keeps that device out', async () => {
  const card = String((await order('grant:mint', { kind: 'card', role: 'operator', pointId: 'DC14' }))['secret']);
  const device = await claimSecret(hub.url, card);
  const phone = await openPoint(hub.url, device.credential);
  phone.close();
  await order('grant:revoke', { grantId: grantOf(device) });
  assert.is((await refusedAt(openPoint(hub.url, device.credential))).kind, 'revoked');
  assert.is(await kindOfClaim(card, device.credential), 'revoked');
});

test('[A2] an upload that began before its administrator was revoked changes nothing', async () => {
  const other = await hub.signIn('administrator');
  const before = hub.running.hub.projection.point('DC15' as never);
  const { point } = before ?? {};
  assert.ok(point);
  const { contactId: _, ...fields } = point ?? ({} as never);
  const line = { ...fields, name: 'Tên của người đã bị thu quyền', contact: { name: '', phone: '', backupPhone: '' } };
  const body = JSON.stringify({ commandId: command(), lines: [line], retireMissing: false });
  const status = await new Promise<number>((resolve, reject) => {
    const sending = request(`${hub.url}/api/roster/import`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(body),
        Authorization: `Bearer ${other.credential}`,
        Expect: '100-continue',
      },
    });
    sending.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sending.on('error', reject);
    // Let in so far; the rest of the body comes after the revocation.
    sending.on('continue', () => {
      sending.write(body.slice(0, 20));
      void revoke(other).then(() => sending.end(body.slice(20)));
    });
    sending.flushHeaders();
  });
  assert.is(status, 403);
  assert.is(hub.running.hub.projection.point('DC15' as never)?.point.name, point?.name);
});

test.run();
