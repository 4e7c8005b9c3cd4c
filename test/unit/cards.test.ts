import type { Command, NewCard } from '@hub/server/domain/commands.ts';
import { SYSTEM } from '@hub/server/domain/events.ts';
import { cardList } from '@hub/server/ingest/card-list.ts';
import type { GrantId } from '@hub/shared/model/ids.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ADMINISTRATOR, aPoint, deviceId, pointId, Town } from '../support/builders.ts';
import { dump, HubRig } from '../support/hub-rig.ts';

const DAY = 24 * 3_600_000;

function card(code: string, print: number): NewCard {
  return {
    pointId: pointId(code),
    cardId: `card-${code}-${print}` as GrantId,
    cardHash: `card hash ${code} ${print}`,
    codeId: `code-${code}-${print}` as GrantId,
    codeHash: `code hash ${code} ${print}`,
  };
}

const print = (codes: readonly string[], number: number, expiresAt: number): Command => ({
  type: 'PrintCards',
  cards: codes.map((code) => card(code, number)),
  expiresAt,
});

const claim = (grantHash: string, device: string): Command => ({
  type: 'ClaimGrant',
  grantHash,
  deviceId: deviceId(device),
  keyHash: `key of ${device}`,
  labelId: null,
});

function town(): Town {
  return new Town([aPoint('DC01'), aPoint('DC02'), aPoint('DC03')]);
}

test('[A12] printing again closes the old card, its code and who came in by them, and nothing else', () => {
  const at = town();
  at.do(print(['DC01', 'DC02'], 1, at.now + DAY), ADMINISTRATOR);
  at.do(claim('card hash DC01 1', 'by card'), SYSTEM);
  at.do(claim('code hash DC01 1', 'by code'), SYSTEM);
  at.do({
    type: 'MintGrant',
    grantId: 'spoken' as GrantId,
    kind: 'code',
    role: 'operator',
    pointId: pointId('DC01'),
    hash: 'spoken hash',
    labelId: null,
    expiresAt: at.now + DAY,
  });
  at.do(claim('spoken hash', 'by telephone'), SYSTEM);
  const made = at.do(print(['DC01'], 2, at.now + DAY), ADMINISTRATOR);
  assert.equal(
    made.map((fact) => ('grantId' in fact ? `${fact.type} ${fact.grantId}` : fact.type)),
    [
      'GrantRevoked card-DC01-1',
      'GrantRevoked code-DC01-1',
      'GrantMinted card-DC01-2',
      'GrantMinted code-DC01-2',
      'CardPrinted card-DC01-2',
    ],
  );
  assert.equal(at.refusal(claim('card hash DC01 1', 'late'), SYSTEM), { kind: 'revoked', field: 'secret' });
  assert.equal(at.refusal(claim('code hash DC01 1', 'late'), SYSTEM), { kind: 'revoked', field: 'secret' });
  assert.is(at.state.grant('spoken' as GrantId)?.revokedAt, null);
  assert.is(at.state.grant('card-DC02-1' as GrantId)?.revokedAt, null);
});

test('[A12] all or none: an unknown, retired or doubled point prints nothing', () => {
  const at = town();
  at.do({ type: 'RetirePoint', pointId: pointId('DC03') }, ADMINISTRATOR);
  const until = at.now + DAY;
  assert.equal(at.refusal(print(['DC01', 'DC99'], 1, until)), { kind: 'not-found', field: 'points' });
  assert.equal(at.refusal(print(['DC01', 'DC03'], 1, until)), { kind: 'not-found', field: 'points' });
  assert.equal(at.refusal(print(['DC01', 'DC01'], 1, until)), { kind: 'invalid', field: 'points' });
  assert.equal(at.refusal(print(['DC01'], 1, at.now)), { kind: 'invalid', field: 'expiresAt' });
});

