import type { Answer } from '../hub-socket.ts';
import type { FromCameras, ToCameras } from './camera-messages.ts';
import { VideoPublisher, type PublishingOperator, type Wanted } from './publisher.ts';
import { closeRtc } from './rtc.ts';

/** Cameras of some points. Their operators' sockets are in the process that started this one. */
interface Held {
  readonly publisher: VideoPublisher;
  view: Wanted | null;
  /** Who asked for rights, the first first: for its own room, and for the programme's. */
  readonly asked: ((answer: Answer) => void)[];
}

const held = new Map<string, Held>();
const say = (message: FromCameras): void => void process.send?.(message);

process.on('message', (message: ToCameras) => {
  if (message.kind === 'add') add(message);
  const camera = held.get(message.pointId);
  if (camera === undefined) return;
  switch (message.kind) {
    case 'add':
      return;
    case 'start':
      camera.publisher.start();
      return;
    case 'stop':
      void camera.publisher.stop();
      return;
    case 'wanted':
      camera.view = message.wanted;
      camera.publisher.heed(message.wanted);
      return;
    case 'answer':
      camera.asked.shift()?.(message.answer);
  }
});
// Ctrl-C reaches a whole terminal group; the end comes by the channel.
process.on('SIGINT', () => undefined);
process.once('disconnect', () => {
  void Promise.all([...held.values()].map(({ publisher }) => publisher.stop()))
    .then(closeRtc)
    .finally(() => process.exit());
});

function add({ pointId, size, share, always }: Extract<ToCameras, { kind: 'add' }>): void {
  const operator: PublishingOperator = {
    pointId,
    get view() {
      return held.get(pointId)?.view ?? null;
    },
    joinVideo: () =>
      new Promise((resolve) => {
        held.get(pointId)?.asked.push(resolve);
        say({ kind: 'join', pointId });
      }),
    vitals: (sample) => {
      say({ kind: 'vitals', pointId, sample });
    },
  };
  const publisher = new VideoPublisher({
    operator,
    size,
    share,
    always,
    onState: (state, why) => {
      say({ kind: 'state', pointId, state, why });
    },
  });
  held.set(pointId, { publisher, view: null, asked: [] });
}
