import { DEFAULT_LEASE_MS, DEFAULT_SCAN_MS, Presence } from '@hub/server/hub/presence.ts';
import type { ConnectionId } from '@hub/shared/model/ids.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { pointId } from '../support/builders.ts';
import { ManualClock } from '../support/manual-clock.ts';

function start(): { clock: ManualClock; presence: Presence; silent: { id: string; at: number }[]; stalls: number[] } {
  const clock = new ManualClock();
  const silent: { id: string; at: number }[] = [];
  const stalls: number[] = [];
  const presence = new Presence({
    clock,
    leaseMs: DEFAULT_LEASE_MS,
    scanMs: DEFAULT_SCAN_MS,
    onSilent: (_, connectionId) => silent.push({ id: connectionId, at: clock.now() }),
    onStall: (ms) => stalls.push(ms),
  });
  return { clock, presence, silent, stalls };
}

const line = (n: number): ConnectionId => `line-${n}` as ConnectionId;
const DC01 = pointId('DC01');

test('[L5] [L11] a lease that nobody renews is told within 8.5 s of the last word', () => {
  const { clock, presence, silent } = start();
  clock.advance(123);
  presence.open(line(1), DC01);
  const last = clock.now();
  clock.advance(8_000);
  assert.equal(silent, []);
  clock.advance(501);
  assert.is(silent[0]?.id, line(1));
  assert.ok((silent[0]?.at ?? Infinity) - last <= 8_500);
});

test('[L5] any word renews the lease, and heardAt says when it came', () => {
  const { clock, presence, silent } = start();
  presence.open(line(1), DC01);
  for (let i = 0; i < 20; i++) {
    clock.advance(2_500);
    presence.heard(line(1));
  }
  assert.equal(silent, []);
  assert.is(presence.heardAt(line(1)), clock.now());
  assert.is(presence.heardAt(line(2)), null);
});

test('[G4] [L5] a silent connection is told again at each scan until it is closed here', () => {
  const { clock, presence, silent } = start();
  presence.open(line(1), DC01);
  clock.advance(10_000);
  assert.ok(silent.length >= 3, 'the log may have refused the first');
  presence.close(line(1));
  const told = silent.length;
  clock.advance(10_000);
  assert.is(silent.length, told);
  assert.is(presence.size, 0);
});

test('[L9] after a stall of the hub’s own loop every lease is renewed once, and nobody is silent from it', () => {
  const { clock, presence, silent, stalls } = start();
  for (let n = 0; n < 10; n++) presence.open(line(n), DC01);
  clock.advance(6_000);
  clock.stall(20_000);
  clock.advance(7_000);
  assert.is(stalls.length, 1);
  assert.ok((stalls[0] ?? 0) >= 19_500);
  assert.equal(silent, []);
  clock.advance(2_000);
  assert.is(new Set(silent.map(({ id }) => id)).size, 10, 'silence after the stall is silence');
});

test('[L9] a scan that is a little late renews nothing', () => {
  const { clock, presence, silent, stalls } = start();
  presence.open(line(1), DC01);
  clock.advance(7_900);
  clock.stall(900);
  clock.advance(0);
  assert.equal(stalls, []);
  assert.is(silent.length, 1);
});

test('[L6] a freed place is used again without the old lease', () => {
  const { clock, presence, silent } = start();
  for (let n = 0; n < 600; n++) presence.open(line(n), DC01);
  clock.advance(5_000);
  for (let n = 0; n < 600; n += 2) presence.close(line(n));
  for (let n = 1_000; n < 1_300; n++) presence.open(line(n), DC01);
  assert.is(presence.size, 600);
  clock.advance(4_000);
  assert.ok(silent.every(({ id }) => Number(id.slice(5)) < 600));
  assert.is(new Set(silent.map(({ id }) => id)).size, 300);
  presence.stop();
  const told = silent.length;
  clock.advance(60_000);
  assert.is(silent.length, told, 'stopped');
});

test.run();
