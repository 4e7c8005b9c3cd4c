import type { GrantKind, Role, Standing } from '../model/access.ts';
import type { CheckProblem } from '../model/floor.ts';
import type { Headcount, Reminded, SumReason } from '../model/headcount.ts';
import type { JumpBounds } from '../model/jump.ts';
import type { CheckItem, CheckState } from '../model/checklist.ts';
import type { DeviceId, GrantId, IncidentId, InstructionId, PointId, RoundId } from '../model/ids.ts';
import type { Finding, IncidentCause, Resolution } from '../model/incident.ts';
import type { Fault, LinkStatus, Vitals } from '../model/link.ts';
import type { Contact, Point } from '../model/point.ts';
import type { Phase, Round, SessionHead } from '../model/session.ts';
import type {
  NoteView,
  Amendment,
  CountedHeadcount,
  IncidentRow,
  ViewBeat,
  ViewPatch,
  ViewSnapshot,
  VitalsFrame,
} from '../view/row.ts';
import type { HubError } from './errors.ts';

/** Every command and query is answered by one of these. `seq` is the log's, of the last fact the command made; `at` is hub time. */
export type Ack<Extra = unknown> =
  | ({
      readonly ok: true;
      readonly at: number;
      readonly seq: number;
      /** It is on one hub's disk, and the same asked again will be told when it is on a second one's (H9). */
      readonly again?: true;
    } & Extra)
  | { readonly ok: false; readonly error: HubError };

/** On one disk, or on those of two hubs (H9). A hub that is alone never says `safe`. */
export type Durability = 'saved' | 'safe';

/** Answer to `point:headcount` and `headcount:report`. */
export interface ReportReceipt {
  readonly durability: Durability;
  /** False when a newer report of the point already counts (H4). */
  readonly counts: boolean;
  /** True when it came after the freeze (H7). */
  readonly amendment: boolean;
}

/** A device of a point as the point's pen holder and staff see it. */
export interface DeviceView {
  readonly id: DeviceId;
  readonly label: string;
  readonly standing: Standing;
  readonly connected: boolean;
  readonly since: number;
  /**
   * While connected when it last spoke, else when its last connection ended; null when it never had one. Staff devices:
   * as far as this hub remembers since it runs. In a PointView it only moves with a connection.
   */
  readonly lastHeardAt: number | null;
}

/** All an operator's page shows. Sent whole, at connect and after every change; absolute. */
export interface PointView {
  readonly at: number;
  readonly session: SessionHead & { readonly phase: Phase; readonly run: number };
  readonly point: Pick<Point, 'id' | 'name' | 'shortName' | 'unit' | 'area' | 'summoned' | 'kind' | 'linkKind'>;
  readonly link: LinkStatus;
  /** False without LiveKit (L14). */
  readonly mediaConfigured: boolean;
  /** Whether the operator's "thấy hình, nghe tiếng" is asked for, and what was said in this run. */
  readonly word: { readonly asked: boolean; readonly said: boolean | null };
  readonly deviceId: DeviceId;
  readonly standing: Standing;
  readonly fence: number;
  /** The highest device sequence the hub has of this device, so that a page that lost its own goes on above it. */
  readonly lastSeq: number;
  /** The open round, or the newest frozen one of this run. */
  readonly round: Round | null;
  readonly headcount: CountedHeadcount | null;
  /** The newest report of the point that came after the round's freeze (H7). */
  readonly amended: Amendment | null;
  /** The figures of the round before, offered as a start. */
  readonly previous: Headcount | null;
  /** From when on the page asks once more before it sends (H14). */
  readonly jump: JumpBounds;
  /** The control room asked once more, and the open round still has no figure of the point (H13). */
  readonly reminded: Reminded | null;
  readonly faults: readonly { readonly fault: Fault; readonly at: number; readonly owner: string | null }[];
  /** What is asked before the session, and what was said (P1); null once it runs, and for a device that waits. */
  readonly checklist: {
    /** Which preparation this is: goes back with each answer. */
    readonly prep: number;
    readonly items: readonly { readonly item: CheckItem; readonly state: CheckState | null }[];
  } | null;
  /** Devices that wait to be admitted; empty unless this device holds the pen. */
  readonly waiting: readonly DeviceView[];
  /** For this point in this run, oldest first; the newest of them. */
  readonly instructions: readonly PointInstruction[];
  /** The newest of the conversation with the control room, oldest first. */
  readonly messages: readonly MessageView[];
  /** Number of the newest message that was read at the point; 0: none. */
  readonly readUpTo: number;
  /** Its own turn to speak; null where it may not ask (the host, a point that only watches, no run). */
  readonly floor: PointFloor | null;
  /** What its video page is to do; null without LiveKit, and for a device that waits. */
  readonly video: PointVideo | null;
}

