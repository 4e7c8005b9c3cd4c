import { LogReadError } from './event-log.ts';
import type {
  AppendBatch,
  AppendResult,
  EraseResult,
  KnownVersions,
  PersonalRecord,
  StoredEvent,
} from './event-log.ts';
import { assertContinues, fitting } from './history.ts';
import type { EventsPage, History, Stand, ValuesPage } from './history.ts';
import { createMemoryStore, MemoryLog } from './memory-log.ts';
import type { MemoryLogOptions, MemoryStore } from './memory-log.ts';
import {
  assertFollows,
  assertRewindable,
  assertSettleable,
  decodeEntry,
  encodeEntry,
  firstDecided,
  lastDecided,
  NO_MARK,
} from './node-entries.ts';
import type { EncodedEntry, Mark } from './node-entries.ts';
import { BEFORE_ALL, freshNodeId } from './node-store.ts';
import type {
  Entry,
  Foundation,
  NodeId,
  NodeMemory,
  NodeStore,
  NumberedCommand,
  Position,
  StoreResult,
} from './node-store.ts';
import type { EncodedPersonal } from './sqlite-messages.ts';
import { assertKnown, chainNext, chainStart, UnstorableError, withPlace } from './stored-event.ts';

const PAGE_ENTRIES = 100;

interface KeptEntry extends Pick<EncodedEntry, 'index' | 'fence' | 'prevFence' | 'by' | 'decided'> {
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly personal: readonly EncodedPersonal[];
  /** The personal values that this entry replaced; null where there was none. */
  readonly before: readonly (readonly [id: string, kept: KeptValue | null])[];
}

interface KeptValue {
  readonly kind: PersonalRecord['kind'];
  readonly value: string | null;
}

/** What a memory node keeps. Opening a second store on it is the restart of a node, without a disk. */
export interface MemoryNodeDisk extends MemoryStore {
  node: NodeId;
  /** Null until there is an entry. */
  foundation: Foundation | null;
  /** What stands before the first entry was told by others. */
  isFromOthers: boolean;
  settled: Stand;
  /** Above the settled one. */
  entries: KeptEntry[];
  readonly marks: Map<NodeId, Mark>;
  readonly commands: Map<NodeId, Map<number, string>>;
  members: readonly NodeId[];
  isLevel: boolean;
  /** What each rewind took from the end of the log, whole. */
  readonly setAside: (readonly string[])[];
}

export function createMemoryNodeDisk(
  node: NodeId = freshNodeId(),
  store: MemoryStore = createMemoryStore(),
): MemoryNodeDisk {
  return Object.assign(store, {
    node,
    foundation: null,
    isFromOthers: false,
    settled: { ...BEFORE_ALL, lastSeq: 0 },
    entries: [],
    marks: new Map(),
    commands: new Map(),
    members: [],
    isLevel: true,
    setAside: [],
  });
}

export interface MemoryNodeOptions extends Omit<MemoryLogOptions, 'store'> {
  readonly disk?: MemoryNodeDisk | undefined;
  /** So that a simulation's ids are the same each time. */
  readonly makeNode?: (() => NodeId) | undefined;
}

export function openMemoryNodeStore(options: MemoryNodeOptions): NodeStore {
  const disk = options.disk ?? createMemoryNodeDisk();
  foundAnew(disk);
  return new MemoryNodeStore({ ...options, store: disk }, disk, options.makeNode ?? freshNodeId);
}

/** A single node went on after the last entry: what it appended is in no entry, so all that is there becomes the base. */
function foundAnew(disk: MemoryNodeDisk): void {
  const last = tailOf(disk);
  if (disk.foundation === null || last.lastSeq === disk.bodies.length) return;
  disk.foundation = foundationOf(disk);
  settleUpTo(disk, last.index);
  disk.settled = { index: last.index, fence: last.fence, lastSeq: disk.bodies.length };
}

function foundationOf({ origin, bodies }: MemoryNodeDisk): Foundation {
  if (bodies.length === 0) return { events: 0, digest: '' };
  return { events: bodies.length, digest: bodies.reduce(chainNext, chainStart(origin, 0)) };
}

function tailOf(disk: MemoryNodeDisk): Stand {
  return disk.entries.at(-1) ?? standOf(disk);
}

