import type { Media } from '@hub/shared/model/media.ts';
import type { PublisherWord, SeenParticipant, SeenTrack } from '@hub/server/media/seen.ts';
import { Witness } from '@hub/server/media/witness.ts';
import type { Notice } from '@hub/server/media/witness.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Random } from '../support/random.ts';

const START = 1_662_854_400_000;
const ROOM = 'session';
const CAMERA: SeenTrack = { sid: 'TR_cam', source: 'camera', muted: false };
const MIC: SeenTrack = { sid: 'TR_mic', source: 'microphone', muted: true };

type Flowing = Extract<Media, { status: 'flowing' }>;

/** One point, and a witness that is told what LiveKit would tell. */
class Watch {
  readonly witness = new Witness();
  now = START;
  media: Media = { status: 'none' };
  /** How often the hub was told something new. */
  told = 0;

  constructor(known: Media = { status: 'none' }, begins = true) {
    this.media = known;
    this.witness.bind('DC01', { identity: 'p-1', room: ROOM }, known, begins ? null : this.now);
  }

  seen(sid = 'PA_1', over: Partial<SeenParticipant> = {}): SeenParticipant {
    const joinedAt = START + Number(sid.slice(3)) * 1_000;
    return { room: ROOM, identity: 'p-1', sid, joinedAt, isActive: true, tracks: [CAMERA, MIC], ...over };
  }

  notice(notice: Notice): boolean {
    return this.#after(this.witness.notice(notice, this.now));
  }

  joined(sid = 'PA_1', over: Partial<SeenParticipant> = {}): boolean {
    return this.notice({ kind: 'joined', participant: this.seen(sid, over) });
  }

  left(sid = 'PA_1', how: 'left' | 'replaced' | 'timeout' = 'left'): boolean {
    return this.notice({ kind: 'left', room: ROOM, identity: 'p-1', sid, how });
  }

  /** `askedAt`: how long ago the list was asked for. */
  list(participants: readonly SeenParticipant[], { ago = 0, sure = false } = {}): boolean {
    const listing = { askedAt: this.now - ago, rooms: new Set([ROOM]), participants, sure };
    return this.#after(this.witness.listed(listing, this.now).isSettled);
  }

  says(over: Partial<PublisherWord> = {}): void {
    this.witness.says('DC01', { ...WELL, ...over }, this.now);
    this.#after(true);
  }

  muted(track: string, muted: boolean): boolean {
    return this.#after(this.witness.muted('p-1', ROOM, track, muted, this.now));
  }

  judged(level: 'good' | 'poor' | 'lost'): void {
    this.witness.judged('p-1', ROOM, level, this.now);
    this.#after(true);
  }

  pass(ms: number): void {
    this.now += ms;
    this.#after(true);
  }

  get flowing(): Flowing {
    if (this.media.status !== 'flowing') throw new Error(`media is ${this.media.status}`);
    return this.media;
  }

  /** Nothing of a passing kind: for comparing two ways of hearing the same. */
  get short(): string {
    const { media } = this;
    return media.status === 'flowing' ? `${media.camera}/${media.microphone}` : media.status;
  }

  #after<T>(result: T): T {
    for (const { media } of this.witness.changes(this.now)) {
      this.media = media;
      this.told++;
    }
    return result;
  }
}

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

test('[X1] joined and published: flowing at once by webhooks, or by the first list without any', () => {
  const heard = new Watch();
  heard.joined('PA_1', { tracks: [] });
  assert.is(heard.short, 'missing/missing');
  heard.notice({ kind: 'track', room: ROOM, identity: 'p-1', sid: 'PA_1', track: CAMERA });
  heard.notice({ kind: 'track', room: ROOM, identity: 'p-1', sid: 'PA_1', track: MIC });
  assert.is(heard.short, 'flowing/muted');
  const looked = new Watch();
  looked.list([looked.seen()]);
  assert.is(looked.short, 'flowing/muted');
});

test('[X1] somebody who is still coming in is not flowing yet', () => {
  const watch = new Watch();
  watch.list([watch.seen('PA_1', { isActive: false, tracks: [] })]);
  assert.is(watch.short, 'none');
});

test('[X2] a mute stands in the list alone; what is the same is not said again', () => {
  const watch = new Watch();
  watch.joined();
  const before = watch.told;
  for (let i = 0; i < 5; i++) watch.list([watch.seen()]);
  assert.is(watch.told, before, '[G6] samples are no facts');
  watch.list([watch.seen('PA_1', { tracks: [{ ...CAMERA, muted: true }, MIC] })]);
  assert.is(watch.short, 'muted/muted');
});