/** What a point's video page is to do. Identities and rooms are the video system's and say nothing of people. */
export interface PointVideo {
  /** Stale: the hub does not see the video system now; the page goes on by itself. */
  readonly feed: 'live' | 'stale';
  /** This device sends the point's picture and sound; false: it only watches. */
  readonly publishes: boolean;
  /** Where it belongs now, and where the programme is when that is another room. A page that is elsewhere joins again. */
  readonly room: string;
  readonly programme: string | null;
  /** Who is the programme, the one on air first: whose picture and sound everybody gets. Never the point itself. */
  readonly watch: readonly string[];
  /** Whether this point is itself seen and heard by all (the host, or on air): unmuted, the high layer, and in the programme room too. */
  readonly air: boolean;
  /** Rises when the control room asks the page to publish anew. */
  readonly restarts: number;
}

/** A room of the video system and the right to join it once, for 10 minutes. */
export interface RoomRight {
  readonly room: string;
  readonly token: string;
}

/** Answer to `media:join`. */
export interface MediaJoin {
  /** What the browser dials. */
  readonly url: string;
  readonly identity: string;
  /** False: watch only. */
  readonly publishes: boolean;
  /** Until when the tokens let somebody in. A connection outlives them; a new one asks again. */
  readonly expiresAt: number;
  readonly contribution: RoomRight;
  /** Null: the programme is in the same room. */
  readonly programme: RoomRight | null;
}

/** Answer to `media:watch`: hidden and receive-only. Points that have no publishing device are left out. */
export interface MediaWatch {
  readonly url: string;
  readonly expiresAt: number;
  readonly rooms: readonly (RoomRight & {
    readonly points: readonly { readonly pointId: PointId; readonly identity: string }[];
  })[];
}

/** Answer to `media:ingress`. Whoever has the key can send as the point. */
export interface MediaIngress {
  readonly url: string;
  readonly streamKey: string;
  readonly status: 'inactive' | 'buffering' | 'publishing' | 'error' | 'complete';
  /** What LiveKit says is wrong; empty where nothing is. */
  readonly error: string;
}

/** How a point stands with the floor. Times are the hub's, epoch ms. */
export type PointFloor =
  | {
      readonly status: 'none';
      /** How its last turn of this run ended. */
      readonly last: { readonly status: 'done' | 'withdrawn' | 'skipped'; readonly at: number } | null;
    }
  | {
      readonly status: 'waiting';
      readonly askedAt: number;
      /** Turns before its own, the one on air included. At most 100, which stands for 100 or more. */
      readonly ahead: number;
    }
  | {
      readonly status: 'standby';
      readonly since: number;
      readonly ahead: number;
      /** What the pre-check found (F4). */
      readonly problems: readonly CheckProblem[];
    }
  | { readonly status: 'on-air'; readonly onAirAt: number; readonly limitMs: number };

/** An instruction as one point has it. Times are the hub's, epoch ms; null: not yet. */
export interface PointInstruction {
  readonly id: InstructionId;
  readonly number: number;
  readonly at: number;
  readonly text: string;
  readonly urgent: boolean;
  /** When it was last sent again to this point. */
  readonly resentAt: number | null;
  readonly deliveredAt: number | null;
  readonly seenAt: number | null;
  readonly confirmedAt: number | null;
}

/** One message of a point's private conversation with the control room. */
export interface MessageView {
  /** From 1, in the hub's order. */
  readonly number: number;
  readonly at: number;
  readonly from: 'point' | 'room';
  /** Who, as staff see it; empty on an operator's page. */
  readonly by: string;
  readonly text: string;
  /** Number of the instruction that it answers, or null. */
  readonly answers: number | null;
}

