import { readFileSync } from 'node:fs';
import { consume } from '@hub/server/access/limiter.ts';
import { SharedLimits } from '@hub/server/exchange/ears-limits.ts';
import { MemoryCarrierWorld } from '@hub/server/exchange/memory-carrier.ts';
import { RedisCarrier } from '@hub/server/exchange/redis-carrier.ts';
import type { RedisPlace } from '@hub/server/exchange/redis-place.ts';
import { BEFORE_ALL } from '@hub/server/log/node-store.ts';
import { createLogger } from '@hub/server/platform/logger.ts';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { command, commands, Heard, line } from '../support/carried.ts';
import { carrierHistory } from '../support/carrier-history.ts';
import { CutProxy } from '../support/cut-proxy.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { Random } from '../support/random.ts';
import { RedisRig } from '../support/redis-rig.ts';
import { waitUntil } from '../support/wait-until.ts';
import { carrierContract } from './carrier.contract.ts';

const POLL_MS = 10;
/** For a loaded machine; every wait ends with its fact. */
const LONGEST_MS = 30_000;
const SECRET = 'một bí mật của cụm';
const PASSWORD = 'a-long-password';

const HISTORIES = 8;
const NO_LEASE = { node: 'a', fence: 1 };

const logger = createLogger('silent');
const rig = await RedisRig.start();
/** The user that docs/operations.md gives to the hubs; all of this runs as nothing more. */
await rig.redis.command(...hubUser());
const place: RedisPlace = { ...rig.place, username: 'hub', password: PASSWORD };

function hubUser(): string[] {
  const guide = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
  const [found = ''] = /^ACL SETUSER hub [^`]*/m.exec(guide) ?? [];
  assert.ok(found.includes('{diem-cau}'), 'the guide names the user');
  return found.replaceAll('{diem-cau}', '{test-*}').replace('<password>', PASSWORD).trim().split(/\s+/);
}

const until = (what: string, holds: () => boolean | Promise<boolean>): Promise<void> =>
  waitUntil(what, holds, { withinMs: LONGEST_MS, everyMs: POLL_MS });

let clusters = 0;
const freshCluster = (): string => `test-${++clusters}`;

carrierContract('redis', async () => {
  const cluster = freshCluster();
  return {
    carrier: (node) => new RedisCarrier({ node, cluster, secret: SECRET, place, logger }),
    wipe: async () => void (await rig.redis.command('FLUSHALL')),
    until,
    discard: async () => undefined,
  };
});

const test = suite('carrier: redis alone');

async function withCarriers(
  at: RedisPlace,
  body: (a: RedisCarrier, b: RedisCarrier, cluster: string) => Promise<void>,
): Promise<void> {
  const cluster = freshCluster();
  const [a, b] = (['a', 'b'] as const).map(
    (node) => new RedisCarrier({ node, cluster, secret: SECRET, place: at, logger }),
  );
  if (a === undefined || b === undefined) throw new Error('two nodes');
  try {
    await body(a, b, cluster);
  } finally {
    await a.close();
    await b.close();
  }
}

test('the scripts answer as the model does, whatever is asked in whatever order', async () => {
  for (let seed = 1; seed <= HISTORIES; seed++) {
    await withCarriers(place, async (real) => {
      const world = new MemoryCarrierWorld({ clock: new ManualClock() });
      const model = world.carrier('a');
      const [held, modelHeld] = [{ lease: NO_LEASE }, { lease: NO_LEASE }];
      for (const [i, step] of carrierHistory(new Random(seed), 120).entries()) {
        const [answer, wanted] = [await step(real, held), await step(model, modelHeld)];
        assert.equal(answer, wanted, `seed ${seed}, step ${i}`);
      }
      const heard = new Heard(real);
      const [wantedCommands, wantedEntries] = [world.state.commandsAfter(0), world.state.entriesAfter(0)];
      await until('all are told', () => heard.reaches);
      await until(
        'all are told',
        () => heard.commandsTold.length >= wantedCommands.length && heard.entriesTold.length >= wantedEntries.length,
      );
      assert.equal(
        heard.commandsTold,
        wantedCommands.map(({ item }) => item),
        `seed ${seed}`,
      );
      assert.equal(
        heard.entriesTold,
        wantedEntries.map(({ item }) => item),
        `seed ${seed}`,
      );
    });
  }
});

test('what another secret signed is told to nobody, and counted', async () => {
  await withCarriers(place, async (a, b, cluster) => {
    const heard = new Heard(b);
    await until('it listens', () => heard.reaches);
    const stranger = new RedisCarrier({ node: 'x', cluster, secret: 'another', place, logger });
    await stranger.appendCommands(commands('x', 1, 2));
    stranger.whisper('sure', '{}');
    await a.appendCommands([command('a', 1)]);
    a.whisper('sure', '1');
    await until(
      'the others are heard',
      () => heard.commandsTold.length > 0 && heard.words.length > 0 && b.dropped >= 3,
    );
    await stranger.close();
    assert.equal([heard.numbers, heard.words, b.dropped], ['a1', ['a sure 1'], 3]);
  });
});

test('the user of the hubs can do nothing beside its keys, and nothing to the server', async () => {
  for (const asked of [
    ['GET', 'something'],
    ['FLUSHALL'],
    ['KEYS', '*'],
    ['CONFIG', 'GET', '*'],
    ['PUBLISH', 'something', 'x'],
    ['ACL', 'LIST'],
  ]) {
    const refused = await rig.redis.command('--no-auth-warning', '--user', 'hub', '--pass', PASSWORD, ...asked).then(
      () => '',
      (error: unknown) => String(error),
    );
    assert.match(refused, /NOPERM/, asked.join(' '));
  }
});

test('an answer that is lost is `away`, and the same again has no second effect', async () => {
  const proxy = await CutProxy.open(rig.redis.port);
  await withCarriers(
    { ...place, at: { kind: 'url', url: `redis://127.0.0.1:${proxy.port}` } },
    async (a, _b, cluster) => {
      const b = new RedisCarrier({ node: 'c', cluster, secret: SECRET, place, logger });
      const heard = new Heard(b);
      assert.ok((await a.appendCommands([command('a', 1)])).ok);
      const lease = await a.acquire('a', 0, 60_000);
      assert.ok(lease.ok);
      const entries = line(BEFORE_ALL, lease.lease.fence, 2);
      proxy.swallowAnswers();
      const lost = await Promise.all([a.appendCommands(commands('a', 2, 4)), a.appendEntries(lease.lease, entries)]);
      assert.ok(lost.every((result) => !result.ok && result.kind === 'away'));
      await until('it was done', () => heard.commandsTold.length >= 4);
      proxy.cut();
      proxy.mend();
      await until('it says so', async () => (await a.appendCommands(commands('a', 2, 5))).ok);
      await until('entries too', async () => (await a.appendEntries(lease.lease, entries)).ok);
      await until('all are told', () => heard.commandsTold.length >= 5 && heard.entriesTold.length >= 2);
      assert.equal([heard.numbers, heard.entriesTold], ['a1 a2 a3 a4 a5', entries]);
      await b.close();
    },
  );
  await proxy.close();
});

