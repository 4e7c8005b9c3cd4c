import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

const READY_WITHIN_MS = 20_000;
const OUTPUT_KEPT = 20_000;

/** They end with the process that started them. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Another's server that is started, killed and started again, with the end of what it wrote. */
export class ServerProcess {
  readonly #name: string;
  readonly #pollMs: number;
  #child: ChildProcess | null = null;
  #output = '';

  constructor(name: string, pollMs: number) {
    this.#name = name;
    this.#pollMs = pollMs;
  }

  get running(): boolean {
    return this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  get pid(): number {
    if (this.#child?.pid === undefined) throw new Error(`${this.#name} is not running`);
    return this.#child.pid;
  }

  get output(): string {
    return this.#output;
  }

  start(command: string, args: readonly string[], options: Omit<SpawnOptions, 'stdio'>): void {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    running.add(child);
    child.once('exit', () => running.delete(child));
    const keep = (data: Buffer): void => {
      this.#output = (this.#output + data.toString('utf8')).slice(-OUTPUT_KEPT);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
  }

  /** A condition that throws does not hold yet. */
  async until(what: string, holds: () => Promise<boolean>): Promise<void> {
    const until = performance.now() + READY_WITHIN_MS;
    while (!(await holds().catch(() => false))) {
      if (!this.running) throw new Error(`${this.#name} ended:\n${this.#output}`);
      if (performance.now() > until) throw new Error(`${this.#name}: not in time: ${what}\n${this.#output}`);
      await delay(this.#pollMs);
    }
  }

  /** As a machine that dies: nobody is told. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === null || !this.running) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  freeze(): void {
    this.#child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child?.kill('SIGCONT');
  }
}
