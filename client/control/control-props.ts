import type { CheckProblem, ReturnTo } from '@hub/shared/model/floor.ts';
import type {
  DeviceId,
  HandoverId,
  IncidentId,
  InstructionId,
  PointId,
  RoundId,
  TurnId,
} from '@hub/shared/model/ids.ts';
import type { Finding, HandCause } from '@hub/shared/model/incident.ts';
import type { SumReason, Headcount } from '@hub/shared/model/headcount.ts';
import type { LinkState } from '@hub/shared/model/link.ts';
import type { MediaSource } from '@hub/shared/model/media.ts';
import type { Phase, Round, RoundKind } from '@hub/shared/model/session.ts';
import type { Addressees } from '@hub/shared/model/instruction.ts';
import type { CannedTexts, ClosedIncidents, InstructionDetail, PointDetail } from '@hub/shared/protocol/down.ts';
import type { BoardView, IncidentRow, PointRow } from '@hub/shared/view/row.ts';
import type { ReadonlySignal } from '@preact/signals-core';
import type { RefObject } from 'preact';
import type { Samples } from '../staff/samples.ts';
import type { TrailSource } from '../staff/trail.ts';
import type { RowSource } from '../state/board-store.ts';

/** Figures for a point as the control room enters them (H8). */
export interface ReportFor extends Headcount {
  readonly roundId: RoundId;
  readonly summoned: number | undefined;
  readonly reason: SumReason | undefined;
  readonly note: string;
  /** The person was asked whether a figure far from the last one is right (H14). */
  readonly confirmed: boolean;
}

/** `refused`: the person was told why. */
export type ReportAnswer = 'taken' | 'needs-confirmation' | 'refused';

export interface RoundWish {
  readonly kind: RoundKind;
  readonly name: string;
  readonly deadlineMinutes: number | undefined;
}

export interface InstructionWish {
  readonly text: string;
  readonly urgent: boolean;
  readonly to: Addressees;
}

export interface GiveWish {
  readonly turnId: TurnId;
  readonly minutes: number;
  /** What the person has read of the pre-check (F4). */
  readonly despite: readonly CheckProblem[];
}

/** `taken`: another point is on air. `check`: the pre-check found what was not in `despite`. `refused`: the person was told. */
export type Given = 'done' | 'taken' | 'check' | 'refused';

/** `closed`: somebody else was faster. `refused`: the person was told why. */
export type Resolved = 'done' | 'closed' | 'refused';

