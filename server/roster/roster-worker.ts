import { parentPort, workerData } from 'node:worker_threads';
import { checkRoster } from './check-roster.ts';
import type { RosterJob } from './parse-in-worker.ts';
import { readTable } from './read-table.ts';

/** Runs apart from the hub: a spreadsheet that eats memory or time takes only this thread with it. */
const job = workerData as RosterJob;
const table = await readTable(job.bytes, job.fileName, job.inflatedMax);
parentPort?.postMessage(checkRoster(table, job.options));
