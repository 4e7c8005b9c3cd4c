import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Media } from '@hub/shared/model/media.ts';
import type { LivekitApi } from '@hub/server/media/livekit-api.ts';
import { MediaSystem } from '@hub/server/media/media-system.ts';
import { MediaNames } from '@hub/server/media/names.ts';
import type { SeenIngress, SeenParticipant } from '@hub/server/media/seen.ts';
import { createLogger } from '@hub/server/platform/logger.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { signWebhook } from '../support/sign-webhook.ts';

const KEY = { apiKey: 'devkey', apiSecret: '0123456789abcdef0123456789abcdef' };
const names = new MediaNames(KEY.apiSecret);
const NONE: Media = { status: 'none' };

/** The system beside a LiveKit that does what it is asked, for what the real one cannot be brought to at will. */
class Stage {
  readonly clock = new ManualClock();
  readonly room: string;
  readonly size: number;
  list: SeenParticipant[] = [];
  onAir = new Set<string>();
  readonly asked: string[] = [];
  readonly observed: [string, Media][] = [];
  readonly counted: string[] = [];
  readonly logged: string[] = [];
  feed = '';
  takes = true;
  devices = new Set<string>();
  ingresses: readonly SeenIngress[] = [];
  ingressAsks = 0;
  readonly measured: string[] = [];
  listenedTo: string[] = [];
  isDeaf = false;
  turns = 0;
  readonly system: MediaSystem;

  constructor(size = 89) {
    this.size = size;
    this.room = names.room('s', 0, size);
    const ask = (what: string): Promise<{ ok: true; value: undefined }> => {
      this.asked.push(what);
      return Promise.resolve({ ok: true, value: undefined });
    };
    const api = {
      rooms: async () => ({ ok: true, value: [{ name: this.room, sid: 'RM_1' }] }),
      createRoom: async (name: string) => ({ ok: true, value: { name, sid: 'RM_new' } }),
      deleteRoom: async () => ({ ok: true, value: undefined }),
      participants: async () => ({ ok: true, value: this.list }),
      clockSkew: async () => 0,
      hasIngress: async () => false,
      ingresses: async () => {
        this.ingressAsks += 1;
        return { ok: true, value: this.ingresses };
      },
      remove: (room: string, identity: string) => ask(`remove ${room} ${identity}`),
      mute: (_: string, identity: string, track: string) => ask(`mute ${identity} ${track}`),
      permit: (room: string, identity: string, right: { kind: string }) =>
        ask(`permit ${room} ${identity} ${right.kind}`),
    } as unknown as LivekitApi;
    this.system = new MediaSystem({
      api,
      key: KEY,
      names,
      clock: this.clock,
      logger: createLogger('info', { write: (line) => this.logged.push(line) }),
      makeId: () => 'probe',
      monitor: {
        want: (rooms) => {
          this.listenedTo = [...rooms];
        },
        isMissing: () => this.isDeaf,
        stop: () => undefined,
      },
      counted: (what) => this.counted.push(what),
      hub: {
        session: () => ({ id: 's', size: this.size }),
        observe: async (pointId, media) => {
          if (this.takes) this.observed.push([pointId, media]);
          return this.takes;
        },
        known: () => NONE,
        changeFeed: (feed) => {
          this.feed = feed;
        },
        isOnAir: (pointId) => this.onAir.has(pointId),
        isIngress: (pointId) => this.devices.has(pointId),
        measured: (pointId, kbps, fps) => this.measured.push(`${pointId} ${String(kbps)} ${String(fps)}`),
        healthChanged: () => {
          this.turns += 1;
        },
      },
    });
    this.system.bind('DC02', { identity: 'p-2', room: this.room }, NONE, true);
    this.system.start();
  }

  seen(over: Partial<SeenParticipant> = {}): SeenParticipant {
    const tracks = [
      { sid: 'TR_cam', source: 'camera', muted: false },
      { sid: 'TR_mic', source: 'microphone', muted: false },
    ] as const;
    return { room: this.room, identity: 'p-2', sid: 'PA_1', joinedAt: 1, isActive: true, tracks, ...over };
  }

  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 100) {
      this.clock.advance(Math.min(100, left));
      for (let i = 0; i < 40; i++) await Promise.resolve();
    }
  }

  taken(): string[] {
    return this.asked.splice(0);
  }

  webhook(event: object, over: { readonly authorization?: string; readonly body?: string } = {}): Promise<boolean> {
    const body = JSON.stringify(event);
    return this.system.webhook(Buffer.from(over.body ?? body), over.authorization ?? signWebhook(body, KEY));
  }
}

const joined = {
  event: 'participant_joined',
  id: 'EV_1',
  room: { sid: 'RM_1', name: 's' },
  participant: { sid: 'PA_1', identity: 'p-2', state: 'ACTIVE', joinedAt: '1700000000', tracks: [] },
};

