import type { PointId } from '@hub/shared/model/ids.ts';
import type { LinkState } from '@hub/shared/model/link.ts';
import { listName } from '@hub/shared/view/names.ts';
import type { PointRow } from '@hub/shared/view/row.ts';
import { fold, searchText } from '@hub/shared/view/search.ts';

export type RowTest = (row: PointRow) => boolean;

/** What a row can be found by, folded; and how it is called, for which of several begins with what was typed. */
interface Found {
  readonly of: Named;
  readonly text: string;
  /** The code and the names, each after a line's end. */
  readonly names: string;
}

type Named = Pick<PointRow, 'id' | 'name' | 'shortName' | 'unit' | 'area' | 'carrier'>;

/**
 * By point: under a stream of figures rows are replaced many times a second, and nearly never what they are found by. A
 * point that leaves stays until the page goes.
 */
const known = new Map<PointId, Found>();

function foundBy(row: PointRow): Found {
  const held = known.get(row.id);
  if (held && isSame(held.of, row)) return held;
  const { id, name, shortName, unit, area, carrier } = row;
  const names = [id, name, listName(name), shortName].map((one) => `\n${fold(one)}`).join('');
  const found = { of: { id, name, shortName, unit, area, carrier }, text: searchText(row), names };
  known.set(id, found);
  return found;
}

function isSame(a: Named, b: Named): boolean {
  return (
    a.name === b.name &&
    a.shortName === b.shortName &&
    a.unit === b.unit &&
    a.area === b.area &&
    a.carrier === b.carrier
  );
}

/** Whether its code or a name begins with this, which must come from `fold`. */
export function beginsWith(row: PointRow, folded: string): boolean {
  return foundBy(row).names.includes(`\n${folded}`);
}

/** Rows in one of the states (none given: in any) in which every word of `query` occurs. */
export function rowFilter(states: ReadonlySet<LinkState>, query: string): RowTest {
  const words = fold(query).split(' ').filter(Boolean);
  return (row) =>
    (states.size === 0 || states.has(row.link.state)) && (words.length === 0 || includesAll(foundBy(row).text, words));
}

const includesAll = (text: string, words: readonly string[]): boolean => words.every((word) => text.includes(word));
