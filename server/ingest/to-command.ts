import type { StaffRole } from '@hub/shared/model/access.ts';
import { CODE_LIFETIME_MS, LINK_LIFETIME_MS } from '@hub/shared/model/access.ts';
import type {
  ConnectionId,
  DeviceId,
  GrantId,
  HandoverId,
  IncidentId,
  InstructionId,
  PersonalId,
  PointId,
  RoundId,
  TurnId,
  SessionId,
} from '@hub/shared/model/ids.ts';
import type { Addressees } from '@hub/shared/model/instruction.ts';
import type { Vitals } from '@hub/shared/model/link.ts';
import type { Contact, Point, RosterLine } from '@hub/shared/model/point.ts';
import type { ErrorKind } from '@hub/shared/protocol/errors.ts';
import type { ControlEvent, ControlUp, PointEvent, PointUp } from '@hub/shared/protocol/up.ts';
import type { Command, PersonalValue } from '../domain/commands.ts';
import type { StateReader } from '../domain/state.ts';

/** A command with the personal values it names, which go beside the log (G7). */
export interface Made {
  readonly ok: true;
  readonly command: Command;
  readonly personal: readonly PersonalValue[];
}
export type Making = Made | { readonly ok: false; readonly kind: ErrorKind; readonly field?: string };

/** What a message does not bring along. Ids of new things are made here, so that the domain needs no randomness. */
export interface Surroundings {
  readonly makeId: () => string;
  readonly now: number;
  readonly state: Pick<StateReader, 'session' | 'device' | 'point' | 'points'>;
  /** The contact a point has now, so that an unchanged one keeps its record. */
  readonly contactOf: (id: PersonalId) => Contact | undefined;
}

export interface PointSurroundings extends Surroundings {
  readonly pointId: PointId;
  readonly connectionId: ConnectionId;
}

export interface ControlSurroundings extends Surroundings {
  readonly role: StaffRole;
  /** What is known at this moment of the line of the point that has the turn, or null: the pre-check's (F4). */
  readonly vitalsOf: (turnId: TurnId) => Vitals | null;
  /** For `grant:mint`: made by the caller, who alone keeps the secret until it is told. */
  readonly grantHash: string;
}

/** Events of a point that become commands. Vitals never do: they are samples (G6). */
export type PointCommandEvent = Exclude<PointEvent, 'point:vitals' | 'point:reading' | 'media:join'>;
export type ControlCommandEvent = Exclude<
  ControlEvent,
  | 'view:subscribe'
  | 'point:detail'
  | 'point:attend'
  | 'instruction:detail'
  | 'instruction:texts'
  | 'incident:closed'
  | 'access:list'
  | 'cards:list'
  | 'nodes:list'
  | 'media:watch'
  | 'media:ingress'
>;

type PointTable = { readonly [E in PointCommandEvent]: (message: PointUp[E], around: PointSurroundings) => Making };
type ControlTable = {
  readonly [E in ControlCommandEvent]: (message: ControlUp[E], around: ControlSurroundings) => Making;
};

const POINT_TABLE: PointTable = {
  'point:leave': (_, { pointId, connectionId }) => made({ type: 'LeavePoint', pointId, connectionId }),
  'point:hidden': ({ hidden }, { pointId, connectionId }) => made({ type: 'HidePage', pointId, connectionId, hidden }),
  'point:word': ({ seesAndHears }, { pointId }) => made({ type: 'GiveWord', pointId, seesAndHears }),
  'point:fault': ({ fault, present }, { pointId }) => made({ type: 'ReportFault', pointId, fault, present }),
  'point:checklist': ({ prep, item, state }, { pointId }) => made({ type: 'CheckItem', pointId, prep, item, state }),
  'point:headcount': (message, around) =>
    report(message, around.pointId, { fence: message.fence, seq: message.seq }, around),
  'device:admit': ({ deviceId, as }) => made({ type: 'AdmitDevice', deviceId: deviceId as DeviceId, as }),
  'instruction:confirm': ({ instructionId }, { pointId }) =>
    made({ type: 'ConfirmInstruction', pointId, instructionId: instructionId as InstructionId }),
  'point:message': ({ text, instructionId }, { pointId, makeId }) =>
    withText(text, makeId, (textId) => ({
      type: 'SendMessage',
      pointId,
      textId,
      instructionId: (instructionId as InstructionId | undefined) ?? null,
    })),
  'floor:request': (_, { pointId, makeId }) => made({ type: 'RequestFloor', turnId: makeId() as TurnId, pointId }),
  'floor:withdraw': (_, { pointId }) => made({ type: 'WithdrawFloor', pointId }),
};

