import type { EventLog } from '@hub/server/log/event-log.ts';
import type { History, PersonalRow } from '@hub/server/log/history.ts';
import type { NodeStore, NumberedCommand } from '@hub/server/log/node-store.ts';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { mustAppend, noted, readAll, TEST_VERSIONS } from '../support/log-events.ts';
import type { Steps } from './event-log.contract.ts';
import { command, decided, Line, must, readEntries } from '../support/node-entries.ts';

/** The disk of one node. Opening it again after a close is a restart. */
export interface NodeHome {
  open(versions?: Readonly<Record<string, number>>, steps?: Steps): Promise<NodeStore>;
  /** The same log as that of a node that runs alone. */
  openAlone(): Promise<EventLog>;
  discard(): Promise<void>;
}

/** What every node's store promises. */
export function nodeStoreContract(name: string, makeHome: () => Promise<NodeHome>): void {
  const contract = suite(`node store: ${name}`);

  const check = (title: string, body: (store: NodeStore, home: NodeHome) => Promise<void>): void => {
    contract(title, async () => {
      const home = await makeHome();
      const store = await home.open();
      try {
        await body(store, home);
      } finally {
        await store.close();
        await home.discard();
      }
    });
  };

  check('[D1] a new node stands before all, and keeps its id', async (store, home) => {
    const memory = await store.remember();
    assert.ok(memory.node.length >= 16);
    assert.equal(memory, {
      node: memory.node,
      foundation: { events: 0, digest: '' },
      tail: { fence: 0, index: 0 },
      decidedUpTo: new Map(),
      commands: [],
      ownSeq: 0,
      settledIndex: 0,
      settledSeq: 0,
      settledUpTo: new Map(),
      members: [],
      isLevel: true,
    });
    assert.is(await store.fenceAt(0), 0);
    assert.is(await store.fenceAt(1), null);
    assert.equal(await readEntries(store), []);
    await store.close();
    const again = await home.open();
    assert.equal(await again.remember(), memory);
    await again.close();
  });

  check('[D2] saved commands are remembered in order, the first of two under one number stays', async (store, home) => {
    const { node } = await store.remember();
    await must(store.saveCommands([command('node-z', 2), command(node, 1), command('node-z', 1)]));
    await must(store.saveCommands([command(node, 1, '"another"'), command(node, 2)]));
    await must(store.saveCommands([]));
    const expected = [command(node, 1), command(node, 2), command('node-z', 1), command('node-z', 2)];
    assert.equal((await store.remember()).commands, expected);
    assert.is((await store.remember()).ownSeq, 2);
    await store.close();
    const again = await home.open();
    assert.equal((await again.remember()).commands, expected);
    await again.close();
  });

  check('[D1] two nodes that are told the same entries store the same bytes', async (store) => {
    const other = await makeHome();
    const second = await other.open();
    try {
      const line = new Line();
      const entries = [
        line.next({ decided: [decided('node-a', 1), decided('node-b', 1, 0)], data: ['một', { b: 1, a: [2.5] }] }),
        line.next({ fence: 4, by: 'node-b', decided: [decided('node-b', 2)], data: ['\ud800 "\u2028'] }),
        line.next({ data: [] }),
      ];
      await must(store.applyEntries(entries));
      for (const entry of JSON.parse(JSON.stringify(entries))) await must(second.applyEntries([entry]));
      const read = await readAll(store);
      assert.equal(await readAll(second), read);
      assert.equal(
        read.map(({ seq, origin, originSeq, data }) => [seq, origin, originSeq, data]),
        [
          [1, 'node-a', 1, 'một'],
          [2, 'node-a', 2, { b: 1, a: [2.5] }],
          [3, 'node-b', 3, '\ud800 "\u2028'],
        ],
      );
      assert.equal(await readEntries(store), entries);
      assert.equal(await readEntries(second, 2), entries.slice(2));
      const { tail, decidedUpTo } = await store.remember();
      assert.equal(tail, { fence: 4, index: 3 });
      assert.equal(
        [...decidedUpTo],
        [
          ['node-a', 1],
          ['node-b', 2],
        ],
      );
      assert.equal([await store.fenceAt(1), await store.fenceAt(2), await store.fenceAt(4)], [1, 4, null]);
    } finally {
      await second.close();
      await other.discard();
    }
  });

  check('[D1] entries are stored all or not at all, and what does not follow throws', async (store) => {
    const line = new Line();
    await must(store.applyEntries([line.next({ decided: [decided('node-a', 1)] })]));
    const good = new Line(1, 1).next({ personal: [{ id: 'p-1', kind: 'text', value: 'x' }] });
    const wrong = [
      [good, new Line(2, 2).next()],
      [good, good],
      [new Line(0, 0).next()],
      [new Line(2, 1).next()],
      [good, new Line(2, 1).next({ fence: 0 })],
      [good, new Line(2, 1).next({ decided: [decided('node-a', 3)] })],
      [good, new Line(2, 1).next({ decided: [decided('node-a', 1)] })],
      [good, new Line(2, 1).next({ decided: [decided('node-a', 2), decided('node-a', 2)] })],
      [good, new Line(2, 1).next({ decided: [decided('node-a', 2, 2)] })],
    ];
    // Told together with what is in order, which none of them harms.
    const saved = store.saveCommands([command('node-a', 7)]);
    const calls = wrong.map((entries) => thrownBy(store.applyEntries(entries)));
    for (const [index, message] of (await Promise.all(calls)).entries()) assert.ok(message !== null, `case ${index}`);
    await must(saved);
    for (const data of [Number.NaN, undefined]) {
      const refused = await store.applyEntries([good, new Line(2, 1).next({ data: [data] })]);
      assert.ok(!refused.ok && refused.kind === 'rejected');
    }
    assert.is(await store.head(), 1);
    assert.equal(await store.readPersonal(), []);
    assert.equal((await store.remember()).commands, [command('node-a', 7)]);
    await must(store.applyEntries([good, new Line(2, 1).next({ decided: [decided('node-a', 2)] })]));
    assert.is(await store.head(), 3);
  });

  check('[D1] calls of one moment take effect in their order', async (store) => {
    const line = new Line();
    const calls = Array.from({ length: 200 }, (_, index) => [
      store.saveCommands([command('node-b', index + 1)]),
      store.applyEntries([line.next({ decided: [decided('node-b', index + 1)] })]),
      ...(index % 50 === 49 ? [store.settle(index)] : []),
    ]);
    await Promise.all(calls.flat().map(must));
    const { tail, commands, settledIndex } = await store.remember();
    assert.equal([tail.index, settledIndex], [200, 199]);
    assert.equal(commands, [command('node-b', 200)]);
    assert.equal(
      (await readAll(store)).map(({ data }) => data),
      Array.from({ length: 200 }, (_, index) => `entry ${index + 1} of 1`),
    );
  });

  check(
    '[D1] what an older program decided keeps its shape; what a newer one decided is refused',
    async (store, home) => {
      await store.close();
      const steps = { Noted: { 1: (data: unknown) => ({ text: data }) } };
      const newer = await home.open({ ...TEST_VERSIONS, Noted: 2 }, steps);
      const entry = new Line().next({ data: ['một'] });
      for (const event of [noted('x', { version: 3 }), noted('x', { type: 'Unheard' })]) {
        const refused = await newer.applyEntries([{ ...entry, events: [event] }]);
        assert.ok(!refused.ok && refused.kind === 'rejected');
      }
      await must(newer.applyEntries([entry]));
      assert.equal(await readEntries(newer), [entry]);
      assert.equal(
        (await readAll(newer)).map(({ version, data }) => [version, data]),
        [[2, { text: 'một' }]],
      );
      await newer.close();
    },
  );

  check('[D3] after a rewind another line is stored as if the first had never been', async (store, home) => {
    const other = await makeHome();
    const second = await other.open();
    try {
      const line = new Line();
      const common = [
        line.next({ decided: [decided('node-a', 1)], personal: [{ id: 'p-1', kind: 'text', value: 'một' }] }),
        line.next({ decided: [decided('node-b', 1)] }),
      ];
      const lost = [
        line.next({
          decided: [decided('node-a', 2), decided('node-b', 2), decided('node-c', 1)],
          data: ['x', 'y', 'z'],
          personal: [
            { id: 'p-1', kind: 'contact', value: 'hai' },
            { id: 'p-2', kind: 'text', value: 'mới' },
          ],
        }),
        line.next({ personal: [{ id: 'p-1', kind: 'text', value: 'ba' }] }),
      ];
      const commands = [
        command('node-a', 1),
        command('node-a', 2),
        command('node-b', 1),
        command('node-b', 2),
        command('node-c', 1),
      ];
      await must(store.saveCommands(commands));
      await must(store.applyEntries(common));
      const before = { ...(await store.remember()), personal: await store.readPersonal(), read: await readAll(store) };
      await must(store.applyEntries(lost));
      await must(store.rewindTo(4));
      assert.is(await store.head(), 6);
      await must(store.rewindTo(2));
      const after = { ...(await store.remember()), personal: await store.readPersonal(), read: await readAll(store) };
      assert.equal(after, before);
      assert.equal(await readEntries(store), common);
      assert.is(await store.fenceAt(3), null);

      const won = [
        new Line(2, 1).next({
          fence: 9,
          by: 'node-b',
          decided: [decided('node-b', 2), decided('node-a', 2)],
          data: ['p', 'q'],
        }),
      ];
      await must(store.applyEntries(won));
      await must(second.applyEntries([...common, ...won]));
      await store.close();
      const again = await home.open();
      assert.equal(await readAll(again), await readAll(second));
      assert.equal(await again.readPersonal(), await second.readPersonal());
      assert.equal(await readEntries(again), [...common, ...won]);
      assert.equal((await again.remember()).commands, commands);
      assert.equal((await again.remember()).decidedUpTo, (await second.remember()).decidedUpTo);
      await must(again.rewindTo(0));
      assert.equal((await again.remember()).decidedUpTo, new Map());
      assert.is(await again.head(), 0);
      await again.close();
    } finally {
      await second.close();
      await other.discard();
    }
  });

  check('[D3] a rewind below what is settled, or beyond the tail, throws', async (store) => {
    const line = new Line();
    await must(store.applyEntries([line.next(), line.next(), line.next()]));
    await must(store.settle(2));
    for (const index of [1, 4]) assert.ok((await thrownBy(store.rewindTo(index))) !== null);
    assert.ok((await thrownBy(store.settle(4))) !== null);
    await must(store.rewindTo(2));
    assert.equal((await store.remember()).tail, { fence: 1, index: 2 });
    await must(store.applyEntries([new Line(2, 1).next({ fence: 3 })]));
    assert.equal((await store.remember()).tail, { fence: 3, index: 3 });
  });

  check(
    '[D3] whoever was reading when the log was rewound is told, and reads on with no page of another line',
    async (store) => {
      const line = new Line();
      const data = Array.from({ length: 1_500 }, (_, index) => index);
      await must(store.applyEntries([line.next({ data }), line.next({ data })]));
      const pages = store.read(0)[Symbol.asyncIterator]();
      await pages.next();
      const entries = store.entriesAfter(0)[Symbol.asyncIterator]();
      await entries.next();
      await must(store.rewindTo(1));
      await must(store.applyEntries([new Line(1, 1).next({ fence: 5, data: [...data, ...data] })]));
      const rest = async (): Promise<void> => {
        for (let page = await pages.next(); page.done !== true; page = await pages.next());
      };
      assert.match((await thrownBy(rest())) ?? '', /rewound/);
      assert.is((await readAll(store)).length, 4_500);
    },
  );

  check('[D1] what is settled need not be kept, and is not kept again', async (store, home) => {
    const line = new Line();
    const entries = [1, 2, 3].map((seq) => line.next({ fence: seq, decided: [decided('node-b', seq)] }));
    const commands = [1, 2, 3, 4].map((seq) => command('node-b', seq));
    await must(store.saveCommands(commands));
    await must(store.applyEntries(entries));
    await must(store.settle(2));
    await must(store.settle(1));
    await must(store.saveCommands(commands));
    const memory = await store.remember();
    assert.equal(memory.commands, commands.slice(2));
    assert.equal([memory.settledIndex, memory.settledUpTo], [2, new Map([['node-b', 2]])]);
    assert.equal(await readEntries(store, 2), entries.slice(2));
    assert.is(await store.fenceAt(2), 2);
    assert.is((await readAll(store)).length, 3);
    await must(store.settle(3));
    await store.close();
    const again = await home.open();
    const { tail, settledIndex, decidedUpTo } = await again.remember();
    assert.equal([tail, settledIndex, decidedUpTo], [{ fence: 3, index: 3 }, 3, new Map([['node-b', 3]])]);
    assert.equal(await readEntries(again, 3), []);
    await must(again.applyEntries([line.next({ decided: [decided('node-b', 4)] })]));
    await again.close();
  });

  check(
    '[D2] a number that was given out is not given out again, also once its command is settled',
    async (store, home) => {
      const { node } = await store.remember();
      await must(store.saveCommands([command(node, 1), command(node, 2)]));
      await must(
        store.applyEntries([new Line().next({ decided: [decided(node, 1), decided(node, 2)], data: ['x', 'y'] })]),
      );
      await must(store.settle(1));
      await store.close();
      const again = await home.open();
      const { ownSeq, commands } = await again.remember();
      assert.equal([ownSeq, commands], [2, []]);
      await again.close();
    },
  );

  check('[G7] erased values come back neither with an entry nor with a rewind', async (store) => {
    const line = new Line();
    const value = (text: string) => [{ id: 'p-1', kind: 'text', value: text } as const];
    await must(store.applyEntries([line.next({ personal: value('một') }), line.next({ personal: value('hai') })]));
    assert.equal(await store.erasePersonal(['p-1']), { ok: true, erased: 1 });
    assert.equal(
      (await readEntries(store)).flatMap(({ personal }) => personal),
      [],
    );
    await must(store.rewindTo(1));
    assert.equal(await store.readPersonal(), []);
  });

  check('[D1] a log from a time alone is the foundation, and grows by entries from then on', async (store, home) => {
    await store.close();
    const alone = await home.openAlone();
    await mustAppend(alone, 'a', 'b');
    await alone.close();
    const member = await home.open();
    const { foundation, tail } = await member.remember();
    assert.is(foundation.events, 2);
    assert.ok(foundation.digest.length > 0);
    assert.equal(tail, { fence: 0, index: 0 });
    const line = new Line();
    await must(member.applyEntries([line.next({ data: ['c'] }), line.next({ data: ['d'] })]));
    assert.match((await thrownBy(mustAppend(member, 'x'))) ?? '', /entries/);
    assert.equal((await member.remember()).foundation, foundation);
    assert.equal(
      (await readAll(member)).map(({ data, originSeq }) => [data, originSeq]),
      [
        ['a', 1],
        ['b', 2],
        ['c', 3],
        ['d', 4],
      ],
    );
    await must(member.rewindTo(0));
    assert.equal((await member.remember()).foundation, foundation);
    assert.is(await member.head(), 2);
    await member.close();
  });

  check('[D1] what a member appended alone makes a new foundation, with all before it settled', async (store, home) => {
    const line = new Line();
    await must(store.saveCommands([command('node-b', 1), command('node-b', 2)]));
    await must(store.applyEntries([line.next(), line.next({ fence: 3, decided: [decided('node-b', 1)] })]));
    await store.close();
    const alone = await home.openAlone();
    await mustAppend(alone, 'alone');
    await alone.close();
    for (let opened = 0; opened < 2; opened++) {
      const member = await home.open();
      const { foundation, tail, settledIndex, commands } = await member.remember();
      assert.equal([foundation.events, tail, settledIndex], [3, { fence: 3, index: 2 }, 2]);
      assert.equal(commands, [command('node-b', 2)]);
      if (opened === 1) await must(member.applyEntries([line.next({ decided: [decided('node-b', 2)] })]));
      await member.close();
    }
  });

  check('[D1] members are kept as last noted, over a rewind and a restart', async (store, home) => {
    await must(store.noteMembers(['node-a', 'node-b']));
    const line = new Line();
    await must(store.applyEntries([line.next(), line.next()]));
    await must(store.noteMembers(['node-a', 'node-c']));
    await must(store.rewindTo(1));
    await must(store.settle(1));
    await store.close();
    const again = await home.open();
    const { members, settledIndex } = await again.remember();
    assert.equal([members, settledIndex], [['node-a', 'node-c'], 1]);
    await again.close();
  });

  check(
    '[D8] an empty log goes on with what another has settled, as if it had been told all of it',
    async (store, home) => {
      await store.close();
      const alone = await home.openAlone();
      await mustAppend(alone, 'before', 'all');
      await alone.close();
      const teller = await home.open();
      const other = await makeHome();
      const blank = await other.open();
      const value = (id: string, text: string) => ({ id, kind: 'text', value: text }) as const;
      const line = new Line();
      const settled = [
        line.next({ decided: [decided('node-a', 1)], personal: [value('p-1', 'một'), value('p-2', 'hai')] }),
        line.next({ fence: 2, decided: [decided('node-a', 2), decided('node-b', 1)], data: ['x', 'y'] }),
      ];
      const kept = [
        line.next({ decided: [decided('node-b', 2)], personal: [value('p-1', 'khác'), value('p-3', 'ba')] }),
        line.next({ fence: 7 }),
      ];
      await must(teller.applyEntries([...settled, ...kept]));
      await must(teller.settle(2));
      await teller.erasePersonal(['p-2']);
      const { node } = await blank.remember();
      const commands = [command('node-a', 2), command('node-b', 2), command(node, 1)];
      await must(blank.saveCommands(commands));
      const history = await historyOf(teller, 0);
      for (const wrong of [{ afterSeq: 1 }, { stand: { ...history.stand, lastSeq: 4 } }]) {
        assert.ok((await thrownBy(blank.leap({ ...history, ...wrong }))) !== null);
      }
      const unknown = await blank.leap({
        ...history,
        bodies: history.bodies.map((body) => body.replace('"version":1', '"version":9')),
      });
      assert.ok(!unknown.ok && unknown.kind === 'rejected');
      await must(blank.leap(history));
      const { foundation } = await teller.remember();
      const memory = await blank.remember();
      assert.equal([memory.node, memory.foundation, memory.tail], [node, foundation, { fence: 2, index: 2 }]);
      assert.equal([memory.settledIndex, memory.settledSeq, memory.isLevel], [2, 5, false]);
      assert.equal([...memory.commands].sort(byOrigin), commands.slice(1).sort(byOrigin));
      assert.equal(await blank.readPersonal(), [value('p-1', 'một')]);
      await must(blank.applyEntries(await readEntries(teller, 2)));
      assert.equal(await readAll(blank), await readAll(teller));
      assert.equal(await blank.readPersonal(), await teller.readPersonal());
      await must(blank.rewindTo(2));
      await blank.close();
      const again = await other.open();
      const { tail, decidedUpTo, foundation: same } = await again.remember();
      assert.equal([tail, same], [{ fence: 2, index: 2 }, foundation]);
      assert.equal(decidedUpTo, new Map([['node-a', 2], ['node-b', 1]])); // prettier-ignore
      await must(again.applyEntries(kept));
      await again.close();
      await other.discard();
      await teller.close();
    },
  );

  check(
    '[D8] a log that was left behind goes on from where it is settled; what was erased stays erased',
    async (store) => {
      const other = await makeHome();
      const behind = await other.open();
      try {
        const line = new Line();
        const personal = [{ id: 'p-1', kind: 'contact', value: { name: 'Ngọ' } }] as const;
        const first = [line.next({ decided: [decided('node-a', 1)], personal }), line.next()];
        await must(store.applyEntries([...first, line.next({ decided: [decided('node-a', 2)] }), line.next()]));
        await must(store.settle(4));
        await must(behind.applyEntries([...first, new Line(2, 1).next({ fence: 3, data: ['lost'] })]));
        await must(behind.settle(2));
        await behind.erasePersonal(['p-1']);
        const { settledSeq } = await behind.remember();
        const history = await historyOf(store, settledSeq);
        assert.ok((await thrownBy(behind.leap(history))) !== null, 'its end is not settled');
        await must(behind.rewindTo(2));
        await must(behind.leap(history));
        assert.ok((await thrownBy(behind.leap(history))) !== null, 'it is there already');
        assert.equal(await readAll(behind), await readAll(store));
        assert.equal(await behind.readPersonal(), []);
        assert.equal((await behind.remember()).decidedUpTo, new Map([['node-a', 2]]));
        assert.is(await behind.fenceAt(4), 1);
      } finally {
        await behind.close();
        await other.discard();
      }
    },
  );

  check('[D9] an id that is given up takes nothing undecided with it', async (store, home) => {
    const { node } = await store.remember();
    await must(store.saveCommands([1, 2, 3].map((seq) => command(node, seq, `"${seq}"`))));
    await must(store.saveCommands([command('node-b', 1)]));
    await must(store.applyEntries([new Line().next({ decided: [decided(node, 1)] })]));
    await must(store.renounce());
    await store.close();
    const again = await home.open();
    const { node: fresh, ownSeq, commands, decidedUpTo, isLevel } = await again.remember();
    assert.is.not(fresh, node);
    assert.equal([ownSeq, isLevel], [2, false]);
    const expected = [
      command(node, 1, '"1"'),
      command('node-b', 1),
      command(fresh, 1, '"2"'),
      command(fresh, 2, '"3"'),
    ];
    assert.equal([...commands].sort(byOrigin), expected.sort(byOrigin));
    assert.equal(decidedUpTo, new Map([[node, 1]]));
    await must(again.rewindTo(0));
    assert.equal((await again.remember()).decidedUpTo, new Map());
    await again.close();
  });

  check('[G4] a closed store answers closed', async (store) => {
    await store.close();
    for (const call of [
      store.saveCommands([command('node-b', 1)]),
      store.applyEntries([new Line().next()]),
      store.rewindTo(0),
      store.settle(0),
    ]) {
      const result = await call;
      assert.ok(!result.ok && result.kind === 'closed');
    }
    assert.ok((await thrownBy(store.remember())) !== null);
  });

  contract.run();
}

/** As another node is told it. */
async function historyOf(store: NodeStore, afterSeq: number): Promise<History> {
  const bodies: string[] = [];
  let events = await store.eventsAfter(afterSeq);
  for (; events.bodies.length > 0; events = await store.eventsAfter(afterSeq + bodies.length)) {
    bodies.push(...events.bodies);
  }
  const personal: PersonalRow[] = [];
  let values = await store.valuesAfter('');
  for (; values.personal.length > 0; values = await store.valuesAfter(personal.at(-1)?.id ?? '')) {
    personal.push(...values.personal);
  }
  return JSON.parse(JSON.stringify({ ...events, ...values, afterSeq, bodies, personal }));
}

function byOrigin(a: NumberedCommand, b: NumberedCommand): number {
  return a.origin === b.origin ? a.seq - b.seq : a.origin < b.origin ? -1 : 1;
}

async function thrownBy(promise: Promise<unknown>): Promise<string | null> {
  try {
    await promise;
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
