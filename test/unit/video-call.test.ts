import { deviceFault, deviceObstacle } from '@hub/client/video/device-fault.ts';
import {
  adjusted,
  beginThrift,
  beginUplink,
  sparing,
  type Economy,
  type LineQuality,
  type Uplink,
} from '@hub/client/video/economy.ts';
import { levelOf } from '@hub/client/video/level-meter.ts';
import { hiddenBy, mutedBy, mutedFromAfar, pressed, SILENT, told } from '@hub/client/video/microphone-policy.ts';
import { Subscriptions, type Wish } from '@hub/client/video/subscriptions.ts';
import { look, type Stat } from '@hub/client/video/sample.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

test('[C5] [U4] a microphone is silent until its turn, opens with it, and is silent again after it', () => {
  assert.is(mutedBy(SILENT), 'policy');
  const called = told(SILENT, false);
  assert.is(mutedBy(called), null);
  assert.is(mutedBy(told(called, true)), 'policy');
  // Pressed before the turn: nothing to press.
  assert.equal(pressed(SILENT), SILENT);
  // The same word again changes nothing of what the person did meanwhile.
  const off = pressed(called);
  assert.is(mutedBy(told(off, false)), 'self');
  // The next turn opens it all the same.
  assert.is(mutedBy(told(told(off, true), false)), null);
});

test('[U4] what the technician did is told apart from policy and from the person, who may speak up again', () => {
  const called = told(SILENT, false);
  const muted = mutedFromAfar(called);
  assert.is(mutedBy(muted), 'staff');
  assert.is(mutedBy(pressed(muted)), null);
  // The hub's own muting by policy is no technician.
  assert.equal(mutedFromAfar(SILENT), SILENT);
  assert.is(mutedBy(mutedFromAfar(pressed(called))), 'self');
});

test('[U3] a picture that gives way to the sound is hidden by the line, and a person’s or a technician’s word comes first', () => {
  const shown = told(SILENT, false);
  assert.equal(
    [shown, pressed(shown), mutedFromAfar(shown)].map((rule) => [hiddenBy(rule, false), hiddenBy(rule, true)]),
    [
      [null, 'line'],
      ['self', 'self'],
      ['staff', 'staff'],
    ],
  );
});

/** Judged so for so long, looked at every two seconds. */
function after(from: Economy, quality: LineQuality, ms: number, saveData = false): Economy {
  let now = from;
  for (let at = 0; at <= ms; at += 2_000) now = adjusted(now, quality, from.since + at, saveData);
  return now;
}

test('[U3] a line begins with the low layer, gets the high one when it carries that, and loses the picture before the sound', () => {
  const begun = beginThrift(0);
  assert.is(begun.thrift, 'low');
  assert.is(after(begun, 'good', 2_000).thrift, 'low');
  const full = after(begun, 'good', 10_000);
  assert.is(full.thrift, 'full');
  const low = after(full, 'poor', 4_000);
  assert.is(low.thrift, 'low');
  const sound = after(low, 'poor', 6_000);
  assert.is(sound.thrift, 'sound-only');
  // Back one step at a time, and not at once.
  assert.is(after(sound, 'good', 8_000).thrift, 'sound-only');
  const again = after(sound, 'good', 18_000);
  assert.is(again.thrift, 'low');
  // In vain: the next try comes later, until the line has carried the high layer once.
  const twice = after(again, 'poor', 6_000);
  assert.is(twice.thrift, 'sound-only');
  assert.is(after(twice, 'good', 28_000).thrift, 'sound-only');
  const third = after(twice, 'good', 32_000);
  assert.is(third.thrift, 'low');
  const well = after(third, 'good', 10_000);
  assert.equal([well.thrift, well.lapses], ['full', 0]);
});

