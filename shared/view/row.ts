import type { StaffRole } from '../model/access.ts';
import type { EndedTurn, OnAirTurn, QueuedTurn } from '../model/floor.ts';
import type { Headcount, Reminded } from '../model/headcount.ts';
import type { Checks } from '../model/checklist.ts';
import type { DeviceId, HandoverId, IncidentId, InstructionId, PointId, RoundId } from '../model/ids.ts';
import type { IncidentCause, IncidentStatus, Severity, SharedBy } from '../model/incident.ts';
import type { InstructionProgress, InstructionScope } from '../model/instruction.ts';
import type { Fault, LinkState, LinkStatus } from '../model/link.ts';
import type { CameraState, MediaHealth, MediaPath, MicrophoneState } from '../model/media.ts';
import type { Point } from '../model/point.ts';
import type { EarlierSession, Phase, Round, SessionHead } from '../model/session.ts';

/** The figure that counts for a point in the current round, and where it comes from. */
export interface CountedHeadcount extends Headcount {
  /** The number summoned in this round: the roster's, or the one stated in the report (H3). */
  readonly summoned: number;
  /** Hub time of the report, epoch ms. */
  readonly at: number;
  /** Reported by the control room for the point (H8). */
  readonly onBehalf: boolean;
  /** How many revisions the round keeps for this point, this one included (H6). */
  readonly revisions: number;
}

/** A report that came after the freeze. It changes no frozen figure and is shown beside it (H7). */
export interface Amendment extends Headcount {
  /** Hub time of the report, epoch ms. */
  readonly at: number;
}

/** Somebody at a desk who has the point open at this moment, or reports for it. Volatile: never a fact (T4). */
export interface Attendant {
  readonly deviceId: DeviceId;
  /** Null without a label. */
  readonly label: string | null;
  readonly doing: 'open' | 'report';
}

/** What the video system says of a point now. */
export interface RowMedia {
  readonly since: number;
  readonly camera: CameraState;
  readonly microphone: MicrophoneState;
  readonly path: MediaPath | null;
  readonly poor: boolean;
}

/** One point as a control-room screen sees it. Absolute values only (V3). */
export interface PointRow extends Omit<Point, 'contactId'> {
  /** Names the point in vitals frames. Fixed within an epoch. */
  readonly index: number;
  readonly link: LinkStatus;
  /** What flows from it; null while nothing does, without LiveKit, or while the feed is stale. */
  readonly media: RowMedia | null;
  /** Admitted devices connected now. */
  readonly devices: number;
  /** Devices that wait to be admitted (L8). */
  readonly waiting: number;
  /** Faults the operator reported and has not taken back. */
  readonly faults: readonly Fault[];
  /** It speaks, and every point hears it (F2). */
  readonly onAir: boolean;
  /** What the operator said of the checklist in this preparation (P1); what is not said is absent. */
  readonly checks: Checks;
  /** Null until the first report of the round; unknown is never 0 (H1). */
  readonly headcount: CountedHeadcount | null;
  /** The newest report after the freeze, also of a point that had not reported before it (H7). */
  readonly amended: Amendment | null;
  /** Its newest report of the round that is saved and not decided between the hubs; in none of the sums (D4). */
  readonly undecided: Amendment | null;
  /** Until when its incidents make no sound, epoch ms; null: not muted. A time that passed mutes no more. */
  readonly mutedUntil: number | null;
  /** Persons the current round is about at this point before any report; null without a round, and where it is not about the point (H7). */
  readonly roundSummoned: number | null;
  /** The point's own newest report of this run, of whatever round; null before the first. */
  readonly lastReportAt: number | null;
  /** Of the current round, while it has no figure of the point; null where the role may not see it (V9). */
  readonly reminded: Reminded | null;
  /** Device and name of the staff member who took the point or was given it (T1); null where nobody was, or the role may not see it. */
  readonly ownerId: DeviceId | null;
  readonly owner: string | null;
  /** In the order in which they came; empty where the role may not see it (V9). */
  readonly attending: readonly Attendant[];
  /** Messages of the point that nobody in the control room has read; 0 where the role may not see them (V9). */
  readonly unread: number;
  /** Messages to the point that were on no screen of it yet; 0 where the role may not see them. */
  readonly unseen: number;
  /** The point's telephone, or null where the role may not see it (V9) or there is none. */
  readonly phone: string | null;
  /** Whom to call where that one does not answer; null as above. */
  readonly backupPhone: string | null;
}

/** What somebody wrote on an incident; the text is empty once it was erased (G7). */
export interface NoteView {
  readonly at: number;
  readonly by: string | null;
  readonly text: string;
}

