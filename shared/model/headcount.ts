/** Persons at a point in one round. Unknown is the absence of this record, never zeros (H1). */
export interface Headcount {
  readonly present: number;
  readonly excused: number;
  readonly unexcused: number;
  /** Beyond those summoned; not part of the sum (H2). */
  readonly guests: number;
}

/** The largest figure a report may carry, persons. */
export const HEADCOUNT_MAX = 100_000;

export const NO_PEOPLE: Headcount = { present: 0, excused: 0, unexcused: 0, guests: 0 };

/** Persons accounted for, to be held against the number summoned (H3). */
export function accounted(count: Headcount): number {
  return count.present + count.excused + count.unexcused;
}

/** How often a point was asked once more for a report that it owes, and when last (H13). */
export interface Reminded {
  readonly count: number;
  /** Hub time, epoch ms. */
  readonly at: number;
}

/** Somebody who was asked so short a time ago is not asked again: two people press at the same moment (H13). */
export const REMIND_GAP_MS = 30_000;

/** Why a sum may differ from the number summoned (H3). `queued` is the hub's own word for a report that waited on a phone (S3). */
export const SUM_REASONS = ['summoned-changed', 'transferred', 'other'] as const;
export type SumReason = (typeof SUM_REASONS)[number];