/** Answer to `instruction:detail`: who has not confirmed it, those first that have not even got it. */
export interface InstructionDetail {
  readonly instructionId: InstructionId;
  readonly silent: readonly {
    readonly pointId: PointId;
    readonly deliveredAt: number | null;
    readonly seenAt: number | null;
  }[];
  /** Silent points beyond those listed. */
  readonly more: number;
}

/** An incident of this run that was closed. */
export interface ClosedIncident {
  readonly id: IncidentId;
  readonly number: number;
  readonly pointId: PointId | null;
  /** Of a common cause: the carrier or area. */
  readonly group: string | null;
  readonly cause: IncidentCause;
  readonly openedAt: number;
  readonly resolvedAt: number;
  readonly resolution: Resolution;
  /** Who closed it; null: nobody, or unknown. */
  readonly by: string | null;
  readonly finding: Finding | null;
  /** More about the finding; null: nothing was written. Empty: it was erased (G7). */
  readonly findingText: string | null;
  readonly notes: readonly NoteView[];
}

/** Answer to `incident:closed`, newest first. */
export interface ClosedIncidents {
  readonly incidents: readonly ClosedIncident[];
  /** Closed ones beyond those listed. */
  readonly more: number;
}

/** Answer to `instruction:texts`. Null: the office has set none, and pages offer their own. */
export interface CannedTexts {
  /** Of this list, for `basedOn`; null where none was ever set. */
  readonly version: string | null;
  readonly texts: readonly string[] | null;
}

export interface HeadcountRevision extends Headcount {
  readonly at: number;
  readonly roundId: RoundId;
  readonly summoned: number;
  readonly role: Role;
  /** Who, as staff see it: the device's label or the staff member's. */
  readonly by: string;
  readonly counts: boolean;
  readonly amendment: boolean;
  readonly onBehalf: boolean;
  /** Why another number was summoned than the roster's, or why it came after the end; null: neither. */
  readonly reason: SumReason | 'queued' | null;
  readonly note: string;
}

/** Answer to `point:detail`. */
export interface PointDetail {
  readonly pointId: PointId;
  readonly contact: Contact;
  readonly devices: readonly DeviceView[];
  /** Newest last; all of the current run, at most 200. */
  readonly history: readonly LinkStatus[];
  /** The newest samples; null when the last ones are older than 10 s. */
  readonly vitals: Vitals | null;
  /** Newest last; all rounds of the current run. */
  readonly revisions: readonly HeadcountRevision[];
  readonly incidents: readonly IncidentRow[];
  /** The conversation with the point, oldest first; the newest 200. */
  readonly messages: readonly MessageView[];
  /** Numbers of the newest message that each end has read; 0: none. */
  readonly readBy: { readonly point: number; readonly room: number };
  /** Instructions of this run for the point, oldest first. */
  readonly instructions: readonly PointInstruction[];
}

/** Answer to `view:subscribe`. */
export interface Subscribed {
  /** How the hub names this screen to others ("KTV 6"); null without a label. */
  readonly label: string | null;
}

export interface GrantView {
  readonly id: GrantId;
  readonly kind: GrantKind;
  readonly role: Role;
  readonly pointId: PointId | null;
  readonly label: string;
  readonly mintedAt: number;
  readonly expiresAt: number | null;
  readonly claimedAt: number | null;
  readonly revokedAt: number | null;
}

export interface AccessDevice extends DeviceView {
  readonly role: Role;
  readonly pointId: PointId | null;
  readonly claimedAt: number;
  readonly revokedAt: number | null;
}

/** Answer to `access:list`. */
export interface AccessList {
  readonly grants: readonly GrantView[];
  readonly devices: readonly AccessDevice[];
}

/** How the newest card of a point fares. All null: none was ever made. */
export interface CardState {
  readonly pointId: PointId;
  readonly printedAt: number | null;
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
  /** When the first device came in by the card or by the code printed on it. */
  readonly openedAt: number | null;
  /** Devices that came in by it and may still. */
  readonly devices: number;
  /** The point's devices that came in by a link or by a code read out. */
  readonly otherDevices: number;
}

/** Answer to `cards:list`: one for each point of the roster. */
export interface CardList {
  readonly cards: readonly CardState[];
  /** Where a code is typed. */
  readonly address: string;
}

export type NodeRole = 'deciding' | 'taking' | 'following' | 'refused' | 'lost' | 'unknown';

