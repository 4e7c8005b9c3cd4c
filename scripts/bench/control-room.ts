import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openBrowser } from '../../test/support/browser.ts';
import { freePort } from '../../test/support/free-port.ts';
import { loadVite } from '../lib/build-pages.ts';
import { CLIENT_DIR } from '../lib/paths.ts';
import type { FromBusyHub, ToBusyHub } from './busy-hub.ts';
import { cpuMs, pinTo } from './rig.ts';
import { actsIn, LOOKS, type ScreenLook } from './screen-acts.ts';
import { ScreenWatch, type Heap, type Page, type Watched } from './screen-watch.ts';

export interface ControlRoomOptions {
  readonly points: number;
  readonly perSecond: number;
  readonly minutes: number;
  /** Of the page that draws everything anew. */
  readonly naiveMinutes: number;
  readonly size: { readonly width: number; readonly height: number };
  /** Names of looks; empty: all there are. */
  readonly looks: readonly string[];
}

export interface ScreenRun {
  readonly page: 'hub' | 'naive';
  readonly look: string;
  readonly minutes: number;
  readonly changesPerSecond: number;
  readonly refused: number;
  readonly hubCpu: number;
  /** Of the page's own thread, share of a core. */
  readonly pageCpu: number;
  readonly watched: Watched;
  /** Until paint, ms; the slowest first. */
  readonly acts: readonly {
    readonly name: string;
    readonly count: number;
    readonly p75: number;
    readonly max: number;
  }[];
  readonly heaps: readonly Heap[];
  readonly complaints: readonly string[];
}

export interface ControlRoom {
  readonly points: number;
  readonly runs: readonly ScreenRun[];
  readonly missing: readonly string[];
  readonly loadBefore: number;
}

const WARM_UP_MS = 5_000;
/** A person looks before the next click. */
const PAUSE_MS = 400;
const NAIVE_LOOKS = new Set(['Grid', 'Table']);
const NAIVE_ACTS = /point is|drawer|scrolled|ones|again|search|another look|back$/;

/** The page of the control room in a real browser, under a whole country's changes, in each of its looks. */
export async function runControlRoom(options: ControlRoomOptions, say: (line: string) => void): Promise<ControlRoom> {
  const loadBefore = loadavg()[0] ?? 0;
  const browser = await openBrowser(
    [],
    ['--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist', '--js-flags=--expose-gc'],
  );
  const naive = await buildNaive();
  const runs: ScreenRun[] = [];
  const missing: string[] = [];
  try {
    const looks = LOOKS.filter(({ name }) => options.looks.length === 0 || options.looks.includes(name));
    for (const look of looks) {
      for (const kind of ['hub', 'naive'] as const) {
        const minutes = kind === 'hub' ? options.minutes : options.naiveMinutes;
        if (minutes === 0 || (kind === 'naive' && (!NAIVE_LOOKS.has(look.name) || missing.includes(look.name))))
          continue;
        const hub = await Hub.raise(options.points);
        const context = await browser.newContext({ viewport: options.size, locale: 'vi-VN' });
        try {
          const page = await context.newPage();
          if (kind === 'naive') await naive.serve(page);
          say(`  ${kind}, ${look.name}: ${String(minutes)} min …`);
          const url = kind === 'hub' ? hub.page : hub.page.replace('/control', '/naive');
          const run = await runLook({ kind, look, minutes, page, url, hub, perSecond: options.perSecond, say });
          if (run === null) missing.push(look.name);
          else runs.push(run);
        } finally {
          await context.close();
          hub.end();
        }
      }
    }
  } finally {
    await browser.close();
    naive.dispose();
  }
  return { points: options.points, runs, missing, loadBefore };
}

interface LookRun {
  readonly kind: 'hub' | 'naive';
  readonly look: ScreenLook;
  readonly minutes: number;
  readonly page: Page;
  readonly url: string;
  readonly hub: Hub;
  readonly perSecond: number;
  readonly say: (line: string) => void;
}

