import type { CheckProblem, Floor } from '@hub/shared/model/floor.ts';
import type { TurnId } from '@hub/shared/model/ids.ts';
import type { Vitals } from '@hub/shared/model/link.ts';
import { DEFAULT_POLICY } from '@hub/server/domain/policy.ts';
import { floorView, pointFloor } from '@hub/server/hub/floor-view.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SYSTEM } from '@hub/server/domain/events.ts';
import { ADMINISTRATOR, aPoint, CONTROLLER, flowing, operator, pointId, staff, Town } from '../support/builders.ts';

const CODES = ['DC01', 'DC02', 'DC03', 'DC04'] as const;
type Code = (typeof CODES)[number];
const SECOND = staff('controller', 'controller-2');
const GOOD: Vitals = { rttMs: 40, lossPct: 0, jitterMs: 3, bitrateKbps: null, fps: null, soundLevel: null };

function town(): Town {
  const given = new Town([
    aPoint('DC00', { kind: 'host' }),
    ...CODES.map((code) => aPoint(code)),
    aPoint('DC09', { kind: 'receive-only' }),
  ]);
  for (const code of CODES) given.connect(code);
  return given;
}

const turn = (code: string, again = ''): TurnId => `turn-${code}${again}` as TurnId;
const by = (code: string) => operator(code, `phone-${code}`);
const request = (code: string, again = '') =>
  ({ type: 'RequestFloor', turnId: turn(code, again), pointId: pointId(code) }) as const;
const withdraw = (code: string) => ({ type: 'WithdrawFloor', pointId: pointId(code) }) as const;
const move = (code: string, before: string | null) =>
  ({ type: 'MoveTurn', turnId: turn(code), before: before === null ? null : turn(before) }) as const;
const call = (code: string, vitals: Vitals | null = GOOD) =>
  ({ type: 'CallToStandby', turnId: turn(code), vitals }) as const;
const give = (code: string, over: { vitals?: Vitals; limitMs?: number; despite?: readonly CheckProblem[] } = {}) =>
  ({ type: 'GiveFloor', turnId: turn(code), vitals: GOOD, limitMs: null, despite: [], ...over }) as const;
const end = (code: string) => ({ type: 'EndTurn', turnId: turn(code) }) as const;
const skip = (code: string) => ({ type: 'SkipTurn', turnId: turn(code) }) as const;
const back = (code: string, to: 'standby' | 'queue') => ({ type: 'ReturnTurn', turnId: turn(code), to }) as const;
const floor = (given: Town): Floor => given.session().floor;
const order = (given: Town): string[] =>
  floorView(floor(given)).queue.map(({ pointId: id, status }) => (status === 'standby' ? `${id}!` : id));
const page = (given: Town, code: Code) => pointFloor(given.session(), given.point(code));

function askAll(given: Town): void {
  for (const code of CODES) given.do(request(code), by(code));
}
function putOnAir(given: Town, code: string): void {
  given.do(call(code));
  given.do(give(code));
}

test('[F3] the queue is in the order of the requests; each point is told how many are before it', () => {
  const given = town();
  askAll(given);
  assert.equal(order(given), ['DC01', 'DC02', 'DC03', 'DC04']);
  assert.equal(
    CODES.map((code) => page(given, code)).map((one) => one?.status === 'waiting' && one.ahead),
    [0, 1, 2, 3],
  );
  putOnAir(given, 'DC01');
  given.do(call('DC04'));
  assert.equal(order(given), ['DC04!', 'DC02', 'DC03']);
  const third = page(given, 'DC03');
  assert.is(third?.status === 'waiting' && third.ahead, 3, 'the one on air, the one on standby and the second');
  const called = page(given, 'DC04');
  assert.is(called?.status === 'standby' && called.ahead, 1);
});

test('[F3] a point that has a turn does not get a second one, from whichever device it asks', () => {
  const given = town();
  given.do(request('DC01'), by('DC01'));
  assert.equal(given.do(request('DC01', '-2'), by('DC01')), []);
  assert.equal(given.do(request('DC01', '-3'), CONTROLLER), []);
  putOnAir(given, 'DC01');
  assert.equal(given.do(request('DC01', '-4'), by('DC01')), []);
});

