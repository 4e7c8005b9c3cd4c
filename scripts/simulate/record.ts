import { closeSync, openSync, writeSync } from 'node:fs';

/** The figures of a report as they were sent. */
export interface SentFigures {
  readonly present: number;
  readonly excused: number;
  readonly unexcused: number;
  readonly guests: number;
  readonly summoned?: number | undefined;
  readonly reason?: string | undefined;
}

/**
 * What an operator itself knows of its reports: one line per step. This is the evidence that totals are checked against, so
 * it says only what the operator's side saw. `at` is the operator's own clock, epoch ms.
 *
 * `invoke`: an attempt was sent. `unknown`: that attempt was not answered (it may or may not have been recorded).
 * `postponed`: refused for now, nothing recorded, it will be sent again. `acked` and `refused` are final.
 */
export type RecordLine = { readonly at: number; readonly commandId: string } & (
  | {
      readonly step: 'invoke';
      readonly attempt: number;
      readonly pointId: string;
      readonly deviceId: string;
      readonly roundId: string;
      readonly fence: number;
      readonly seq: number;
      readonly figures: SentFigures;
    }
  | {
      readonly step: 'acked';
      readonly hubAt: number;
      readonly hubSeq: number;
      readonly counts: boolean;
      readonly amendment: boolean;
    }
  | { readonly step: 'refused' | 'postponed'; readonly kind: string }
  | { readonly step: 'unknown'; readonly why: 'no-answer' | 'disconnected' | 'stopped' }
);

export interface Recorder {
  write(line: RecordLine): void;
  close(): void;
}

/** Appends to a file, each line at once, so that a killed simulator leaves what it had. */
export function fileRecorder(path: string): Recorder {
  const file = openSync(path, 'a');
  return {
    write: (line) => {
      writeSync(file, `${JSON.stringify(line)}\n`);
    },
    close: () => {
      closeSync(file);
    },
  };
}

export function memoryRecorder(): Recorder & { readonly lines: readonly RecordLine[] } {
  const lines: RecordLine[] = [];
  return {
    lines,
    write: (line) => {
      lines.push(line);
    },
    close: () => undefined,
  };
}

/** For a simulation that nobody checks. */
export const noRecorder: Recorder = { write: () => undefined, close: () => undefined };
