import { effect, type ReadonlySignal } from '@preact/signals-core';
import type { Round } from '@hub/shared/model/session.ts';
import type { BoardView } from '@hub/shared/view/row.ts';

/** Whether a round that stood frozen is collected again (H12). */
export function isLifted(before: Round | null, after: Round | null): boolean {
  return (
    before !== null && after !== null && before.id === after.id && before.frozenAt !== null && after.frozenAt === null
  );
}

/** Tells of a freeze that is lifted, at whichever desk: the figures that were read out a moment ago move again. */
export function watchLifted(view: ReadonlySignal<BoardView | null>, tell: (round: Round) => void): void {
  let before: Round | null = null;
  effect(() => {
    if (view.value === null) return;
    const { round } = view.value.session;
    if (round !== null && isLifted(before, round)) tell(round);
    before = round;
  });
}
