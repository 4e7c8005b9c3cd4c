import { FramePace } from '@hub/client/state/frame-pace.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

/** A page whose pictures take as long as they are said to. */
function page(points = 31_000, longest: { readonly longestRestMs?: number } = {}) {
  let now = 0;
  let timers: { readonly at: number; readonly run: () => void }[] = [];
  const frames: (() => void)[] = [];
  const after: (() => void)[] = [];
  const pace = new FramePace({
    ...longest,
    points: () => points,
    now: () => now,
    nextFrame: (run) => void frames.push(run),
    setTimer: (ms, run) => void timers.push({ at: now + ms, run }),
    afterFrame: (run) => void after.push(run),
  });
  return {
    pace,
    /** Time passes; what is due runs, and each frame takes so long. */
    pass(ms: number, frameMs: number): void {
      now += ms;
      const due = timers.filter(({ at }) => at <= now);
      timers = timers.filter(({ at }) => at > now);
      for (const { run } of due) run();
      for (const run of frames.splice(0)) run();
      now += frameMs;
      for (const run of after.splice(0)) run();
    },
  };
}

test('a cheap picture is followed by the next in the next frame', () => {
  const { pace, pass } = page();
  let drawn = 0;
  for (let turn = 1; turn <= 5; turn++) {
    pace.next(() => drawn++);
    pass(1, 5);
    assert.is(drawn, turn);
  }
});

test('after a dear one three times as long is left to whoever clicks', () => {
  const { pace, pass } = page();
  let drawn = 0;
  pace.next(() => drawn++);
  pass(0, 50);
  pace.next(() => drawn++);
  pass(149, 0);
  assert.is(drawn, 1);
  pass(1, 50);
  assert.is(drawn, 2);
});

test('[V8] whatever a picture costs, the next one waits no longer than 0.4 s', () => {
  const { pace, pass } = page();
  let drawn = 0;
  pace.next(() => drawn++);
  pass(0, 5_000);
  pace.next(() => drawn++);
  pass(400, 5_000);
  assert.is(drawn, 2);
});

test('a town is shown at once, however slow the machine is', () => {
  const { pace, pass } = page(89);
  let drawn = 0;
  pace.next(() => drawn++);
  pass(0, 500);
  pace.next(() => drawn++);
  pass(2, 500);
  assert.is(drawn, 2);
});

test('[M10] the marks of the map rest longer where painting is dear, and in a town too', () => {
  const { pace, pass } = page(89, { longestRestMs: 1_000 });
  let drawn = 0;
  pace.next(() => drawn++);
  pass(0, 200);
  pace.next(() => drawn++);
  pass(599, 0);
  assert.is(drawn, 1);
  pass(1, 5_000);
  pace.next(() => drawn++);
  pass(1_000, 1);
  assert.is(drawn, 3);
});

test('a picture that is asked for after the rest is drawn at once', () => {
  const { pace, pass } = page();
  let drawn = 0;
  pace.next(() => drawn++);
  pass(0, 50);
  pass(1_000, 0);
  pace.next(() => drawn++);
  pass(0, 1);
  assert.is(drawn, 2);
});

test.run();
