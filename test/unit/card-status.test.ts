import { endedBy, endOfDay, filterOf, isLoopback, proposedDay } from '@hub/client/admin/card-status.ts';
import { parsePointId } from '@hub/shared/model/ids.ts';
import type { CardState } from '@hub/shared/protocol/down.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const NOW = Date.UTC(2022, 8, 10, 3);
const DAY = 24 * 3_600_000;
const ZONE = 'Asia/Ho_Chi_Minh';
const dc01 = parsePointId('DC01');
if (dc01 === undefined) throw new Error('DC01 is a point id');

const card = (over: Partial<CardState> = {}): CardState => ({
  pointId: dc01,
  printedAt: NOW - DAY,
  expiresAt: NOW + DAY,
  revokedAt: null,
  openedAt: null,
  devices: 0,
  otherDevices: 0,
  ...over,
});

test('[A16] each card is in one list: not printed, never opened, opened, closed', () => {
  assert.is(filterOf(card({ printedAt: null, expiresAt: null }), NOW), 'unprinted');
  assert.is(filterOf(card(), NOW), 'unopened');
  assert.is(filterOf(card({ otherDevices: 2 }), NOW), 'unopened');
  assert.is(filterOf(card({ openedAt: NOW - 1, devices: 1 }), NOW), 'opened');
  assert.is(filterOf(card({ openedAt: NOW - 1, expiresAt: NOW }), NOW), 'opened');
  assert.is(filterOf(card({ expiresAt: NOW }), NOW), 'closed');
  assert.is(filterOf(card({ openedAt: NOW - 1, revokedAt: NOW }), NOW), 'closed');
});

test('[A12] the warning counts the cards and devices that a print ends', () => {
  assert.equal(
    endedBy(
      [
        card(),
        card({ openedAt: NOW, devices: 2 }),
        card({ printedAt: null }),
        card({ revokedAt: NOW }),
        card({ expiresAt: NOW }),
        card({ expiresAt: NOW, openedAt: NOW - 1, devices: 1 }),
      ],
      NOW,
    ),
    { cards: 3, devices: 3 },
  );
});

test('[A14] [S5] a card lasts to the end of a day in the session’s zone, the session’s own unless changed', () => {
  assert.is(proposedDay(Date.UTC(2022, 8, 11, 0, 30), NOW, ZONE), '2022-09-11');
  assert.is(proposedDay(NOW - DAY, NOW, ZONE), '2022-09-17');
  assert.is(proposedDay(null, NOW, ZONE), '2022-09-17');
  assert.equal(endOfDay('2022-09-11', NOW, ZONE), { kind: 'good', expiresAt: Date.UTC(2022, 8, 11, 16, 59, 59, 999) });
  assert.equal(endOfDay('2022-09-09', NOW, ZONE), { kind: 'past' });
  assert.equal(endOfDay('2024-01-01', NOW, ZONE), { kind: 'far' });
  assert.equal(endOfDay('', NOW, ZONE), { kind: 'empty' });
});

test('[A12] a card with an address that every phone takes for itself is noticed before it is printed', () => {
  for (const address of ['127.0.0.1:8089', '127.0.1.1', 'localhost', 'LOCALHOST:8089', '[::1]:8089']) {
    assert.ok(isLoopback(address), address);
  }
  for (const address of ['192.168.1.10:8089', 'diemcau.example', 'localhost.example', '127.0.0.1.example:80']) {
    assert.not.ok(isLoopback(address), address);
  }
});

test.run();