test('[L6] [X3] what is said of an older sid changes nothing: late, doubled, or after its successor', () => {
  const watch = new Watch();
  watch.joined('PA_1');
  watch.pass(5_000);
  watch.joined('PA_2');
  const before = watch.told;
  watch.left('PA_1', 'timeout');
  watch.left('PA_1', 'timeout');
  watch.joined('PA_1');
  assert.not.ok(
    watch.notice({ kind: 'track', room: ROOM, identity: 'p-1', sid: 'PA_1', track: { ...CAMERA, muted: true } }),
  );
  watch.list([watch.seen('PA_1')], { ago: 10 });
  assert.equal([watch.short, watch.told], ['flowing/muted', before]);
  watch.left('PA_2');
  assert.is(watch.short, 'gone');
});

test('[L6] [X3] a left that comes before its joined ends it all the same', () => {
  const watch = new Watch();
  watch.left('PA_1');
  watch.joined('PA_1');
  assert.is(watch.short, 'none');
});

test('[X3] webhooks that come late take nothing away: a joined without tracks, a track that was muted since or has ended', () => {
  const watch = new Watch();
  watch.list([watch.seen('PA_1', { tracks: [{ ...CAMERA, muted: true }, MIC] })]);
  const before = watch.told;
  watch.joined('PA_1', { tracks: [] });
  watch.notice({ kind: 'track', room: ROOM, identity: 'p-1', sid: 'PA_1', track: CAMERA });
  assert.equal([watch.short, watch.told], ['muted/muted', before]);
  watch.notice({ kind: 'track-ended', room: ROOM, identity: 'p-1', sid: 'PA_1', trackSid: 'TR_other' });
  watch.notice({ kind: 'track', room: ROOM, identity: 'p-1', sid: 'PA_1', track: { ...CAMERA, sid: 'TR_other' } });
  assert.is(watch.short, 'muted/muted');
});

test('[X3] a full reconnect is no loss: the one before was replaced', () => {
  const watch = new Watch();
  watch.joined('PA_1');
  const before = watch.told;
  assert.not.ok(watch.left('PA_1', 'replaced'), 'a list is asked for');
  watch.pass(150);
  watch.joined('PA_2');
  assert.equal([watch.short, watch.told], ['flowing/muted', before]);
});

test('[X3] a replaced one whose successor never comes is gone with the first list after 5 s', () => {
  const watch = new Watch();
  watch.joined('PA_1');
  watch.left('PA_1', 'replaced');
  watch.list([]);
  assert.is(watch.media.status, 'flowing');
  watch.pass(5_000);
  watch.list([]);
  watch.list([]);
  assert.is(watch.media.status, 'gone');
});

test('[X4] one list without it proves nothing, two do; the second is asked for at once', () => {
  const watch = new Watch();
  watch.joined();
  watch.pass(60_000);
  assert.not.ok(watch.list([]), 'look again soon');
  assert.is(watch.media.status, 'flowing');
  watch.pass(300);
  assert.ok(watch.list([]));
  assert.equal(watch.media, { status: 'gone', at: watch.now });
});

test('[X4] a list that was asked for before somebody joined or left is old news', () => {
  const watch = new Watch();
  watch.joined();
  watch.list([], { ago: 50 });
  watch.list([], { ago: 50 });
  assert.is(watch.media.status, 'flowing');
  watch.pass(1_000);
  watch.left();
  watch.list([watch.seen()], { ago: 50 });
  assert.is(watch.media.status, 'gone');
  watch.pass(2_000);
  watch.list([watch.seen()]);
  assert.is(watch.media.status, 'flowing', 'a newer list knows better than the webhook');
});

test('[X4] when the hub has just come, the feed is back or the room is a new one, the first list counts', () => {
  const known: Media = {
    status: 'flowing',
    since: START - 60_000,
    camera: 'flowing',
    microphone: 'muted',
    quality: { level: 'good', since: START - 60_000 },
    path: null,
    contested: false,
  };
  const stays = new Watch(known);
  stays.list([stays.seen()], { sure: true });
  assert.is(stays.told, 0, 'what was remembered was still true');
  const went = new Watch(known);
  went.pass(1_000);
  assert.is(went.told, 0, 'nothing is said before the first list');
  went.list([], { sure: true });
  assert.is(went.media.status, 'gone');
});

