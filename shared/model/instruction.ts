import type { PointId } from './ids.ts';

/** Long enough for two spoken sentences, short enough to be read at a glance on a phone. */
export const INSTRUCTION_TEXT_MAX = 280;
export const CANNED_TEXTS_MAX = 20;

/** Who an instruction is for, as the person who sent it chose. */
export type Addressees =
  | { readonly kind: 'all' }
  | { readonly kind: 'area'; readonly area: string }
  | { readonly kind: 'selection'; readonly pointIds: readonly PointId[] };

/** The same, once it was resolved: the points stand beside it (F1). */
export type InstructionScope =
  { readonly kind: 'all' } | { readonly kind: 'area'; readonly area: string } | { readonly kind: 'selection' };

/** How far an instruction has come at the points it was sent to, in points. Three facts, never one made from another (F1). */
export interface InstructionProgress {
  /** A page of the point has it. */
  readonly delivered: number;
  /** It was on a screen that somebody could look at. */
  readonly seen: number;
  /** Somebody at the point said "Đã rõ". */
  readonly confirmed: number;
}
