import type { MapFile } from '@hub/shared/model/area-map.ts';
import type { GrantKind, Role } from '@hub/shared/model/access.ts';
import type { CheckProblem, ReturnTo } from '@hub/shared/model/floor.ts';
import type { CheckItem, CheckState } from '@hub/shared/model/checklist.ts';
import type { Headcount, SumReason } from '@hub/shared/model/headcount.ts';
import type {
  CommandId,
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
import type { Finding, HandCause } from '@hub/shared/model/incident.ts';
import type { Addressees } from '@hub/shared/model/instruction.ts';
import type { Fault, Vitals } from '@hub/shared/model/link.ts';
import type { Media, MediaSource } from '@hub/shared/model/media.ts';
import type { Point } from '@hub/shared/model/point.ts';
import type { Phase, RoundKind, SessionHead } from '@hub/shared/model/session.ts';
import type { Actor } from './events.ts';
import type { Farewell } from './state.ts';

/** Both secrets are the hub's alone until they are told; here are their hashes (A4). */
export interface NewCard {
  readonly pointId: PointId;
  readonly cardId: GrantId;
  readonly cardHash: string;
  readonly codeId: GrantId;
  readonly codeHash: string;
}

/** What the pages of one point said. */
export interface ReadingMarks {
  readonly pointId: PointId;
  readonly delivered: readonly InstructionId[];
  readonly seen: readonly InstructionId[];
  /** Number of the newest message of the control room that was on the screen; 0: none. */
  readonly readUpTo: number;
}

/** What may be asked. Ids of new things come in as data: the domain makes no randomness. */
export type Command =
  | { readonly type: 'CreateSession'; readonly head: SessionHead }
  | { readonly type: 'EditSession'; readonly change: Omit<SessionHead, 'id' | 'timeZone'> }
  | { readonly type: 'EnterPhase'; readonly phase: Phase }
  /** The personal values of this session, ended or earlier, were erased. */
  | { readonly type: 'NoteErasure'; readonly erased: number; readonly sessionId: SessionId }
  | { readonly type: 'NoteMapFile'; readonly file: MapFile; readonly bytes: number }
  /** A new session with the roster of the one that ended; `early`: although that could still be reopened. */
  | { readonly type: 'RenewSession'; readonly from: SessionId; readonly head: SessionHead; readonly early: boolean }
  | { readonly type: 'AddPoint'; readonly point: Point }
  | { readonly type: 'EditPoint'; readonly point: Point }
  | { readonly type: 'RetirePoint'; readonly pointId: PointId }
  /** All or nothing: points that exist are edited, new ones added; with `retireMissing` the others are retired. */
  | { readonly type: 'ImportRoster'; readonly points: readonly Point[]; readonly retireMissing: boolean }
  | {
      readonly type: 'MintGrant';
      readonly grantId: GrantId;
      readonly kind: GrantKind;
      readonly role: Role;
      readonly pointId: PointId | null;
      readonly hash: string;
      readonly labelId: PersonalId | null;
      readonly expiresAt: number | null;
    }
  /** All or nothing (A12): each point gets a new card and the code that is printed on it; what its old card opened is closed. */
  | { readonly type: 'PrintCards'; readonly cards: readonly NewCard[]; readonly expiresAt: number }
  /** The points' cards and their printed codes; those without a valid card are left as they are. */
  | { readonly type: 'RevokeCards'; readonly pointIds: readonly PointId[] }
  | { readonly type: 'RevokeGrant'; readonly grantId: GrantId }
  /** The same hash and key again get the same device: a lost answer does not burn a link. */
  | {
      readonly type: 'ClaimGrant';
      readonly grantHash: string;
      readonly deviceId: DeviceId;
      readonly keyHash: string;
      readonly labelId: PersonalId | null;
    }
  | { readonly type: 'AdmitDevice'; readonly deviceId: DeviceId; readonly as: 'assistant' | 'take-over' }
  | { readonly type: 'RevokeDevice'; readonly deviceId: DeviceId }
  | {
      readonly type: 'OpenConnection';
      readonly deviceId: DeviceId;
      readonly connectionId: ConnectionId;
      /** Of several. */
      readonly node?: string;
    }
  | {
      readonly type: 'CloseConnection';
      readonly pointId: PointId;
      readonly connectionId: ConnectionId;
      readonly how: Farewell;
    }
  | {
      readonly type: 'HidePage';
      readonly pointId: PointId;
      readonly connectionId: ConnectionId;
      readonly hidden: boolean;
    }
  | { readonly type: 'LeavePoint'; readonly pointId: PointId; readonly connectionId: ConnectionId }
  | { readonly type: 'ReleasePoint'; readonly pointId: PointId }
  /** Whoever asks has them in charge from now on. */
  | { readonly type: 'TakePoints'; readonly pointIds: readonly PointId[]; readonly takeOver: boolean }
  /** Null: back to whom the roster names. */
  | { readonly type: 'PassPoints'; readonly pointIds: readonly PointId[]; readonly to: DeviceId | null }
  /** A note at a change of shift, to one or (null) to every desk. */
  | {
      readonly type: 'LeaveHandover';
      readonly handoverId: HandoverId;
      readonly textId: PersonalId;
      readonly to: DeviceId | null;
    }
  | { readonly type: 'ReadHandover'; readonly handoverId: HandoverId }
  | { readonly type: 'GiveWord'; readonly pointId: PointId; readonly seesAndHears: boolean }
  | {
      readonly type: 'CheckItem';
      readonly pointId: PointId;
      readonly prep: number;
      readonly item: CheckItem;
      readonly state: CheckState;
    }
  | {
      readonly type: 'ReportFault';
      readonly pointId: PointId;
      readonly fault: Fault;
      readonly present: boolean;
    }
  | { readonly type: 'ObserveMedia'; readonly pointId: PointId; readonly media: Media }
  | { readonly type: 'ChangeMediaFeed'; readonly feed: 'live' | 'stale'; readonly ingress: boolean }
  | { readonly type: 'MuteMedia'; readonly pointId: PointId; readonly source: MediaSource }
  | { readonly type: 'RestartPublishing'; readonly pointId: PointId }
  /** The hub accepts connections again after a restart (L5). */
  | { readonly type: 'RestartHub' }
  /** One of several nodes is gone, or began anew: no socket that it held is there. */
  | { readonly type: 'LoseNode'; readonly node: string }
  /** One that will not come back is struck off: nothing is kept for it any longer. */
  | { readonly type: 'ForgetNode'; readonly node: string }
  | { readonly type: 'ReviewLink'; readonly pointId: PointId }
  | { readonly type: 'ReviewIncident'; readonly incidentId: IncidentId }
  | {
      readonly type: 'OpenRound';
      readonly roundId: RoundId;
      readonly kind: RoundKind;
      readonly name: string;
      readonly deadlineAt: number | null;
    }
  | { readonly type: 'FreezeRound'; readonly roundId: RoundId }
  | { readonly type: 'UnfreezeRound'; readonly roundId: RoundId }
  /** `all`: every point that owes the open round a report, as it stands when this is decided. */
  | { readonly type: 'RemindPoints'; readonly roundId: RoundId; readonly points: 'all' | readonly PointId[] }
  | {
      readonly type: 'ReportHeadcount';
      readonly pointId: PointId;
      readonly roundId: RoundId;
      readonly count: Headcount;
      readonly summoned: number | null;
      readonly reason: SumReason | null;
      readonly noteId: PersonalId | null;
      /** Whoever reports was asked whether the figure is right, or had nothing to be asked about (H14). */
      readonly confirmed: boolean;
      /** Null when the control room reports on the point's behalf (H8). */
      readonly pen: { readonly fence: number; readonly seq: number } | null;
    }
  | {
      readonly type: 'SendInstruction';
      readonly instructionId: InstructionId;
      readonly textId: PersonalId;
      readonly urgent: boolean;
      readonly to: Addressees;
    }
  /** To those who have not confirmed it. */
  | { readonly type: 'ResendInstruction'; readonly instructionId: InstructionId }
  /** What points' pages said of instructions and messages since it was last written. */
  | { readonly type: 'NoteReading'; readonly marks: readonly ReadingMarks[] }
  | { readonly type: 'ConfirmInstruction'; readonly pointId: PointId; readonly instructionId: InstructionId }
  | {
      readonly type: 'SendMessage';
      readonly pointId: PointId;
      readonly textId: PersonalId;
      /** What it answers, or null. */
      readonly instructionId: InstructionId | null;
    }
  /** The control room has read a point's messages up to this one. */
  | { readonly type: 'ReadThread'; readonly pointId: PointId; readonly upTo: number }
  | {
      readonly type: 'SetCannedTexts';
      readonly textsId: PersonalId;
      /** The list that was edited; undefined: whatever there is. */
      readonly basedOn: PersonalId | null | undefined;
    }
  /** Of the point that asks, or of one that the control room puts in. */
  | { readonly type: 'RequestFloor'; readonly turnId: TurnId; readonly pointId: PointId }
  /** By the point itself: it no longer wants to speak, or has done. */
  | { readonly type: 'WithdrawFloor'; readonly pointId: PointId }
  /** Before another turn of the queue; null: to its end. */
  | { readonly type: 'MoveTurn'; readonly turnId: TurnId; readonly before: TurnId | null }
  /** `vitals`: what is known of the line at this moment, or null. */
  | { readonly type: 'CallToStandby'; readonly turnId: TurnId; readonly vitals: Vitals | null }
  | { readonly type: 'RepeatCheck'; readonly turnId: TurnId; readonly vitals: Vitals | null }
  | {
      readonly type: 'GiveFloor';
      readonly turnId: TurnId;
      readonly vitals: Vitals | null;
      /** Null: the policy's. */
      readonly limitMs: number | null;
      /** What the person saw that speaks against it, and gave the floor all the same (F4). */
      readonly despite: readonly CheckProblem[];
    }
  | { readonly type: 'LimitTurn'; readonly turnId: TurnId; readonly limitMs: number }
  | { readonly type: 'EndTurn'; readonly turnId: TurnId }
  | { readonly type: 'SkipTurn'; readonly turnId: TurnId }
  | { readonly type: 'ReturnTurn'; readonly turnId: TurnId; readonly to: ReturnTo }
  | { readonly type: 'AcknowledgeIncident'; readonly incidentId: IncidentId }
  | {
      readonly type: 'ResolveIncident';
      readonly incidentId: IncidentId;
      /** What it was, or null when whoever closes it does not say. */
      readonly finding?: Finding | null;
      readonly textId?: PersonalId | null;
    }
  | {
      readonly type: 'OpenIncident';
      readonly pointId: PointId;
      readonly cause: HandCause;
      readonly textId: PersonalId | null;
    }
  | { readonly type: 'NoteIncident'; readonly incidentId: IncidentId; readonly textId: PersonalId }
  | { readonly type: 'MutePoint'; readonly pointId: PointId; readonly until: number | null }
  /** Whether points that are lost share a carrier or an area (I4). */
  | { readonly type: 'ReviewCommonCause' }
  /** Whether a round past its deadline has silent points. */
  | { readonly type: 'ReviewRound'; readonly roundId: RoundId }
  /** Whether it was acknowledged in time (I6). */
  | { readonly type: 'EscalateIncident'; readonly incidentId: IncidentId }
  /** The hub could not write, and can again. */
  | { readonly type: 'NoteHubTrouble'; readonly since: number };

export type CommandType = Command['type'];

/** Personal values that go beside the log with the facts that name them (G7). */
export interface PersonalValue {
  readonly id: PersonalId;
  readonly kind: 'contact' | 'text' | 'staff';
  readonly value: unknown;
}

/** A command as it enters the one path. */
export interface Request {
  /** Null for what the hub asks of itself: deadlines, leases, witnesses. */
  readonly commandId: CommandId | null;
  readonly actor: Actor;
  readonly command: Command;
  readonly personal?: readonly PersonalValue[];
}
