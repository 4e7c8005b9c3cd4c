import { Commands, type Answer } from '@hub/client/link/commands.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ManualTiming } from '../support/manual-timing.ts';

interface Sent {
  readonly event: string;
  readonly payload: { readonly commandId?: string };
  readonly answer: (ack: unknown) => void;
}

function setUp() {
  const timing = new ManualTiming();
  const sent: Sent[] = [];
  const wire = {
    isConnected: true,
    request: (event: string, payload: unknown, answer: (ack: unknown) => void) =>
      void sent.push({ event, payload: payload as Sent['payload'], answer }),
  };
  const commands = new Commands(wire, timing);
  return { timing, sent, wire, commands };
}

const DONE = { ok: true, at: 5, seq: 7 };
const refused = (kind: string, afterMs?: number) => ({
  ok: false,
  error: { kind, message: 'm', retry: 'after', afterMs },
});
const settled = async (promise: Promise<Answer>): Promise<Answer | 'open'> =>
  Promise.race([promise, Promise.resolve().then(() => 'open' as const)]);

test('[H5] an unanswered command is repeated under the id it was given first', async () => {
  const { timing, sent, commands } = setUp();
  const answer = commands.send('point:fault', { fault: 'audio', present: true });
  timing.advance(5_000);
  timing.advance(5_000);
  assert.is(sent.length, 3);
  assert.is(new Set(sent.map(({ payload }) => payload.commandId)).size, 1);
  assert.match(sent[0]?.payload.commandId ?? '', /^[A-Za-z0-9_-]{22}$/);
  sent[0]?.answer(DONE);
  assert.equal(await answer, DONE);
  // The second answer of a repeat finds nobody.
  sent[1]?.answer(DONE);
  assert.is(timing.waiting, 0);
});

test('[H5] what was on its way when the connection was lost goes out again on the next one, in order', async () => {
  const { timing, sent, wire, commands } = setUp();
  const first = commands.send('a', {});
  wire.isConnected = false;
  commands.disconnected();
  const second = commands.send('b', {});
  timing.advance(60_000);
  assert.is(sent.length, 1);
  wire.isConnected = true;
  commands.connected();
  assert.equal(
    sent.map(({ event }) => event),
    ['a', 'a', 'b'],
  );
  assert.is(sent[0]?.payload.commandId, sent[1]?.payload.commandId);
  sent[1]?.answer(DONE);
  sent[2]?.answer(DONE);
  assert.ok((await first).ok);
  assert.ok((await second).ok);
});

test('[G4] a refusal that passes by itself is tried again after the time asked for', async () => {
  const { timing, sent, commands } = setUp();
  const delays: string[] = [];
  const answer = commands.send('point:headcount', {}, { onDelay: (kind) => delays.push(kind) });
  sent[0]?.answer(refused('not-saved', 3_000));
  assert.is(await settled(answer), 'open');
  timing.advance(2_999);
  assert.is(sent.length, 1);
  timing.advance(1);
  assert.is(sent.length, 2);
  assert.equal(delays, ['not-saved']);
  sent[1]?.answer(DONE);
  assert.ok((await answer).ok);
});

test('a refusal that a person must mend ends the command', async () => {
  const { sent, commands } = setUp();
  const answer = commands.send('point:headcount', {});
  sent[0]?.answer(refused('sum-mismatch'));
  const said = await answer;
  assert.is(!said.ok && said.error !== 'unanswered' && said.error.kind, 'sum-mismatch');
});

test('a command that always meets a fault inside the hub ends', async () => {
  const { timing, sent, commands } = setUp();
  const answer = commands.send('x', {});
  for (let i = 0; i < 3; i++) {
    sent[i]?.answer(refused('internal', 1_000));
    timing.advance(1_000);
  }
  const said = await answer;
  assert.is(!said.ok && said.error !== 'unanswered' && said.error.kind, 'internal');
  assert.is(sent.length, 3);
});

test('patience that runs out says that the outcome is not known', async () => {
  const { timing, wire, commands } = setUp();
  wire.isConnected = false;
  const answer = commands.send('round:open', {}, { patienceMs: 10_000 });
  timing.advance(10_000);
  assert.equal(await answer, { ok: false, error: 'unanswered' });
  assert.is(timing.waiting, 0);
});

test('a question that is of no use to the next connection ends with this one', async () => {
  const { sent, wire, commands } = setUp();
  const answer = commands.ask('view:subscribe', {}, { thisConnectionOnly: true });
  assert.not.ok('commandId' in (sent[0]?.payload ?? {}));
  wire.isConnected = false;
  commands.disconnected();
  assert.equal(await answer, { ok: false, error: 'unanswered' });
});

test.run();
