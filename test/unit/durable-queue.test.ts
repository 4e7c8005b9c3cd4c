import type { Answer } from '@hub/client/link/commands.ts';
import { keepAsking } from '@hub/client/point/later/ask-again.ts';
import { DurableQueue, type QueuedCommand } from '@hub/client/link/durable-queue.ts';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { DeviceMemory, TestDisk } from '../support/device-disk.ts';
import { ManualTiming } from '../support/manual-timing.ts';

const NOW = { sessionId: 's', run: 1 };
const DONE: Answer = { ok: true, at: 5, seq: 7 };
const refused = (kind: 'no-round' | 'no-pen'): Answer => ({ ok: false, error: { kind, message: '', retry: 'fix' } });
const UNANSWERED: Answer = { ok: false, error: 'unanswered' };
const UNDECIDED: Answer = { ok: false, error: { kind: 'undecided', message: '', retry: 'after' } };
const SAVED: Answer = { ...DONE, again: true };

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface Delivery {
  readonly command: QueuedCommand;
  /** Whether it was on disk when it went out. */
  readonly wasKept: boolean;
  answer(answer: Answer): void;
}

/** One page's queue on a device; `accepted` writes down what was ticked. */
function page(memory: DeviceMemory, { deviceId = 'd1', broken = false } = {}) {
  const disk = new TestDisk(memory, { broken: () => broken });
  const timing = new ManualTiming();
  const deliveries: Delivery[] = [];
  const ticked: string[] = [];
  const queue = new DurableQueue({
    keep: disk,
    deliver: (command) =>
      new Promise((answer) => {
        const wasKept = memory.queue.some(({ commandId }) => commandId === command.commandId);
        deliveries.push({ command, wasKept, answer });
      }),
    accepted: ({ commandId }) => {
      ticked.push(commandId);
      return Promise.resolve();
    },
  });
  void queue.start(deviceId);
  keepAsking({ link: queue, isConnected: { value: true, peek: () => true }, timing });
  return { queue, disk, deliveries, ticked, timing };
}

const last = (deliveries: readonly Delivery[]): Delivery => {
  const found = deliveries.at(-1);
  if (!found) throw new Error('nothing was sent');
  return found;
};

test('[O1] nothing is sent before it is on disk, and it stays there until it was answered', async () => {
  const memory = new DeviceMemory();
  const { queue, deliveries, ticked } = page(memory);
  queue.open(NOW);
  await queue.add('point:headcount', NOW, { present: 44, fence: 1, seq: 1 });
  await turn();
  assert.is(queue.held.peek()[0]?.safe, true);
  assert.is(last(deliveries).wasKept, true);
  assert.is(last(deliveries).command.payload['commandId'], last(deliveries).command.commandId);
  assert.is(memory.queue.length, 1);
  last(deliveries).answer(DONE);
  await turn();
  assert.equal(memory.queue, []);
  assert.is(ticked.length, 1);
  assert.equal(queue.held.peek(), []);
});

test('[O1] where nothing can be kept it is sent all the same, and is not called safe', async () => {
  const { queue, deliveries } = page(new DeviceMemory(), { broken: true });
  await queue.add('point:fault', NOW, { fault: 'audio', present: true });
  assert.is(queue.held.peek()[0]?.safe, false);
  queue.open(NOW);
  await turn();
  last(deliveries).answer(DONE);
  await turn();
  assert.equal(queue.held.peek(), []);
});

test('[O2] [H5] a page that was killed leaves its queue to the next one, which sends the same to the letter, in order', async () => {
  const memory = new DeviceMemory();
  const first = page(memory);
  first.queue.open(NOW);
  await first.queue.add('point:headcount', NOW, { present: 40, fence: 1, seq: 1 });
  await first.queue.add('point:fault', NOW, { fault: 'audio', present: true });
  await turn();
  assert.is(first.deliveries.length, 1, 'one after the other');
  first.disk.die();

  const second = page(memory);
  second.queue.open(NOW);
  await turn();
  assert.equal(second.deliveries[0]?.command.payload, first.deliveries[0]?.command.payload);
  last(second.deliveries).answer(DONE);
  await turn();
  assert.is(last(second.deliveries).command.event, 'point:fault');
});

