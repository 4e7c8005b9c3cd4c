import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../lib/free-ports.ts';
import { spread, table, type Spread } from './report.ts';
import { rssMb } from './rig.ts';

/** Resident memory of a hub that is alone and idle, MB, of this tree and of another commit, in turns. */
export interface IdleMemory {
  readonly before: string;
  readonly now: Spread;
  readonly then: Spread;
  readonly ratio: Spread;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PAIRS = 5;
const IDLE_MS = 15_000;
const READY_WITHIN_MS = 60_000;

export async function runIdleMemory(commit: string, say: (line: string) => void): Promise<IdleMemory> {
  const folder = mkdtempSync(join(tmpdir(), 'hub-before-'));
  const tree = join(folder, 'tree');
  execFileSync('git', ['-C', ROOT, 'worktree', 'add', '--detach', tree, commit], { stdio: 'ignore' });
  try {
    lendPackages(tree);
    const pairs: { now: number; then: number }[] = [];
    for (let pair = 0; pair < PAIRS; pair++) {
      // ABBA: whatever drifts on the machine falls on both.
      const isNowFirst = pair % 2 === 0;
      const first = await idle(isNowFirst ? ROOT : tree);
      const second = await idle(isNowFirst ? tree : ROOT);
      const [now, then] = isNowFirst ? [first, second] : [second, first];
      pairs.push({ now, then });
      say(`  pair ${String(pair + 1)}: ${now.toFixed(1)} MB now, ${then.toFixed(1)} MB then`);
    }
    return {
      before: commit,
      now: spread(pairs.map(({ now }) => now)),
      then: spread(pairs.map(({ then }) => then)),
      ratio: spread(pairs.map(({ now, then }) => now / then)),
    };
  } finally {
    execFileSync('git', ['-C', ROOT, 'worktree', 'remove', '--force', tree], { stdio: 'ignore' });
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The packages that are installed here, but its own `@hub/…`. */
function lendPackages(tree: string): void {
  for (const part of ['server', 'shared']) {
    const installed = join(ROOT, part, 'node_modules');
    const lent = join(tree, part, 'node_modules');
    mkdirSync(join(lent, '@hub'), { recursive: true });
    for (const name of readdirSync(installed))
      if (name !== '@hub') symlinkSync(join(installed, name), join(lent, name));
    for (const own of ['server', 'shared']) symlinkSync(join(tree, own), join(lent, '@hub', own));
  }
}

/** A real hub with the sample town that nobody is connected to. */
async function idle(tree: string): Promise<number> {
  const dataDir = mkdtempSync(join(tmpdir(), 'hub-idle-'));
  const port = await freePort();
  const env = { PATH: process.env['PATH'], HUB_PORT: String(port), HUB_DATA_DIR: dataDir, HUB_LOG_LEVEL: 'warn' };
  const child = spawn(process.execPath, [join(tree, 'server/main.ts')], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    const end = performance.now() + READY_WITHIN_MS;
    while (!(await isReady(port))) {
      if (child.exitCode !== null || performance.now() > end) throw new Error(`the hub of ${tree} does not get ready`);
      await delay(50);
    }
    await delay(IDLE_MS);
    return rssMb(child.pid ?? 0);
  } finally {
    if (child.exitCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function isReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${String(port)}/readyz`)).ok;
  } catch {
    // Not listening yet.
    return false;
  }
}

export function idleTable({ before, now, then, ratio }: IdleMemory): string {
  const shown = ({ median, q1, q3 }: Spread, digits: number): string =>
    `${median.toFixed(digits)} (${q1.toFixed(digits)}–${q3.toFixed(digits)})`;
  return table(
    ['a hub alone and idle, sample town', 'median (middle half)'],
    [
      ['memory now, MB', shown(now, 1)],
      [`at ${before.slice(0, 10)}, MB`, shown(then, 1)],
      ['now / then', shown(ratio, 3)],
    ],
  );
}
