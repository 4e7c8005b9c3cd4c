import { fileURLToPath } from 'node:url';
import type { MapBench } from '@hub/client/gallery/map-bench-face.ts';
import { openChromium, type Chromium } from '../lib/open-chromium.ts';
import { serveGallery } from '../lib/serve-gallery.ts';

export interface MapFigures {
  readonly peer: 'own' | 'setData';
  readonly view: 'whole' | 'near';
  readonly frames: number;
  /** Time of the call that applies a frame's changes, ms. */
  readonly appliedP50: number;
  readonly appliedP99: number;
  /** All the main thread did per applied frame: scripts, and tasks with painting's share, without what an idle map does. */
  readonly scriptMs: number;
  readonly taskMs: number;
  readonly bytes: number;
}

const SOFTWARE_GL = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'];
const HERE = fileURLToPath(new URL('../../client', import.meta.url));

/** D: the map with a country's points, `changes` of them in each frame, beside a source of MapLibre's own. */
export async function runMap(points: number, changes: number, frames: number): Promise<readonly MapFigures[]> {
  const gallery = await serveGallery(HERE);
  const browser = await openChromium(SOFTWARE_GL);
  try {
    const figures: MapFigures[] = [];
    for (const view of ['whole', 'near'] as const) {
      for (const peer of ['own', 'setData'] as const) {
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
        (globalThis as unknown as { mapBench: MapBench }).mapBench.start(
          p as MapFigures['peer'],
          n as number,
          z as number,
        ),
      [peer, points, view === 'near' ? 4 : 0] as const,
    );
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
    const busy = async () => {
      const { metrics } = await cdp.send('Performance.getMetrics');
      const of = (name: string): number => (metrics.find((one) => one.name === name)?.value ?? 0) * 1_000;
      return { script: of('ScriptDuration'), task: of('TaskDuration') };
    };
    const turn = (count: number, each: number) =>
      page.evaluate(([n, c]) => (globalThis as unknown as { mapBench: MapBench }).mapBench.run(n, c), [
        count,
        each,
      ] as const);
    await turn(Math.ceil(frames / 10), changes);
    const [before, ran, after] = [await busy(), await turn(frames, changes), await busy()];
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
    };
  } finally {
    await page.close();
  }
}

export function mapTable(figures: readonly MapFigures[]): string {
  const ms = (value: number): string => value.toFixed(value < 10 ? 2 : 0);
  return [
    '| view | layer | applying a frame, p50 / p99 ms | scripts per frame, ms | main thread per frame, ms | bytes to the card |',
    '|---|---|---|---|---|---|',
    ...figures.map(
      (f) =>
        `| ${f.view} | ${f.peer === 'own' ? 'own layer' : 'setData'} | ${ms(f.appliedP50)} / ${ms(f.appliedP99)} | ${ms(f.scriptMs)} | ${ms(f.taskMs)} | ${f.peer === 'own' ? `${Math.round(f.bytes / 1024)} KB` : '–'} |`,
    ),
  ].join('\n');
}
