import { MediaDesk } from '@hub/server/ingest/media-desk.ts';
import type { Operator } from '../support/builders.ts';
import { MediaNames } from '@hub/server/media/names.ts';
import { VideoViews } from '@hub/server/hub/video-view.ts';
import type { PointId, TurnId } from '@hub/shared/model/ids.ts';
import type { MediaJoin } from '@hub/shared/protocol/down.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ADMINISTRATOR, aPoint, CONTROLLER, HEAD, pointId, Town } from '../support/builders.ts';
import { readToken } from '../support/read-token.ts';

const KEY = { apiKey: 'devkey', apiSecret: '0123456789abcdef0123456789abcdef' };
const URL = 'wss://video.example';
const names = new MediaNames(KEY.apiSecret);

/** DC01 is the host, DC02 and DC03 may speak, DC04 sends by a meeting device. */
function town(extra = 0): { town: Town; desk: MediaDesk } {
  const points = [
    aPoint('DC01', { kind: 'host' }),
    aPoint('DC02'),
    aPoint('DC03'),
    aPoint('DC04', { linkKind: 'ingress' }),
    ...Array.from({ length: extra }, (_, i) => aPoint(`X${String(i + 1)}`)),
  ];
  const made = new Town(points, { mediaConfigured: true });
  let ids = 0;
  const desk = new MediaDesk({
    state: made.state,
    names,
    key: KEY,
    url: URL,
    now: () => made.now,
    makeId: () => `random${String(++ids)}`,
  });
  return { town: made, desk };
}

async function joined(desk: MediaDesk, by: Operator): Promise<MediaJoin> {
  const answer = await desk.join(by.deviceId);
  if (!answer.ok) throw new Error(answer.kind);
  return answer.join;
}

/** Of a token all claims but the moments, which are checked here: 10 minutes, from now, signed with the secret. */
function claimsOf(token: string): Record<string, unknown> {
  const { exp, nbf, ...claims } = readToken(token, KEY.apiSecret);
  const now = Date.now() / 1_000;
  assert.ok(Math.abs(exp - now - 600) < 30, `exp ${exp - now} s ahead`);
  assert.ok(nbf === undefined || Math.abs(now - nbf) < 30);
  return claims;
}

const SENDS = {
  roomJoin: true,
  canPublish: true,
  canPublishSources: ['camera', 'microphone'],
  canPublishData: false,
  canUpdateOwnMetadata: false,
  hidden: false,
};
const WATCHES = {
  roomJoin: true,
  canPublish: false,
  canSubscribe: true,
  canPublishData: false,
  canUpdateOwnMetadata: false,
  hidden: false,
};

test('[C1] the pen’s device publishes camera and microphone and nothing else, and no token says more', async () => {
  const { town: made, desk } = town();
  const pen = made.claim('DC02', 'phone');
  const join = await joined(desk, pen);
  const identity = names.publisher(HEAD.id, 'DC02', pen.deviceId);
  assert.equal([join.url, join.identity, join.publishes, join.programme], [URL, identity, true, null]);
  assert.is(join.expiresAt, made.now + 600_000);
  assert.is(join.contribution.room, HEAD.id);
  assert.equal(claimsOf(join.contribution.token), {
    iss: KEY.apiKey,
    sub: identity,
    video: { ...SENDS, canSubscribe: true, room: HEAD.id },
  });
});

test('[C1] every other device of the point only watches, under a name of its own', async () => {
  const { town: made, desk } = town();
  const pen = made.claim('DC02', 'phone');
  const second = made.claim('DC02', 'laptop');
  made.do({ type: 'AdmitDevice', deviceId: second.deviceId, as: 'assistant' }, pen);
  const join = await joined(desk, second);
  assert.is.not(join.identity, (await joined(desk, pen)).identity);
  assert.not.ok(join.publishes);
  assert.equal(claimsOf(join.contribution.token), {
    iss: KEY.apiKey,
    sub: names.viewer(HEAD.id, second.deviceId),
    video: { ...WATCHES, room: HEAD.id },
  });
  made.do({ type: 'AdmitDevice', deviceId: second.deviceId, as: 'take-over' }, CONTROLLER);
  assert.ok((await joined(desk, second)).publishes, 'with the pen goes the right to send');
  assert.not.ok((await joined(desk, pen)).publishes);
});

test('[C1] where a meeting device or another program sends, the page only watches', async () => {
  const { town: made, desk } = town();
  assert.not.ok((await joined(desk, made.claim('DC04', 'laptop'))).publishes);
});

test('[C2] a device that was put out, and one of a point that left the roster, gets no right', async () => {
  const { town: made, desk } = town();
  const out = made.claim('DC02', 'phone');
  const retired = made.claim('DC03', 'phone-3');
  made.do({ type: 'RevokeDevice', deviceId: out.deviceId }, ADMINISTRATOR);
  made.do({ type: 'RetirePoint', pointId: pointId('DC03') }, ADMINISTRATOR);
  assert.equal(await desk.join(out.deviceId), { ok: false, kind: 'revoked' });
  assert.is((await desk.join(retired.deviceId)).ok, false);
  assert.equal((await desk.watch([pointId('DC02'), pointId('DC03')]))?.rooms, []);
});

test('[C2] what a device is called in the video system dies with its pen: the next one is another participant', async () => {
  const { town: made, desk } = town();
  const first = made.claim('DC02', 'phone');
  const before = (await joined(desk, first)).identity;
  made.do({ type: 'RevokeDevice', deviceId: first.deviceId }, ADMINISTRATOR);
  const next = names.publisher(HEAD.id, 'DC02', 'another');
  assert.is.not(before, next);
});

