import type { DestinationStream } from 'pino';
import { composeHub } from './compose.ts';
import type { RunningHub } from './compose.ts';
import { describeFaults, readConfig } from './config.ts';
import type { Config } from './config.ts';
import { LogOpenError } from './log/event-log.ts';
import { createLogger } from './platform/logger.ts';

/** What the process ends with. 0: stopped in order. */
export const EXIT = { crash: 1, badConfig: 2, badLog: 3, portTaken: 4 } as const;

/** A stop that takes longer than this is hung, and a supervisor would kill it anyway. */
const STOP_LIMIT_MS = 10_000;

export interface Started {
  readonly hub: RunningHub;
  readonly config: Config;
  readonly url: string;
}

/** The one place that touches the process: settings in, signals, exit codes. */
export async function runHub(logTo?: DestinationStream): Promise<Started> {
  const read = readConfig(process.env);
  if (!read.ok) {
    process.stderr.write(`${describeFaults(read.faults)}\n`);
    process.exit(EXIT.badConfig);
  }
  const { config } = read;
  const logger = createLogger(config.logLevel, logTo);
  const hub = await composeHub(config, { logger }).catch((error: unknown) => {
    if (!(error instanceof LogOpenError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(EXIT.badLog);
  });

  let stopping = false;
  const stop = (code: number): void => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(EXIT.crash), STOP_LIMIT_MS).unref();
    hub.stop().then(
      () => process.exit(code),
      (error: unknown) => {
        logger.error({ err: error }, 'stop failed');
        process.exit(EXIT.crash);
      },
    );
  };
  process.once('SIGINT', () => stop(0));
  process.once('SIGTERM', () => stop(0));
  // A broken promise of our own code leaves a state nobody can vouch for; the log can. Stop, and let a supervisor restart.
  const crash = (error: unknown): void => {
    logger.error({ err: error }, 'unexpected fault: the hub stops');
    stop(EXIT.crash);
  };
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);

  try {
    const { url } = await hub.listen();
    return { hub, config, url };
  } catch (error) {
    await hub.stop();
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    process.stderr.write(
      `Cổng ${config.port} đang được chương trình khác dùng. Đặt HUB_PORT sang cổng khác. / Port ${config.port} is in use. Set HUB_PORT to another one.\n`,
    );
    process.exit(EXIT.portTaken);
  }
}

if (import.meta.main) await runHub();
