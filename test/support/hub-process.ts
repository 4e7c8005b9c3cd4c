import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.ts';

const MAIN = fileURLToPath(new URL('../../server/main.ts', import.meta.url));
const POLL_MS = 10;

export interface HubProcessOptions {
  /** Made and removed by the caller; a fresh one under the system's temp folder by default. */
  readonly dataDir?: string;
  readonly host?: string;
  readonly port?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** A program and its arguments to run the hub under ("ip netns exec …"). */
  readonly wrapper?: readonly string[];
}

/** The real hub as a process of its own that can be killed and started again on the same data folder and port. */
export class HubProcess {
  readonly dataDir: string;
  readonly url: string;
  readonly #options: HubProcessOptions;
  readonly #port: number;
  readonly #ownsFolder: boolean;
  #child: ChildProcess | null = null;
  #output = '';

  private constructor(options: HubProcessOptions, port: number) {
    this.#options = options;
    this.#port = port;
    this.#ownsFolder = options.dataDir === undefined;
    this.dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'hub-data-'));
    this.url = `http://${options.host ?? '127.0.0.1'}:${String(port)}`;
  }

  static async prepare(options: HubProcessOptions = {}): Promise<HubProcess> {
    return new HubProcess(options, options.port ?? (await freePort()));
  }

  get pid(): number {
    if (this.#child?.pid === undefined) throw new Error('the hub is not running');
    return this.#child.pid;
  }

  get running(): boolean {
    return this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** What the process has written so far, for a failing test. */
  get output(): string {
    return this.#output;
  }

  /** Starts it and settles once it is ready; throws with its output when it ends first. The limit is for a loaded machine. */
  async start(withinMs = 60_000): Promise<void> {
    const { wrapper = [], host = '127.0.0.1', env = {} } = this.#options;
    const [program = process.execPath, ...args] = [...wrapper, process.execPath, MAIN];
    const child = spawn(program, args, {
      env: {
        PATH: process.env['PATH'],
        NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
        NODE_ENV: 'test',
        HUB_HOST: host,
        HUB_PORT: String(this.#port),
        HUB_PUBLIC_URL: this.url,
        HUB_DATA_DIR: this.dataDir,
        HUB_LOG_LEVEL: 'warn',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    const keep = (data: Buffer): void => {
      this.#output = (this.#output + data.toString('utf8')).slice(-20_000);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    const until = performance.now() + withinMs;
    while (!(await this.#ready())) {
      if (!this.running) throw new Error(`the hub ended at its start:\n${this.#output}`);
      if (performance.now() > until) {
        await this.kill();
        throw new Error(`the hub was not ready in ${String(withinMs)} ms:\n${this.#output}`);
      }
      await delay(POLL_MS);
    }
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#child;
    if (child === null || !this.running) return;
    const ended = once(child, 'exit');
    process.kill(this.pid, signal);
    await ended;
  }

  /** Key of the administrator that only this machine may use. */
  adminKey(): string {
    return (JSON.parse(readFileSync(join(this.dataDir, 'local-admin.json'), 'utf8')) as { key: string }).key;
  }

  async dispose(): Promise<void> {
    await this.kill();
    if (this.#ownsFolder) rmSync(this.dataDir, { recursive: true, force: true });
  }

  async #ready(): Promise<boolean> {
    try {
      const response = await fetch(`${this.url}/readyz`);
      await response.arrayBuffer();
      return response.ok && existsSync(join(this.dataDir, 'local-admin.json'));
    } catch {
      // Not listening yet.
      return false;
    }
  }
}
