/** Our own layer, the same with its labels, and a source of MapLibre's, which has none. */
export type BenchPeer = 'own' | 'labelled' | 'setData';

/** Driven by scripts/bench/map.ts: the same points and the same changes, on our own layer and on a source of MapLibre's. */
export interface MapBench {
  start(peer: BenchPeer, points: number, zoom: number): Promise<void>;
  /** What `run` is to apply: not part of what is measured. */
  prepare(frames: number, changes: number): void;
  /** Applies what was prepared, one animation frame each. Times of what we can see ourselves, ms. */
  run(): Promise<{ readonly applied: number[]; readonly labels: number[]; readonly bytes: number }>;
}