test('[O2] what another page kept and did not live to send is sent on the next connection', async () => {
  const memory = new DeviceMemory();
  const staying = page(memory);
  await turn();
  const closed = page(memory);
  await closed.queue.add('point:fault', NOW, { fault: 'power', present: true });
  closed.disk.die();
  staying.queue.open(NOW);
  await turn();
  assert.is(last(staying.deliveries).command.payload['fault'], 'power');
});

test('[O3] a refusal is kept until it was read, over a restart too, and does not hold up the rest', async () => {
  const memory = new DeviceMemory();
  const { queue, deliveries, disk } = page(memory);
  queue.open(NOW);
  await queue.add('point:headcount', NOW, { present: 40, fence: 1, seq: 1 });
  await queue.add('point:fault', NOW, { fault: 'audio', present: true });
  await turn();
  last(deliveries).answer(refused('no-round'));
  await turn();
  assert.is(queue.held.peek()[0]?.refused, 'no-round');
  last(deliveries).answer(DONE);
  await turn();
  disk.die();

  const next = page(memory);
  next.queue.open(NOW);
  await turn();
  const [held] = next.queue.held.peek();
  assert.is(held?.refused, 'no-round');
  assert.is(next.deliveries.length, 0);
  await next.queue.dismiss(held?.commandId ?? '');
  assert.equal(next.queue.held.peek(), []);
  assert.equal(memory.queue, []);
});

test('what waits cannot be dismissed', async () => {
  const memory = new DeviceMemory();
  const { queue } = page(memory);
  await queue.add('point:word', NOW, { seesAndHears: true });
  await queue.dismiss(queue.held.peek()[0]?.commandId ?? '');
  assert.is(queue.held.peek().length, 1);
  assert.is(memory.queue.length, 1);
});

test('[O5] [L2] a word of an earlier run and a fault of an earlier session are not sent; a report names its round itself', async () => {
  const memory = new DeviceMemory();
  const { queue, deliveries } = page(memory);
  await queue.add('point:word', NOW, { seesAndHears: true });
  await queue.add('point:fault', NOW, { fault: 'audio', present: true });
  await queue.add('point:headcount', NOW, { present: 40, fence: 1, seq: 1 });
  queue.open({ sessionId: 's', run: 2 });
  await turn();
  assert.equal(
    queue.held.peek().map(({ event, refused: why }) => [event, why]),
    [
      ['point:word', 'outdated'],
      ['point:fault', null],
      ['point:headcount', null],
    ],
  );
  queue.close();
  last(deliveries).answer(UNANSWERED);
  await turn();
  queue.open({ sessionId: 'next month', run: 1 });
  await turn();
  assert.is(queue.held.peek()[1]?.refused, 'outdated');
  assert.is(last(deliveries).command.event, 'point:headcount');
});

test('[O5] what was typed before the device signed in anew is shown and not sent', async () => {
  const memory = new DeviceMemory();
  const before = page(memory);
  await before.queue.add('point:headcount', NOW, { present: 40, fence: 1, seq: 1 });
  const after = page(memory, { deviceId: 'd2' });
  after.queue.open(NOW);
  await turn();
  assert.is(after.queue.held.peek()[0]?.refused, 'other-device');
  assert.is(after.deliveries.length, 0);
});

test('[O4] two pages of one device get different numbers, and a number above all the hub has', async () => {
  const memory = new DeviceMemory();
  const [one, other] = [new TestDisk(memory), new TestDisk(memory)];
  const given = await Promise.all([one.nextSeq('d1', 0), other.nextSeq('d1', 0), one.nextSeq('d1', 0)]);
  assert.is(new Set(given).size, 3);
  assert.is(await other.nextSeq('d1', 20), 21);
});

type Act = 'add' | 'open' | 'close' | 'done' | 'refuse' | 'kill';