/** Where it is settled: before the first entry that is what stood there before. */
function standOf({ settled, foundation, bodies }: MemoryNodeDisk): Stand {
  return settled.index > 0 ? settled : { ...settled, lastSeq: foundation?.events ?? bodies.length };
}

function settleUpTo(disk: MemoryNodeDisk, index: number): void {
  const settled = disk.entries.filter((entry) => entry.index <= index);
  const last = settled.at(-1);
  if (last === undefined) return;
  disk.entries = disk.entries.filter((entry) => entry.index > index);
  disk.settled = { index: last.index, fence: last.fence, lastSeq: last.lastSeq };
  for (const [origin, seq] of lastDecided(settled)) {
    disk.marks.set(origin, { ...(disk.marks.get(origin) ?? NO_MARK), settled: seq });
    const commands = disk.commands.get(origin);
    for (const held of commands?.keys() ?? []) if (held <= seq) commands?.delete(held);
  }
}

/** For tests and simulations: the same text and the same refusals as the durable store, and everything at once. */
class MemoryNodeStore extends MemoryLog implements NodeStore {
  readonly #disk: MemoryNodeDisk;
  readonly #versions: KnownVersions;
  readonly #makeNode: () => NodeId;

  constructor(options: MemoryLogOptions, disk: MemoryNodeDisk, makeNode: () => NodeId) {
    super(options);
    this.#makeNode = makeNode;
    this.#disk = disk;
    this.#versions = options.versions;
  }

