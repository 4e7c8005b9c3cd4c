import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { PointDetail } from '@hub/shared/protocol/down.ts';
import type { ReplayStrip, ReplayView } from '@hub/shared/view/replay.ts';
import { ForwardClock } from '../support/forward-clock.ts';
import { House } from '../support/house.ts';
import { startHub, type SignedIn, type TestHub } from '../support/start-hub.ts';

let hub: TestHub;
let house: House;
let desk: SignedIn;
const clock = new ForwardClock();

test.before(async () => {
  hub = await startHub({ memory: true, clock });
  house = await House.open(hub);
  desk = await hub.signIn('controller');
});
test.after(() => {
  house.close();
  return hub.end();
});

function get(path: string, credential = desk.credential, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${hub.url}/api/replay${path}`, { headers: { Authorization: `Bearer ${credential}`, ...headers } });
}

async function viewAt(at: number): Promise<ReplayView> {
  const response = await get(`?at=${at}`);
  assert.is(response.status, 200, await response.clone().text());
  return ((await response.json()) as { view: ReplayView }).view;
}

const presentAt = ({ rows }: ReplayView, id: string): number | null =>
  rows.find((row) => row.id === id)?.headcount?.present ?? null;

test('[Q1] a moment that has passed is answered as it stood, whatever came after it', async () => {
  await house.enter('live');
  const round = await house.openRound();
  await house.report('DC01', round, 100, 18);
  const first = clock.now();
  clock.advance(60_000);
  await house.report('DC02', round, 108);
  await house.order('instruction:send', { text: 'Bật micrô', urgent: true, to: { kind: 'all' } });
  const second = clock.now();
  clock.advance(60_000);
  await house.enter('ended');

  const then = await viewAt(first);
  assert.equal(
    [
      presentAt(then, 'DC01'),
      presentAt(then, 'DC02'),
      then.totals.present,
      then.instructions.length,
      then.session.phase,
    ],
    [100, null, 100, 0, 'live'],
  );
  const later = await viewAt(second);
  assert.equal([presentAt(later, 'DC02'), later.instructions[0]?.text], [108, 'Bật micrô']);
  assert.is(later.rows.length, 89);
  assert.is((await viewAt(clock.now() + 1e9)).session.phase, 'ended', 'a moment to come is now');

  const detail = (await (await get(`/point?at=${first}&point=DC01`)).json()) as PointDetail;
  assert.equal(
    detail.revisions.map(({ present, counts }) => [present, counts]),
    [[100, true]],
  );
});

test('[Q5] the strip tells the run from its beginning to its end, with its marks', async () => {
  const strip = (await (await get('/strip')).json()) as ReplayStrip;
  assert.is(strip.run?.phase, 'live');
  const lasted = (strip.run?.to ?? 0) - (strip.run?.from ?? 0);
  assert.ok(lasted >= 120_000 && lasted < 180_000, String(lasted));
  assert.equal(
    strip.instructions.map(({ urgent }) => urgent),
    [true],
  );
  assert.is(strip.rounds.length, 1);
  assert.is(strip.samples.at(-1)?.present, 208);
  assert.is((await get('/strip?run=9')).status, 404);
});

test('[Q1] a moment up to which nothing more had happened is not sent again', async () => {
  const at = clock.now();
  const first = await get(`?at=${at}`);
  const tag = first.headers.get('etag') ?? '';
  assert.match(tag, /^".+"$/);
  assert.is((await get(`?at=${at + 5}`, desk.credential, { 'If-None-Match': tag })).status, 304);
  assert.is((await get(`?at=${at - 90_000}`, desk.credential, { 'If-None-Match': tag })).status, 200);
});

test('[Q2] [V9] a wall and an operator cannot look back, and nonsense is named', async () => {
  for (const role of ['wall', 'operator'] as const) {
    const { credential } = await hub.signIn(role, role === 'operator' ? 'DC05' : undefined);
    for (const path of [`?at=${clock.now()}`, '/strip', `/point?at=${clock.now()}&point=DC01`]) {
      assert.is((await get(path, credential)).status, 403, `${role} ${path}`);
    }
  }
  for (const path of ['', '?at=', '?at=1e9', '?at=-5', '?at=12&point=DC01', '/strip?run=x', '/point?at=5']) {
    assert.is((await get(path)).status, 400, path);
  }
  assert.is((await get('?at=5')).status, 404, 'before the session was made');
  assert.is((await get(`/point?at=${clock.now()}&point=NOWHERE`)).status, 404);
});

test('[Q2] a device that asks without end is told to wait, and another is not', async () => {
  const eager = await hub.signIn('technician');
  const answers = await Promise.all(Array.from({ length: 150 }, () => get('/strip', eager.credential)));
  const refused = answers.filter(({ status }) => status === 429);
  assert.ok(refused.length > 0 && refused.length <= 110, String(refused.length));
  assert.ok(Number(refused[0]?.headers.get('retry-after')) >= 1);
  clock.advance(10_000);
  assert.is((await get('/strip', eager.credential)).status, 200);
});

test.run();
