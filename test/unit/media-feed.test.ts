import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ApiResult, RoomSeen } from '@hub/server/media/livekit-api.ts';
import { Feed } from '@hub/server/media/feed.ts';
import { Poller } from '@hub/server/media/poller.ts';
import type { RoomListing } from '@hub/server/media/poller.ts';
import { ManualClock } from '../support/manual-clock.ts';

const gone = { ok: false, why: 'unreachable', message: 'fetch failed' } as const;

/** A LiveKit that the test moves: rooms by name with their sids; null: it does not answer. */
class Scene {
  readonly clock = new ManualClock();
  readonly feed = new Feed(this.clock.now());
  rooms: Map<string, string> | null = new Map([['s', 'RM_1']]);
  refuses = false;
  skewMs: number | null = 0;
  wanted = ['s'];
  settled = true;
  readonly asked: string[] = [];
  readonly heard: RoomListing[] = [];
  backs = 0;
  readonly poller: Poller;
  #made = 0;

  constructor() {
    this.poller = new Poller({
      clock: this.clock,
      feed: this.feed,
      api: {
        rooms: async () => this.#answer('rooms', () => [...(this.rooms ?? [])].map(([name, sid]) => ({ name, sid }))),
        createRoom: async (name) => this.#answer(`create ${name}`, () => this.#make(name)),
        participants: async (room) => this.#answer(`list ${room}`, () => []),
        clockSkew: async () => this.skewMs,
      },
      isOurs: (room) => room.startsWith('s'),
      wanted: () => this.wanted,
      listed: (listings) => {
        this.heard.push(...listings);
        return this.settled;
      },
      onBack: () => this.backs++,
      onSeldom: () => undefined,
      onFault: (error) => assert.unreachable(String(error)),
      onTurn: () => undefined,
    });
  }

