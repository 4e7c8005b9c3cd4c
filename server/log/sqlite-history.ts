import type { DatabaseSync } from 'node:sqlite';
import { assertContinues, fitting } from './history.ts';
import type { EventsPage, History, PersonalRow, ValuesPage } from './history.ts';
import type { NodeId } from './node-store.ts';
import { foundationAt, putMarks, saveCommands, standOf, writeOwn } from './sqlite-member.ts';
import type { Before, Member } from './sqlite-member.ts';
import { PUT_EVENT } from './sqlite-schema.ts';
import type { Row } from './sqlite-schema.ts';
import { chainNext, personalSum } from './stored-event.ts';
import type { ChainHead } from './verify-chain.ts';

export function eventsPage(db: DatabaseSync, member: Member, head: ChainHead, afterSeq: number): EventsPage {
  const stand = standOf(member, head);
  const rows = db.prepare('SELECT body FROM events WHERE seq > ? AND seq <= ? ORDER BY seq');
  const page = fitting(rows.iterate(afterSeq, stand.lastSeq), ({ body }) => String(body).length);
  return {
    stand,
    foundation: member.foundation ?? foundationAt(head),
    bodies: page.map(({ body }) => String(body)),
  };
}

export function valuesPage(db: DatabaseSync, member: Member, head: ChainHead, afterId: string): ValuesPage {
  const since = new Map<string, Before[1]>();
  const entries = db.prepare('SELECT before FROM node_entries WHERE before <> ? ORDER BY idx DESC').all('[]');
  for (const { before } of entries) {
    for (const [id, kept] of JSON.parse(String(before)) as readonly Before[]) since.set(id, kept);
  }
  const rows = db.prepare('SELECT id, kind, value, erased_at FROM personal WHERE id > ? ORDER BY id').iterate(afterId);
  return {
    stand: standOf(member, head),
    marks: [...member.marks].flatMap(([origin, { settled }]) => (settled > 0 ? [[origin, settled] as const] : [])),
    personal: fitting(settledRows(rows, since), ({ value }) => value?.length ?? 0),
  };
}

function* settledRows(rows: Iterable<Row>, since: ReadonlyMap<string, Before[1]>): Iterable<PersonalRow> {
  for (const { id, kind, value, erased_at: erasedAt } of rows) {
    if (typeof id !== 'string' || (kind !== 'contact' && kind !== 'text' && kind !== 'staff')) {
      throw new Error('a personal record is damaged');
    }
    const before = since.get(id);
    if (before === null) continue;
    yield before === undefined
      ? {
          id,
          kind,
          value: typeof value === 'string' ? value : null,
          erasedAt: typeof erasedAt === 'number' ? erasedAt : null,
        }
      : { id, ...before };
  }
}

export function assertLeap({ settled, tail }: Member, head: ChainHead, history: History): void {
  assertContinues(history, { head: head.seq, settled, tail });
}

export function leap(db: DatabaseSync, from: ChainHead, member: Member, history: History): [ChainHead, Member] {
  const { stand, foundation, bodies, personal, marks } = history;
  const putEvent = db.prepare(PUT_EVENT);
  let { seq, chain } = from;
  for (const body of bodies) {
    seq++;
    chain = chainNext(chain, body);
    putEvent.run(seq, body, chain);
  }
  // What was erased here stays erased (G7).
  const putPersonal = db.prepare(`INSERT INTO personal (id, kind, value, erased_at, sum) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, value = excluded.value, erased_at = excluded.erased_at,
      sum = excluded.sum WHERE personal.value IS NOT NULL`);
  for (const { id, kind, value, erasedAt } of personal) {
    putPersonal.run(id, kind, value, erasedAt, personalSum(id, kind, value, erasedAt));
  }
  const forget = db.prepare('DELETE FROM node_commands WHERE origin = ? AND seq <= ?');
  const next = new Map(member.marks);
  for (const [origin, decided] of marks) {
    next.set(origin, { decided, settled: decided });
    forget.run(origin, decided);
  }
  putMarks(db, member.marks, next);
  const isBlank = from.seq === 0 && member.tail.index === 0;
  const leapt: Member = {
    ...member,
    foundation: isBlank ? foundation : (member.foundation ?? foundationAt(from)),
    isFromOthers: isBlank || member.isFromOthers,
    settled: stand,
    tail: stand,
    marks: next,
    isLevel: false,
  };
  writeOwn(db, leapt);
  return [{ seq, chain }, leapt];
}

/** What is undecided under the old id gets numbers of the new one, from 1. */
export function renounce(db: DatabaseSync, member: Member, node: NodeId): Member {
  const { node: old } = member;
  if (old === null) throw new Error('the log was not opened as that of a node');
  const decided = member.marks.get(old)?.decided ?? 0;
  const held = db.prepare('SELECT body FROM node_commands WHERE origin = ? AND seq > ? ORDER BY seq').all(old, decided);
  db.prepare('DELETE FROM node_commands WHERE origin = ? AND seq > ?').run(old, decided);
  const next: Member = { ...member, node, isLevel: false };
  saveCommands(
    db,
    next,
    held.map(({ body }, place) => ({ origin: node, seq: place + 1, body: String(body) })),
  );
  writeOwn(db, next);
  return next;
}

export function undecidedBodies(db: DatabaseSync, { marks }: Member): string[] {
  const rows = db.prepare('SELECT origin, seq, body FROM node_commands ORDER BY origin, seq').all();
  return rows.flatMap(({ origin, seq, body }) =>
    Number(seq) > (marks.get(String(origin))?.decided ?? 0) ? [String(body)] : [],
  );
}

/** What was undecided is decided outside the agreed log: it is nobody's command any more, and the id is used up. */
export function leaveCluster(db: DatabaseSync, member: Member): Member {
  const drop = db.prepare('DELETE FROM node_commands WHERE origin = ? AND seq > ?');
  for (const { origin } of db.prepare('SELECT DISTINCT origin FROM node_commands').all()) {
    drop.run(String(origin), member.marks.get(String(origin))?.decided ?? 0);
  }
  const next: Member = { ...member, node: null };
  writeOwn(db, next);
  return next;
}
