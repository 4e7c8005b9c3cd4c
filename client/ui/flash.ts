import type { PointRow } from '@hub/shared/view/row.ts';
import { useReducer, useRef } from 'preact/hooks';
import { flashBudget } from './flash-budget.ts';
import { isNews } from './row-change.ts';

interface Flash {
  /** Class of the element that stands for the row. */
  readonly class: string;
  readonly onAnimationEnd: (event: AnimationEvent) => void;
}

const NAMES = ['flash', 'flash flash-again'] as const;

/**
 * "This changed": an outline on the row's element whenever there is news of the row. What is drawn for the first time does
 * not flash, so neither a first picture nor scrolling does; a snapshot after a reconnect only where it brought news.
 */
export function useFlash(row: PointRow): Flash {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const held = useRef({ row, turn: 0, showing: false });
  const now = held.current;
  if (now.row !== row) {
    if (isNews(now.row, row) && flashBudget.allows(performance.now())) {
      // The other of two names for one animation, so that news during a flash starts it again.
      now.turn += 1;
      now.showing = true;
    }
    now.row = row;
  }
  return {
    class: now.showing ? (NAMES[now.turn % NAMES.length] ?? '') : '',
    onAnimationEnd: (event) => {
      if (event.target !== event.currentTarget) return;
      now.showing = false;
      redraw(0);
    },
  };
}
