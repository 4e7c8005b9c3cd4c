import { SYSTEM } from '@hub/server/domain/events.ts';
import type { Actor } from '@hub/server/domain/events.ts';
import { DEFAULT_POLICY } from '@hub/server/domain/policy.ts';
import { Alarm } from '@hub/server/hub/alarm.ts';
import { failure } from '@hub/server/log/log-messages.ts';
import type { ConnectionId, GrantId } from '@hub/shared/model/ids.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ADMINISTRATOR, aReport, deviceId, opening, operator, people, pointId } from '../support/builders.ts';
import { dump, HubRig } from '../support/hub-rig.ts';

const DC01 = pointId('DC01');
const PHONE = deviceId('phone');
const BY: Actor = operator('DC01', 'phone');

function watch(rig: HubRig): Alarm {
  return new Alarm(rig.hub, { policy: DEFAULT_POLICY, mediaConfigured: false });
}

/** A live hub whose first point's device has been there for a minute. */
async function present(): Promise<{ rig: HubRig; alarm: Alarm }> {
  const rig = await HubRig.live();
  const alarm = watch(rig);
  await rig.ok({ type: 'RestartHub' }, SYSTEM, null);
  const grantId = 'card' as GrantId;
  await rig.ok(
    {
      type: 'MintGrant',
      grantId,
      kind: 'card',
      role: 'operator',
      pointId: DC01,
      hash: 'hash',
      labelId: null,
      expiresAt: null,
    },
    ADMINISTRATOR,
  );
  await rig.ok({ type: 'ClaimGrant', grantHash: 'hash', deviceId: PHONE, keyHash: 'key', labelId: null }, SYSTEM, null);
  await connect(rig, 'line-1');
  await rig.clock.advanceAsync(60_000);
  assert.is(link(rig), 'up');
  return { rig, alarm };
}

const connect = (rig: HubRig, name: string): Promise<unknown> =>
  rig.ok({ type: 'OpenConnection', deviceId: PHONE, connectionId: name as ConnectionId }, BY, null);

const close = (rig: HubRig, name: string): Promise<unknown> =>
  rig.ok({ type: 'CloseConnection', pointId: DC01, connectionId: name as ConnectionId, how: 'closed' }, SYSTEM, null);

function link(rig: HubRig): string {
  const { state, reasons } = rig.hub.projection.point(DC01)?.link ?? { state: 'absent', reasons: [] };
  return [state, ...reasons].join(' ');
}

const incidents = (rig: HubRig): string =>
  [...rig.hub.projection.incidents()].map(({ status, recurrences }) => `${status} ${recurrences}`).join();

const escalated = (rig: HubRig): number =>
  [...rig.hub.projection.incidents()].filter(({ escalatedAt }) => escalatedAt !== null).length;

/** Another point's device comes, and its first connection. */
async function arrive(rig: HubRig, code: string): Promise<void> {
  const hash = `hash-${code}`;
  const device = deviceId(`phone-${code}`);
  const grant = { grantId: `card-${code}` as GrantId, kind: 'card', role: 'operator', pointId: pointId(code) } as const;
  await rig.ok({ type: 'MintGrant', ...grant, hash, labelId: null, expiresAt: null }, ADMINISTRATOR);
  const claim = {
    type: 'ClaimGrant',
    grantHash: hash,
    deviceId: device,
    keyHash: `key-${code}`,
    labelId: null,
  } as const;
  await rig.ok(claim, SYSTEM, null);
  const connectionId = `line-${code}` as ConnectionId;
  await rig.ok({ type: 'OpenConnection', deviceId: device, connectionId }, operator(code, `phone-${code}`), null);
}

test('[L12] [I1] 8 s after a bare close the alarm rings by itself: lost, with an incident', async () => {
  const { rig } = await present();
  await close(rig, 'line-1');
  await rig.clock.advanceAsync(7_999);
  assert.is(link(rig), 'impaired reconnecting');
  await rig.clock.advanceAsync(1);
  assert.is(link(rig), 'lost closed');
  assert.is(incidents(rig), 'open 0');
});

