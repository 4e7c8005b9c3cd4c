import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { FlushPace } from '@hub/server/hub/flush-pace.ts';
import { ManualClock } from '../support/manual-clock.ts';

/** A flush that takes as long, on a loop that is as busy, as the test says. */
function setUp() {
  const clock = new ManualClock();
  const world = { tookMs: 0, busy: 0, flushes: [] as number[], watch: 0 };
  const load = { utilization: () => world.busy, stopwatch: () => world.watch };
  const pace = new FlushPace(clock, load, () => {
    world.flushes.push(clock.now());
    world.watch += world.tookMs;
  });
  /** Something changes every millisecond. */
  const busyFor = (ms: number): number[] => {
    world.flushes.length = 0;
    for (let i = 0; i < ms; i++) {
      pace.request();
      clock.advance(1);
    }
    return world.flushes.slice(1).map((at, i) => at - (world.flushes[i] ?? 0));
  };
  return { clock, world, pace, busyFor };
}

test('a lone change leaves in the same turn, a stream of them every 8 ms', () => {
  const { clock, world, pace, busyFor } = setUp();
  const startedAt = clock.now();
  pace.request();
  pace.request();
  assert.equal(world.flushes, [], 'not within the turn that asks');
  clock.advance(0);
  assert.equal(world.flushes, [startedAt]);
  clock.advance(50);
  assert.ok(busyFor(200).every((gap) => gap === 8));
});

test('the gap widens step by step while flushing takes more than a fifth of it, and narrows when it is cheap again', () => {
  const { pace, world, busyFor } = setUp();
  world.tookMs = 5;
  busyFor(200);
  assert.is(pace.gapMs, 33, '5 ms is more than a fifth of 16 and less than a fifth of 33');
  world.tookMs = 30;
  busyFor(500);
  assert.is(pace.gapMs, 100, 'never wider');
  world.tookMs = 0.1;
  busyFor(1_000);
  assert.is(pace.gapMs, 8);
});

test('a loop that is more than 70 % used widens the gap by one step per look, and narrows it below 50 %', () => {
  const { pace, world, busyFor } = setUp();
  world.busy = 0.9;
  busyFor(20);
  assert.is(pace.gapMs, 16);
  busyFor(1_000);
  assert.is(pace.gapMs, 100);
  world.busy = 0.6;
  busyFor(1_000);
  assert.is(pace.gapMs, 100, 'neither busy nor calm');
  world.busy = 0.2;
  busyFor(2_000);
  assert.is(pace.gapMs, 8);
});

test('a stopped pace flushes no more', () => {
  const { clock, world, pace } = setUp();
  pace.request();
  pace.stop();
  clock.advance(100);
  assert.equal(world.flushes, []);
});

test.run();
