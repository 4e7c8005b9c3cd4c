import type { Request } from '../domain/commands.ts';
import type { SoleLog } from '../log/event-log.ts';
import type { Logger } from '../platform/logger.ts';
import type { Hub } from './hub.ts';

/**
 * D10: a hub that starts alone on the log of one of several nodes decides what that one had saved: whoever was told
 * `saved` is owed it. What was decided already, here or in an earlier try, gets its first answer again (H5).
 */
export async function decideLeftUndecided(
  log: Pick<SoleLog, 'leftUndecided' | 'leaveCluster'>,
  hub: Pick<Hub, 'handle'>,
  logger: Logger,
): Promise<void> {
  const bodies = await log.leftUndecided();
  if (bodies.length === 0) return;
  const outcomes = await Promise.all(bodies.map((body) => hub.handle(JSON.parse(body) as Request)));
  const unsaved = outcomes.filter((outcome) => !outcome.ok && outcome.kind === 'not-saved').length;
  if (unsaved > 0) {
    logger.error(
      { unsaved },
      'what this hub had saved as one of several could not be decided: it is tried at the next start',
    );
    return;
  }
  const left = await log.leaveCluster();
  if (!left.ok)
    logger.error({ failure: left }, 'what was decided alone could not be noted: the next start decides it again');
  logger.warn(
    { commands: bodies.length },
    'this hub was one of several, and is alone now: what it had saved is decided',
  );
}
