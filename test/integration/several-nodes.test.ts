import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join as pathOf } from 'node:path';
import type { PointId } from '@hub/shared/model/ids.ts';
import type { PointRow } from '@hub/shared/view/row.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HubProcess } from '../support/hub-process.ts';
import { dump } from '../support/hub-rig.ts';
import { loadedModules, noteLoaded } from '../support/loaded-modules.ts';
import { RedisRig } from '../support/redis-rig.ts';
import { askUntilDecided, command, openControl, openPoint, type Answer, type TestSocket } from '../support/sockets.ts';
import { startHub, type TestHub } from '../support/start-hub.ts';
import { waitUntil } from '../support/wait-until.ts';

const SECRET = '0123456789abcdef0123456789abcdef';
/** For a loaded machine; every wait ends with its fact. */
const LONGEST_MS = 60_000;
const LOADED = pathOf(tmpdir(), `hub-loaded-${String(process.pid)}.txt`);

let rig: RedisRig;
/** Begins alone and so decides first; a process of its own, because it is killed. */
let first: HubProcess;
let b: TestHub;
let c: TestHub;
let admin: TestSocket;
let screen: TestSocket;

test.before(async () => {
  rig = await RedisRig.start();
  first = await HubProcess.prepare({
    env: { HUB_REDIS_URL: rig.url, HUB_CLUSTER_SECRET: SECRET, HUB_CLUSTER_NODES: '3', ...noteLoaded(LOADED) },
  });
  await first.start();
  const nodes = { redis: rig.place, cluster: 'diem-cau', secret: SECRET, count: 3, url: null };
  [b, c] = await Promise.all([startHub({ config: { nodes } }), startHub({ config: { nodes } })]);
  for (const { running } of [b, c]) {
    await until('the sample town everywhere', () => [...running.hub.projection.points()].length === 89);
  }
  admin = await openControl(c.url, (await c.signIn('administrator')).credential);
  screen = await openControl(c.url, (await c.signIn('wall')).credential);
  assert.ok((await screen.ask('view:subscribe', {})).ok);
});
test.after(async () => {
  for (const socket of [admin, screen]) socket?.close();
  await Promise.all([b?.end(), c?.end(), first?.dispose()]);
  if (first) await rm(first.dataDir, { recursive: true, force: true });
  await rm(LOADED, { force: true });
  await rig?.stop();
});

const until = (what: string, holds: () => boolean): Promise<void> =>
  waitUntil(what, holds, { withinMs: LONGEST_MS, told: () => first.output });

const order = (at: TestSocket, event: string, payload: object = {}): Promise<Answer> =>
  askUntilDecided(at, event, { commandId: command(), ...payload });
const kindOf = (answer: Answer): string => (answer.ok ? 'ok' : answer.error.kind);
const of = ({ running }: TestHub, id: string) => running.hub.projection.point(id as PointId);
const sameEverywhere = (): boolean => dump(b.running.hub.projection) === dump(c.running.hub.projection);

/** The whole board as a new screen there is shown it. */
async function boardAt(url: string, credential: string): Promise<string> {
  const socket = await openControl(url, credential);
  assert.ok((await socket.ask('view:subscribe', {})).ok);
  const { rows, totals } = await socket.until('view:snapshot');
  socket.close();
  return JSON.stringify({ rows: [...rows].sort((x: PointRow, y: PointRow) => x.index - y.index), totals });
}

async function join(hub: { readonly url: string }, point: string): Promise<TestSocket> {
  return comeTo(hub, await deviceOf(point));
}

async function deviceOf(point: string): Promise<string> {
  const { credential } = await c.signIn('operator', point);
  await until('the device is known everywhere', sameEverywhere);
  return credential;
}

async function comeTo(hub: { readonly url: string }, credential: string): Promise<TestSocket> {
  const phone = await openPoint(hub.url, credential);
  await phone.until('point:view', (view) => view.link.state === 'up');
  return phone;
}

test('[D12] a hub of several has loaded both clients of Redis', () => {
  const loaded = loadedModules(LOADED);
  for (const client of ['redis', 'ioredis']) assert.ok(loaded.some((url) => url.includes(`/node_modules/${client}/`)));
});

test('[D1] what is reported at one hub counts at every other, byte for byte', async () => {
  assert.is(kindOf(await order(admin, 'phase:enter', { phase: 'live' })), 'ok');
  const opened = await order(admin, 'round:open', { kind: 'opening' });
  assert.ok(opened.ok);
  const roundId = opened.ok ? opened['roundId'] : '';
  const phone = await join(b, 'DC10');
  const { point, fence } = await phone.until('point:view', ({ round }) => round !== null);
  const figures = { present: point.summoned - 1, excused: 1, unexcused: 0, guests: 7 };
  assert.is(kindOf(await order(phone, 'point:headcount', { roundId, ...figures, fence, seq: 1 })), 'ok');
  await screen.until('view:patch', ({ rows }) =>
    Boolean(rows?.some(({ id, headcount }) => id === 'DC10' && headcount?.guests === 7)),
  );
  await until('both hubs hold the same', sameEverywhere);
  const wall = await c.signIn('wall');
  await until('the wall is known everywhere', sameEverywhere);
  const boards = await Promise.all([first.url, b.url, c.url].map((url) => boardAt(url, wall.credential)));
  assert.is(boards[0], boards[1]);
  assert.is(boards[1], boards[2]);
  phone.close();
});

