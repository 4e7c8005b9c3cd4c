import type { DatabaseSync } from 'node:sqlite';
import type { PersonalRecord } from './event-log.ts';
import type { Stand } from './history.ts';
import { lastDecided, NO_MARK } from './node-entries.ts';
import type { EncodedEntry, Mark, StoredEntry } from './node-entries.ts';
import { BEFORE_ALL, freshNodeId } from './node-store.ts';
import type { DecidedCommand, Foundation, NodeId, NodeMemory, NumberedCommand } from './node-store.ts';
import type { EncodedPersonal } from './sqlite-messages.ts';
import { corrupt, PUT_EVENT, PUT_META, PUT_PERSONAL } from './sqlite-schema.ts';
import type { Row } from './sqlite-schema.ts';
import { chainNext, personalSum, rowSum, withPlace } from './stored-event.ts';
import type { ChainHead } from './verify-chain.ts';

/** A page is bounded by its events too, because one entry may be a whole roster. */
const PAGE_ENTRIES = 100;
const PAGE_EVENTS = 2_000;

/** What a log knows of itself as the log of one node of several; its commands and entries stay on the disk. */
export interface Member {
  /** Null in a copy that has not joined yet. */
  readonly node: NodeId | null;
  /** Null until there is an entry. */
  readonly foundation: Foundation | null;
  /** What stands before the first entry was told by others: its chain is theirs. */
  readonly isFromOthers: boolean;
  readonly settled: Stand;
  readonly tail: Stand;
  readonly marks: ReadonlyMap<NodeId, Mark>;
  /** Of the cluster, as last noted. */
  readonly members: readonly NodeId[];
  readonly isLevel: boolean;
}

export const NO_MEMBER: Member = {
  node: null,
  foundation: null,
  isFromOthers: false,
  settled: { ...BEFORE_ALL, lastSeq: 0 },
  tail: { ...BEFORE_ALL, lastSeq: 0 },
  marks: new Map(),
  members: [],
  isLevel: true,
};

/** The personal value an entry replaced; null where there was none. */
export type Before = readonly [id: string, kept: BeforeRow | null];

export interface BeforeRow {
  readonly kind: PersonalRecord['kind'];
  readonly value: string | null;
  readonly erasedAt: number | null;
}

export interface EntryRow extends Omit<StoredEntry, 'bodies'> {
  readonly lastSeq: number;
  readonly before: readonly Before[];
}

const MEMBER_KEY = 'member';

export function hasMemberTables(db: DatabaseSync): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'node_entries'").get() !== undefined;
}

/** Reads and proves what is there, every command and entry too; throws LogOpenError where it is damaged (G5). */
export function verifyMember(db: DatabaseSync, file: string, head: ChainHead): Member {
  const own = readOwn(db, file);
  const { foundation, settled } = own;
  for (const { origin, seq, body, sum } of db.prepare('SELECT origin, seq, body, sum FROM node_commands').iterate()) {
    if (sum !== rowSum([origin, seq, body])) throw damaged(file, `command ${String(origin)} ${String(seq)}`);
  }
  const marks = new Map<NodeId, Mark>();
  for (const { origin, decided, settled: upTo, sum } of db.prepare('SELECT * FROM node_marks').iterate()) {
    if (typeof origin !== 'string' || sum !== rowSum([origin, decided, upTo])) throw damaged(file, 'a mark');
    marks.set(origin, { decided: Number(decided), settled: Number(upTo) });
  }
  let tail = settled.index === 0 ? { ...BEFORE_ALL, lastSeq: foundation?.events ?? 0 } : settled;
  for (const row of db.prepare('SELECT * FROM node_entries ORDER BY idx').iterate()) {
    const entry = entryOf(row, file);
    const { index, prevFence, fence, firstSeq, lastSeq } = entry;
    const follows = index === tail.index + 1 && prevFence === tail.fence && firstSeq === tail.lastSeq + 1;
    if (!follows || lastSeq < firstSeq - 1 || lastSeq > head.seq) throw damaged(file, `entry ${index}`);
    tail = { index, fence, lastSeq };
  }
  if (tail.lastSeq > head.seq) throw damaged(file, `entry ${tail.index}`);
  return { ...own, tail, marks };
}

