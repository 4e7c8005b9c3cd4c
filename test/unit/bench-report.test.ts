import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compareTable, spread, summarise } from '@hub/scripts/bench/report.ts';
import type { Measured } from '@hub/scripts/bench/rig.ts';

const run = (change: Partial<Measured> = {}): Measured => ({
  changes: 1_000,
  acked: 1_000,
  expected: 50_000,
  delivered: 50_000,
  inconsistent: 0,
  p50: 5,
  p99: 10,
  p999: 20,
  max: 30,
  ackP50: 2,
  ackP99: 4,
  viewerBytes: 1_000_000,
  generatorCpu: 0.3,
  serverCpu: 0.2,
  cpuMsPerThousandChanges: 200,
  bytesPerDelivery: 20,
  rssMb: 100,
  rssMaxMb: 110,
  loadBefore: 0.1,
  ...change,
});
const naive = (change: Partial<Measured> = {}): Measured =>
  run({ p99: 400, serverCpu: 0.8, bytesPerDelivery: 50, ...change });

test('a spread is the median and the middle half', () => {
  assert.equal(spread([5, 1, 3, 2, 4]), { median: 3, q1: 2, q3: 4 });
  assert.equal(spread([1, 2]), { median: 1.5, q1: 1.25, q3: 1.75 });
});

test('ratios are taken within a pair, naive over hub', () => {
  const { ratios, doubts } = summarise([
    { hub: run(), naive: naive() },
    { hub: run({ p99: 20 }), naive: naive() },
  ]);
  assert.is(ratios.cpu.median, 4);
  assert.is(ratios.bytes.median, 2.5);
  assert.is(ratios.p99.median, 30);
  assert.equal(doubts, []);
});

test('a measurement that proves nothing says so', () => {
  const doubtsOf = (hub: Measured, peer = naive()): string => summarise([{ hub, naive: peer }]).doubts.join('\n');
  assert.match(doubtsOf(run({ generatorCpu: 0.9 })), 'generator');
  assert.match(doubtsOf(run({ inconsistent: 1 })), 'another state');
  assert.match(doubtsOf(run(), naive({ delivered: 49_000 })), 'missing');
  assert.match(doubtsOf(run({ loadBefore: 2 })), 'busy');
  assert.match(compareTable(summarise([{ hub: run({ loadBefore: 2 }), naive: naive() }])), '! the machine was busy');
  const noisy = [run(), run({ cpuMsPerThousandChanges: 400 }), run({ cpuMsPerThousandChanges: 600 })];
  assert.match(summarise(noisy.map((peer) => ({ hub: run(), naive: peer }))).doubts.join('\n'), 'varied');
});

test.run();
