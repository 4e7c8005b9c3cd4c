import type { Random } from './random.ts';
import type { SentFigures } from './record.ts';

/** A believable headcount: most came, a few are excused, fewer are simply not there, now and then a guest. */
export function believableFigures(summoned: number, random: Random): SentFigures {
  const missing = Math.min(summoned, Math.round(summoned * random.between(0, 0.07)));
  const excused = random.int(Math.floor(missing * 0.5), missing);
  return {
    present: summoned - missing,
    excused,
    unexcused: missing - excused,
    guests: random.chance(0.15) ? random.int(1, 3) : 0,
  };
}

/** Somebody came late: one more present, one less missing. The same figures when nobody was missing. */
export function withLateArrival(figures: SentFigures): SentFigures {
  if (figures.unexcused > 0) return { ...figures, present: figures.present + 1, unexcused: figures.unexcused - 1 };
  if (figures.excused > 0) return { ...figures, present: figures.present + 1, excused: figures.excused - 1 };
  return figures;
}

/** Typed in a hurry: the sum does not come out. */
export function withWrongSum(figures: SentFigures, random: Random): SentFigures {
  return { ...figures, present: figures.present + random.int(1, 9) };
}

/** Two were sent to another hall, so fewer are summoned here. */
export function withFewerSummoned(figures: SentFigures, summoned: number): SentFigures {
  const fewer = Math.min(2, figures.present);
  return { ...figures, present: figures.present - fewer, summoned: summoned - fewer, reason: 'transferred' };
}
