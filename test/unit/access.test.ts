import type { Command } from '@hub/server/domain/commands.ts';
import { SYSTEM } from '@hub/server/domain/events.ts';
import type { Role } from '@hub/shared/model/access.ts';
import type { GrantKind } from '@hub/shared/model/access.ts';
import type { ConnectionId, GrantId, PersonalId } from '@hub/shared/model/ids.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  ADMINISTRATOR,
  aPoint,
  CONTROLLER,
  deviceId,
  operator,
  pointId,
  staff,
  TECHNICIAN,
  Town,
} from '../support/builders.ts';

const HOUR = 3_600_000;

function mint(name: string, over: Partial<Extract<Command, { type: 'MintGrant' }>> = {}): Command {
  return {
    type: 'MintGrant',
    grantId: name as GrantId,
    kind: 'card',
    role: 'operator',
    pointId: pointId('DC01'),
    hash: `hash of ${name}`,
    labelId: null,
    expiresAt: null,
    ...over,
  };
}

function claim(grant: string, device: string, key = `key of ${device}`): Command {
  return {
    type: 'ClaimGrant',
    grantHash: `hash of ${grant}`,
    deviceId: deviceId(device),
    keyHash: key,
    labelId: null,
  };
}

const admit = (device: string, as: 'assistant' | 'take-over'): Command => ({
  type: 'AdmitDevice',
  deviceId: deviceId(device),
  as,
});

const standing = (town: Town, device: string): string | undefined => town.state.device(deviceId(device))?.standing;

test('[A9] the first device of a card gets the pen under fence 1, each further one waits', () => {
  const town = new Town();
  town.do(mint('card'));
  town.do(claim('card', 'a'), SYSTEM);
  town.do(claim('card', 'b'), SYSTEM);
  town.do(claim('card', 'c'), SYSTEM);
  assert.equal(
    ['a', 'b', 'c'].map((device) => standing(town, device)),
    ['pen', 'waiting', 'waiting'],
  );
  assert.equal([town.point().fence, town.point().penDeviceId], [1, 'a']);
});

test('[A8] the same secret and key again are the same device, also once the secret is used up, expired or revoked', () => {
  const town = new Town();
  town.do(mint('link', { kind: 'link', expiresAt: town.now + HOUR }));
  town.do(claim('link', 'a'), SYSTEM);
  const before = town.facts.length;
  town.do(claim('link', 'another id', 'key of a'), SYSTEM);
  town.pass(2 * HOUR);
  town.do(claim('link', 'another id', 'key of a'), SYSTEM);
  town.do({ type: 'RevokeGrant', grantId: 'link' as GrantId });
  town.do(claim('link', 'another id', 'key of a'), SYSTEM);
  assert.equal(
    town.facts.slice(before).map(({ type }) => type),
    ['GrantRevoked'],
  );
  assert.is([...town.state.devices()].length, 1);
});

test('[A8] [A9] every other claim is refused with its own kind', () => {
  const town = new Town();
  town.do(mint('card'));
  for (const kind of ['link', 'code'] as const) {
    town.do(mint(kind, { kind, role: 'controller', pointId: null, expiresAt: town.now + HOUR }));
    town.do(claim(kind, `first ${kind}`), SYSTEM);
    assert.equal(town.refusal(claim(kind, 'x'), SYSTEM), { kind: 'already-used', field: 'secret' });
  }
  assert.equal(town.refusal(claim('nothing', 'x'), SYSTEM), { kind: 'unauthorized', field: 'secret' });
  assert.equal(town.refusal(claim('card', 'x', 'key of first link'), SYSTEM), { kind: 'conflict', field: 'deviceKey' });

  town.do(mint('late', { kind: 'link', role: 'wall', pointId: null, expiresAt: town.now + HOUR }));
  town.pass(HOUR);
  assert.equal(town.refusal(claim('late', 'x'), SYSTEM), { kind: 'expired', field: 'secret' });

  town.do({ type: 'RevokeGrant', grantId: 'card' as GrantId });
  assert.equal(town.refusal(claim('card', 'x'), SYSTEM), { kind: 'revoked', field: 'secret' });
  assert.equal(town.do({ type: 'RevokeGrant', grantId: 'card' as GrantId }), []);
  assert.equal(town.refusal({ type: 'RevokeGrant', grantId: 'none' as GrantId }), {
    kind: 'not-found',
    field: 'grantId',
  });

  town.do({ type: 'RevokeDevice', deviceId: deviceId('first link') }, ADMINISTRATOR);
  assert.equal(town.refusal(claim('link', 'x', 'key of first link'), SYSTEM), { kind: 'revoked' });
});

