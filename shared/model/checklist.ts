import type { Point } from './point.ts';
import type { Phase } from './session.ts';

/** What an operator looks at before a session: each is in order, or not. */
export const CHECK_ITEMS = ['camera', 'microphone', 'power', 'backup-line'] as const;
export type CheckItem = (typeof CHECK_ITEMS)[number];

export const CHECK_STATES = ['ok', 'problem'] as const;
export type CheckState = (typeof CHECK_STATES)[number];

/** What was said of each item; what is absent was not said. */
export type Checks = Readonly<Partial<Record<CheckItem, CheckState>>>;

/** P1: who only watches television has neither camera nor microphone, and only a line that the roster names can be tried. */
export function askedItems({ linkKind, backupLine }: Pick<Point, 'linkKind' | 'backupLine'>): readonly CheckItem[] {
  return CHECK_ITEMS.filter((item) => {
    if (item === 'backup-line') return backupLine !== '';
    return item === 'power' || linkKind !== 'broadcast';
  });
}

/** The checklist is of the time before: once the session runs, link states and faults say it. */
export function isPreparing(phase: Phase): boolean {
  return phase === 'planned' || phase === 'rehearsal';
}
