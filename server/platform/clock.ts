/** Undo of a subscription or timer. Calling it twice is harmless. */
export type Disposer = () => void;

/** Time as a port. `now` never goes back, so that no lease, order or age depends on a wall clock being set. */
export interface Clock {
  /** Epoch ms, monotonic. */
  now(): number;
  /** Calls `run` once, not before `atMs` of `now()`. */
  setTimer(atMs: number, run: () => void): Disposer;
  /** Calls `run` after what is under way now. */
  immediate(run: () => void): Disposer;
}

/** Longest delay setTimeout keeps; a later timer is set again when this one fires. */
const LONGEST_TIMEOUT_MS = 2_147_483_647;

const startWall = Date.now();
const startMonotonic = performance.now();

function now(): number {
  return Math.floor(startWall + (performance.now() - startMonotonic));
}

/** The wall clock at process start, carried on by the monotonic clock: a jump of the machine's clock changes nothing. */
export const systemClock: Clock = {
  now,
  setTimer(atMs, run) {
    let timer: NodeJS.Timeout;
    const arm = (): void => {
      const delay = Math.max(0, atMs - now());
      timer = setTimeout(() => (now() >= atMs ? run() : arm()), Math.min(delay, LONGEST_TIMEOUT_MS));
    };
    arm();
    return () => clearTimeout(timer);
  },
  immediate(run) {
    const handle = setImmediate(run);
    return () => clearImmediate(handle);
  },
};
