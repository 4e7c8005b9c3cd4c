import type { RoundId, SessionId } from './ids.ts';

/** S1: `planned → rehearsal → live → ended`; rehearsal may be skipped or repeated. */
export const PHASES = ['planned', 'rehearsal', 'live', 'ended'] as const;
export type Phase = (typeof PHASES)[number];

/** How long an administrator may reopen an ended session (S1). */
export const REOPEN_WINDOW_MS = 10 * 60_000;

/** Ended, and past the time in which an administrator may reopen it. */
export function isClosed(
  { phase, phaseSince }: { readonly phase: Phase; readonly phaseSince: number },
  now: number,
): boolean {
  return phase === 'ended' && now - phaseSince > REOPEN_WINDOW_MS;
}

/** Which phases may follow which. `ended → live` is the reopening, an administrator's alone, within REOPEN_WINDOW_MS. */
export const NEXT_PHASES: Record<Phase, readonly Phase[]> = {
  planned: ['rehearsal', 'live'],
  rehearsal: ['planned', 'rehearsal', 'live'],
  live: ['ended'],
  ended: ['live'],
};

export interface SessionHead {
  readonly id: SessionId;
  readonly title: string;
  /** The organisation that hosts: "Thị ủy" in the model case. */
  readonly hostName: string;
  /** The control room's telephone, shown on every operator's page; empty when there is none. */
  readonly hotline: string;
  /** IANA zone of all clocks shown (S5). */
  readonly timeZone: string;
  /** When it is to begin, epoch ms, or null. */
  readonly plannedAt: number | null;
}

/** What a hub still says of a session that another has followed. */
export interface EarlierSession {
  readonly id: SessionId;
  readonly title: string;
  readonly plannedAt: number | null;
  readonly endedAt: number;
  /** When names, telephones and free text of it were erased (S10), or null. */
  readonly personalErasedAt: number | null;
}

export const DEFAULT_TIME_ZONE = 'Asia/Ho_Chi_Minh';

export const ROUND_KINDS = ['opening', 'mid-session', 'closing', 'named'] as const;
export type RoundKind = (typeof ROUND_KINDS)[number];

/** How long a freeze that was a slip may be taken back (H12). */
export const UNFREEZE_WINDOW_MS = 60_000;

/** Until when the newest round's freeze may be lifted (H12), epoch ms; null when it may not: it is open, or a change of phase froze it (S7). */
export function liftableUntil({
  rounds,
  phaseSince,
}: {
  readonly rounds: readonly Round[];
  readonly phaseSince: number;
}): number | null {
  // By index: pages run in browsers without `at`.
  const frozenAt = rounds[rounds.length - 1]?.frozenAt ?? null;
  return frozenAt === null || frozenAt <= phaseSince ? null : frozenAt + UNFREEZE_WINDOW_MS;
}

/** One collection of headcounts. Freezing fixes its figures (H7). */
export interface Round {
  readonly id: RoundId;
  readonly kind: RoundKind;
  /** Set when kind is `named`, else empty. */
  readonly name: string;
  /** 1, 2, 3… within its run. */
  readonly number: number;
  readonly run: number;
  readonly openedAt: number;
  readonly deadlineAt: number | null;
  readonly frozenAt: number | null;
}
