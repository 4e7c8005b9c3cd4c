import type { PointId, RoundId } from '@hub/shared/model/ids.ts';
import type { Headcount, SumReason } from '@hub/shared/model/headcount.ts';
import type { Point } from '@hub/shared/model/point.ts';
import type { Round, SessionHead } from '@hub/shared/model/session.ts';
import { rollUp, sumUp, type Rolled, type Share } from '@hub/shared/view/roll-up.ts';
import { remindedIn } from '../domain/reminders.ts';
import type { PointRound, PointState, Revision, SessionState } from '../domain/state.ts';
import { type BoardSource, labelOf, textOf } from '../hub/board-source.ts';

/** Who reported, as staff know the device; empty where nothing is known, or it was erased (G9). */
export interface Said extends Headcount {
  readonly at: number;
  readonly by: string;
  readonly onBehalf: boolean;
}

export interface ReportLine extends Share {
  readonly id: PointId;
  readonly name: string;
  /** The figure that stood at the freeze. */
  readonly headcount: (Said & { readonly reason: SumReason | 'queued' | null; readonly note: string }) | null;
  /** What came after it, beside it (H7). */
  readonly amended: Said | null;
  readonly reminders: number;
}

/** A frozen round, as an office hands it on. Plain data: another process writes it down. */
export interface RoundReport {
  readonly head: Pick<SessionHead, 'title' | 'hostName' | 'timeZone'>;
  readonly round: Round;
  readonly frozenAt: number;
  /** S2: of a rehearsal run, and no live figure. */
  readonly isRehearsal: boolean;
  /** Points whose link was good at the freeze. */
  readonly up: number;
  /** The points that the round was about at its freeze, in the roster's order. */
  readonly lines: readonly ReportLine[];
  readonly areas: readonly Rolled[];
  readonly blocks: readonly Rolled[];
  readonly total: Rolled;
}

/** H15. `conflict` while the round is open: its figures still change. */
export function roundReport(source: BoardSource, roundId: RoundId): RoundReport | 'no-round' | 'conflict' {
  const session = source.session();
  const round = session?.rounds.find(({ id }) => id === roundId);
  if (!session || !round) return 'no-round';
  const frozen = session.frozenRosters.find((one) => one.roundId === roundId);
  if (round.frozenAt === null || !frozen) return 'conflict';
  const lines: ReportLine[] = [];
  for (const state of source.points()) {
    const then = frozen.points[state.point.id];
    if (then) lines.push(lineOf(source, session, { then, rounds: state.rounds }, round));
  }
  const { title, hostName, timeZone } = session.head;
  return {
    head: { title, hostName, timeZone },
    round,
    frozenAt: round.frozenAt,
    isRehearsal: isRehearsal(session, round),
    up: frozen.up,
    lines,
    areas: rollUp(lines, 'area'),
    blocks: rollUp(lines, 'block'),
    total: sumUp(lines),
  };
}

function lineOf(
  source: BoardSource,
  session: SessionState,
  { then, rounds }: Pick<PointState, 'rounds'> & { readonly then: Point },
  round: Round,
): ReportLine {
  const held: PointRound | undefined = rounds.find(({ roundId }) => roundId === round.id);
  const counted = held?.revisions[held.counted];
  const late = held?.revisions[held.amended];
  return {
    id: then.id,
    name: then.name,
    area: then.area,
    block: then.block,
    summoned: counted?.summoned ?? then.summoned,
    headcount: counted
      ? { ...said(source, counted), reason: counted.reason, note: textOf(source.personal(counted.noteId)) }
      : null,
    amended: late ? said(source, late) : null,
    reminders: remindedIn(session, round.id, then.id)?.count ?? 0,
  };
}

function said(source: BoardSource, revision: Revision): Said {
  const { present, excused, unexcused, guests, at, onBehalf, deviceId } = revision;
  return { present, excused, unexcused, guests, at, onBehalf, by: labelOf(source, deviceId) ?? '' };
}

/** A live run is the last there is: every run before the one that is on was a rehearsal. */
export function isRehearsal({ phase, run }: SessionState, round: Pick<Round, 'run'>): boolean {
  return round.run < run || phase === 'rehearsal' || phase === 'planned';
}
