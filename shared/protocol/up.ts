import { z } from 'zod';
import { ASSIGNED_AT_ONCE_MAX, CARDS_PER_PRINT_MAX, GRANT_KINDS, ROLES } from '../model/access.ts';
import { CHECK_ITEMS, CHECK_STATES } from '../model/checklist.ts';
import { CHECK_PROBLEMS, RETURN_TO, TURN_MINUTES_MAX, TURN_MINUTES_MIN } from '../model/floor.ts';
import { CANNED_TEXTS_MAX } from '../model/instruction.ts';
import { SUM_REASONS } from '../model/headcount.ts';
import { FINDINGS, HAND_CAUSES } from '../model/incident.ts';
import { FAULTS, LINK_STATES } from '../model/link.ts';
import {
  CAMERA_STATES,
  MEDIA_CONNECTIONS,
  MEDIA_PATHS,
  MEDIA_SOURCES,
  MICROPHONE_STATES,
  WATCHED_MAX,
} from '../model/media.ts';
import { LINK_KINDS, POINT_KINDS, SHORT_NAME_MAX, SUMMONED_MAX } from '../model/point.ts';
import { ROSTER_FIELDS } from '../model/roster-check.ts';
import { PHASES, ROUND_KINDS } from '../model/session.ts';
import { commandId, figures, line, message, moment, note, opaqueId, persons, phone, pointId } from './fields.ts';

/** What a client sends in Socket.IO's `auth`, on every connection. */
export const handshake = z.strictObject({
  credential: z.string().min(1).max(200),
  protocol: z.number().int().min(0).max(1_000_000),
});

const report = {
  commandId,
  roundId: opaqueId,
  ...figures,
  /** The new number summoned; needs `reason` (H3). */
  summoned: persons.optional(),
  reason: z.enum(SUM_REASONS).optional(),
  note: note.optional(),
  /** The person was asked about a figure far from the last one, or there was nothing to ask (H14). */
  confirmed: z.boolean().optional(),
};

export const rosterLine = z.strictObject({
  id: pointId,
  name: line.min(1),
  shortName: z.string().min(1).max(SHORT_NAME_MAX),
  unit: line,
  block: line,
  area: line,
  summoned: z.number().int().min(0).max(SUMMONED_MAX),
  kind: z.enum(POINT_KINDS),
  linkKind: z.enum(LINK_KINDS),
  carrier: line,
  backupLine: line,
  technician: line,
  longitude: z.number().min(-180).max(180).nullable(),
  latitude: z.number().min(-90).max(90).nullable(),
  contact: z.strictObject({ name: line, phone, backupPhone: phone }),
});

const filter = z.strictObject({
  areas: z.array(line).max(500).optional(),
  technicians: z.array(line).max(500).optional(),
  states: z.array(z.enum(LINK_STATES)).max(LINK_STATES.length).optional(),
});

/** A spreadsheet has no more rows than this. */
const fileRow = z.number().int().min(1).max(1_048_576);

const sample = z.number().min(0).max(1_000_000).nullable();

/** Instructions named in one message: the newest of them stand on the page. */
const READING_MAX = 20;