type Own = Omit<Member, 'tail' | 'marks'>;

function readOwn(db: DatabaseSync, file: string): Own {
  const value = db.prepare('SELECT value FROM meta WHERE key = ?').get(MEMBER_KEY)?.['value'];
  if (value === undefined) return NO_MEMBER;
  const [sum, text = ''] = String(value).split(/ (.*)/s);
  if (sum !== rowSum([text])) throw damaged(file, 'what it says of the node');
  return { isFromOthers: false, isLevel: true, ...JSON.parse(text) };
}

export function writeOwn(db: DatabaseSync, member: Own): void {
  const { node, foundation, isFromOthers, settled, members, isLevel } = member;
  const text = JSON.stringify({ node, foundation, isFromOthers, settled, members, isLevel });
  db.prepare(PUT_META).run(MEMBER_KEY, `${rowSum([text])} ${text}`);
}

/** A copy must not give out numbers under the id of what it was copied from. */
export function forgetNode(db: DatabaseSync, file: string): void {
  if (!hasMemberTables(db)) return;
  const member = readOwn(db, file);
  if (member.node !== null) writeOwn(db, { ...NO_MEMBER, ...member, node: null });
}

/** The same as a member: with an id, and with nothing appended beside its entries. */
export function joined(db: DatabaseSync, member: Member, head: ChainHead): Member {
  const isGrownAlone = member.foundation !== null && member.tail.lastSeq < head.seq;
  if (member.node !== null && !isGrownAlone) return member;
  let next: Member = { ...member, node: member.node ?? freshNodeId() };
  // A backup, which may be older than what its members have.
  if (member.node === null && member.tail.index > 0) next = { ...next, isLevel: false };
  if (isGrownAlone) {
    next = settleUpTo(db, next, next.tail.index);
    const stand = { ...next.tail, lastSeq: head.seq };
    next = { ...next, foundation: foundationAt(head), settled: stand, tail: stand };
  }
  writeOwn(db, next);
  return next;
}

/** Where it is settled: before the first entry that is what stood there before. */
export function standOf({ settled, foundation }: Member, head: ChainHead): Stand {
  return settled.index > 0 ? settled : { ...settled, lastSeq: foundation?.events ?? head.seq };
}

export function foundationAt(head: ChainHead): Foundation {
  return { events: head.seq, digest: head.seq === 0 ? '' : head.chain };
}

export function decide(marks: Map<NodeId, Mark>, entry: EncodedEntry): void {
  for (const [origin, decided] of lastDecided([entry])) {
    marks.set(origin, { ...(marks.get(origin) ?? NO_MARK), decided });
  }
}

export function saveCommands(db: DatabaseSync, { marks }: Member, commands: readonly NumberedCommand[]): void {
  const put = db.prepare('INSERT OR IGNORE INTO node_commands (origin, seq, body, sum) VALUES (?, ?, ?, ?)');
  for (const { origin, seq, body } of commands) {
    if (seq <= (marks.get(origin)?.settled ?? 0)) continue;
    put.run(origin, seq, body, rowSum([origin, seq, body]));
  }
}