const CONTROL_TABLE: ControlTable = {
  'round:open': ({ kind, name, deadlineMinutes }, { makeId, now }) => {
    if (kind === 'named' && (name ?? '').trim() === '') return { ok: false, kind: 'invalid', field: 'name' };
    return made({
      type: 'OpenRound',
      roundId: makeId() as RoundId,
      kind,
      name: kind === 'named' ? clean(name ?? '') : '',
      deadlineAt: deadlineMinutes === undefined ? null : now + deadlineMinutes * 60_000,
    });
  },
  'round:freeze': ({ roundId }) => made({ type: 'FreezeRound', roundId: roundId as RoundId }),
  'round:unfreeze': ({ roundId }) => made({ type: 'UnfreezeRound', roundId: roundId as RoundId }),
  'round:remind': ({ roundId, points }) =>
    made({ type: 'RemindPoints', roundId: roundId as RoundId, points: points as 'all' | PointId[] }),
  'headcount:report': (message, around) => report(message, message.pointId as PointId, null, around),
  'point:release': ({ pointId }) => made({ type: 'ReleasePoint', pointId: pointId as PointId }),
  'point:take': ({ pointIds, takeOver }) =>
    made({ type: 'TakePoints', pointIds: pointIds as PointId[], takeOver: takeOver ?? false }),
  'point:pass': ({ pointIds, to }) =>
    made({ type: 'PassPoints', pointIds: pointIds as PointId[], to: to as DeviceId | null }),
  'shift:handover': ({ text, to }, { makeId }) => {
    const written = personalText('text', text, makeId);
    if (!written) return { ok: false, kind: 'invalid', field: 'text' };
    const handoverId = makeId() as HandoverId;
    return made(
      { type: 'LeaveHandover', handoverId, textId: written.id, to: (to as DeviceId | undefined) ?? null },
      written,
    );
  },
  'shift:read': ({ handoverId }) => made({ type: 'ReadHandover', handoverId: handoverId as HandoverId }),
  'device:admit': ({ pointId, deviceId, as }, { state }) =>
    state.device(deviceId as DeviceId)?.pointId === pointId
      ? made({ type: 'AdmitDevice', deviceId: deviceId as DeviceId, as })
      : { ok: false, kind: 'not-found', field: 'deviceId' },
  'device:revoke': ({ deviceId }) => made({ type: 'RevokeDevice', deviceId: deviceId as DeviceId }),
  'instruction:send': ({ text, urgent, to }, { makeId }) =>
    withText(text, makeId, (textId) => ({
      type: 'SendInstruction',
      instructionId: makeId() as InstructionId,
      textId,
      urgent,
      to: to as Addressees,
    })),
  'instruction:resend': ({ instructionId }) =>
    made({ type: 'ResendInstruction', instructionId: instructionId as InstructionId }),
  'instruction:set-texts': ({ texts, basedOn }, { makeId }) => {
    const id = makeId() as PersonalId;
    const value = texts.map(clean).filter((text) => text !== '');
    return made(
      { type: 'SetCannedTexts', textsId: id, basedOn: basedOn as PersonalId | null | undefined },
      { id, kind: 'text', value },
    );
  },
  'message:send': ({ pointId, text }, { makeId }) =>
    withText(text, makeId, (textId) => ({
      type: 'SendMessage',
      pointId: pointId as PointId,
      textId,
      instructionId: null,
    })),
  'message:read': ({ pointId, upTo }) => made({ type: 'ReadThread', pointId: pointId as PointId, upTo }),
  'floor:add': ({ pointId }, { makeId }) =>
    made({ type: 'RequestFloor', turnId: makeId() as TurnId, pointId: pointId as PointId }),
  'floor:move': ({ turnId, before }) =>
    made({ type: 'MoveTurn', turnId: turnId as TurnId, before: before as TurnId | null }),
  'floor:standby': ({ turnId }, { vitalsOf }) =>
    made({ type: 'CallToStandby', turnId: turnId as TurnId, vitals: vitalsOf(turnId as TurnId) }),
  'floor:check': ({ turnId }, { vitalsOf }) =>
    made({ type: 'RepeatCheck', turnId: turnId as TurnId, vitals: vitalsOf(turnId as TurnId) }),
  'floor:give': ({ turnId, minutes, despite }, { vitalsOf }) =>
    made({
      type: 'GiveFloor',
      turnId: turnId as TurnId,
      vitals: vitalsOf(turnId as TurnId),
      limitMs: minutes === undefined ? null : minutes * 60_000,
      despite,
    }),
  'floor:limit': ({ turnId, minutes }) =>
    made({ type: 'LimitTurn', turnId: turnId as TurnId, limitMs: minutes * 60_000 }),
  'floor:end': ({ turnId }) => made({ type: 'EndTurn', turnId: turnId as TurnId }),
  'floor:skip': ({ turnId }) => made({ type: 'SkipTurn', turnId: turnId as TurnId }),
  'floor:return': ({ turnId, to }) => made({ type: 'ReturnTurn', turnId: turnId as TurnId, to }),
  'media:mute': ({ pointId, source }) => made({ type: 'MuteMedia', pointId: pointId as PointId, source }),
  'media:restart': ({ pointId }) => made({ type: 'RestartPublishing', pointId: pointId as PointId }),
  'incident:acknowledge': ({ incidentId }) =>
    made({ type: 'AcknowledgeIncident', incidentId: incidentId as IncidentId }),
  'incident:resolve': ({ incidentId, finding, text }, { makeId }) => {
    if (text !== undefined && finding === undefined) return { ok: false, kind: 'invalid', field: 'finding' };
    const said = personalText('text', text, makeId);
    return made(
      {
        type: 'ResolveIncident',
        incidentId: incidentId as IncidentId,
        finding: finding ?? null,
        textId: said?.id ?? null,
      },
      ...(said ? [said] : []),
    );
  },
  'incident:open': ({ pointId, cause, note }, { makeId }) => {
    const said = personalText('text', note, makeId);
    return made(
      { type: 'OpenIncident', pointId: pointId as PointId, cause, textId: said?.id ?? null },
      ...(said ? [said] : []),
    );
  },
  'incident:note': ({ incidentId, text }, { makeId }) =>
    withText(text, makeId, (textId) => ({ type: 'NoteIncident', incidentId: incidentId as IncidentId, textId })),
  'point:mute': ({ pointId, untilMs }) => made({ type: 'MutePoint', pointId: pointId as PointId, until: untilMs }),
  'phase:enter': ({ phase }) => made({ type: 'EnterPhase', phase }),
  'session:edit': ({ title, hostName, hotline, plannedAt }) =>
    made({
      type: 'EditSession',
      change: { title: clean(title), hostName: clean(hostName), hotline: clean(hotline), plannedAt },
    }),
  'session:renew': ({ from, title, plannedAt, early }, { makeId, state }) => {
    const held = state.session()?.head;
    if (!held) return { ok: false, kind: 'not-found', field: 'from' };
    return made({
      type: 'RenewSession',
      from: from as SessionId,
      head: { ...held, id: makeId() as SessionId, title: clean(title), plannedAt },
      early: early ?? false,
    });
  },
  'point:add': ({ line }, around) => rosterCommand('AddPoint', line, around),
  'point:edit': ({ line }, around) => rosterCommand('EditPoint', line, around),
  'point:retire': ({ pointId }) => made({ type: 'RetirePoint', pointId: pointId as PointId }),
  'grant:mint': ({ kind, role, pointId, label }, { makeId, now, grantHash }) => {
    const labelled = personalText('staff', label, makeId);
    return made(
      {
        type: 'MintGrant',
        grantId: makeId() as GrantId,
        kind,
        role,
        pointId: (pointId as PointId | undefined) ?? null,
        hash: grantHash,
        labelId: labelled?.id ?? null,
        // A card lives as long as its session; what is sent or read out is for once.
        expiresAt: kind === 'card' ? null : now + (kind === 'code' ? CODE_LIFETIME_MS : LINK_LIFETIME_MS),
      },
      ...(labelled ? [labelled] : []),
    );
  },
  'cards:revoke': ({ points }, { state }) =>
    made({ type: 'RevokeCards', pointIds: points === 'all' ? rosterIds(state) : (points as PointId[]) }),
  'nodes:forget': ({ node }) => made({ type: 'ForgetNode', node }),
  'grant:revoke': ({ grantId }) => made({ type: 'RevokeGrant', grantId: grantId as GrantId }),
};

