import { pointId } from '../support/builders.ts';
import { keyAct } from '@hub/client/control/keys.ts';
import { Replay, type PastAnswer, type PastSource } from '@hub/client/control/replay/replay.ts';
import { sampleAt, stepArea, ticksOf } from '@hub/client/control/replay/strip-shape.ts';
import type { ReplayStrip, ReplayView, StripSample } from '@hub/shared/view/replay.ts';
import type { PointDetail } from '@hub/shared/protocol/down.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ManualTiming } from '../support/manual-timing.ts';

const run = { run: 1, phase: 'live', from: 1_000_000, to: 4_600_000 } as const;
const STRIP = { run, runs: [run], samples: [], turns: [], instructions: [], rounds: [] } as unknown as ReplayStrip;
const viewOf = (at: number): ReplayView =>
  ({ at, session: { run: 1 }, rows: [], incidents: [], instructions: [] }) as unknown as ReplayView;

/** A hub that answers when the test says so. */
class Past implements PastSource {
  readonly asked: number[] = [];
  readonly details: string[] = [];
  readonly strips: (number | null)[] = [];
  held = false;
  answerStrip: () => void = () => undefined;
  #answer: ((answer: PastAnswer) => void) | null = null;

  view(at: number): Promise<PastAnswer> {
    this.asked.push(at);
    return new Promise((answer) => (this.#answer = answer));
  }
  detail(at: number, of: string): Promise<PointDetail | null> {
    this.details.push(`${of} ${at}`);
    return Promise.resolve({ pointId: of } as PointDetail);
  }
  /** Answers at once unless the test holds it. */
  strip(of: number | null): Promise<ReplayStrip | null> {
    this.strips.push(of);
    return this.held ? new Promise((go) => (this.answerStrip = () => go(STRIP))) : Promise.resolve(STRIP);
  }
  async answer(answer: PastAnswer = { kind: 'view', view: viewOf(this.asked.at(-1) ?? 0), tag: 't' }): Promise<void> {
    this.#answer?.(answer);
    await settled();
  }
}

const settled = (): Promise<void> => new Promise((go) => setImmediate(go));

async function opened(): Promise<{ past: Past; timing: ManualTiming; replay: Replay }> {
  const past = new Past();
  const timing = new ManualTiming();
  const replay = new Replay({ source: past, timing, nextFrame: (draw) => draw() });
  await replay.loadStrip();
  return { past, timing, replay };
}

test('[Q6] of what a hand drags over only the newest moment is asked for, one at a time', async () => {
  const { past, timing, replay } = await opened();
  for (let at = 2_000_000; at < 2_000_050; at++) replay.go(at);
  assert.equal(past.asked, [2_000_000]);
  assert.is(replay.shownAt.value, null);
  await past.answer();
  assert.is(replay.shownAt.value, 2_000_000);
  timing.advance(100);
  assert.equal(past.asked, [2_000_000, 2_000_049]);
  await past.answer();
  timing.advance(1_000);
  assert.is(past.asked.length, 2, 'what is shown is not asked for again');
  assert.is(replay.board.view.value?.rows.length, 0);
});

test('[Q6] it plays at its speed, passes over what is late, and stops at the end', async () => {
  const { past, timing, replay } = await opened();
  replay.go(4_000_000);
  await past.answer();
  replay.play(60);
  timing.advance(5_000);
  assert.equal(replay.place.value, { at: 4_300_000, speed: 60 });
  assert.is(past.asked.length, 2, 'one answer is awaited, however late');
  await past.answer();
  timing.advance(10_000);
  assert.equal(replay.place.value, { at: 4_600_000, speed: null });
  await past.answer();
  timing.advance(500);
  await past.answer();
  assert.is(replay.shownAt.value, 4_600_000);
  timing.advance(500);
  assert.is(timing.waiting, 0, 'and nothing runs on');
  replay.play(1);
  timing.advance(1_000);
  assert.is(replay.place.value?.at, 1_001_000, 'from the end it begins again');
  replay.pause();
  timing.advance(5_000);
  assert.equal(replay.place.value, { at: 1_001_000, speed: null });
});

test('[Q4] back at the live picture nothing that comes late is shown, and the past begins anew', async () => {
  const { past, timing, replay } = await opened();
  replay.play(10);
  timing.advance(300);
  replay.live();
  await past.answer();
  timing.advance(5_000);
  assert.is(replay.place.value, null);
  assert.is(replay.shownAt.value, null);
  assert.is(past.asked.length, 1);
});

test('[Q4] a hub that gives no picture is asked again, and the screen knows', async () => {
  const { past, timing, replay } = await opened();
  replay.go(2_000_000);
  await past.answer({ kind: 'failed' });
  assert.is(replay.failed.value, true);
  timing.advance(1_100);
  await past.answer({ kind: 'wait', ms: 3_000 });
  timing.advance(2_900);
  assert.is(past.asked.length, 2);
  timing.advance(200);
  await past.answer({ kind: 'same' });
  assert.is(replay.failed.value, false);
  assert.is(replay.shownAt.value, 2_000_000);
});

test('[Q5] a hub that does not answer is not asked for the strip again and again, but for the run chosen meanwhile', async () => {
  const { past, replay } = await opened();
  past.held = true;
  for (let turn = 0; turn < 40; turn++) void replay.loadStrip();
  assert.equal(past.strips, [null, null], 'the first one was answered');
  void replay.loadStrip(2);
  void replay.loadStrip(1);
  void replay.loadStrip();
  past.answerStrip();
  await settled();
  assert.equal(past.strips, [null, null, 1]);
  past.answerStrip();
  await settled();
  void replay.loadStrip();
  assert.equal(past.strips, [null, null, 1, 1]);
});

test('[Q1] the point that is open is read at the moment that is shown', async () => {
  const { past, timing, replay } = await opened();
  replay.choose(pointId('DC07'));
  assert.equal(past.details, []);
  replay.go(2_000_000);
  await past.answer();
  timing.advance(100);
  await settled();
  assert.equal(past.details, ['DC07 2000000']);
  assert.is(replay.detail.value?.pointId, 'DC07');
  timing.advance(5_000);
  assert.is(past.details.length, 1);
});

test('[Q5] what held at a moment is the newest sample before it, and steps are drawn as steps', () => {
  const at = (moment: number, up: number): StripSample => ({ at: moment, up }) as StripSample;
  const samples = [at(1_000_000, 0), at(1_900_000, 10), at(2_800_000, 5)];
  assert.is(sampleAt(samples, 999_999), undefined);
  assert.is(sampleAt(samples, 1_900_000)?.up, 10);
  assert.is(sampleAt(samples, 9_900_000)?.up, 5);
  const drawn = stepArea({ samples, run }, ({ up }) => up, 10, 20);
  assert.is(drawn, 'M0.0 20H0.0V20.0H250.0V0.0H500.0V10.0H1000V20Z');
  const ticks = ticksOf({ ...run, from: 3_590_000, to: 3_600_000 * 4 }, 10, 7 * 3_600_000);
  assert.ok(ticks.length <= 11);
  assert.is(ticks[0], 3_600_000);
});

test('[Q4] L goes back to the live picture, D folds the strip, and neither is taken from a field', () => {
  const press = (key: string) => ({ key, ctrlKey: false, metaKey: false, altKey: false });
  assert.equal(keyAct(press('l'), false), { kind: 'live' });
  assert.equal(keyAct(press('D'), false), { kind: 'strip' });
  assert.is(keyAct(press('l'), true), null);
});

test.run();
