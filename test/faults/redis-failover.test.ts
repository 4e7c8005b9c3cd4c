import type { CarriedEntry } from '@hub/server/exchange/carrier.ts';
import { RedisCarrier } from '@hub/server/exchange/redis-carrier.ts';
import { BEFORE_ALL } from '@hub/server/log/node-store.ts';
import { createLogger } from '@hub/server/platform/logger.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { commands, Heard, line } from '../support/carried.ts';
import { SentinelRig } from '../support/redis-rig.ts';
import { waitUntil } from '../support/wait-until.ts';

/** For a loaded machine; every wait ends with its fact. */
const LONGEST_MS = 60_000;
/** 2.5 s by itself, and what a loaded machine takes. */
const HONEST_WITHIN_MS = 15_000;

const rig = await SentinelRig.start();
const carrierOf = (node: string): RedisCarrier =>
  new RedisCarrier({ node, cluster: 'faults', secret: 's', place: rig.place, logger: createLogger('silent') });

const until = (what: string, holds: () => boolean | Promise<boolean>): Promise<void> =>
  waitUntil(what, holds, { withinMs: LONGEST_MS, told: () => rig.output });

/** A node that has everything on its own disk, and brings whatever the carrier lacks. */
class Publisher {
  readonly carrier = carrierOf('a');
  readonly heard = new Heard(this.carrier);
  readonly reader = carrierOf('b');
  readonly read = new Heard(this.reader);
  readonly entries: CarriedEntry[] = [];
  saved = 0;
  fence = 0;
  faults: string[] = [];

  async commands(): Promise<void> {
    let from = 1;
    await until('commands are taken', async () => {
      const began = performance.now();
      const result = await this.carrier.appendCommands(commands('a', from, this.saved));
      assert.ok(performance.now() - began < HONEST_WITHIN_MS, 'an answer, whatever it is');
      if (!result.ok && result.kind !== 'gap') this.faults.push(result.kind);
      if (!result.ok) from = result.kind === 'gap' ? result.expected : 1;
      return result.ok;
    });
  }

  /** A new holder: all that was decided is brought, then more is decided. */
  async decide(): Promise<void> {
    await until('a lease', async () => {
      const acquired = await this.carrier.acquire('a', this.fence, 30_000);
      if (!acquired.ok) return false;
      const { lease } = acquired;
      assert.ok(lease.fence > this.fence, 'fences rise');
      this.fence = lease.fence;
      if (!(await this.carrier.republishEntries(this.entries)).ok) return false;
      if (!(await this.carrier.open(lease)).ok) return false;
      const more = line(this.entries.at(-1) ?? BEFORE_ALL, lease.fence, 2);
      if (!(await this.carrier.appendEntries(lease, more)).ok) return false;
      this.entries.push(...more);
      return true;
    });
  }

  /** Brings all, and sees that the other node has heard all, in order. */
  async converge(): Promise<void> {
    this.saved += 20;
    await this.commands();
    await this.decide();
    await until('the other node heard all', async () => {
      const seqs = new Set(this.read.commandsTold.map(({ seq }) => seq));
      const told = new Map(this.read.entriesTold.map((entry) => [entry.index, entry]));
      if (seqs.size >= this.saved && told.size >= this.entries.length) return true;
      // A failover in between lost what was taken before it: the ears tell that, and it is brought again.
      await this.commands();
      await this.carrier.republishEntries(this.entries);
      return false;
    });
    const numbers = [...new Set(this.read.commandsTold.map(({ seq }) => seq))];
    assert.equal(
      numbers,
      Array.from({ length: this.saved }, (_, i) => i + 1),
    );
    const indexes = this.read.entriesTold.map(({ index, fence }) => [index, fence]);
    assert.equal(
      indexes.slice(-this.entries.length),
      this.entries.map(({ index, fence }) => [index, fence]),
    );
  }

  async close(): Promise<void> {
    await this.carrier.close();
    await this.reader.close();
  }
}

const node = new Publisher();
await until('both listen', () => node.heard.reaches && node.read.reaches);
await node.converge();

async function broken(fault: () => Promise<void>): Promise<void> {
  const [own, other] = [node.heard.breaks, node.read.breaks];
  await fault();
  await until('both notice', () => node.heard.breaks > own && node.read.breaks > other);
  await node.converge();
  await until('both reach it', () => node.heard.reaches && node.read.reaches);
}

test('the master is killed', async () => {
  const master = await rig.master();
  await broken(async () => {
    await master.redis.kill();
    await rig.failedOver(master);
  });
  await master.redis.start();
  await rig.followAgain(master);
});

test('the master freezes, and thaws when another one is', async () => {
  const master = await rig.master();
  await broken(async () => {
    master.redis.freeze();
    node.faults = [];
    await node.commands();
    assert.ok(node.faults.includes('away'), 'nobody was made to wait for the thaw');
    await rig.failedOver(master);
    master.redis.thaw();
  });
  await rig.followAgain(master);
});

test('the master is cut off together with both nodes: nothing counts that only it has', async () => {
  const master = await rig.master();
  await broken(async () => {
    rig.isolate(master, 'all');
    node.faults = [];
    const taken = await node.carrier.appendCommands(commands('a', 1, node.saved + 1));
    assert.ok(!taken.ok && taken.kind !== 'gap', 'refused or unanswered');
    const acquired = await node.carrier.acquire('a', node.fence, 30_000);
    assert.ok(!acquired.ok, 'a lease that nobody else knows of');
    await rig.failedOver(master);
    rig.heal();
  });
});

test('everything is wiped', async () => {
  await broken(() => rig.wipe());
});

test('the master is out of memory', async () => {
  const master = await rig.master();
  await rig.fillMemory(master);
  await until('it refuses', async () => {
    const result = await node.carrier.appendCommands(commands('a', 1, node.saved + 1));
    return !result.ok && result.kind === 'refused';
  });
  await rig.giveMemory(master);
  await node.converge();
});

test('all three are gone at once, Sentinels too, and come back', async () => {
  await broken(async () => {
    const all = rig.hosts.flatMap(({ redis, sentinel }) => [redis, sentinel]);
    await Promise.all(all.map((each) => each.kill()));
    await until('that is told', () => !node.heard.reaches && !node.read.reaches);
    await Promise.all(all.map((each) => each.start()));
  });
});

test.after(async () => {
  await node.close();
  await rig.stop();
});
test.run();
