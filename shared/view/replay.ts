import type { InstructionId, PointId, RoundId, SessionId } from '../model/ids.ts';
import type { BoardView } from './row.ts';

/** The picture as it stood: folded from the log alone, so without vitals and without who has what open (Q1). */
export interface ReplayView extends BoardView {
  /** The moment asked for, epoch ms. */
  readonly at: number;
  /** Of the last fact in it. */
  readonly seq: number;
}

/** What the strip draws of one moment; it holds until the next one. */
export interface StripSample {
  readonly at: number;
  readonly points: number;
  readonly up: number;
  /** Points of the round that is shown, and those of them that reported; 0 without a round. */
  readonly covered: number;
  readonly reported: number;
  readonly summoned: number;
  readonly present: number;
  /** Incidents that are not closed, and the critical ones of them. */
  readonly incidents: number;
  readonly critical: number;
}

export interface StripTurn {
  readonly pointId: PointId;
  readonly from: number;
  /** Null while it is on air. */
  readonly to: number | null;
}

export interface StripInstruction {
  readonly id: InstructionId;
  readonly number: number;
  readonly at: number;
  readonly urgent: boolean;
}

export interface StripRound {
  readonly id: RoundId;
  readonly number: number;
  readonly openedAt: number;
  readonly frozenAt: number | null;
}

export interface StripRun {
  readonly run: number;
  readonly phase: 'rehearsal' | 'live';
  readonly from: number;
  /** Its last moment; of the run that goes on, hub time now. */
  readonly to: number;
}

/** Answer to `GET /api/replay/strip`: one run of the session that is on. */
export interface ReplayStrip {
  readonly sessionId: SessionId;
  /** Null before the first run: there is nothing to look back on. */
  readonly run: StripRun | null;
  /** All runs, oldest first. */
  readonly runs: readonly StripRun[];
  /** Oldest first; neighbours differ. */
  readonly samples: readonly StripSample[];
  readonly turns: readonly StripTurn[];
  readonly instructions: readonly StripInstruction[];
  readonly rounds: readonly StripRound[];
}
