import { MAP_FILES } from '@hub/shared/model/area-map.ts';
import type { Command } from '@hub/server/domain/commands.ts';
import { SYSTEM } from '@hub/server/domain/events.ts';
import type { Actor } from '@hub/server/domain/events.ts';
import type { DeviceState, PointState } from '@hub/server/domain/state.ts';
import type { Projection } from '@hub/server/hub/projection.ts';
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
  SessionId,
  TurnId,
} from '@hub/shared/model/ids.ts';
import { CHECK_ITEMS, CHECK_STATES } from '@hub/shared/model/checklist.ts';
import { CHECK_PROBLEMS, EMPTY_FLOOR } from '@hub/shared/model/floor.ts';
import type { Addressees } from '@hub/shared/model/instruction.ts';
import { FINDINGS, HAND_CAUSES } from '@hub/shared/model/incident.ts';
import { FAULTS } from '@hub/shared/model/link.ts';
import { LINK_KINDS } from '@hub/shared/model/point.ts';
import { PHASES, ROUND_KINDS } from '@hub/shared/model/session.ts';
import { ADMINISTRATOR, aPoint, CONTROLLER, flowing, HEAD, people, TECHNICIAN } from './builders.ts';
import type { Random } from './random.ts';

interface Asked {
  readonly command: Command;
  readonly actor: Actor;
}

