import type { PersonalId, SessionId } from '@hub/shared/model/ids.ts';
import type { Projection } from '../hub/projection.ts';
import type { EventLog } from '../log/event-log.ts';

type Log = Pick<EventLog, 'read' | 'readPersonal' | 'erasePersonal'>;

/**
 * G7, G9: everything in the side table goes but the labels by which staff who may still come in are known. Orphans too:
 * a contact that was edited leaves its former record behind. Null where the log could not be written.
 */
export async function erasePersonal(log: Log, projection: Projection): Promise<number | null> {
  const kept = new Set<string>();
  for (const { role, revokedAt, labelId } of [...projection.devices(), ...projection.grants()]) {
    if (role !== 'operator' && revokedAt === null && labelId !== null) kept.add(labelId);
  }
  const held = (await log.readPersonal()).map(({ id }) => id);
  return erase(
    log,
    projection,
    held.filter((id) => !kept.has(id)),
  );
}

/**
 * S10: what facts of an earlier session, or of one before it, name, and the session that is on does not need: contacts of
 * its points, and labels of whoever may still come in, stay.
 */
export async function eraseEarlier(log: Log, projection: Projection, sessionId: SessionId): Promise<number | null> {
  const held = new Set((await log.readPersonal()).map(({ id }) => id));
  const named = new Set<string>();
  let isInside = false;
  reading: for await (const page of log.read(0)) {
    for (const stored of page) {
      const isIts = stored.sessionId === sessionId;
      if (isInside && !isIts) break reading;
      isInside = isIts;
      for (const id of textsOf(stored.data)) if (held.has(id)) named.add(id);
    }
  }
  // Looked up only now: while the log was read, somebody may have come to need one.
  for (const id of neededNow(projection)) named.delete(id);
  return erase(log, projection, [...named]);
}

/**
 * G7, of several nodes: what the log says was erased, and this disk still holds. The process ended, or the disk was full,
 * between the fact and the erasure; or the values came once more, from a node that had not erased them yet. Null where
 * the log could not be written.
 */
export async function eraseWhatIsDue(log: Log, projection: Projection): Promise<number | null> {
  const held = new Set((await log.readPersonal()).map(({ id }) => id));
  if (held.size === 0) return 0;
  const namedAt = new Map<string, number>();
  const endOf = new Map<string, number>();
  let all = { upTo: 0, at: 0 };
  let earlierUpTo = 0;
  for await (const page of log.read(0)) {
    for (const { seq, at, type, sessionId, data } of page) {
      for (const id of textsOf(data)) if (held.has(id) && !namedAt.has(id)) namedAt.set(id, seq);
      endOf.set(sessionId, seq);
      if (type === 'PersonalErased') all = { upTo: seq, at };
      if (type === 'EarlierErased') {
        for (const id of textsOf(data)) earlierUpTo = Math.max(earlierUpTo, endOf.get(id) ?? 0);
      }
    }
  }
  const kept = new Set<string>();
  for (const { role, revokedAt, labelId } of [...projection.devices(), ...projection.grants()]) {
    const cameIn = revokedAt === null || revokedAt > all.at;
    if (role !== 'operator' && cameIn && labelId !== null) kept.add(labelId);
  }
  const needed = new Set(neededNow(projection));
  const isDue = ([id, seq]: [string, number]): boolean =>
    (seq <= all.upTo && !kept.has(id)) || (seq <= earlierUpTo && !needed.has(id) && !kept.has(id));
  const due = [...namedAt].filter(isDue).map(([id]) => id);
  return due.length === 0 ? 0 : erase(log, projection, due);
}

function* neededNow(projection: Projection): Iterable<string> {
  const texts = projection.session()?.cannedTextsId ?? null;
  if (texts !== null) yield texts;
  for (const { retired, point } of projection.points()) if (!retired && point.contactId !== null) yield point.contactId;
  for (const { revokedAt, labelId } of [...projection.devices(), ...projection.grants()]) {
    if (revokedAt === null && labelId !== null) yield labelId;
  }
}

/** Every text in a fact, whatever its shape: ids are made at random, so one that is a record's is that record. */
function* textsOf(value: unknown): Iterable<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) yield* textsOf(part);
}

async function erase(log: Log, projection: Projection, found: readonly string[]): Promise<number | null> {
  const ids = found.filter((id) => id !== 'write-probe');
  const result = await log.erasePersonal(ids);
  if (!result.ok) return null;
  for (const id of ids) projection.forgetPersonal(id as PersonalId);
  return result.erased;
}
