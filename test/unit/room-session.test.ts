import {
  noTicket,
  pauseBefore,
  RoomSession,
  type RoomEnd,
  type RoomHeard,
  type TicketAnswer,
} from '@hub/client/video/room-session.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ManualTiming } from '../support/manual-timing.ts';

interface Try {
  readonly token: string;
  readonly heard: RoomHeard;
  readonly settle: { readonly in: () => void; readonly out: () => void };
  closed: boolean;
}

/** A session on rooms that a test lets in, throws out or lets die. */
function rig(answers: TicketAnswer[] = []) {
  const timing = new ManualTiming();
  const tries: Try[] = [];
  let minted = 0;
  const session = new RoomSession({
    timing,
    random: () => 0.5,
    ticket: async () =>
      answers.shift() ?? { kind: 'ticket', ticket: { url: 'ws://x', token: `token-${String(++minted)}` } },
    open: (heard) => ({
      enter: ({ token }) =>
        new Promise((resolve, reject) => {
          const out = (): void => reject(new Error('no way in'));
          tries.push({ token, heard, settle: { in: resolve, out }, closed: false });
        }),
      close: () => {
        const last = tries[tries.length - 1];
        if (last) last.closed = true;
      },
    }),
  });
  const last = (): Try => {
    const found = tries[tries.length - 1];
    if (!found) throw new Error('no room was tried');
    return found;
  };
  return { timing, tries, session, last, kind: () => session.state.value.kind };
}

/** Promises that are settled have run on. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function entered(it: ReturnType<typeof rig>): Promise<void> {
  it.session.start();
  await settled();
  it.last().settle.in();
  await settled();
  assert.is(it.kind(), 'connected');
}

async function ends(it: ReturnType<typeof rig>, how: RoomEnd): Promise<void> {
  it.last().heard.ended(how);
  await settled();
}

test('[C1] [U1] each try at a room asks for a new ticket, and none is used twice', async () => {
  const it = rig();
  await entered(it);
  it.timing.advance(60_000);
  await ends(it, 'lost');
  assert.is(it.kind(), 'waiting');
  it.timing.advance(20_000);
  await settled();
  assert.equal(
    it.tries.map(({ token }) => token),
    ['token-1', 'token-2'],
  );
  it.last().settle.in();
  await settled();
  assert.is(it.kind(), 'connected');
});

test('what the library mends is no new room', async () => {
  const it = rig();
  await entered(it);
  it.last().heard.mending();
  assert.is(it.kind(), 'mending');
  it.last().heard.mended();
  assert.is(it.kind(), 'connected');
  assert.is(it.tries.length, 1);
});

test('[U1] put out by the same point elsewhere, it stays out until the person says so', async () => {
  const it = rig();
  await entered(it);
  await ends(it, 'duplicate');
  assert.equal(it.session.state.value, { kind: 'stopped', why: 'duplicate' });
  it.timing.advance(600_000);
  await settled();
  assert.is(it.tries.length, 1);
  it.session.start();
  await settled();
  assert.is(it.tries.length, 2);
});

test('a refusal ends it, a hub that does not answer does not', async () => {
  const refused = rig([noTicket({ kind: 'forbidden', message: '', retry: 'never' })]);
  refused.session.start();
  await settled();
  assert.equal(refused.session.state.value, { kind: 'stopped', why: 'forbidden' });
  const late = rig([noTicket('unanswered'), noTicket({ kind: 'busy', message: '', retry: 'after' })]);
  late.session.start();
  await settled();
  assert.is(late.kind(), 'waiting');
  for (let i = 0; i < 2; i++) {
    late.timing.advance(20_000);
    await settled();
  }
  assert.is(late.tries.length, 1);
});

test('a room that cannot be entered, or says nothing, is tried again; the network being back ends the waiting', async () => {
  const it = rig();
  it.session.start();
  await settled();
  it.last().settle.out();
  await settled();
  assert.is(it.kind(), 'waiting');
  it.session.hurry();
  await settled();
  assert.is(it.tries.length, 2);
  it.timing.advance(20_000);
  await settled();
  assert.ok(it.tries[1]?.closed);
  assert.is(it.kind(), 'waiting');
});

test('what an older room still says changes nothing, and a goodbye is one', async () => {
  const it = rig();
  await entered(it);
  const old = it.last();
  it.session.stop();
  old.heard.ended('lost');
  old.heard.mended();
  assert.is(it.kind(), 'off');
  it.timing.advance(600_000);
  await settled();
  assert.is(it.tries.length, 1);
});

test('[U1] returns are spread, longer with each failure, and bounded', () => {
  const firsts = [0, 0.25, 0.5, 0.75, 0.999].map((at) => pauseBefore(1, () => at));
  assert.ok(new Set(firsts).size === 5 && Math.min(...firsts) >= 200 && Math.max(...firsts) <= 1_500, `${firsts}`);
  const middles = [1, 2, 3, 4, 8, 20].map((attempt) => pauseBefore(attempt, () => 0.5));
  assert.equal(
    middles,
    [...middles].sort((a, b) => a - b),
  );
  assert.ok(pauseBefore(50, () => 0.999) <= 15_000);
});

test('a room that throws out at once is not hurried to again and again', async () => {
  const it = rig();
  await entered(it);
  const pauses: number[] = [];
  for (let i = 0; i < 4; i++) {
    await ends(it, 'lost');
    const state = it.session.state.value;
    if (state.kind !== 'waiting') throw new Error(state.kind);
    pauses.push(state.again - it.timing.now());
    it.timing.advance(20_000);
    await settled();
    it.last().settle.in();
    await settled();
  }
  assert.equal(
    pauses,
    [...pauses].sort((a, b) => a - b),
  );
  assert.ok((pauses[3] ?? 0) > (pauses[0] ?? 0));
});

test.run();
