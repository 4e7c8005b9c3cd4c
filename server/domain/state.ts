import type { GrantKind, Role, Standing } from '@hub/shared/model/access.ts';
import type { Floor } from '@hub/shared/model/floor.ts';
import type { Checks } from '@hub/shared/model/checklist.ts';
import type { Headcount, SumReason } from '@hub/shared/model/headcount.ts';
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
} from '@hub/shared/model/ids.ts';
import type { Incident, IncidentCause } from '@hub/shared/model/incident.ts';
import type { InstructionProgress, InstructionScope } from '@hub/shared/model/instruction.ts';
import type { Fault, LinkStatus } from '@hub/shared/model/link.ts';
import type { Media } from '@hub/shared/model/media.ts';
import type { Point } from '@hub/shared/model/point.ts';
import type { EarlierSession, Phase, Round, SessionHead } from '@hub/shared/model/session.ts';

/** One socket of one device. Only an admitted device counts as presence (L8). */
export interface Connection {
  readonly connectionId: ConnectionId;
  readonly deviceId: DeviceId;
  /** Which of several nodes holds it; left out where the hub is alone. */
  readonly node?: string;
  readonly since: number;
  readonly admitted: boolean;
  /** The page said it is being hidden, frozen or locked (L13). */
  readonly hidden: boolean;
  /** When it said so; null while it is not hidden. */
  readonly hiddenSince: number | null;
}

/**
 * How presence ended. `silent`: the lease ran out. `hub-restarted`: the hub forgot its sockets (L5). `node-lost`: the
 * node that held it is gone, which says nothing of the point (L10).
 */
export type Farewell = 'goodbye' | 'released' | 'closed' | 'silent' | 'hub-restarted' | 'node-lost';

export interface Gone {
  readonly how: Farewell;
  readonly at: number;
  readonly hidden: boolean;
}

/** All that is known of a point's link; the one input of `fuse` besides policy, context and time. */
export interface Evidence {
  readonly connections: readonly Connection[];
  /** When the presence that lasts began, or null without presence. */
  readonly arrivedAt: number | null;
  /** How the last presence ended; null before the first and while one lasts. */
  readonly gone: Gone | null;
  /** The operator's "thấy hình, nghe tiếng", and the run it was said in (L2). */
  readonly word: { readonly seesAndHears: boolean; readonly run: number } | null;
  readonly faults: readonly { readonly fault: Fault; readonly at: number }[];
  readonly media: Media;
}

export interface Revision extends Headcount {
  readonly at: number;
  readonly summoned: number;
  readonly reason: SumReason | 'queued' | null;
  readonly noteId: PersonalId | null;
  readonly deviceId: DeviceId;
  readonly role: Role;
  readonly onBehalf: boolean;
  readonly fence: number;
  readonly seq: number;
  /** Whether it became the figure that counts when it came (H4). */
  readonly counts: boolean;
  readonly amendment: boolean;
}

/** One point's reports of one round. `counted` and `amended` point into `revisions`. */
export interface PointRound {
  readonly roundId: RoundId;
  readonly revisions: readonly Revision[];
  /** Index of the revision that counts, or -1. */
  readonly counted: number;
  /** Index of the newest amendment, or -1 (H7). */
  readonly amended: number;
}

/** The two ends of a point's conversation with the control room. */
export type Side = 'point' | 'room';

/** How far an instruction has come at one point. Times are the hub's, epoch ms; null: not yet. */
export interface Reading {
  readonly instructionId: InstructionId;
  readonly deliveredAt: number | null;
  readonly seenAt: number | null;
  readonly confirmedAt: number | null;
  /** Whose device said "Đã rõ". */
  readonly confirmedBy: DeviceId | null;
}

export interface Message {
  /** From 1, in the hub's order. */
  readonly number: number;
  readonly at: number;
  readonly from: Side;
  readonly byId: DeviceId;
  readonly textId: PersonalId;
  /** What it answers, or null. */
  readonly instructionId: InstructionId | null;
}

