import { join } from 'node:path';
import { seededRandom } from '@hub/scripts/simulate/random.ts';
import { memoryRecorder } from '@hub/scripts/simulate/record.ts';
import { HubProcess } from '../hub-process.ts';
import { foldReports } from '../oracle/records.ts';
import { Crew } from './crew.ts';
import { DiskImage } from './disk-image.ts';
import { revisionFaults, seeWhatIsLeft } from './kill-rounds.ts';

const DISK_MB = 96;

export interface PowerCutOptions {
  readonly cuts: number;
  readonly points: number;
  readonly seed: number;
  readonly sabotage?: string;
  readonly untilFault?: boolean;
  readonly say?: (line: string) => void;
}

export interface PowerCutReport {
  readonly cuts: number;
  readonly reports: number;
  readonly acked: number;
  readonly faults: readonly string[];
}

/** Cuts the power under a reporting hub: it goes on with what the disk held, not with what it had written. */
export async function runPowerCuts(options: PowerCutOptions): Promise<PowerCutReport> {
  const { cuts, points, seed, say = () => undefined } = options;
  const random = seededRandom(seed, 'power');
  const record = memoryRecorder();
  const faults: string[] = [];
  const disk = new DiskImage(DISK_MB);
  const hub = await HubProcess.prepare({
    dataDir: join(disk.path, 'data'),
    ...(options.sabotage === undefined ? {} : { env: { HUB_SABOTAGE: options.sabotage } }),
  });
  let crew: Crew | null = null;
  let done = 0;
  let isForgotten = false;
  try {
    await hub.start();
    crew = await Crew.muster(hub, points, seed, record);
    crew.connect();
    for (; done < cuts && !isForgotten && !(options.untilFault === true && faults.length > 0); done++) {
      await crew.reportFor(random.between(300, 1_500));
      process.kill(hub.pid, 'SIGSTOP');
      const copy = disk.takeCopy();
      // Everything answered so far was answered before the copy was taken.
      const told = record.lines.length;
      await hub.kill();
      disk.replaceBy(copy);
      const back = await seeWhatIsLeft(hub, crew, record.lines, told);
      faults.push(...back.faults.map((fault) => `cut ${String(done + 1)}: ${fault}`));
      isForgotten = back.isForgotten;
      say(`cut ${String(done + 1)}: ${String(told)} lines, ${String(faults.length)} faults`);
    }
    if (!isForgotten) faults.push(...(await revisionFaults(hub, crew, foldReports(record.lines))));
  } finally {
    crew?.stop();
    await hub.dispose();
    disk.dispose();
  }
  const reports = foldReports(record.lines);
  const acked = reports.filter(({ fate }) => fate.kind === 'acked').length;
  return { cuts: done, reports: reports.length, acked, faults };
}