  override async append(batch: AppendBatch): Promise<AppendResult> {
    if (this.#disk.foundation !== null) throw new Error('a log with entries grows by entries');
    return super.append(batch);
  }

  override async *read(afterSeq: number): AsyncGenerator<readonly StoredEvent[]> {
    const rewinds = this.#disk.setAside.length;
    let seq = afterSeq;
    for await (const page of super.read(afterSeq)) {
      if (this.#disk.setAside.length !== rewinds) throw new LogReadError('the log was rewound meanwhile', seq + 1);
      yield page;
      seq += page.length;
    }
  }

  override async erasePersonal(ids: readonly string[]): Promise<EraseResult> {
    const result = await super.erasePersonal(ids);
    if (!result.ok) return result;
    const erased = new Set(ids);
    this.#disk.entries = this.#disk.entries.map((entry) => ({
      ...entry,
      personal: entry.personal.filter(({ id }) => !erased.has(id)),
      before: entry.before.map(([id, kept]) => [
        id,
        kept === null || !erased.has(id) ? kept : { ...kept, value: null },
      ]),
    }));
    return result;
  }

  async remember(): Promise<NodeMemory> {
    this.assertOpen();
    const { node, foundation, marks, commands, settled } = this.#disk;
    const { index, fence } = tailOf(this.#disk);
    const decidedUpTo = new Map<NodeId, number>();
    const settledUpTo = new Map<NodeId, number>();
    for (const [origin, { decided, settled: upTo }] of marks) {
      if (decided > 0) decidedUpTo.set(origin, decided);
      if (upTo > 0) settledUpTo.set(origin, upTo);
    }
    const own = [...(commands.get(node)?.keys() ?? [])];
    return {
      node,
      foundation: foundation ?? foundationOf(this.#disk),
      tail: { index, fence },
      decidedUpTo: inOrder(decidedUpTo),
      commands: [...inOrder(commands)].flatMap(([origin, held]): NumberedCommand[] =>
        [...held].sort(([a], [b]) => a - b).map(([seq, body]) => ({ origin, seq, body })),
      ),
      ownSeq: own.reduce((last, seq) => Math.max(last, seq), decidedUpTo.get(node) ?? 0),
      settledIndex: settled.index,
      settledSeq: standOf(this.#disk).lastSeq,
      settledUpTo: inOrder(settledUpTo),
      members: this.#disk.members,
      isLevel: this.#disk.isLevel,
    };
  }

  async saveCommands(commands: readonly NumberedCommand[]): Promise<StoreResult> {
    const refused = this.refusal();
    if (refused !== null) return refused;
    for (const { origin, seq, body } of commands) {
      if (seq <= this.#markOf(origin).settled) continue;
      let held = this.#disk.commands.get(origin);
      if (held === undefined) this.#disk.commands.set(origin, (held = new Map()));
      if (!held.has(seq)) held.set(seq, body);
    }
    this.committed(0);
    return { ok: true };
  }

  async applyEntries(entries: readonly Entry[]): Promise<StoreResult> {
    let encoded: EncodedEntry[];
    try {
      encoded = entries.map((entry) => encodeEntry(entry, this.#versions));
    } catch (error) {
      if (!(error instanceof UnstorableError)) throw error;
      return this.rejected(error);
    }
    const refused = this.refusal();
    if (refused !== null) return refused;
    // All of them are looked at before the first is stored: all or nothing.
    let tail: Position = tailOf(this.#disk);
    const marks = new Map(this.#disk.marks);
    for (const entry of encoded) {
      assertFollows(tail, (origin) => marks.get(origin) ?? NO_MARK, entry);
      for (const [origin, decided] of lastDecided([entry])) {
        marks.set(origin, { ...(marks.get(origin) ?? NO_MARK), decided });
      }
      tail = entry;
    }
    let rows = 0;
    for (const entry of encoded) rows += this.#put(entry);
    for (const [origin, mark] of marks) this.#disk.marks.set(origin, mark);
    this.committed(rows);
    return { ok: true };
  }

  async *entriesAfter(afterIndex: number): AsyncGenerator<readonly Entry[]> {
    this.assertOpen();
    const { bodies, setAside } = this.#disk;
    const rewinds = setAside.length;
    const until = tailOf(this.#disk).index;
    for (let after = afterIndex; after < until;) {
      if (setAside.length !== rewinds) throw new LogReadError('the log was rewound meanwhile', bodies.length);
      const page = this.#disk.entries.filter(({ index }) => index > after && index <= until).slice(0, PAGE_ENTRIES);
      const last = page.at(-1);
      if (last === undefined) return;
      yield page.map((kept) => decodeEntry({ ...kept, bodies: bodies.slice(kept.firstSeq - 1, kept.lastSeq) }));
      after = last.index;
    }
  }

  async fenceAt(index: number): Promise<number | null> {
    this.assertOpen();
    if (index === 0) return 0;
    if (index === this.#disk.settled.index) return this.#disk.settled.fence;
    return this.#disk.entries.find((entry) => entry.index === index)?.fence ?? null;
  }

  async rewindTo(index: number): Promise<StoreResult> {
    const refused = this.refusal();
    if (refused !== null) return refused;
    const disk = this.#disk;
    assertRewindable(index, disk.settled.index, tailOf(disk));
    const gone = disk.entries.filter((entry) => entry.index > index);
    const [first] = gone;
    if (first === undefined) return { ok: true };
    disk.entries = disk.entries.filter((entry) => entry.index <= index);
    disk.setAside.push(disk.bodies.splice(first.firstSeq - 1));
    for (const { before } of gone.toReversed()) {
      for (const [id, kept] of before) {
        if (kept === null) disk.personal.delete(id);
        else disk.personal.set(id, { ...kept });
      }
    }
    for (const [origin, seq] of firstDecided(gone)) {
      disk.marks.set(origin, { ...this.#markOf(origin), decided: seq - 1 });
    }
    // A first entry that is gone leaves no trace of the time when there was one, unless the base came from others.
    if (disk.entries.length === 0 && disk.settled.index === 0 && !disk.isFromOthers) disk.foundation = null;
    this.committed(0);
    return { ok: true };
  }

  async settle(index: number): Promise<StoreResult> {
    const refused = this.refusal();
    if (refused !== null) return refused;
    assertSettleable(index, tailOf(this.#disk));
    settleUpTo(this.#disk, index);
    this.committed(0);
    return { ok: true };
  }

  async noteMembers(members: readonly NodeId[]): Promise<StoreResult> {
    const refused = this.refusal();
    if (refused !== null) return refused;
    this.#disk.members = [...members];
    this.committed(0);
    return { ok: true };
  }

  async noteLevel(): Promise<StoreResult> {
    const refused = this.refusal();
    if (refused !== null) return refused;
    this.#disk.isLevel = true;
    this.committed(0);
    return { ok: true };
  }

  async eventsAfter(afterSeq: number): Promise<EventsPage> {
    this.assertOpen();
    const stand = standOf(this.#disk);
    return {
      stand,
      foundation: this.#disk.foundation ?? foundationOf(this.#disk),
      bodies: fitting(this.#disk.bodies.slice(afterSeq, stand.lastSeq), (body) => body.length),
    };
  }

  async valuesAfter(afterId: string): Promise<ValuesPage> {
    this.assertOpen();
    const { entries, marks, personal } = this.#disk;
    const there = new Map<string, KeptValue | null>(personal);
    for (const { before } of entries.toReversed()) for (const [id, kept] of before) there.set(id, kept);
    const rows = [...inOrder(there)].flatMap(([id, kept]) =>
      kept === null || id <= afterId ? [] : [{ id, kind: kept.kind, value: kept.value, erasedAt: null }],
    );
    return {
      stand: standOf(this.#disk),
      marks: [...inOrder(marks)].flatMap(([origin, { settled }]) => (settled > 0 ? [[origin, settled] as const] : [])),
      personal: fitting(rows, ({ value }) => value?.length ?? 0),
    };
  }

  async leap(history: History): Promise<StoreResult> {
    const refused = this.refusal();
    if (refused !== null) return refused;
    const disk = this.#disk;
    const tail = tailOf(disk);
    assertContinues(history, { head: disk.bodies.length, settled: disk.settled, tail });
    try {
      for (const body of history.bodies) assertKnown(body, this.#versions);
    } catch (error) {
      if (!(error instanceof UnstorableError)) throw error;
      return this.rejected(error);
    }
    if (tail.index === 0 && disk.bodies.length === 0) {
      Object.assign(disk, { foundation: history.foundation, isFromOthers: true });
    }
    disk.foundation ??= foundationOf(disk);
    disk.bodies.push(...history.bodies);
    for (const { id, kind, value } of history.personal) {
      if (disk.personal.get(id)?.value !== null) disk.personal.set(id, { kind, value });
    }
    for (const [origin, decided] of history.marks) {
      disk.marks.set(origin, { decided, settled: decided });
      const held = disk.commands.get(origin);
      for (const seq of held?.keys() ?? []) if (seq <= decided) held?.delete(seq);
    }
    disk.settled = history.stand;
    disk.isLevel = false;
    this.committed(history.bodies.length);
    return { ok: true };
  }

  async renounce(): Promise<StoreResult> {
    const refused = this.refusal();
    if (refused !== null) return refused;
    const disk = this.#disk;
    const { node: old } = disk;
    disk.node = this.#makeNode();
    disk.isLevel = false;
    const held = disk.commands.get(old) ?? new Map<number, string>();
    const undecided = [...held].filter(([seq]) => seq > this.#markOf(old).decided).sort(([a], [b]) => a - b);
    for (const [seq] of undecided) held.delete(seq);
    disk.commands.set(disk.node, new Map(undecided.map(([, body], place) => [place + 1, body])));
    this.committed(0);
    return { ok: true };
  }

  #markOf(origin: NodeId): Mark {
    return this.#disk.marks.get(origin) ?? NO_MARK;
  }

  #put(entry: EncodedEntry): number {
    const disk = this.#disk;
    disk.foundation ??= foundationOf(disk);
    const firstSeq = disk.bodies.length + 1;
    entry.bodies.forEach((body, offset) => disk.bodies.push(withPlace(body, entry.by, firstSeq + offset)));
    const before: [string, KeptValue | null][] = [];
    for (const { id, kind, value } of entry.personal) {
      const kept = disk.personal.get(id);
      if (!before.some(([seen]) => seen === id)) before.push([id, kept === undefined ? null : { ...kept }]);
      disk.personal.set(id, { kind, value });
    }
    const { index, fence, prevFence, by, decided, personal } = entry;
    disk.entries.push({
      index,
      fence,
      prevFence,
      by,
      decided,
      personal,
      before,
      firstSeq,
      lastSeq: disk.bodies.length,
    });
    return entry.bodies.length;
  }
}

function inOrder<Value>(map: ReadonlyMap<string, Value>): Map<string, Value> {
  return new Map([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
}
