import type { EventLog } from '@hub/server/log/event-log.ts';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { mustAppend, noted, readAll, TEST_VERSIONS } from '../support/log-events.ts';

/** One place a log lives in. Opening it again after a close is a restart on the same data. */
export interface LogHome {
  open(versions?: Readonly<Record<string, number>>, steps?: Steps): Promise<EventLog>;
  /** A path `backup` may write to. */
  readonly backupFile: string;
  discard(): Promise<void>;
}

export type Steps = Readonly<Record<string, Readonly<Record<number, (data: unknown) => unknown>>>>;

/** What every event log promises. Adapters are told apart by name only. */
export function eventLogContract(name: string, makeHome: () => Promise<LogHome>): void {
  const contract = suite(`event log: ${name}`);

  const check = (title: string, body: (log: EventLog, home: LogHome) => Promise<void>): void => {
    contract(title, async () => {
      const home = await makeHome();
      const log = await home.open();
      try {
        await body(log, home);
      } finally {
        await log.close();
        await home.discard();
      }
    });
  };

  check('[G1] a new log is empty', async (log) => {
    assert.is(await log.head(), 0);
    assert.equal(await readAll(log), []);
    assert.equal(await log.readPersonal(), []);
  });

  check('[G1] what was appended is read back whole, in order, numbered from 1', async (log) => {
    const events = [
      noted({ text: 'một' }, { commandId: 'c-1' }),
      noted([1, 2.5, -0.25, null, true, { deep: { er: [] } }], { type: 'Counted', run: 2, sessionId: 'session-2' }),
      noted('chữ', { actor: { kind: 'system', deviceId: null, role: 'system' } }),
    ];
    const result = await log.append({ events, personal: [] });
    assert.equal(result, { ok: true, firstSeq: 1, lastSeq: 3 });
    const read = await readAll(log);
    const origin = read[0]?.origin;
    assert.ok(typeof origin === 'string' && origin.length >= 16);
    assert.equal(
      read,
      events.map((event, index) => ({ ...event, seq: index + 1, origin, originSeq: index + 1 })),
    );
    assert.is(await log.head(), 3);
  });

  check('[G2] text of every kind comes back letter for letter', async (log) => {
    const texts = [
      'Điểm cầu Thị ủy',
      'Điểm cầu'.normalize('NFD'),
      '🇻🇳 👩‍👩‍👧',
      'nul \u0000 and \u001f',
      '\ud800 alone',
      '"\\/\u2028\u2029',
      '',
      'x'.repeat(200_000),
    ];
    await mustAppend(log, ...texts, { ['__proto__']: 'own', 'a.b': { '': 0 } });
    const read = await readAll(log);
    texts.forEach((text, index) => assert.is(read[index]?.data, text));
    assert.equal(Object.keys(Object(read[texts.length]?.data)).sort(), ['__proto__', 'a.b'].sort());
  });

  check('[G1] an empty batch is accepted and numbers nothing', async (log) => {
    await mustAppend(log, 'one');
    assert.equal(await log.append({ events: [], personal: [] }), { ok: true, firstSeq: 2, lastSeq: 1 });
    assert.equal(await mustAppend(log, 'two'), { ok: true, firstSeq: 2, lastSeq: 2 });
  });

  check(
    '[G1] a batch with one event that cannot be stored stores none of it, and harms no other batch',
    async (log) => {
      const circular: Record<string, unknown> = {};
      circular['self'] = circular;
      const unstorable = [Number.NaN, new Date(0), [undefined], 10n, () => 0, new Map(), undefined, circular];
      const calls = unstorable.map((data) =>
        log.append({
          events: [noted('good'), noted(data), noted('good')],
          personal: [{ id: 'p-1', kind: 'text', value: 'x' }],
        }),
      );
      const between = mustAppend(log, 'kept');
      for (const result of await Promise.all(calls)) {
        assert.ok(!result.ok && result.kind === 'rejected', JSON.stringify(result));
      }
      assert.equal(await between, { ok: true, firstSeq: 1, lastSeq: 1 });
      assert.equal(await log.readPersonal(), []);
      assert.is(log.stats().failures, unstorable.length);
    },
  );

  check('[G3] a type or version that this program does not write is refused', async (log) => {
    for (const over of [{ type: 'Unheard' }, { version: 2 }, { type: 'toString' }]) {
      const result = await log.append({ events: [noted(1, over)], personal: [] });
      assert.ok(!result.ok && result.kind === 'rejected');
    }
    assert.is(await log.head(), 0);
  });

  check('[G1] concurrent appends keep the order of the calls, each batch in one piece', async (log) => {
    const calls = Array.from({ length: 500 }, (_, index) =>
      log.append({
        events: Array.from({ length: (index % 3) + 1 }, (_each, part) => noted({ index, part })),
        personal: [],
      }),
    );
    let expected = 1;
    for (const [index, result] of (await Promise.all(calls)).entries()) {
      assert.equal(result, { ok: true, firstSeq: expected, lastSeq: expected + (index % 3) });
      expected += (index % 3) + 1;
    }
    const read = await readAll(log);
    assert.equal(
      read.map((event) => event.data),
      calls.flatMap((_, index) => Array.from({ length: (index % 3) + 1 }, (_each, part) => ({ index, part }))),
    );
  });

  check('[G2] ten thousand events are read in pages, from any place', async (log) => {
    const data = Array.from({ length: 10_000 }, (_, index) => index);
    await mustAppend(log, ...data);
    let pages = 0;
    let seq = 0;
    for await (const page of log.read(0)) {
      pages++;
      for (const event of page) assert.is(event.seq, ++seq);
    }
    assert.is(seq, 10_000);
    assert.ok(pages > 1, 'one page of everything would hold it all in memory');
    for (const after of [0, 1, 999, 1_000, 9_999, 10_000, 10_001]) {
      assert.is((await readAll(log, after)).length, Math.max(0, 10_000 - after), `after ${after}`);
    }
  });

  check('[G2] reading ends at the head as it was when reading began', async (log) => {
    await mustAppend(log, ...Array.from({ length: 2_500 }, (_, index) => index));
    let count = 0;
    for await (const page of log.read(0)) {
      count += page.length;
      await mustAppend(log, 'later');
    }
    assert.is(count, 2_500);
  });

  check('[G2] opening again gives the same events under the same origin, and the numbers go on', async (log, home) => {
    await mustAppend(log, 'a', 'b');
    await log.append({ events: [], personal: [{ id: 'p-1', kind: 'contact', value: { name: 'Bí thư' } }] });
    const before = await readAll(log);
    await log.close();
    const again = await home.open();
    assert.equal(await readAll(again), before);
    assert.equal(await again.readPersonal(), [{ id: 'p-1', kind: 'contact', value: { name: 'Bí thư' } }]);
    assert.equal(await mustAppend(again, 'c'), { ok: true, firstSeq: 3, lastSeq: 3 });
    assert.is((await readAll(again))[2]?.origin, before[0]?.origin);
    await again.close();
  });

  check('[G4] a closed log answers closed and does not throw; closing twice is harmless', async (log) => {
    const last = mustAppend(log, 'before');
    await Promise.all([log.close(), log.close()]);
    assert.is((await last).lastSeq, 1);
    const result = await log.append({ events: [noted('after')], personal: [] });
    assert.ok(!result.ok && result.kind === 'closed');
    const erased = await log.erasePersonal(['p-1']);
    assert.ok(!erased.ok && erased.kind === 'closed');
  });

  check(
    '[G7] personal values stand beside the events, can be replaced, and are gone once erased',
    async (log, home) => {
      const events = [noted({ contact: 'p-1', note: 'p-2' })];
      await log.append({
        events,
        personal: [
          { id: 'p-1', kind: 'contact', value: { name: 'Nguyễn Văn A', phone: '0901234567' } },
          { id: 'p-2', kind: 'text', value: 'mất tiếng' },
        ],
      });
      await log.append({ events: [], personal: [{ id: 'p-2', kind: 'text', value: 'mất hình' }] });
      assert.equal(await log.readPersonal(), [
        { id: 'p-1', kind: 'contact', value: { name: 'Nguyễn Văn A', phone: '0901234567' } },
        { id: 'p-2', kind: 'text', value: 'mất hình' },
      ]);
      assert.equal(await log.erasePersonal(['p-1', 'p-1', 'p-9']), { ok: true, erased: 1 });
      assert.equal(await log.erasePersonal(['p-1']), { ok: true, erased: 0 });
      assert.equal(await log.readPersonal(), [{ id: 'p-2', kind: 'text', value: 'mất hình' }]);
      assert.equal((await readAll(log))[0]?.data, { contact: 'p-1', note: 'p-2' });
      await log.close();
      const again = await home.open();
      assert.equal(
        (await again.readPersonal()).map((record) => record.id),
        ['p-2'],
      );
      await again.close();
    },
  );

  check('[G7] an empty personal value is refused: null is what erasure leaves', async (log) => {
    const result = await log.append({ events: [noted(1)], personal: [{ id: 'p-1', kind: 'text', value: null }] });
    assert.ok(!result.ok && result.kind === 'rejected');
    assert.is(await log.head(), 0);
  });

  check('[G3] old shapes are upcast on read, step by step, and new ones are left alone', async (log, home) => {
    await mustAppend(log, { people: 45 });
    await log.close();
    const steps = {
      Noted: {
        1: (data: unknown) => ({ present: Object(data).people }),
        2: (data: unknown) => ({ ...Object(data), guests: null }),
      },
    };
    const again = await home.open({ ...TEST_VERSIONS, Noted: 3 }, steps);
    await again.append({ events: [noted({ present: 46, guests: 2 }, { version: 3 })], personal: [] });
    const read = await readAll(again);
    assert.equal(
      read.map((event) => [event.version, event.data]),
      [
        [3, { present: 45, guests: null }],
        [3, { present: 46, guests: 2 }],
      ],
    );
    await again.close();
  });

  check('[G3] an event of a newer version or an unknown type stops the read at its number', async (log, home) => {
    await mustAppend(log, 'one');
    await log.append({ events: [noted('two', { type: 'Counted' })], personal: [] });
    await log.close();
    for (const versions of [{ Noted: 1 }]) {
      const older = await home.open(versions);
      await assertRejects(readAll(older), /row 2/);
      await older.close();
    }
    const newer = await home.open({ Noted: 1, Counted: 2 }, { Counted: { 1: (data) => data } });
    await newer.append({ events: [noted('three', { type: 'Counted', version: 2 })], personal: [] });
    await newer.close();
    const behind = await home.open();
    await assertRejects(readAll(behind), /row 3.*newer/s);
    await behind.close();
  });

  check('[G3] a missing upcaster is found at opening, not in the middle of a fold', async (log, home) => {
    await log.close();
    await assertRejects(home.open({ Noted: 2 }), /upcaster/);
  });

  check('[G4] the counters tell commits, rows, head and that all is well', async (log) => {
    await mustAppend(log, 'a', 'b');
    await mustAppend(log, 'c');
    const { commits, rows, head, failures, queued, failing, lastCommitMs } = log.stats();
    assert.equal(
      { commits, rows, head, failures, queued, failing },
      {
        commits: 2,
        rows: 3,
        head: 3,
        failures: 0,
        queued: 0,
        failing: null,
      },
    );
    assert.ok(lastCommitMs >= 0);
  });

  check('[G5] a backup can be taken while appends go on', async (log, home) => {
    await mustAppend(log, ...Array.from({ length: 3_000 }, (_, index) => index));
    const copied = log.backup(home.backupFile);
    const during = await Promise.all(Array.from({ length: 50 }, (_, index) => mustAppend(log, `during ${index}`)));
    await copied;
    assert.is(during.at(-1)?.lastSeq, 3_050);
  });

  contract.run();
}

async function assertRejects(promise: Promise<unknown>, message: RegExp): Promise<void> {
  let caught: unknown = null;
  try {
    await promise;
  } catch (error) {
    caught = error;
  }
  assert.instance(caught, Error);
  assert.match(caught instanceof Error ? caught.message : '', message);
}
