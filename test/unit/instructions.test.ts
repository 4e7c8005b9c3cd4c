import { SYSTEM } from '@hub/server/domain/events.ts';
import type { Reading } from '@hub/server/domain/state.ts';
import type { InstructionId, PersonalId } from '@hub/shared/model/ids.ts';
import type { Addressees } from '@hub/shared/model/instruction.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ADMINISTRATOR, aPoint, CONTROLLER, operator, pointId, staff, Town } from '../support/builders.ts';

const I1 = 'i1' as InstructionId;
const TEXT = 'text' as PersonalId;
const AREAS = ['Bắc', 'Bắc', 'Nam', 'Nam'];

function town(): Town {
  return new Town(AREAS.map((area, i) => aPoint(`DC0${i + 1}`, { area })));
}

const send = (to: Addressees, instructionId = I1) =>
  ({ type: 'SendInstruction', instructionId, textId: TEXT, urgent: false, to }) as const;
const mark = (code: string, over: { delivered?: InstructionId[]; seen?: InstructionId[]; readUpTo?: number }) => ({
  pointId: pointId(code),
  delivered: [],
  seen: [],
  readUpTo: 0,
  ...over,
});
const confirm = (code: string, instructionId = I1) =>
  ({ type: 'ConfirmInstruction', pointId: pointId(code), instructionId }) as const;
const progress = (given: Town) => given.state.instruction(I1)?.progress;
const reading = (given: Town, code: string): Reading | undefined => given.state.point(pointId(code))?.readings.at(-1);

/** Lets devices in, so that operators are known. */
function withDevices(given: Town, ...codes: string[]): void {
  for (const code of codes) given.connect(code, `phone-${code}`);
}
const by = (code: string) => operator(code, `phone-${code}`);

test('[F1] who is addressed is resolved once: a point that comes later is not, and one that goes stays named', () => {
  const given = town();
  given.do(send({ kind: 'area', area: 'Nam' }));
  const sent = given.state.instruction(I1);
  assert.equal(sent?.pointIds, ['DC03', 'DC04']);
  assert.is(sent?.rosterVersion, given.state.session()?.rosterVersion);
  given.do({ type: 'AddPoint', point: aPoint('DC09', { area: 'Nam' }) }, ADMINISTRATOR);
  given.do({ type: 'RetirePoint', pointId: pointId('DC03') }, ADMINISTRATOR);
  assert.equal(given.state.instruction(I1)?.pointIds, ['DC03', 'DC04']);
  assert.is.not(sent?.rosterVersion, given.state.session()?.rosterVersion);
  given.do({ type: 'ResendInstruction', instructionId: I1 });
  assert.equal(given.state.instruction(I1)?.resends.at(-1)?.pointIds, ['DC04'], 'a retired point is not asked again');
});

test('[F1] a selection names points of the roster, each once; nobody, or one unknown, is refused', () => {
  const given = town();
  const selection = (...codes: string[]): Addressees => ({ kind: 'selection', pointIds: codes.map(pointId) });
  given.do(send(selection('DC02', 'DC01', 'DC02')));
  assert.equal(given.state.instruction(I1)?.pointIds, ['DC02', 'DC01']);
  for (const to of [selection(), selection('DC01', 'DC77'), { kind: 'area', area: 'Tây' } as const]) {
    assert.equal(given.decide(send(to)), { ok: false, kind: 'not-found', field: 'to' });
  }
});

test('[F1] delivered, seen and confirmed are three facts; a later one implies those before it', () => {
  const given = town();
  withDevices(given, 'DC01', 'DC02', 'DC03');
  given.do(send({ kind: 'all' }));
  const marks = [mark('DC01', { delivered: [I1] }), mark('DC02', { delivered: [I1], seen: [I1] })];
  given.do({ type: 'NoteReading', marks }, SYSTEM);
  assert.equal(progress(given), { delivered: 2, seen: 1, confirmed: 0 });
  assert.is(reading(given, 'DC01')?.seenAt, null);
  assert.is(reading(given, 'DC02')?.confirmedAt, null, 'seen is not understood');
  given.pass(5_000);
  given.do(confirm('DC03'), by('DC03'));
  assert.equal(progress(given), { delivered: 3, seen: 2, confirmed: 1 });
  const third = reading(given, 'DC03');
  assert.equal([third?.deliveredAt, third?.seenAt, third?.confirmedAt], [given.now, given.now, given.now]);
  assert.is(third?.confirmedBy, by('DC03').deviceId);
});

test('[F1] what was said already is said once: no second fact, no second count', () => {
  const given = town();
  withDevices(given, 'DC01');
  given.do(send({ kind: 'all' }));
  const marks = [mark('DC01', { delivered: [I1], seen: [I1] }), mark('DC01', { seen: [I1] })];
  assert.equal(
    given.do({ type: 'NoteReading', marks }, SYSTEM).map(({ type }) => type),
    ['InstructionDelivered', 'InstructionSeen'],
  );
  assert.equal(given.do({ type: 'NoteReading', marks }, SYSTEM), []);
  given.do(confirm('DC01'), by('DC01'));
  assert.equal(given.do(confirm('DC01'), by('DC01')), [], 'the second device of a point says the same');
  assert.equal(progress(given), { delivered: 1, seen: 1, confirmed: 1 });
});

