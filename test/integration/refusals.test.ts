import { errorsEn } from '@hub/shared/text/errors-en.ts';
import { errorsVi } from '@hub/shared/text/errors-vi.ts';
import { refusedVi } from '@hub/shared/text/refused-vi.ts';
import type { ErrorKind } from '@hub/shared/protocol/errors.ts';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { House } from '../support/house.ts';
import { command, openControl, openPoint, type Answer, type TestSocket } from '../support/sockets.ts';
import { startHub, type TestHub } from '../support/start-hub.ts';

const test = suite('refusals');
let hub: TestHub;
let house: House;
const open: TestSocket[] = [];

test.before.each(async () => {
  hub = await startHub({ memory: true });
  house = await House.open(hub);
  await house.enter('live');
});
test.after.each(async () => {
  for (const socket of open.splice(0)) socket.close();
  house.close();
  await hub.end();
});

async function point(id: string): Promise<TestSocket> {
  const { credential } = await hub.signIn('operator', id);
  const socket = await openPoint(hub.url, credential);
  await socket.until('point:view');
  open.push(socket);
  return socket;
}

async function secondController(): Promise<TestSocket> {
  const { credential } = await hub.signIn('controller');
  const socket = await openControl(hub.url, credential);
  open.push(socket);
  return socket;
}

/** What the hub said, and that both languages have a sentence of their own for it. */
function refused(answer: Answer, kind: ErrorKind, field?: string, own?: string): void {
  assert.is(answer.ok, false);
  if (answer.ok) return;
  assert.is(answer.error.kind, kind);
  assert.is(answer.error.field, field);
  assert.is(answer.error.message, own ?? errorsVi[kind]);
  assert.ok(errorsEn[kind].length > 10 && errorsEn[kind] !== errorsVi[kind]);
}

const figures = { present: 44, excused: 0, unexcused: 0, guests: 0 };
const ask = (socket: TestSocket, event: string, payload: object): Promise<Answer> =>
  socket.ask(event, { commandId: command(), ...payload });

test('[S3] after the end: no new round, nothing for a round that is not, and from the control room only with a reason', async () => {
  const roundId = await house.openRound();
  const phone = await point('DC20');
  const view = await phone.until('point:view');
  await house.enter('ended');
  refused(await ask(house.controller, 'round:open', { kind: 'closing' }), 'wrong-phase');
  const typed = { ...figures, fence: view.fence, seq: view.lastSeq + 1 };
  refused(await ask(phone, 'point:headcount', { roundId: 'no-such-round', ...typed }), 'no-round', 'roundId');
  const onBehalf = { pointId: 'DC20', roundId, ...figures };
  refused(await ask(house.controller, 'headcount:report', onBehalf), 'invalid', 'reason');
  // What waited on a phone is an amendment, never lost and never a frozen figure (H7).
  const late = await ask(phone, 'point:headcount', { roundId, ...typed });
  assert.ok(late.ok && late['amendment'] === true);
  // A device that came only after the end has nothing that could have waited.
  const newcomer = await point('DC22');
  const { fence, point: at } = await newcomer.until('point:view');
  const fresh = { roundId, ...figures, present: at.summoned, fence, seq: 1 };
  refused(await ask(newcomer, 'point:headcount', fresh), 'wrong-phase');
  for (const [event, payload] of [
    ['point:message', { text: 'Chúng tôi còn ở đây' }],
    ['point:fault', { fault: 'audio', present: true }],
    ['floor:request', {}],
  ] as const) {
    refused(await ask(phone, event, payload), 'wrong-phase');
  }
  refused(
    await ask(house.controller, 'instruction:send', { text: 'Giải tán', urgent: false, to: { kind: 'all' } }),
    'wrong-phase',
  );
});

test('[H11] a device that never held the pen may not report; one that was put out not even speak', async () => {
  const roundId = await house.openRound();
  await point('DC20');
  const assistant = await point('DC20');
  const { deviceId, fence } = await assistant.until('point:view');
  await house.order('device:admit', { pointId: 'DC20', deviceId, as: 'assistant' });
  await assistant.until('point:view', ({ standing }) => standing === 'assistant');
  refused(await ask(assistant, 'point:headcount', { roundId, ...figures, fence, seq: 1 }), 'no-pen', 'fence');
  await house.order('device:revoke', { deviceId });
  assert.match(await assistant.untilClosed(), /disconnect/);
});

