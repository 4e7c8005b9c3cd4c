import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Runs `log-writer.ts` and keeps its own record of what was answered, outside the log. */
export class WriterProcess {
  readonly acknowledged: number[] = [];
  readonly refused: { number: number; kind: string }[] = [];
  readonly #child: ChildProcess;
  readonly #watchers = new Set<() => void>();
  #ended = false;
  /** Resolves when the process has ended and its last line was read. */
  readonly ended: Promise<void>;

  constructor(args: readonly string[], wrap: readonly string[] = [], quiet = false) {
    const command = [...wrap, process.execPath, join(import.meta.dirname, 'log-writer.ts'), ...args];
    const child = spawn(command[0] ?? '', command.slice(1), {
      stdio: ['ignore', 'pipe', quiet ? 'ignore' : 'inherit'],
      detached: true,
    });
    this.#child = child;
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => {
      const [word, number, kind] = line.split(' ');
      if (word === 'ok') this.acknowledged.push(Number(number));
      else if (word === 'no') this.refused.push({ number: Number(number), kind: kind ?? '' });
      for (const watcher of this.#watchers) watcher();
    });
    this.ended = Promise.all([once(child, 'exit'), once(lines, 'close')]).then(() => {
      this.#ended = true;
      for (const watcher of this.#watchers) watcher();
    });
  }

  /** Waits for a fact about the record; throws when the process ends first. */
  async until(fact: (writer: this) => boolean): Promise<void> {
    while (!fact(this)) {
      if (this.#ended) throw new Error('the writer ended first');
      await new Promise<void>((resolve) => {
        const watcher = (): void => {
          this.#watchers.delete(watcher);
          resolve();
        };
        this.#watchers.add(watcher);
      });
    }
  }

  /** With what it was wrapped in: the whole process group. */
  async kill(): Promise<void> {
    if (this.#child.pid !== undefined && !this.#ended) process.kill(-this.#child.pid, 'SIGKILL');
    await this.ended;
  }
}
