/** How long replay may hold the loop before other work gets its turn, ms (Q3). */
const SLICE_MS = 2;
/** Steps between two looks at the clock. */
const STEPS = 16;

/** Lets the hub go on in between: what replay does is long, and nobody waits for it as for a report. */
export class Breath {
  #began = performance.now();
  #steps = 0;

  /** To be called between small steps; awaited only when it gives something to await. */
  step(): Promise<void> | undefined {
    if (++this.#steps % STEPS !== 0 || performance.now() - this.#began < SLICE_MS) return undefined;
    return this.rest();
  }

  rest(): Promise<void> {
    return new Promise((go) => {
      setImmediate(() => {
        this.#began = performance.now();
        go();
      });
    });
  }
}
