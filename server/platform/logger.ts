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
