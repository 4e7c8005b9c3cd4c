import type { LinkState, LinkStatus } from '@hub/shared/model/link.ts';

export interface StripPiece {
  readonly state: LinkState;
  /** Of 1000. */
  readonly x: number;
  readonly width: number;
}

export const STRIP_WIDTH = 1000;
/** A change of a second is still seen in a strip of hours. */
const LEAST = 2;

/** The states between two moments. Before the first known one there is nothing: the strip stays empty there. */
export function stripPieces(history: readonly LinkStatus[], from: number, to: number): readonly StripPiece[] {
  const span = Math.max(1, to - from);
  return history.flatMap(({ state, since }, i): StripPiece[] => {
    const start = Math.max(since, from);
    const end = Math.min(history[i + 1]?.since ?? to, to);
    if (end < start || (end === start && end !== to)) return [];
    const x = ((start - from) / span) * STRIP_WIDTH;
    return [{ state, x, width: Math.max(LEAST, ((end - start) / span) * STRIP_WIDTH) }];
  });
}