test('[L12] a deadline that comes late is harmless: whoever is back stays', async () => {
  const { rig } = await present();
  await close(rig, 'line-1');
  await rig.clock.advanceAsync(4_000);
  await connect(rig, 'line-2');
  await rig.clock.advanceAsync(60_000);
  assert.is(link(rig), 'up');
  assert.is(incidents(rig), '');
  await rig.ok({ type: 'ReviewLink', pointId: DC01 }, SYSTEM, null);
  assert.is(link(rig), 'up');
});

test('[I3] [I5] an incident closes itself after 30 s without its cause; a cause that comes back before is the same one', async () => {
  const { rig } = await present();
  await close(rig, 'line-1');
  await rig.clock.advanceAsync(10_000);
  await connect(rig, 'line-2');
  await rig.clock.advanceAsync(15_000);
  await close(rig, 'line-2');
  await rig.clock.advanceAsync(10_000);
  assert.is(incidents(rig), 'open 1');
  await connect(rig, 'line-3');
  await rig.clock.advanceAsync(29_999);
  assert.is(incidents(rig), 'open 1');
  await rig.clock.advanceAsync(1);
  assert.is(incidents(rig), 'resolved 1');
});

test('[I3] [I5] an incident is not closed while its link is being waited for, and closes once it is not', async () => {
  const { rig } = await present();
  await close(rig, 'line-1');
  await rig.clock.advanceAsync(10_000);
  await connect(rig, 'line-2');
  await rig.clock.advanceAsync(28_000);
  await close(rig, 'line-2');
  await rig.clock.advanceAsync(7_000);
  assert.is(incidents(rig), 'open 0', 'the window ran out while the point was reconnecting');
  await connect(rig, 'line-3');
  await rig.clock.advanceAsync(0);
  assert.is(incidents(rig), 'resolved 0');
});

test('[L9] after a stall nobody is lost before a device had its time to speak', async () => {
  const { rig, alarm } = await present();
  await close(rig, 'line-1');
  rig.clock.stall(30_000);
  alarm.hold(rig.clock.now() + 8_000);
  await rig.clock.advanceAsync(7_999);
  assert.is(link(rig), 'impaired reconnecting');
  await connect(rig, 'line-2');
  await rig.clock.advanceAsync(60_000);
  assert.is(link(rig), 'up');
  assert.is(incidents(rig), '');
});

test('[G4] a deadline that could not be written is asked again until it can', async () => {
  const { rig } = await present();
  await close(rig, 'line-1');
  rig.store.failing = failure('disk-full');
  await rig.clock.advanceAsync(30_000);
  assert.is(link(rig), 'impaired reconnecting');
  rig.store.failing = null;
  await rig.clock.advanceAsync(2_000);
  assert.is(link(rig), 'lost closed');
});

test('[L15] a deadline that passed while a commit was under way rings right after it', async () => {
  const { rig } = await present();
  rig.log.hold();
  const closing = close(rig, 'line-1');
  await rig.clock.advanceAsync(0);
  rig.clock.stall(20_000);
  rig.log.release();
  await closing;
  await rig.clock.advanceAsync(0);
  assert.is(link(rig), 'lost closed');
});

test('[L5] no deadline is asked before the hub accepts connections again; then whoever stays away is lost after 60 s', async () => {
  const { rig, alarm } = await present();
  await close(rig, 'line-1');
  alarm.stop();
  const next = await rig.restart();
  watch(next);
  await next.clock.advanceAsync(60_000);
  assert.is(link(next), 'impaired reconnecting', 'nobody could have come back');
  await next.ok({ type: 'RestartHub' }, SYSTEM, null);
  assert.is(link(next), 'unknown hub-restarted');
  await next.clock.advanceAsync(59_999);
  assert.is(link(next), 'unknown hub-restarted');
  await next.clock.advanceAsync(1);
  assert.is(link(next), 'lost silent');
  assert.is(incidents(next), 'open 0');
});

