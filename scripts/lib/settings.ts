import { describeFaults, readConfig } from '@hub/server/config.ts';
import type { Config } from '@hub/server/config.ts';
import { fail } from './options.ts';

/** The hub's own settings, for a script that works on its data folder. */
export function readSettings(): Config {
  const read = readConfig(process.env);
  return read.ok ? read.config : fail(describeFaults(read.faults), 2);
}