/** Everything a device of a point may send, on namespace `/point`. */
export const pointUp = {
  'point:leave': z.strictObject({ commandId }),
  'point:hidden': z.strictObject({ hidden: z.boolean() }),
  'point:word': z.strictObject({ commandId, seesAndHears: z.boolean() }),
  'point:fault': z.strictObject({ commandId, fault: z.enum(FAULTS), present: z.boolean() }),
  'point:headcount': z.strictObject({
    ...report,
    /** The fence under which it was typed, and the device's own rising number (H4). */
    fence: z.number().int().min(0).max(1_000_000_000),
    seq: z.number().int().min(1).max(9_007_199_254_740_991),
  }),
  'point:checklist': z.strictObject({
    commandId,
    /** Of the view on screen when it was tapped. */
    prep: z.number().int().min(0).max(1_000_000_000),
    item: z.enum(CHECK_ITEMS),
    state: z.enum(CHECK_STATES),
  }),
  'point:vitals': z.strictObject({
    rttMs: sample,
    lossPct: z.number().min(0).max(100).nullable(),
    jitterMs: sample,
    bitrateKbps: sample,
    fps: z.number().min(0).max(240).nullable(),
    soundLevel: z.number().min(0).max(100).nullable(),
    /** Of a page that sends picture and sound. */
    media: z
      .strictObject({
        connection: z.enum(MEDIA_CONNECTIONS),
        path: z.enum(MEDIA_PATHS).nullable(),
        width: z.number().int().min(0).max(16_384).nullable(),
        height: z.number().int().min(0).max(16_384).nullable(),
        camera: z.enum(CAMERA_STATES),
        microphone: z.enum(MICROPHONE_STATES),
        resting: z.boolean().optional(),
        heard: z.number().min(0).max(100).nullable().optional(),
      })
      .optional(),
  }),
  'device:admit': z.strictObject({ commandId, deviceId: opaqueId, as: z.enum(['assistant', 'take-over']) }),
  /** What came in and what was looked at; said again until the view shows it. */
  'point:reading': z.strictObject({
    delivered: z.array(opaqueId).max(READING_MAX),
    seen: z.array(opaqueId).max(READING_MAX),
    /** Number of the newest message of the control room that was on the screen; 0: none. */
    readUpTo: z.number().int().min(0).max(1_000_000),
  }),
  'instruction:confirm': z.strictObject({ commandId, instructionId: opaqueId }),
  'point:message': z.strictObject({ commandId, text: message, instructionId: opaqueId.optional() }),
  'floor:request': z.strictObject({ commandId }),
  'floor:withdraw': z.strictObject({ commandId }),
  /** Rights to join the video rooms, for one connect. */
  'media:join': z.strictObject({}),
} as const;

const turnMinutes = z.number().int().min(TURN_MINUTES_MIN).max(TURN_MINUTES_MAX);

/** Points by name, or every point of the roster. */
const somePoints = z.union([z.literal('all'), z.array(pointId).min(1).max(40_000)]);

const assignedPoints = z.array(pointId).min(1).max(ASSIGNED_AT_ONCE_MAX);