test('[I6] an incident that nobody takes escalates by itself, also after a restart that came late', async () => {
  const { rig, alarm } = await present();
  await close(rig, 'line-1');
  await rig.clock.advanceAsync(8_000);
  await rig.clock.advanceAsync(119_999);
  assert.is(escalated(rig), 0);
  await rig.clock.advanceAsync(1);
  assert.is(escalated(rig), 1);

  await rig.ok({ type: 'OpenIncident', pointId: pointId('DC02'), cause: 'power', textId: null });
  alarm.stop();
  await rig.clock.advanceAsync(600_000);
  const next = await rig.restart();
  watch(next);
  assert.is(escalated(next), 1);
  await next.ok({ type: 'RestartHub' }, SYSTEM, null);
  await next.clock.advanceAsync(0);
  assert.is(escalated(next), 2);
});

test('[I6] [I5] an incident in doubt past its window keeps its escalation, and the alarm does not spin', async () => {
  const { rig } = await present();
  await close(rig, 'line-1');
  await rig.clock.advanceAsync(10_000);
  await connect(rig, 'line-2');
  await rig.clock.advanceAsync(27_000);
  await close(rig, 'line-2');
  await rig.clock.advanceAsync(4_000);
  const head = rig.hub.projection.head;
  await rig.clock.advanceAsync(3_999);
  assert.is(rig.hub.projection.head, head);
  await rig.clock.advanceAsync(1);
  assert.is(incidents(rig), 'open 1', 'lost again');
  await rig.clock.advanceAsync(120_000);
  assert.is(escalated(rig), 1);
});

test('[I4] the alarm asks whether points share a cause half a second after they were lost, and once for all', async () => {
  const { rig } = await present();
  for (const code of ['DC02', 'DC03']) await arrive(rig, code);
  await rig.clock.advanceAsync(60_000);
  for (const code of ['DC01', 'DC02', 'DC03']) {
    const [line] = rig.hub.projection.point(pointId(code))?.evidence.connections ?? [];
    if (!line) throw new Error('not connected');
    const { connectionId } = line;
    await rig.ok({ type: 'CloseConnection', pointId: pointId(code), connectionId, how: 'closed' }, SYSTEM, null);
    await rig.clock.advanceAsync(100);
  }
  const facts = rig.follow();
  await rig.clock.advanceAsync(8_000 + 499 - 300);
  assert.is(facts.filter(({ fact }) => fact.type === 'CommonCauseOpened').length, 0);
  await rig.clock.advanceAsync(1);
  const opened = facts.flatMap(({ fact }) => (fact.type === 'CommonCauseOpened' ? [fact] : []));
  assert.equal([opened.length, opened[0]?.memberIds.length], [1, 3]);
  const next = await rig.restart();
  assert.is(dump(next.hub.projection), dump(rig.hub.projection), 'folded from the log, it is the same');
});

test('[I8] past its deadline a round is looked at every 10 s until nobody is silent', async () => {
  const { rig } = await present();
  const deadlineAt = rig.clock.now() + 60_000;
  await rig.ok(opening('r1', deadlineAt));
  await rig.clock.advanceAsync(59_999);
  assert.is(incidents(rig), '');
  await rig.clock.advanceAsync(1);
  assert.is(incidents(rig), 'open 0');
  for (const code of ['DC01', 'DC02', 'DC03']) await rig.ok(aReport(code, 'r1', people(50)));
  await rig.clock.advanceAsync(39_999);
  assert.is(incidents(rig), 'open 0');
  await rig.clock.advanceAsync(1);
  assert.is(incidents(rig), 'resolved 0');
});

test('[I8] [G4] that the log could not be written is written once it can be', async () => {
  const { rig } = await present();
  rig.store.failing = failure('disk-full');
  const failedAt = rig.clock.now();
  assert.not.ok((await rig.ask({ type: 'ReleasePoint', pointId: pointId('DC02') })).ok);
  await rig.clock.advanceAsync(20_000);
  assert.is(incidents(rig), '');
  rig.store.failing = null;
  await rig.clock.advanceAsync(2_000);
  const [trouble] = rig.hub.projection.openIncidents();
  assert.equal([trouble?.cause, trouble?.pointId, trouble?.openedAt], ['hub', null, failedAt]);
});

test('[L15] a stopped alarm asks nothing', async () => {
  const { rig, alarm } = await present();
  await close(rig, 'line-1');
  alarm.stop();
  await rig.clock.advanceAsync(60_000);
  assert.is(link(rig), 'impaired reconnecting');
});

test.run();
