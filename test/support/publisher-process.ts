import { createInterface } from 'node:readline';
import { SimulatedOperator } from '@hub/scripts/simulate/operator.ts';
import { seededRandom } from '@hub/scripts/simulate/random.ts';
import { noRecorder } from '@hub/scripts/simulate/record.ts';
import { SMALL, VideoPublisher } from '@hub/scripts/simulate/video/publisher.ts';

/**
 * Operators with camera and microphone as a process of their own, so that it can be killed or have its network cut.
 * Arguments: hub, then point and key of each. Says `joined` for each point that is in the video room.
 * Told `still POINT`, its camera gives no more pictures; told `leave POINT`, it says goodbye.
 */
const [hub, ...people] = process.argv.slice(2);
if (hub === undefined || people.length % 2 !== 0) throw new Error('hub, then point and key of each are needed');

const say = (line: object): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};
const publishers = new Map<string, { readonly operator: SimulatedOperator; readonly publisher: VideoPublisher }>();
for (let index = 0; index < people.length; index += 2) {
  const [pointId = '', key = ''] = people.slice(index);
  const operator: SimulatedOperator = new SimulatedOperator({
    hub,
    credential: { role: 'operator', pointId, deviceId: '', key },
    random: seededRandom(index),
    record: noRecorder,
    onView: (view) => {
      publisher.heed(view);
    },
  });
  const publisher = new VideoPublisher({
    operator,
    size: SMALL,
    share: index / people.length,
    always: true,
    onState: (state, why) => {
      say({ [state]: pointId, why });
    },
  });
  publishers.set(pointId, { operator, publisher });
  operator.connect();
  publisher.start();
}
createInterface({ input: process.stdin }).on('line', (line) => {
  const [what, pointId = ''] = line.split(' ');
  const asked = publishers.get(pointId);
  if (asked === undefined) return;
  if (what === 'still') asked.publisher.cover();
  if (what === 'leave') void asked.publisher.stop().then(() => asked.operator.leave());
});
