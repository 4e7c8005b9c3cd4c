import type { Measured } from './rig.ts';

/** Median and the middle half of several runs. */
export interface Spread {
  readonly median: number;
  readonly q1: number;
  readonly q3: number;
}

export interface Comparison {
  readonly turns: readonly { readonly hub: Measured; readonly naive: Measured }[];
  /** Naive over hub, pair by pair: how many times as much the naive hub takes. */
  readonly ratios: { readonly cpu: Spread; readonly bytes: Spread; readonly p99: Spread };
  readonly hub: Medians;
  readonly naive: Medians;
  /** Why these figures should not be quoted; empty when nothing speaks against it. */
  readonly doubts: readonly string[];
}

type Medians = Record<(typeof MEASURES)[number][0], number>;

/** A generator above this share of its core measures itself. */
const GENERATOR_LIMIT = 0.85;
/** The control's own spread above which ratios are noise. */
const SPREAD_LIMIT = 0.25;

/** The first run of a quiet machine begins below this. */
export const QUIET_LOAD = 0.7;

const MEASURES = [
  ['serverCpu', 'CPU, share of a core', 2],
  ['cpuMsPerThousandChanges', 'CPU ms per 1,000 changes', 0],
  ['bytesPerDelivery', 'bytes per change and screen', 0],
  ['p50', 'change → screen p50, ms', 1],
  ['p99', 'change → screen p99, ms', 1],
  ['p999', 'change → screen p99.9, ms', 1],
  ['ackP50', 'acknowledgement p50, ms', 1],
  ['ackP99', 'acknowledgement p99, ms', 1],
  ['rssMaxMb', 'memory, MB', 0],
  ['generatorCpu', 'generator CPU', 2],
] as const satisfies readonly (readonly [keyof Measured, string, number])[];

export function spread(numbers: readonly number[]): Spread {
  const sorted = [...numbers].sort((a, b) => a - b);
  const at = (share: number): number => {
    const place = (sorted.length - 1) * share;
    const low = sorted[Math.floor(place)] ?? Number.NaN;
    const high = sorted[Math.ceil(place)] ?? Number.NaN;
    return low + (high - low) * (place - Math.floor(place));
  };
  return { median: at(0.5), q1: at(0.25), q3: at(0.75) };
}

export function summarise(turns: Comparison['turns']): Comparison {
  const ratio = (of: (run: Measured) => number): Spread => spread(turns.map(({ hub, naive }) => of(naive) / of(hub)));
  const medians = (side: 'hub' | 'naive'): Medians =>
    Object.fromEntries(
      MEASURES.map(([field]) => [field, spread(turns.map((turn) => turn[side][field])).median]),
    ) as Medians;
  return {
    turns,
    ratios: {
      cpu: ratio((run) => run.serverCpu),
      bytes: ratio((run) => run.bytesPerDelivery),
      p99: ratio((run) => run.p99),
    },
    hub: medians('hub'),
    naive: medians('naive'),
    doubts: doubtsOf(turns),
  };
}

/** Other work on the machine before the first run; later ones meet the load of the measurement itself. */
export function busyDoubt(first: Measured | undefined): string[] {
  const load = first?.loadBefore ?? 0;
  return load > QUIET_LOAD
    ? [`the machine was busy before the first run (load ${load.toFixed(1)}): not to be quoted`]
    : [];
}

function doubtsOf(turns: Comparison['turns']): string[] {
  const doubts: string[] = busyDoubt(turns[0]?.hub);
  for (const side of ['hub', 'naive'] as const) {
    for (const [index, turn] of turns.entries()) {
      const run = turn[side];
      const name = `${side}, pair ${String(index + 1)}`;
      if (run.generatorCpu > GENERATOR_LIMIT)
        doubts.push(`${name}: the generator was at its limit, latencies are its own`);
      if (run.inconsistent > 0) doubts.push(`${name}: ${String(run.inconsistent)} screens ended with another state`);
      if (run.delivered < run.expected)
        doubts.push(`${name}: ${String(run.expected - run.delivered)} deliveries are missing`);
    }
  }
  const control = spread(turns.map(({ naive }) => naive.cpuMsPerThousandChanges));
  if ((control.q3 - control.q1) / control.median > SPREAD_LIMIT) {
    doubts.push('the naive hub itself varied by more than a quarter: the machine was too busy with other things');
  }
  return doubts;
}

export function officeTable(run: Measured): string {
  const lines = MEASURES.map(([field, name, digits]): [string, string] => [name, run[field].toFixed(digits)]);
  lines.push(['changes', String(run.changes)], ['deliveries', `${String(run.delivered)} of ${String(run.expected)}`]);
  lines.push(['screens with another state at the end', String(run.inconsistent)]);
  return [table(['89 points, 20 screens', 'hub'], lines), ...busyDoubt(run).map((doubt) => `! ${doubt}`)].join('\n');
}

export function compareTable({ ratios, hub, naive, doubts }: Comparison): string {
  const shown = (spread: Spread): string =>
    `${spread.median.toFixed(1)}× (${spread.q1.toFixed(1)}–${spread.q3.toFixed(1)})`;
  const ratioOf: Partial<Record<string, Spread>> = {
    serverCpu: ratios.cpu,
    bytesPerDelivery: ratios.bytes,
    p99: ratios.p99,
  };
  const lines = MEASURES.map(([field, name, digits]) => {
    const ratio = ratioOf[field];
    return [name, hub[field].toFixed(digits), naive[field].toFixed(digits), ratio === undefined ? '' : shown(ratio)];
  });
  const text = table(['1,000 points, 50 screens, 1,000 changes/s', 'hub', 'naive', 'naive / hub'], lines);
  return [text, ...doubts.map((doubt) => `! ${doubt}`)].join('\n');
}

export function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...lines].map((line) => line[column]?.length ?? 0)));
  const row = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ');
  return [row(head), widths.map((width) => '-'.repeat(width)).join('  '), ...lines.map(row)].join('\n');
}
