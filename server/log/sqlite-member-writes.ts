import type { DatabaseSync } from 'node:sqlite';
import type { History } from './history.ts';
import { assertFollows, assertSettleable, NO_MARK } from './node-entries.ts';
import type { EncodedEntry } from './node-entries.ts';
import type { NodeId, NumberedCommand, Position, StoreResult } from './node-store.ts';
import { assertLeap, leap, renounce } from './sqlite-history.ts';
import { applyEntries, decide, saveCommands, settleUpTo, writeOwn } from './sqlite-member.ts';
import type { Member } from './sqlite-member.ts';
import type { ChainHead } from './verify-chain.ts';

export type MemberWrite =
  | { readonly kind: 'save'; readonly commands: readonly NumberedCommand[] }
  | { readonly kind: 'apply'; readonly entries: readonly EncodedEntry[] }
  | { readonly kind: 'settle'; readonly index: number }
  | { readonly kind: 'members'; readonly members: readonly NodeId[] }
  | { readonly kind: 'level' }
  | { readonly kind: 'leap'; readonly history: History }
  | { readonly kind: 'renounce'; readonly fresh: NodeId };

/** `broken`: the caller asked for what can never be right; the others of the commit are not harmed by it. */
export type MemberAnswer = StoreResult | { readonly broken: string };

export function runWrites(
  db: DatabaseSync,
  before: { readonly head: ChainHead; readonly member: Member },
  writes: readonly MemberWrite[],
): { head: ChainHead; member: Member; answers: MemberAnswer[] } {
  let { head, member } = before;
  const answers = writes.map((write): MemberAnswer => {
    try {
      checkWrite(head, member, write);
    } catch (error) {
      return { broken: error instanceof Error ? error.message : String(error) };
    }
    switch (write.kind) {
      case 'save':
        saveCommands(db, member, write.commands);
        break;
      case 'apply':
        [head, member] = applyEntries(db, head, member, write.entries);
        break;
      case 'settle':
        member = settleUpTo(db, member, write.index);
        break;
      case 'members':
        member = { ...member, members: write.members };
        writeOwn(db, member);
        break;
      case 'level':
        member = { ...member, isLevel: true };
        writeOwn(db, member);
        break;
      case 'leap':
        [head, member] = leap(db, head, member, write.history);
        break;
      case 'renounce':
        member = renounce(db, member, write.fresh);
    }
    return { ok: true };
  });
  return { head, member, answers };
}

function checkWrite(head: ChainHead, member: Member, write: MemberWrite): void {
  if (write.kind === 'leap') assertLeap(member, head, write.history);
  if (write.kind === 'settle') assertSettleable(write.index, member.tail);
  if (write.kind !== 'apply') return;
  let tail: Position = member.tail;
  const marks = new Map(member.marks);
  for (const entry of write.entries) {
    assertFollows(tail, (origin) => marks.get(origin) ?? NO_MARK, entry);
    decide(marks, entry);
    tail = entry;
  }
}
