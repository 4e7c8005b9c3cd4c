import type { BoardView } from '@hub/shared/view/row.ts';

const NOBODY: ReadonlySet<string> = new Set();

/** Ids of the points that the hub hears speaking. */
export function talkersOf({ hub: { media } }: Pick<BoardView, 'hub'>): ReadonlySet<string> {
  // A hub from before says nothing of it.
  const talkers = media.status === 'live' ? (media.talkers ?? []) : [];
  return talkers.length > 0 ? new Set(talkers) : NOBODY;
}