export function applyEntries(
  db: DatabaseSync,
  from: ChainHead,
  member: Member,
  entries: readonly EncodedEntry[],
): [ChainHead, Member] {
  const putEvent = db.prepare(PUT_EVENT);
  const putPersonal = db.prepare(PUT_PERSONAL);
  const marks = new Map(member.marks);
  let { seq, chain } = from;
  let { tail } = member;
  const foundation = member.foundation ?? foundationAt(from);
  for (const entry of entries) {
    const firstSeq = seq + 1;
    for (const encoded of entry.bodies) {
      seq++;
      const body = withPlace(encoded, entry.by, seq);
      chain = chainNext(chain, body);
      putEvent.run(seq, body, chain);
    }
    const before = replacedBy(db, entry.personal);
    for (const { id, kind, value } of entry.personal)
      putPersonal.run(id, kind, value, personalSum(id, kind, value, null));
    putEntry(db, { ...entry, firstSeq, lastSeq: seq, before });
    decide(marks, entry);
    tail = { index: entry.index, fence: entry.fence, lastSeq: seq };
  }
  putMarks(db, member.marks, marks);
  const next = { ...member, foundation, tail, marks };
  if (member.foundation === null && entries.length > 0) writeOwn(db, next);
  return [{ seq, chain }, entries.length > 0 ? next : member];
}

function replacedBy(db: DatabaseSync, personal: readonly EncodedPersonal[]): Before[] {
  if (personal.length === 0) return [];
  const find = db.prepare('SELECT kind, value, erased_at FROM personal WHERE id = ?');
  return [...new Set(personal.map(({ id }) => id))].map((id): Before => {
    const row = find.get(id);
    if (row === undefined) return [id, null];
    const { kind, value, erased_at: erasedAt } = row;
    return [
      id,
      {
        kind: kind === 'contact' || kind === 'staff' ? kind : 'text',
        value: typeof value === 'string' ? value : null,
        erasedAt: typeof erasedAt === 'number' ? erasedAt : null,
      },
    ];
  });
}

