import { fileURLToPath } from 'node:url';
import { serveGallery } from '../lib/serve-gallery.ts';

const CLIENT = fileURLToPath(new URL('../../client', import.meta.url));

/** As much of a page as the soak needs: a caller brings its own browser. */
interface SoakPage {
  goto(url: string): Promise<unknown>;
  waitForFunction(test: string): Promise<unknown>;
  evaluate<T>(run: string): Promise<T>;
}
/** After a forced collection. */
export interface Held {
  readonly heapBytes: number;
  readonly nodes: number;
  readonly listeners: number;
}
export interface SoakFigures {
  readonly seconds: number;
  readonly changes: number;
  readonly outages: number;
  readonly first: Held;
  readonly last: Held;
  readonly most: Held;
}
interface Soak {
  readonly page: SoakPage;
  /** Of the DevTools protocol, on that page. */
  readonly held: () => Promise<Held>;
  /** Of the session, in so many stretches with a collection after each. */
  readonly seconds: number;
  readonly stretches: number;
  readonly perFrame: number;
  readonly say?: (text: string) => void;
}

/** The wall under a session's changes, many seconds of it in one. The first stretch warms up and is not counted. */
export async function soakWall({ page, held, seconds, stretches, perFrame, say }: Soak): Promise<SoakFigures> {
  const gallery = await serveGallery(CLIENT);
  try {
    await page.goto(`${gallery.url}/gallery/index.html?page=wall-soak`);
    await page.waitForFunction('"wallSoak" in globalThis');
    const stretch = Math.ceil(seconds / stretches);
    let [changes, outages] = [0, 0];
    let first: Held | null = null;
    let most: Held = { heapBytes: 0, nodes: 0, listeners: 0 };
    let last = most;
    for (let i = 0; i <= stretches; i++) {
      const told = await page.evaluate<{ changes: number; outages: number }>(
        `wallSoak.run(${String(stretch)}, ${String(perFrame)})`,
      );
      last = await held();
      say?.(`  ${String((i + 1) * stretch)} s: ${(last.heapBytes / 1e6).toFixed(2)} MB, ${String(last.nodes)} nodes`);
      if (first === null) {
        first = last;
        continue;
      }
      changes += told.changes;
      outages += told.outages;
      most = {
        heapBytes: Math.max(most.heapBytes, last.heapBytes),
        nodes: Math.max(most.nodes, last.nodes),
        listeners: Math.max(most.listeners, last.listeners),
      };
    }
    return { seconds: stretch * stretches, changes, outages, first: first ?? last, last, most };
  } finally {
    await gallery.close();
  }
}

interface Cdp {
  send(name: string): Promise<unknown>;
}

export async function heldBy(cdp: Cdp): Promise<Held> {
  // Twice: what the first one finalises goes with the second.
  await cdp.send('HeapProfiler.collectGarbage');
  await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize } = (await cdp.send('Runtime.getHeapUsage')) as { usedSize: number };
  const { nodes, jsEventListeners } = (await cdp.send('Memory.getDOMCounters')) as {
    nodes: number;
    jsEventListeners: number;
  };
  return { heapBytes: usedSize, nodes, listeners: jsEventListeners };
}

export function soakTable({ seconds, changes, outages, first, last, most }: SoakFigures): string {
  const line = (name: string, { heapBytes, nodes, listeners }: Held): string =>
    `| ${name} | ${(heapBytes / 1e6).toFixed(2)} MB | ${String(nodes)} | ${String(listeners)} |`;
  return [
    `${(seconds / 3600).toFixed(1)} h of a session, ${String(changes)} changes, ${String(outages)} outages of the hub:`,
    '',
    '| after a forced collection | heap | DOM nodes | listeners |',
    '|---|---|---|---|',
    line('warm', first),
    line('at the end', last),
    line('most', most),
  ].join('\n');
}