  /** Lets time pass in steps, so that answers come in between. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 100) {
      this.clock.advance(Math.min(100, left));
      for (let i = 0; i < 30; i++) await Promise.resolve();
    }
  }

  async start(): Promise<void> {
    this.poller.start();
    await this.pass(100);
  }

  taken(): string[] {
    return this.asked.splice(0);
  }

  #make(name: string): RoomSeen {
    const sid = `RM_made${String(++this.#made)}`;
    this.rooms?.set(name, sid);
    return { name, sid };
  }

  #answer<T>(what: string, value: () => T): ApiResult<T> {
    this.asked.push(what);
    if (this.rooms === null) return gone;
    if (this.refuses) return { ok: false, why: 'wrong-key', message: 'invalid token' };
    return { ok: true, value: value() };
  }
}

test('[L9] stale until LiveKit was seen, then live, and what was remembered is judged by the first list', async () => {
  const scene = new Scene();
  assert.equal(scene.feed.health(), { status: 'stale', since: scene.clock.now(), trouble: 'starting' });
  await scene.start();
  assert.is(scene.feed.health().status, 'live');
  assert.is(scene.backs, 1);
  assert.equal(
    scene.heard.map(({ sure }) => sure),
    [true],
  );
  await scene.pass(2_000);
  assert.equal(
    scene.heard.map(({ sure }) => sure),
    [true, false],
  );
});

test('[X1] the rooms are asked for before a room is listed, every 2 s; an unknown room is never listed', async () => {
  const scene = new Scene();
  scene.rooms = new Map([['other', 'RM_9']]);
  await scene.start();
  assert.equal(scene.taken(), ['rooms', 'create s', 'list s'], 'what must be there is made first');
  await scene.pass(2_000);
  assert.equal(scene.taken(), ['rooms', 'list s']);
  await scene.pass(1_000);
  assert.equal(scene.taken(), []);
});

test('[L9] three failures in a row are stale, one is a hiccup, and it comes back by itself', async () => {
  const scene = new Scene();
  await scene.start();
  scene.rooms = null;
  await scene.pass(4_000);
  assert.is(scene.feed.health().status, 'live');
  await scene.pass(2_000);
  const health = scene.feed.health();
  assert.equal(health.status === 'stale' && health.trouble, 'unreachable');
  scene.rooms = new Map();
  await scene.pass(2_000);
  assert.is(scene.feed.health().status, 'live');
  assert.is(scene.backs, 2);
  assert.equal(scene.taken().slice(-3), ['rooms', 'create s', 'list s'], 'the room that LiveKit forgot is made again');
  assert.ok(scene.heard.at(-1)?.sure);
});

test('[L9] no answer for more than 6 s is stale, however few times it was asked', () => {
  const feed = new Feed(0);
  feed.answered(1_000);
  feed.tick(7_000);
  assert.is(feed.health().status, 'live');
  feed.tick(7_001);
  assert.is(feed.health().status, 'stale');
});

test('[L9] a key that LiveKit refuses is said at once; a clock that is off is said instead where it is the cause', async () => {
  const scene = new Scene();
  scene.refuses = true;
  await scene.start();
  const wrong = scene.feed.health();
  assert.equal(wrong.status === 'stale' && wrong.trouble, 'wrong-key');
  scene.skewMs = 120_000;
  await scene.pass(2_000);
  const off = scene.feed.health();
  assert.equal(off.status === 'stale' && off.trouble, 'clock-off');
  scene.refuses = false;
  await scene.pass(2_000);
  const seen = scene.feed.health();
  assert.equal(seen.status === 'live' && seen.trouble, 'clock-off', 'seen all the same: webhooks may be refused');
});

test('[X4] a room that LiveKit made anew is believed at once', async () => {
  const scene = new Scene();
  await scene.start();
  scene.rooms = new Map([['s', 'RM_2']]);
  await scene.pass(2_000);
  assert.equal(
    scene.heard.map(({ sure }) => sure),
    [true, true],
  );
});

test('[X4] whoever was missed once is looked for again 0.3 s later', async () => {
  const scene = new Scene();
  await scene.start();
  scene.taken();
  scene.settled = false;
  await scene.pass(2_000);
  scene.settled = true;
  await scene.pass(300);
  assert.is(scene.taken().filter((what) => what === 'rooms').length, 2);
  await scene.pass(1_500);
  assert.equal(scene.taken(), []);
});

test('[X1] what does not fit is looked at within 0.3 s, and a burst once', async () => {
  const scene = new Scene();
  await scene.start();
  scene.taken();
  for (let i = 0; i < 50; i++) scene.poller.soon();
  await scene.pass(300);
  assert.equal(scene.taken(), ['rooms', 'list s']);
});

test('[C4] many rooms are gone through in turn, each within 10 s; all of them when the feed is back', async () => {
  const scene = new Scene();
  const all = Array.from({ length: 22 }, (_, i) => `s.${String(i)}`);
  scene.rooms = new Map(all.map((name) => [name, `RM_${name}`]));
  scene.wanted = [];
  await scene.start();
  assert.is(scene.taken().filter((what) => what.startsWith('list')).length, 22);
  await scene.pass(10_000);
  const listed = new Set(scene.taken().filter((what) => what.startsWith('list')));
  assert.is(listed.size, 22);
});

test('[X3] [X9] a webhook that was provoked and did not come within 5 s is said, before a listener that is missing; the next one takes it back', () => {
  const feed = new Feed(0);
  feed.answered(0);
  feed.expectsWebhook(0);
  feed.tick(4_999);
  assert.equal(feed.health(), { status: 'live', since: 0, trouble: null, ingress: false, talkers: [] });
  feed.tick(5_000);
  feed.missesMonitor(true);
  assert.equal(feed.health(), { status: 'live', since: 0, trouble: 'no-webhook', ingress: false, talkers: [] });
  feed.heardWebhook();
  assert.equal(feed.health(), { status: 'live', since: 0, trouble: 'no-monitor', ingress: false, talkers: [] });
  feed.missesMonitor(false);
  assert.equal(feed.health(), { status: 'live', since: 0, trouble: null, ingress: false, talkers: [] });
});

test.run();
