import type { StaffRole } from '@hub/shared/model/access.ts';
import type { PointId } from '@hub/shared/model/ids.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { dump } from '../support/hub-rig.ts';
import { RedisRig } from '../support/redis-rig.ts';
import {
  askUntilDecided,
  command,
  openControl,
  openPoint,
  refusedAt,
  type Answer,
  type TestSocket,
} from '../support/sockets.ts';
import { startHub, type SignedIn, type TestHub } from '../support/start-hub.ts';
import { waitUntil } from '../support/wait-until.ts';

/** For a loaded machine; every wait ends with its fact. */
const LONGEST_MS = 60_000;
const REVOKED_WITHIN_MS = 1_000;
/** A machine that does other things may be late; a rule that does not hold never holds. */
const TRIES = 5;

let rig: RedisRig;
let b: TestHub;
let c: TestHub;
let desks: readonly [TestSocket, TestSocket];

test.before(async () => {
  rig = await RedisRig.start();
  const nodes = {
    redis: rig.place,
    cluster: 'diem-cau',
    secret: '0123456789abcdef0123456789abcdef',
    count: 2,
    url: null,
  };
  [b, c] = await Promise.all([startHub({ config: { nodes } }), startHub({ config: { nodes } })]);
  await until('the sample town at both', () => [b, c].every(({ running }) => pointsOf(running) === 89));
  const [first, second] = [await signIn('administrator'), await signIn('administrator')];
  desks = [await openControl(b.url, first.credential), await openControl(c.url, second.credential)];
  for (const desk of desks) assert.ok((await desk.ask('view:subscribe', {})).ok);
  await order(desks[0], 'phase:enter', { phase: 'live' });
});
test.after(async () => {
  for (const desk of desks ?? []) desk.close();
  await Promise.all([b?.end(), c?.end()]);
  await rig?.stop();
});

const until = (what: string, holds: () => boolean): Promise<void> => waitUntil(what, holds, { withinMs: LONGEST_MS });

const pointsOf = ({ hub }: TestHub['running']): number => [...hub.projection.points()].length;
const both = async (): Promise<void> =>
  until('both hubs hold the same', () => dump(b.running.hub.projection) === dump(c.running.hub.projection));
const incidentAt = ({ running }: TestHub, point: string) =>
  [...running.hub.projection.incidents()].find(({ pointId }) => pointId === point);
const sessionOf = ({ running }: TestHub) => running.hub.projection.session();

async function signIn(role: StaffRole | 'operator', point?: string): Promise<SignedIn> {
  const device = await b.signIn(role, point);
  await both();
  return device;
}

const ask = (desk: TestSocket, event: string, payload: object): Promise<Answer> =>
  askUntilDecided(desk, event, { commandId: command(), ...payload });

async function order(desk: TestSocket, event: string, payload: object): Promise<Record<string, unknown>> {
  const answer = await ask(desk, event, payload);
  if (!answer.ok) throw new Error(`${event}: ${answer.error.kind}`);
  return answer;
}

const kinds = (answers: readonly Answer[]): string[] =>
  answers.map((answer) => (answer.ok ? 'ok' : answer.error.kind)).sort();

test('[D1] two controllers at two hubs freeze a round in the same instant: it is frozen once, and both see it', async () => {
  const { roundId } = await order(desks[0], 'round:open', { kind: 'opening' });
  await both();
  const answers = await Promise.all(desks.map((desk) => ask(desk, 'round:freeze', { roundId })));
  assert.equal(kinds(answers), ['conflict', 'ok']);
  await both();
  const frozen = [b, c].map((hub) => sessionOf(hub)?.rounds.find(({ id }) => id === roundId)?.frozenAt);
  assert.type(frozen[0], 'number');
  assert.is(frozen[0], frozen[1]);
});

test('[I2] two at two hubs take an incident in the same instant: it has one owner, who is the same at both', async () => {
  await order(desks[1], 'incident:open', { pointId: 'DC40', cause: 'power' });
  await both();
  const incidentId = incidentAt(b, 'DC40')?.id;
  const answers = await Promise.all(desks.map((desk) => ask(desk, 'incident:acknowledge', { incidentId })));
  assert.equal(kinds(answers), ['conflict', 'ok']);
  await both();
  const owners = [b, c].map((hub) => {
    const incident = incidentAt(hub, 'DC40');
    return incident?.status === 'acknowledged' ? incident.ownerId : null;
  });
  assert.type(owners[0], 'string');
  assert.is(owners[0], owners[1]);
});

test('[A28] a device at one hub that is revoked at the other is put out within 1 s, on every socket', async () => {
  const took: number[] = [];
  while (took.length < TRIES && !took.some((ms) => ms <= REVOKED_WITHIN_MS)) {
    const device = await signIn('operator', 'DC41');
    const phones = [await openPoint(b.url, device.credential), await openPoint(c.url, device.credential)];
    await until('it is connected at both', () => connectionsAt(c, 'DC41') === 2);
    const began = performance.now();
    void order(desks[1], 'device:revoke', { deviceId: device.deviceId });
    for (const phone of phones) {
      assert.is((await phone.until('hub:notice')).kind, 'revoked');
      await phone.untilClosed();
    }
    took.push(performance.now() - began);
    await until('no connection is left', () => [b, c].every((hub) => connectionsAt(hub, 'DC41') === 0));
    assert.is((await refusedAt(openPoint(b.url, device.credential))).kind, 'revoked');
  }
  assert.ok(Math.min(...took) <= REVOKED_WITHIN_MS, `put out after ${took.join(', ')} ms`);
});

const connectionsAt = ({ running }: TestHub, point: string): number =>
  running.hub.projection.point(point as PointId)?.evidence.connections.length ?? -1;

test('[A28] revoked at one hub while it comes back at the other, at every step of its handshake, it is out and told so', async () => {
  for (let step = 0; step < 8; step++) {
    const device = await signIn('operator', 'DC42');
    const revoking = order(desks[1], 'device:revoke', { deviceId: device.deviceId });
    for (let turn = 0; turn < step * 3; turn++) await new Promise((resolve) => void setImmediate(resolve));
    const came = await openPoint(b.url, device.credential).catch((error: Error & { data?: { kind: string } }) => error);
    await revoking;
    if (came instanceof Error) assert.is(came.data?.kind, 'revoked');
    else {
      assert.is((await came.until('hub:notice')).kind, 'revoked');
      await came.untilClosed();
    }
  }
  await both();
  await until('nobody is in', () => [b, c].every((hub) => connectionsAt(hub, 'DC42') === 0));
});

test('[A28] while Redis is away a revocation waits and says so, and holds when it is back', async () => {
  const device = await signIn('operator', 'DC43');
  const phone = await openPoint(b.url, device.credential);
  await until('it is connected', () => connectionsAt(c, 'DC43') === 1);
  await rig.redis.kill();
  const asked = { commandId: command(), deviceId: device.deviceId };
  assert.equal(kinds([await desks[1].ask('device:revoke', asked)]), ['undecided']);
  for (const desk of desks) await desk.until('view:patch', (patch) => patch.hub?.nodes?.carrier === 'away');
  assert.is(connectionsAt(b, 'DC43'), 1);
  await rig.redis.start();
  assert.equal(kinds([await ask(desks[1], 'device:revoke', asked)]), ['ok']);
  assert.is((await phone.until('hub:notice')).kind, 'revoked');
  await phone.untilClosed();
  assert.is((await refusedAt(openPoint(c.url, device.credential))).kind, 'revoked');
});

test.run();
