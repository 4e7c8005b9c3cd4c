import type { MapFile } from '@hub/shared/model/area-map.ts';
import type { GrantKind, Role, Standing } from '@hub/shared/model/access.ts';
import type { PreCheck, ReturnTo } from '@hub/shared/model/floor.ts';
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
import type { Finding, IncidentCause, Resolution, SharedBy } from '@hub/shared/model/incident.ts';
import type { InstructionScope } from '@hub/shared/model/instruction.ts';
import type { Fault, LinkStatus } from '@hub/shared/model/link.ts';
import type { Media, MediaSource } from '@hub/shared/model/media.ts';
import type { Point } from '@hub/shared/model/point.ts';
import type { Phase, RoundKind, SessionHead } from '@hub/shared/model/session.ts';
import type { Farewell, Side } from './state.ts';

/** Who did it. The role comes from the credential, never from the payload (A1). */
export type Actor =
  | { readonly kind: 'operator'; readonly deviceId: DeviceId; readonly role: 'operator'; readonly pointId: PointId }
  | { readonly kind: 'staff'; readonly deviceId: DeviceId; readonly role: Exclude<Role, 'operator'> }
  | { readonly kind: 'system'; readonly deviceId: null; readonly role: 'system' };

export const SYSTEM: Actor = { kind: 'system', deviceId: null, role: 'system' };

