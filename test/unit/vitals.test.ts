import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { frameOf, VITALS_EXPIRE_MS, vitalsOf, VitalsStore } from '@hub/server/hub/vitals.ts';
import type { Vitals } from '@hub/shared/model/link.ts';
import { Stage } from '../support/stage.ts';

function sample(rttMs: number | null): Vitals {
  return { rttMs, lossPct: 0.1, jitterMs: 3.14159, bitrateKbps: 1_200, fps: 25, soundLevel: null };
}

test('[V6] samples overwrite each other until they leave; a missing number stays missing', () => {
  const store = new VitalsStore();
  store.record(3, sample(20), 1_000);
  store.record(500, sample(null), 1_000);
  store.record(3, sample(21), 1_200);
  const frame = store.take(1_500);
  assert.equal(frame, {
    at: 1_500,
    v: [
      [3, 21, 0.1, 3.1, 1_200, 25, null],
      [500, null, 0.1, 3.1, 1_200, 25, null],
    ],
  });
  assert.is(store.take(2_000), null);
  store.record(500, sample(7), 2_100);
  assert.equal(
    store.take(2_500)?.v.map(([index]) => index),
    [500],
  );
});

const MEDIA = { connection: 'connected', path: 'udp', width: 320, height: 180 } as const;

test('[U3] a picture that nobody watches rests: it has no rates, and is told from one that stands still', () => {
  const store = new VitalsStore();
  const line = { ...sample(20), bitrateKbps: 0, fps: 0, soundLevel: 70 };
  const resting = { ...MEDIA, camera: 'flowing', microphone: 'muted', resting: true, heard: 70 } as const;
  store.record(0, vitalsOf({ ...line, media: resting }), 1_000);
  store.record(1, vitalsOf({ ...line, media: { ...resting, camera: 'frozen', microphone: 'present' } }), 1_000);
  assert.equal(store.take(1_500)?.v, [
    [0, 20, 0.1, 3.1, null, null, null, 1],
    [1, 20, 0.1, 3.1, 0, 0, 70],
  ]);
  const { heard, soundLevel, resting: rests } = store.of(0, 1_500) ?? {};
  assert.equal([heard, soundLevel, rests], [70, null, true], 'the pre-check hears a microphone that is muted');
  assert.is(store.of(1, 1_500)?.resting, undefined);
  store.record(0, vitalsOf(sample(20)), 2_000);
  assert.equal(store.take(2_000)?.v, [[0, 20, 0.1, 3.1, 1_200, 25, null]]);
});

test('[L9] a point that sends no more has no numbers, rather than its last ones for ever', () => {
  const store = new VitalsStore();
  store.record(0, sample(20), 1_000);
  store.take(1_500);
  assert.is(store.take(1_000 + VITALS_EXPIRE_MS - 1), null);
  assert.equal(store.whole(1_000 + VITALS_EXPIRE_MS - 1).v.length, 1);
  assert.equal(store.take(1_000 + VITALS_EXPIRE_MS)?.v, [[0, null, null, null, null, null, null]]);
  assert.is(store.take(1_000 + VITALS_EXPIRE_MS + 500), null, 'said once');
  assert.equal(store.whole(1_000 + VITALS_EXPIRE_MS).v, []);
});

test('[A2] figures of a device that was put out are gone at once, the hub’s own measure of it too', () => {
  const store = new VitalsStore();
  store.record(0, sample(null), 1_000);
  store.recordRoundTrip(0, 12, 1_000);
  store.take(1_000);
  store.forget(0);
  assert.equal(store.take(1_100)?.v, [[0, null, null, null, null, null, null]]);
  assert.is(store.of(0, 1_100), null);
  store.forget(0);
  store.forget(700);
  assert.is(store.take(1_200), null, 'nothing to say of what is not known');
});

