/// <reference lib="dom" />
import type { TestPage } from '../../test/support/browser.ts';

export type Page = TestPage['page'];
type Inspector = Awaited<ReturnType<ReturnType<Page['context']>['newCDPSession']>>;

/** What was seen of a page while something was done in it, ms. */
export interface Watched {
  /** Of each click and key, until the next frame is on the screen, as the browser tells it (Event Timing, in steps of 8 ms). */
  readonly toPaint: readonly number[];
  /** Of each press, until the page's own thread has done with that frame: handlers, drawing, layout, without the painting. */
  readonly onThread: readonly number[];
  /** Work of that thread in each animation frame that had any. */
  readonly frames: readonly number[];
  readonly longTasks: readonly number[];
}

/** Of the page after a forced collection. */
export interface Heap {
  readonly atMinute: number;
  readonly usedMb: number;
  /** Typed arrays and the like, which stand beside the heap. */
  readonly buffersMb: number;
  readonly nodes: number;
}

interface Seen {
  /** Clicks and keys. */
  readonly count: number;
  /** Under the number of its interaction: a click is several events. */
  readonly told: readonly (readonly [interaction: number, duration: number])[];
  readonly onThread: readonly number[];
  readonly frames: readonly number[];
  readonly longTasks: readonly number[];
}

declare global {
  interface Window {
    takeSeen(): Seen;
  }
}

/** Runs in the page before its own scripts, so it may use nothing from here. */
function install(): void {
  const nothing = () => ({
    count: 0,
    told: [] as [number, number][],
    onThread: [] as number[],
    frames: [] as number[],
    longTasks: [] as number[],
  });
  let seen = nothing();
  const nextFrame = window.requestAnimationFrame.bind(window);
  // A message that is posted while a frame is made is handled after its layout and drawing.
  const afterFrame = (run: () => void): void => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = run;
    port2.postMessage(null);
  };
  const onPress = (event: Event): void => {
    if (!event.isTrusted) return;
    if (event.type !== 'pointerdown') seen.count += 1;
    nextFrame(() => afterFrame(() => seen.onThread.push(performance.now() - event.timeStamp)));
  };
  for (const type of ['pointerdown', 'click', 'keydown']) addEventListener(type, onPress, true);
  let frameAt = 0;
  window.requestAnimationFrame = (run) =>
    nextFrame((at) => {
      if (at !== frameAt) {
        frameAt = at;
        const began = performance.now();
        afterFrame(() => seen.frames.push(performance.now() - began));
      }
      run(at);
    });
  const observe = (
    options: PerformanceObserverInit & { durationThreshold?: number },
    see: (one: never) => void,
  ): void => new PerformanceObserver((list) => list.getEntries().forEach((one) => see(one as never))).observe(options);
  observe({ type: 'event', durationThreshold: 16 }, (entry: { interactionId: number; duration: number }) => {
    if (entry.interactionId > 0) seen.told.push([entry.interactionId, entry.duration]);
  });
  observe({ type: 'longtask' }, ({ duration }: { duration: number }) => seen.longTasks.push(duration));
  window.takeSeen = () => {
    const taken = seen;
    seen = nothing();
    return taken;
  };
}

/** The browser tells nothing of what took less. */
const UNTOLD_MS = 16;

/** Measures a page from outside: what a person waits for, what its thread does, what its heap holds. */
export class ScreenWatch {
  readonly #page: Page;
  readonly #inspector: Inspector;

  private constructor(page: Page, inspector: Inspector) {
    this.#page = page;
    this.#inspector = inspector;
  }

  /** To be called before the page is opened. */
  static async on(page: Page): Promise<ScreenWatch> {
    await page.addInitScript(install);
    const inspector = await page.context().newCDPSession(page);
    await inspector.send('Performance.enable', { timeDomain: 'threadTicks' });
    return new ScreenWatch(page, inspector);
  }

  /** What the page's thread has worked, ms. As CPU time it says the same on a busy machine. */
  async cpuMs(): Promise<number> {
    const { metrics } = await this.#inspector.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1_000;
  }

  /** What was seen since the last call. */
  async take(): Promise<Watched> {
    const { count, told, ...rest } = await this.#page.evaluate(() => window.takeSeen());
    const worst = new Map<number, number>();
    for (const [id, duration] of told) worst.set(id, Math.max(duration, worst.get(id) ?? 0));
    const untold = Array<number>(Math.max(0, count - worst.size)).fill(UNTOLD_MS);
    return { toPaint: [...worst.values(), ...untold], ...rest };
  }

  async heap(atMinute: number): Promise<Heap> {
    // Twice: what the first one frees may hold what only the second can free.
    for (let turn = 0; turn < 2; turn++) await this.#inspector.send('HeapProfiler.collectGarbage');
    const usage = await this.#inspector.send('Runtime.getHeapUsage');
    const {
      usedSize,
      backingStorageSize = 0,
      embedderHeapUsedSize = 0,
    } = usage as Partial<typeof usage> & typeof usage;
    const { nodes } = await this.#inspector.send('Memory.getDOMCounters');
    const mb = (bytes: number): number => bytes / 1_048_576;
    return { atMinute, usedMb: mb(usedSize + embedderHeapUsedSize), buffersMb: mb(backingStorageSize), nodes };
  }
}
