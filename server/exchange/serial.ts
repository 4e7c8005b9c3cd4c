/** One thing after another, in the order asked. A task that throws ends only itself, and `onFault` hears of it. */
export class Serial {
  readonly #onFault: (error: unknown) => void;
  #last: Promise<void> = Promise.resolve();

  constructor(onFault: (error: unknown) => void) {
    this.#onFault = onFault;
  }

  run(task: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(task).catch(this.#onFault);
    return this.#last;
  }
}
