import type { Headcount } from '../model/headcount.ts';

/** One point's part in a round: whom it is about, and what was reported. */
export interface Share {
  readonly area: string;
  readonly block: string;
  /** Everyone summoned there, reported or not: the roster's number, or the report's own (H3). */
  readonly summoned: number;
  /** Null until a figure counts; unknown is never 0 (H1). */
  readonly headcount: Headcount | null;
}

/** H2: figures never without what they cover. */
export interface Rolled extends Headcount {
  /** Empty where the roster gives none. */
  readonly name: string;
  readonly points: number;
  readonly reported: number;
  readonly summoned: number;
  readonly summonedReported: number;
}

/** One line for each area or block, in the order in which the roster names them first. */
export function rollUp(shares: Iterable<Share>, by: 'area' | 'block'): Rolled[] {
  const named = new Map<string, Share[]>();
  for (const share of shares) {
    const held = named.get(share[by]);
    if (held) held.push(share);
    else named.set(share[by], [share]);
  }
  return [...named].map(([name, own]) => sumUp(own, name));
}

export function sumUp(shares: readonly Share[], name = ''): Rolled {
  const sum = { points: 0, reported: 0, summoned: 0, summonedReported: 0 };
  const people = { present: 0, excused: 0, unexcused: 0, guests: 0 };
  for (const { summoned, headcount } of shares) {
    sum.points++;
    sum.summoned += summoned;
    if (headcount === null) continue;
    sum.reported++;
    sum.summonedReported += summoned;
    for (const key of ['present', 'excused', 'unexcused', 'guests'] as const) people[key] += headcount[key];
  }
  return { name, ...sum, ...people };
}
