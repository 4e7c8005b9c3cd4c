import { systemClock, type Clock } from '@hub/server/platform/clock.ts';

/** Hub time that a test can put forward: timers that are set keep their distance. */
export class ForwardClock implements Clock {
  #shift = 0;

  now(): number {
    return systemClock.now() + this.#shift;
  }
  setTimer(at: number, run: () => void): () => void {
    return systemClock.setTimer(at - this.#shift, run);
  }
  immediate(run: () => void): () => void {
    return systemClock.immediate(run);
  }
  advance(ms: number): void {
    this.#shift += ms;
  }
}