/** Each statement of a commit is compiled where it is used: a node that stands alone compiles none of these. */
export function putEntry(db: DatabaseSync, entry: EntryRow): void {
  const { index, fence, prevFence, by, firstSeq, lastSeq } = entry;
  const texts = [entry.decided, entry.personal, entry.before].map((value) => JSON.stringify(value));
  const row = [index, fence, prevFence, by, firstSeq, lastSeq, ...texts];
  db.prepare(
    `INSERT OR REPLACE INTO node_entries
       (idx, fence, prev_fence, decided_by, first_seq, last_seq, decided, personal, before, sum)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(...row, rowSum(row));
}

export function putMarks(db: DatabaseSync, old: ReadonlyMap<NodeId, Mark>, marks: ReadonlyMap<NodeId, Mark>): void {
  const put = db.prepare('INSERT OR REPLACE INTO node_marks (origin, decided, settled, sum) VALUES (?, ?, ?, ?)');
  for (const [origin, mark] of marks) {
    if (old.get(origin) === mark) continue;
    put.run(origin, mark.decided, mark.settled, rowSum([origin, mark.decided, mark.settled]));
  }
}

export function settleUpTo(db: DatabaseSync, member: Member, index: number): Member {
  const rows = entryRows(db, member.settled.index, index);
  const last = rows.at(-1);
  if (last === undefined) return member;
  const marks = new Map(member.marks);
  const forget = db.prepare('DELETE FROM node_commands WHERE origin = ? AND seq <= ?');
  for (const [origin, settled] of lastDecided(rows)) {
    marks.set(origin, { ...(marks.get(origin) ?? NO_MARK), settled });
    forget.run(origin, settled);
  }
  putMarks(db, member.marks, marks);
  db.prepare('DELETE FROM node_entries WHERE idx <= ?').run(last.index);
  const next = { ...member, marks, settled: { index: last.index, fence: last.fence, lastSeq: last.lastSeq } };
  writeOwn(db, next);
  return next;
}

/** Values that are erased must not come back with an entry that is told again, nor with a rewind (G7). */
export function eraseFromEntries(db: DatabaseSync, ids: ReadonlySet<string>, at: number): void {
  const names = db.prepare('SELECT * FROM node_entries WHERE personal <> ? OR before <> ?').all('[]', '[]');
  for (const row of names) {
    const entry = entryOf(row, 'node_entries');
    putEntry(db, {
      ...entry,
      personal: entry.personal.filter(({ id }) => !ids.has(id)),
      before: entry.before.map(([id, kept]) => [
        id,
        kept === null || kept.value === null || !ids.has(id) ? kept : { ...kept, value: null, erasedAt: at },
      ]),
    });
  }
}

export function memoryOf(db: DatabaseSync, member: Member, head: ChainHead): NodeMemory {
  if (member.node === null) throw new Error('the log was not opened as that of a node');
  const commands: NumberedCommand[] = [];
  let ownSeq = member.marks.get(member.node)?.decided ?? 0;
  for (const row of db.prepare('SELECT origin, seq, body FROM node_commands ORDER BY origin, seq').iterate()) {
    const command = { origin: String(row['origin']), seq: Number(row['seq']), body: String(row['body']) };
    if (command.origin === member.node) ownSeq = Math.max(ownSeq, command.seq);
    commands.push(command);
  }
  const marks = [...member.marks].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    node: member.node,
    foundation: member.foundation ?? foundationAt(head),
    tail: { fence: member.tail.fence, index: member.tail.index },
    decidedUpTo: new Map(marks.flatMap(([origin, { decided }]) => (decided > 0 ? [[origin, decided]] : []))),
    commands,
    ownSeq,
    settledIndex: member.settled.index,
    settledSeq: standOf(member, head).lastSeq,
    settledUpTo: new Map(marks.flatMap(([origin, { settled }]) => (settled > 0 ? [[origin, settled]] : []))),
    members: member.members,
    isLevel: member.isLevel,
  };
}

/** The entries of (after, until], as far as they are kept, without their events. */
export function entryRows(db: DatabaseSync, after: number, until: number, limit = -1): EntryRow[] {
  const rows = db.prepare('SELECT * FROM node_entries WHERE idx > ? AND idx <= ? ORDER BY idx LIMIT ?');
  return rows.all(after, until, limit).map((row) => entryOf(row, 'node_entries'));
}

/** At least one, where there is one. */
export function entryPage(db: DatabaseSync, after: number, until: number): EntryRow[] {
  const page: EntryRow[] = [];
  let events = 0;
  for (const row of entryRows(db, after, until, PAGE_ENTRIES)) {
    events += row.lastSeq - row.firstSeq + 1;
    if (page.length > 0 && events > PAGE_EVENTS) break;
    page.push(row);
  }
  return page;
}

export function fenceOf(db: DatabaseSync, { settled }: Member, index: number): number | null {
  if (index === 0) return 0;
  if (index === settled.index) return settled.fence;
  const fence = db.prepare('SELECT fence FROM node_entries WHERE idx = ?').get(index)?.['fence'];
  return typeof fence === 'number' ? fence : null;
}

function entryOf(row: Row, file: string): EntryRow {
  const { idx, fence, prev_fence: prevFence, decided_by: by, first_seq: firstSeq, last_seq: lastSeq } = row;
  const texts = [row['decided'], row['personal'], row['before']].map(String);
  if (row['sum'] !== rowSum([idx, fence, prevFence, by, firstSeq, lastSeq, ...texts])) {
    throw damaged(file, `entry ${String(idx)}`);
  }
  const [decided = '', personal = '', before = ''] = texts;
  return {
    index: Number(idx),
    fence: Number(fence),
    prevFence: Number(prevFence),
    by: String(by),
    firstSeq: Number(firstSeq),
    lastSeq: Number(lastSeq),
    decided: parsed<readonly DecidedCommand[]>(decided),
    personal: parsed<readonly EncodedPersonal[]>(personal),
    before: parsed<readonly Before[]>(before),
  };
}

/** Its sum has been proved, so it is what this program wrote. */
function parsed<Value>(text: string): Value {
  return JSON.parse(text);
}

function damaged(file: string, what: string): ReturnType<typeof corrupt> {
  return corrupt(file, `${what} is not what was written`);
}
