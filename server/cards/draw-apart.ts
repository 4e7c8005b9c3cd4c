import type { CardSheet } from '@hub/shared/protocol/down.ts';
import { runApart } from '../run-apart.ts';

/** What the child is handed. It ends with its answer, and the secrets with it. */
export interface PdfJob {
  readonly sheet: CardSheet;
  readonly lang: 'vi' | 'en';
}

const LIMITS = { heapMegabytes: 512, timeMs: 120_000 };

/** One at a time: each takes a core for seconds. */
let before: Promise<unknown> = Promise.resolve();

/** Draws the sheets in a process of its own, so that thousands of cards do not hold up the hub. */
export function drawPdfApart(job: PdfJob): Promise<Uint8Array> {
  const drawn = before.then(() => draw(job));
  before = drawn.catch(() => undefined);
  return drawn;
}

async function draw(job: PdfJob): Promise<Uint8Array> {
  const result = await runApart<Uint8Array>(new URL('./draw-child.ts', import.meta.url), job, LIMITS);
  if (result.kind !== 'done') throw new Error(`drawing the cards was ${result.kind}`);
  return result.answer;
}
