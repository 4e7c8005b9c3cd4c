import { SimulatedOperator } from '../simulate/operator.ts';
import { seededRandom } from '../simulate/random.ts';
import { noRecorder } from '../simulate/record.ts';
import { Cameras, type Camera } from '../simulate/video/cameras.ts';
import { SMALL } from '../simulate/video/publisher.ts';
import { LineVitals } from '../simulate/vitals.ts';
import type { FromVideoPoints, ToVideoPoints } from './video-messages.ts';

/** All points of one measurement, in a process of its own: operators, of whom some have a camera. */
const TELEMETRY_MS = 2_000;

const operators = new Map<string, SimulatedOperator>();
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

const films = new Map<string, Camera>();

function film(pointIds: readonly string[]): void {
  const startedAt = performance.now();
  const joined = new Set<string>();
  const cameras = new Cameras({
    size: SMALL,
    always: true,
    onState: (id, state, why) => {
      if (state === 'left') say({ kind: 'trouble', text: `${id}: ${why}` });
      if (state !== 'joined' || joined.has(id)) return;
      joined.add(id);
      if (joined.size === pointIds.length) {
        say({ kind: 'filming', tookMs: performance.now() - startedAt, pids: cameras.pids });
      }
    },
  });
  pointIds.forEach((id, index) => {
    const operator = operators.get(id);
    if (operator === undefined) throw new Error(`no operator at ${id}`);
    const camera = cameras.add(operator, index / pointIds.length);
    films.set(id, camera);
    if (operator.view !== null) camera.heed(operator.view);
    camera.start();
  });
}
