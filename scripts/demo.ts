import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { LIVEKIT_VERSION } from './lib/livekit-binary.ts';
import type { LivekitServer } from './lib/livekit-server.ts';
import { fail } from './lib/options.ts';
import { ScriptFailure } from './lib/script-failure.ts';
import { startDemoLivekit, videoTown } from './simulate/demo-video.ts';
import { isUsageError, parseSimulateOptions, videoCount, withoutDashes, withVideoCount } from './simulate/options.ts';
import { readLocalAdmin } from './simulate/sign-in.ts';
import { importTown, inventTown } from './simulate/town.ts';

const HELP = `npx pnpm demo [options]

A hub with the sample town and simulated operators on it, playing a believable morning. Prints a sign-in link for each
role; Ctrl-C stops everything. The hub's own settings (HUB_PORT, HUB_HOST …) come from the environment.

  --data DIR       keep the session in this folder (default: HUB_DATA_DIR; without it, a folder that is removed at
                   the end)
  --points N       how many points take part; more than the sample town's 89 invents a larger town
  --seed N         the same seed plays the same morning (default: 1)
  --speed X        10: a minute passes in six seconds (default: 10)
  --for TIME       stop after 90s, 10m or 2h (default: until Ctrl-C)
  --video [N]      with a livekit-server of its own and real pictures and sound from N points (default: 8). The server
                   is taken from PATH, or built once with Go 1.26, which takes minutes
  --record FILE    append the operators' own record of every report
  --json           one JSON summary on stdout at the end, everything else on stderr
  --help
`;

const READY_WITHIN_MS = 180_000;
const SAMPLE_TOWN_POINTS = 89;

const values = readDemoOptions();
if (values.help === true) process.stdout.write(HELP);
else process.exitCode = await runDemo();

/** Looked at before the hub is started: its folder and its links would be for nothing. */
function readDemoOptions() {
  try {
    const { values: given } = parseArgs({
      args: withVideoCount(withoutDashes(process.argv.slice(2))),
      options: {
        data: { type: 'string' },
        points: { type: 'string' },
        seed: { type: 'string' },
        speed: { type: 'string' },
        for: { type: 'string' },
        record: { type: 'string' },
        video: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    parseSimulateOptions(playOptions(given));
    return given;
  } catch (error) {
    if (isUsageError(error)) fail(`${error.message}\n\n${HELP.trim()}`, 2);
    throw error;
  }
}

/** What the simulator is started with. */
function playOptions(
  given: Partial<Record<'points' | 'seed' | 'speed' | 'for' | 'record' | 'video', string>>,
): string[] {
  return (['points', 'seed', 'speed', 'for', 'record', 'video'] as const).flatMap((name) =>
    given[name] === undefined ? [] : [`--${name}`, given[name]],
  );
}

async function runDemo(): Promise<number> {
  const cameras = videoCount(values.video);
  const livekit = cameras === 0 ? null : await startVideo();
  const kept = values.data ?? (process.env['HUB_DATA_DIR'] || undefined);
  const dataDir = kept === undefined ? mkdtempSync(join(tmpdir(), 'hub-demo-')) : resolve(kept);
  const isNew = !existsSync(dataDir) || readdirSync(dataDir).length === 0;
  const hub = run('start.ts', [], {
    HUB_LOG_LEVEL: 'warn',
    HUB_PRINT_LINKS: '1',
    ...process.env,
    ...livekit?.env,
    HUB_DATA_DIR: dataDir,
  });
  let simulator: ChildProcess | null = null;
  const stop = (): void => {
    // On a terminal Ctrl-C has reached the simulator already.
    if (process.stdin.isTTY !== true) simulator?.kill('SIGINT');
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', () => {
    simulator?.kill('SIGINT');
  });
  try {
    const admin = await ready(hub, dataDir);
    const points = Number(values.points ?? SAMPLE_TOWN_POINTS);
    const invented = points > SAMPLE_TOWN_POINTS ? inventTown(points, Number(values.seed ?? 1)) : null;
    if (cameras > 0 && isNew) await importTown(admin, await videoTown(invented, cameras));
    else if (invented !== null) await importTown(admin, invented);
    simulator = run(
      'simulate.ts',
      ['--local', dataDir, ...playOptions(values), ...(values.json === true ? ['--json'] : [])],
      process.env,
    );
    const [first, code] = await Promise.race([ended(simulator, 'simulator'), ended(hub, 'hub')]);
    if (first === 'hub') throw new Error('the hub ended');
    return code;
  } finally {
    await end(simulator);
    await end(hub);
    await livekit?.stop();
    if (kept === undefined) rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Null: the environment names a video system already. */
async function startVideo(): Promise<LivekitServer | null> {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  if ((process.env['LIVEKIT_URL'] ?? '') !== '') return null;
  try {
    const livekit = await startDemoLivekit(process.env, say);
    say(`livekit-server ${LIVEKIT_VERSION}: ${livekit.url}`);
    return livekit;
  } catch (error) {
    if (error instanceof ScriptFailure) fail(error.message, error.exitCode);
    throw error;
  }
}

function run(script: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  const path = fileURLToPath(new URL(script, import.meta.url));
  // With --json stdout holds the summary alone.
  const out = values.json === true && script !== 'simulate.ts' ? 2 : 'inherit';
  // Ctrl-C reaches a whole terminal group at once. The hub is kept out of it: it goes last, when the operators have their answers.
  const detached = script === 'start.ts';
  return spawn(process.execPath, [path, ...args], { env, detached, stdio: ['inherit', out, 'inherit'] });
}

async function ready(hub: ChildProcess, dataDir: string): Promise<{ readonly url: string; readonly key: string }> {
  const until = performance.now() + READY_WITHIN_MS;
  while (performance.now() < until && hub.exitCode === null) {
    if (existsSync(join(dataDir, 'local-admin.json'))) {
      const admin = readLocalAdmin(dataDir);
      const response = await fetch(`${admin.url}/readyz`).catch(() => null);
      if (response?.ok === true) return admin;
    }
    await delay(50);
  }
  throw new Error('the hub did not start');
}

function ended<N extends string>(child: ChildProcess, name: N): Promise<[N, number]> {
  return new Promise((resolve) => {
    child.once('exit', (code) => {
      resolve([name, code ?? 1]);
    });
  });
}

async function end(child: ChildProcess | null): Promise<void> {
  if (child === null || child.exitCode !== null || child.signalCode !== null) return;
  const exit = ended(child, 'child');
  child.kill('SIGTERM');
  await exit;
}
