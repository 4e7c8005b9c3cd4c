import type { Headcount, SumReason } from '@hub/shared/model/headcount.ts';
import { accounted } from '@hub/shared/model/headcount.ts';
import type { RoundId } from '@hub/shared/model/ids.ts';
import type { PointView, ReportReceipt } from '@hub/shared/protocol/down.ts';
import type { ErrorKind } from '@hub/shared/protocol/errors.ts';
import { EMPTY_DRAFT, filled, sumCheck, type HeadcountDraft } from '@hub/shared/view/sum.ts';
import type { NotTaken } from '../link/durable-queue.ts';
import type { PointStore } from './point-store.ts';

/** What is typed for one round. A report belongs to the round it was typed for (H4). */
export interface Draft {
  readonly roundId: RoundId;
  readonly figures: HeadcountDraft;
  readonly reason: SumReason | null;
  /** The new number summoned, as a person wrote it. */
  readonly summoned: number | null;
  readonly note: string;
  /** The reasons are open, though none may be chosen yet. */
  readonly explaining: boolean;
}

/** What became of the last report this page sent. The tick comes only with the hub's answer (H9). */
export type Sending =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'sending';
      readonly roundId: RoundId;
      readonly count: Headcount;
      readonly delay: ErrorKind | null;
      /** It is on the device's disk: the page may be closed. */
      readonly safe: boolean;
    }
  | {
      readonly kind: 'saved';
      readonly roundId: RoundId;
      readonly count: Headcount;
      readonly at: number;
      readonly receipt: ReportReceipt;
    }
  | { readonly kind: 'refused'; readonly roundId: RoundId; readonly count: Headcount; readonly why: NotTaken };

export function emptyDraft(roundId: RoundId): Draft {
  return { roundId, figures: EMPTY_DRAFT, reason: null, summoned: null, note: '', explaining: false };
}

/** Figures to begin with when a sent report is corrected. */
export function draftOf(roundId: RoundId, count: Headcount): Draft {
  const { present, excused, unexcused, guests } = count;
  return { ...emptyDraft(roundId), figures: { present, excused, unexcused, guests } };
}

/** Why the draft cannot be sent yet, or null. */
export type Obstacle = 'empty' | 'present' | 'sum';

export function obstacleOf(draft: Draft, summoned: number): Obstacle | null {
  const check = sumCheck(draft.figures, summoned);
  if (check.kind === 'empty') return 'empty';
  // "Có mặt" is the one figure nobody may leave open: everything else can truly be nobody.
  if (draft.figures.present === null) return 'present';
  if (check.kind === 'match') return null;
  // A slip of the fingers must not become the number summoned: it is written once more (H3).
  return draft.reason !== null && draft.summoned === check.declared ? null : 'sum';
}

/**
 * The message's figures: with a reason the new number summoned is what was declared (H3). `confirmed`: whatever had to be
 * asked was asked before (H14); what waits on a phone must not come back for it.
 */
export function reportPayload(draft: Draft, summoned: number, confirmed: boolean): Record<string, unknown> {
  const count = filled(draft.figures);
  const declared = accounted(count);
  const note = draft.note.trim();
  return {
    roundId: draft.roundId,
    ...count,
    confirmed,
    ...(declared !== summoned && draft.reason !== null ? { summoned: declared, reason: draft.reason } : {}),
    ...(note === '' ? {} : { note }),
  };
}

/**
 * H14: on a slow line the part of the page that asks may not be there yet. The hub asks instead, by refusing once.
 */
export function wasAsked(sending: Sending): boolean {
  return sending.kind === 'refused' && sending.why === 'needs-confirmation';
}

/** What the page shows where the headcount is. */
export type ReportCard =
  | { readonly kind: 'no-round' }
  | { readonly kind: 'not-pen' }
  | { readonly kind: 'form' }
  /** The session is over: what is to be mended goes through the control room (S3). */
  | { readonly kind: 'over' }
  | {
      readonly kind: 'sending';
      readonly count: Headcount;
      readonly delay: ErrorKind | null;
      readonly safe: boolean;
    }
  | { readonly kind: 'refused'; readonly count: Headcount; readonly why: NotTaken }
  /** `at`: hub time of the receipt. `counts` false: a newer report of the point is the one that counts. */
  | {
      readonly kind: 'received';
      readonly count: Headcount;
      readonly summoned: number;
      readonly at: number;
      readonly counts: boolean;
      readonly late: boolean;
      readonly onBehalf: boolean;
    };

export function reportCard(view: PointView, sending: Sending, editing: boolean): ReportCard {
  const { round, headcount, amended, standing } = view;
  if (round === null) return { kind: 'no-round' };
  const ours = sending.kind !== 'none' && sending.roundId === round.id ? sending : null;
  const isOver = view.session.phase === 'ended';
  if (editing && standing === 'pen' && !isOver) return { kind: 'form' };
  if (ours?.kind === 'sending') return { kind: 'sending', count: ours.count, delay: ours.delay, safe: ours.safe };
  if (ours?.kind === 'refused') return { kind: 'refused', count: ours.count, why: ours.why };
  const newest = amended ?? headcount;
  if (ours?.kind === 'saved' && (newest === null || ours.at > newest.at)) {
    return {
      kind: 'received',
      count: ours.count,
      summoned: accounted(ours.count),
      at: ours.at,
      counts: ours.receipt.counts,
      late: ours.receipt.amendment,
      onBehalf: false,
    };
  }
  if (amended !== null) {
    const summoned = accounted(amended);
    return { kind: 'received', count: amended, summoned, at: amended.at, counts: true, late: true, onBehalf: false };
  }
  if (headcount !== null) {
    const { summoned, at, onBehalf } = headcount;
    return { kind: 'received', count: headcount, summoned, at, counts: true, late: false, onBehalf };
  }
  if (isOver) return { kind: 'over' };
  return standing === 'pen' ? { kind: 'form' } : { kind: 'not-pen' };
}

/** Somebody is in the middle of a report. */
export function isTyping({ view, draft, sending, editing }: PointStore): boolean {
  if (view.value === null || draft.value === null) return false;
  if (reportCard(view.value, sending.value, editing.value).kind !== 'form') return sending.value.kind === 'sending';
  return Object.values(draft.value.figures).some((figure) => figure !== null);
}
