import type { HubPorts } from './hub/hub.ts';
import type { SqliteLogOptions } from './log/sqlite-log.ts';
import { wantedBreak } from './platform/wanted-break.ts';

const OF_LOG: readonly SqliteLogOptions['sabotage'][] = ['ack-before-commit', 'synchronous-normal', 'lose-a-batch'];
const OF_HUB: readonly HubPorts['sabotage'][] = ['no-dedup', 'double-fold'];

/** Deliberate breaks, which the crash checker must catch. Honoured only where tests run, never in service. */
export function readSabotage(env: Readonly<Record<string, string | undefined>>): {
  readonly log: SqliteLogOptions['sabotage'];
  readonly hub: HubPorts['sabotage'];
} {
  const wanted = wantedBreak(env);
  return { log: OF_LOG.find((each) => each === wanted), hub: OF_HUB.find((each) => each === wanted) };
}