test('[H8] [A1] nobody reports, answers or speaks for another point: there is no field for it', async () => {
  const roundId = await house.openRound();
  const phone = await point('DC20');
  const { fence } = await phone.until('point:view');
  const foreign = { roundId, ...figures, fence, seq: 1, pointId: 'DC21' };
  const answer = await ask(phone, 'point:headcount', foreign);
  assert.is(answer.ok ? '' : answer.error.kind, 'invalid');
  await house.order('instruction:send', {
    text: 'Chỉ cho DC21',
    urgent: false,
    to: { kind: 'selection', pointIds: ['DC21'] },
  });
  const [instruction] = [...hub.running.hub.projection.instructions()];
  refused(await ask(phone, 'instruction:confirm', { instructionId: instruction?.id }), 'not-found', 'instructionId');
  assert.equal(phone.received('point:view').at(-1)?.instructions, [], 'nor is it told of it');
});

test('[F2] a second on air is refused, whoever gives it', async () => {
  for (const id of ['DC20', 'DC02']) await ask(await point(id), 'floor:request', {});
  const turns = hub.running.hub.projection.session()?.floor.queue ?? [];
  assert.is(turns.length, 2);
  const other = await secondController();
  for (const { id } of turns) await house.order('floor:standby', { turnId: id });
  const [first, second] = turns.map(({ id }) => ({ turnId: id, despite: [] }));
  const answers = await Promise.all([
    ask(house.controller, 'floor:give', first ?? {}),
    ask(other, 'floor:give', second ?? {}),
  ]);
  assert.is(answers.filter(({ ok }) => ok).length, 1);
  for (const answer of answers) if (!answer.ok) refused(answer, 'floor-taken');
});

test('[I2] of two who take an incident at the same moment one has it, and the other is told', async () => {
  const phone = await point('DC20');
  await ask(phone, 'point:fault', { fault: 'audio', present: true });
  const [incident] = [...hub.running.hub.projection.openIncidents()];
  const other = await secondController();
  const screens = [house.controller, other];
  for (const screen of screens) await screen.ask('view:subscribe', {});
  const answers = await Promise.all(
    screens.map((screen) => ask(screen, 'incident:acknowledge', { incidentId: incident?.id })),
  );
  assert.is(answers.filter(({ ok }) => ok).length, 1);
  for (const answer of answers) if (!answer.ok) refused(answer, 'conflict', 'incidentId');
  const owner = screens[answers.findIndex(({ ok }) => ok)];
  assert.ok(owner);
  // One result, and both see it.
  for (const screen of screens) {
    await screen.until(
      'view:patch',
      ({ incidents }) => incidents?.some(({ status }) => status === 'acknowledged') ?? false,
    );
  }
});

test('[F5] of two who edit the prepared texts the slower is told, and nothing of the other is gone unseen', async () => {
  const before = (await house.controller.ask('instruction:texts', {})) as unknown as { version: string | null };
  const save = (texts: string[]) => ask(house.controller, 'instruction:set-texts', { texts, basedOn: before.version });
  assert.is((await save(['Ổn định chỗ ngồi'])).ok, true);
  refused(await save(['Kiểm tra tiếng']), 'conflict', 'basedOn');
});

test('[F2] who may not queue for the floor is refused by its kind, and not by the role of who asks', async () => {
  const points = [...hub.running.hub.projection.points()];
  for (const kind of ['host', 'receive-only'] as const) {
    const pointId = points.find(({ point }) => point.kind === kind)?.point.id;
    refused(await ask(house.controller, 'floor:add', { pointId }), 'forbidden', 'pointId', refusedVi.onlyInteractive);
  }
});

test('[H10] [H12] of two who freeze, or open, at the same moment one does, and both see one result', async () => {
  const other = await secondController();
  const screens = [house.controller, other];
  for (const screen of screens) await screen.ask('view:subscribe', {});
  const opened = await Promise.all(screens.map((screen) => ask(screen, 'round:open', { kind: 'opening' })));
  assert.is(opened.filter(({ ok }) => ok).length, 1);
  for (const answer of opened) if (!answer.ok) refused(answer, 'conflict', undefined, refusedVi.roundOpen);
  const roundId = hub.running.hub.projection.session()?.rounds.at(-1)?.id;
  const frozen = await Promise.all(screens.map((screen) => ask(screen, 'round:freeze', { roundId })));
  assert.is(frozen.filter(({ ok }) => ok).length, 1);
  for (const answer of frozen) if (!answer.ok) refused(answer, 'conflict', undefined, refusedVi.roundFrozen);
  for (const screen of screens) {
    const seen = await screen.until('view:patch', ({ session }) => typeof session?.round?.frozenAt === 'number');
    assert.is(seen.session?.rounds.length, 1);
  }
});

test.run();
