import { getSystemErrorMessage } from 'node:util';
import { LogOpenError } from '@hub/server/log/event-log.ts';
import { RestoreRefusedError } from '@hub/server/log/restore.ts';
import { HubRefusal } from './hub-access.ts';
import { printJson } from './options.ts';

/** Ends a script with a sentence in both languages. */
export class ScriptFailure extends Error {
  readonly kind: string;
  readonly exitCode: number;

  constructor(kind: string, message: string, exitCode = 1, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
    this.exitCode = exitCode;
  }
}

/** Tells why a script did not do its work, on stdout as JSON too where that was asked for. What nobody foresaw keeps its stack. */
export function reportFailure(error: unknown, { json }: { readonly json: boolean }): void {
  const failure = asFailure(error);
  if (failure === null) throw error;
  if (json) printJson({ ok: false, error: { kind: failure.kind, message: failure.message } });
  else process.stderr.write(`${failure.message}\n`);
  process.exitCode = failure.exitCode;
}

function asFailure(error: unknown): ScriptFailure | null {
  if (error instanceof ScriptFailure) return error;
  if (error instanceof HubRefusal || error instanceof LogOpenError) return new ScriptFailure(error.kind, error.message);
  if (error instanceof RestoreRefusedError) return new ScriptFailure('would-overwrite', error.message);
  const { errno, path } = error as NodeJS.ErrnoException;
  if (!(error instanceof Error) || errno === undefined) return null;
  const why = `${getSystemErrorMessage(errno)}${path === undefined ? '' : `: ${path}`}`;
  return new ScriptFailure('io', `Không đọc hoặc ghi được (${why}). / Cannot read or write (${why}).`);
}
