import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseSimulateOptions } from '@hub/scripts/simulate/options.ts';
import { LineStats } from '@hub/scripts/simulate/video/line-stats.ts';
import { drawPicture } from '@hub/scripts/simulate/video/picture.ts';

type SessionStats = Parameters<LineStats['read']>[0];

/** WebRTC's totals after so many frames, as LiveKit's client for Node gives them. */
function totals(
  frames: number,
  over: { readonly protocol?: string; readonly iceState?: number; readonly active?: boolean } = {},
): SessionStats {
  const { protocol = 'udp', iceState = 2, active = true } = over;
  const rtc = (id: string): object => ({ rtc: { id } });
  const publisherStats = [
    { case: 'transport', value: { ...rtc('t'), transport: { selectedCandidatePairId: 'pair', iceState } } },
    {
      case: 'candidatePair',
      value: { ...rtc('pair'), candidatePair: { localCandidateId: 'l', currentRoundTripTime: 0.04 } },
    },
    { case: 'localCandidate', value: { ...rtc('l'), candidate: { protocol, candidateType: 0 } } },
    { case: 'mediaSource', value: { ...rtc('s'), video: { frames } } },
    {
      case: 'outboundRtp',
      value: {
        ...rtc('o'),
        stream: { kind: 'video' },
        sent: { bytesSent: BigInt(frames * 250) },
        outbound: { framesSent: frames, frameWidth: 160, frameHeight: 90, active },
      },
    },
  ].map((stats) => ({ stats }));
  return { publisherStats } as unknown as SessionStats;
}
const SENDING = { connected: true, muted: true };

test('a simulated camera says of its line what a page would: rates out of totals, the path, a picture that stands still', () => {
  const line = new LineStats();
  line.read(totals(10), 0, SENDING);
  const second = line.read(totals(20), 2_000, SENDING);
  assert.is(second.fps, 5);
  assert.is(second.bitrateKbps, 10);
  assert.is(second.rttMs, 40);
  assert.equal(second.media, {
    connection: 'connected',
    path: 'udp',
    width: 160,
    height: 90,
    camera: 'flowing',
    microphone: 'muted',
    resting: false,
  });
  assert.is(second.soundLevel, null, 'a muted microphone sends no sound');
  assert.is(line.read(totals(20), 7_900, SENDING).media?.camera, 'flowing');
  assert.is(line.read(totals(20), 8_100, SENDING).media?.camera, 'frozen');
});

test('[U3] a simulated camera that nobody watches rests, and freezes all the same', () => {
  const line = new LineStats();
  line.read(totals(10, { active: false }), 0, SENDING);
  const rests = line.read(totals(20, { active: false }), 2_000, SENDING);
  assert.equal(
    [rests.fps, rests.bitrateKbps, rests.media?.resting, rests.media?.camera],
    [null, null, true, 'flowing'],
  );
  assert.is(line.read(totals(20, { active: false }), 9_000, SENDING).media?.camera, 'frozen');
});

test('a simulated line that stands still is no moving picture, and goes on by TCP', () => {
  const line = new LineStats();
  line.read(totals(10), 0, SENDING);
  const broken = line.read(totals(20, { iceState: 4 }), 2_000, SENDING).media;
  assert.is(broken?.connection, 'reconnecting');
  assert.is(broken?.camera, 'frozen');
  const mended = line.read(totals(30, { protocol: 'tcp' }), 4_000, SENDING).media;
  assert.is(mended?.camera, 'flowing');
  assert.is(mended?.path, 'tcp');
});

test('a simulated picture moves, and is another at another point', () => {
  const size = { width: 160, height: 90, fps: 5, grain: false };
  const [here, there] = [drawPicture('DC07', 0.1, size), drawPicture('DC08', 0.6, { ...size, grain: true })];
  const at = new Date('2026-09-11T01:00:00Z');
  const first = Buffer.from(here.at(at));
  assert.is(first.length, (160 * 90 * 3) / 2);
  assert.not.ok(first.equals(here.at(new Date(at.getTime() + 200))));
  assert.not.ok(first.equals(there.at(at)));
});

test('--video takes a number or none', () => {
  const cameras = (...args: string[]): unknown => {
    const options = parseSimulateOptions(args);
    return options === 'help' ? null : options.video;
  };
  assert.equal([cameras(), cameras('--video'), cameras('--video', '20'), cameras('--video', '--json')], [0, 8, 20, 8]);
  assert.throws(() => cameras('--video', 'many'), /--video/);
});

test.run();
