/** The page's own time: monotonic, so a corrected phone clock changes nothing. Tests bring their own. */
export interface Timing {
  /** ms, never goes back. */
  now(): number;
  /** Runs once after `delayMs`. Returns what prevents it. */
  after(delayMs: number, run: () => void): () => void;
}

export const pageTiming: Timing = {
  now: () => performance.now(),
  after(delayMs, run) {
    const handle = setTimeout(run, delayMs);
    return () => clearTimeout(handle);
  },
};