test('[X5] a silent death is dated back to the last word of the page, or to LiveKit’s own patience', () => {
  const spoke = new Watch();
  spoke.joined();
  for (let i = 0; i < 10; i++) {
    spoke.pass(2_000);
    spoke.says();
  }
  const last = spoke.now;
  spoke.pass(20_300);
  spoke.left('PA_1', 'timeout');
  assert.equal(spoke.media, { status: 'gone', at: last });
  const mute = new Watch();
  mute.joined();
  mute.pass(60_000);
  mute.left('PA_1', 'timeout');
  assert.equal(mute.media, { status: 'gone', at: mute.now - 15_000 });
  const listed = new Watch();
  listed.joined();
  listed.pass(2_000);
  listed.says();
  const end = listed.now;
  listed.pass(22_000);
  listed.list([]);
  listed.list([]);
  assert.equal(listed.media, { status: 'gone', at: end }, 'without any webhook');
});

test('[X5] a goodbye is dated when it comes, and so is the end of one whose page had long been silent', () => {
  const watch = new Watch();
  watch.joined();
  watch.pass(2_000);
  watch.says();
  watch.pass(3_600_000);
  watch.left();
  assert.equal(watch.media, { status: 'gone', at: watch.now });
});

test('[X6] the page’s own word: frozen, unplugged, silent, and the path its packets take', () => {
  const watch = new Watch();
  watch.joined();
  watch.says({ path: 'tcp' });
  assert.equal([watch.short, watch.flowing.path], ['flowing/muted', 'tcp'], 'UDP blocked and TCP working');
  watch.says({ camera: 'frozen' });
  assert.is(watch.short, 'frozen/muted');
  watch.says({ camera: 'missing', microphone: 'silent' });
  assert.is(watch.short, 'missing/silent', 'a broken microphone is found while it is muted');
  watch.says({ microphone: 'missing' });
  assert.is(watch.short, 'flowing/missing');
  watch.pass(7_000);
  assert.is(watch.short, 'flowing/muted', 'an old word says nothing');
  watch.list([
    watch.seen('PA_1', {
      tracks: [
        { ...CAMERA, muted: true },
        { ...MIC, muted: false },
      ],
    }),
  ]);
  watch.says({ camera: 'flowing', microphone: 'present' });
  assert.is(watch.short, 'muted/present', 'the worse of both');
});

test('[X6] a page that says it was thrown out is out, though LiveKit lists it for another 20 s', () => {
  const watch = new Watch();
  watch.joined();
  watch.pass(30_000);
  watch.says({ connection: 'disconnected' });
  assert.equal(watch.media, { status: 'gone', at: watch.now });
  watch.pass(1_000);
  watch.list([watch.seen()]);
  assert.is(watch.media.status, 'gone');
  watch.joined('PA_2');
  assert.is(watch.media.status, 'flowing');
});

test('[L7] [X6] a line is poor after two samples alike, and good again after two', () => {
  const watch = new Watch();
  watch.joined();
  watch.says();
  for (const [over, level] of [
    [{ lossPct: 12 }, 'good'],
    [{}, 'good'],
    [{ rttMs: 900 }, 'good'],
    [{ jitterMs: 300 }, 'poor'],
    [{}, 'poor'],
    [{ fps: 1 }, 'poor'],
    [{}, 'poor'],
    [{}, 'good'],
  ] as const) {
    watch.pass(2_000);
    watch.says(over);
    assert.is(watch.flowing.quality.level, level);
  }
});

test('[X7] open twice: three participants within a minute contest the point, a minute of peace ends it', () => {
  const watch = new Watch();
  for (const n of [1, 2, 3]) {
    watch.joined(`PA_${String(n)}`);
    if (n < 3) assert.not.ok(watch.flowing.contested);
    watch.pass(5_000);
  }
  assert.ok(watch.flowing.contested);
  watch.pass(60_000);
  assert.not.ok(watch.flowing.contested);
});

test('[X7] gone and back three times within a minute contests nothing: nobody was there', () => {
  const watch = new Watch();
  for (const n of [1, 2, 3, 4]) {
    watch.joined(`PA_${String(n)}`);
    watch.pass(5_000);
    watch.left(`PA_${String(n)}`);
    watch.pass(5_000);
  }
  watch.joined('PA_5');
  assert.not.ok(watch.flowing.contested);
});

test('[C2] [X8] another device takes the point: the picture of the one before is gone, and only the new one counts', () => {
  const watch = new Watch();
  watch.joined();
  const known = watch.media;
  const told = watch.witness.bind('DC01', { identity: 'p-2', room: ROOM }, known, watch.now);
  assert.equal(told, [{ pointId: 'DC01', media: { status: 'gone', at: watch.now } }]);
  watch.list([watch.seen()]);
  assert.equal(watch.witness.changes(watch.now), []);
  assert.is(watch.witness.pointOf('p-1'), undefined, 'a stranger now');
  watch.list([watch.seen('PA_9', { identity: 'p-2' })]);
  assert.is(watch.media.status, 'flowing');
});