/** The private conversation of one point with the control room. */
export interface Thread {
  readonly messages: readonly Message[];
  /** Numbers of the newest message that each end has read; 0: none. */
  readonly readBy: Readonly<Record<Side, number>>;
}

/** One instruction, whoever it is for. How it stands at each point is kept there, once the point has said anything. */
export interface InstructionState {
  readonly id: InstructionId;
  /** Counts within its run, from 1. */
  readonly number: number;
  readonly run: number;
  readonly at: number;
  readonly byId: DeviceId;
  readonly textId: PersonalId;
  readonly urgent: boolean;
  readonly scope: InstructionScope;
  readonly pointIds: readonly PointId[];
  readonly rosterVersion: number;
  /** Oldest first. */
  readonly resends: readonly { readonly at: number; readonly pointIds: readonly PointId[] }[];
  readonly progress: InstructionProgress;
}

export interface PointState {
  readonly point: Point;
  readonly index: number;
  readonly retired: boolean;
  readonly evidence: Evidence;
  readonly link: LinkStatus;
  /** Transitions of this run, newest last, the current one included; bounded by policy.historyLength. */
  readonly history: readonly LinkStatus[];
  /** Rises each time the pen moves (L8). 0: never held. */
  readonly fence: number;
  readonly penDeviceId: DeviceId | null;
  /** Every device that ever claimed this point and is not revoked. */
  readonly deviceIds: readonly DeviceId[];
  readonly rounds: readonly PointRound[];
  /** What was said of the checklist, and in which preparation; absent: nothing yet. */
  readonly checklist?: { readonly prep: number; readonly checks: Checks };
  /** The staff device that took it or was given it; absent or null: nobody, and the roster's word stands. */
  readonly ownerId?: DeviceId | null;
  /** Of instructions that it has said anything about, oldest first. */
  readonly readings: readonly Reading[];
  readonly thread: Thread;
  /** `link.since` of the trouble that an incident `impaired` was opened for; 0: none. Closed by hand it does not open again. */
  readonly impairedNoted: number;
  /** When devices took the pen from another, the newest three (L8). */
  readonly penTaken: readonly number[];
  /** Until when its incidents make no sound, epoch ms; null: not muted. */
  readonly mutedUntil: number | null;
  /** How often the control room asked its page to publish anew; absent: never. */
  readonly restarts?: number;
  /** The newest card; minting another revokes it. */
  readonly cardId: GrantId | null;
  /** The code printed on that card; null when it was made without a print. */
  readonly cardCodeId: GrantId | null;
}

export interface DeviceState {
  readonly id: DeviceId;
  readonly role: Role;
  readonly pointId: PointId | null;
  readonly grantId: GrantId;
  /** SHA-256 of the device's key, base64url. The key itself is never stored (A4). */
  readonly keyHash: string;
  readonly labelId: PersonalId | null;
  readonly claimedAt: number;
  /** When a connection of it last opened or ended; null: it never had one. Of operators' devices only: staff have none. */
  readonly lastSeenAt: number | null;
  readonly revokedAt: number | null;
  /** Staff devices are always `assistant`: they hold no pen. */
  readonly standing: Standing;
  /** Fences under which this device held the pen. */
  readonly fences: readonly number[];
  /** Highest sequence number of its reports. */
  readonly lastSeq: number;
}

export interface GrantState {
  readonly id: GrantId;
  readonly kind: GrantKind;
  readonly role: Role;
  readonly pointId: PointId | null;
  readonly hash: string;
  readonly labelId: PersonalId | null;
  readonly mintedAt: number;
  readonly expiresAt: number | null;
  readonly claimedAt: number | null;
  readonly revokedAt: number | null;
  /** A device that came in by it was put out: whoever comes by it next waits to be admitted (A13). */
  readonly isDistrusted: boolean;
}

