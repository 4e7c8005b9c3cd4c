/** Driven by scripts/bench/map.ts: the same points and the same changes, on our own layer and on a source of MapLibre's. */
export interface MapBench {
  start(peer: 'own' | 'setData', points: number, zoom: number): Promise<void>;
  /** Applies `changes` in each of `frames` animation frames. Main-thread times of what we can see ourselves, ms. */
  run(
    frames: number,
    changes: number,
  ): Promise<{ readonly applied: number[]; readonly labels: number[]; readonly bytes: number }>;
}
