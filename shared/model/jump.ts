/** From when on a headcount is asked about once more before it counts (H14): both bounds must be passed. */
export interface JumpBounds {
  /** Of the figure before: 0.3 is thirty per cent. */
  readonly share: number;
  readonly persons: number;
}

/** Whether `present` is far from what the point said last; with nothing to compare it is not. */
export function isJump(before: number | null, present: number, { share, persons }: JumpBounds): boolean {
  if (before === null) return false;
  const by = Math.abs(present - before);
  return by >= persons && by > before * share;
}
