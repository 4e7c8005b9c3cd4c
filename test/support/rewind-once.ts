import { openSqliteNodeStore } from '@hub/server/log/sqlite-node-store.ts';
import { noted, TEST_VERSIONS } from './log-events.ts';
import { command, decided, Line, must } from './node-entries.ts';

/** A node that stores a line of ten entries, says so, rewinds it to the fourth and ends itself at the step it was told. */
const [folder, step] = process.argv.slice(2);
const STEPS = ['copied', 'closed', 'set-aside', 'swapped', 'anchored'] as const;
if (folder === undefined) throw new Error('which data folder?');

const store = await openSqliteNodeStore({
  folder,
  versions: TEST_VERSIONS,
  killAt: STEPS.find((each) => each === step),
});
const line = new Line();
await must(store.saveCommands(Array.from({ length: 10 }, (_, index) => command('node-b', index + 1))));
for (let seq = 1; seq <= 10; seq++) {
  await must(store.applyEntries([{ ...line.next({ decided: [decided('node-b', seq)] }), events: [noted(seq)] }]));
}
await must(store.rewindTo(4));
await store.close();