export interface IncidentRow {
  readonly id: IncidentId;
  /** Shown as SC-07. */
  readonly number: number;
  /** Null when it is about several points, or the hub. */
  readonly pointId: PointId | null;
  readonly cause: IncidentCause;
  readonly severity: Severity;
  readonly status: Exclude<IncidentStatus, 'resolved'>;
  readonly openedAt: number;
  /** Role title or name of who acknowledged it; null while nobody has, or where the role may not see it. */
  readonly owner: string | null;
  /** Device of the owner, so that a screen can say "bạn"; null where the role may not see it. */
  readonly ownerId: string | null;
  /** Since when its cause is gone, or null while it lasts. */
  readonly absentSince: number | null;
  readonly recurrences: number;
  /** Of a common cause: what its points share, and those that it still lists (I4). They have no incident of that cause beside it. */
  readonly group: { readonly by: SharedBy; readonly name: string; readonly pointIds: readonly PointId[] } | null;
  /** Of cause `silent`: the round. */
  readonly roundId: RoundId | null;
  /** When it was found that nobody had acknowledged it in time (I6), or null. */
  readonly escalatedAt: number | null;
  /** Oldest first; empty where the role may not see them (V9). */
  readonly notes: readonly NoteView[];
}

/** An instruction of the run that is on, and how far it has come (F1). At desks only (V9). */
export interface InstructionRow extends InstructionProgress {
  readonly id: InstructionId;
  /** Shown as CĐ-07. */
  readonly number: number;
  readonly run: number;
  readonly at: number;
  readonly by: string | null;
  /** Empty once it was erased (G7). */
  readonly text: string;
  readonly urgent: boolean;
  readonly scope: InstructionScope;
  /** Points it was sent to. */
  readonly addressed: number;
  readonly resends: number;
  readonly resentAt: number | null;
}

/** Who speaks and who is to, in this run. For every screen: it names points, never people (V9). */
export interface FloorView {
  readonly onAir: OnAirTurn | null;
  /** In the order of speaking: standby, then those that wait. The first FLOOR_LISTED. */
  readonly queue: readonly QueuedTurn[];
  /** Turns of the queue beyond those listed. */
  readonly more: number;
  /** The newest that ended, newest first. */
  readonly ended: readonly EndedTurn[];
}

/** H2: every total carries its coverage. All over the whole roster, whatever the view's filter. */
export interface Totals {
  readonly points: number;
  readonly byState: Readonly<Record<LinkState, number>>;
  /** Points that the current round is about: the roster's, or those at its freeze (H7). What `reported` is held against. */
  readonly covered: number;
  /** Points that have reported in the current round. */
  readonly reported: number;
  /** Everyone summoned, reported or not. */
  readonly summoned: number;
  /** Summoned at the points that have reported. */
  readonly summonedReported: number;
  readonly present: number;
  readonly excused: number;
  readonly unexcused: number;
  readonly guests: number;
  /** Points with an amendment in the current round; in none of the sums above (H7). */
  readonly amended: number;
  /** In the order of the roster: points whose share of a frozen round is another's line, or nobody's, in the roster now (H7). */
  readonly elsewhere: readonly FrozenShare[];
  /** Incidents closed in this run. */
  readonly incidentsClosed: number;
}

/** What a point has put into a frozen round, under the area and block it had then. */
export interface FrozenShare {
  readonly id: PointId;
  readonly index: number;
  readonly area: string;
  readonly block: string;
  readonly summoned: number;
  readonly headcount: Headcount | null;
}

/**
 * How figures have gone since the round was opened: what they were then, and at the end of each step since. A step without a
 * change may be missing at the end; what the figures are now stands in the totals.
 */
export interface Trend {
  /** When the round was opened, epoch ms; later where another run lay between. */
  readonly since: number;
  readonly stepMs: number;
  readonly up: readonly number[];
  /** Over the points that had reported (H2). */
  readonly present: readonly number[];
}

export interface SessionView extends SessionHead {
  readonly phase: Phase;
  readonly phaseSince: number;
  /** 0 before the first rehearsal or live run (S2). */
  readonly run: number;
  /** The round that is collected now, or the newest frozen one of this run; null before the first. */
  readonly round: Round | null;
  /** All rounds of this run. */
  readonly rounds: readonly Round[];
  /** Of `round`; null without one. */
  readonly trend: Trend | null;
  /** The sessions before this one, oldest first. */
  readonly earlier: readonly EarlierSession[];
  /** When names, telephones and free text were erased (G9), or null. */
  readonly personalErasedAt: number | null;
  /** Rises with every change of the roster. */
  readonly rosterVersion: number;
  /** False without LiveKit: staff screens say so (L14). */
  readonly mediaConfigured: boolean;
}

