import { SYSTEM } from '@hub/server/domain/events.ts';
import { composeHub } from '@hub/server/compose.ts';
import type { Config } from '@hub/server/config.ts';
import { makeId } from '@hub/server/access/secrets.ts';
import { contactOf } from '@hub/server/hub/board-source.ts';
import { currentLines } from '@hub/server/ingest/roster-routes.ts';
import { importCommand } from '@hub/server/ingest/to-command.ts';
import { LogOpenError } from '@hub/server/log/event-log.ts';
import { createLogger } from '@hub/server/platform/logger.ts';
import { HubRefusal } from './hub-access.ts';
import type { HubAccess } from './hub-access.ts';
import { ScriptFailure } from './script-failure.ts';

/** Nobody listens: the log is opened here, for as long as the script runs. */
export async function openStoppedHub(config: Config): Promise<HubAccess> {
  // stdout belongs to the script's own answer.
  const logger = createLogger('warn', { write: (line) => void process.stderr.write(line) });
  const running = await composeHub(config, { logger }).catch((error: unknown) => {
    if (error instanceof LogOpenError) throw new ScriptFailure(error.kind, error.message, 3, { cause: error });
    throw error;
  });
  const { hub, log } = running;
  return {
    isRunning: false,
    points: async () =>
      [...hub.projection.points()].filter(({ retired }) => !retired).map(({ point: { id, name } }) => ({ id, name })),
    async mintLink(role, pointId, label) {
      const minted = await running.mintLink(role, pointId, label);
      if (!minted.ok) throw new HubRefusal(minted.kind);
      return minted.grant;
    },
    currentRoster: async () => currentLines(hub),
    async importRoster(lines, retireMissing) {
      const { command, personal } = importCommand(lines, retireMissing, {
        makeId,
        now: hub.clock.now(),
        state: hub.projection,
        contactOf: (id) => contactOf(hub.projection, id),
      });
      const outcome = await hub.handle({ commandId: null, actor: SYSTEM, command, personal });
      if (!outcome.ok) throw new HubRefusal(outcome.kind);
    },
    backup: (toFile) => log.backup(toFile),
    close: () => running.stop(),
  };
}
