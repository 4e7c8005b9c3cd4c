import { Freshness, STALE_AFTER_MS } from '@hub/client/state/freshness.ts';
import { ServerClock } from '@hub/client/state/server-clock.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const HUB = 1_662_858_000_000;

function page() {
  const time = { now: 0 };
  return { time, clock: new ServerClock(() => time.now) };
}

test('[S5] hub time is taken from the message that was least late', () => {
  const { time, clock } = page();
  assert.is(clock.now(), null);
  time.now = 1_000;
  clock.heard(HUB + 1_000 - 300);
  time.now = 2_000;
  clock.heard(HUB + 2_000 - 20);
  time.now = 3_000;
  clock.heard(HUB + 3_000 - 900);
  assert.is(clock.now(), HUB + 3_000 - 20);
});

test('[S5] a page clock that runs slow is followed within two minutes', () => {
  const { time, clock } = page();
  for (let second = 0; second < 300; second++) {
    // 1 s is lost, after the first minute.
    time.now = second * 1_000 - (second > 60 ? 0 : -1_000);
    clock.heard(HUB + second * 1_000);
  }
  assert.is(clock.now(), HUB + 299_000);
});

test('[V8] the picture says that it is old within 2 s of the last word, its own time stops and the deadline runs on', () => {
  const { time, clock } = page();
  const freshness = new Freshness(clock);
  assert.is(freshness.moment.peek(), null);
  freshness.fresh(HUB, true);
  assert.equal(freshness.moment.peek(), { now: HUB, hubNow: HUB, ageMs: 0, stale: false });
  time.now = STALE_AFTER_MS;
  freshness.tick();
  assert.is(freshness.moment.peek()?.stale, false);
  time.now = STALE_AFTER_MS + 100;
  freshness.tick();
  assert.ok(time.now < 2_000);
  assert.equal(freshness.moment.peek(), { now: HUB, hubNow: HUB + time.now, ageMs: time.now, stale: true });
  time.now = 2_300;
  freshness.fresh(HUB + 2_300, false);
  assert.is(freshness.moment.peek()?.stale, false);
});

test('[V8] a stream that arrives late is an old picture too', () => {
  const { time, clock } = page();
  const freshness = new Freshness(clock);
  freshness.fresh(HUB, true);
  time.now = 30_000;
  freshness.fresh(HUB + 5_000, false);
  freshness.tick();
  assert.is(freshness.moment.peek()?.stale, true);
  assert.is(freshness.moment.peek()?.ageMs, 25_000);
});

test('[V8] a page that stood still itself reads what came meanwhile before it calls the picture old', () => {
  const { time, clock } = page();
  const freshness = new Freshness(clock);
  const look = (at: number): boolean | undefined => {
    time.now = at;
    freshness.tick();
    return freshness.moment.peek()?.stale;
  };
  freshness.fresh(HUB, true);
  look(100);
  assert.is(look(3_000), false, 'for 2.9 s nothing ran on the page');
  freshness.fresh(HUB + 1_000, false);
  assert.is(look(3_100), false, 'it works off what came');
  freshness.fresh(HUB + 3_000, false);
  assert.is(look(3_200), false);
  assert.is(look(6_000), false);
  assert.is(look(6_100), true, 'nothing had come');
});

test('a snapshot that was encoded a while ago is current when it is the answer to a question of now', () => {
  const { time, clock } = page();
  const freshness = new Freshness(clock);
  freshness.fresh(HUB, true);
  time.now = 30_000;
  freshness.fresh(HUB + 10_000, true);
  assert.is(freshness.moment.peek()?.stale, false);
});

test.run();
