import type { KnownVersions, NewEvent, PersonalRecord } from './event-log.ts';
import type { DecidedCommand, Entry, NodeId, Position } from './node-store.ts';
import type { EncodedPersonal } from './sqlite-messages.ts';
import { encodeAgreed, encodePersonal, parseEvent } from './stored-event.ts';

/** An entry as text: already checked, and cheap to pass to another thread. */
export interface EncodedEntry extends Position {
  readonly prevFence: number;
  readonly by: NodeId;
  readonly decided: readonly DecidedCommand[];
  /** Without their place in the log. */
  readonly bodies: readonly string[];
  readonly personal: readonly EncodedPersonal[];
}

/** An entry as it comes out of a store; its events are whole rows of the log. */
export interface StoredEntry extends EncodedEntry {
  readonly firstSeq: number;
}

/** How far the commands of one origin have come. */
export interface Mark {
  readonly decided: number;
  /** Decided in an entry that every member has. */
  readonly settled: number;
}

export const NO_MARK: Mark = { decided: 0, settled: 0 };

export function encodeEntry(entry: Entry, versions: KnownVersions): EncodedEntry {
  const { index, fence, prevFence, by } = entry;
  return {
    index,
    fence,
    prevFence,
    by,
    decided: entry.decided.map(({ origin, seq, outcome, events }) => ({ origin, seq, outcome, events })),
    bodies: entry.events.map((event) => encodeAgreed(event, versions)),
    personal: entry.personal.map((record) => ({
      id: record.id,
      kind: record.kind,
      value: encodePersonal(record),
    })),
  };
}

/** The entry as it was decided, so that another node that applies it writes the same bytes. */
export function decodeEntry(stored: StoredEntry): Entry {
  const { index, fence, prevFence, by, decided } = stored;
  return {
    index,
    fence,
    prevFence,
    by,
    decided,
    events: stored.bodies.map((body, offset) => unplaced(stored.firstSeq + offset, body)),
    personal: stored.personal.map(({ id, kind, value }): PersonalRecord => ({ id, kind, value: JSON.parse(value) })),
  };
}

function unplaced(seq: number, body: string): NewEvent {
  const { at, sessionId, run, type, version, actor, commandId, data } = parseEvent(seq, body);
  return { at, sessionId, run, type, version, actor, commandId, data };
}

/** Throws: whoever applies entries has looked first whether they follow, so this is a broken promise of our own. */
export function assertFollows(tail: Position, markOf: (origin: NodeId) => Mark, entry: EncodedEntry): void {
  const { index, fence, prevFence } = entry;
  if (index !== tail.index + 1 || prevFence !== tail.fence || fence < prevFence) {
    throw new Error(
      `entry ${index} (fence ${fence} after ${prevFence}) does not follow ${tail.index} (fence ${tail.fence})`,
    );
  }
  const next = new Map<NodeId, number>();
  let events = 0;
  for (const { origin, seq, events: own } of entry.decided) {
    const expected = next.get(origin) ?? markOf(origin).decided + 1;
    if (seq !== expected) throw new Error(`entry ${index} decides ${origin} ${seq}, and ${expected} is next`);
    next.set(origin, seq + 1);
    events += own;
  }
  if (events > entry.bodies.length) throw new Error(`entry ${index} has fewer events than its commands own`);
}

/** The first number of each origin that these entries decided: after a rewind over them it is the next again. */
export function firstDecided(entries: Iterable<Pick<EncodedEntry, 'decided'>>): Map<NodeId, number> {
  const first = new Map<NodeId, number>();
  for (const { decided } of entries) {
    for (const { origin, seq } of decided) first.set(origin, Math.min(seq, first.get(origin) ?? seq));
  }
  return first;
}

/** The last number of each origin that these entries decided. */
export function lastDecided(entries: Iterable<Pick<EncodedEntry, 'decided'>>): Map<NodeId, number> {
  const last = new Map<NodeId, number>();
  for (const { decided } of entries) for (const { origin, seq } of decided) last.set(origin, seq);
  return last;
}

export function assertRewindable(index: number, settledIndex: number, tail: Position): void {
  if (index < settledIndex || index > tail.index) {
    throw new Error(`cannot rewind to ${index}: ${settledIndex} is settled and ${tail.index} is the tail`);
  }
}

export function assertSettleable(index: number, tail: Position): void {
  if (index > tail.index) throw new Error(`cannot settle ${index}: the tail is ${tail.index}`);
}
