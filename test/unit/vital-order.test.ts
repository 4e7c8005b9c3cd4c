import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Vitals } from '@hub/shared/model/link.ts';
import { orderByVital, soundBars, vitalLevel } from '@hub/client/technician/vital-order.ts';
import { pointRow } from '../support/point-row.ts';

const none: Vitals = { rttMs: null, lossPct: null, jitterMs: null, bitrateKbps: null, fps: null, soundLevel: null };
const samples: (Vitals | null)[] = [
  { ...none, rttMs: 40, bitrateKbps: 900 },
  null,
  { ...none, rttMs: 388, bitrateKbps: 1200 },
  { ...none, rttMs: 90, bitrateKbps: 41 },
];
const rows = samples.map((_, index) => pointRow(index));
const vitalsOf = (index: number): Vitals | null => samples[index] ?? null;
const ordered = (key: 'rttMs' | 'bitrateKbps', reversed = false): number[] =>
  orderByVital(rows, { key, reversed }, vitalsOf).map((row) => row.index);

test('a column of samples puts the worst first, and points without a sample last either way', () => {
  assert.equal(ordered('rttMs'), [2, 3, 0, 1]);
  assert.equal(ordered('rttMs', true), [0, 3, 2, 1]);
  assert.equal(ordered('bitrateKbps'), [3, 0, 2, 1]);
});

test('figures out of range are told apart', () => {
  assert.is(vitalLevel('rttMs', 40), 'good');
  assert.is(vitalLevel('rttMs', 200), 'bad');
  assert.is(vitalLevel('rttMs', 388), 'very-bad');
  assert.is(vitalLevel('bitrateKbps', 110), 'bad');
  assert.is(vitalLevel('bitrateKbps', 146), 'good');
  assert.is(vitalLevel('bitrateKbps', 900), 'good');
  assert.is(vitalLevel('fps', 0), 'very-bad');
});

test('any sound lights a bar, silence none', () => {
  assert.is(soundBars(0), 0);
  assert.is(soundBars(1), 1);
  assert.is(soundBars(100), 6);
});

test.run();
