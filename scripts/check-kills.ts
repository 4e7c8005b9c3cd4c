import { parseArgs } from 'node:util';
import { runKillRounds } from '../test/support/crash/kill-rounds.ts';
import { withoutDashes } from './simulate/options.ts';

const HELP = `npx pnpm test:kill [options]

Kills the hub (SIGKILL) at random moments while operators report, starts it again on the same data folder, and holds
what it serves against the operators' own records: nothing acknowledged may be lost, nothing counted twice.

  --rounds N    kills (default: 200)
  --points N    reporting operators (default: 89)
  --seed N      the same moments again, as far as a machine allows (default: 1)
  --json        one JSON object on stdout, nothing else
  --help

Exit code 0 when nothing was lost or doubled, else 1.
`;

const { values } = parseArgs({
  args: withoutDashes(process.argv.slice(2)),
  options: {
    rounds: { type: 'string', default: '200' },
    points: { type: 'string', default: '89' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (values.help) {
  process.stdout.write(HELP);
} else {
  const report = await runKillRounds({
    rounds: Number(values.rounds),
    points: Number(values.points),
    seed: Number(values.seed),
    say: (line) => {
      if (!values.json) process.stdout.write(`${line}\n`);
    },
  });
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : `${JSON.stringify(report, null, 2)}\n`);
  process.exitCode = report.faults.length === 0 ? 0 : 1;
}
