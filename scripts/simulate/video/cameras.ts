import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { PointView } from '@hub/shared/protocol/down.ts';
import type { FromCameras, ToCameras } from './camera-messages.ts';
import type { PictureSize } from './picture.ts';
import type { CameraState, PublishingOperator } from './publisher.ts';

/** In one process each of them hears of everybody else's changes once for every other: 40 of 40 filled 4 GB. */
const PER_PROCESS = 8;
const ENDS_WITHIN_MS = 10_000;
const PROCESS = fileURLToPath(new URL('camera-process.ts', import.meta.url));

export interface CamerasOptions {
  readonly size: PictureSize;
  readonly always?: boolean;
  readonly onState: (pointId: string, state: CameraState, why: string) => void;
}

/** A point's camera, which lives in another process. */
export interface Camera {
  start(): void;
  /** Out of the room; may start again. */
  stop(): void;
  /** To be called with each view. */
  heed(view: PointView): void;
}

/** Cameras in processes of their own, as many of them as are needed. */
export class Cameras {
  readonly #options: CamerasOptions;
  readonly #children: ChildProcess[] = [];
  readonly #operators = new Map<string, PublishingOperator>();
  #closing = false;

  constructor(options: CamerasOptions) {
    this.#options = options;
  }

  get pids(): number[] {
    return this.#children.flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
  }

  /** `share` 0 to 1: which colour and which tone are its own. */
  add(operator: PublishingOperator, share: number): Camera {
    const { size, always = false } = this.#options;
    const { pointId } = operator;
    const child = this.#operators.size % PER_PROCESS === 0 ? this.#fork() : this.#children.at(-1);
    if (child === undefined) throw new Error('no process for a camera');
    this.#operators.set(pointId, operator);
    tell(child, { kind: 'add', pointId, size, share, always });
    return {
      start: () => {
        tell(child, { kind: 'start', pointId });
      },
      stop: () => {
        tell(child, { kind: 'stop', pointId });
      },
      heed: ({ video, link }) => {
        tell(child, { kind: 'wanted', pointId, wanted: { video, link } });
      },
    };
  }

  /** Everybody leaves the rooms. */
  async close(): Promise<void> {
    this.#closing = true;
    await Promise.all(this.#children.map(end));
  }

  #fork(): ChildProcess {
    const child = fork(PROCESS);
    this.#children.push(child);
    child.on('message', (message: FromCameras) => {
      this.#hear(child, message);
    });
    child.once('exit', (code) => {
      if (!this.#closing) this.#options.onState('', 'left', `cameras ended (${String(code)})`);
    });
    return child;
  }

  #hear(child: ChildProcess, message: FromCameras): void {
    const { pointId } = message;
    const operator = this.#operators.get(pointId);
    if (operator === undefined) return;
    if (message.kind === 'vitals') operator.vitals(message.sample);
    else if (message.kind === 'state') this.#options.onState(pointId, message.state, message.why);
    else {
      void operator.joinVideo().then((answer) => {
        tell(child, { kind: 'answer', pointId, answer });
      });
    }
  }
}

function tell(child: ChildProcess, message: ToCameras): void {
  if (child.connected) child.send(message);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  if (child.connected) child.disconnect();
  const late = setTimeout(() => child.kill('SIGKILL'), ENDS_WITHIN_MS);
  await ended;
  clearTimeout(late);
}