test('[C5] whoever is not on air is muted, also on a new sid, and nobody is asked twice in a moment', async () => {
  const stage = new Stage();
  stage.list = [stage.seen()];
  await stage.pass(100);
  assert.equal(stage.taken(), ['mute p-2 TR_mic']);
  // The page needs a moment; while it stays unmuted it is asked again.
  await stage.pass(1_000);
  assert.equal(stage.taken(), []);
  await stage.pass(2_000);
  assert.equal(stage.taken(), ['mute p-2 TR_mic']);
  stage.list = [
    stage.seen({ sid: 'PA_2', joinedAt: 2, tracks: [{ sid: 'TR_mic2', source: 'microphone', muted: false }] }),
  ];
  await stage.pass(2_000);
  assert.equal(stage.taken(), ['mute p-2 TR_mic2'], 'a full reconnect brought it back unmuted');
  stage.system.stop();
});

test('[C5] [F2] the one on air is left alone, and muted in the moment its turn ends', async () => {
  const stage = new Stage();
  stage.onAir.add('DC02');
  stage.list = [stage.seen()];
  await stage.pass(4_000);
  assert.equal(stage.taken(), []);
  stage.onAir.clear();
  stage.system.aired('DC02');
  assert.equal(stage.taken(), ['mute p-2 TR_mic']);
  stage.system.stop();
});

test('[C2] a participant without a place here is put out whenever it is seen; screens of staff are not', async () => {
  const stage = new Stage();
  const watching = [
    stage.seen({ identity: 's-1', sid: 'PA_7', tracks: [] }),
    stage.seen({ identity: 'a-1', sid: 'PA_8', tracks: [] }),
  ];
  stage.list = [stage.seen({ identity: 'p-old', sid: 'PA_9' }), ...watching];
  await stage.pass(100);
  assert.equal(stage.taken(), ['remove s p-old']);
  await stage.pass(2_500);
  assert.equal(stage.taken(), ['remove s p-old'], 'its token lets it in again, and it is put out again');
  const identity = names.viewer('s', 'phone');
  stage.system.bar('s', 'phone', 's');
  assert.equal(stage.taken(), [`remove s ${identity}`]);
  stage.list = [stage.seen({ identity, sid: 'PA_5', tracks: [] })];
  await stage.pass(2_000);
  assert.equal(stage.taken(), [`remove s ${identity}`], 'also one that only watched');
  stage.system.stop();
});

test('[C2] [X8] when the pen moves the device before is put out at once', async () => {
  const stage = new Stage();
  stage.onAir.add('DC02');
  stage.list = [stage.seen()];
  await stage.pass(100);
  const known = stage.observed.at(-1)?.[1] ?? NONE;
  assert.is(known.status, 'flowing');
  stage.system.bind('DC02', { identity: 'p-3', room: 's' }, known, false);
  assert.equal(stage.taken(), ['remove s p-2']);
  await stage.pass(100);
  assert.equal(stage.observed.at(-1), ['DC02', { status: 'gone', at: stage.clock.now() - 100 }]);
  stage.system.stop();
});

test('[C4] in a large session the right to send in the programme room comes with the turn and goes with it', async () => {
  const stage = new Stage(400);
  stage.list = [stage.seen()];
  await stage.pass(100);
  stage.taken();
  stage.onAir.add('DC02');
  stage.system.aired('DC02');
  assert.equal(stage.taken(), ['permit s.programme p-2 publisher']);
  await stage.pass(2_000);
  stage.onAir.clear();
  stage.system.aired('DC02');
  assert.equal(stage.taken(), ['mute p-2 TR_mic', 'permit s.programme p-2 viewer']);
  stage.system.stop();
});

test('a member of staff mutes a camera: only what is there and open is asked for', async () => {
  const stage = new Stage();
  stage.onAir.add('DC02');
  stage.list = [stage.seen()];
  await stage.pass(100);
  stage.system.mute('DC02', 'camera');
  stage.system.mute('DC09', 'camera');
  assert.equal(stage.taken(), ['mute p-2 TR_cam']);
  stage.system.stop();
});

test('[X1] a webhook is taken once, with its signature over its very bytes; anything else is refused and counted', async () => {
  const stage = new Stage();
  stage.onAir.add('DC02');
  await stage.pass(100);
  assert.ok(await stage.webhook(joined));
  assert.is(stage.observed.at(-1)?.[1].status, 'flowing');
  const before = stage.observed.length;
  assert.ok(await stage.webhook(joined), 'LiveKit is answered: it would send it again');
  assert.is(stage.observed.length, before);
  assert.not.ok(await stage.webhook({ ...joined, id: 'EV_2' }, { body: `${JSON.stringify(joined)} ` }));
  const foreign = signWebhook(JSON.stringify(joined), { ...KEY, apiSecret: 'another secret of at least 32 chars' });
  assert.not.ok(await stage.webhook(joined, { authorization: foreign }));
  const old = signWebhook(JSON.stringify(joined), KEY, Date.now() / 1_000 - 3_600);
  assert.not.ok(await stage.webhook(joined, { authorization: old }));
  assert.not.ok(await stage.system.webhook(Buffer.from('not json'), undefined));
  assert.equal(stage.counted, ['taken', 'repeated', 'refused', 'refused', 'refused', 'refused']);
  assert.is(stage.logged.filter((line) => line.includes('did not sign')).length, 1, 'said once');
  stage.system.stop();
});

