import type { RosterCheck } from '@hub/shared/model/roster-check.ts';
import { refused } from './check-roster.ts';
import type { CheckOptions } from './check-roster.ts';
import { runApart } from '../run-apart.ts';
import type { Refusal } from './table.ts';

export interface RosterLimits {
  /** The file as uploaded. */
  readonly fileBytesMax: number;
  /** All parts of an XLSX file together, inflated. */
  readonly inflatedBytesMax: number;
  readonly heapMegabytes: number;
  readonly timeMs: number;
}

/** A country's 31,000 points are 3 MB as XLSX, 25 MB inflated, and were read within 128 MB of heap in 3 s. */
export const ROSTER_LIMITS: RosterLimits = {
  fileBytesMax: 16 * 1_048_576,
  inflatedBytesMax: 96 * 1_048_576,
  heapMegabytes: 384,
  timeMs: 30_000,
};

/** What the child is handed. */
export interface RosterJob {
  readonly bytes: Uint8Array;
  readonly fileName: string;
  readonly inflatedMax: number;
  readonly options: CheckOptions;
}

/** Reads and checks a spreadsheet in a process of its own; never rejects for what the file holds. */
export async function parseRosterFile(
  bytes: Uint8Array,
  fileName: string,
  options: CheckOptions = {},
  limits: Partial<RosterLimits> = {},
): Promise<RosterCheck> {
  const { fileBytesMax, inflatedBytesMax, heapMegabytes, timeMs } = { ...ROSTER_LIMITS, ...limits };
  const refuseWith = (kind: Refusal['kind'], say: Refusal['say']) => refused({ kind, say, row: 0 }, options.lang);
  if (bytes.length > fileBytesMax) {
    const limit = Math.round(fileBytesMax / 1_048_576);
    return refuseWith('fileTooLarge', (text) => text.issues.fileTooLarge(text.megabytes(limit)));
  }
  const job: RosterJob = { bytes, fileName, inflatedMax: inflatedBytesMax, options };
  const result = await runApart<RosterCheck>(new URL('./parse-child.ts', import.meta.url), job, {
    heapMegabytes,
    timeMs,
  });
  switch (result.kind) {
    case 'done':
      return result.answer;
    case 'too-slow':
      return refuseWith('fileTooSlow', (text) => text.issues.fileTooSlow());
    case 'too-heavy':
      return refuseWith('fileTooHeavy', (text) => text.issues.fileTooHeavy());
  }
}