test('[C4] [X8] in the programme room it is the same point once more: nothing of it counts', () => {
  const watch = new Watch();
  watch.joined('PA_1');
  watch.notice({ kind: 'joined', participant: watch.seen('PA_5', { room: `${ROOM}.programme`, tracks: [] }) });
  watch.notice({ kind: 'left', room: `${ROOM}.programme`, identity: 'p-1', sid: 'PA_5', how: 'left' });
  assert.is(watch.short, 'flowing/muted');
});

/** A random hour of one point as LiveKit would tell it, and what is true at its end. */
function randomHour(random: Random): { readonly notices: Notice[]; readonly truth: SeenParticipant | null } {
  const made = new Watch();
  const notices: Notice[] = [];
  let truth: SeenParticipant | null = null;
  for (let sid = 1; sid <= random.int(1, 4); sid++) {
    const id = `PA_${String(sid)}`;
    const left: Notice = { kind: 'left', room: ROOM, identity: 'p-1', sid: id, how: random.pick(['left', 'timeout']) };
    if (truth) {
      const { sid: before } = truth;
      notices.push({ kind: 'left', room: ROOM, identity: 'p-1', sid: before, how: 'replaced' });
    }
    truth = made.seen(id, { tracks: [] });
    notices.push({ kind: 'joined', participant: truth });
    for (const track of [CAMERA, MIC]) {
      notices.push({ kind: 'track', room: ROOM, identity: 'p-1', sid: id, track });
      truth = { ...truth, tracks: [...truth.tracks, track] };
    }
    if (!random.chance(0.5)) continue;
    notices.push(left);
    truth = null;
  }
  return { notices, truth };
}

test('[X3] [X4] webhooks lost, doubled and shuffled: two lists later the picture is the true one', () => {
  for (let seed = 1; seed <= 400; seed++) {
    const random = new Random(seed);
    const { notices, truth } = randomHour(random);
    const watch = new Watch();
    const heard = notices.flatMap((notice) =>
      random.chance(0.3) ? [] : random.chance(0.3) ? [notice, notice] : [notice],
    );
    for (let i = heard.length - 1; i > 0; i--) {
      const j = random.int(0, i);
      [heard[i], heard[j]] = [heard[j] as Notice, heard[i] as Notice];
    }
    for (const notice of heard) {
      watch.pass(random.int(0, 3_000));
      watch.notice(notice);
    }
    watch.pass(6_000);
    const list = truth === null ? [] : [truth];
    watch.list(list);
    watch.list(list);
    const expected = truth === null ? ['none', 'gone'] : ['flowing/muted'];
    assert.ok(expected.includes(watch.short), `seed ${seed}: ${watch.short}, not ${expected.join(' or ')}`);
  }
});

test('[X9] a mute that a listener saw shows at once, and an older list does not undo it', () => {
  const watch = new Watch();
  watch.list([watch.seen()]);
  watch.pass(1_000);
  assert.ok(watch.muted('TR_cam', true));
  assert.is(watch.short, 'muted/muted');
  watch.list([watch.seen()], { ago: 500 });
  assert.is(watch.short, 'muted/muted', 'asked for before it');
  watch.pass(10);
  watch.list([watch.seen()]);
  assert.is(watch.short, 'flowing/muted', 'asked for after it: a list wins');
  assert.not.ok(watch.muted('TR_other', true), 'of a track that is not known');
});

test('[X9] [L7] that LiveKit gets nothing is a poor line whatever the page says; that it gets little, where the page is silent', () => {
  const watch = new Watch();
  watch.list([watch.seen()]);
  watch.says();
  watch.judged('poor');
  assert.is(watch.flowing.quality.level, 'good', 'the page measures its own line');
  watch.judged('lost');
  assert.equal(watch.flowing.quality, { level: 'poor', since: watch.now });
  const since = watch.now;
  for (let i = 0; i < 3; i++) {
    watch.pass(2_000);
    watch.says();
  }
  assert.equal(watch.flowing.quality, { level: 'poor', since }, 'it believes that it sends');
  watch.judged('good');
  for (let i = 0; i < 2; i++) {
    watch.pass(2_000);
    watch.says();
  }
  assert.is(watch.flowing.quality.level, 'good');
  watch.pass(8_000);
  watch.judged('poor');
  assert.is(watch.flowing.quality.level, 'poor', 'nobody else speaks of it');
  watch.judged('good');
  assert.is(watch.flowing.quality.level, 'good');
  watch.judged('lost');
  watch.joined('PA_2');
  for (let i = 0; i < 3; i++) {
    watch.pass(2_000);
    watch.says();
  }
  assert.is(watch.flowing.quality.level, 'good', 'it was said of the participant before');
});

test.run();
