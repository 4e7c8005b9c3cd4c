import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SYSTEM } from '@hub/server/domain/events.ts';
import type { PublisherWord, SeenParticipant, SeenTrack } from '@hub/server/media/seen.ts';
import { Witness } from '@hub/server/media/witness.ts';
import type { Media } from '@hub/shared/model/media.ts';
import { aPoint, pointId, Town } from '../support/builders.ts';
import type { Line } from '../support/builders.ts';

const ROOM = 'session';
const POLL = 2_000;

const WELL: PublisherWord = {
  connection: 'connected',
  path: 'udp',
  width: 640,
  height: 360,
  camera: 'flowing',
  microphone: 'muted',
  rttMs: 40,
  lossPct: 0,
  jitterMs: 5,
  fps: 20,
};

/**
 * One point whose page, room and list go on by themselves: the page speaks and the hub looks every 2 s. A scenario says
 * what happens to it, and what the control room then sees.
 */
class Scene {
  readonly town: Town;
  readonly witness = new Witness();
  line: Line;
  /** What LiveKit would list; null: it does not answer. */
  list: SeenParticipant[] | null = [];
  /** What the page says of itself every 2 s; null: nothing. */
  word: PublisherWord | null = { ...WELL };
  webhooks = true;
  #sids = 0;
  #failures = 0;

  constructor(linkKind: 'livekit' | 'ingress' = 'livekit') {
    this.town = new Town([aPoint('DC01', { linkKind })], { mediaConfigured: true });
    this.town.do({ type: 'ChangeMediaFeed', feed: 'live', ingress: true }, SYSTEM);
    this.witness.bind('DC01', { identity: 'p-1', room: ROOM }, { status: 'none' }, null);
    this.line = this.town.connect();
    this.join();
    this.pass(60_000);
    assert.is(this.link, 'up');
  }

  get link(): string {
    return this.town.link();
  }

  get incident(): string | undefined {
    return [...this.town.state.openIncidents()].map(({ cause }) => cause).join() || undefined;
  }

  get participant(): SeenParticipant {
    const [one] = this.list ?? [];
    if (!one) throw new Error('nobody is in the room');
    return one;
  }

  get sid(): string {
    return this.participant.sid;
  }

  media(): Extract<Media, { status: 'flowing' }> {
    const { media } = this.town.point().evidence;
    if (media.status !== 'flowing') throw new Error(media.status);
    return media;
  }

  join(): void {
    const sid = `PA_${String(++this.#sids)}`;
    const tracks: SeenTrack[] = [
      { sid: `${sid}_cam`, source: 'camera', muted: false },
      { sid: `${sid}_mic`, source: 'microphone', muted: true },
    ];
    const participant = { room: ROOM, identity: 'p-1', sid, joinedAt: this.town.now, isActive: true, tracks };
    const [before] = this.list ?? [];
    this.list = [participant];
    if (!this.webhooks) return;
    if (before) this.leftWebhook(before.sid, 'replaced');
    this.witness.notice({ kind: 'joined', participant }, this.town.now);
    this.#tell();
  }

  leftWebhook(sid: string, how: 'left' | 'replaced' | 'timeout' = 'left'): void {
    this.witness.notice({ kind: 'left', room: ROOM, identity: 'p-1', sid, how }, this.town.now);
    this.#tell();
  }

  /** The page closes its room in order. */
  leaveRoom(): void {
    const { sid } = this;
    this.list = [];
    this.word = null;
    if (this.webhooks) this.leftWebhook(sid);
  }

  /** LiveKit gives a dead participant up. */
  giveUp(): void {
    const { sid } = this;
    this.list = [];
    if (this.webhooks) this.leftWebhook(sid, 'timeout');
  }

  mute(source: 'camera' | 'microphone', muted = true): void {
    const { participant } = this;
    this.list = [
      { ...participant, tracks: participant.tracks.map((one) => (one.source === source ? { ...one, muted } : one)) },
    ];
  }

