import { FAULTS } from '../test/support/nodes/schedule.ts';
import { playSchedules, type PlayReport } from '../test/support/nodes/play.ts';
import { countFaults } from '../test/support/oracle/nodes.ts';
import { withoutDashes } from './simulate/options.ts';
import { parseArgs } from 'node:util';

const HELP = `npx pnpm test:nodes [options]

Plays seeded schedules of faults on three real hubs over three Redis with their Sentinels, while operators report at all
three: the master killed, frozen, cut off together with a hub, wiped, out of memory; a hub killed; both killed. Then it
holds what every hub shows, and what stands on every disk, against the operators' own records.

  --schedules N   how many (default: 100)
  --seed N        of the first one; the next ones follow (default: 1). --schedules 1 --seed N plays one again
  --only FAULT    this one again and again: ${FAULTS.join(', ')}
  --operators N   reporting at once in each cluster (default: 30)
  --lanes N       clusters side by side (default: 3)
  --json          one JSON object on stdout, nothing else
  --help

Needs root: it parts the machines with nftables. Exit code 0 when nothing was lost, doubled or apart, else 1.
`;

const { values } = parseArgs({
  args: withoutDashes(process.argv.slice(2)),
  options: {
    schedules: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    operators: { type: 'string', default: '30' },
    lanes: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (values.help) {
  process.stdout.write(HELP);
} else {
  const first = Number(values.seed);
  const report = await playSchedules({
    seeds: Array.from({ length: Number(values.schedules) }, (_, place) => first + place),
    only: FAULTS.find((kind) => kind === values.only),
    operators: Number(values.operators),
    lanes: Math.min(Number(values.lanes), Number(values.schedules)),
    say: (line) => {
      if (!values.json) process.stdout.write(`${line}\n`);
    },
  });
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : table(report));
  process.exitCode = countFaults(report.faults) === 0 ? 0 : 1;
}

function table({ schedules, played, reports, safe, faults, saved, commit, resumed, tookMs }: PlayReport): string {
  const lines = [
    `${String(schedules)} schedules in ${String(Math.round(tookMs / 1_000))} s, ${String(reports)} reports, ${String(safe)} safe`,
    ...Object.entries(faults).map(
      ([kind, list]: [string, readonly string[]]) => `  ${kind.padEnd(12)} ${String(list.length)}`,
    ),
    ...Object.values(faults).flatMap((list: readonly string[]) => list.slice(0, 5).map((fault) => `    ${fault}`)),
    `saved: p50 ≤ ${String(saved.p50Ms)} ms, p99 ≤ ${String(saved.p99Ms)} ms of ${String(saved.count)}; a commit of this machine: p50 ${commit.p50Ms.toFixed(1)} ms, p99 ${commit.p99Ms.toFixed(1)} ms`,
    'safe again after, s        times   p50   p99   max',
  ];
  for (const kind of [...FAULTS, null]) {
    const times = resumed.filter((each) => kind === null || each.kind === kind).map(({ ms }) => ms ?? Infinity);
    times.sort((a, b) => a - b);
    const at = (share: number): string =>
      ((times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0) / 1_000).toFixed(1).padStart(6);
    const count = kind === null ? '' : String(played[kind] ?? 0);
    lines.push(`  ${(kind ?? 'all').padEnd(24)} ${count.padStart(5)}${at(0.5)}${at(0.99)}${at(1)}`);
  }
  return `${lines.join('\n')}\n`;
}
