import { PointLink } from '@hub/client/link/point-link.ts';
import { PointStore } from '@hub/client/state/point-store.ts';
import { asked, confirm, jumpOf, maySend } from '@hub/client/point/later/jump.ts';
import {
  draftOf,
  emptyDraft,
  obstacleOf,
  reportCard,
  reportPayload,
  type Sending,
  wasAsked,
} from '@hub/client/state/report.ts';
import { ServerClock } from '@hub/client/state/server-clock.ts';
import type { DeviceId, PointId, RoundId, SessionId } from '@hub/shared/model/ids.ts';
import type { PointView } from '@hub/shared/protocol/down.ts';
import type { CountedHeadcount } from '@hub/shared/view/row.ts';
import { EMPTY_DRAFT } from '@hub/shared/view/sum.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { DeviceMemory, TestDisk } from '../support/device-disk.ts';
import { FakeSocket } from '../support/fake-socket.ts';
import { ManualTiming } from '../support/manual-timing.ts';

const R1 = 'r1' as RoundId;
const R2 = 'r2' as RoundId;

function view(over: Partial<PointView> = {}, roundId: RoundId | null = R1): PointView {
  return {
    at: 1_000,
    session: {
      id: 's' as SessionId,
      title: 'Phiên',
      hostName: 'Thị ủy',
      hotline: '0900000001',
      timeZone: 'Asia/Ho_Chi_Minh',
      plannedAt: null,
      phase: 'live',
      run: 1,
    },
    point: {
      id: 'DC03' as PointId,
      name: 'Điểm 3',
      shortName: 'Đ3',
      unit: '',
      area: '',
      summoned: 44,
      kind: 'interactive',
      linkKind: 'livekit',
    },
    link: { state: 'up', reasons: [], since: 0 },
    mediaConfigured: false,
    word: { asked: false, said: null },
    deviceId: 'd1' as DeviceId,
    standing: 'pen',
    fence: 3,
    lastSeq: 0,
    round:
      roundId === null
        ? null
        : { id: roundId, kind: 'opening', name: '', number: 1, run: 1, openedAt: 0, deadlineAt: null, frozenAt: null },
    headcount: null,
    amended: null,
    previous: null,
    jump: { share: 0.3, persons: 10 },
    reminded: null,
    faults: [],
    checklist: null,
    waiting: [],
    instructions: [],
    messages: [],
    readUpTo: 0,
    floor: null,
    video: null,
    ...over,
  };
}

const counted = (present: number, at: number, over: Partial<CountedHeadcount> = {}): CountedHeadcount => ({
  present,
  excused: 0,
  unexcused: 0,
  guests: 0,
  summoned: 44,
  at,
  onBehalf: false,
  revisions: 1,
  ...over,
});

