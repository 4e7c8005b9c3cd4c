import { fold } from '@hub/shared/view/search.ts';
import { numbersOf, owingPoints, wasJustReminded } from '@hub/shared/view/late.ts';
import type { BoardView, PointRow } from '@hub/shared/view/row.ts';
import type { ControlText } from '@hub/shared/text/control-vi.ts';
import { isMine, type Own } from '../../staff/mine.ts';
import { phoneNumber } from '../../ui/format.ts';
import { beginsWith, rowFilter } from '../../ui/row-filter.ts';
import type { Moment, StaffActions } from '../control-props.ts';

export type RoomAct =
  | 'open-round'
  | 'freeze'
  | 'instruct-all'
  | 'remind-all'
  | 'late'
  | 'roll-up'
  | 'map'
  | 'pictures'
  | 'grid'
  | 'table'
  | 'floor'
  | 'copy'
  | 'theme'
  | 'language'
  | 'keys';

export type PointAct =
  | { readonly kind: 'open' | 'remind' | 'report' | 'instruct' | 'take' | 'acknowledge' | 'floor' }
  | { readonly kind: 'call'; readonly number: string };

/** A line of the palette. What cannot be done now stands there with its reason. */
export interface Offer<A> {
  readonly act: A;
  readonly word: string;
  /** The key that does the same. */
  readonly key?: string;
  readonly blocked?: string | undefined;
}

/** What an offer is made from. */
export interface Surroundings {
  readonly view: Pick<BoardView, 'rows' | 'session' | 'incidents' | 'floor'>;
  readonly moment: Moment;
  readonly actions: StaffActions;
  readonly own: Own;
  readonly words: ControlText;
}

/** What can be done in the room by this desk at this moment. */
export function roomOffers({ view, moment, actions, words }: Surroundings): Offer<RoomAct>[] {
  const own = words.board.palette;
  const { round, phase } = view.session;
  const isRunning = phase === 'live' || phase === 'rehearsal';
  const isCollecting = round !== null && round.frozenAt === null;
  const blocked = moment.stale ? words.stale.needsHub : undefined;
  const asks = (is: unknown, act: RoomAct, word: string, reason = blocked): Offer<RoomAct>[] =>
    is ? [{ act, word, blocked: reason }] : [];
  const due = owingPoints(view).filter((row) => !wasJustReminded(row, moment.hubNow)).length;
  return [
    ...asks(actions.openRound && isRunning && !isCollecting, 'open-round', words.openRound),
    ...asks(actions.freezeRound && isCollecting, 'freeze', words.freeze),
    ...asks(actions.sendInstruction && phase !== 'ended', 'instruct-all', own.instructAll),
    ...asks(actions.remind && due > 0, 'remind-all', own.remindAll(due)),
    { act: 'late', word: words.late.title, key: 'N' },
    { act: 'roll-up', word: words.rollUp.title, key: 'G' },
    { act: 'map', word: own.look(words.map.look), key: '1' },
    { act: 'grid', word: own.look(words.grid), key: '2' },
    { act: 'table', word: own.look(words.table), key: '3' },
    { act: 'pictures', word: own.look(words.watch.wall), key: '4' },
    { act: 'floor', word: words.floor.title, key: 'P' },
    { act: 'copy', word: words.copyLine, key: 'S' },
    { act: 'theme', word: own.theme },
    { act: 'language', word: words.languageLabel },
    { act: 'keys', word: words.board.keys.title, key: '?' },
  ];
}

/** What can be done about one point. */
export function pointOffers(row: PointRow, { view, moment, actions, own, words }: Surroundings): Offer<PointAct>[] {
  const palette = words.board.palette;
  const { round, phase } = view.session;
  const blocked = moment.stale ? words.stale.needsHub : undefined;
  const asks = (
    is: unknown,
    kind: Exclude<PointAct['kind'], 'call'>,
    word: string,
    reason = blocked,
  ): Offer<PointAct>[] => (is ? [{ act: { kind }, word, blocked: reason }] : []);
  const owes = round !== null && round.frozenAt === null && row.headcount === null && row.roundSummoned !== null;
  const reminded = wasJustReminded(row, moment.hubNow) ? words.late.justReminded : undefined;
  const isOpen = view.incidents.some((one) => one.status === 'open' && one.pointId === row.id);
  const onFloor = row.onAir || view.floor.queue.some(({ pointId }) => pointId === row.id);
  const isRunning = phase === 'live' || phase === 'rehearsal';
  return [
    { act: { kind: 'open' }, word: palette.open },
    ...asks(actions.remind && owes, 'remind', palette.remind, blocked ?? reminded),
    ...asks(actions.reportFor && round, 'report', words.drawer.reportFor),
    ...asks(actions.sendInstruction && phase !== 'ended', 'instruct', palette.instruct),
    ...numbersOf(row).map((number): Offer<PointAct> => ({
      act: { kind: 'call', number },
      word: palette.call(phoneNumber(number)),
    })),
    ...asks(actions.takePoints && !(isMine(row, own) && row.ownerId !== null), 'take', words.shift.take),
    ...asks(actions.acknowledge && isOpen, 'acknowledge', palette.acknowledge),
    ...asks(actions.addToFloor && isRunning && !onFloor, 'floor', palette.floor),
  ];
}

/** Those whose words are all in what the person typed, without diacritics. */
export function matching<A>(offers: readonly Offer<A>[], query: string): readonly Offer<A>[] {
  const needles = fold(query).split(' ').filter(Boolean);
  return offers.filter(({ word }) => {
    const text = fold(word);
    return needles.every((needle) => text.includes(needle));
  });
}

const NO_STATES: ReadonlySet<never> = new Set();

/** The points that match, those first whose code or name begins so; in the roster's order otherwise. */
export function findPoints(rows: readonly PointRow[], query: string, most: number): readonly PointRow[] {
  const needle = fold(query);
  if (needle === '') return [];
  const wanted = rowFilter(NO_STATES, query);
  const ranks: [PointRow[], PointRow[], PointRow[]] = [[], [], []];
  for (const row of rows) {
    if (!wanted(row)) continue;
    const rank = row.id.toLowerCase() === needle ? 0 : beginsWith(row, needle) ? 1 : 2;
    if (ranks[rank].length < most) ranks[rank].push(row);
  }
  return ranks.flat().slice(0, most);
}
