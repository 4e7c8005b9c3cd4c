import { accounted, type Headcount } from '../model/headcount.ts';

/** A report while it is typed: null is what has not been filled in, never 0 (H1). */
export type HeadcountDraft = { readonly [K in keyof Headcount]: number | null };

export const EMPTY_DRAFT: HeadcountDraft = { present: null, excused: null, unexcused: null, guests: null };

/** H3, as it stands while somebody types. `difference` is positive, persons. */
export type SumCheck =
  | { readonly kind: 'empty' }
  | { readonly kind: 'match'; readonly declared: number }
  | { readonly kind: 'short'; readonly declared: number; readonly difference: number }
  | { readonly kind: 'over'; readonly declared: number; readonly difference: number };

export function sumCheck(draft: HeadcountDraft, summoned: number): SumCheck {
  if (draft.present === null && draft.excused === null && draft.unexcused === null) return { kind: 'empty' };
  const declared = accounted(filled(draft));
  if (declared === summoned) return { kind: 'match', declared };
  if (declared < summoned) return { kind: 'short', declared, difference: summoned - declared };
  return { kind: 'over', declared, difference: declared - summoned };
}

/** The draft as it would be sent: a field left open beside filled ones says that nobody is there. */
export function filled(draft: HeadcountDraft): Headcount {
  return {
    present: draft.present ?? 0,
    excused: draft.excused ?? 0,
    unexcused: draft.unexcused ?? 0,
    guests: draft.guests ?? 0,
  };
}