test('[A12] closing cards closes their codes; closing a card alone takes its code with it', () => {
  const at = town();
  at.do(print(['DC01', 'DC02', 'DC03'], 1, at.now + DAY), ADMINISTRATOR);
  at.do({ type: 'RevokeCards', pointIds: [pointId('DC01'), pointId('DC02')] }, ADMINISTRATOR);
  at.do({ type: 'RevokeGrant', grantId: 'card-DC03-1' as GrantId }, ADMINISTRATOR);
  for (const code of ['DC01', 'DC02', 'DC03']) {
    for (const hash of [`card hash ${code} 1`, `code hash ${code} 1`]) {
      assert.equal(at.refusal(claim(hash, 'late'), SYSTEM), { kind: 'revoked', field: 'secret' }, hash);
    }
  }
  assert.equal(at.do({ type: 'RevokeCards', pointIds: [pointId('DC01')] }, ADMINISTRATOR), []);
  assert.equal(at.refusal({ type: 'RevokeCards', pointIds: [pointId('DC99')] }), {
    kind: 'not-found',
    field: 'points',
  });
});

test('[A13] the first device of a reprinted card gets the pen, though the devices of the old card are remembered', () => {
  const at = town();
  at.do(print(['DC01'], 1, at.now + DAY), ADMINISTRATOR);
  at.do(claim('card hash DC01 1', 'old'), SYSTEM);
  at.do(print(['DC01'], 2, at.now + DAY), ADMINISTRATOR);
  at.do(claim('card hash DC01 2', 'new'), SYSTEM);
  at.do(claim('card hash DC01 2', 'second'), SYSTEM);
  assert.equal([at.point().penDeviceId, at.point().fence], ['new', 2]);
  assert.is(at.state.device(deviceId('second'))?.standing, 'waiting');
});

test('[A14] a printed code is used once, by one device, and dies with its day', () => {
  const at = town();
  at.do(print(['DC01', 'DC02'], 1, at.now + DAY), ADMINISTRATOR);
  at.do(claim('code hash DC01 1', 'first'), SYSTEM);
  assert.is(at.point().penDeviceId, 'first');
  assert.equal(at.refusal(claim('code hash DC01 1', 'other'), SYSTEM), { kind: 'already-used', field: 'secret' });
  at.pass(DAY);
  assert.equal(at.refusal(claim('code hash DC02 1', 'late'), SYSTEM), { kind: 'expired', field: 'secret' });
  assert.equal(at.refusal(claim('card hash DC02 1', 'late'), SYSTEM), { kind: 'expired', field: 'secret' });
});

test('[A16] it shows whose card was never printed, never opened, opened, or closed', async () => {
  const rig = await HubRig.live(4);
  const now = rig.clock.now();
  await rig.ok(print(['DC01', 'DC02', 'DC03'], 1, now + DAY), ADMINISTRATOR);
  await rig.ok(claim('card hash DC01 1', 'a'), SYSTEM, null);
  await rig.ok(claim('code hash DC01 1', 'b'), SYSTEM, null);
  await rig.ok({ type: 'RevokeCards', pointIds: [pointId('DC03')] }, ADMINISTRATOR);
  const whole = { printedAt: now, expiresAt: now + DAY, revokedAt: null, openedAt: null, devices: 0, otherDevices: 0 };
  const expected = [
    { pointId: 'DC01', ...whole, openedAt: now, devices: 2 },
    { pointId: 'DC02', ...whole },
    { pointId: 'DC03', ...whole, revokedAt: now },
    { pointId: 'DC04', ...whole, printedAt: null, expiresAt: null },
  ];
  assert.equal(cardList(rig.hub.projection, 'http://hub').cards, expected);

  await rig.ok(print(['DC01'], 2, now + DAY), ADMINISTRATOR);
  assert.equal(cardList(rig.hub.projection, 'http://hub').cards[0], { pointId: 'DC01', ...whole });
  const again = await rig.restart();
  assert.is(dump(again.hub.projection), dump(rig.hub.projection), '[G2]');
});

test('[A16] a device that came in without the card does not open it', async () => {
  const rig = await HubRig.live(1);
  const now = rig.clock.now();
  await rig.ok(print(['DC01'], 1, now + DAY), ADMINISTRATOR);
  const link = { type: 'MintGrant', kind: 'link', role: 'operator', pointId: pointId('DC01'), labelId: null } as const;
  await rig.ok({ ...link, grantId: 'link' as GrantId, hash: 'link hash', expiresAt: null }, ADMINISTRATOR);
  await rig.ok(claim('link hash', 'a'), SYSTEM, null);
  const [shown] = cardList(rig.hub.projection, 'http://hub').cards;
  assert.equal([shown?.openedAt, shown?.devices, shown?.otherDevices], [null, 0, 1]);
});

test.run();
