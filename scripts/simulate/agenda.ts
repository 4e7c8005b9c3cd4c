/** Runs things later, in the play's own time, and forgets them all at once when the play ends. */
export class Agenda {
  readonly #speed: number;
  readonly #timers = new Set<NodeJS.Timeout>();
  #stopped = false;

  /** `speed` 10: a minute of the play passes in six seconds. */
  constructor(speed: number) {
    this.#speed = speed;
  }

  /** After `delayMs` of the play. */
  after(delayMs: number, run: () => void): void {
    this.afterReal(delayMs / this.#speed, run);
  }

  /** After `delayMs` of real time: networks and leases do not run faster in a fast play. */
  afterReal(delayMs: number, run: () => void): void {
    if (this.#stopped) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, delayMs);
    this.#timers.add(timer);
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}
