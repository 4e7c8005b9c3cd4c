import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { LIVEKIT_VERSION } from './lib/livekit-binary.ts';
import type { LivekitServer } from './lib/livekit-server.ts';
import { fail } from './lib/options.ts';
import { ScriptFailure } from './lib/script-failure.ts';
import { DemoHub } from './simulate/demo-hub.ts';
import { nodeCount, planNodes, startDemoRedis, type DemoRedis } from './simulate/demo-nodes.ts';
import { startDemoLivekit, videoTown } from './simulate/demo-video.ts';
import {
  isUsageError,
  parseSimulateOptions,
  UsageError,
  videoCount,
  withoutDashes,
  withVideoCount,
} from './simulate/options.ts';
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
  --nodes N        2 to 5 hubs for the one session, with three Redis and three Sentinels of their own (Debian's redis-tools
                   is installed where it is missing and this runs as root). The operators are spread over the hubs; says
                   how to end one of them and how to start it again
  --record FILE    append the operators' own record of every report
  --json           one JSON summary on stdout at the end, everything else on stderr
  --help
`;

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
        nodes: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    parseSimulateOptions(playOptions(given));
    if (nodeCount(given.nodes) > 1 && given.video !== undefined) {
      throw new UsageError('--nodes and --video do not go together: the demo’s video system tells one hub alone');
    }
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
  const count = nodeCount(values.nodes);
  const cameras = videoCount(values.video);
  const livekit = cameras === 0 ? null : await startVideo();
  const kept = values.data ?? (process.env['HUB_DATA_DIR'] || undefined);
  const dataDir = kept === undefined ? mkdtempSync(join(tmpdir(), 'hub-demo-')) : resolve(kept);
  const isNew = !existsSync(dataDir) || readdirSync(dataDir).length === 0;
  const env = { HUB_LOG_LEVEL: 'warn', HUB_PRINT_LINKS: '1', ...process.env, ...livekit?.env, HUB_DATA_DIR: dataDir };
  const hubs: DemoHub[] = [];
  let redis: DemoRedis | null = null;
  let simulator: ChildProcess | null = null;
  let isEnding = false;
  const stop = (): void => {
    // On a terminal Ctrl-C has reached the simulator already.
    if (process.stdin.isTTY !== true) simulator?.kill('SIGINT');
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', () => {
    simulator?.kill('SIGINT');
  });
  try {
    redis = count === 1 ? null : await startDemoRedis(say);
    const plans = redis ? await planNodes(count, dataDir, redis.hosts, env) : [{ name: 'hub', dataDir, env }];
    const allEnded = new Promise<'hub'>((resolve) => {
      const gone = (hub: DemoHub): void => {
        if (hubs.every(({ isRunning }) => !isRunning)) resolve('hub');
        else if (simulator !== null && !isEnding) sayGone(hub);
      };
      for (const [i, plan] of plans.entries()) hubs.push(new DemoHub(plan, i > 0 ? 'pipe' : outOfHubs(), gone));
    });
    const [first, ...others] = hubs;
    if (first === undefined) throw new Error('a demo without a hub');
    // The first seeds the session, and builds the pages where they are old; the others join it.
    first.start();
    const admin = await first.ready();
    for (const hub of others) hub.start();
    const joined = await Promise.all(others.map((hub) => hub.ready()));
    const points = Number(values.points ?? SAMPLE_TOWN_POINTS);
    const invented = points > SAMPLE_TOWN_POINTS ? inventTown(points, Number(values.seed ?? 1)) : null;
    if (cameras > 0 && isNew) await importTown(admin, await videoTown(invented, cameras));
    else if (invented !== null) await importTown(admin, invented);
    if (redis) sayNodes(hubs, redis);
    const spread = joined.length === 0 ? [] : ['--others', joined.map(({ url }) => url).join(',')];
    simulator = run(
      'simulate.ts',
      ['--local', first.plan.dataDir, ...spread, ...playOptions(values), ...(values.json === true ? ['--json'] : [])],
      process.env,
    );
    // Those that were ended by hand begin again on what they hold.
    process.on('SIGUSR2', () => hubs.filter(({ isRunning }) => !isRunning).forEach((hub) => hub.start()));
    const over = await Promise.race([exitCode(simulator), allEnded]);
    if (over === 'hub') throw new Error('the hub ended');
    return over;
  } finally {
    isEnding = true;
    process.removeAllListeners('SIGUSR2');
    await endSimulator(simulator);
    // The first, which most likely decides, hears the farewell of the others.
    for (const hub of [...hubs].reverse()) await hub.end();
    await redis?.stop();
    await livekit?.stop();
    if (kept === undefined) rmSync(dataDir, { recursive: true, force: true });
  }
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function sayNodes(hubs: readonly DemoHub[], redis: DemoRedis): void {
  const out = (line: string): void => void (values.json === true ? process.stderr : process.stdout).write(`${line}\n`);
  out('\nCác máy chủ của phiên / The hubs of the session:');
  for (const { plan, pid } of hubs) out(`  ${plan.name}  ${plan.env['HUB_NODE_URL'] ?? ''}  pid ${String(pid)}`);
  for (const [i, { redis: at, sentinel }] of redis.hosts.entries()) {
    out(
      `  redis ${String(i + 1)}  ${at.ip}:${String(at.port)}  pid ${String(at.pid)}, sentinel pid ${String(sentinel.pid)}`,
    );
  }
  out('Thử sự cố / Try a fault:');
  out('  kill -9 PID              mất điện một máy / a machine without power');
  out('  kill -STOP PID, -CONT    một máy đứng rồi chạy lại / one that stands still, and goes on');
  out(
    `  kill -USR2 ${String(process.pid).padEnd(10)}    chạy lại máy chủ đã tắt / starts hubs again that have ended\n`,
  );
}

function sayGone({ plan }: DemoHub): void {
  const url = plan.env['HUB_NODE_URL'] ?? '';
  say(`${plan.name} (${url}): đã tắt, các máy khác chạy tiếp / has ended, the others go on`);
  say(`  chạy lại / start it again: kill -USR2 ${String(process.pid)}`);
}

/** Null: the environment names a video system already. */
async function startVideo(): Promise<LivekitServer | null> {
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

/** With --json stdout holds the summary alone. */
function outOfHubs(): 'inherit' | 2 {
  return values.json === true ? 2 : 'inherit';
}

function run(script: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  const path = fileURLToPath(new URL(script, import.meta.url));
  return spawn(process.execPath, [path, ...args], { env, stdio: 'inherit' });
}

function exitCode(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.once('exit', (code) => {
      resolve(code ?? 1);
    });
  });
}

async function endSimulator(child: ChildProcess | null): Promise<void> {
  if (child === null || child.exitCode !== null || child.signalCode !== null) return;
  const exit = exitCode(child);
  child.kill('SIGTERM');
  await exit;
}
