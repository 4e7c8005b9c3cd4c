import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ConnectionId, PersonalId, PointId } from '@hub/shared/model/ids.ts';
import type { Contact } from '@hub/shared/model/point.ts';
import { controlUp, pointUp } from '@hub/shared/protocol/up.ts';
import type { ControlUp } from '@hub/shared/protocol/up.ts';
import type { PointState } from '@hub/server/domain/state.ts';
import { parseStrict } from '@hub/server/ingest/inspect.ts';
import { controlCommand, importCommand, pointCommand } from '@hub/server/ingest/to-command.ts';
import type { ControlSurroundings, Making } from '@hub/server/ingest/to-command.ts';

const NOW = 1_662_854_400_000;
const DC01 = 'DC01' as PointId;
let ids = 0;
const makeId = (): string => `id-${++ids}`;

const around: ControlSurroundings = {
  makeId,
  now: NOW,
  role: 'administrator',
  grantHash: 'hash-of-the-secret',
  state: { session: () => null, device: () => undefined, point: () => undefined, points: () => [] },
  contactOf: () => undefined,
  vitalsOf: () => null,
};
const atPoint = { ...around, pointId: DC01, connectionId: 'c1' as ConnectionId };

const LINE = {
  id: 'DC01',
  name: ' Hội trường\u0000 Thị ủy ',
  shortName: 'Thị ủy',
  unit: 'Đảng ủy',
  block: 'Trung tâm',
  area: 'Phường Tân Lập',
  summoned: 45,
  kind: 'host',
  linkKind: 'livekit',
  carrier: 'VNPT',
  backupLine: '4G',
  technician: 'KTV 1',
  longitude: null,
  latitude: null,
  contact: { name: 'Bí thư', phone: '0912 000 111', backupPhone: '' },
} satisfies ControlUp['point:add']['line'];

function made(making: Making): Extract<Making, { ok: true }> {
  if (!making.ok) throw new Error(making.kind);
  return making;
}

const REPORT = { commandId: 'command-1', roundId: 'r1', present: 40, excused: 3, unexcused: 2, guests: 1 };

test('[A1] a report is for the point of the credential, whatever the payload', () => {
  const making = made(pointCommand('point:headcount', { ...REPORT, fence: 2, seq: 7 }, atPoint));
  assert.equal(making.command, {
    type: 'ReportHeadcount',
    pointId: DC01,
    roundId: 'r1',
    count: { present: 40, excused: 3, unexcused: 2, guests: 1 },
    summoned: null,
    reason: null,
    noteId: null,
    confirmed: false,
    pen: { fence: 2, seq: 7 },
  });
  assert.not.ok(parseStrict(pointUp['point:headcount'], { ...REPORT, fence: 1, seq: 1, pointId: 'DC02' }).ok);
});

test('[H8] the control room reports for a point without the pen', () => {
  const { command } = made(controlCommand('headcount:report', { ...REPORT, pointId: 'DC09' }, around));
  assert.ok(command.type === 'ReportHeadcount' && command.pen === null && command.pointId === 'DC09');
});

test('[G7] what a person typed goes beside the log, never into the command', () => {
  const note = 'Đ/c Minh xin đến muộn';
  const making = made(
    pointCommand('point:headcount', { ...REPORT, note, reason: 'other', summoned: 46, fence: 1, seq: 1 }, atPoint),
  );
  assert.not.ok(JSON.stringify(making.command).includes('Minh'));
  assert.equal(making.personal, [{ id: (making.command as { noteId: string }).noteId, kind: 'text', value: note }]);

  const added = made(controlCommand('point:add', { commandId: 'command-2', line: LINE }, around));
  assert.not.ok(JSON.stringify(added.command).includes('0912'));
  assert.equal(added.personal[0]?.value, { name: 'Bí thư', phone: '0912 000 111', backupPhone: '' });
});