test('[O1] [O2] [O3] whatever comes between, everything kept ends answered or refused, once each, in order', async () => {
  const acts = fc.array(fc.constantFrom<Act>('add', 'add', 'open', 'open', 'close', 'done', 'done', 'refuse', 'kill'), {
    minLength: 5,
    maxLength: 40,
  });
  let killed = 0;
  let refusals = 0;
  await fc.assert(
    fc.asyncProperty(acts, async (script) => {
      const memory = new DeviceMemory();
      let now = page(memory);
      const kept: string[] = [];
      const answered: string[] = [];
      const spent = new Set<Delivery>();
      const answer = async (what: Answer): Promise<void> => {
        const delivery = now.deliveries.at(-1);
        if (!delivery || spent.has(delivery)) return;
        spent.add(delivery);
        assert.is(delivery.wasKept, true);
        if (what !== UNANSWERED) answered.push(delivery.command.commandId);
        delivery.answer(what);
        await turn();
      };
      for (const act of script) {
        if (act === 'add') {
          await now.queue.add('point:headcount', NOW, { present: kept.length, fence: 1, seq: kept.length + 1 });
          kept.push(now.queue.held.peek().at(-1)?.commandId ?? '');
        } else if (act === 'open') now.queue.open(NOW);
        else if (act === 'done') await answer(DONE);
        else if (act === 'refuse') {
          refusals++;
          await answer(refused('no-pen'));
        } else {
          now.queue.close();
          await answer(UNANSWERED);
          if (act === 'kill') {
            killed++;
            now.disk.die();
            now = page(memory);
          }
        }
        await turn();
      }
      now.queue.open(NOW);
      await turn();
      for (let i = 0; i < kept.length; i++) await answer(DONE);
      assert.equal(answered, kept);
      assert.ok(now.queue.held.peek().every(({ refused: why }) => why !== null));
    }),
    { numRuns: 150 },
  );
  assert.ok(killed > 50 && refusals > 50, `${killed} pages were killed, ${refusals} commands refused`);
});

test('[O1] [H9] what is decided and not yet on a second disk is kept and asked for ever more seldom, until it is', async () => {
  const memory = new DeviceMemory();
  const { queue, deliveries, timing } = page(memory);
  queue.open(NOW);
  await queue.add('point:headcount', NOW, { present: 44, fence: 1, seq: 1 });
  await turn();
  last(deliveries).answer(SAVED);
  await turn();
  assert.equal(
    memory.queue.map(({ tick }) => tick),
    ['taken'],
  );
  const pauses = [];
  for (let asked = 1; asked < 8; asked++) {
    let pauseMs = 0;
    for (; deliveries.length === asked; pauseMs += 1_000) {
      timing.advance(1_000);
      await turn();
    }
    pauses.push(pauseMs);
    last(deliveries).answer(SAVED);
    await turn();
  }
  assert.equal(pauses, [2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  assert.is(new Set(deliveries.map(({ command }) => command.commandId)).size, 1);
  // Whoever comes back asks soon, and a page that was killed leaves it to the next one.
  queue.close();
  const next = page(memory);
  next.queue.open(NOW);
  await turn();
  next.timing.advance(2_000);
  await turn();
  last(next.deliveries).answer(DONE);
  await turn();
  assert.equal([memory.queue, next.queue.held.peek()], [[], []]);
});

test('[O1] [D4] what one hub has saved and no hub decided holds up nothing, and is asked for each second until it is decided', async () => {
  const memory = new DeviceMemory();
  const { queue, deliveries, ticked, timing } = page(memory);
  queue.open(NOW);
  await queue.add('point:headcount', NOW, { present: 44, fence: 1, seq: 1 });
  await queue.add('point:fault', NOW, { fault: 'audio', present: true });
  await turn();
  last(deliveries).answer(UNDECIDED);
  await turn();
  last(deliveries).answer(UNDECIDED);
  await turn();
  assert.equal(
    deliveries.map(({ command }) => command.event),
    ['point:headcount', 'point:fault'],
  );
  assert.equal(ticked, []);
  timing.advance(1_000);
  await turn();
  last(deliveries).answer(DONE);
  await turn();
  last(deliveries).answer(refused('no-pen'));
  await turn();
  assert.equal(
    queue.held.peek().map(({ event, refused: why }) => [event, why]),
    [['point:fault', 'no-pen']],
  );
  assert.is(ticked.length, 1);
});

test('[O1] [D3] an answer that another line of decisions has changed is the one that is shown', async () => {
  const memory = new DeviceMemory();
  const { queue, deliveries, timing } = page(memory);
  queue.open(NOW);
  await queue.add('point:headcount', NOW, { present: 44, fence: 1, seq: 1 });
  await turn();
  last(deliveries).answer(SAVED);
  await turn();
  timing.advance(2_000);
  await turn();
  last(deliveries).answer(refused('no-pen'));
  await turn();
  assert.is(queue.held.peek()[0]?.refused, 'no-pen');
  assert.is(memory.queue[0]?.refused, 'no-pen');
});

test.run();
