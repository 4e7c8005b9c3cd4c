import { answerApart } from '../run-apart.ts';
import { checkRoster } from './check-roster.ts';
import type { RosterJob } from './parse-apart.ts';
import { readTable } from './read-table.ts';

/** Runs apart from the hub: a spreadsheet that eats memory or time takes only this process with it. */
answerApart<RosterJob>(async (job) =>
  checkRoster(await readTable(job.bytes, job.fileName, job.inflatedMax), job.options),
);