test('[F3] a point asks only for itself; the host and a point that only watches do not ask; the control room may put one in', () => {
  const given = town();
  assert.equal(given.refusal(request('DC02'), by('DC01')), { kind: 'forbidden', field: 'pointId' });
  assert.equal(given.refusal(withdraw('DC02'), by('DC01')), { kind: 'forbidden', field: 'pointId' });
  for (const code of ['DC00', 'DC09']) {
    assert.equal(given.refusal(request(code)), { kind: 'forbidden', field: 'pointId' });
    assert.is(pointFloor(given.session(), given.point(code)), null);
  }
  assert.equal(given.refusal(request('DC77')), { kind: 'not-found', field: 'pointId' });
  given.do(request('DC03'));
  assert.is(floor(given).queue[0]?.byRoom, true);
  given.do({ type: 'RevokeDevice', deviceId: by('DC01').deviceId }, ADMINISTRATOR);
  assert.equal(given.refusal(request('DC01'), by('DC01')), { kind: 'revoked' });
});

test('[F3] the controller reorders; a turn that is no longer in the queue is told', () => {
  const given = town();
  askAll(given);
  given.do(move('DC04', 'DC02'));
  assert.equal(order(given), ['DC01', 'DC04', 'DC02', 'DC03']);
  given.do(move('DC01', null));
  assert.equal(order(given), ['DC04', 'DC02', 'DC03', 'DC01']);
  assert.equal(given.do(move('DC04', 'DC02')), [], 'it stands there already');
  given.do(withdraw('DC02'), by('DC02'));
  assert.equal(given.refusal(move('DC03', 'DC02')), { kind: 'conflict', field: 'before' });
  assert.equal(given.refusal(move('DC02', null)), { kind: 'conflict', field: 'turnId' });
  assert.equal(given.refusal(move('DC99', null)), { kind: 'not-found', field: 'turnId' });
});

test('[F2] one point is on air at a time: the second is refused, also in the same moment and by another controller', () => {
  const given = town();
  askAll(given);
  putOnAir(given, 'DC01');
  given.do(call('DC02'));
  assert.equal(given.refusal(give('DC02'), SECOND), { kind: 'floor-taken' });
  assert.equal(given.do(give('DC01'), SECOND), [], 'the same point again is what was asked for');
  given.do(end('DC01'), SECOND);
  assert.equal(given.do(end('DC01')), [], 'the second who ends it finds it ended');
  given.do(give('DC02'), SECOND);
  assert.is(floor(given).onAir?.pointId, 'DC02');
});

test('[F4] nobody goes on air without standby; its pre-check is kept with the call', () => {
  const given = town();
  askAll(given);
  assert.equal(given.refusal(give('DC01')), { kind: 'conflict', field: 'turnId' });
  given.do(call('DC01', null));
  const [called] = floor(given).queue;
  assert.is(called?.status === 'standby' && called.check.rttMs, null, 'what nobody measured is not 0');
  assert.equal(called?.status === 'standby' && called.check.problems, []);
  assert.equal(given.do(call('DC01'), SECOND), []);
  given.do({ type: 'RepeatCheck', turnId: turn('DC01'), vitals: GOOD }, staff('technician'));
  const [checked] = floor(given).queue;
  assert.is(checked?.status === 'standby' && checked.check.rttMs, 40);
});

test('[F4] a failed pre-check forbids nothing, but must have been seen: what came since is told first', () => {
  const given = town();
  askAll(given);
  const slow = { ...GOOD, rttMs: DEFAULT_POLICY.speakRttMs + 1, lossPct: 30, jitterMs: 200 };
  given.do(call('DC01', slow));
  const [called] = floor(given).queue;
  assert.equal(called?.status === 'standby' && called.check.problems, ['rtt', 'loss', 'jitter']);
  assert.equal(given.refusal(give('DC01', { vitals: slow })), { kind: 'conflict', field: 'despite' });
  given.connect('DC01', 'phone-DC01').fault('audio');
  const despite = ['rtt', 'loss', 'jitter'] as const;
  assert.equal(
    given.refusal(give('DC01', { vitals: slow, despite })),
    { kind: 'conflict', field: 'despite' },
    'the link has got worse since it was looked at',
  );
  given.do(give('DC01', { vitals: slow, despite: [...despite, 'link'] }));
  assert.equal(floor(given).onAir?.check.problems, ['link', 'rtt', 'loss', 'jitter']);
  given.do(end('DC01'));
  given.do(call('DC02'));
  given.do(give('DC02', { despite: ['rtt'] }));
  assert.equal(floor(given).onAir?.check.problems, [], 'what is well again is not held against it');
});