export function pointCommand<E extends PointCommandEvent>(
  event: E,
  message: PointUp[E],
  around: PointSurroundings,
): Making {
  return POINT_TABLE[event](message, around);
}

export function controlCommand<E extends ControlCommandEvent>(
  event: E,
  message: ControlUp[E],
  around: ControlSurroundings,
): Making {
  return CONTROL_TABLE[event](message, around);
}

/** A whole roster as one command: all or nothing. */
export function importCommand(lines: readonly RosterLine[], retireMissing: boolean, around: Surroundings): Made {
  const personal: PersonalValue[] = [];
  const points = lines.map((line) => {
    const { point, contact } = rosterPoint(line, around);
    if (contact) personal.push(contact);
    return point;
  });
  return { ok: true, command: { type: 'ImportRoster', points, retireMissing }, personal };
}

/** The points of the roster as it stands, in its order. */
export function rosterIds(state: Pick<StateReader, 'points'>): PointId[] {
  return [...state.points()].filter(({ retired }) => !retired).map(({ point }) => point.id);
}

/** A label or note as a record of the side table, or undefined when there is nothing to keep. */
export function personalText(
  kind: 'text' | 'staff',
  text: string | undefined,
  makeId: () => string,
): (PersonalValue & { readonly value: string }) | undefined {
  const value = clean(text ?? '');
  return value === '' ? undefined : { id: makeId() as PersonalId, kind, value };
}