/** What has happened. Plain JSON; nothing personal, only PersonalIds (G7). */
export type Fact =
  | { readonly type: 'SessionCreated'; readonly head: SessionHead }
  | { readonly type: 'SessionEdited'; readonly head: SessionHead }
  | { readonly type: 'PhaseEntered'; readonly phase: Phase; readonly run: number; readonly runStarted: boolean }
  /** Names, telephones and free text of the session were erased beside the log (G9). */
  | { readonly type: 'PersonalErased'; readonly erased: number }
  /** The same of a session that another has followed, and of those before it (S10). */
  | { readonly type: 'EarlierErased'; readonly sessionId: SessionId; readonly erased: number }
  | { readonly type: 'PointAdded'; readonly point: Point }
  | { readonly type: 'PointEdited'; readonly point: Point }
  | { readonly type: 'PointRetired'; readonly pointId: PointId }
  | {
      readonly type: 'GrantMinted';
      readonly grantId: GrantId;
      readonly kind: GrantKind;
      readonly role: Role;
      readonly pointId: PointId | null;
      readonly hash: string;
      readonly labelId: PersonalId | null;
      readonly expiresAt: number | null;
    }
  /** The card just minted was printed, with this code on it. */
  | { readonly type: 'CardPrinted'; readonly pointId: PointId; readonly grantId: GrantId; readonly codeId: GrantId }
  | { readonly type: 'GrantRevoked'; readonly grantId: GrantId }
  | {
      readonly type: 'DeviceClaimed';
      readonly deviceId: DeviceId;
      readonly grantId: GrantId;
      readonly role: Role;
      readonly pointId: PointId | null;
      readonly keyHash: string;
      readonly labelId: PersonalId | null;
      readonly standing: Standing;
    }
  | { readonly type: 'DeviceAdmitted'; readonly deviceId: DeviceId; readonly standing: Standing }
  | { readonly type: 'PenMoved'; readonly pointId: PointId; readonly deviceId: DeviceId; readonly fence: number }
  | { readonly type: 'DeviceRevoked'; readonly deviceId: DeviceId }
  | {
      readonly type: 'ConnectionOpened';
      readonly pointId: PointId;
      readonly deviceId: DeviceId;
      readonly connectionId: ConnectionId;
      readonly admitted: boolean;
      readonly node?: string;
    }
  | {
      readonly type: 'ConnectionClosed';
      readonly pointId: PointId;
      readonly connectionId: ConnectionId;
      readonly how: Farewell;
    }
  | {
      readonly type: 'PageHidden';
      readonly pointId: PointId;
      readonly connectionId: ConnectionId;
      readonly hidden: boolean;
    }
  | { readonly type: 'PointReleased'; readonly pointId: PointId }
  /** They are in this staff device's charge (null: of whom the roster names). */
  | { readonly type: 'PointsAssigned'; readonly pointIds: readonly PointId[]; readonly ownerId: DeviceId | null }
  | {
      readonly type: 'HandoverLeft';
      readonly handoverId: HandoverId;
      readonly by: DeviceId;
      readonly to: DeviceId | null;
      readonly textId: PersonalId;
    }
  | { readonly type: 'HandoverRead'; readonly handoverId: HandoverId; readonly by: DeviceId }
  | { readonly type: 'WordGiven'; readonly pointId: PointId; readonly seesAndHears: boolean; readonly run: number }
  /** The operator looked at one thing on the checklist (P1). */
  | {
      readonly type: 'ItemChecked';
      readonly pointId: PointId;
      readonly prep: number;
      readonly item: CheckItem;
      readonly state: CheckState;
    }
  | { readonly type: 'FaultReported'; readonly pointId: PointId; readonly fault: Fault }
  | { readonly type: 'FaultCleared'; readonly pointId: PointId; readonly fault: Fault }
  | { readonly type: 'MediaObserved'; readonly pointId: PointId; readonly media: Media }
  | { readonly type: 'MediaFeedChanged'; readonly feed: 'live' | 'stale'; readonly ingress: boolean }
  /** Asked of the video system by somebody at a desk. */
  | { readonly type: 'MediaMuted'; readonly pointId: PointId; readonly source: MediaSource }
  /** The point's page was asked to publish anew. */
  | { readonly type: 'PublishingRestarted'; readonly pointId: PointId }
  | { readonly type: 'HubRestarted' }
  /** The connections of one of several nodes ended with it (L10). */
  | { readonly type: 'NodeLost'; readonly node: string }
  /** Each node strikes it off when it hears of it (D7). */
  | { readonly type: 'NodeForgotten'; readonly node: string }
  /** G6: what the fusion came to, so that a later policy does not rewrite history. */
  | { readonly type: 'LinkChanged'; readonly pointId: PointId; readonly link: LinkStatus }
  | {
      readonly type: 'RoundOpened';
      readonly roundId: RoundId;
      readonly kind: RoundKind;
      readonly name: string;
      readonly number: number;
      readonly run: number;
      readonly deadlineAt: number | null;
    }
  | { readonly type: 'RoundFrozen'; readonly roundId: RoundId }
  /** A freeze that was a slip was taken back (H12). */
  | { readonly type: 'RoundUnfrozen'; readonly roundId: RoundId }
  /** Asked once more for their report (H13). Each id once, in the order of their characters. */
  | { readonly type: 'PointsReminded'; readonly roundId: RoundId; readonly pointIds: readonly PointId[] }
  | {
      readonly type: 'HeadcountReported';
      readonly pointId: PointId;
      readonly roundId: RoundId;
      readonly deviceId: DeviceId;
      readonly role: Role;
      readonly onBehalf: boolean;
      readonly fence: number;
      readonly seq: number;
      readonly count: Headcount;
      readonly summoned: number;
      readonly reason: SumReason | 'queued' | null;
      readonly noteId: PersonalId | null;
      readonly counts: boolean;
      readonly amendment: boolean;
    }
  | {
      readonly type: 'InstructionSent';
      readonly instructionId: InstructionId;
      readonly number: number;
      readonly run: number;
      readonly byId: DeviceId;
      readonly textId: PersonalId;
      readonly urgent: boolean;
      readonly scope: InstructionScope;
      /** Resolved once, at this version of the roster (F1). */
      readonly pointIds: readonly PointId[];
      readonly rosterVersion: number;
    }
  | { readonly type: 'InstructionResent'; readonly instructionId: InstructionId; readonly pointIds: readonly PointId[] }
  | {
      readonly type: 'InstructionDelivered';
      readonly instructionId: InstructionId;
      readonly pointIds: readonly PointId[];
    }
  | { readonly type: 'InstructionSeen'; readonly instructionId: InstructionId; readonly pointIds: readonly PointId[] }
  | {
      readonly type: 'InstructionConfirmed';
      readonly instructionId: InstructionId;
      readonly pointId: PointId;
      readonly byId: DeviceId;
    }
  | {
      readonly type: 'MessageSent';
      readonly pointId: PointId;
      /** Counts within the point's conversation, from 1. */
      readonly number: number;
      readonly from: Side;
      readonly byId: DeviceId;
      readonly textId: PersonalId;
      readonly instructionId: InstructionId | null;
    }
  | { readonly type: 'ThreadRead'; readonly pointId: PointId; readonly by: Side; readonly upTo: number }
  | { readonly type: 'CannedTextsSet'; readonly textsId: PersonalId }
  /** A file that the map draws was put in place of the one before; no bytes: it was taken away. The file lies beside the log. */
  | { readonly type: 'MapFileSet'; readonly file: MapFile; readonly bytes: number }
  | {
      readonly type: 'FloorRequested';
      readonly turnId: TurnId;
      readonly pointId: PointId;
      readonly byRoom: boolean;
    }
  | { readonly type: 'FloorWithdrawn'; readonly turnId: TurnId; readonly pointId: PointId }
  | {
      readonly type: 'TurnMoved';
      readonly turnId: TurnId;
      readonly pointId: PointId;
      readonly before: TurnId | null;
    }
  | {
      readonly type: 'CalledToStandby';
      readonly turnId: TurnId;
      readonly pointId: PointId;
      readonly check: PreCheck;
    }
  | { readonly type: 'CheckRepeated'; readonly turnId: TurnId; readonly pointId: PointId; readonly check: PreCheck }
  | {
      readonly type: 'FloorGiven';
      readonly turnId: TurnId;
      readonly pointId: PointId;
      readonly limitMs: number;
      /** As it came out when the floor was given. What it found was seen by whoever gave it (F4). */
      readonly check: PreCheck;
    }
  | { readonly type: 'TurnLimited'; readonly turnId: TurnId; readonly pointId: PointId; readonly limitMs: number }
  | { readonly type: 'TurnEnded'; readonly turnId: TurnId; readonly pointId: PointId }
  | { readonly type: 'TurnSkipped'; readonly turnId: TurnId; readonly pointId: PointId }
  /** A slip was taken back, or the order changed. */
  | { readonly type: 'TurnReturned'; readonly turnId: TurnId; readonly pointId: PointId; readonly to: ReturnTo }
  | {
      readonly type: 'IncidentOpened';
      readonly incidentId: IncidentId;
      readonly number: number;
      readonly pointId: PointId;
      readonly cause: IncidentCause;
    }
  | { readonly type: 'IncidentCauseCleared'; readonly incidentId: IncidentId }
  | { readonly type: 'IncidentCauseReturned'; readonly incidentId: IncidentId }
  | { readonly type: 'IncidentAcknowledged'; readonly incidentId: IncidentId; readonly ownerId: DeviceId }
  | {
      readonly type: 'IncidentResolved';
      readonly incidentId: IncidentId;
      readonly resolution: Resolution;
      /** The desk that closed it; not in logs of before, and not where nobody did. */
      readonly byId?: DeviceId | null;
    }
  /** What it was, said before it is resolved. */
  | {
      readonly type: 'IncidentExplained';
      readonly incidentId: IncidentId;
      readonly finding: Finding;
      readonly textId: PersonalId | null;
    }
  | {
      readonly type: 'IncidentNoted';
      readonly incidentId: IncidentId;
      readonly byId: DeviceId;
      readonly textId: PersonalId;
    }
  | { readonly type: 'IncidentEscalated'; readonly incidentId: IncidentId }
  /** About the session or the hub itself. `since`: when the trouble began. */
  | {
      readonly type: 'HubIncidentOpened';
      readonly incidentId: IncidentId;
      readonly number: number;
      readonly cause: 'silent' | 'hub';
      readonly roundId: RoundId | null;
      readonly since: number;
    }
  /** Open incidents of points that were lost together, folded into one (I4). */
  | {
      readonly type: 'CommonCauseOpened';
      readonly incidentId: IncidentId;
      readonly number: number;
      readonly by: SharedBy;
      readonly name: string;
      readonly memberIds: readonly IncidentId[];
      readonly latestLossAt: number;
    }
  | {
      readonly type: 'CommonCauseJoined';
      readonly incidentId: IncidentId;
      readonly memberIds: readonly IncidentId[];
      readonly latestLossAt: number;
    }
  /** No longer listed there: those that are still open stand by themselves, in the hands that the common cause was in. */
  | { readonly type: 'CommonCauseLeft'; readonly incidentId: IncidentId; readonly memberIds: readonly IncidentId[] }
  | { readonly type: 'PointMuted'; readonly pointId: PointId; readonly until: number | null };

