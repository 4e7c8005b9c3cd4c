import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';

export type { Logger } from 'pino';

/**
 * What each level means:
 * `info`   once per lifecycle change: hub, session, phase, roster, log.
 * `warn`   something went wrong and recovered by itself, or was refused in a way that points at a misuse.
 * `error`  a person has to look.
 * `debug`  the rest, connections included. Nothing logs per heartbeat or per sample.
 * The message is constant; what varies goes into fields (`pointId`, `deviceId`, `connectionId`, `seq`).
 */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: describeError, error: describeError },
    // A4: no credential in a log, whatever an error or a request drags along.
    redact: {
      paths: [
        'credential',
        'secret',
        'deviceKey',
        'authorization',
        'key',
        '*.credential',
        '*.secret',
        '*.deviceKey',
        '*.authorization',
        '*.key',
        'req.headers.authorization',
      ],
      censor: '[redacted]',
    },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/**
 * What an error says, and nothing that hangs on it: a parser's error carries the body, a request's its headers. Under a
 * name without this, an Error would be printed as `{}`.
 */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name: type, message, stack, cause } = error;
  const { code, errcode } = error as { readonly code?: unknown; readonly errcode?: unknown };
  return { type, message, stack, code, errcode, ...(cause === undefined ? {} : { cause: describeError(cause) }) };
}