test('[F2] two controllers at two hubs give the floor in the same instant: one result, which both see', async () => {
  const desks = await Promise.all(
    [b, c].map(async (hub) => {
      const { credential } = await hub.signIn('controller');
      await until('the desk is known', sameEverywhere);
      return openControl(hub.url, credential);
    }),
  );
  const phones = [await join(b, 'DC20'), await join(c, 'DC22')];
  for (const phone of phones) assert.is(kindOf(await order(phone, 'floor:request')), 'ok');
  await until('both are in both queues', sameEverywhere);
  const turns = b.running.hub.projection.session()?.floor.queue.map(({ id }) => id) ?? [];
  assert.is(turns.length, 2);
  const [desk, otherDesk] = desks;
  assert.ok(desk && otherDesk);
  for (const turnId of turns) assert.is(kindOf(await order(desk, 'floor:standby', { turnId })), 'ok');
  await until('both are called at both hubs', sameEverywhere);
  const given = await Promise.all([
    order(desk, 'floor:give', { turnId: turns[0], despite: [] }),
    order(otherDesk, 'floor:give', { turnId: turns[1], despite: [] }),
  ]);
  assert.equal(given.map(kindOf).sort(), ['floor-taken', 'ok']);
  await until('both hubs show the same on air', sameEverywhere);
  for (const socket of [...desks, ...phones]) socket.close();
});

test('[D4] [D5] [H9] Redis stands still: reports are saved and wait, each hub vouches for its own sockets, and all converge', async () => {
  const [here, gone, there] = [await join(b, 'DC40'), await join(b, 'DC42'), await join(c, 'DC43')];
  const desk = await openControl(b.url, (await b.signIn('technician')).credential);
  assert.ok((await desk.ask('view:subscribe', {})).ok);
  const { point, fence, round } = await here.until('point:view', (view) => view.round !== null);
  const linkOf = (id: string): string => {
    const links = [
      ...desk.received('view:snapshot').flatMap(({ rows }) => rows),
      ...desk.received('view:patch').flatMap(({ rows }) => rows ?? []),
    ].flatMap((row) => (row.id === id && row.link ? [row.link] : []));
    const { state, reasons } = links.at(-1) ?? { state: 'none', reasons: [] };
    return [state, ...reasons].join(' ');
  };
  await until('the screen shows them', () => ['DC40', 'DC43', 'DC42'].every((id) => linkOf(id) === 'up'));
  rig.redis.freeze();
  const report = {
    commandId: command(),
    roundId: round?.id,
    present: point.summoned,
    excused: 0,
    unexcused: 0,
    guests: 5,
    fence,
    seq: 1,
  };
  const asked = performance.now();
  const first = await here.ask('point:headcount', report);
  process.stdout.write(`undecided after ${String(Math.round(performance.now() - asked))} ms\n`);
  assert.is(kindOf(first), 'undecided');
  await until('what it cannot vouch for is said', () => linkOf('DC43') === 'unknown cut-off');
  assert.is(linkOf('DC40'), 'up');
  gone.close();
  await until('a socket that closed is seen', () => linkOf('DC42') === 'impaired reconnecting');
  await desk.until('view:patch', ({ hub }) => hub?.nodes?.waiting === 1 && hub.nodes.unvouched > 0);
  await desk.until('view:patch', ({ rows }) =>
    Boolean(rows?.some(({ id, undecided }) => id === 'DC40' && undecided?.guests === 5)),
  );
  rig.redis.thaw();
  const answer = await order(here, 'point:headcount', report);
  assert.ok(answer.ok && answer['durability'] === 'safe');
  await until('the screen has it from the log', () => linkOf('DC43') === 'up');
  await until(
    'nothing waits any more',
    () => desk.received('view:patch').findLast(({ hub }) => hub)?.hub?.nodes?.waiting === 0,
  );
  await until('both hubs hold the same', sameEverywhere);
  assert.is(of(c, 'DC40')?.rounds.at(-1)?.revisions.length, 1);
  for (const socket of [here, there, desk]) socket.close();
});

test('[L10] a hub that decides is killed: another decides, and its points are unknown until their phones move', async () => {
  const device = await deviceOf('DC30');
  const phone = await comeTo(first, device);
  await until('its link is up at the others', () => of(b, 'DC30')?.link.state === 'up');
  const killed = performance.now();
  await first.kill();
  phone.close();
  await until('its point is unknown everywhere', () =>
    [b, c].every((hub) => of(hub, 'DC30')?.link.state === 'unknown'),
  );
  process.stdout.write(`unknown after ${String(Math.round(performance.now() - killed))} ms\n`);
  const moved = await comeTo(b, device);
  await until('its point is back', () => of(c, 'DC30')?.link.state === 'up');
  moved.close();
});

test('[D2] Redis loses everything: nothing that was reported is lost, and what waited is decided', async () => {
  const phone = await join(b, 'DC31');
  const { point, fence, round } = await phone.until('point:view', (view) => view.round !== null);
  await rig.redis.command('FLUSHALL');
  const figures = { present: point.summoned, excused: 0, unexcused: 0, guests: 3 };
  const report = await order(phone, 'point:headcount', { roundId: round?.id, ...figures, fence, seq: 1 });
  assert.is(kindOf(report), 'ok');
  await until('both hubs hold it', () => sameEverywhere() && JSON.stringify(of(c, 'DC31')).includes('"guests":3'));
  await first.start();
  const wall = await c.signIn('wall');
  await until('the wall is known', sameEverywhere);
  const end = performance.now() + LONGEST_MS;
  for (;;) {
    const boards = await Promise.all([first.url, c.url].map((url) => boardAt(url, wall.credential).catch(() => url)));
    if (boards[0] === boards[1]) break;
    if (performance.now() > end) throw new Error(`the hub that came back does not catch up:\n${first.output}`);
  }
  phone.close();
});

test.run();
