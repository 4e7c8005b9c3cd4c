import type { AppendResult } from './event-log.ts';
import type { EncodedBatch, Sabotage } from './sqlite-messages.ts';
import type { SqliteStore } from './sqlite-store.ts';

/** Wide enough that a kill at a random moment falls into it within a few rounds. */
const COMMIT_DELAY_MS = 30;
const LOSE_EVERY = 20;

let seen = 0;

/**
 * Appends wrongly on purpose. The crash checker proves itself by catching what this does; `synchronous-normal` is
 * wrong already by the connection's settings. `done` is called once the queue may go on.
 */
export function appendWithSabotage(
  sabotage: Sabotage,
  store: SqliteStore,
  batches: readonly EncodedBatch[],
  answer: (results: AppendResult[]) => void,
  done: () => void,
): void {
  if (sabotage === 'ack-before-commit') {
    answer(promised(store.head, batches));
    setTimeout(() => {
      store.append(batches);
      done();
    }, COMMIT_DELAY_MS);
    return;
  }
  if (sabotage === 'lose-a-batch') {
    const kept = batches.map((batch) => ++seen % LOSE_EVERY !== 0 || batch.bodies.length === 0);
    const results = promised(store.head, batches);
    const stored = store.append(batches.filter((_, index) => kept[index] === true));
    answer(results.map((result, index) => (kept[index] === true ? (stored.shift() ?? result) : result)));
  } else {
    answer(store.append(batches));
  }
  store.maintain(false);
  done();
}

function promised(head: number, batches: readonly EncodedBatch[]): AppendResult[] {
  let seq = head;
  return batches.map((batch) => {
    const firstSeq = seq + 1;
    seq += batch.bodies.length;
    return { ok: true, firstSeq, lastSeq: seq };
  });
}