test('[C3] staff watch hidden and receive-only, each screen as another participant', async () => {
  const { town: made, desk } = town();
  const pen = made.claim('DC02', 'phone');
  made.claim('DC03', 'phone-3');
  const ask = [pointId('DC02'), pointId('DC03'), pointId('DC01'), pointId('DC04'), 'NONE' as PointId];
  const watch = await desk.watch(ask);
  const [room, ...more] = watch?.rooms ?? [];
  assert.equal(more, []);
  assert.equal(
    room?.points.map((one) => one.pointId),
    ['DC02', 'DC03', 'DC04'],
    'a point that nobody publishes for is left out',
  );
  assert.is(room?.points[0]?.identity, names.publisher(HEAD.id, 'DC02', pen.deviceId));
  assert.equal(claimsOf(room?.token ?? ''), {
    iss: KEY.apiKey,
    sub: 's-random1',
    video: { ...WATCHES, hidden: true, room: HEAD.id },
  });
  const again = await desk.watch(ask);
  assert.is(readToken(again?.rooms[0]?.token ?? '', KEY.apiSecret).sub, 's-random2');
});

test('[C4] a large roster is spread over rooms of 150, and everybody watches one programme', async () => {
  const { town: made, desk } = town(400);
  const host = made.claim('DC01', 'desk');
  const pen = made.claim('X200', 'phone');
  const room = `${HEAD.id}.1`;
  const programme = `${HEAD.id}.programme`;
  const join = await joined(desk, pen);
  assert.equal([join.contribution.room, join.programme?.room], [room, programme]);
  assert.equal(claimsOf(join.contribution.token)['video'], { ...SENDS, canSubscribe: false, room });
  assert.equal(claimsOf(join.programme?.token ?? '')['video'], { ...WATCHES, room: programme });
  const shown = await joined(desk, host);
  assert.equal(claimsOf(shown.programme?.token ?? '')['video'], { ...SENDS, canSubscribe: true, room: programme });
  made.claim('X1', 'laptop');
  assert.is((await desk.watch([pointId('X1'), pointId('X200')]))?.rooms.length, 2);
  assert.equal(names.rooms(HEAD.id, made.session().nextIndex), [programme, `${HEAD.id}.0`, room, `${HEAD.id}.2`]);

  onAir(made, 'X200');
  const speaks = await joined(desk, pen);
  assert.equal(claimsOf(speaks.programme?.token ?? '')['video'], { ...SENDS, canSubscribe: true, room: programme });
});

test('[C1] nothing of a person, a point’s name or its code stands in a token', async () => {
  const { town: made, desk } = town(200);
  const tokens: string[] = [];
  for (const code of ['DC01', 'DC02', 'X100']) {
    const join = await joined(desk, made.claim(code, `Máy của chị Lan ${code}`));
    tokens.push(join.contribution.token, join.programme?.token ?? '');
  }
  for (const room of (await desk.watch([pointId('DC02')]))?.rooms ?? []) tokens.push(room.token);
  for (const token of tokens) {
    const { sub, video, iss, exp, nbf, ...more } = readToken(token, KEY.apiSecret);
    assert.equal(more, {}, 'no name, no metadata, no attributes');
    assert.match(sub, /^[ps]-[A-Za-z0-9_-]+$/);
    assert.not.match(JSON.stringify({ sub, video, iss, exp, nbf }), /DC0|X100|Lan/);
  }
});

test('[C5] pages are told whom to watch: the one on air before the host, never themselves', () => {
  const { town: made } = town();
  const views = new VideoViews(made.state, names);
  const host = made.claim('DC01', 'desk');
  const pen = made.claim('DC02', 'phone');
  const other = made.claim('DC03', 'phone-3');
  const of = (by: Operator) => {
    const device = made.state.device(by.deviceId);
    const state = device?.pointId && made.state.point(device.pointId);
    if (!device || !state) throw new Error('no such device');
    return views.of(made.session(), state, device);
  };
  const hosts = names.publisher(HEAD.id, 'DC01', host.deviceId);
  const speakers = names.publisher(HEAD.id, 'DC02', pen.deviceId);
  assert.equal([of(host).watch, of(pen).watch, of(other).watch], [[], [hosts], [hosts]]);
  assert.equal([of(host).air, of(pen).air, of(other).air], [true, false, false], '[F2] the rest muted');
  const before = views.key(made.session());
  onAir(made, 'DC02');
  assert.is.not(views.key(made.session()), before, 'all pages are looked at');
  assert.equal([of(host).watch, of(pen).watch, of(other).watch], [[speakers], [hosts], [speakers, hosts]]);
  assert.equal([of(host).air, of(pen).air, of(other).air], [true, true, false]);
  made.do({ type: 'EndTurn', turnId: 'turn' as TurnId });
  assert.not.ok(of(pen).air);
});

/** Through the queue, as the control room does it. */
function onAir(made: Town, code: string): void {
  const turnId = 'turn' as TurnId;
  made.do({ type: 'RequestFloor', turnId, pointId: pointId(code) });
  made.do({ type: 'CallToStandby', turnId, vitals: null });
  made.do({ type: 'GiveFloor', turnId, vitals: null, limitMs: null, despite: ['link', 'camera', 'microphone'] });
}

test.run();
