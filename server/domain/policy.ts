import type { Severity } from '@hub/shared/model/incident.ts';
import type { JumpBounds } from '@hub/shared/model/jump.ts';
import { REMIND_GAP_MS } from '@hub/shared/model/headcount.ts';

/** Every threshold of the domain in one place. Durations in ms. */
export interface Policy {
  /** Incomplete evidence right after arriving is `joining` this long (L4). */
  readonly joiningMs: number;
  /** A bare close or a lease that ran out is `impaired(reconnecting)` this long, then `lost` (L12). */
  readonly reconnectGraceMs: number;
  /** After a restart connected points are `unknown` this long, then `lost` (L5, L10). */
  readonly restartGraceMs: number;
  /** A page that said it is hidden may be silent this long before it is `unknown(asleep)` (L13). */
  readonly asleepMs: number;
  /** A page that closes says that it is being hidden in the same breath: a close so soon after that is a bare close (L12). */
  readonly closingMs: number;
  /** Poor quality must last this long to count, and be clean that long to clear (L7). */
  readonly poorForMs: number;
  readonly cleanForMs: number;
  /** The cause of an incident must be absent this long before it closes itself (I5). */
  readonly clearWindowMs: number;
  /** How long a point may speak unless the control room says otherwise. */
  readonly turnMs: number;
  /** Beyond these the pre-check of a point that is to speak finds its line poor (F4). */
  readonly speakRttMs: number;
  readonly speakLossPct: number;
  readonly speakJitterMs: number;
  /** Those whose cause is a moment, not a state (flapping, conflict, the hub): so long without another one. */
  readonly momentaryClearMs: number;
  /** Lost together (I4): so many points and such a share of the carrier's or area's connected ones, within this time. */
  readonly commonMin: number;
  readonly commonShare: number;
  readonly commonWindowMs: number;
  /** After a loss the others are waited for this long before it is asked whether they share a cause. */
  readonly commonSettleMs: number;
  /** A link that is not well so long is an incident. */
  readonly impairedTooLongMs: number;
  /** So many times gone and back within this time is flapping; so often the pen taken, a conflict. */
  readonly flapsMax: number;
  readonly penTakenMax: number;
  readonly flapWindowMs: number;
  /** How often it is asked whether a round that is past its deadline still has silent points. */
  readonly silentEveryMs: number;
  /** Not acknowledged so long, an incident escalates (I6). */
  readonly escalateMs: Readonly<Record<Severity, number>>;
  /** A point that was reminded so short a time ago is not reminded again: two people press at the same moment (H13). */
  readonly remindGapMs: number;
  /** A headcount that differs by more than this from the point's last is asked about once more (H14). */
  readonly jump: JumpBounds;
  /** Notes of a change of shift that screens still show; the log keeps all. */
  readonly handoversKept: number;
  /** Transitions kept per point for the drawer. */
  readonly historyLength: number;
}

export const DEFAULT_POLICY: Policy = {
  joiningMs: 20_000,
  reconnectGraceMs: 8_000,
  restartGraceMs: 60_000,
  asleepMs: 15 * 60_000,
  closingMs: 2_000,
  poorForMs: 10_000,
  cleanForMs: 15_000,
  clearWindowMs: 30_000,
  turnMs: 5 * 60_000,
  speakRttMs: 400,
  speakLossPct: 5,
  speakJitterMs: 60,
  momentaryClearMs: 2 * 60_000,
  commonMin: 3,
  commonShare: 0.2,
  commonWindowMs: 10_000,
  commonSettleMs: 500,
  impairedTooLongMs: 2 * 60_000,
  flapsMax: 5,
  penTakenMax: 3,
  flapWindowMs: 5 * 60_000,
  silentEveryMs: 10_000,
  escalateMs: { critical: 2 * 60_000, notice: 5 * 60_000 },
  remindGapMs: REMIND_GAP_MS,
  jump: { share: 0.3, persons: 10 },
  handoversKept: 20,
  historyLength: 200,
};
