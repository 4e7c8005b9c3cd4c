import { readdir, readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { buildPagesIfOld } from './lib/build-pages.ts';
import { findRedis } from './lib/redis-process.ts';
import { fail, printJson, readOptions } from './lib/options.ts';
import { ROOT } from './lib/paths.ts';
import { prepareLivekit, prepareMachine } from './lib/prepare-machine.ts';
import { runTestFile } from './lib/run-test-file.ts';
import type { FileResult } from './lib/run-test-file.ts';

const HELP = `
Run the tests: every file a process of its own, with a time limit; two at once and beside them one that mostly waits. Those
that hold a wall clock against a rule's bound run one by one at the end.

  npx pnpm test [--only unit,sim] [--match TEXT] [--again] [--json]

  Debian packages that the chosen suites need and the machine lacks are installed first, as root.

  --only    suites: unit, contract, sim, integration, browser, faults
  --match   only files whose path contains TEXT
  --again   a failed file of integration, browser or faults is shown and run once more by itself; the second run counts

A file that runs no test fails. A skipped test of integration, browser or faults fails too.
Files about several hubs run against a Redis that they start themselves; without one they are left out and named.
Files about video run against a livekit-server, which is built with Go while the first suites run, once on a machine.
Where there is neither, they are left out and named.
`;

/** What a test file that needs a livekit-server imports. */
const NEEDS_LIVEKIT = /from '\.\.\/support\/(?:livekit-server|video-rig)\.ts'/;
/** And one that needs Redis. */
const NEEDS_REDIS = /from '\.\.\/support\/redis-rig\.ts'/;

interface Suite {
  readonly name: string;
  readonly limitMs: number;
  readonly maySkip: boolean;
  /** Real sockets, browsers and processes: what a loaded machine can delay. */
  readonly usesRealTime: boolean;
}

const SUITES: readonly Suite[] = [
  { name: 'unit', limitMs: 120_000, maySkip: true, usesRealTime: false },
  { name: 'contract', limitMs: 180_000, maySkip: true, usesRealTime: false },
  { name: 'sim', limitMs: 180_000, maySkip: true, usesRealTime: false },
  { name: 'integration', limitMs: 180_000, maySkip: false, usesRealTime: true },
  { name: 'browser', limitMs: 300_000, maySkip: false, usesRealTime: true },
  { name: 'faults', limitMs: 900_000, maySkip: false, usesRealTime: true },
];

/** Every file has ports and folders of its own, so two may run beside each other. */
const AT_ONCE = Math.min(2, availableParallelism());

/**
 * These wait most of their time, for a silence to be noticed or a line to be mended, with seconds to spare: seen to pass
 * beside others at a load of 15. They have a lane of their own beside those that compute.
 */
const WAITING: readonly string[] = [
  'test/browser/poor-network.test.ts',
  'test/faults/bad-line.test.ts',
  'test/faults/redis-failover.test.ts',
  'test/faults/silent-death.test.ts',
  'test/faults/video.test.ts',
  'test/integration/demo-totals.test.ts',
  'test/integration/video-witness.test.ts',
];

/** These hold a wall clock against so near a bound of a rule that another file on the same cores would spoil it. */
const ALONE: readonly string[] = ['test/browser/hub-away.test.ts', 'test/faults/poor-network.test.ts'];

const { values } = readOptions(HELP, {
  only: { type: 'string' },
  match: { type: 'string', default: '' },
  again: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const);
const wanted = values.only?.split(',').map((name) => name.trim());
const unknown = wanted?.filter((name) => !SUITES.some((suite) => suite.name === name)) ?? [];
if (unknown.length > 0) fail(`--only: ${unknown.join(', ')}?\n${HELP}`, 2);

const say = (text: string): void => void (values.json ? process.stderr : process.stdout).write(text);
const chosen = SUITES.filter(({ name }) => !wanted || wanted.includes(name));
const livekitFiles = await filesThat(NEEDS_LIVEKIT);
const redisFiles = await filesThat(NEEDS_REDIS);
const livekit = livekitFiles.size === 0 ? null : prepareLivekit(say);
const { installed, missing } = await prepareMachine(chosen.map(({ name }) => name));
const redis = redisFiles.size === 0 ? null : await findRedis();
if (installed.length > 0) say(`installed ${installed.join(', ')}\n`);
for (const { command, why } of missing) say(`${command} is missing and could not be installed: ${why}\n`);

interface Task {
  readonly suite: Suite;
  readonly file: string;
}

const results: (FileResult & { readonly suite: string })[] = [];
const leftOut: string[] = [];
const tasks: Task[] = [];
// The suites with the longest files first: one that is begun last is waited for by an idle machine.
for (const suite of chosen.toReversed()) for (const file of await chosenFiles(suite.name)) tasks.push({ suite, file });
const isOneOf =
  (names: readonly string[]) =>
  ({ file }: Task): boolean =>
    names.includes(relative(ROOT, file));
const [isAlone, isWaiting] = [isOneOf(ALONE), isOneOf(WAITING)];
const queue = tasks.filter((task) => !isAlone(task));
const onceMore: Task[] = [];

/** What real-time files drive: a clean clone has no pages, and a compiler beside them would spoil a bound. */
let isBuilt = false;
const built = Promise.all([chosen.some(({ usesRealTime }) => usesRealTime) ? buildPagesIfOld() : null, livekit]).then(
  () => (isBuilt = true),
);

function take(wanted: (task: Task) => boolean): Task | undefined {
  const place = queue.findIndex((task) => wanted(task) && (isBuilt || !task.suite.usesRealTime));
  return place < 0 ? undefined : queue.splice(place, 1)[0];
}

/** Goes on with the first kind of which there is one, and ends when none of them is left. */
async function lane(...kinds: readonly ((task: Task) => boolean)[]): Promise<void> {
  for (;;) {
    let task: Task | undefined;
    for (const kind of kinds) task ??= take(kind);
    if (task !== undefined) await run(task, values.again);
    else if (isBuilt) return;
    else await built;
  }
}

const computing = Array.from({ length: AT_ONCE }, () => lane((task) => !isWaiting(task), isWaiting));
await Promise.all([built, ...computing, lane(isWaiting)]);
for (const task of tasks.filter(isAlone)) await run(task, values.again);
for (const task of onceMore) {
  say(`     once more: ${relative(ROOT, task.file)}\n`);
  await run(task, false);
}

const total = (of: (result: FileResult) => number): number => results.reduce((sum, each) => sum + of(each), 0);
const [passed, failed, skipped] = [
  total((each) => each.passed),
  total((each) => each.failed),
  total((each) => each.skipped),
];
if (results.length === 0) say('no test file was found\n');
if (values.json)
  printJson({ ok: failed === 0 && results.length > 0, passed, failed, skipped, leftOut, files: results });
if (leftOut.length > 0) say(`left out without livekit-server or Redis: ${leftOut.join(', ')}\n`);
say(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
process.exitCode = failed === 0 && results.length > 0 ? 0 : 1;

async function chosenFiles(suite: string): Promise<string[]> {
  return (await filesOf(suite)).filter((file) => file.includes(values.match));
}

async function filesThat(needs: RegExp): Promise<Set<string>> {
  const files = (await Promise.all(chosen.map(({ name }) => chosenFiles(name)))).flat();
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return new Set(files.filter((_, index) => needs.test(texts[index] ?? '')));
}

/** Why a file about video cannot be run; null when it can. */
async function livekitObstacle(): Promise<'leave-out' | { readonly fault: string } | null> {
  const prepared = await livekit;
  if (prepared?.kind === 'not-built') return { fault: prepared.why };
  if (prepared?.kind === 'no-go') return 'leave-out';
  // What the file starts finds the same one.
  if (prepared !== null) process.env['LIVEKIT_SERVER'] = prepared.binary;
  return null;
}

function notRun(file: string, { fault }: { readonly fault: string }): FileResult {
  return { file, passed: 0, failed: 1, skipped: 0, fault, output: '', tookMs: 0 };
}

async function run({ suite, file }: Task, mayRunAgain: boolean): Promise<void> {
  if (redisFiles.has(file) && redis === null) {
    leftOut.push(relative(ROOT, file));
    say(`skip ${relative(ROOT, file)}  no Redis on this machine, and it could not be installed\n`);
    return;
  }
  const obstacle = livekitFiles.has(file) ? await livekitObstacle() : null;
  if (obstacle === 'leave-out') {
    leftOut.push(relative(ROOT, file));
    say(`skip ${relative(ROOT, file)}  no livekit-server on this machine, and no Go to build it\n`);
    return;
  }
  const result = obstacle === null ? await runTestFile(file, suite.limitMs) : notRun(file, obstacle);
  // Never silent: a machine that others load can miss a real-time bound, and a thread that meets its memory bound was
  // once seen to take the process with it; a broken promise fails twice.
  if (obstacle === null && mayRunAgain && (suite.usesRealTime || result.fault !== null) && result.failed > 0) {
    report(file, result, 0);
    onceMore.push({ suite, file });
    return;
  }
  const refusedSkips = suite.maySkip ? 0 : result.skipped;
  results.push({ ...result, suite: suite.name, failed: result.failed + refusedSkips });
  report(file, result, refusedSkips);
}

async function filesOf(suite: string): Promise<string[]> {
  const folder = join(ROOT, 'test', suite);
  const entries = await readdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return entries
    .filter((name) => name.endsWith('.test.ts'))
    .sort()
    .map((name) => join(folder, name));
}

function report(file: string, result: FileResult, refusedSkips: number): void {
  const bad = result.failed > 0 || refusedSkips > 0;
  const seconds = (result.tookMs / 1_000).toFixed(1);
  const skips = result.skipped > 0 ? `, ${result.skipped} skipped` : '';
  say(`${bad ? 'FAIL' : 'ok  '} ${relative(ROOT, file)}  ${result.passed} passed${skips}  ${seconds} s\n`);
  if (bad) say(`${result.fault === null ? '' : `     ${result.fault}\n`}${result.output.replace(/^/gm, '     | ')}\n`);
}