/** Something that somebody might ask of this state, sensible more often than not. `name` makes new ids unique. */
export function randomCommand(random: Random, projection: Projection, name: string): Asked {
  const points = [...projection.points()];
  const point = random.pick(points);
  const pointId = point.point.id;
  const devices = [...projection.devices()];
  const own = devices.filter((device) => device.pointId === pointId);
  const device = own.length > 0 ? random.pick(own) : undefined;
  const by = device ? actorOf(device) : CONTROLLER;
  const desk = random.pick([CONTROLLER, TECHNICIAN, ADMINISTRATOR]);
  const asked = (command: Command, actor: Actor = desk): Asked => ({ command, actor });
  const makers: readonly (readonly [weight: number, make: () => Asked])[] = [
    [6, () => asked(randomReport(random, projection, point, device), random.chance(0.8) ? by : CONTROLLER)],
    [5, () => asked(openConnection(device, name), by)],
    [3, () => asked(closeConnection(random, point), SYSTEM)],
    [3, () => asked({ type: 'GiveWord', pointId, seesAndHears: random.chance(0.7) }, by)],
    [2, () => asked(check(random, projection, point), by)],
    [3, () => asked({ type: 'ReportFault', pointId, fault: random.pick(FAULTS), present: random.chance(0.6) }, by)],
    [2, () => asked(hidePage(random, point), by)],
    [1, () => asked(leave(point), by)],
    [1, () => asked({ type: 'TakePoints', pointIds: [pointId], takeOver: random.chance(0.3) }, aDesk(random, devices))],
    [
      0.7,
      () =>
        asked(
          { type: 'PassPoints', pointIds: [pointId], to: random.chance(0.7) ? anyDesk(random, devices) : null },
          aDesk(random, devices),
        ),
    ],
    [0.7, () => asked(handover(random, devices, name), aDesk(random, devices))],
    [0.7, () => asked({ type: 'ReadHandover', handoverId: anyHandover(random, projection) }, aDesk(random, devices))],
    [0.5, () => asked(mintStaff(name), ADMINISTRATOR)],
    [0.5, () => asked(claimStaff(random, projection, name), SYSTEM)],
    [2, () => asked(claim(point, name), SYSTEM)],
    [1, () => asked(mint(point, name), ADMINISTRATOR)],
    [0.7, () => asked(printCard(point, name, projection.lastAt), ADMINISTRATOR)],
    [0.3, () => asked({ type: 'RevokeCards', pointIds: [pointId] }, ADMINISTRATOR)],
    [
      1,
      () =>
        asked(
          { type: 'AdmitDevice', deviceId: anyDevice(random, devices), as: random.pick(['assistant', 'take-over']) },
          random.chance(0.5) ? by : desk,
        ),
    ],
    [0.5, () => asked({ type: 'RevokeDevice', deviceId: anyDevice(random, devices) }, ADMINISTRATOR)],
    [0.3, () => asked({ type: 'RevokeGrant', grantId: `card-${pointId}` as GrantId }, ADMINISTRATOR)],
    [
      1.5,
      () =>
        asked({
          type: 'OpenRound',
          roundId: `round-${name}` as RoundId,
          kind: random.pick(ROUND_KINDS),
          name: 'Giữa giờ',
          deadlineAt: random.chance(0.5) ? projection.lastAt + 5_000 : null,
        }),
    ],
    [1, () => asked({ type: 'FreezeRound', roundId: anyRound(random, projection) })],
    [
      1,
      () =>
        asked({
          type: 'RemindPoints',
          roundId: anyRound(random, projection),
          points: random.chance(0.5) ? 'all' : [pointId],
        }),
    ],
    [0.3, () => asked(erasure(random, projection), ADMINISTRATOR)],
    [0.1, () => asked({ type: 'NoteMapFile', file: random.pick(MAP_FILES), bytes: 1_024 }, ADMINISTRATOR)],
    [0.4, () => asked(renewal(projection, name), ADMINISTRATOR)],
    [0.5, () => asked({ type: 'UnfreezeRound', roundId: anyRound(random, projection) })],
    [0.7, () => asked({ type: 'EnterPhase', phase: random.pick(PHASES) }, ADMINISTRATOR)],
    [1, () => asked({ type: 'ReleasePoint', pointId })],
    [
      2,
      () =>
        asked(
          {
            type: 'ObserveMedia',
            pointId,
            media: random.chance(0.5) ? flowing(projection.lastAt) : { status: 'gone', at: projection.lastAt },
          },
          SYSTEM,
        ),
    ],
    [
      0.3,
      () =>
        asked({ type: 'ChangeMediaFeed', feed: random.pick(['live', 'stale']), ingress: random.chance(0.5) }, SYSTEM),
    ],
    [1, () => asked({ type: 'MuteMedia', pointId, source: random.pick(['camera', 'microphone']) })],
    [0.5, () => asked({ type: 'RestartPublishing', pointId })],
    [0.2, () => asked({ type: 'RestartHub' }, SYSTEM)],
    [0.3, () => asked({ type: 'LoseNode', node: random.pick(['n1', 'n2']) }, SYSTEM)],
    [0.1, () => asked({ type: 'ForgetNode', node: 'n2' }, ADMINISTRATOR)],
    [4, () => asked({ type: 'ReviewLink', pointId }, SYSTEM)],
    [2, () => asked({ type: 'ReviewIncident', incidentId: anyIncident(random, projection) }, SYSTEM)],
    [1, () => asked(instruct(random, pointId, name), CONTROLLER)],
    [0.7, () => asked({ type: 'ResendInstruction', instructionId: anyInstruction(random, projection) }, CONTROLLER)],
    [2, () => asked(noteReading(random, projection, pointId), SYSTEM)],
    [2, () => asked({ type: 'ConfirmInstruction', pointId, instructionId: anyInstruction(random, projection) }, by)],
    [1.5, () => asked(writeMessage(random, projection, pointId, name), random.chance(0.5) ? by : desk)],
    [1, () => asked({ type: 'ReadThread', pointId, upTo: random.int(1, 20) })],
    [
      0.2,
      () => asked({ type: 'SetCannedTexts', textsId: `texts-${name}` as PersonalId, basedOn: undefined }, CONTROLLER),
    ],
    [
      2,
      () => asked({ type: 'RequestFloor', turnId: `turn-${name}` as TurnId, pointId }, random.chance(0.8) ? by : desk),
    ],
    [0.5, () => asked({ type: 'WithdrawFloor', pointId }, by)],
    [4, () => asked(randomTurnCommand(random, projection), CONTROLLER)],
    [1, () => asked({ type: 'AcknowledgeIncident', incidentId: anyIncident(random, projection) })],
    [0.4, () => asked({ type: 'ResolveIncident', incidentId: anyIncident(random, projection) })],
    [
      0.4,
      () =>
        asked({
          type: 'ResolveIncident',
          incidentId: anyIncident(random, projection),
          finding: random.pick(FINDINGS),
          textId: `text-${name}` as PersonalId,
        }),
    ],
    [
      0.5,
      () =>
        asked({
          type: 'OpenIncident',
          pointId,
          cause: random.pick(HAND_CAUSES),
          textId: random.chance(0.5) ? (`text-${name}` as PersonalId) : null,
        }),
    ],
    [
      0.5,
      () =>
        asked({
          type: 'NoteIncident',
          incidentId: anyIncident(random, projection),
          textId: `text-${name}` as PersonalId,
        }),
    ],
    [
      0.5,
      () =>
        asked({
          type: 'MutePoint',
          pointId,
          until: random.chance(0.3) ? null : projection.lastAt + random.int(60_000, 900_000),
        }),
    ],
    [3, () => asked({ type: 'ReviewCommonCause' }, SYSTEM)],
    [1, () => asked({ type: 'EscalateIncident', incidentId: anyIncident(random, projection) }, SYSTEM)],
    [1, () => asked({ type: 'ReviewRound', roundId: anyRound(random, projection) }, SYSTEM)],
    [0.1, () => asked({ type: 'NoteHubTrouble', since: projection.lastAt }, SYSTEM)],
    [0.5, () => asked({ type: 'EditSession', change: { ...HEAD, title: name } }, ADMINISTRATOR)],
    [
      0.7,
      () =>
        asked(
          {
            type: 'EditPoint',
            point: { ...point.point, summoned: random.int(10, 90), linkKind: random.pick(LINK_KINDS) },
          },
          ADMINISTRATOR,
        ),
    ],
    [0.4, () => asked({ type: 'AddPoint', point: aPoint(`N${random.int(1, 6)}`) }, ADMINISTRATOR)],
    [0.3, () => asked({ type: 'RetirePoint', pointId }, ADMINISTRATOR)],
    [
      0.2,
      () =>
        asked(
          {
            type: 'ImportRoster',
            points: points.map((each) => ({ ...each.point, summoned: random.int(10, 90) })),
            retireMissing: false,
          },
          ADMINISTRATOR,
        ),
    ],
  ];
  let dice = random.next() * makers.reduce((total, [weight]) => total + weight, 0);
  for (const [weight, make] of makers) if ((dice -= weight) < 0) return make();
  return asked({ type: 'ReviewLink', pointId }, SYSTEM);
}

