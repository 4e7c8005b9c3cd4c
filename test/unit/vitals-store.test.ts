import { SLOT_COUNT, SLOT_MS, VitalsStore } from '@hub/client/state/vitals-store.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const AT = 1_662_858_000_000;
const store = (): VitalsStore => new VitalsStore((run) => run());

test('[V6] the newest samples of a point, missing ones as null', () => {
  const vitals = store();
  vitals.apply({ at: AT, v: [[4, 20, 0, 3.5, null, 25, 60]] });
  assert.equal(vitals.latest(4, AT), {
    rttMs: 20,
    lossPct: 0,
    jitterMs: 3.5,
    bitrateKbps: null,
    fps: 25,
    soundLevel: 60,
  });
  assert.is(vitals.latest(5, AT), null);
  assert.is(vitals.frame.peek(), 1);
});

test('samples older than ten seconds are not shown as the present ones', () => {
  const vitals = store();
  vitals.apply({ at: AT, v: [[1, 20]] });
  assert.is(vitals.latest(1, AT + 10_000)?.rttMs, 20);
  assert.is(vitals.latest(1, AT + 10_001), null);
});

test('five minutes are kept, holes stay holes', () => {
  const vitals = store();
  for (let i = 0; i < SLOT_COUNT * 2; i++) {
    if (i % 10 !== 0) vitals.apply({ at: AT + i * SLOT_MS, v: [[1, i]] });
  }
  const last = AT + (SLOT_COUNT * 2 - 1) * SLOT_MS;
  const trail = vitals.trail(1, 'rttMs', last);
  assert.is(trail.length, SLOT_COUNT);
  assert.is(trail.at(-1), SLOT_COUNT * 2 - 1);
  assert.is(trail[1], SLOT_COUNT + 1);
  assert.is(trail[0], null);
  // Five minutes later nothing is left of it.
  assert.ok(vitals.trail(1, 'rttMs', last + SLOT_COUNT * SLOT_MS).every((value) => value === null));
  assert.equal(vitals.trail(2, 'rttMs', last), []);
});

test.run();
