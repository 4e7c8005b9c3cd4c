import { openSqliteLog } from '@hub/server/log/sqlite-log.ts';
import { openSqliteNodeStore } from '@hub/server/log/sqlite-node-store.ts';
import { noted, TEST_VERSIONS } from './log-events.ts';
import { command, decided, Line, must } from './node-entries.ts';

/**
 * A process that appends until it is ended, and tells each answer on a line of its own: `ok <n>` or `no <n> <kind>`,
 * n being what the event carries. Arguments: data folder, calls in flight, sabotage or `node`: then it saves commands
 * and, of every fourth of them, the decision.
 */
const [folder, flights = '8', mode] = process.argv.slice(2);
if (folder === undefined) throw new Error('which data folder?');
if (mode === 'node') await saveCommands(folder);

const log = await openSqliteLog({
  folder,
  versions: TEST_VERSIONS,
  sabotage: mode === 'ack-before-commit' || mode === 'lose-a-batch' ? mode : undefined,
});
process.stdout.write(`open ${await log.head()}\n`);

let next = (await log.head()) * 1_000;

async function saveCommands(ofNode: string): Promise<void> {
  const store = await openSqliteNodeStore({ folder: ofNode, versions: TEST_VERSIONS });
  const { node, ownSeq, tail, decidedUpTo } = await store.remember();
  process.stdout.write(`open ${ownSeq}\n`);
  const line = new Line(tail.index, tail.fence);
  let given = ownSeq;
  let taken = decidedUpTo.get(node) ?? 0;
  const keepSaving = async (): Promise<never> => {
    for (;;) {
      const seq = ++given;
      const saved = await store.saveCommands([command(node, seq)]);
      process.stdout.write(saved.ok ? `ok ${seq}\n` : `no ${seq} ${saved.kind}\n`);
      if (seq % 4 === 0) await must(store.applyEntries([line.next({ decided: [decided(node, ++taken)] })]));
    }
  };
  await Promise.all(Array.from({ length: Number(flights) }, keepSaving));
}

async function write(): Promise<never> {
  for (;;) {
    const number = ++next;
    const result = await log.append({
      events: [noted({ number, part: 1 }), noted({ number, part: 2 })],
      personal: [{ id: `p-${number}`, kind: 'text', value: `ghi chú ${number}` }],
    });
    process.stdout.write(result.ok ? `ok ${number}\n` : `no ${number} ${result.kind}\n`);
  }
}

await Promise.all(Array.from({ length: Number(flights) }, write));
