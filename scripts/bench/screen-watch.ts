/// <reference lib="dom" />
import type { TestPage } from '../../test/support/browser.ts';

export type Page = TestPage['page'];
type Inspector = Awaited<ReturnType<ReturnType<Page['context']>['newCDPSession']>>;

/** What was seen of a page while something was done in it, ms. */
export interface Watched {
  /** Of each click and key, until the next frame is on the screen, as the browser tells it (Event Timing, in steps of 8 ms). */
  readonly toPaint: readonly number[];
  readonly presses: readonly Press[];
  /** Work of that thread in each animation frame that had any. */
  readonly frames: readonly number[];
  readonly longTasks: readonly number[];
}

/** One click or key, until the page's thread has made the next frame, ms. */
interface Press {
  readonly untilMade: number;
  /**
   * What that thread worked meanwhile, as CPU time: handlers, drawing, layout, and what came from the hub in between. The rest
   * of `untilMade` it waited, for whoever paints (without a graphics card: programs on the same cores) or for a core.
   */
  readonly cpu: number;
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
  readonly frames: readonly number[];
  readonly longTasks: readonly number[];
}

declare global {
  interface Window {
    takeSeen(): Seen;
    /** Once the frame after the last press is made: how long that took since the first press that nobody asked about, ms. */
    pressMade(): Promise<number>;
  }
}

/** Runs in the page before its own scripts, so it may use nothing from here. */
function install(): void {
  const nothing = () => ({
    count: 0,
    told: [] as [number, number][],
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
  let began = Number.POSITIVE_INFINITY;
  let made = Promise.resolve(0);
  const onPress = (event: Event): void => {
    if (!event.isTrusted) return;
    if (event.type !== 'pointerdown') seen.count += 1;
    began = Math.min(began, event.timeStamp);
    made = new Promise((go) => nextFrame(() => afterFrame(() => go(performance.now()))));
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
  window.pressMade = async () => {
    const took = (await made) - began;
    began = Number.POSITIVE_INFINITY;
    return took;
  };
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
  #presses: Press[] = [];

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

  /** Does one click or key, and waits for its frame. */
  async press(act: () => Promise<void>): Promise<void> {
    const before = await this.cpuMs();
    await act();
    const untilMade = await this.#page.evaluate(() => window.pressMade());
    const cpu = (await this.cpuMs()) - before;
    // Not finite: nothing was pressed.
    if (Number.isFinite(untilMade)) this.#presses.push({ untilMade, cpu: Math.min(cpu, untilMade) });
  }

  /** What was seen since the last call. */
  async take(): Promise<Watched> {
    const { count, told, ...rest } = await this.#page.evaluate(() => window.takeSeen());
    const worst = new Map<number, number>();
    for (const [id, duration] of told) worst.set(id, Math.max(duration, worst.get(id) ?? 0));
    const untold = Array<number>(Math.max(0, count - worst.size)).fill(UNTOLD_MS);
    const presses = this.#presses;
    this.#presses = [];
    return { toPaint: [...worst.values(), ...untold], presses, ...rest };
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
