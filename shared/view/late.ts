import { REMIND_GAP_MS } from '../model/headcount.ts';
import type { BoardView, PointRow } from './row.ts';

/** From this reminder on whoever else can be called at the point comes first (H13). */
export const ESCALATES_AT = 2;

/** Every point that owes the open round a report; none once it is frozen, when nobody can be reminded any more. */
export function latePoints(view: Pick<BoardView, 'rows' | 'session'>): PointRow[] {
  return view.session.round?.frozenAt === null ? unreportedPoints(view) : [];
}

/** The same in the roster's order: enough to count them, or to look for the first few. */
export function owingPoints(view: Pick<BoardView, 'rows' | 'session'>): PointRow[] {
  return view.session.round?.frozenAt === null ? unreported(view) : [];
}

/** The longest silent first. */
export function bySilence(a: PointRow, b: PointRow): number {
  return (a.lastReportAt ?? -1) - (b.lastReportAt ?? -1) || a.link.since - b.link.since || a.index - b.index;
}

/**
 * Every point without a figure in the current round, also where it is frozen: an amendment changes no frozen figure (H7).
 * The longest silent first: by its own last report in this run, never before ever; then by how long its link has been what
 * it is. What the control room entered for it is not its own word.
 */
export function unreportedPoints(view: Pick<BoardView, 'rows' | 'session'>): PointRow[] {
  return unreported(view).sort(bySilence);
}

/** The same in the roster's order. */
export function unreported({ rows, session }: Pick<BoardView, 'rows' | 'session'>): PointRow[] {
  if (session.round === null) return [];
  return rows.filter((row) => row.headcount === null && row.roundSummoned !== null);
}

export function isEscalated({ reminded }: Pick<PointRow, 'reminded'>): boolean {
  return reminded !== null && reminded.count >= ESCALATES_AT;
}

/** Whom to call at a point, the first first: the telephone of the roster, or after two reminders the second one. */
export function numbersOf(row: Pick<PointRow, 'phone' | 'backupPhone' | 'reminded'>): readonly string[] {
  const { phone, backupPhone } = row;
  const ordered = isEscalated(row) ? [backupPhone, phone] : [phone, backupPhone];
  return [...new Set(ordered.filter((number) => number !== null && number !== ''))] as string[];
}

/** So lately that another reminder is refused (H13). */
export function wasJustReminded({ reminded }: Pick<PointRow, 'reminded'>, hubNow: number): boolean {
  return reminded !== null && hubNow - reminded.at < REMIND_GAP_MS;
}
