import type { LinkState } from '@hub/shared/model/link.ts';
import type { PointRow } from '@hub/shared/view/row.ts';
import { fold, searchText } from '@hub/shared/view/search.ts';

export type RowTest = (row: PointRow) => boolean;

/** A row is replaced when it changes, never changed in place, so what it can be found by is worked out once. */
const texts = new WeakMap<PointRow, string>();

function textOf(row: PointRow): string {
  let text = texts.get(row);
  if (text === undefined) {
    text = searchText(row);
    texts.set(row, text);
  }
  return text;
}

/** Rows in one of the states (none given: in any) in which every word of `query` occurs. */
export function rowFilter(states: ReadonlySet<LinkState>, query: string): RowTest {
  const words = fold(query).split(' ').filter(Boolean);
  return (row) =>
    (states.size === 0 || states.has(row.link.state)) && words.every((word) => textOf(row).includes(word));
}
