import type { EventLog } from '@hub/server/log/event-log.ts';
import * as assert from 'uvu/assert';
import { readAll } from './log-events.ts';

/**
 * Compares a log with what its writer was told: everything acknowledged is there once, nothing refused is there, and
 * every batch is whole, personal record included.
 */
export async function checkHistory(
  log: EventLog,
  acknowledged: readonly number[],
  refused: readonly number[] = [],
): Promise<{ lost: number[]; stored: number }> {
  const parts = new Map<number, number[]>();
  for (const event of await readAll(log)) {
    const { number, part }: { number: number; part: number } = Object(event.data);
    parts.set(number, [...(parts.get(number) ?? []), part]);
  }
  const personal = new Set((await log.readPersonal()).map((record) => record.id));
  for (const [number, found] of parts) {
    assert.equal(found, [1, 2], `batch ${number} is there once and whole`);
    assert.ok(personal.has(`p-${number}`), `batch ${number} has its personal record`);
  }
  assert.is(personal.size, parts.size);
  for (const number of refused) assert.not.ok(parts.has(number), `batch ${number} was refused and is in the log`);
  return { lost: acknowledged.filter((number) => !parts.has(number)), stored: parts.size };
}
