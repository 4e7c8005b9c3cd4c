import { runApart } from '../run-apart.ts';
import type { RoundReport } from './round-report.ts';
import type { ReportLang } from './round-workbook.ts';

/** What the child is handed. */
export interface WorkbookJob {
  readonly report: RoundReport;
  readonly lang: ReportLang;
}

const LIMITS = { heapMegabytes: 768, timeMs: 120_000 };

/** One at a time: a country's takes a core for seconds. */
let before: Promise<unknown> = Promise.resolve();

/** Writes the workbook in a process of its own, so that 31,000 lines do not hold up the hub. */
export function writeRoundApart(job: WorkbookJob): Promise<Uint8Array> {
  const written = before.then(() => write(job));
  before = written.catch(() => undefined);
  return written;
}

async function write(job: WorkbookJob): Promise<Uint8Array> {
  const result = await runApart<Uint8Array>(new URL('./write-child.ts', import.meta.url), job, LIMITS);
  if (result.kind !== 'done') throw new Error(`writing the round was ${result.kind}`);
  return result.answer;
}