test('out of memory it refuses, keeps the lease, and goes on when there is room', async () => {
  await withCarriers(place, async (a, b) => {
    const heard = new Heard(b);
    await until('it listens', () => heard.reaches);
    const acquired = await a.acquire('a', 0, 60_000);
    assert.ok(acquired.ok);
    await rig.redis.command('CONFIG', 'SET', 'maxmemory', '1');
    const full = await a.appendCommands([command('a', 1)]);
    assert.ok(!full.ok && full.kind === 'refused' && /OOM/.test(full.message));
    assert.equal(await a.renew(acquired.lease, 60_000), { ok: true });
    await rig.redis.command('CONFIG', 'SET', 'maxmemory', '0');
    assert.equal(await a.appendCommands([command('a', 1)]), { ok: true });
    await until('it is told', () => heard.commandsTold.length === 1);
    assert.equal(heard.reach, [true]);
  });
});

test('[A29] two nodes count one limit together; while Redis is away each has its share, and then they count together again', async () => {
  const cluster = freshCluster();
  const common = { place, cluster, nodes: 2 };
  const nodes = [1, 2].map(() => new SharedLimits({ ...common, answerWithinMs: LONGEST_MS }));
  const impatient = new SharedLimits(common);
  const limiters = nodes.map((node) => node.limiter('codes', 6, 3_600));
  /** Of so many tries in turns at both nodes. */
  const passed = async (key: string): Promise<number> => {
    let count = 0;
    for (let i = 0; i < 20; i++) for (const limiter of limiters) if ((await consume(limiter, key)).allowed) count++;
    return count;
  };
  const areReady = (): boolean => nodes.every(({ isReady }) => isReady);
  await until('both reach it', areReady);
  assert.is(await passed('one'), 6);
  assert.not.match(await rig.redis.command('--scan', '--pattern', `*${cluster}*limits*`), /:one$/m, 'whose it is');
  await until('it is reached', () => impatient.isReady);
  rig.redis.freeze();
  const alone = impatient.limiter('codes', 6, 3_600);
  const allowed = await Promise.all(Array.from({ length: 5 }, async () => (await consume(alone, 'two')).allowed));
  assert.equal(allowed.filter(Boolean).length, 3, 'a Redis that says nothing is away, too');
  await rig.redis.kill();
  await until('both know', () => nodes.every(({ isReady }) => !isReady));
  assert.is(await passed('three'), 6);
  await rig.redis.start();
  await rig.redis.command(...hubUser());
  await until('both reach it again', areReady);
  assert.equal([await passed('one'), await passed('four')], [0, 6]);
  for (const node of [...nodes, impatient]) node.stop();
});

test('a Redis that dies and comes back is another one: all is told again, and nothing is lost', async () => {
  await withCarriers(place, async (a, b) => {
    const heard = new Heard(b);
    assert.ok((await a.appendCommands(commands('a', 1, 3))).ok);
    await until('all are told', () => heard.commandsTold.length >= 3);
    await rig.redis.kill();
    await until('that is told', () => !heard.reaches);
    const away = await a.appendCommands(commands('a', 4, 4));
    assert.ok(!away.ok && away.kind === 'away');
    await rig.redis.start();
    await rig.redis.command(...hubUser());
    await until('it is reached', () => heard.reaches && heard.breaks > 0);
    await until('it takes more', async () => (await a.appendCommands(commands('a', 4, 4))).ok);
    await until('all are told again', () => heard.commandsTold.length >= 4);
    assert.equal([heard.numbers, heard.breaks], ['a1 a2 a3 a4', 1]);
  });
});

test.after(() => rig.stop());
test.run();