test('[X1] of another session, and of no participant, a webhook changes nothing', async () => {
  const stage = new Stage();
  await stage.pass(100);
  const before = stage.observed.length;
  assert.ok(await stage.webhook({ ...joined, id: 'EV_3', room: { sid: 'RM_x', name: 'other' } }));
  assert.ok(await stage.webhook({ event: 'room_started', id: 'EV_4', room: { sid: 'RM_x', name: 'hub-check-probe' } }));
  assert.is(stage.observed.length, before);
  stage.system.stop();
});

test('[G4] what the hub could not write down is said again until it can', async () => {
  const stage = new Stage();
  stage.onAir.add('DC02');
  stage.takes = false;
  stage.list = [stage.seen()];
  await stage.pass(4_000);
  assert.is(stage.observed.length, 0);
  stage.takes = true;
  await stage.pass(2_000);
  assert.is(stage.observed.at(-1)?.[1].status, 'flowing');
  stage.system.stop();
});

test('[L9] the health is said in one line, once, in words that name the setting', async () => {
  const stage = new Stage();
  await stage.pass(2_000);
  assert.is(stage.feed, 'live');
  await stage.pass(10_000);
  const said = stage.logged.filter((line) => line.includes('webhook'));
  assert.is(said.length, 1);
  assert.match(said[0] ?? '', /webhook\.urls/);
  stage.system.stop();
});

test('[X9] the hub listens where somebody sends; who is heard is told calmly, and mutes are acted on at once', async () => {
  const stage = new Stage();
  await stage.pass(2_100);
  assert.equal(stage.listenedTo, [], 'nobody sends yet');
  await stage.webhook(joined);
  stage.onAir.add('DC02');
  stage.list = [stage.seen()];
  await stage.pass(2_100);
  assert.equal(stage.listenedTo, ['s']);
  const talkers = (): readonly string[] => {
    const health = stage.system.health();
    return health.status === 'live' ? health.talkers : [];
  };
  const before = stage.turns;
  const speaking = (...identities: string[]): void => stage.system.heard({ kind: 'speaking', room: 's', identities });
  speaking('p-2', 'p-stranger');
  assert.equal(talkers(), ['DC02']);
  speaking();
  await stage.pass(1_000);
  speaking('p-2');
  await stage.pass(3_000);
  assert.is(stage.turns, before + 1, 'a pause in speech is no news');
  speaking();
  await stage.pass(1_600);
  assert.equal([talkers(), stage.turns], [[], before + 2]);
  stage.taken();
  stage.onAir.clear();
  stage.system.heard({ kind: 'muted', room: 's', identity: 'p-2', track: 'TR_mic', muted: false });
  assert.equal(stage.taken(), ['mute p-2 TR_mic'], 'C5');
  stage.isDeaf = true;
  await stage.pass(2_100);
  const health = stage.system.health();
  assert.is(health.status === 'live' && health.trouble, 'no-monitor');
  assert.ok(stage.logged.some((line) => line.includes('cannot listen in LiveKit')));
  stage.system.stop();
});

test('[X10] while a meeting device sends, its stream is measured with every list; of others nothing is asked', async () => {
  const stage = new Stage();
  stage.list = [stage.seen()];
  const video = { kbps: 900, fps: 25, width: 640, height: 360 };
  stage.ingresses = [{ room: 's', identity: 'p-2', status: 'publishing', video, audio: { kbps: 64 } }];
  await stage.pass(4_100);
  assert.is(stage.ingressAsks, 0, 'a page speaks for itself');
  stage.devices.add('DC02');
  stage.onAir.add('DC02');
  await stage.pass(4_000);
  assert.is(stage.ingressAsks, 2);
  assert.equal(stage.measured, ['DC02 964 25', 'DC02 964 25']);
  stage.ingresses = [
    { room: 's', identity: 'p-2', status: 'publishing', video: { ...video, kbps: 0, fps: 0 }, audio: undefined },
  ];
  await stage.pass(2_000);
  const [, media] = stage.observed.at(-1) ?? [];
  assert.is(media?.status === 'flowing' && media.camera, 'frozen');
  stage.system.stop();
});

test.run();
