import type { LinkState } from '@hub/shared/model/link.ts';

/** Worst first: the order of tables. */
export const WORST_FIRST: readonly LinkState[] = ['lost', 'unknown', 'impaired', 'joining', 'absent', 'left', 'up'];
/** The order of counters and of the bar of the mix. */
export const MIX_ORDER: readonly LinkState[] = ['up', 'joining', 'impaired', 'lost', 'unknown', 'absent', 'left'];
/** Letters for exports, one-colour print and filter keys. */
export const STATE_LETTER: Record<LinkState, string> = {
  up: 'T',
  joining: 'V',
  impaired: 'C',
  lost: 'M',
  unknown: 'K',
  absent: '–',
  left: 'R',
};