/** Null: the page has no such look. */
async function runLook({ kind, look, minutes, page, url, hub, perSecond, say }: LookRun): Promise<ScreenRun | null> {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.setDefaultTimeout(120_000);
  const watch = await ScreenWatch.on(page);
  await page.goto(url);
  await page.locator(LOOKS[0]?.root ?? 'body').waitFor();
  await page.keyboard.press(look.key);
  const isThere = await page
    .locator(look.root)
    .waitFor({ timeout: kind === 'hub' ? 10_000 : 120_000 })
    .then(
      () => true,
      () => false,
    );
  if (!isThere) return null;
  await hub.count();
  hub.rate(perSecond);
  await page.waitForTimeout(WARM_UP_MS);
  await watch.take();
  await hub.count();

  const other = LOOKS.find(({ name }) => name !== look.name && (name === 'Grid' || name === 'Table')) ?? null;
  const all = actsIn(look, other);
  const hand = { page, press: (press: () => Promise<void>) => watch.press(press) };
  const acts = kind === 'hub' ? all : all.filter(({ name }) => NAIVE_ACTS.test(name));
  const seen: { readonly name: string; readonly watched: Watched }[] = [];
  const heaps: Heap[] = [];
  const [cpuBefore, pageCpuBefore] = [cpuMs(hub.pid), await watch.cpuMs()];
  const beganAt = performance.now();
  const minute = (): number => (performance.now() - beganAt) / 60_000;
  const marks = [Math.min(2, minutes / 3), minutes];
  while (heaps.length < marks.length) {
    for (const act of acts) {
      await act.run(hand);
      await page.waitForTimeout(PAUSE_MS);
      seen.push({ name: act.name, watched: await watch.take() });
    }
    // At the end of a round of acts, so that the same is open each time.
    if (minute() < (marks[heaps.length] ?? Infinity)) continue;
    heaps.push(await watch.heap(minute()));
    // The collection is none of the page's work.
    await watch.take();
  }
  const tookMs = performance.now() - beganAt;
  const { done, refused } = await hub.count();
  const hubCpu = (cpuMs(hub.pid) - cpuBefore) / tookMs;
  const pageCpu = ((await watch.cpuMs()) - pageCpuBefore) / tookMs;
  hub.rate(0);
  const run: ScreenRun = {
    page: kind,
    look: look.name,
    minutes: tookMs / 60_000,
    changesPerSecond: done / (tookMs / 1_000),
    refused,
    hubCpu,
    pageCpu,
    watched: together(seen.map(({ watched }) => watched)),
    acts: byAct(seen),
    heaps,
    complaints,
  };
  say(`    ${sentence(run)}`);
  return run;
}

function together(parts: readonly Watched[]): Watched {
  return {
    toPaint: parts.flatMap(({ toPaint }) => toPaint),
    presses: parts.flatMap(({ presses }) => presses),
    frames: parts.flatMap(({ frames }) => frames),
    longTasks: parts.flatMap(({ longTasks }) => longTasks),
  };
}

function byAct(seen: readonly { readonly name: string; readonly watched: Watched }[]): ScreenRun['acts'] {
  const names = [...new Set(seen.map(({ name }) => name))];
  return names
    .map((name) => {
      const waits = seen.flatMap((one) => (one.name === name ? one.watched.toPaint : []));
      return { name, count: waits.length, p75: at(waits, 0.75), max: at(waits, 1) };
    })
    .sort((a, b) => b.p75 - a.p75);
}