/** Everything a staff screen may send, on namespace `/control`. */
export const controlUp = {
  'view:subscribe': z.strictObject({
    filter: filter.optional(),
    /** Where the last view stood; missing patches are sent instead of a snapshot when they are still there. */
    cursor: z.string().max(100).optional(),
    vitals: z.boolean().optional(),
  }),
  'point:detail': z.strictObject({ pointId }),
  /** Which point this screen has open (null: none), and whether a report is being typed for it. Said again while it lasts. */
  'point:attend': z.strictObject({ pointId: pointId.nullable(), doing: z.enum(['open', 'report']) }),
  'round:open': z.strictObject({
    commandId,
    kind: z.enum(ROUND_KINDS),
    name: line.optional(),
    deadlineMinutes: z.number().int().min(1).max(600).optional(),
  }),
  'round:freeze': z.strictObject({ commandId, roundId: opaqueId }),
  'round:unfreeze': z.strictObject({ commandId, roundId: opaqueId }),
  /** `all`: every point that owes the round a report. */
  'round:remind': z.strictObject({ commandId, roundId: opaqueId, points: somePoints }),
  'headcount:report': z.strictObject({ ...report, pointId }),
  'point:release': z.strictObject({ commandId, pointId }),
  'point:take': z.strictObject({
    commandId,
    pointIds: assignedPoints,
    /** Also those that somebody else has; without it they are a `conflict`. */
    takeOver: z.boolean().optional(),
  }),
  /** To a staff device, or (null) back to whom the roster names. */
  'point:pass': z.strictObject({ commandId, pointIds: assignedPoints, to: opaqueId.nullable() }),
  'shift:handover': z.strictObject({ commandId, text: note.min(1), to: opaqueId.optional() }),
  'shift:read': z.strictObject({ commandId, handoverId: opaqueId }),
  'device:admit': z.strictObject({ commandId, pointId, deviceId: opaqueId, as: z.enum(['assistant', 'take-over']) }),
  'device:revoke': z.strictObject({ commandId, deviceId: opaqueId }),
  'instruction:send': z.strictObject({
    commandId,
    text: message,
    urgent: z.boolean(),
    to: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('all') }),
      z.strictObject({ kind: z.literal('area'), area: line.min(1) }),
      z.strictObject({ kind: z.literal('selection'), pointIds: z.array(pointId).min(1).max(40_000) }),
    ]),
  }),
  'instruction:resend': z.strictObject({ commandId, instructionId: opaqueId }),
  'instruction:detail': z.strictObject({ instructionId: opaqueId }),
  /** What the office offers to send. */
  'instruction:texts': z.strictObject({}),
  /** `basedOn`: the version that was edited; without it the list is replaced whatever it is. */
  'instruction:set-texts': z.strictObject({
    commandId,
    texts: z.array(message).max(CANNED_TEXTS_MAX),
    basedOn: opaqueId.nullable().optional(),
  }),
  'message:send': z.strictObject({ commandId, pointId, text: message }),
  'message:read': z.strictObject({ commandId, pointId, upTo: z.number().int().min(1).max(1_000_000) }),
  'floor:add': z.strictObject({ commandId, pointId }),
  /** `before`: another turn of the queue, or null for its end. */
  'floor:move': z.strictObject({ commandId, turnId: opaqueId, before: opaqueId.nullable() }),
  'floor:standby': z.strictObject({ commandId, turnId: opaqueId }),
  'floor:check': z.strictObject({ commandId, turnId: opaqueId }),
  'floor:give': z.strictObject({
    commandId,
    turnId: opaqueId,
    /** The hub's own limit when absent. */
    minutes: turnMinutes.optional(),
    /** What the pre-check found and the person saw (F4). */
    despite: z.array(z.enum(CHECK_PROBLEMS)).max(CHECK_PROBLEMS.length),
  }),
  'floor:limit': z.strictObject({ commandId, turnId: opaqueId, minutes: turnMinutes }),
  'floor:end': z.strictObject({ commandId, turnId: opaqueId }),
  'floor:skip': z.strictObject({ commandId, turnId: opaqueId }),
  'floor:return': z.strictObject({ commandId, turnId: opaqueId, to: z.enum(RETURN_TO) }),
  /** Rights to watch and hear these points, for one connect. */
  'media:watch': z.strictObject({ pointIds: z.array(pointId).min(1).max(WATCHED_MAX) }),
  'media:mute': z.strictObject({ commandId, pointId, source: z.enum(MEDIA_SOURCES) }),
  'media:restart': z.strictObject({ commandId, pointId }),
  /** Where the point's meeting device sends its picture and sound. */
  'media:ingress': z.strictObject({ pointId }),
  'incident:acknowledge': z.strictObject({ commandId, incidentId: opaqueId }),
  'incident:resolve': z.strictObject({
    commandId,
    incidentId: opaqueId,
    /** What it was. */
    finding: z.enum(FINDINGS).optional(),
    /** More about that; needs `finding`. */
    text: line.optional(),
  }),
  'incident:open': z.strictObject({ commandId, pointId, cause: z.enum(HAND_CAUSES), note: note.optional() }),
  /** Those of this run that were closed. */
  'incident:closed': z.strictObject({}),
  'incident:note': z.strictObject({ commandId, incidentId: opaqueId, text: message }),
  'point:mute': z.strictObject({ commandId, pointId, untilMs: moment.nullable() }),
  'phase:enter': z.strictObject({ commandId, phase: z.enum(PHASES) }),
  'session:edit': z.strictObject({
    commandId,
    title: line.min(1),
    hostName: line,
    hotline: phone,
    plannedAt: moment.nullable(),
  }),
  'session:renew': z.strictObject({
    commandId,
    /** The session that ended, so that a late press makes no second one. */
    from: opaqueId,
    title: line.min(1),
    plannedAt: moment.nullable(),
    /** Although the old one could still be reopened. */
    early: z.boolean().optional(),
  }),
  'point:add': z.strictObject({ commandId, line: rosterLine }),
  'point:edit': z.strictObject({ commandId, line: rosterLine }),
  'point:retire': z.strictObject({ commandId, pointId }),
  'grant:mint': z.strictObject({
    commandId,
    kind: z.enum(GRANT_KINDS),
    role: z.enum(ROLES),
    /** Required for role operator, absent for all others. */
    pointId: pointId.optional(),
    /** Who it is for, as screens will name them ("KTV 6"). */
    label: line.optional(),
  }),
  'grant:revoke': z.strictObject({ commandId, grantId: opaqueId }),
  'access:list': z.strictObject({}),
  'cards:list': z.strictObject({}),
  'cards:revoke': z.strictObject({ commandId, points: somePoints }),
  'nodes:list': z.strictObject({}),
  'nodes:forget': z.strictObject({ commandId, node: opaqueId }),
} as const;