test('[F4] with a video system the pre-check looks at picture, microphone and sound; muted by policy is fine', () => {
  const given = new Town([aPoint('DC01')], { mediaConfigured: true });
  given.connect('DC01');
  given.do(request('DC01'), by('DC01'));
  given.observe(flowing(given.now, { microphone: 'muted' }));
  given.pass(60_000);
  given.do(call('DC01', { ...GOOD, soundLevel: 31 }));
  const check = () => {
    const [held] = floor(given).queue;
    return held?.status === 'standby' ? held.check : null;
  };
  const found = check();
  assert.equal([found?.camera, found?.microphone, found?.soundLevel], ['flowing', 'muted', 31]);
  assert.equal(found?.problems, []);
  for (const [media, problems] of [
    [{ camera: 'frozen', microphone: 'muted' }, ['link', 'camera']],
    [{ camera: 'muted', microphone: 'muted' }, ['link', 'camera']],
    [{ camera: 'flowing', microphone: 'silent' }, ['link', 'microphone']],
    [{ camera: 'flowing', microphone: 'missing' }, ['link', 'microphone']],
  ] as const) {
    given.observe(flowing(given.now, media));
    given.do({ type: 'RepeatCheck', turnId: turn('DC01'), vitals: GOOD });
    assert.equal(check()?.problems, problems, JSON.stringify(media));
  }
  given.do({ type: 'ChangeMediaFeed', feed: 'stale', ingress: false }, SYSTEM);
  given.do({ type: 'RepeatCheck', turnId: turn('DC01'), vitals: GOOD });
  assert.equal([check()?.camera, check()?.problems], [null, ['link']], 'nothing of a frozen old picture (L9)');
});

test('a mute or a restart from the control room needs something that can be muted, and a page that hears', () => {
  const given = new Town([aPoint('DC01'), aPoint('DC02', { linkKind: 'broadcast' })], { mediaConfigured: true });
  const mute = (code: string, source: 'camera' | 'microphone') =>
    ({ type: 'MuteMedia', pointId: pointId(code), source }) as const;
  const restart = (code: string) => ({ type: 'RestartPublishing', pointId: pointId(code) }) as const;
  assert.equal(given.refusal(mute('DC09', 'camera')), { kind: 'not-found', field: 'pointId' });
  assert.equal(given.refusal(mute('DC01', 'camera')), { kind: 'conflict', field: 'pointId' });
  assert.equal(given.refusal(restart('DC01')), { kind: 'conflict', field: 'pointId' });
  given.connect('DC01');
  given.connect('DC02');
  given.observe(flowing(given.now, { microphone: 'missing' }));
  assert.is(given.do(mute('DC01', 'camera'))[0]?.type, 'MediaMuted');
  assert.equal(given.refusal(mute('DC01', 'microphone')), { kind: 'conflict', field: 'source' });
  given.do(restart('DC01'));
  given.do(restart('DC01'));
  assert.is(given.point('DC01').restarts, 2);
  assert.equal(given.refusal(restart('DC02')), { kind: 'conflict', field: 'pointId' }, 'it does not send by its page');
  given.do({ type: 'ChangeMediaFeed', feed: 'stale', ingress: false }, SYSTEM);
  assert.equal(given.refusal(mute('DC01', 'camera')), { kind: 'conflict', field: 'pointId' }, 'nobody sees it now');
  assert.is(given.do(restart('DC01'))[0]?.type, 'PublishingRestarted', 'its page hears of it all the same');
});

test("[F6] a turn has a limit, on the hub's time, which may be set while it runs", () => {
  const given = town();
  askAll(given);
  putOnAir(given, 'DC01');
  assert.is(floor(given).onAir?.limitMs, DEFAULT_POLICY.turnMs);
  assert.is(floor(given).onAir?.onAirAt, given.now);
  given.do({ type: 'LimitTurn', turnId: turn('DC01'), limitMs: 420_000 });
  assert.is(floor(given).onAir?.limitMs, 420_000);
  assert.equal(given.do({ type: 'LimitTurn', turnId: turn('DC01'), limitMs: 420_000 }), []);
  given.pass(500_000);
  assert.is(floor(given).onAir?.pointId, 'DC01', 'nobody is cut off by the hub');
  assert.equal(given.refusal({ type: 'LimitTurn', turnId: turn('DC02'), limitMs: 60_000 })?.kind, 'conflict');
});

