import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ManualClock } from '../support/manual-clock.ts';
import type { LineQuality } from '../support/poor-line.ts';
import { Random } from '../support/random.ts';
import { PoorPoint, type Seen } from './poor-point.ts';

/** `SEED=n HOURS=n node test/sim/poor-network.test.ts` plays others. */
const SEED = Number(process.env['SEED'] ?? 1);
const HOURS = Number(process.env['HOURS'] ?? 100);
const WORST: LineQuality = { kbps: 64, loss: 0.1, roundTripMs: 800 };
const GOOD: LineQuality = { kbps: 10_000, loss: 0, roundTripMs: 40 };
const HOUR_MS = 3_600_000;
const REPORT_EVERY_MS = 60_000;
const ACK_LIMIT_MS = 15_000;

/** Each hour a point of its own, by a seed of its own. */
function play(quality: LineQuality, hours: number): Seen[] {
  return Array.from({ length: hours }, (_, i) => {
    const point = new PoorPoint(new ManualClock(), new Random(SEED * 1_000 + i), quality);
    point.play(60_000, HOUR_MS);
    const seen = point.play(HOUR_MS, REPORT_EVERY_MS);
    point.stop();
    return seen;
  });
}

const sum = (hours: readonly Seen[], of: (seen: Seen) => number): number =>
  hours.reduce((all, seen) => all + of(seen), 0);

function tell(name: string, hours: readonly Seen[]): number {
  const acks = hours.flatMap((seen) => seen.acks).sort((a, b) => a - b);
  const at = (share: number): number =>
    Math.round(acks[Math.min(acks.length - 1, Math.floor(acks.length * share))] ?? Infinity);
  const perHour = (of: (seen: Seen) => number): string => (sum(hours, of) / hours.length).toFixed(2);
  console.log(
    `${name}, SEED=${SEED} HOURS=${hours.length}: an hour brings ${perHour((s) => s.lost)} "Mất kết nối", ` +
      `${perHour((s) => s.blips)} moments out of "Thông suốt", ${perHour((s) => s.offline)} times offline on the page, ` +
      `${perHour((s) => s.opens)} new connections; a tick after ${at(0.5)} / ${at(0.99)} / ${at(1)} ms (p50, p99, worst of ${acks.length})`,
  );
  return at(0.99);
}

test('[N2] at 64 kbit/s, 10 % loss and 800 ms a report has its tick within 15 s, and nobody is falsely lost more than once an hour', () => {
  const hours = play(WORST, HOURS);
  const p99 = tell('the worst line', hours);
  assert.ok(p99 <= ACK_LIMIT_MS, `${p99} ms`);
  assert.ok(sum(hours, (seen) => seen.lost) <= hours.length);
  assert.ok(sum(hours, (seen) => seen.offline) <= hours.length);
  // The line must have been bad, or nothing was shown.
  assert.ok(sum(hours, (seen) => seen.acks.filter((ms) => ms > 2_000).length) > hours.length);
});

test('[N2] a good line never leaves `up`, and is connected once', () => {
  const hours = play(GOOD, 5);
  tell('a good line', hours);
  assert.is(
    sum(hours, (seen) => seen.lost + seen.blips + seen.offline + seen.opens),
    0,
  );
});

test.run();