function made(command: Command, ...personal: readonly PersonalValue[]): Made {
  return { ok: true, command, personal };
}

/** What a person wrote, which stands beside the log (G7). */
function withText(text: string, makeId: () => string, command: (textId: PersonalId) => Command): Making {
  const written = personalText('text', text, makeId);
  return written ? made(command(written.id), written) : { ok: false, kind: 'invalid', field: 'text' };
}

function report(
  message: PointUp['point:headcount'] | ControlUp['headcount:report'],
  pointId: PointId,
  pen: { readonly fence: number; readonly seq: number } | null,
  { makeId }: Surroundings,
): Making {
  const { roundId, present, excused, unexcused, guests, summoned, reason } = message;
  const note = personalText('text', message.note, makeId);
  return made(
    {
      type: 'ReportHeadcount',
      pointId,
      roundId: roundId as RoundId,
      count: { present, excused, unexcused, guests },
      summoned: summoned ?? null,
      reason: reason ?? null,
      noteId: note?.id ?? null,
      confirmed: message.confirmed ?? false,
      pen,
    },
    ...(note ? [note] : []),
  );
}

type WireLine = ControlUp['point:add']['line'];

function rosterCommand(type: 'AddPoint' | 'EditPoint', line: WireLine, around: Surroundings): Making {
  const { point, contact } = rosterPoint(line as RosterLine, around);
  return made({ type, point }, ...(contact ? [contact] : []));
}

/** The contact of a line gets a new record only when it changed, so that an unchanged line is no change at all. */
function rosterPoint(line: RosterLine, around: Surroundings): { point: Point; contact: PersonalValue | undefined } {
  const { contact, ...rest } = line;
  const point = {
    ...rest,
    name: clean(rest.name),
    shortName: clean(rest.shortName),
    unit: clean(rest.unit),
    block: clean(rest.block),
    area: clean(rest.area),
    carrier: clean(rest.carrier),
    backupLine: clean(rest.backupLine),
    technician: clean(rest.technician),
  };
  const cleaned: Contact = {
    name: clean(contact.name),
    phone: clean(contact.phone),
    backupPhone: clean(contact.backupPhone),
  };
  if (cleaned.name === '' && cleaned.phone === '' && cleaned.backupPhone === '') {
    return { point: { ...point, contactId: null }, contact: undefined };
  }
  const heldId = around.state.point(line.id)?.point.contactId ?? null;
  const held = heldId === null ? undefined : around.contactOf(heldId);
  if (heldId !== null && held && sameContact(held, cleaned)) {
    return { point: { ...point, contactId: heldId }, contact: undefined };
  }
  const id = around.makeId() as PersonalId;
  return { point: { ...point, contactId: id }, contact: { id, kind: 'contact', value: cleaned } };
}

function sameContact(a: Contact, b: Contact): boolean {
  return a.name === b.name && a.phone === b.phone && a.backupPhone === b.backupPhone;
}

/** One line of NFC text without control or direction-changing characters: what a person typed, not markup (A6). */
function clean(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