test('[N5] the hub’s own round trip stands where a point names none, and goes with the silence', () => {
  const store = new VitalsStore();
  store.recordRoundTrip(2, 800, 1_000);
  assert.equal(store.take(1_000)?.v, [[2, 800, null, null, null, null, null]]);
  store.record(2, sample(40), 2_000);
  assert.is(store.take(2_000)?.v[0]?.[1], 40, 'what the point says outranks it');
  store.record(2, sample(null), 3_000);
  store.recordRoundTrip(2, 810, 4_000);
  assert.equal(store.take(4_000)?.v, [[2, 810, 0.1, 3.1, 1_200, 25, null]]);
  assert.equal(store.take(3_000 + VITALS_EXPIRE_MS)?.v, [[2, 810, null, null, null, null, null]]);
  assert.equal(store.take(4_000 + VITALS_EXPIRE_MS)?.v, [[2, null, null, null, null, null, null]]);
  assert.is(store.take(5_000 + VITALS_EXPIRE_MS), null);
});

test('a filtered view gets the samples of its own rows', () => {
  const store = new VitalsStore();
  for (let index = 0; index < 100; index++) store.record(index, sample(index), 1);
  const frame = store.take(2);
  assert.ok(frame);
  assert.equal(
    frameOf(frame, (index) => index === 40)?.v.map(([index]) => index),
    [40],
  );
  assert.is(
    frameOf(frame, () => false),
    null,
  );
});

test('[V6] samples go to views that ask, twice a second at most, those already known at once', () => {
  const stage = new Stage();
  stage.vitals.record(0, sample(20), stage.clock.now());
  const quiet = stage.watch();
  const asking = stage.watch({ vitals: true });
  const filtered = stage.watch({ vitals: true, filter: { areas: ['Phường Phố Mới'] } });
  assert.equal(
    asking.read('view:vitals')[0]?.v.map(([index]) => index),
    [0],
  );
  assert.equal(filtered.read('view:vitals'), []);
  stage.clock.advance(500);
  asking.read('view:vitals');
  for (let i = 0; i < 10; i++) {
    for (let index = 0; index < 4; index++) stage.vitals.record(index, sample(i), stage.clock.now());
    stage.clock.advance(100);
  }
  assert.is(asking.read('view:vitals').length, 2);
  assert.equal(
    filtered
      .read('view:vitals')
      .at(-1)
      ?.v.map(([index]) => index),
    [1, 3],
    'DC02 and DC04',
  );
  assert.equal(quiet.read('view:vitals'), []);
});

test('[V7] samples are not queued for a slow screen, and do not move its cursor', () => {
  const stage = new Stage();
  const slow = stage.watch({ vitals: true });
  slow.inbox.length = 0;
  slow.stall();
  for (let i = 0; i < 10; i++) {
    stage.vitals.record(0, sample(i), stage.clock.now());
    stage.clock.advance(500);
  }
  assert.is(slow.queuedWhileSlow, 0);
  slow.drain();
  assert.equal(
    slow.inbox.map(({ event }) => event),
    ['view:beat'],
  );
  stage.vitals.record(0, sample(99), stage.clock.now());
  stage.clock.advance(500);
  assert.is(slow.read('view:vitals')[0]?.v[0]?.[1], 99);
});

test('[F4] the pre-check reads what is known of one point now; what expired, or was never measured, is not 0', () => {
  const store = new VitalsStore();
  assert.is(store.of(7, 1_000), null);
  store.recordRoundTrip(7, 35, 1_000);
  const none = { lossPct: null, jitterMs: null, bitrateKbps: null, fps: null, soundLevel: null };
  assert.equal(store.of(7, 2_000), { rttMs: 35, ...none });
  store.record(7, { ...none, rttMs: 80, lossPct: 2.5 }, 2_000);
  assert.equal(store.of(7, 3_000), { ...none, rttMs: 80, lossPct: 2.5 });
  const later = 2_000 + VITALS_EXPIRE_MS;
  assert.is(store.of(7, later), null);
  store.recordRoundTrip(7, 40, later);
  assert.equal(
    store.of(7, later),
    { rttMs: 40, ...none },
    'also where no screen asks for samples, and none were let go',
  );
});

test.run();
