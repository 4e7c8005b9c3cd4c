import type { PointId, TurnId } from './ids.ts';
import type { LinkReason, LinkState } from './link.ts';
import type { CameraState, MicrophoneState } from './media.ts';

/** Shortest and longest a turn may be set to, minutes. */
export const TURN_MINUTES_MIN = 1;
export const TURN_MINUTES_MAX = 120;
/** Screens warn this long before a turn's time is up. */
export const TURN_WARNING_MS = 60_000;
/** Turns a screen is told of, and the largest number of turns ahead that a point is told. */
export const FLOOR_LISTED = 100;
/** Ended turns that are kept, so that a slip can be taken back. */
export const TURNS_KEPT = 20;

/** What speaks against giving a point the floor: its link is not `up`, its picture does not move, its microphone gives no sound, or a number is out of range. */
export const CHECK_PROBLEMS = ['link', 'camera', 'microphone', 'rtt', 'loss', 'jitter'] as const;
export type CheckProblem = (typeof CHECK_PROBLEMS)[number];

/** The pre-check of a point that is to speak (F4), as it came out. A number that nobody measured is null. */
export interface PreCheck {
  readonly at: number;
  readonly state: LinkState;
  readonly reasons: readonly LinkReason[];
  readonly rttMs: number | null;
  readonly lossPct: number | null;
  readonly jitterMs: number | null;
  /** Null: no video system says anything of it. */
  readonly camera: CameraState | null;
  readonly microphone: MicrophoneState | null;
  /** What the microphone gave at this moment, 0 to 100. */
  readonly soundLevel: number | null;
  /** Empty: nothing found that speaks against it. */
  readonly problems: readonly CheckProblem[];
}

interface Turn {
  readonly id: TurnId;
  readonly pointId: PointId;
  readonly askedAt: number;
  /** Put in by the control room; the point did not ask. */
  readonly byRoom: boolean;
}

export interface WaitingTurn extends Turn {
  readonly status: 'waiting';
}

export interface StandbyTurn extends Turn {
  readonly status: 'standby';
  readonly standbyAt: number;
  readonly check: PreCheck;
}

export type QueuedTurn = WaitingTurn | StandbyTurn;

export interface OnAirTurn extends Turn {
  readonly status: 'on-air';
  readonly check: PreCheck;
  readonly onAirAt: number;
  readonly limitMs: number;
}

export type EndedTurn = Turn & { readonly endedAt: number } & (
    | { readonly status: 'done'; readonly check: PreCheck; readonly onAirAt: number }
    | { readonly status: 'withdrawn' }
    | { readonly status: 'skipped' }
  );

/** Who speaks, and who is to (F2, F3). A point has at most one turn in it. */
export interface Floor {
  readonly onAir: OnAirTurn | null;
  /** In the order of speaking: those on standby and those that wait. */
  readonly queue: readonly QueuedTurn[];
  /** Newest last. */
  readonly ended: readonly EndedTurn[];
}

export const EMPTY_FLOOR: Floor = { onAir: null, queue: [], ended: [] };

/** Where a turn goes back to. */
export const RETURN_TO = ['standby', 'queue'] as const;
export type ReturnTo = (typeof RETURN_TO)[number];

/** Those on standby speak before those that wait. */
export function inOrder(queue: readonly QueuedTurn[]): QueuedTurn[] {
  const standby = queue.filter(({ status }) => status === 'standby');
  return standby.length === 0 ? [...queue] : [...standby, ...queue.filter(({ status }) => status === 'waiting')];
}

/** Turns before this point's, the one on air included; at most FLOOR_LISTED. */
export function aheadOf({ onAir, queue }: Floor, pointId: PointId): number {
  let ahead = onAir === null ? 0 : 1;
  for (const turn of inOrder(queue)) {
    if (turn.pointId === pointId || ahead === FLOOR_LISTED) break;
    ahead++;
  }
  return ahead;
}
