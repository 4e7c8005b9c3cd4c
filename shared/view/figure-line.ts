import { integer, percent } from './figures.ts';

export interface FigureLineWords {
  readonly locale: string;
  readonly linePoints: string;
  readonly lineReported: string;
  readonly lineNoRound: string;
}

/** The one figure upward, in the order in which it is read: "87/89 điểm", "4.741/4.863", "97,5%", "85/89 đã báo". */
export function figureParts(
  links: { readonly up: number; readonly points: number },
  round: {
    readonly present: number;
    readonly summoned: number;
    readonly reported: number;
    readonly covered: number;
  } | null,
  words: FigureLineWords,
): string[] {
  const num = (value: number): string => integer(value, words.locale);
  const first = `${num(links.up)}/${num(links.points)} ${words.linePoints}`;
  if (round === null) return [first, words.lineNoRound];
  const coverage = `${num(round.reported)}/${num(round.covered)} ${words.lineReported}`;
  // Unknown is never 0 (H1).
  if (round.reported === 0) return [first, coverage];
  const { present, summoned } = round;
  return [first, `${num(present)}/${num(summoned)}`, percent(present, summoned, words.locale), coverage];
}