export type PointUp = { [E in keyof typeof pointUp]: z.infer<(typeof pointUp)[E]> };
export type ControlUp = { [E in keyof typeof controlUp]: z.infer<(typeof controlUp)[E]> };
export type PointEvent = keyof PointUp;
export type ControlEvent = keyof ControlUp;

/** Bodies of the HTTP API; files travel as raw bytes beside them. */
export const httpUp = {
  'POST /api/claim': z.strictObject({
    /** The card's or link's secret from the `#fragment`, or a typed code. */
    secret: z.string().min(4).max(200),
    /** The credential this device will bear from now on, 256 bits base64url, made by the device. */
    deviceKey: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
    /** What the device calls itself ("Điện thoại Android"). */
    deviceLabel: line.optional(),
  }),
  'POST /api/cards': z.strictObject({
    commandId,
    points: z.union([z.literal('all'), z.array(pointId).min(1).max(CARDS_PER_PRINT_MAX)]),
    /** Until when the cards let a device in. */
    expiresAt: moment,
    /** Of the PDF. */
    lang: z.enum(['vi', 'en']),
  }),
  /** A file with what was mended on the page; a file as it is may travel as plain bytes instead. */
  'POST /api/roster/check': z.strictObject({
    name: line,
    /** Its bytes, base64. */
    file: z.string().max(24_000_000),
    /** Values in place of the file's. Rows as the person sees them, from 1. */
    corrections: z.array(z.strictObject({ row: fileRow, field: z.enum(ROSTER_FIELDS), value: line })).max(40_000),
    /** Rows to be left out. */
    dropRows: z.array(fileRow).max(40_000),
  }),
  'POST /api/session/erase': z.strictObject({
    commandId,
    /** Of the session that ended, so that a late press erases no other. */
    sessionId: opaqueId,
  }),
  'POST /api/roster/import': z.strictObject({
    commandId,
    lines: z.array(rosterLine).max(40_000),
    /** Points of the session that the file no longer names are retired. */
    retireMissing: z.boolean(),
  }),
} as const;
export type HttpUp = { [E in keyof typeof httpUp]: z.infer<(typeof httpUp)[E]> };

/** What follows the `?` of the audit routes. */
export const auditQuery = z.strictObject({
  point: pointId.optional(),
  lang: z.enum(['vi', 'en']).optional(),
  /** Of an earlier session. */
  session: opaqueId.optional(),
  /** Entries older than this sequence number. */
  before: z
    .string()
    .regex(/^[1-9][0-9]{0,14}$/)
    .optional(),
});

const epochMs = z.string().regex(/^[1-9][0-9]{0,14}$/);

/** What follows the `?` of `GET /api/replay`. */
export const replayQuery = z.strictObject({ at: epochMs });

/** What follows the `?` of `GET /api/replay/point`. */
export const replayPointQuery = z.strictObject({ at: epochMs, point: pointId });

/** What follows the `?` of `GET /api/replay/strip`. */
export const stripQuery = z.strictObject({
  run: z
    .string()
    .regex(/^[1-9][0-9]{0,5}$/)
    .optional(),
});

/** What follows the `?` of `GET /api/rounds/export`. */
export const roundQuery = z.strictObject({
  round: opaqueId,
  lang: z.enum(['vi', 'en']).optional(),
});
