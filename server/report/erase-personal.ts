import type { PersonalId } from '@hub/shared/model/ids.ts';
import type { Projection } from '../hub/projection.ts';
import type { EventLog } from '../log/event-log.ts';

/**
 * G7, G9: everything in the side table goes but the labels by which staff who may still come in are known. Orphans too:
 * a contact that was edited leaves its former record behind. Null where the log could not be written.
 */
export async function erasePersonal(
  log: Pick<EventLog, 'readPersonal' | 'erasePersonal'>,
  projection: Projection,
): Promise<number | null> {
  const kept = new Set<string>();
  for (const { role, revokedAt, labelId } of [...projection.devices(), ...projection.grants()]) {
    if (role !== 'operator' && revokedAt === null && labelId !== null) kept.add(labelId);
  }
  const ids = (await log.readPersonal()).map(({ id }) => id).filter((id) => !kept.has(id) && id !== 'write-probe');
  const result = await log.erasePersonal(ids);
  if (!result.ok) return null;
  for (const id of ids) projection.forgetPersonal(id as PersonalId);
  return result.erased;
}
