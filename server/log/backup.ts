import { randomBytes } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { syncFolder } from './log-files.ts';
import { decodeError } from './sqlite-messages.ts';
import type { Replies, VerifyTask } from './sqlite-messages.ts';
import type { VerifiedLog } from './verify-chain.ts';

/** Proves a backup (or a log no hub has open) whole, in a thread of its own; throws LogOpenError where it is not. */
export function verifyLogFile(file: string): Promise<VerifiedLog> {
  const task: VerifyTask = { task: 'verify', file };
  const worker = new Worker(new URL('./sqlite-worker.ts', import.meta.url), { workerData: task });
  return new Promise((resolve, reject) => {
    worker.once('message', ({ replies }: Replies) => {
      const reply = replies[0];
      if (reply?.kind === 'opened') resolve(reply.log);
      else if (reply?.kind === 'error') reject(decodeError(reply.error));
      else reject(new Error('the verifying thread gave no answer'));
      void worker.terminate();
    });
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the verifying thread ended without an answer')));
  });
}

/** The name appears only once the copy under it has been proved whole; a failure leaves what was there before. */
export async function copyVerified(toFile: string, copy: (file: string) => Promise<void>): Promise<void> {
  const unproved = `${toFile}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await copy(unproved);
    await verifyLogFile(unproved);
    await rename(unproved, toFile);
  } finally {
    await rm(unproved, { force: true });
  }
  syncFolder(dirname(toFile));
}