test('[A6] typed lines are one line of NFC text without control or direction characters', () => {
  const line = { ...LINE, name: ' Hội\u202E trường\u0000\nThị  ủy '.normalize('NFD') };
  const { command } = made(controlCommand('point:add', { commandId: 'command-3', line }, around));
  assert.ok(command.type === 'AddPoint');
  assert.is(command.point.name, 'Hội trường Thị ủy');
});

test('an unchanged contact keeps its record, so that an unchanged line is no change', () => {
  const held = 'p-1' as PersonalId;
  const contact: Contact = { name: 'Bí thư', phone: '0912 000 111', backupPhone: '' };
  const known = {
    ...around,
    state: { ...around.state, point: () => ({ point: { contactId: held } }) as unknown as PointState },
    contactOf: () => contact,
  };
  const same = made(controlCommand('point:edit', { commandId: 'command-4', line: LINE }, known));
  assert.ok(same.command.type === 'EditPoint' && same.command.point.contactId === held);
  assert.is(same.personal.length, 0);
  const other = { ...LINE, contact: { ...LINE.contact, phone: '0988 000 222' } };
  const changed = made(controlCommand('point:edit', { commandId: 'command-5', line: other }, known));
  assert.ok(changed.command.type === 'EditPoint' && changed.command.point.contactId !== held);
  assert.is(changed.personal.length, 1);
});

test('a line without a contact names no record', () => {
  const line = { ...LINE, contact: { name: ' ', phone: '', backupPhone: '' } };
  const { command, personal } = importCommand([line as never], true, around);
  assert.ok(command.type === 'ImportRoster' && command.points[0]?.contactId === null && command.retireMissing);
  assert.is(personal.length, 0);
});

test('[A4] minting carries the hash alone, and a link dies after a day while a card does not', () => {
  const mint = (kind: 'link' | 'card' | 'code') =>
    made(controlCommand('grant:mint', { commandId: 'command-6', kind, role: 'operator', pointId: 'DC01' }, around))
      .command;
  const link = mint('link');
  assert.ok(link.type === 'MintGrant');
  assert.is(link.hash, 'hash-of-the-secret');
  assert.is(link.expiresAt, NOW + 24 * 3_600_000);
  const card = mint('card');
  assert.ok(card.type === 'MintGrant' && card.expiresAt === null);
});

test('a round has the hub’s deadline, and a named one a name', () => {
  const { command } = made(
    controlCommand('round:open', { commandId: 'command-7', kind: 'opening', deadlineMinutes: 15 }, around),
  );
  assert.ok(command.type === 'OpenRound' && command.deadlineAt === NOW + 15 * 60_000);
  const unnamed = controlCommand('round:open', { commandId: 'command-8', kind: 'named', name: '  ' }, around);
  assert.equal(unnamed, { ok: false, kind: 'invalid', field: 'name' });
});

test('[L8] the control room admits a device only to the point it belongs to', () => {
  const making = controlCommand(
    'device:admit',
    { commandId: 'command-9', pointId: 'DC01', deviceId: 'd1', as: 'assistant' },
    around,
  );
  assert.equal(making, { ok: false, kind: 'not-found', field: 'deviceId' });
});

test('[A6] an unknown key is named, also one that would reach a prototype', () => {
  const odd = JSON.parse('{"commandId":"command-10","seesAndHears":true,"__proto__":{"admin":true}}') as unknown;
  assert.equal(parseStrict(pointUp['point:word'], odd), { ok: false, kind: 'invalid', field: '__proto__' });
  assert.equal(parseStrict(controlUp['point:detail'], { pointId: 'DC01', more: 1 }), {
    ok: false,
    kind: 'invalid',
    field: 'more',
  });
  assert.equal(parseStrict(pointUp['point:headcount'], { ...REPORT, present: -1, fence: 1, seq: 1 }), {
    ok: false,
    kind: 'invalid',
    field: 'present',
  });
});

test.run();
