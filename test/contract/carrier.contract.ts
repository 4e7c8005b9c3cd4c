import type { Carrier, Lease } from '@hub/server/exchange/carrier.ts';
import { BEFORE_ALL, type Entry, type NodeId } from '@hub/server/log/node-store.ts';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { beatOf, command, commands, entry, Heard, line } from '../support/carried.ts';

/** One carrier that nodes share. */
export interface CarrierHome {
  carrier(node: NodeId): Carrier;
  wipe(): Promise<void>;
  /** Waits for a fact, by whatever clock the carrier has. */
  until(what: string, holds: () => boolean | Promise<boolean>): Promise<void>;
  discard(): Promise<void>;
}

const LONG_MS = 60_000;

/** What every carrier promises. Adapters are told apart by name only. */
export function carrierContract(name: string, makeHome: () => Promise<CarrierHome>): void {
  const contract = suite(`carrier: ${name}`);

  const check = (title: string, body: (home: CarrierHome, a: Carrier, b: Carrier) => Promise<void>): void => {
    contract(title, async () => {
      const home = await makeHome();
      const [a, b] = [home.carrier('a'), home.carrier('b')];
      try {
        await body(home, a, b);
      } finally {
        await a.close();
        await b.close();
        await home.discard();
      }
    });
  };

  check('commands are told to every node, their own too, each origin in its order', async (home, a, b) => {
    const [heardA, heardB] = [new Heard(a), new Heard(b)];
    assert.equal(await a.appendCommands(commands('a', 1, 3)), { ok: true });
    assert.equal(await b.appendCommands(commands('b', 1, 2)), { ok: true });
    assert.equal(await a.appendCommands([command('a', 4), command('b', 3)]), { ok: true });
    for (const heard of [heardA, heardB]) {
      await home.until('all are told', () => heard.commandsTold.length === 7);
      assert.equal(heard.numbers, 'a1 a2 a3 b1 b2 a4 b3');
      assert.equal(heard.commandsTold[0], command('a', 1));
      assert.equal(heard.reach, [true]);
    }
  });

  check('a command that is there counts as done; one that comes too early names what is lacking', async (home, a) => {
    await a.appendCommands(commands('a', 7, 9));
    assert.equal(await a.appendCommands(commands('a', 8, 10)), { ok: true });
    assert.equal(await a.appendCommands(commands('a', 12, 13)), { ok: false, kind: 'gap', origin: 'a', expected: 11 });
    assert.equal(await a.appendCommands(commands('a', 5, 7)), { ok: true });
    assert.equal(await a.appendCommands(commands('a', 5, 11)), { ok: true });
    const heard = new Heard(a);
    await home.until('all are told', () => heard.commandsTold.length >= 7);
    assert.is(heard.numbers, 'a7 a8 a9 a10 a5 a6 a11');
  });

  check('a gap that is settled everywhere is none', async (home, a) => {
    await a.appendCommands(commands('a', 1, 3));
    assert.equal(await a.appendCommands(commands('a', 8, 9), new Map([['a', 6]])), {
      ok: false,
      kind: 'gap',
      origin: 'a',
      expected: 4,
    });
    assert.equal(await a.appendCommands(commands('a', 8, 9), new Map([['a', 7]])), { ok: true });
    assert.equal(await a.appendCommands(commands('a', 7, 10), new Map([['b', 70]])), { ok: true });
    const heard = new Heard(a);
    await home.until('all are told', () => heard.commandsTold.length >= 7);
    assert.is(heard.numbers, 'a1 a2 a3 a8 a9 a7 a10');
  });

  check('a large run travels whole', async (home, a) => {
    const heard = new Heard(a);
    const many = Array.from({ length: 1_200 }, (_, i) => command('a', i + 1, 1_000));
    assert.equal(await a.appendCommands(many), { ok: true });
    await home.until('all are told', () => heard.commandsTold.length >= many.length);
    assert.equal(heard.commandsTold, many);
  });

  check('one node holds the lease, and each holder has a higher fence', async (home, a, b) => {
    const heard = new Heard(b);
    await home.until('it listens', () => heard.reaches);
    const first = await acquired(a, 'a', 0);
    assert.equal(await b.acquire('b', 0, LONG_MS), { ok: false, kind: 'held', by: 'a' });
    await home.until('the change is told', () => heard.leaseChanges >= 1);
    const again = await acquired(a, 'a', 0);
    assert.ok(again.fence > first.fence);
    assert.equal(await a.renew(first, LONG_MS), { ok: false, kind: 'taken' });
    assert.equal(await a.renew(again, LONG_MS), { ok: true });
    await a.release(first);
    assert.equal(await b.acquire('b', 0, LONG_MS), { ok: false, kind: 'held', by: 'a' });
    const seen = heard.leaseChanges;
    await a.release(again);
    await home.until('the release is told', () => heard.leaseChanges > seen);
    const other = await acquired(b, 'b', again.fence + 70_000_000);
    assert.ok(other.fence > again.fence + 70_000_000);
  });

  check('a lease that is not renewed ends by itself, and that is told', async (home, a, b) => {
    const heard = new Heard(b);
    const short = await acquired(a, 'a', 0, 150);
    await home.until('it is free', async () => {
      const { ok, ...now } = await b.beat(beatOf('b'));
      return ok && 'lease' in now && now.lease === null;
    });
    assert.equal(await a.renew(short, 150), { ok: false, kind: 'taken' });
    assert.equal(await a.appendEntries(short, [entry(BEFORE_ALL, short.fence)]), { ok: false, kind: 'fenced' });
    await home.until('it is told', () => heard.leaseChanges > 0);
    assert.ok((await acquired(b, 'b', 0)).fence > short.fence);
  });

  check('only the holder appends entries, and everybody hears them', async (home, a, b) => {
    const heard = [new Heard(a), new Heard(b)];
    const lease = await acquired(a, 'a', 0);
    const first = line(BEFORE_ALL, lease.fence, 3);
    assert.equal(await b.appendEntries({ ...lease, node: 'b' }, first), { ok: false, kind: 'fenced' });
    assert.equal(await a.appendEntries({ ...lease, fence: lease.fence - 1 }, first), { ok: false, kind: 'fenced' });
    assert.equal(await a.appendEntries(lease, first), { ok: true });
    assert.equal(await a.appendEntries(lease, first), { ok: true }, 'repeated');
    const [, , third] = first;
    const next = line(third ?? BEFORE_ALL, lease.fence, 2);
    assert.equal(await a.appendEntries(lease, [...first, ...next]), { ok: true });
    assert.equal(await a.appendEntries(lease, line({ fence: lease.fence, index: 9 }, lease.fence, 1)), apartAt(next));
    for (const each of heard) {
      await home.until('all are told', () => each.entriesTold.length === 5);
      assert.equal(each.entriesTold, [...first, ...next]);
    }
  });

  check(
    'before the holder opens, everybody may bring what the carrier lacks; then only the holder',
    async (home, a, b) => {
      const old = line(BEFORE_ALL, 3_000_000, 4);
      assert.equal(await b.republishEntries(old), { ok: false, kind: 'fenced' });
      const lease = await acquired(a, 'a', 3_000_000);
      assert.equal(await b.republishEntries(old), { ok: true });
      assert.equal(await a.republishEntries(old.slice(2)), { ok: true });
      assert.equal(await a.open({ ...lease, fence: 1 }), { ok: false, kind: 'taken' });
      assert.equal(await a.open(lease), { ok: true });
      assert.equal(await b.republishEntries(old), { ok: false, kind: 'fenced' });
      const next = line(old[3] ?? BEFORE_ALL, lease.fence, 1);
      assert.equal(await a.appendEntries(lease, next), { ok: true });
      const later = await acquired(a, 'a', 0);
      assert.equal(await b.republishEntries(next), { ok: true }, 'the next holder is not open');
      assert.ok(later.fence > lease.fence);
      const heard = new Heard(b);
      await home.until('all are told', () => heard.entriesTold.length >= 5);
      assert.equal(heard.entriesTold, [...old, ...next]);
    },
  );

  check('of two lines the one that ends under the later fence stays', async (home, a, b) => {
    const common = line(BEFORE_ALL, 3_000_000, 3);
    const fork = common[1] ?? BEFORE_ALL;
    const winner = [...common.slice(0, 2), ...line(fork, 5_000_000, 2, 'b')];
    await acquired(a, 'a', 7_000_000);
    assert.equal(await a.republishEntries([...common, ...line(common[2] ?? BEFORE_ALL, 3_000_000, 4)]), { ok: true });
    assert.equal(await b.republishEntries(winner), { ok: true });
    assert.equal(await a.republishEntries(common), apartAt(winner));
    const heard = new Heard(b);
    await home.until('all are told', () => heard.entriesTold.length >= 4);
    assert.is(heard.positions, '1:3 2:3 3:5 4:5');
    // The losing line was heard from a later entry on than the winner is kept from.
    const whole = line(BEFORE_ALL, 6_000_000, 5, 'b');
    assert.equal(await b.republishEntries(whole), { ok: true });
    const again = new Heard(a);
    await home.until('all are told', () => again.entriesTold.length >= 5);
    assert.is(again.positions, '1:6 2:6 3:6 4:6 5:6');
  });

  check(
    'a line begins with its first entry, or where it is said to begin; cleared, it begins anew',
    async (home, a, b) => {
      const whole = line(BEFORE_ALL, 3_000_000, 6);
      const lease = await acquired(a, 'a', 3_000_000);
      assert.equal(await b.republishEntries(whole.slice(3)), { ok: false, kind: 'apart', tail: null });
      assert.equal(await b.republishEntries(whole.slice(3), true), { ok: true });
      assert.equal(await b.republishEntries(whole.slice(2), true), { ok: true });
      assert.equal(await b.clearEntries({ node: 'b', fence: lease.fence }), { ok: false, kind: 'taken' });
      assert.equal(await a.clearEntries(lease), { ok: true });
      assert.equal(await b.beat(beatOf('b')).then((beaten) => beaten.ok && beaten.tail), null);
      assert.equal(await a.appendEntries(lease, whole.slice(1)), { ok: false, kind: 'apart', tail: null });
      assert.equal(await a.appendEntries(lease, whole.slice(1), true), { ok: true });
      const heard = new Heard(b);
      await home.until('all are told', () => heard.entriesTold.length >= 5);
      assert.equal(heard.entriesTold, whole.slice(1));
      // Once it decides, what it said is no longer taken back.
      assert.equal(await a.open(lease), { ok: true });
      assert.equal(await a.clearEntries(lease), { ok: false, kind: 'taken' });
      const { index, fence } = whole.at(-1) ?? BEFORE_ALL;
      assert.equal(await b.beat(beatOf('b')).then((beaten) => beaten.ok && beaten.tail), { index, fence });
    },
  );

  check(
    '[D9] whoever beats is told what was there of it before: its last life, its highest number',
    async (_home, a, b) => {
      const of = async (carrier: Carrier, node: NodeId, life: string) => {
        const beaten = await carrier.beat({ ...beatOf(node), life });
        assert.ok(beaten.ok);
        const { before, high } = beaten;
        assert.ok(before === null || (before.ageMs >= 0 && before.ageMs < LONG_MS));
        return [before?.life ?? null, high];
      };
      assert.equal(await of(a, 'a', 'one'), [null, null]);
      assert.equal(await a.appendCommands(commands('a', 4, 9)), { ok: true });
      assert.equal(await of(b, 'b', 'one'), [null, null]);
      assert.equal(await of(a, 'a', 'two'), ['one', 9]);
      assert.equal(await of(a, 'a', 'two'), ['two', 9]);
      await a.trim(0, new Map([['a', 9]]));
      assert.equal(await of(a, 'a', 'two'), ['two', 9]);
    },
  );

  check('members stay listed with their last word until they are struck off', async (_home, a, b) => {
    const lease = await acquired(a, 'a', 0);
    const [first = entry(BEFORE_ALL, 1)] = line(BEFORE_ALL, lease.fence, 1);
    await a.appendEntries(lease, [first]);
    await a.beat(beatOf('a'));
    const at = { fence: first.fence, index: first.index };
    const beaten = await b.beat(beatOf('b', at));
    assert.ok(beaten.ok);
    const { members, lease: seen, tail } = beaten;
    assert.equal(members.map(({ beat }) => beat).sort(byNode), [beatOf('a'), beatOf('b', at)]);
    assert.ok(members.every(({ ageMs }) => ageMs >= 0 && ageMs < LONG_MS));
    assert.equal([seen, tail], [lease, at]);
    assert.equal(await b.forget('a'), { ok: true });
    const after = await b.beat(beatOf('b'));
    assert.equal(after.ok && after.members.map(({ beat }) => beat.node), ['b']);
  });

  check('what every node has may go, and the rest goes on from it', async (home, a, b) => {
    const lease = await acquired(a, 'a', 0);
    const kept = line(BEFORE_ALL, lease.fence, 6);
    await a.appendEntries(lease, kept);
    await a.appendCommands([...commands('a', 1, 5), ...commands('b', 1, 2)]);
    await b.trim(4, new Map([['a', 3]]));
    const heard = new Heard(b);
    await home.until('the rest is told', () => heard.entriesTold.length >= 2 && heard.commandsTold.length >= 4);
    assert.equal([heard.positions.replace(/:\d+/g, ''), heard.numbers], ['5 6', 'a4 a5 b1 b2']);
    await b.trim(6, new Map([['a', 5]]));
    assert.equal(await a.appendEntries(lease, kept), { ok: true });
    assert.equal(await a.appendCommands(commands('a', 2, 6)), { ok: true });
    assert.equal(await a.appendEntries(lease, line(kept[5] ?? BEFORE_ALL, lease.fence, 1)), { ok: true });
    await home.until('what follows is told', () => heard.entriesTold.length >= 3 && heard.commandsTold.length >= 5);
    assert.equal([heard.positions.replace(/:\d+/g, ''), heard.numbers], ['5 6 7', 'a4 a5 b1 b2 a6']);
  });

  check('a word reaches the others, and not who said it', async (home, a, b) => {
    const [heardA, heardB] = [new Heard(a), new Heard(b)];
    await home.until('both listen', () => heardA.reaches && heardB.reaches);
    a.whisper('sure', '{"index":3}');
    b.whisper('vitals', 'xin chào');
    await home.until('both are heard', () => heardA.words.length > 0 && heardB.words.length > 0);
    assert.equal([heardA.words, heardB.words], [['b vitals xin chào'], ['a sure {"index":3}']]);
  });

  check('a wiped carrier is noticed by every node, takes all again, and its fences rise on', async (home, a, b) => {
    const [heardA, heardB] = [new Heard(a), new Heard(b)];
    const lease = await acquired(a, 'a', 0);
    const kept = line(BEFORE_ALL, lease.fence, 4);
    await a.appendEntries(lease, kept);
    await a.appendCommands(commands('a', 1, 4));
    await home.until('all are told', () => heardA.entriesTold.length >= 4 && heardB.commandsTold.length >= 4);
    await home.wipe();
    const early = await b.appendCommands(commands('b', 9, 9));
    assert.ok(early.ok || early.kind === 'refused', 'never the first of a carrier that nobody has heard');
    assert.equal(await a.appendEntries(lease, line(kept[3] ?? BEFORE_ALL, lease.fence, 1)).then(({ ok }) => ok), false);
    await home.until('both notice', () => heardA.breaks > 0 && heardB.breaks > 0);
    assert.equal(await b.appendCommands([...commands('a', 3, 4), ...commands('b', 8, 9)]), { ok: true });
    const next = await acquired(b, 'b', lease.fence);
    assert.ok(next.fence > lease.fence);
    assert.equal(await a.republishEntries(kept), { ok: true });
    for (const heard of [heardA, heardB]) {
      await home.until('all are told again', () => heard.entriesTold.length >= 4 && heard.commandsTold.length >= 4);
      assert.equal(heard.entriesTold, kept);
      assert.is(heard.numbers, 'a3 a4 b8 b9');
      assert.is(heard.breaks, 1);
    }
  });

  check('ears tell all again when asked, and nothing once they are stopped', async (home, a, b) => {
    const heard = new Heard(b);
    const lease = await acquired(a, 'a', 0);
    await a.appendEntries(lease, line(BEFORE_ALL, lease.fence, 2));
    await a.appendCommands(commands('a', 1, 2));
    const told = (times: number) => (): boolean =>
      heard.entriesTold.length >= 2 * times && heard.commandsTold.length >= 2 * times;
    await home.until('all are told', told(1));
    heard.ears.again();
    await home.until('all are told again', told(2));
    assert.is(heard.numbers, 'a1 a2 a1 a2');
    heard.ears.stop();
    await a.appendCommands(commands('a', 3, 3));
    const other = new Heard(a);
    await home.until('another hears it', () => other.commandsTold.length >= 3);
    assert.is(heard.commandsTold.length, 4);
    await b.close();
    const after = await b.appendCommands(commands('b', 1, 1));
    assert.ok(!after.ok && after.kind === 'away');
  });

  contract.run();
}

async function acquired(carrier: Carrier, node: NodeId, above: number, ttlMs = LONG_MS): Promise<Lease> {
  const result = await carrier.acquire(node, above, ttlMs);
  if (!result.ok) throw new Error(`no lease: ${JSON.stringify(result)}`);
  assert.is(result.lease.node, node);
  return result.lease;
}

function apartAt(entries: readonly Entry[]): unknown {
  const last = entries.at(-1);
  return { ok: false, kind: 'apart', tail: last && { fence: last.fence, index: last.index } };
}

function byNode(a: { readonly node: string }, b: { readonly node: string }): number {
  return a.node < b.node ? -1 : 1;
}
