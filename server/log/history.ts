import type { PersonalRecord } from './event-log.ts';
import type { Foundation, NodeId, Position } from './node-store.ts';

/** A place in the agreed log, and the last event of the log there. */
export interface Stand extends Position {
  readonly lastSeq: number;
}

/** A row of the side table; the value is null where it was erased. */
export interface PersonalRow {
  readonly id: string;
  readonly kind: PersonalRecord['kind'];
  readonly value: string | null;
  readonly erasedAt: number | null;
}

/** Events up to the settled place, as whole rows of the log. */
export interface EventsPage {
  readonly stand: Stand;
  readonly foundation: Foundation;
  readonly bodies: readonly string[];
}

/** What stands beside them there. */
export interface ValuesPage {
  readonly stand: Stand;
  /** Up to which number of each origin all is decided. */
  readonly marks: readonly (readonly [origin: NodeId, decided: number])[];
  /** In the order of their ids; none after the last one. */
  readonly personal: readonly PersonalRow[];
}

/** All that a node lacks up to a settled place of the others. */
export interface History extends EventsPage, ValuesPage {
  /** The events go on from the one of this number. */
  readonly afterSeq: number;
}

/** What crosses from node to node at once. */
export const HISTORY_ROWS = 500;
export const HISTORY_BYTES = 256 << 10;

/** The first of these that together are not too large; always one. */
export function fitting<T>(rows: Iterable<T>, sizeOf: (row: T) => number): T[] {
  const page: T[] = [];
  let bytes = 0;
  for (const row of rows) {
    bytes += sizeOf(row);
    if (page.length > 0 && (bytes > HISTORY_BYTES || page.length >= HISTORY_ROWS)) break;
    page.push(row);
  }
  return page;
}

/** Throws: whoever goes on from it has looked first whether it follows. */
export function assertContinues(
  history: Pick<History, 'stand' | 'afterSeq' | 'bodies' | 'foundation'>,
  own: { readonly head: number; readonly settled: Position; readonly tail: Position },
): void {
  const { stand, afterSeq, bodies } = history;
  if (own.tail.index !== own.settled.index) throw new Error(`the log does not end where it is settled`);
  if (afterSeq !== own.head) throw new Error(`events after ${afterSeq} do not follow ${own.head}`);
  if (stand.lastSeq !== afterSeq + bodies.length)
    throw new Error(`${bodies.length} events do not lead to ${stand.lastSeq}`);
  const isBlank = own.head === 0 && own.tail.index === 0;
  if (stand.index <= own.settled.index && !isBlank) throw new Error(`entry ${own.settled.index} is settled already`);
}
