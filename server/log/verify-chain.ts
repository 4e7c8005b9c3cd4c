import type { DatabaseSync } from 'node:sqlite';
import { hasMemberTables, NO_MEMBER, verifyMember } from './sqlite-member.ts';
import type { Member } from './sqlite-member.ts';
import { chainNext, personalSum } from './stored-event.ts';
import { corrupt, readIdentity } from './sqlite-schema.ts';
import type { LogIdentity } from './sqlite-schema.ts';

export interface ChainHead {
  readonly seq: number;
  readonly chain: string;
}

export interface VerifiedLog extends LogIdentity {
  readonly head: ChainHead;
  readonly member: Member;
}

/** Everything: pages, schema, identity, every row's place and chain, every personal row. Throws LogOpenError. */
export function verifyWhole(db: DatabaseSync, file: string): VerifiedLog {
  const pages = db.prepare('PRAGMA quick_check(3)').all();
  const faults = pages.map((row) => String(Object.values(row)[0])).filter((text) => text !== 'ok');
  // The chain is walked even when a page is damaged, because it can name the row.
  const identity = readIdentity(db, file);
  const head = verifyRows(db, file, { seq: 0, chain: identity.chainStart });
  if (faults.length > 0) throw corrupt(file, faults.join('; '));
  verifyPersonal(db, file);
  return { ...identity, head, member: hasMemberTables(db) ? verifyMember(db, file, head) : NO_MEMBER };
}

/** Walks the rows after `from`; what comes back is the last of them. */
export function verifyRows(db: DatabaseSync, file: string, from: ChainHead): ChainHead {
  const rows = db.prepare('SELECT seq, body, chain FROM events WHERE seq > ? ORDER BY seq');
  rows.setReturnArrays(true);
  let { seq, chain } = from;
  const found = rows.iterate(from.seq);
  for (;;) {
    let next: ReturnType<typeof found.next>;
    try {
      next = found.next();
    } catch (error) {
      throw corrupt(file, error instanceof Error ? error.message : String(error), seq + 1, error);
    }
    if (next.done === true) return { seq, chain };
    const [rowSeq, body, rowChain] = Object.values(next.value);
    if (rowSeq !== seq + 1) throw corrupt(file, `the next row there is ${String(rowSeq)}`, seq + 1);
    chain = chainNext(chain, String(body));
    if (chain !== rowChain) throw corrupt(file, 'the row is not what was written', seq + 1);
    seq++;
  }
}

function verifyPersonal(db: DatabaseSync, file: string): void {
  for (const row of db.prepare('SELECT id, kind, value, erased_at, sum FROM personal').iterate()) {
    const { id, kind, value, erased_at: erasedAt, sum } = row;
    const whole =
      typeof id === 'string' &&
      typeof kind === 'string' &&
      (value === null || typeof value === 'string') &&
      (erasedAt === null || typeof erasedAt === 'number') &&
      sum === personalSum(id, kind, value, erasedAt);
    if (!whole) throw corrupt(file, `the personal record ${JSON.stringify(String(id))} is not what was written`);
  }
}