function actorOf(device: DeviceState): Actor {
  if (device.pointId === null) return CONTROLLER;
  return { kind: 'operator', deviceId: device.id, role: 'operator', pointId: device.pointId };
}

function randomReport(
  random: Random,
  projection: Projection,
  { point }: PointState,
  device: DeviceState | undefined,
): Command {
  const excused = random.int(0, 5);
  const present = Math.max(0, point.summoned - excused);
  return {
    type: 'ReportHeadcount',
    pointId: point.id,
    roundId: anyRound(random, projection),
    count: people(present, Math.min(excused, point.summoned), random.chance(0.1) ? 1 : 0, random.int(0, 3)),
    summoned: null,
    reason: random.chance(0.3) ? 'other' : null,
    noteId: null,
    confirmed: random.chance(0.9),
    pen: { fence: random.pick([...(device?.fences ?? []), 1]), seq: random.int(1, 200) },
  };
}

const openConnection = (device: DeviceState | undefined, name: string): Command => ({
  type: 'OpenConnection',
  deviceId: device?.id ?? ('nobody' as DeviceId),
  connectionId: `line-${name}` as ConnectionId,
  ...(name.length % 2 === 0 && { node: name.length % 4 === 0 ? 'n1' : 'n2' }),
});

function closeConnection(random: Random, point: PointState): Command {
  const how = random.pick(['closed', 'silent'] as const);
  return { type: 'CloseConnection', pointId: point.point.id, connectionId: aConnection(point), how };
}
const hidePage = (random: Random, point: PointState): Command => ({
  type: 'HidePage',
  pointId: point.point.id,
  connectionId: aConnection(point),
  hidden: random.chance(0.6),
});
const leave = (point: PointState): Command => ({
  type: 'LeavePoint',
  pointId: point.point.id,
  connectionId: aConnection(point),
});
const aConnection = (point: PointState): ConnectionId =>
  point.evidence.connections[0]?.connectionId ?? ('none' as ConnectionId);