  /** Every 2 s the page says something and the hub asks for the list; whoever was missed is looked for again at once. */
  pass(ms: number): void {
    const until = this.town.now + ms;
    while (this.town.now < until) {
      this.town.pass(Math.min(POLL, until - this.town.now));
      if (this.word) this.witness.says('DC01', this.word, this.town.now);
      this.#look();
    }
  }

  #look(): void {
    const now = this.town.now;
    if (this.list === null) {
      // Three failures in a row: the hub does not see the video system any more.
      if (++this.#failures === 3) this.town.do({ type: 'ChangeMediaFeed', feed: 'stale', ingress: true }, SYSTEM);
    } else {
      const sure = this.#failures >= 3;
      const ask = (): boolean =>
        this.witness.listed({ askedAt: now, rooms: new Set([ROOM]), participants: this.list ?? [], sure }, now)
          .isSettled;
      if (!ask()) ask();
      this.#tell();
      if (sure) this.town.do({ type: 'ChangeMediaFeed', feed: 'live', ingress: true }, SYSTEM);
      this.#failures = 0;
    }
    this.#tell();
  }

  #tell(): void {
    for (const { media } of this.witness.changes(this.town.now)) {
      this.town.do({ type: 'ObserveMedia', pointId: pointId('DC01'), media }, SYSTEM);
    }
  }
}

test('[L11] [X5] power cut: off up when the lease ends, lost as soon as LiveKit gives it up', () => {
  const scene = new Scene();
  scene.word = null;
  scene.pass(8_000);
  scene.line.close('silent');
  assert.is(scene.link, 'impaired(media-only)', 'within 10 s');
  scene.pass(12_000);
  scene.giveUp();
  assert.is(scene.link, 'lost(silent)', 'within 25 s, not 8 s later');
  assert.is(scene.incident, 'link-lost');
});

test('[L11] [X5] process killed: the socket closes at once, the rest is as with a power cut, also without any webhook', () => {
  const scene = new Scene();
  scene.webhooks = false;
  scene.word = null;
  scene.line.close('closed');
  assert.is(scene.link, 'impaired(media-only)');
  scene.pass(20_200);
  scene.giveUp();
  scene.pass(POLL);
  assert.is(scene.link, 'lost(closed)');
});

test('[L11] cable pulled and put back after 5 s: nothing is lost, no incident', () => {
  const scene = new Scene();
  scene.word = null;
  scene.pass(5_000);
  assert.is(scene.link, 'up', 'nobody knows yet');
  scene.word = { ...WELL };
  scene.pass(10_000);
  assert.is(scene.link, 'up');
  assert.is(scene.incident, undefined);
});

test('[L4] signal lost with media fine: media-only for as long as it lasts, never lost, up again with the page', () => {
  const scene = new Scene();
  scene.word = null;
  scene.line.close('silent');
  assert.is(scene.link, 'impaired(media-only)');
  scene.pass(600_000);
  assert.is(scene.link, 'impaired(media-only)');
  assert.is.not(scene.incident, 'link-lost');
  scene.line = scene.town.connect();
  scene.word = { ...WELL };
  scene.pass(POLL);
  assert.is(scene.link, 'up');
});

test('[X3] full reconnect: another participant in the place of the first, and nobody sees more than a flap', () => {
  const scene = new Scene();
  const before = scene.town.facts.length;
  scene.join();
  scene.pass(4_000);
  assert.is(scene.link, 'up');
  assert.is(scene.town.count('LinkChanged', before), 0);
});

test('[X6] UDP blocked and TCP working: up, with the path beside it', () => {
  const scene = new Scene();
  assert.is(scene.media().path, 'udp');
  scene.word = { ...WELL, path: 'tcp' };
  scene.pass(POLL);
  assert.equal([scene.link, scene.media().path], ['up', 'tcp']);
});

test('[L2] camera switched off on the page: camera-off within one list, and up again', () => {
  const scene = new Scene();
  scene.mute('camera');
  scene.pass(POLL);
  assert.is(scene.link, 'impaired(camera-off)');
  scene.mute('camera', false);
  scene.pass(POLL);
  assert.is(scene.link, 'up');
});