test('[A9] a card of a retired point lets nobody in', () => {
  const town = new Town();
  town.do(mint('card'));
  town.do({ type: 'RetirePoint', pointId: pointId('DC01') }, ADMINISTRATOR);
  assert.equal(town.refusal(claim('card', 'x'), SYSTEM), { kind: 'not-found' });
});

test('[A10] a new card revokes the old one; a card is for a point, and a point’s grant an operator’s', () => {
  const town = new Town();
  town.do(mint('old'));
  assert.equal(
    town.do(mint('new')).map(({ type }) => type),
    ['GrantRevoked', 'GrantMinted'],
  );
  assert.equal(town.refusal(claim('old', 'a'), SYSTEM), { kind: 'revoked', field: 'secret' });
  assert.is(town.refusal(claim('new', 'a'), SYSTEM), undefined);

  const refusals: readonly (readonly [Role, string | null, GrantKind, string, string])[] = [
    ['operator', null, 'link', 'invalid', 'pointId'],
    ['controller', 'DC01', 'link', 'invalid', 'pointId'],
    ['technician', null, 'card', 'invalid', 'kind'],
    ['operator', 'DC99', 'card', 'not-found', 'pointId'],
  ];
  for (const [role, point, kind, refusal, field] of refusals) {
    const command = mint('x', { role, kind, pointId: point === null ? null : pointId(point) });
    assert.equal(town.refusal(command), { kind: refusal, field });
  }
});

test('[A8] a staff link makes a device of its role, without point, pen or fence', () => {
  const town = new Town();
  town.do(mint('desk', { kind: 'link', role: 'technician', pointId: null, labelId: 'label' as PersonalId }));
  const [claimed] = town.do({ ...claim('desk', 'laptop'), labelId: 'KTV 6' as PersonalId } as Command, SYSTEM);
  assert.is(claimed?.type === 'DeviceClaimed' && claimed.role, 'technician');
  assert.equal([standing(town, 'laptop'), town.point().fence], ['assistant', 0]);
});

test('[L8] the pen admits an assistant, or hands itself on and stays as assistant; the fence rises with each move', () => {
  const town = new Town();
  const first = town.connect('DC01', 'a').by;
  town.connect('DC01', 'b');
  town.connect('DC01', 'c');
  town.do(admit('b', 'assistant'), first);
  assert.equal([standing(town, 'b'), town.point().fence], ['assistant', 1]);
  assert.equal(town.do(admit('b', 'assistant'), first), [], 'already in');
  town.do(admit('c', 'take-over'), first);
  assert.equal(
    ['a', 'b', 'c'].map((device) => standing(town, device)),
    ['assistant', 'assistant', 'pen'],
  );
  assert.equal([town.point().fence, town.point().penDeviceId], [2, 'c']);
  town.do(admit('a', 'take-over'), CONTROLLER);
  assert.is(town.point().fence, 3);
  assert.equal(town.state.device(deviceId('a'))?.fences, [1, 3]);
  assert.equal(town.do(admit('a', 'take-over'), CONTROLLER), [], 'who holds it takes nothing over');
});