const mint = ({ point, cardId }: PointState, name: string): Command => ({
  type: 'MintGrant',
  grantId: (cardId === null ? `card-${point.id}` : `card-${point.id}-${name}`) as GrantId,
  kind: 'card',
  role: 'operator',
  pointId: point.id,
  hash: cardId === null ? `hash-${point.id}` : `hash-${point.id}-${name}`,
  labelId: null,
  expiresAt: null,
});
/** Its ids are made so that `claim` finds the hash of whatever card a point has. */
const printCard = ({ point }: PointState, name: string, now: number): Command => ({
  type: 'PrintCards',
  cards: [
    {
      pointId: point.id,
      cardId: `card-${point.id}-${name}` as GrantId,
      cardHash: `hash-${point.id}-${name}`,
      codeId: `code-${point.id}-${name}` as GrantId,
      codeHash: `code-hash-${point.id}-${name}`,
    },
  ],
  expiresAt: now + 3_600_000,
});
const claim = ({ cardId }: PointState, name: string): Command => ({
  type: 'ClaimGrant',
  grantHash: cardId?.replace('card', 'hash') ?? 'none',
  deviceId: `device-${name}` as DeviceId,
  keyHash: `key-${name}`,
  labelId: null,
});

const check = (random: Random, projection: Projection, { point }: PointState): Command => ({
  type: 'CheckItem',
  pointId: point.id,
  prep: (projection.session()?.prep ?? 0) - (random.chance(0.1) ? 1 : 0),
  item: random.pick(CHECK_ITEMS),
  state: random.pick(CHECK_STATES),
});
function erasure(random: Random, projection: Projection): Command {
  const session = projection.session();
  const ids = [...(session?.earlier ?? []), ...(session ? [session.head] : [])].map(({ id }) => id);
  return { type: 'NoteErasure', erased: 3, sessionId: random.pick(ids) };
}
const renewal = (projection: Projection, name: string): Command => ({
  type: 'RenewSession',
  from: projection.session()?.head.id ?? HEAD.id,
  head: { ...HEAD, id: `session-${name}` as SessionId },
  early: true,
});
const mintStaff = (name: string): Command => ({
  type: 'MintGrant',
  grantId: `staff-${name}` as GrantId,
  kind: 'link',
  role: 'technician',
  pointId: null,
  hash: `staff-hash-${name}`,
  labelId: null,
  expiresAt: null,
});
function claimStaff(random: Random, projection: Projection, name: string): Command {
  const grants = [...projection.grants()].filter(({ role }) => role === 'technician');
  const grantHash = grants.length > 0 ? random.pick(grants).hash : 'none';
  return {
    type: 'ClaimGrant',
    grantHash,
    deviceId: `desk-${name}` as DeviceId,
    keyHash: `desk-key-${name}`,
    labelId: null,
  };
}
const anyDesk = (random: Random, devices: readonly DeviceState[]): DeviceId =>
  anyDevice(
    random,
    devices.filter(({ role }) => role === 'technician'),
  );
