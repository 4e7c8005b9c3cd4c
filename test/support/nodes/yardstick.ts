import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

const EVERY_MS = 100;

/**
 * What a commit costs here and now: one small row handed to a thread that writes it to the disk, as a hub does. On a
 * machine that others load it takes as much longer as everything else does.
 */
export class Yardstick {
  readonly #folder = mkdtempSync(join(tmpdir(), 'hub-yardstick-'));
  readonly #worker: Worker;
  readonly #times: number[] = [];
  readonly #timer: NodeJS.Timeout;
  #askedAt: number | null = null;

  constructor() {
    this.#worker = new Worker(new URL(import.meta.url), { workerData: join(this.#folder, 'rows.db') });
    this.#worker.on('message', () => {
      if (this.#askedAt !== null) this.#times.push(performance.now() - this.#askedAt);
      this.#askedAt = null;
    });
    this.#timer = setInterval(() => {
      if (this.#askedAt !== null) return;
      this.#askedAt = performance.now();
      this.#worker.postMessage('one more');
    }, EVERY_MS);
  }

  quantile(share: number): number {
    const times = [...this.#times].sort((a, b) => a - b);
    return times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#worker.terminate();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

if (!isMainThread && parentPort !== null && typeof workerData === 'string') {
  const rows = new DatabaseSync(workerData);
  rows.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE rows (body TEXT)');
  const put = rows.prepare('INSERT INTO rows (body) VALUES (?)');
  const port = parentPort;
  port.on('message', () => {
    put.run('x'.repeat(500));
    port.postMessage('on the disk');
  });
}