test('[U3] what is sent over a line that carries not both loses the picture, and gets it back later each time', () => {
  const strained = (from: Uplink, isStrained: boolean, ms: number): Uplink => {
    let now = from;
    for (let at = 0; at <= ms; at += 2_000) now = sparing(now, isStrained, from.since + at);
    return now;
  };
  const begun = beginUplink(0);
  assert.is(strained(begun, true, 6_000).spared, false, 'a moment’s queue is none');
  const spared = strained(begun, true, 8_000);
  assert.is(spared.spared, true);
  assert.is(strained(spared, true, 300_000).spared, true, 'not even the sound gets through in time');
  assert.is(strained(spared, false, 14_000).spared, true);
  const shown = strained(spared, false, 18_000);
  assert.is(shown.spared, false);
  const again = strained(shown, true, 10_000);
  assert.is(again.spared, true);
  assert.is(strained(again, false, 28_000).spared, true);
  assert.is(strained(again, false, 34_000).spared, false);
  assert.is(strained(shown, false, 34_000).lapses, 0);
});

test('[U3] a picture that is asked for again comes at the layer asked for: the server has forgotten it, the library has not', () => {
  const sent: string[] = [];
  // LiveKit's own numbers of the layers.
  const layers = ['LOW', 'MEDIUM', 'HIGH'];
  let held: number | undefined;
  const publication = {
    source: 'camera',
    isMuted: false,
    setSubscribed: (wanted: boolean) => sent.push(wanted ? 'in' : 'out'),
    // As the library does.
    setVideoQuality(layer: number) {
      if (layer !== held) sent.push(layers[layer] ?? '?');
      held = layer;
    },
  };
  const participant = {
    identity: 'p-1',
    trackPublications: new Map([['TR_1', publication]]),
    getTrackPublication: () => undefined,
  };
  const room = { on: () => room, remoteParticipants: new Map([['PA_1', participant]]) };
  const programme = new Subscriptions();
  programme.attend(room as unknown as Parameters<Subscriptions['attend']>[0]);
  const want = (picture: Wish['picture']): void => programme.want(new Map([['p-1', { picture, sound: true }]]));
  for (const picture of ['low', 'low', 'none', 'low'] as const) want(picture);
  assert.equal(sent, ['in', 'MEDIUM', 'LOW', 'out', 'in', 'MEDIUM', 'LOW']);
});

test('[U3] who saves data is never given the high layer', () => {
  assert.is(after(beginThrift(0), 'good', 60_000, true).thrift, 'low');
  assert.is(after({ thrift: 'full', quality: 'good', since: 0, lapses: 0 }, 'good', 2_000, true).thrift, 'low');
});

test('[U2] why a device cannot be had, as browsers old and new put it', () => {
  const named = (name: string, message = ''): unknown => Object.assign(new Error(message), { name });
  assert.is(deviceObstacle({ secure: false, media: false }), 'insecure');
  assert.is(deviceObstacle({ secure: true, media: false }), 'unsupported');
  assert.is(deviceObstacle({ secure: true, media: true }), null);
  assert.is(deviceFault(named('NotAllowedError', 'Permission denied')), 'refused');
  assert.is(deviceFault(named('NotAllowedError', 'Permission denied by system')), 'refused-by-system');
  assert.is(deviceFault(named('NotFoundError')), 'none');
  assert.is(deviceFault(named('OverconstrainedError')), 'none');
  assert.is(deviceFault(named('NotReadableError')), 'busy');
  assert.is(deviceFault(named('TrackStartError')), 'busy');
  assert.is(deviceFault(named('Something')), 'failed');
  assert.is(deviceFault(null), 'failed');
});