/** What a staff screen can ask of the hub. A screen draws a button only for what it was given. */
export interface StaffActions {
  readonly acknowledge?: (incidents: readonly IncidentRow[]) => void;
  /** `text`: more about the finding, or empty. */
  readonly resolve?: (incident: IncidentRow, finding: Finding, text: string) => Promise<Resolved>;
  /** Null without an answer. */
  readonly closedIncidents?: () => Promise<ClosedIncidents | null>;
  readonly note?: (id: IncidentId, text: string) => void;
  readonly openIncident?: (pointId: PointId, cause: HandCause, note: string) => void;
  /** Null: it sounds again. */
  readonly mute?: (pointId: PointId, untilMs: number | null) => void;
  /** What was recorded of a point (G8). */
  readonly trail?: TrailSource;
  /** A frozen round as a workbook (H15). */
  readonly exportRound?: (round: Round) => void;
  readonly enterPhase?: (phase: Phase) => void;
  readonly openRound?: (wish: RoundWish) => void;
  readonly freezeRound?: (roundId: RoundId) => void;
  /** Within a minute of the freeze (H12). */
  readonly unfreezeRound?: (roundId: RoundId) => void;
  /** `all`: whoever owes the round a report. */
  readonly remind?: (roundId: RoundId, points: 'all' | readonly PointId[]) => void;
  readonly reportFor?: (pointId: PointId, report: ReportFor) => Promise<ReportAnswer>;
  /** T1: into this desk's charge; `takeOver` also from whoever has them. */
  readonly takePoints?: (pointIds: readonly PointId[], takeOver: boolean) => void;
  /** To another desk; null: back to whom the roster names. */
  readonly passPoints?: (pointIds: readonly PointId[], to: DeviceId | null) => void;
  /** A note for the next shift; null: to every desk. */
  readonly leaveHandover?: (text: string, to: DeviceId | null) => void;
  readonly readHandover?: (handoverId: HandoverId) => void;
  /** T4: tells the other desks which point this one has open (null: none). */
  readonly attend?: (pointId: PointId | null, doing: 'open' | 'report') => void;
  readonly sendInstruction?: (wish: InstructionWish) => void;
  /** To those who have not confirmed it. */
  readonly resendInstruction?: (id: InstructionId) => void;
  /** Null without an answer. */
  readonly instructionDetail?: (id: InstructionId) => Promise<InstructionDetail | null>;
  readonly cannedTexts?: () => Promise<CannedTexts | null>;
  /** `changed`: somebody else saved another list since `basedOn`. */
  readonly setCannedTexts?: (
    texts: readonly string[],
    basedOn: string | null,
  ) => Promise<'done' | 'changed' | 'refused'>;
  readonly sendMessage?: (pointId: PointId, text: string) => void;
  readonly readMessages?: (pointId: PointId, upTo: number) => void;
  readonly addToFloor?: (pointId: PointId) => void;
  readonly moveTurn?: (turnId: TurnId, before: TurnId | null) => void;
  readonly callToStandby?: (turnId: TurnId) => void;
  readonly repeatCheck?: (turnId: TurnId) => void;
  readonly giveFloor?: (wish: GiveWish) => Promise<Given>;
  readonly limitTurn?: (turnId: TurnId, minutes: number) => void;
  readonly endTurn?: (turnId: TurnId) => void;
  readonly skipTurn?: (turnId: TurnId) => void;
  /** Takes a slip back. */
  readonly returnTurn?: (turnId: TurnId, to: ReturnTo) => void;
  /** Muted from here: its own device opens it again when it may. */
  readonly muteMedia?: (row: PointRow, source: MediaSource) => void;
  /** Its device opens camera and microphone anew. */
  readonly restartMedia?: (row: PointRow) => void;
  readonly release?: (pointId: PointId) => void;
  readonly admit?: (pointId: PointId, deviceId: string, as: 'assistant' | 'take-over') => void;
  readonly revoke?: (deviceId: string) => void;
}

/** What every part of a staff screen needs to know of the moment. */
export interface Moment {
  /** Time of the picture, epoch ms. Stops when the picture is stale. */
  readonly now: number;
  /** Hub time. Goes on when the picture is stale, so deadlines do. */
  readonly hubNow: number;
  readonly ageMs: number;
  readonly stale: boolean;
}

export interface Selection {
  readonly pointId: PointId;
  /** Null while it is being fetched. */
  readonly detail: PointDetail | null;
  /** Of its line, since it was opened. */
  readonly samples: Samples;
}

export type Look = 'map' | 'grid' | 'table' | 'pictures';

/** What may be opened over the picture: who has not reported, the figures by area and block, all that can be done, the keys. */
export type Panel = 'late' | 'roll-up' | 'palette' | 'keys';

export interface BoardProps {
  readonly view: BoardView;
  /** The same rows one by one, for tiles and lines that redraw on their own. */
  readonly rows: RowSource;
  /** The moment's `now`, for the pieces that show how long something has lasted. */
  readonly clock: ReadonlySignal<number>;
  readonly moment: Moment;
  /** States shown; empty shows all. */
  readonly filter: ReadonlySet<LinkState>;
  readonly query: string;
  readonly selected: PointId | null;
  readonly onSelect: (pointId: PointId | null) => void;
  /** Set by the look that is drawn: its uppermost point that matches, for Enter in the search box. */
  readonly firstMatch: RefObject<(() => PointId | null) | null>;
}
