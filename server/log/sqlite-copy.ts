import { rmSync } from 'node:fs';
import { backup } from 'node:sqlite';
import type { DatabaseSync } from 'node:sqlite';
import { createPrivate } from './log-files.ts';
import { isDiskTrouble } from './sqlite-failure.ts';
import { primaryCode } from './sqlite-schema.ts';

const BACKUP_PAGES_PER_STEP = 256;

const BACKUP_TRIES = 3;

/**
 * Pages in steps, so that commits go on between them. A step that meets a commit was seen to fail under load with the
 * message "not an error", so it is tried again; the last resort copies in one go and holds commits up meanwhile.
 */
export async function copyInSteps(db: DatabaseSync, file: string): Promise<void> {
  for (let tries = 1; tries <= BACKUP_TRIES; tries++) {
    createPrivate(file);
    try {
      await backup(db, file, { rate: BACKUP_PAGES_PER_STEP });
      return;
    } catch (error) {
      rmSync(file, { force: true });
      // A full or failing disk stays so, and copying in one go would only hold up the commits.
      if (isDiskTrouble(primaryCode(error))) throw error;
    }
  }
  createPrivate(file);
  db.prepare('VACUUM INTO ?').run(file);
}
