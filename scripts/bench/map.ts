import { fileURLToPath } from 'node:url';
import type { BenchPeer, MapBench } from '@hub/client/gallery/map-bench-face.ts';
import { openChromium, type Chromium } from '../lib/open-chromium.ts';
import { serveGallery } from '../lib/serve-gallery.ts';

export interface MapFigures {
  readonly peer: BenchPeer;
  readonly view: 'whole' | 'near';
  readonly frames: number;
  /** Time of the call that applies a frame's changes, ms. */
  readonly appliedP50: number;
  readonly appliedP99: number;
  /** Of the main thread's own time (other programs do not count), per applied frame: scripts, and all its tasks with painting. */
  readonly scriptMs: number;
  readonly taskMs: number;
  readonly bytes: number;
  /** Laying out the labels once, p50 ms; twice a second at most. */
  readonly labelsMs: number;
}

const SOFTWARE_GL = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'];
const HERE = fileURLToPath(new URL('../../client', import.meta.url));

/** E: the map with a country's points, `changes` of them in each frame, beside a source of MapLibre's own. */
export async function runMap(points: number, changes: number, frames: number): Promise<readonly MapFigures[]> {
  const gallery = await serveGallery(HERE);
  const browser = await openChromium(SOFTWARE_GL);
  try {
    const figures: MapFigures[] = [];
    for (const view of ['whole', 'near'] as const) {
      for (const peer of ['own', 'labelled', 'setData'] as const) {
        figures.push(
          await measurePeer(browser, `${gallery.url}/gallery/map-bench.html`, { peer, view, points, changes, frames }),
        );
      }
    }
    return figures;
  } finally {
    await browser.close();
    await gallery.close();
  }
}

interface Turn {
  readonly peer: MapFigures['peer'];
  readonly view: MapFigures['view'];
  readonly points: number;
  readonly changes: number;
  readonly frames: number;
}

async function measurePeer(
  browser: Chromium,
  url: string,
  { peer, view, points, changes, frames }: Turn,
): Promise<MapFigures> {
  const page = await browser.newPage({ viewport: { width: 1512, height: 800 } });
  try {
    page.setDefaultTimeout(60_000);
    await page.goto(url);
    await page.waitForFunction(() => 'mapBench' in globalThis);
    await page.evaluate(
      ([p, n, z]) =>
        (globalThis as unknown as { mapBench: MapBench }).mapBench.start(p as BenchPeer, n as number, z as number),
      [peer, points, view === 'near' ? 4 : 0] as const,
    );
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
    const busy = async () => {
      const { metrics } = await cdp.send('Performance.getMetrics');
      const of = (name: string): number => (metrics.find((one) => one.name === name)?.value ?? 0) * 1_000;
      return { script: of('ScriptDuration'), task: of('TaskDuration') };
    };
    const prepare = (count: number) =>
      page.evaluate(([n, c]) => (globalThis as unknown as { mapBench: MapBench }).mapBench.prepare(n, c), [
        count,
        changes,
      ] as const);
    const turn = () => page.evaluate(() => (globalThis as unknown as { mapBench: MapBench }).mapBench.run(), null);
    await prepare(Math.ceil(frames / 10));
    await turn();
    await prepare(frames);
    const [before, ran, after] = [await busy(), await turn(), await busy()];
    const applied = ran.applied.toSorted((a, b) => a - b);
    const at = (share: number): number =>
      applied[Math.min(applied.length - 1, Math.floor(applied.length * share))] ?? 0;
    return {
      peer,
      view,
      frames,
      appliedP50: at(0.5),
      appliedP99: at(0.99),
      scriptMs: (after.script - before.script) / frames,
      taskMs: (after.task - before.task) / frames,
      bytes: ran.bytes,
      labelsMs: ran.labels.toSorted((a, b) => a - b)[Math.floor(ran.labels.length / 2)] ?? 0,
    };
  } finally {
    await page.close();
  }
}

const PEERS: Readonly<Record<BenchPeer, string>> = {
  own: 'own layer',
  labelled: 'own layer, labels too',
  setData: 'setData, no labels',
};

export function mapTable(figures: readonly MapFigures[]): string {
  const ms = (value: number): string => value.toFixed(value < 10 ? 2 : 0);
  return [
    '| view | layer | the call, p50 / p99 ms | scripts, ms a frame | all of the main thread, ms a frame | to the card | labels once |',
    '|---|---|---|---|---|---|---|',
    ...figures.map((f) =>
      [
        '',
        f.view,
        PEERS[f.peer],
        `${ms(f.appliedP50)} / ${ms(f.appliedP99)}`,
        ms(f.scriptMs),
        ms(f.taskMs),
        f.peer === 'setData' ? '–' : `${Math.round(f.bytes / 1024)} KB`,
        f.peer === 'labelled' ? `${ms(f.labelsMs)} ms` : '–',
        '',
      ]
        .join(' | ')
        .trim(),
    ),
    ...ratios(figures),
  ].join('\n');
}

function ratios(figures: readonly MapFigures[]): string[] {
  return (['whole', 'near'] as const).map((view) => {
    const of = (peer: BenchPeer) => figures.find((one) => one.view === view && one.peer === peer);
    const [own, other] = [of('own'), of('setData')];
    if (!own || !other) return '';
    const times = (a: number, b: number): string => (b / a).toFixed(1);
    return `${view}: setData takes ${times(own.scriptMs, other.scriptMs)} times the scripts and ${times(own.taskMs, other.taskMs)} times the main thread of the own layer.`;
  });
}