/** Who a round was about when it was frozen, and how many were summoned there: a later change of the roster moves none of its figures (H7). */
export interface FrozenRoster {
  readonly roundId: RoundId;
  /** By point id, the roster's lines as they were then. */
  readonly points: Readonly<Record<string, Point>>;
  /** Points whose link was `up` then. */
  readonly up: number;
}

/** Points that were asked once more for their report, together (H13). */
export interface ReminderBatch {
  readonly at: number;
  /** In the order of their characters, so that one is found among 31,000 without an index. */
  readonly pointIds: readonly PointId[];
}

export interface RoundReminders {
  readonly roundId: RoundId;
  /** In the order in which they were sent. */
  readonly batches: readonly ReminderBatch[];
}

/** A note at a change of shift. Its text stands beside the log (G7). */
export interface Handover {
  readonly id: HandoverId;
  readonly at: number;
  readonly by: DeviceId;
  /** Null: for every desk. */
  readonly to: DeviceId | null;
  readonly textId: PersonalId;
  readonly readBy: readonly { readonly deviceId: DeviceId; readonly at: number }[];
}

export interface SessionState {
  readonly head: SessionHead;
  /** 1 for the hub's first session. */
  readonly ordinal: number;
  /** The sessions before, oldest first. */
  readonly earlier: readonly EarlierSession[];
  readonly phase: Phase;
  readonly phaseSince: number;
  readonly run: number;
  readonly runStartedAt: number | null;
  /** Rises with each phase entered: the checklist starts empty with it (P1). */
  readonly prep: number;
  /** All rounds of all runs, in order of opening. */
  readonly rounds: readonly Round[];
  /** Of each frozen round. */
  readonly frozenRosters: readonly FrozenRoster[];
  /** Of this run (S2). */
  readonly floor: Floor;
  /** Of each round that was chased. */
  readonly reminders: readonly RoundReminders[];
  readonly rosterVersion: number;
  readonly nextIndex: number;
  readonly incidentCount: number;
  /** In this run (S2). */
  readonly incidentsClosed: number;
  /** The newest, oldest first, at most policy.handoversKept. */
  readonly handovers: readonly Handover[];
  /** What the office offers to send, or null for the hub's own (one personal value, a list). */
  readonly cannedTextsId: PersonalId | null;
  /** The media witnesses' own health: a stale feed makes its points unknown (L9). */
  readonly mediaFeed: 'live' | 'stale';
  /** Whether LiveKit's ingress service answers: without it meeting devices fall back to the operator's word (L14). */
  readonly mediaIngress: boolean;
  /** When the personal values were last erased (G9), or null. */
  readonly personalErasedAt: number | null;
}

/** What decisions may read. Aggregates are values: a change is a new object. */
export interface StateReader {
  session(): SessionState | null;
  point(id: PointId): PointState | undefined;
  /** All points of the roster, retired ones included, by index. */
  points(): Iterable<PointState>;
  device(id: DeviceId): DeviceState | undefined;
  deviceByKey(keyHash: string): DeviceState | undefined;
  grant(id: GrantId): GrantState | undefined;
  grantByHash(hash: string): GrantState | undefined;
  instruction(id: InstructionId): InstructionState | undefined;
  /** Of all runs, in order of sending. */
  instructions(): Iterable<InstructionState>;
  incident(id: IncidentId): Incident | undefined;
  /** `subject`: a point's id, or what `subjectOf` says. */
  openIncident(subject: string, cause: IncidentCause): Incident | undefined;
  openIncidents(): Iterable<Incident>;
}

/** What folding writes to: the projection itself, or the draft of a batch that is not yet durable. */
export interface StateWriter extends StateReader {
  setSession(session: SessionState): void;
  setPoint(point: PointState): void;
  setDevice(device: DeviceState): void;
  setGrant(grant: GrantState): void;
  setInstruction(instruction: InstructionState): void;
  setIncident(incident: Incident): void;
  /** With a new session: incidents and instructions are of the one before. */
  forgetSession(): void;
}
