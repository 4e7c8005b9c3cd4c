import { openSqliteLog } from '@hub/server/log/sqlite-log.ts';
import { noted, TEST_VERSIONS } from './log-events.ts';

/**
 * A process that appends until it is ended, and tells each answer on a line of its own: `ok <n>` or `no <n> <kind>`,
 * n being what the event carries. Arguments: data folder, calls in flight, sabotage.
 */
const [folder, flights = '8', sabotage] = process.argv.slice(2);
if (folder === undefined) throw new Error('which data folder?');

const log = await openSqliteLog({
  folder,
  versions: TEST_VERSIONS,
  sabotage: sabotage === 'ack-before-commit' || sabotage === 'lose-a-batch' ? sabotage : undefined,
});
process.stdout.write(`open ${await log.head()}\n`);

let next = (await log.head()) * 1_000;

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