const pair = (protocol: string, candidateType = 'host'): Stat[] => [
  { id: 'T', type: 'transport', selectedCandidatePairId: 'P' },
  { id: 'P', type: 'candidate-pair', localCandidateId: 'L', currentRoundTripTime: 0.042 },
  { id: 'L', type: 'local-candidate', protocol, candidateType },
];
const video = (frames: number, sent: number, bytes: number, active = true): Stat[] => [
  { type: 'media-source', frames, framesPerSecond: 25, width: 1280, height: 720 },
  {
    type: 'outbound-rtp',
    active,
    bytesSent: bytes,
    framesSent: sent,
    packetsSent: sent * 4,
    frameWidth: 320,
    frameHeight: 180,
    framesPerSecond: 20,
  },
  { type: 'remote-inbound-rtp', packetsLost: sent / 10, jitter: 0.012, roundTripTime: 0.05 },
];

test('what a browser measures of its sender becomes what the hub is told', () => {
  const first = look([...video(100, 80, 10_000), ...pair('udp')], [], null, 0);
  assert.is(first.measured.bitrateKbps, null);
  const { measured } = look([...video(150, 120, 60_000), ...pair('udp')], [], first.totals, 2_000);
  assert.equal(measured, {
    rttMs: 42,
    lossPct: 2.5,
    jitterMs: 12,
    bitrateKbps: 200,
    fps: 20,
    width: 320,
    height: 180,
    path: 'udp',
    captured: 50,
    sent: 40,
    resting: false,
    strained: false,
  });
  assert.is(look([...video(1, 1, 1), ...pair('tcp')], [], null, 0).measured.path, 'tcp');
  assert.is(look([...video(1, 1, 1), ...pair('udp', 'relay')], [], null, 0).measured.path, 'relay');
});

test('[U3] a line carries away less than is sent where answers take seconds or packets are lost, and there is no room for more', () => {
  const isStrained = (of: object, lost: number): boolean => {
    const line = [{ id: 'P', type: 'candidate-pair', nominated: true, state: 'succeeded', ...of }];
    const sent = (packetsSent: number, packetsLost: number): Stat[] => [
      { type: 'outbound-rtp', packetsSent },
      { type: 'remote-inbound-rtp', packetsLost },
    ];
    const before = look([], sent(100, 0), null, 0).totals;
    return look(line, sent(200, lost), before, 2_000).measured.strained;
  };
  const [near, far] = [{ currentRoundTripTime: 0.08 }, { currentRoundTripTime: 3.1 }];
  assert.is(isStrained({ ...near, availableOutgoingBitrate: 30_000 }, 0), false);
  assert.is(isStrained({ ...far, availableOutgoingBitrate: 100_000 }, 0), true);
  assert.is(
    isStrained({ ...far, availableOutgoingBitrate: 900_000 }, 0),
    false,
    'late by a busy device, not by a queue',
  );
  assert.is(isStrained(far, 0), true);
  assert.is(isStrained({ ...near, availableOutgoingBitrate: 30_000 }, 17), true);
  assert.is(isStrained({ ...near, availableOutgoingBitrate: 900_000 }, 17), false, 'lost by the air, not by a queue');
  assert.is(isStrained(near, 17), false);
});

test('[U3] a picture that nobody asks for is not sent, and is no frozen one', () => {
  const first = look(video(100, 80, 10_000, false), [], null, 0);
  const { measured } = look(video(150, 80, 10_000, false), [], first.totals, 2_000);
  assert.is(measured.sent, null);
  assert.is(measured.captured, 50);
  assert.equal([measured.width, measured.height], [1280, 720]);
  assert.equal(
    [measured.resting, measured.bitrateKbps, measured.fps],
    [true, null, null],
    'no rate is not a rate of 0',
  );
  // The totals of a new sender begin anew.
  assert.is(look(video(2, 1, 100), [], first.totals, 4_000).measured.bitrateKbps, 0);
});

test('a level is nothing for silence and full for a shout', () => {
  const wave = (size: number): Float32Array => Float32Array.from({ length: 480 }, (_, i) => size * Math.sin(i / 8));
  assert.is(levelOf(new Float32Array(480)), 0);
  assert.is(levelOf(wave(1)), 100);
  const voice = levelOf(wave(0.02));
  assert.ok(voice > 30 && voice < 80, String(voice));
});

test.run();
