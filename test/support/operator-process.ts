import { createInterface } from 'node:readline';
import { seededRandom } from '@hub/scripts/simulate/random.ts';
import { noRecorder } from '@hub/scripts/simulate/record.ts';
import { SimulatedOperator } from '@hub/scripts/simulate/operator.ts';

/**
 * One operator as a process of its own, so that it can be stopped or have its network cut. Arguments: hub, point, key.
 * Says `joined` with the state it is told, and when it was told to `close`, the wall-clock moment at which it did.
 */
const [hub, pointId, key] = process.argv.slice(2);
if (hub === undefined || pointId === undefined || key === undefined) throw new Error('hub, point and key are needed');

const say = (line: object): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};
const operator = new SimulatedOperator({
  hub,
  credential: { role: 'operator', pointId, deviceId: '', key },
  random: seededRandom(1),
  record: noRecorder,
  onView: (view) => {
    say({ joined: view.link.state });
  },
});
operator.connect();
createInterface({ input: process.stdin }).on('line', (line) => {
  if (line !== 'close') return;
  say({ closedAt: Date.now() });
  operator.cut('closed');
});
