import { SimulatedOperator } from '../simulate/operator.ts';
import { seededRandom } from '../simulate/random.ts';
import { noRecorder } from '../simulate/record.ts';
import { SMALL, VideoPublisher } from '../simulate/video/publisher.ts';
import { LineVitals } from '../simulate/vitals.ts';
import type { FromVideoPoints, ToVideoPoints } from './video-messages.ts';

/** All points of one measurement, in a process of its own: operators, of whom some have a camera. */
const TELEMETRY_MS = 2_000;

const operators = new Map<string, SimulatedOperator>();
const cameras: VideoPublisher[] = [];
const say = (message: FromVideoPoints): void => void process.send?.(message);

process.on('message', (message: ToVideoPoints) => {
  if (message.kind === 'come') come(message);
  else film(message.pointIds);
});

function come({ hub, points }: Extract<ToVideoPoints, { kind: 'come' }>): void {
  points.forEach(({ id, key }, index) => {
    const random = seededRandom(index, id);
    const operator = new SimulatedOperator({
      hub,
      credential: { role: 'operator', pointId: id, deviceId: '', key },
      random,
      record: noRecorder,
      onView: (view) => {
        films.get(id)?.heed(view);
        if (view.word.asked) void operator.command('point:word', { seesAndHears: true });
      },
    });
    const line = new LineVitals(random);
    setTimeout(
      () => {
        setInterval(() => {
          if (!films.has(id)) operator.vitals(line.next());
        }, TELEMETRY_MS);
      },
      random.between(0, TELEMETRY_MS),
    );
    operators.set(id, operator);
    operator.connect();
  });
}

const films = new Map<string, VideoPublisher>();

function film(pointIds: readonly string[]): void {
  const startedAt = performance.now();
  let joined = 0;
  pointIds.forEach((id, index) => {
    const operator = operators.get(id);
    if (operator === undefined) throw new Error(`no operator at ${id}`);
    const camera = new VideoPublisher({
      operator,
      size: SMALL,
      share: index / pointIds.length,
      always: true,
      onState: (state, why) => {
        if (state === 'left') say({ kind: 'trouble', text: `${id}: ${why}` });
        else joined += 1;
        if (joined === pointIds.length) say({ kind: 'filming', tookMs: performance.now() - startedAt });
      },
    });
    films.set(id, camera);
    cameras.push(camera);
    camera.start();
  });
}