/** One hub of several, as the one that was asked knows it. */
export interface NodeStatus {
  readonly id: string;
  /** Null: it was never heard in this hub's present life. */
  readonly url: string | null;
  /** The one that was asked. */
  readonly here: boolean;
  /** `unknown`: the hub that was asked does not reach the others. */
  readonly role: NodeRole;
  /** Since its last word, ms; null: none was heard. */
  readonly heardMs: number | null;
  /** Its newest entry of the agreed log. */
  readonly index: number;
  /** Entries that others have and it has not. */
  readonly lag: number;
  /** Commands of its sockets that are saved there and not decided. */
  readonly undecided: number;
  readonly sockets: number;
  /** Of its program: the protocol, and after the point all that it understands of the log. */
  readonly version: string;
}

/** Answer to `nodes:list`. */
export interface NodesStatus {
  /** Null: this hub is alone. */
  readonly cluster: {
    readonly carrier: 'reached' | 'away';
    /** Of the lease under which is decided; null while nobody decides. */
    readonly fence: number | null;
    readonly nodes: readonly NodeStatus[];
  } | null;
}

/** What is printed of one point. The secrets leave the hub this once. */
export interface PrintedCard {
  readonly pointId: PointId;
  readonly name: string;
  readonly area: string;
  readonly summoned: number;
  /** What the QR code holds. */
  readonly url: string;
  readonly code: string;
}

/** Answer to `POST /api/cards`, unless a PDF was asked for. */
export interface CardSheet {
  readonly title: string;
  readonly hotline: string;
  readonly timeZone: string;
  readonly plannedAt: number | null;
  /** Where a code is typed. */
  readonly address: string;
  readonly printedAt: number;
  readonly expiresAt: number;
  readonly cards: readonly PrintedCard[];
}

/** One fact as people read it. */
export interface TrailEntry {
  /** The log's own number. */
  readonly seq: number;
  /** Hub time, epoch ms. */
  readonly at: number;
  readonly run: number;
  /** Which run that was, in words: a rehearsal, or the live one. */
  readonly runName: string;
  readonly pointId: PointId | null;
  readonly pointName: string;
  readonly what: string;
  readonly detail: string;
  /** How the hub knows who did it ("KTV 6"); empty where nobody said, or after it was erased. */
  readonly who: string;
  readonly role: string;
  readonly deviceId: DeviceId | null;
}

/** Answer to `GET /api/audit`: newest first. */
export interface Trail {
  readonly entries: readonly TrailEntry[];
  /** Where older entries begin, for `before`; null when there are none. */
  readonly next: number | null;
}

/** Answer to `GET /api/hello`: what a page may say to whoever could not get in. */
export interface Hello {
  readonly ok: true;
  readonly title: string;
  readonly hotline: string;
}

/** Answer to `grant:mint`. The secret is told once and never again; the hub keeps its hash. */
export interface MintedGrant {
  readonly grantId: GrantId;
  readonly secret: string;
  /** Where to open it, the secret in the `#fragment`; absent for a code, which is typed. */
  readonly url: string | null;
  readonly expiresAt: number | null;
}

/** Answer to `POST /api/claim`. */
export interface Claimed {
  readonly role: Role;
  readonly deviceId: DeviceId;
  readonly pointId: PointId | null;
  /** Path of the page to open ("/point"). */
  readonly page: string;
}

/** The hub is going away, or asks its clients to spread out: come back after this, plus a random share of `spreadMs`. */
export interface HubNotice {
  readonly kind: 'stopping' | 'revoked' | 'superseded' | 'rate-limited';
  readonly reconnectAfterMs: number | null;
  readonly spreadMs: number;
}

/** Other hubs of the session, while there are any: where to go on when this one does not answer (D6). The newest replaces all before. */
export interface HubNodes {
  /** Origins ("https://hub2.example.vn"), this hub's own among them. */
  readonly urls: readonly string[];
  /** A move waits a random share of this: all clients of a hub that is gone come at once. */
  readonly spreadMs: number;
}

export interface PointDown {
  'point:view': PointView;
  'hub:notice': HubNotice;
  'hub:nodes': HubNodes;
}

export interface ControlDown {
  'view:snapshot': ViewSnapshot;
  'view:patch': ViewPatch;
  'view:beat': ViewBeat;
  'view:vitals': VitalsFrame;
  'hub:notice': HubNotice;
  'hub:nodes': HubNodes;
}