test('[X6] camera frozen: on, listed as well, and no new picture', () => {
  const scene = new Scene();
  scene.word = { ...WELL, camera: 'frozen', fps: 0 };
  scene.pass(POLL);
  assert.is(scene.link, 'impaired(frozen)');
});

test('[X6] microphone dead or silent: also while it is muted, so that it is found before the point is called', () => {
  const scene = new Scene();
  scene.word = { ...WELL, microphone: 'silent' };
  scene.pass(POLL);
  assert.is(scene.link, 'impaired(mic-silent)');
  scene.word = { ...WELL, microphone: 'missing' };
  scene.pass(POLL);
  assert.is(scene.link, 'impaired(no-audio)');
  scene.word = { ...WELL };
  scene.pass(POLL);
  assert.is(scene.link, 'up', 'muted by policy is fine');
});

test('[X7] opened twice: the pages put each other out, and the control room reads why', () => {
  const scene = new Scene();
  for (let i = 0; i < 3; i++) {
    scene.pass(4_000);
    scene.join();
  }
  assert.is(scene.link, 'impaired(conflict)');
  scene.pass(62_000);
  assert.is(scene.link, 'up');
});

test('[L13] page asleep: the browser closes the room, and locked is no excuse where the page must send', () => {
  const scene = new Scene();
  scene.line.hide();
  scene.leaveRoom();
  assert.is(scene.link, 'impaired(hub-only)');
  scene.pass(20_000);
  scene.line.close('silent');
  scene.pass(8_000);
  assert.is(scene.link, 'lost(silent)');
});

test('[L9] SFU restarted: unknown while nobody can be seen, hub-only until the page is back, then up by itself', () => {
  const scene = new Scene();
  scene.list = null;
  scene.pass(4_000);
  assert.is(scene.link, 'up', 'two failures are a hiccup');
  scene.pass(2_000);
  assert.is(scene.link, 'unknown(feed-stale)');
  assert.is(scene.incident, undefined);
  scene.list = [];
  scene.pass(POLL);
  assert.is(scene.link, 'impaired(hub-only)', 'the first list counts: nobody is there');
  scene.join();
  assert.is(scene.link, 'up');
  assert.is(scene.incident, undefined);
});

test('[X3] [X4] all webhooks lost: joined, muted and left are seen by the next list, within 4 s', () => {
  const scene = new Scene();
  scene.webhooks = false;
  scene.leaveRoom();
  scene.pass(POLL);
  assert.is(scene.link, 'impaired(hub-only)');
  scene.word = { ...WELL };
  scene.join();
  scene.pass(POLL);
  assert.is(scene.link, 'up');
});

test('[L6] [X3] webhooks reordered and doubled: the late end of an old participant takes nothing away', () => {
  const scene = new Scene();
  const old = scene.sid;
  scene.webhooks = false;
  scene.join();
  scene.pass(POLL);
  for (const how of ['timeout', 'left', 'timeout'] as const) scene.leftWebhook(old, how);
  assert.is(scene.link, 'up');
  scene.pass(POLL);
  assert.is(scene.link, 'up');
});

test('[L7] weak line: poor for 10 s makes it so, and 15 s of clean clear it', () => {
  const scene = new Scene();
  scene.word = { ...WELL, lossPct: 14 };
  scene.pass(12_000);
  assert.is(scene.link, 'up');
  scene.pass(4_000);
  assert.is(scene.link, 'impaired(poor-network)');
  scene.word = { ...WELL };
  scene.pass(16_000);
  assert.is(scene.link, 'impaired(poor-network)');
  scene.pass(6_000);
  assert.is(scene.link, 'up');
});

test('[L2] [L14] a meeting device whose ingress service goes away: the operator’s word is asked for instead', () => {
  const scene = new Scene('ingress');
  scene.town.do({ type: 'ChangeMediaFeed', feed: 'live', ingress: false }, SYSTEM);
  scene.town.pass(20_000);
  assert.is(scene.link, 'impaired(not-confirmed)');
  scene.line.word(true);
  assert.is(scene.link, 'up');
});

test.run();
