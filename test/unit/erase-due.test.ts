import { Projection } from '@hub/server/hub/projection.ts';
import { openMemoryLog } from '@hub/server/log/memory-log.ts';
import { eraseWhatIsDue } from '@hub/server/report/erase-personal.ts';
import type { PersonalId } from '@hub/shared/model/ids.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const VERSIONS = { Named: 1, PersonalErased: 1, EarlierErased: 1 };
const actor = { kind: 'system', deviceId: null, role: 'system' } as const;

const fact = (sessionId: string, type: string, data: unknown) =>
  ({ at: 1, sessionId, run: 0, type, version: 1, actor, commandId: null, data }) as const;
const value = (id: string) => ({ id, kind: 'text', value: id }) as const;

async function leftAfter(events: readonly ReturnType<typeof fact>[], ids: readonly string[]): Promise<string[]> {
  const log = openMemoryLog({ versions: VERSIONS });
  await log.append({ events, personal: ids.map(value) });
  const projection = new Projection();
  for (const id of ids) projection.keepPersonal({ id: id as PersonalId, value: id });
  const before = (await log.readPersonal()).length;
  const erased = await eraseWhatIsDue(log, projection);
  const left = (await log.readPersonal()).map(({ id }) => id);
  assert.is(erased, before - left.length);
  for (const id of ids) assert.is(projection.personal(id as PersonalId) !== undefined, left.includes(id));
  return left.sort();
}

test('[G7] what the log says was erased goes, also where the process ended before it went; what came later stays', async () => {
  const events = [
    fact('s', 'Named', { contactId: 'one' }),
    fact('s', 'Named', { nested: [{ noteId: 'two' }] }),
    fact('s', 'PersonalErased', { erased: 2 }),
    fact('s', 'Named', { contactId: 'three' }),
  ];
  assert.equal(await leftAfter(events, ['one', 'two', 'three']), ['three']);
  assert.equal(await leftAfter(events.slice(0, 2), ['one', 'two']), ['one', 'two']);
});

test('[S10] of an earlier session goes what was named up to its end', async () => {
  const events = [
    fact('first', 'Named', { id: 'one' }),
    fact('second', 'Named', { id: 'two' }),
    fact('third', 'Named', { id: 'three' }),
    fact('third', 'EarlierErased', { sessionId: 'second', erased: 1 }),
  ];
  assert.equal(await leftAfter(events, ['one', 'two', 'three']), ['three']);
});

test.run();
