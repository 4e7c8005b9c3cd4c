/** What the measuring script asks of the generator, and what it is told. Over the child process's channel. */
export interface BenchPoint {
  readonly id: string;
  readonly key: string;
  readonly summoned: number;
}

export interface Phase {
  readonly peer: 'hub' | 'naive';
  readonly port: number;
  readonly points: readonly BenchPoint[];
  readonly viewerKeys: readonly string[];
  readonly roundId: string;
  /** Changes a second over all points, at intended times whatever the answers. */
  readonly rate: number;
  readonly seconds: number;
  /** How often each point sends telemetry, ms; null: never. */
  readonly telemetryMs: number | null;
}

export interface PhaseResult {
  readonly changes: number;
  readonly acked: number;
  readonly expected: number;
  /** Changes that reached a viewer's screen, summed over viewers. */
  readonly delivered: number;
  /** Viewers whose last state differs from what was last sent. */
  readonly inconsistent: number;
  /** From the intended moment of a change to its arrival at a viewer, ms. */
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
  readonly ackP50: number;
  readonly ackP99: number;
  readonly viewerBytes: number;
  /** Share of one core the generator used while it measured: above 0.85 it measured itself. */
  readonly generatorCpu: number;
}

export type ToGenerator = { readonly kind: 'set-up'; readonly phase: Phase } | { readonly kind: 'go' };
export type FromGenerator =
  | { readonly kind: 'armed' }
  | { readonly kind: 'measured' }
  | { readonly kind: 'done'; readonly result: PhaseResult }
  | { readonly kind: 'failed'; readonly message: string };