test('[F1] only for oneself, and only what one was addressed by', () => {
  const given = town();
  withDevices(given, 'DC01', 'DC03');
  given.do(send({ kind: 'area', area: 'Nam' }));
  assert.equal(given.decide(confirm('DC03'), by('DC01')), { ok: false, kind: 'forbidden', field: 'pointId' });
  assert.equal(given.decide(confirm('DC01'), by('DC01')), { ok: false, kind: 'not-found', field: 'instructionId' });
  const foreign = [mark('DC01', { delivered: [I1], seen: [I1, 'none' as InstructionId] })];
  assert.equal(given.do({ type: 'NoteReading', marks: foreign }, SYSTEM), []);
  assert.is(given.decide(send({ kind: 'all' }), by('DC01')).ok, false);
});

test('[F1] it is sent again to those who have not confirmed, and to nobody when all have', () => {
  const given = town();
  withDevices(given, 'DC03', 'DC04');
  given.do(send({ kind: 'area', area: 'Nam' }));
  given.do(confirm('DC03'), by('DC03'));
  given.do({ type: 'ResendInstruction', instructionId: I1 });
  assert.equal(given.state.instruction(I1)?.resends[0]?.pointIds, ['DC04']);
  given.do(confirm('DC04'), by('DC04'));
  assert.equal(given.decide({ type: 'ResendInstruction', instructionId: I1 }), {
    ok: false,
    kind: 'conflict',
    field: 'instructionId',
  });
});

test('[S2] a run begins without instructions: those of the rehearsal can be neither confirmed nor sent again', () => {
  const given = new Town([aPoint('DC01')], { phase: 'rehearsal' });
  withDevices(given, 'DC01');
  given.do(send({ kind: 'all' }));
  given.do({ type: 'EnterPhase', phase: 'live' });
  assert.is(given.decide(confirm('DC01'), by('DC01')).ok, false);
  assert.is(given.decide({ type: 'ResendInstruction', instructionId: I1 }).ok, false);
  assert.equal(given.do({ type: 'NoteReading', marks: [mark('DC01', { seen: [I1] })] }, SYSTEM), []);
  given.do(send({ kind: 'all' }, 'i2' as InstructionId));
  assert.is(given.state.instruction('i2' as InstructionId)?.number, 1, 'numbers are the run’s own');
});

test('[F5] a point’s conversation is numbered by the hub, and whoever writes has read what stood there', () => {
  const given = town();
  withDevices(given, 'DC01');
  const write = (instructionId: InstructionId | null = null) =>
    ({ type: 'SendMessage', pointId: pointId('DC01'), textId: TEXT, instructionId }) as const;
  const thread = () => given.state.point(pointId('DC01'))?.thread;
  given.do(write(), staff('technician'));
  given.do(write(), by('DC01'));
  given.do(write(), by('DC01'));
  assert.equal(
    thread()?.messages.map(({ number, from }) => `${number} ${from}`),
    ['1 room', '2 point', '3 point'],
  );
  assert.equal(thread()?.readBy, { point: 3, room: 1 });
  given.do({ type: 'ReadThread', pointId: pointId('DC01'), upTo: 99 }, CONTROLLER);
  assert.equal(thread()?.readBy, { point: 3, room: 3 });
  assert.equal(given.do({ type: 'ReadThread', pointId: pointId('DC01'), upTo: 2 }, CONTROLLER), []);
  given.do(write(), CONTROLLER);
  given.do({ type: 'NoteReading', marks: [mark('DC01', { readUpTo: 4 })] }, SYSTEM);
  assert.equal(thread()?.readBy, { point: 4, room: 4 });
});

test('[F5] [A1] a point writes for itself alone, answers only what it was sent, and nobody writes after the end', () => {
  const given = town();
  withDevices(given, 'DC01', 'DC03');
  given.do(send({ kind: 'area', area: 'Nam' }));
  const write = (code: string, instructionId: InstructionId | null = null) =>
    ({ type: 'SendMessage', pointId: pointId(code), textId: TEXT, instructionId }) as const;
  assert.equal(given.decide(write('DC03'), by('DC01')), { ok: false, kind: 'forbidden', field: 'pointId' });
  assert.equal(given.decide(write('DC01', I1), by('DC01')), { ok: false, kind: 'not-found', field: 'instructionId' });
  given.do(write('DC03', I1), by('DC03'));
  given.do({ type: 'EnterPhase', phase: 'ended' });
  for (const who of [by('DC01'), CONTROLLER]) {
    assert.equal(given.decide(write('DC01'), who), { ok: false, kind: 'wrong-phase' });
  }
  assert.equal(given.decide(send({ kind: 'all' }, 'i2' as InstructionId)), { ok: false, kind: 'wrong-phase' });
});

test.run();