/** Lets whatever waits for a promise go on. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function page(memory = new DeviceMemory()) {
  const socket = new FakeSocket();
  const timing = new ManualTiming();
  const store = new PointStore();
  const link = new PointLink({
    open: socket.port,
    timing,
    random: () => 0,
    store,
    clock: new ServerClock(() => timing.now()),
    disk: new TestDisk(memory),
    deviceId: 'd1',
    wallNow: () => 0,
  });
  void link.start();
  socket.hub.opened();
  return { socket, timing, store, link, memory };
}

test('[H3] a draft is sent when its sum is the number summoned, or with a reason and the new number', () => {
  const draft = { ...emptyDraft(R1), figures: { present: 40, excused: 2, unexcused: null, guests: 1 } };
  assert.is(obstacleOf(emptyDraft(R1), 44), 'empty');
  assert.is(obstacleOf(draft, 44), 'sum');
  assert.is(obstacleOf(draft, 42), null);
  assert.is(obstacleOf({ ...draft, figures: { ...draft.figures, present: null } }, 2), 'present');
  assert.is(obstacleOf({ ...draft, reason: 'transferred' }, 44), 'sum', 'the new number was not written');
  assert.is(obstacleOf({ ...draft, reason: 'transferred', summoned: 41 }, 44), 'sum');
  assert.is(obstacleOf({ ...draft, reason: 'transferred', summoned: 42 }, 44), null);
  assert.equal(reportPayload({ ...draft, reason: 'transferred', note: ' hai đồng chí ' }, 44, true), {
    roundId: R1,
    present: 40,
    excused: 2,
    unexcused: 0,
    guests: 1,
    confirmed: true,
    summoned: 42,
    reason: 'transferred',
    note: 'hai đồng chí',
  });
  // A reason left over from before the sum was put right is not sent.
  assert.not.ok('reason' in reportPayload({ ...draft, reason: 'transferred' }, 42, true));
});

test('[H9] the tick comes only with the hub’s answer', async () => {
  const { socket, store, link } = page();
  socket.push('point:view', view());
  store.change({ figures: { present: 44, excused: 0, unexcused: 0, guests: 0 } });
  const sent = link.report(true);
  await turn();
  const card = (): string => reportCard(view(), store.sending.peek(), store.editing.peek()).kind;
  assert.is(card(), 'sending');
  socket.last().answer({ ok: false, error: { kind: 'not-saved', message: '', retry: 'after', afterMs: 2_000 } });
  assert.is(card(), 'sending');
  assert.equal(store.sending.peek(), {
    kind: 'sending',
    roundId: R1,
    count: { present: 44, excused: 0, unexcused: 0, guests: 0 },
    delay: 'not-saved',
    safe: true,
  });
  socket.last().answer({ ok: true, at: 2_000, seq: 9, durability: 'saved', counts: true, amendment: false });
  await sent;
  await turn();
  assert.is(card(), 'received');
});

test('[H14] what the page could not ask the hub asks, once', async () => {
  const { socket, store, link } = page();
  socket.push('point:view', view());
  const send = async (): Promise<unknown> => {
    store.change({ figures: { present: 44, excused: 0, unexcused: 0, guests: 0 } });
    void link.report(wasAsked(store.sending.peek()));
    await turn();
    return (socket.last().payload as { confirmed: boolean }).confirmed;
  };
  assert.is(await send(), false);
  socket.last().answer({ ok: false, error: { kind: 'needs-confirmation', message: '', retry: 'fix' } });
  await turn();
  assert.is(reportCard(view(), store.sending.peek(), store.editing.peek()).kind, 'refused');
  assert.is(await send(), true);
});

test('[H5] the same report goes out again after a break, under the same id and number', async () => {
  const { socket, timing, store, link } = page();
  socket.push('point:view', view());
  store.change({ figures: { present: 44, excused: 0, unexcused: 0, guests: 0 } });
  const sent = link.report(true);
  await turn();
  socket.hub.closed();
  await turn();
  timing.advance(600);
  socket.hub.opened();
  socket.push('point:view', view());
  await turn();
  const [first, second] = socket.sent;
  assert.equal(first?.payload, second?.payload);
  assert.is(second?.payload['seq'], 1);
  assert.is(second?.payload['fence'], 3);
  socket.last().answer({ ok: true, at: 2_000, seq: 9, durability: 'saved', counts: true, amendment: false });
  await sent;
  await turn();
  assert.is(store.sending.peek().kind, 'saved');
});

test('[H4] the number rises above the device’s own last one and above all the hub has of it', async () => {
  const send = async (from: ReturnType<typeof page>, lastSeq: number): Promise<unknown> => {
    from.socket.push('point:view', view({ lastSeq }));
    from.store.change({ figures: { present: 44, excused: 0, unexcused: 0, guests: 0 } });
    await from.link.report(true);
    await turn();
    const { payload, answer } = from.socket.last();
    answer({ ok: true, at: 2_000, seq: 9, durability: 'saved', counts: true, amendment: false });
    await turn();
    return payload['seq'];
  };
  const first = page();
  assert.is(await send(first, 7), 8);
  assert.is(await send(first, 7), 9);
  assert.is(await send(page(first.memory), 7), 10);
  assert.is(await send(page(), 20), 21, 'a device that lost its own');
});

test('[H4] what is typed belongs to its round: a new round begins empty', () => {
  const { socket, store } = page();
  socket.push('point:view', view());
  store.change({ figures: { present: 30, excused: 0, unexcused: 0, guests: 0 } });
  socket.push('point:view', view({ at: 2_000 }));
  assert.is(store.draft.peek()?.figures.present, 30);
  socket.push('point:view', view({}, R2));
  assert.equal(store.draft.peek(), emptyDraft(R2));
});

test('what the point sees of its report: refused says so, and can be corrected', async () => {
  const { socket, store, link } = page();
  socket.push('point:view', view());
  store.change({ figures: { present: 45, excused: 0, unexcused: 0, guests: 0 }, reason: 'other' });
  await link.report(true);
  await turn();
  socket.last().answer({ ok: false, error: { kind: 'no-pen', message: '', retry: 'never' } });
  await turn();
  const card = reportCard(view(), store.sending.peek(), store.editing.peek());
  assert.is(card.kind === 'refused' && card.why, 'no-pen');
  store.edit();
  assert.equal(store.draft.peek(), draftOf(R1, { present: 45, excused: 0, unexcused: 0, guests: 0 }));
  assert.is(reportCard(view(), store.sending.peek(), store.editing.peek()).kind, 'form');
});

test('[H1] [H7] [H8] the card tells a form, a received figure, a late one, and one entered by the control room apart', () => {
  const none = { kind: 'none' } as const;
  assert.is(reportCard(view({}, null), none, false).kind, 'no-round');
  assert.is(reportCard(view(), none, false).kind, 'form');
  assert.is(reportCard(view({ standing: 'assistant' }), none, false).kind, 'not-pen');
  const behalf = reportCard(view({ headcount: counted(44, 500, { onBehalf: true }) }), none, false);
  assert.is(behalf.kind === 'received' && behalf.onBehalf, true);
  const amended = { present: 40, excused: 4, unexcused: 0, guests: 0, at: 900 };
  const late = reportCard(view({ headcount: counted(44, 500), amended }), none, false);
  assert.is(late.kind === 'received' && late.late && late.count.present, 40);
  assert.is(late.kind === 'received' && late.at, 900);
  const first = reportCard(view({ amended }), none, false);
  assert.is(first.kind === 'received' && first.late && first.count.present, 40, 'a first report after the freeze');
});

test('[L13] the page says that it is hidden, and says it again on a new connection', () => {
  const { socket, timing, link } = page();
  link.hidden(true);
  link.hidden(true);
  assert.equal(socket.signals, [{ event: 'point:hidden', payload: { hidden: true } }]);
  socket.hub.closed();
  timing.advance(600);
  socket.hub.opened();
  assert.is(socket.signals.length, 2);
  link.hidden(false);
  assert.equal(socket.signals.at(-1)?.payload, { hidden: false });
});

test('[L12] leaving is told to the hub before the page closes the line', async () => {
  const { socket, link } = page();
  const left = link.leave();
  assert.is(socket.last().event, 'point:leave');
  assert.is(socket.closes, 0);
  socket.last().answer({ ok: true, at: 1, seq: 1 });
  await left;
  assert.is(socket.closes, 1);
  assert.is(link.connection.peek().state, 'stopped');
});

test('[H14] the page asks before it sends a figure far from the last, once for each figure', () => {
  const store = new PointStore();
  const type = (present: number): void => store.change({ figures: { ...EMPTY_DRAFT, present } });
  store.receive(view({ previous: { present: 44, excused: 0, unexcused: 0, guests: 0 } }));
  type(40);
  assert.ok(maySend(store), 'close to the round before');
  type(20);
  assert.not.ok(maySend(store));
  const jump = asked.value;
  assert.equal(jump, { roundId: R1, before: 44, present: 20 });
  assert.not.ok(maySend(store), 'a second tap of the same button is no answer');
  if (jump) confirm(jump);
  assert.is(asked.value, null);
  assert.ok(maySend(store));
  type(10);
  assert.not.ok(maySend(store), 'the yes was for another figure');
});

test('[H14] the page compares with what it sent itself, unless something newer counts', () => {
  const own = { present: 20, excused: 24, unexcused: 0, guests: 0 };
  const sending: Sending = { kind: 'sending', roundId: R1, count: own, delay: null, safe: true };
  assert.is(jumpOf(view({ headcount: counted(44, 500) }), sending, 44)?.before, 20, 'it waits on this phone');
  const saved: Sending = {
    kind: 'saved',
    roundId: R1,
    count: own,
    at: 600,
    receipt: { durability: 'saved', counts: true, amendment: false },
  };
  assert.is(jumpOf(view({ headcount: counted(44, 500) }), saved, 44)?.before, 20);
  assert.is(jumpOf(view({ headcount: counted(44, 700) }), saved, 44), null, 'the control room reported since');
});

test('[H14] nothing is asked about an amendment, or without anything to compare with', () => {
  const none: Sending = { kind: 'none' };
  assert.is(jumpOf(view(), none, 1), null);
  const frozen = view({ headcount: counted(44, 500) });
  const { round } = frozen;
  assert.ok(round && jumpOf(frozen, none, 10));
  assert.is(jumpOf({ ...frozen, round: { ...round, frozenAt: 900 } }, none, 10), null);
});

test.run();
