import { Worker } from 'node:worker_threads';
import type { CardSheet } from '@hub/shared/protocol/down.ts';

/** What the worker is handed. It ends with its answer, and the secrets with it. */
export interface PdfJob {
  readonly sheet: CardSheet;
  readonly lang: 'vi' | 'en';
}

const HEAP_MEGABYTES = 512;
const LIMIT_MS = 120_000;

/** One at a time: each takes a core for seconds. */
let before: Promise<unknown> = Promise.resolve();

/** Draws the sheets in a thread of its own, so that thousands of cards do not hold up the hub. */
export function drawPdfInWorker(job: PdfJob): Promise<Uint8Array> {
  const drawn = before.then(() => draw(job));
  before = drawn.catch(() => undefined);
  return drawn;
}

function draw(job: PdfJob): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./pdf-worker.ts', import.meta.url), {
      workerData: job,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES },
    });
    const settle = (finish: () => void): void => {
      clearTimeout(timer);
      worker.removeAllListeners();
      // A late error of a thread being ended has nobody left to tell.
      worker.on('error', () => undefined);
      void worker.terminate();
      finish();
    };
    const timer = setTimeout(() => settle(() => reject(new Error('drawing the cards took too long'))), LIMIT_MS);
    worker.once('message', (bytes: Uint8Array) => settle(() => resolve(bytes)));
    worker.once('error', (error) => settle(() => reject(error)));
    worker.once('exit', (code) =>
      settle(() => reject(new Error(`the drawing thread ended with code ${code} before it answered`))),
    );
  });
}
