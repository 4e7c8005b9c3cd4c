import type { CommonText } from '@hub/shared/text/common-vi.ts';
import type { BoardView } from '@hub/shared/view/row.ts';
import { clockTime, integer, percent } from '../ui/format.ts';

interface LineWords extends Pick<CommonText, 'locale'> {
  readonly linePoints: string;
  readonly lineReported: string;
  readonly lineNoRound: string;
}

/** The figures as one line for the chat group: "87/89 điểm, 4.741/4.863, 97,5%, 85/89 đã báo, 08:03". */
export function figureLine(
  { totals, session }: Pick<BoardView, 'totals' | 'session'>,
  at: number,
  words: LineWords,
): string {
  const num = (value: number): string => integer(value, words.locale);
  const links = `${num(totals.byState.up)}/${num(totals.points)} ${words.linePoints}`;
  const people =
    session.round === null
      ? [words.lineNoRound]
      : totals.reported === 0
        ? [`0/${num(totals.covered)} ${words.lineReported}`]
        : [
            `${num(totals.present)}/${num(totals.summoned)}`,
            percent(totals.present, totals.summoned, words.locale),
            `${num(totals.reported)}/${num(totals.covered)} ${words.lineReported}`,
          ];
  return [links, ...people, clockTime(at, session.timeZone)].join(', ');
}