test('[F7] slips are taken back: from on air to standby, from done, skipped or withdrawn to the front of the queue', () => {
  const given = town();
  askAll(given);
  putOnAir(given, 'DC02');
  given.do(back('DC02', 'standby'));
  assert.is(floor(given).onAir, null);
  assert.equal(order(given), ['DC02!', 'DC01', 'DC03', 'DC04']);
  given.do(back('DC02', 'queue'));
  assert.equal(order(given), ['DC02', 'DC01', 'DC03', 'DC04']);
  given.do(skip('DC03'));
  given.do(withdraw('DC04'), by('DC04'));
  assert.equal(
    floor(given).ended.map(({ status }) => status),
    ['skipped', 'withdrawn'],
  );
  given.do(back('DC03', 'queue'));
  assert.equal(order(given), ['DC03', 'DC02', 'DC01']);
  putOnAir(given, 'DC01');
  given.do(end('DC01'));
  given.do(back('DC01', 'standby'));
  assert.equal(order(given), ['DC01!', 'DC03', 'DC02']);
  assert.equal(given.refusal(back('DC04', 'standby')), { kind: 'conflict', field: 'turnId' });
  given.do(request('DC04', '-2'), by('DC04'));
  assert.equal(given.refusal(back('DC04', 'queue')), { kind: 'conflict', field: 'turnId' }, 'it has asked anew');
});

test('[F2] of two who give one turn the floor with different minutes the second is told', () => {
  const given = town();
  askAll(given);
  putOnAir(given, 'DC01');
  const limitMs = floor(given).onAir?.limitMs ?? 0;
  assert.equal(given.do(give('DC01', { limitMs })), [], 'the same is what was asked for');
  assert.equal(given.refusal(give('DC01', { limitMs: limitMs + 60_000 })), { kind: 'conflict', field: 'minutes' });
});

test('[F7] a point that asks and withdraws again and again pushes nobody out of those who may be put back', () => {
  const given = town();
  askAll(given);
  putOnAir(given, 'DC02');
  given.do(end('DC02'));
  given.do(withdraw('DC04'), by('DC04'));
  for (let i = 2; i < 30; i++) {
    given.do(request('DC04', `-${i}`), by('DC04'));
    given.do(withdraw('DC04'), by('DC04'));
  }
  const shown = (): string[] => floorView(floor(given)).ended.map(({ pointId: id, status }) => `${id} ${status}`);
  assert.equal(shown(), ['DC04 withdrawn', 'DC02 done']);
  given.do(request('DC04', '-30'), by('DC04'));
  assert.equal(shown(), ['DC02 done'], 'it waits again');
});

test('[F3] the operator withdraws, and says that the point has finished', () => {
  const given = town();
  askAll(given);
  given.do(withdraw('DC01'), by('DC01'));
  assert.equal(given.do(withdraw('DC01'), by('DC01')), []);
  const one = page(given, 'DC01');
  assert.equal(one?.status === 'none' && one.last?.status, 'withdrawn');
  putOnAir(given, 'DC02');
  given.do(withdraw('DC02'), by('DC02'));
  assert.is(floor(given).onAir, null);
  assert.is(floor(given).ended.at(-1)?.status, 'done');
});

test('[S2] a run begins with an empty floor; with its phase ends who speaks in it', () => {
  const given = town();
  askAll(given);
  putOnAir(given, 'DC01');
  given.do({ type: 'EnterPhase', phase: 'ended' }, ADMINISTRATOR);
  assert.is(floor(given).onAir, null);
  assert.is(given.count('TurnEnded'), 1);
  for (const refused of [request('DC01', '-2'), call('DC02'), move('DC02', null)]) {
    assert.equal(given.refusal(refused), { kind: 'wrong-phase' });
  }
  assert.is(page(given, 'DC02'), null);
  const rehearsal = new Town(
    CODES.map((code) => aPoint(code)),
    { phase: 'rehearsal' },
  );
  rehearsal.do(request('DC01'));
  rehearsal.do({ type: 'EnterPhase', phase: 'live' }, ADMINISTRATOR);
  assert.equal(rehearsal.session().floor, { onAir: null, queue: [], ended: [] });
});

test('[F2] a point that leaves the roster leaves the floor', () => {
  const given = town();
  askAll(given);
  putOnAir(given, 'DC01');
  for (const code of ['DC01', 'DC03']) given.do({ type: 'RetirePoint', pointId: pointId(code) }, ADMINISTRATOR);
  assert.is(floor(given).onAir, null);
  assert.equal(order(given), ['DC02', 'DC04']);
  assert.equal(given.refusal(back('DC03', 'queue')), { kind: 'conflict', field: 'turnId' });
});

test.run();
