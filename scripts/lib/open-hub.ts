import type { Config } from '@hub/server/config.ts';
import { findLocalAdmin } from '@hub/server/local-admin.ts';
import type { HubAccess } from './hub-access.ts';
import { openRunningHub } from './running-hub.ts';
import { openStoppedHub } from './stopped-hub.ts';

/** The hub of this data folder: over its own protocol when it runs, else on its log. */
export async function openHub(config: Config): Promise<HubAccess> {
  const admin = await findLocalAdmin(config.dataDir);
  return admin === null ? openStoppedHub(config) : openRunningHub(admin);
}