export type FactType = Fact['type'];

/** Shape version of each stored fact. Raising one needs an upcaster in the log (G3). */
export const FACT_VERSIONS: Record<FactType, number> = {
  SessionCreated: 1,
  SessionEdited: 1,
  PhaseEntered: 1,
  PersonalErased: 1,
  EarlierErased: 1,
  PointAdded: 1,
  PointEdited: 1,
  PointRetired: 1,
  GrantMinted: 1,
  CardPrinted: 1,
  GrantRevoked: 1,
  DeviceClaimed: 1,
  DeviceAdmitted: 1,
  PenMoved: 1,
  DeviceRevoked: 1,
  ConnectionOpened: 1,
  ConnectionClosed: 1,
  PageHidden: 1,
  PointReleased: 1,
  PointsAssigned: 1,
  HandoverLeft: 1,
  HandoverRead: 1,
  WordGiven: 1,
  ItemChecked: 1,
  FaultReported: 1,
  FaultCleared: 1,
  MediaObserved: 2,
  MediaFeedChanged: 2,
  MediaMuted: 1,
  PublishingRestarted: 1,
  HubRestarted: 1,
  NodeLost: 1,
  NodeForgotten: 1,
  LinkChanged: 1,
  RoundOpened: 1,
  RoundFrozen: 1,
  RoundUnfrozen: 1,
  PointsReminded: 1,
  HeadcountReported: 1,
  InstructionSent: 1,
  InstructionResent: 1,
  InstructionDelivered: 1,
  InstructionSeen: 1,
  InstructionConfirmed: 1,
  MessageSent: 1,
  ThreadRead: 1,
  CannedTextsSet: 1,
  MapFileSet: 1,
  FloorRequested: 1,
  FloorWithdrawn: 1,
  TurnMoved: 1,
  CalledToStandby: 2,
  CheckRepeated: 2,
  FloorGiven: 2,
  TurnLimited: 1,
  TurnEnded: 1,
  TurnSkipped: 1,
  TurnReturned: 1,
  IncidentOpened: 1,
  IncidentCauseCleared: 1,
  IncidentCauseReturned: 1,
  IncidentAcknowledged: 1,
  IncidentResolved: 1,
  IncidentExplained: 1,
  IncidentNoted: 1,
  IncidentEscalated: 1,
  HubIncidentOpened: 1,
  CommonCauseOpened: 1,
  CommonCauseJoined: 1,
  CommonCauseLeft: 1,
  PointMuted: 1,
};

/** A fact with its time, who made it, and the command it answers. `seq` is the log's. */
export interface RecordedFact {
  readonly seq: number;
  readonly at: number;
  readonly actor: { readonly kind: Actor['kind']; readonly deviceId: DeviceId | null; readonly role: Actor['role'] };
  readonly commandId: CommandId | null;
  readonly run: number;
  readonly fact: Fact;
}
