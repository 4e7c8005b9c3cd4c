/** What a pace needs of the page. */
export interface FramePorts {
  readonly now: () => number;
  readonly nextFrame: (run: () => void) => void;
  readonly setTimer: (ms: number, run: () => void) => void;
  /** Calls back once the frame that is being made is laid out and drawn. */
  readonly afterFrame: (run: () => void) => void;
  /** How many points the picture holds. */
  readonly points: () => number;
  /** The longest rest, ms; without it LONGEST_REST_MS and less where there are few points. */
  readonly longestRestMs?: number;
}

/** A picture that took less is followed by the next one in the next frame. */
const CHEAP_MS = 12;
/** So many times as long as a picture took is left to whoever clicks and types. */
const REST = 3;
/** A screen shows what it knows within this, whatever it costs. */
const LONGEST_REST_MS = 400;
/** Per point: a town's picture never rests, however slow the machine is at the moment; a country's may. */
const REST_PER_POINT_MS = 0.02;

/**
 * When the next picture may be drawn: each frame while that is cheap, and seldom enough to stay below a quarter of the
 * page's time where a long roster makes it dear. What came meanwhile is shown at once.
 */
export class FramePace {
  readonly #ports: FramePorts;
  #restUntil = Number.NEGATIVE_INFINITY;

  constructor(ports: FramePorts) {
    this.#ports = ports;
  }

  /** As requestAnimationFrame, when it is time. */
  readonly next = (draw: () => void): void => {
    const { now, nextFrame, setTimer } = this.#ports;
    const restMs = this.#restUntil - now();
    if (restMs > 0) setTimer(restMs, () => nextFrame(() => this.#draw(draw)));
    else nextFrame(() => this.#draw(draw));
  };

  #draw(draw: () => void): void {
    const { now, afterFrame, points, longestRestMs } = this.#ports;
    const beganAt = now();
    // What draw changes is drawn by the framework before the frame ends.
    afterFrame(() => {
      const tookMs = now() - beganAt;
      const longestMs = longestRestMs ?? Math.min(LONGEST_REST_MS, points() * REST_PER_POINT_MS);
      if (tookMs > CHEAP_MS) this.#restUntil = now() + Math.min(longestMs, tookMs * REST);
    });
    draw();
  }
}

/** The pace of a page. */
export function pageFrames(points: () => number, longest: Pick<FramePorts, 'longestRestMs'> = {}): FramePace {
  const done = new MessageChannel();
  const waiting: (() => void)[] = [];
  done.port1.onmessage = () => waiting.shift()?.();
  return new FramePace({
    ...longest,
    points,
    now: () => performance.now(),
    nextFrame: (run) => void requestAnimationFrame(run),
    setTimer: (ms, run) => void setTimeout(run, ms),
    // A message that is posted while a frame is made is handled after it.
    afterFrame: (run) => {
      waiting.push(run);
      done.port2.postMessage(null);
    },
  });
}