test('[L8] nobody without the pen admits, nobody admits for another point, and nothing evicts', () => {
  const town = new Town([aPoint('DC01'), aPoint('DC02')]);
  const first = town.connect('DC01', 'a').by;
  const waiting = town.connect('DC01', 'b').by;
  const foreign = town.connect('DC02', 'z').by;
  assert.equal(town.refusal(admit('b', 'take-over'), waiting), { kind: 'no-pen' });
  town.connect('DC01', 'c');
  town.do(admit('b', 'assistant'), first);
  assert.equal(town.refusal(admit('c', 'assistant'), waiting), { kind: 'no-pen' });
  assert.equal(town.refusal(admit('c', 'assistant'), foreign), { kind: 'forbidden', field: 'deviceId' });
  assert.equal(town.refusal(admit('nobody', 'assistant')), { kind: 'not-found', field: 'deviceId' });
  assert.is(town.point().penDeviceId, 'a');
  assert.is(town.point().evidence.connections.length, 3);
});

test('[A9] the next device does not inherit the pen of one that was put out; the control room gives it', () => {
  const town = new Town();
  town.connect('DC01', 'a');
  town.connect('DC01', 'b');
  town.do(admit('b', 'assistant'), CONTROLLER);
  town.do({ type: 'RevokeDevice', deviceId: deviceId('a') });
  assert.is(town.point().penDeviceId, null);
  town.claim('DC01', 'c');
  assert.is(standing(town, 'c'), 'waiting');
  town.do(admit('b', 'take-over'), CONTROLLER);
  assert.equal([town.point().penDeviceId, town.point().fence], ['b', 2]);
});

test('[A13] the card of a device that was put out brings nobody back with the pen; a new card starts the point again', () => {
  const town = new Town();
  town.connect('DC01', 'a');
  town.do({ type: 'RevokeDevice', deviceId: deviceId('a') });
  town.claim('DC01', 'b');
  assert.equal([standing(town, 'b'), town.point().fence], ['waiting', 1]);
  town.do(mint('new', { kind: 'card', role: 'operator', pointId: pointId('DC01') }));
  town.do(claim('new', 'c'), SYSTEM);
  assert.equal([standing(town, 'c'), town.point().fence], ['pen', 2]);
});

test('[A2] [A11] putting a device out closes its connections in the same commit; staff is put out by an administrator only', () => {
  const town = new Town();
  town.connect('DC01', 'a');
  const made = town.do({ type: 'RevokeDevice', deviceId: deviceId('a') }, TECHNICIAN);
  assert.equal(
    made.map(({ type }) => type),
    ['DeviceRevoked', 'ConnectionClosed', 'LinkChanged'],
  );
  assert.equal(town.do({ type: 'RevokeDevice', deviceId: deviceId('a') }, TECHNICIAN), []);
  assert.equal(
    town.refusal(
      { type: 'OpenConnection', deviceId: deviceId('a'), connectionId: 'line' as ConnectionId },
      operator('DC01', 'a'),
    ),
    { kind: 'revoked' },
  );
  town.do(mint('desk', { kind: 'link', role: 'controller', pointId: null }));
  town.do(claim('desk', 'pc'), SYSTEM);
  const out: Command = { type: 'RevokeDevice', deviceId: deviceId('pc') };
  assert.equal(town.refusal(out, staff('controller')), { kind: 'forbidden', field: 'deviceId' });
  assert.is(town.refusal(out, ADMINISTRATOR), undefined);
  assert.equal(town.refusal({ type: 'RevokeDevice', deviceId: deviceId('none') }, ADMINISTRATOR), {
    kind: 'not-found',
    field: 'deviceId',
  });
});

test('[A1] staff has no presence at a point', () => {
  const town = new Town();
  town.do(mint('desk', { kind: 'link', role: 'controller', pointId: null }));
  town.do(claim('desk', 'pc'), SYSTEM);
  assert.equal(
    town.do({ type: 'OpenConnection', deviceId: deviceId('pc'), connectionId: 'line' as ConnectionId }, CONTROLLER),
    [],
  );
});

test.run();
