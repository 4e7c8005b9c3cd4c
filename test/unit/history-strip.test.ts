import { STRIP_WIDTH, stripPieces } from '@hub/client/control/history-strip.ts';
import type { LinkState, LinkStatus } from '@hub/shared/model/link.ts';
import { sampled, SAMPLES_MAX, type Samples } from '@hub/client/staff/samples.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const status = (state: LinkState, since: number): LinkStatus => ({ state, reasons: [], since });
const DAY: readonly LinkStatus[] = [status('absent', 0), status('up', 400), status('lost', 900), status('up', 950)];
const states = (from: number, to: number) => stripPieces(DAY, from, to).map(({ state }) => state);

test('[K4] a strip shows what lies between two moments, the state that lasted into it included', () => {
  assert.equal(states(0, 1000), ['absent', 'up', 'lost', 'up']);
  assert.equal(states(500, 1000), ['up', 'lost', 'up']);
  assert.equal(states(960, 1000), ['up']);
  const [first, ...others] = stripPieces(DAY, 500, 1000);
  assert.equal(first, { state: 'up', x: 0, width: 800 });
  assert.is(others.length, 2);
});

test('[K4] before the first known state the strip is empty, and a short change still shows', () => {
  assert.is(stripPieces([status('up', 750)], 500, 1000)[0]?.x, STRIP_WIDTH / 2);
  const short = stripPieces([status('up', 0), status('lost', 1), status('up', 2)], 0, 10_000)[1];
  assert.ok(short && short.width >= 2);
  assert.is(stripPieces([status('up', 1000)], 1000, 1000)[0]?.state, 'up', 'it began at this moment');
  assert.equal(stripPieces([], 0, 10), []);
});

test('[K4] [G6] samples begin with the first there is, keep their gaps, and are bounded', () => {
  const vitals = { rttMs: 80, lossPct: null, jitterMs: null, bitrateKbps: null, fps: null, soundLevel: null };
  assert.equal(sampled([], null), []);
  assert.equal(sampled([vitals], null), [vitals, null]);
  let held: Samples = [];
  for (let i = 0; i < SAMPLES_MAX + 5; i++) held = sampled(held, { ...vitals, rttMs: i });
  assert.is(held.length, SAMPLES_MAX);
  assert.is(held[held.length - 1]?.rttMs, SAMPLES_MAX + 4);
});

test.run();