/** What the hub says of itself. */
export interface HubHealth {
  /** False while nothing can be written: no report is acknowledged then (G4). */
  readonly logOk: boolean;
  readonly logFailingSince: number | null;
  /** When this process began, epoch ms. */
  readonly startedAt: number;
  /** How it stands with the video system (L9, L14). */
  readonly media: MediaHealth;
  /** How it stands between several hubs, as this one knows it; null where it is alone. */
  readonly nodes: NodesHealth | null;
}

export interface NodesHealth {
  /** While it is away nothing of the other hubs is known. */
  readonly carrier: 'reached' | 'away';
  /** Where the session's decisions are taken. By `nobody`: they wait, and nothing that was saved is lost. */
  readonly deciding: 'here' | 'elsewhere' | 'nobody';
  /** Hubs of the session, this one too; 0 while the carrier is away. */
  readonly members: number;
  /** Those of them that are not heard. */
  readonly lost: number;
  /** Headcount reports that are saved and not decided, as far as this hub has them; in none of the sums (D4). */
  readonly waiting: number;
  /** Points of which this hub cannot say how they are, because it is cut off from the others (D5). */
  readonly unvouched: number;
}

/** Somebody to whom points can be given and notes left. */
export interface StaffMember {
  readonly id: DeviceId;
  /** Empty without one, or after it was erased. */
  readonly label: string;
  readonly role: StaffRole;
}

/** A note at a change of shift (T3). */
export interface HandoverRow {
  readonly id: HandoverId;
  readonly at: number;
  readonly by: string;
  readonly byId: DeviceId;
  /** Null: for every desk. */
  readonly to: string | null;
  readonly toId: DeviceId | null;
  /** Empty after it was erased (G9). */
  readonly text: string;
  readonly readBy: readonly { readonly id: DeviceId; readonly label: string; readonly at: number }[];
}

/** What desks see besides points and incidents. */
export interface DeskView {
  readonly staff: readonly StaffMember[];
  /** Oldest first. */
  readonly handovers: readonly HandoverRow[];
}

/** Which rows a view holds. An empty object is all; several fields must all hold. */
export interface ViewFilter {
  readonly areas?: readonly string[] | undefined;
  readonly technicians?: readonly string[] | undefined;
  readonly states?: readonly LinkState[] | undefined;
}

/** A whole view, as a replica keeps it. */
export interface BoardView {
  readonly session: SessionView;
  readonly hub: HubHealth;
  readonly totals: Totals;
  readonly floor: FloorView;
  /** Null where the role sits at no desk (V9). */
  readonly desk: DeskView | null;
  readonly rows: readonly PointRow[];
  readonly incidents: readonly IncidentRow[];
  /** Of the run that is on, oldest first. */
  readonly instructions: readonly InstructionRow[];
}

/** Position in one view's stream. Opaque to clients (V6). */
export type Cursor = string;

export interface ViewSnapshot extends BoardView {
  readonly cursor: Cursor;
  /** Hub time, epoch ms. */
  readonly at: number;
  readonly role: StaffRole;
}

/** The changed fields of one row, each absolute. A row the replica does not hold comes whole. */
export type RowPatch = { readonly id: PointId } & Partial<Omit<PointRow, 'id'>>;

export interface ViewPatch {
  readonly from: Cursor;
  readonly to: Cursor;
  readonly at: number;
  readonly session?: SessionView | undefined;
  readonly hub?: HubHealth | undefined;
  readonly totals?: Totals | undefined;
  /** Whole (V3). */
  readonly floor?: FloorView | undefined;
  readonly desk?: DeskView | undefined;
  readonly rows?: readonly RowPatch[] | undefined;
  /** Rows that left the filter or the roster (V4). */
  readonly gone?: readonly PointId[] | undefined;
  readonly incidents?: readonly IncidentRow[] | undefined;
  readonly incidentsGone?: readonly IncidentId[] | undefined;
  /** New or changed, each whole. Those of an earlier run leave with it. */
  readonly instructions?: readonly InstructionRow[] | undefined;
}

/** "You should be here" (V5): sent after a second of silence. */
export interface ViewBeat {
  readonly cursor: Cursor;
  readonly at: number;
}

/** Samples: index, then rttMs, lossPct, jitterMs, bitrateKbps, fps, soundLevel (null when missing), and 1 at the end where the picture rests. Lossy, without cursor (V6). */
export interface VitalsFrame {
  readonly at: number;
  readonly v: readonly (readonly [index: number, ...samples: (number | null)[]])[];
}
