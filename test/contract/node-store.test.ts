import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMemoryLog } from '@hub/server/log/memory-log.ts';
import { createMemoryNodeDisk, openMemoryNodeStore } from '@hub/server/log/memory-node-store.ts';
import { openSqliteLog } from '@hub/server/log/sqlite-log.ts';
import { openSqliteNodeStore } from '@hub/server/log/sqlite-node-store.ts';
import { TEST_VERSIONS } from '../support/log-events.ts';
import { nodeStoreContract } from './node-store.contract.ts';

nodeStoreContract('memory', async () => {
  const disk = createMemoryNodeDisk();
  return {
    open: async (versions = TEST_VERSIONS, upcasters = {}) => openMemoryNodeStore({ versions, upcasters, disk }),
    openAlone: async () => openMemoryLog({ versions: TEST_VERSIONS, store: disk }),
    discard: async () => undefined,
  };
});

nodeStoreContract('sqlite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hub-node-'));
  return {
    open: (versions = TEST_VERSIONS, upcasters = {}) => openSqliteNodeStore({ folder, versions, upcasters }),
    openAlone: () => openSqliteLog({ folder, versions: TEST_VERSIONS }),
    discard: () => rm(folder, { recursive: true }),
  };
});