const aDesk = (random: Random, devices: readonly DeviceState[]): Actor => ({
  kind: 'staff',
  deviceId: anyDesk(random, devices),
  role: 'technician',
});
const handover = (random: Random, devices: readonly DeviceState[], name: string): Command => ({
  type: 'LeaveHandover',
  handoverId: `note-${name}` as HandoverId,
  textId: `text-${name}` as PersonalId,
  to: random.chance(0.5) ? anyDesk(random, devices) : null,
});
const anyHandover = (random: Random, projection: Projection): HandoverId => {
  const handovers = projection.session()?.handovers ?? [];
  return handovers.length > 0 ? random.pick(handovers).id : ('none' as HandoverId);
};

function instruct(random: Random, pointId: PointId, name: string): Command {
  const to: Addressees = random.pick([
    { kind: 'all' },
    { kind: 'area', area: 'An Bình' },
    { kind: 'selection', pointIds: [pointId] },
  ]);
  const instructionId = `instruction-${name}` as InstructionId;
  const textId = `text-${name}` as PersonalId;
  return { type: 'SendInstruction', instructionId, textId, urgent: random.chance(0.3), to };
}
function noteReading(random: Random, projection: Projection, pointId: PointId): Command {
  const id = anyInstruction(random, projection);
  const seen = random.chance(0.5) ? [id] : [];
  return { type: 'NoteReading', marks: [{ pointId, delivered: [id], seen, readUpTo: random.int(0, 20) }] };
}
function writeMessage(random: Random, projection: Projection, pointId: PointId, name: string): Command {
  const instructionId = random.chance(0.3) ? anyInstruction(random, projection) : null;
  return { type: 'SendMessage', pointId, textId: `text-${name}` as PersonalId, instructionId };
}
const anyInstruction = (random: Random, projection: Projection): InstructionId => {
  const instructions = [...projection.instructions()];
  return instructions.length > 0 ? random.pick(instructions.slice(-3)).id : ('none' as InstructionId);
};

/** What the control room does with the floor. */
export function randomTurnCommand(random: Random, projection: Projection): Command {
  const { onAir, queue, ended } = projection.session()?.floor ?? EMPTY_FLOOR;
  const known = [...queue, ...ended.slice(-2), { id: 'none' as TurnId }];
  const turnId = onAir && random.chance(0.4) ? onAir.id : random.pick(known).id;
  const before = random.chance(0.3) ? null : (random.pick([...queue, { id: 'none' as TurnId }]).id satisfies TurnId);
  const vitals = random.chance(0.5)
    ? { rttMs: random.int(20, 600), lossPct: null, jitterMs: null, bitrateKbps: null, fps: null, soundLevel: null }
    : null;
  const despite = random.chance(0.6) ? CHECK_PROBLEMS : [];
  return random.pick<Command>([
    { type: 'MoveTurn', turnId, before },
    { type: 'CallToStandby', turnId, vitals },
    { type: 'CallToStandby', turnId, vitals },
    { type: 'RepeatCheck', turnId, vitals },
    { type: 'GiveFloor', turnId, vitals, limitMs: null, despite },
    { type: 'GiveFloor', turnId, vitals, limitMs: 120_000, despite },
    { type: 'LimitTurn', turnId, limitMs: random.int(1, 9) * 60_000 },
    { type: 'EndTurn', turnId },
    { type: 'SkipTurn', turnId },
    { type: 'ReturnTurn', turnId, to: random.pick(['standby', 'queue'] as const) },
  ]);
}

const anyDevice = (random: Random, devices: readonly DeviceState[]): DeviceId =>
  devices.length > 0 ? random.pick(devices).id : ('nobody' as DeviceId);
const anyRound = (random: Random, projection: Projection): RoundId => {
  const rounds = projection.session()?.rounds ?? [];
  return rounds.length > 0 ? random.pick(rounds.slice(-2)).id : ('none' as RoundId);
};
const anyIncident = (random: Random, projection: Projection): IncidentId => {
  const incidents = [...projection.openIncidents()];
  return incidents.length > 0 ? random.pick(incidents).id : ('none' as IncidentId);
};