/** The value that this share is not above; NaN without any. */
export function at(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

const ms = (value: number): string => (Number.isNaN(value) ? '-' : value < 10 ? value.toFixed(1) : value.toFixed(0));
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function sentence({ watched, acts, changesPerSecond, hubCpu }: ScreenRun): string {
  const slow = acts.slice(0, 5).map(({ name, p75 }) => `${name} ${ms(p75)}`);
  return (
    `p75 ${ms(at(watched.toPaint, 0.75))} ms of ${String(watched.toPaint.length)}; frames p50/p95 ` +
    `${ms(at(watched.frames, 0.5))}/${ms(at(watched.frames, 0.95))} ms; ${changesPerSecond.toFixed(0)} changes/s, ` +
    `hub ${hubCpu.toFixed(2)} of a core; slowest: ${slow.join(', ')}`
  );
}

type Press = Watched['presses'][number];
const made = ({ untilMade }: Press): number => untilMade;
const waited = ({ untilMade, cpu }: Press): number => untilMade - cpu;

const ROWS: readonly (readonly [name: string, of: (run: ScreenRun) => number, digits: number])[] = [
  ['clicks and keys', ({ watched }) => watched.toPaint.length, 0],
  ['to next paint p50, ms', ({ watched }) => at(watched.toPaint, 0.5), 0],
  ['to next paint p75, ms', ({ watched }) => at(watched.toPaint, 0.75), 0],
  ['to next paint p98, ms', ({ watched }) => at(watched.toPaint, 0.98), 0],
  ['until its frame is made p75, ms', ({ watched: { presses } }) => at(presses.map(made), 0.75), 0],
  [
    "the page's thread worked p75, ms",
    ({ watched: { presses } }) =>
      at(
        presses.map(({ cpu }) => cpu),
        0.75,
      ),
    0,
  ],
  ['it waited for painting p75, ms', ({ watched: { presses } }) => at(presses.map(waited), 0.75), 0],
  ['work per frame p50, ms', ({ watched }) => at(watched.frames, 0.5), 1],
  ['work per frame p95, ms', ({ watched }) => at(watched.frames, 0.95), 1],
  ["CPU of the page's thread, %", ({ pageCpu }) => pageCpu * 100, 0],
  [
    'CPU per frame with work, ms',
    ({ pageCpu, watched, minutes }) => (pageCpu * minutes * 60_000) / watched.frames.length,
    1,
  ],
  ['frames with work a second', ({ watched, minutes }) => watched.frames.length / (minutes * 60), 1],
  ['tasks over 50 ms a minute', ({ watched, minutes }) => watched.longTasks.length / minutes, 0],
  ['their share of the time, %', ({ watched, minutes }) => sum(watched.longTasks) / (minutes * 600), 0],
  ['heap early, MB', ({ heaps }) => heaps[0]?.usedMb ?? Number.NaN, 1],
  ['heap at the end, MB', ({ heaps }) => heaps[1]?.usedMb ?? Number.NaN, 1],
  ['growth between, %', ({ heaps: [a, b] }) => ((b?.usedMb ?? Number.NaN) / (a?.usedMb ?? Number.NaN) - 1) * 100, 1],
  ['buffers beside it, MB', ({ heaps }) => heaps[1]?.buffersMb ?? Number.NaN, 1],
  ['DOM nodes', ({ heaps }) => heaps[1]?.nodes ?? Number.NaN, 0],
  ['changes a second', ({ changesPerSecond }) => changesPerSecond, 0],
  ['CPU of the hub, share of a core', ({ hubCpu }) => hubCpu, 2],
];

export function controlRoomTable({ points, runs, missing, loadBefore }: ControlRoom): string {
  const blocks = [...new Set(runs.map(({ look }) => look))].map((look) => {
    const own = runs.find((run) => run.look === look && run.page === 'hub');
    const naive = runs.find((run) => run.look === look && run.page === 'naive');
    const lines = ROWS.map(([name, of, digits]) => {
      const [a, b] = [own && of(own), naive && of(naive)];
      const ratio = a !== undefined && b !== undefined && / p\d\d, ms$/.test(name) ? `${(b / a).toFixed(0)}×` : '';
      const cell = (value: number | undefined): string =>
        (value === undefined || Number.isNaN(value) ? '' : value.toFixed(digits)).padStart(10);
      return `${name.padEnd(32)}${cell(a)}${cell(b)}${ratio.padStart(14)}`;
    });
    const slow = own?.acts.slice(0, 6).map(({ name, p75, max }) => `${name} ${ms(p75)} (worst ${ms(max)})`);
    return [
      `${look.padEnd(32)}${'this page'.padStart(10)}${'naive'.padStart(10)}${'naive / this'.padStart(14)}`,
      ...lines,
      ...(slow ? [`slowest acts, p75 ms: ${slow.join('; ')}`] : []),
      ...runs.flatMap((run) => (run.look === look ? run.complaints.map((one) => `! ${run.page}: ${one}`) : [])),
    ].join('\n');
  });
  return [
    `${String(points)} points; load before ${loadBefore.toFixed(1)}`,
    ...blocks,
    ...missing.map((name) => `${name}: this page has no such look`),
  ].join('\n\n');
}

/** The hub in a process and on a core of its own. */
class Hub {
  readonly page: string;
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(child: ChildProcess, folder: string, page: string) {
    this.#child = child;
    this.#folder = folder;
    this.page = page;
  }

  static async raise(points: number): Promise<Hub> {
    const folder = mkdtempSync(join(tmpdir(), 'busy-hub-'));
    // Of ten minutes at this rate the hub keeps half a million revisions, and replay folds a second state beside it.
    const child = fork(fileURLToPath(new URL('busy-hub.ts', import.meta.url)), [], {
      execArgv: ['--max-old-space-size=12000'],
    });
    pinTo(0, child.pid);
    const raise: ToBusyHub = { kind: 'raise', points, port: await freePort(), dataDir: folder };
    child.send(raise);
    const answer = await told(child);
    if (answer.kind !== 'raised') throw new Error(`the hub said ${answer.kind}`);
    return new Hub(child, folder, answer.page);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  rate(perSecond: number): void {
    const message: ToBusyHub = { kind: 'rate', perSecond };
    this.#child.send(message);
  }

  async count(): Promise<Extract<FromBusyHub, { kind: 'counted' }>> {
    const message: ToBusyHub = { kind: 'count' };
    this.#child.send(message);
    const answer = await told(this.#child);
    if (answer.kind !== 'counted') throw new Error(`the hub said ${answer.kind}`);
    return answer;
  }

  end(): void {
    this.#child.kill('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

async function told(child: ChildProcess): Promise<FromBusyHub> {
  const [message] = (await once(child, 'message')) as [FromBusyHub];
  if (message.kind === 'failed') throw new Error(`the hub failed: ${message.message}`);
  return message;
}

interface NaivePage {
  readonly serve: (page: Page) => Promise<unknown>;
  readonly dispose: () => void;
}

/** Built beside the real pages and served from the hub's address, so that the same link and socket open it. */
async function buildNaive(): Promise<NaivePage> {
  const folder = mkdtempSync(join(tmpdir(), 'naive-page-'));
  const vite = await loadVite();
  await vite.build({
    configFile: join(CLIENT_DIR, 'vite.config.ts'),
    logLevel: 'warn',
    base: '/naive/',
    build: {
      outDir: folder,
      emptyOutDir: true,
      rollupOptions: {
        input: join(CLIENT_DIR, 'gallery/naive.tsx'),
        output: { entryFileNames: 'naive.js', assetFileNames: '[name][extname]' },
      },
    },
  });
  const html =
    '<!doctype html><link rel="stylesheet" href="/naive/naive.css"><div id="app"></div><script type="module" src="/naive/naive.js"></script>';
  const types: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css' };
  return {
    serve: (page) =>
      page.route(/\/naive($|\/)/, (route) => {
        const path = new URL(route.request().url()).pathname;
        if (path === '/naive') return route.fulfill({ contentType: 'text/html', body: html });
        const name = path.replace(/^\/naive\//, '');
        const contentType = types[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
        return route.fulfill({ contentType, body: readFileSync(join(folder, name)) });
      }),
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}
