import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryStore, openMemoryLog } from '@hub/server/log/memory-log.ts';
import { openSqliteLog } from '@hub/server/log/sqlite-log.ts';
import { TEST_VERSIONS } from '../support/log-events.ts';
import { eventLogContract } from './event-log.contract.ts';

eventLogContract('memory', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hub-log-'));
  const store = createMemoryStore();
  return {
    open: async (versions = TEST_VERSIONS, upcasters = {}) => openMemoryLog({ versions, upcasters, store }),
    backupFile: join(folder, 'backup.json'),
    discard: () => rm(folder, { recursive: true }),
  };
});

eventLogContract('sqlite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hub-log-'));
  return {
    open: (versions = TEST_VERSIONS, upcasters = {}) => openSqliteLog({ folder, versions, upcasters }),
    backupFile: join(folder, 'backup.db'),
    discard: () => rm(folder, { recursive: true }),
  };
});
