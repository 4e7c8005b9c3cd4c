import { execFile } from 'node:child_process';
import { access, constants, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { ServerProcess } from './server-process.ts';

const POLL_MS = 20;

/** Debian's package redis-tools brings the one binary under this name, without a service that starts by itself. */
const ONE_BINARY = 'redis-check-rdb';

/** Redis on this machine: `redis-server`, or the binary that is it when called so. */
export async function findRedis(): Promise<string | null> {
  for (const name of ['redis-server', ONE_BINARY]) {
    for (const folder of [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/local/bin']) {
      const file = join(folder, name);
      const there =
        folder !== '' &&
        (await access(file, constants.X_OK).then(
          () => true,
          () => false,
        ));
      if (there) return file;
    }
  }
  return null;
}

export interface RedisProcessOptions {
  readonly binary: string;
  /** Holds its settings, its data and its log; made when it is missing. */
  readonly folder: string;
  readonly kind: 'server' | 'sentinel';
  readonly ip: string;
  readonly port: number;
  /** Lines of redis.conf or sentinel.conf. */
  readonly settings: readonly string[];
  /** Ctrl-C does not reach it; whoever started it ends it. */
  readonly detached?: boolean;
}

/** One redis-server or redis-sentinel with a folder of its own. */
export class RedisProcess {
  readonly ip: string;
  readonly port: number;
  readonly #options: RedisProcessOptions;
  readonly #process: ServerProcess;

  constructor(options: RedisProcessOptions) {
    this.#options = options;
    [this.ip, this.port] = [options.ip, options.port];
    this.#process = new ServerProcess(`redis-${options.kind}`, POLL_MS);
  }

  get running(): boolean {
    return this.#process.running;
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** The end of its log, for a failing test. */
  get output(): string {
    return this.#process.output;
  }

  async start(): Promise<void> {
    const { binary, folder, kind, settings, detached = false } = this.#options;
    const file = join(folder, `${kind}.conf`);
    // A Sentinel writes into its settings what it learned, and a replica whom it follows: a start again goes on from there.
    if (
      !(await access(file).then(
        () => true,
        () => false,
      ))
    ) {
      await mkdir(folder, { recursive: true });
      const own = [
        `bind ${this.ip}`,
        `port ${this.port}`,
        `dir ${folder}`,
        `unixsocket ${this.#socket}`,
        'protected-mode no',
      ];
      await writeFile(file, [...own, ...settings, ''].join('\n'));
    }
    this.#process.start(binary, [file, ...(kind === 'sentinel' ? ['--sentinel'] : [])], {
      argv0: `redis-${kind}`,
      detached,
    });
    await this.until('it answers', async () => (await this.command('PING')) === 'PONG');
  }

  /** Its answer as redis-cli prints it. Throws where it says no, or nothing. */
  async command(...args: readonly string[]): Promise<string> {
    const { stdout } = await promisify(execFile)('redis-cli', ['-e', '-s', this.#socket, ...args], { timeout: 5_000 });
    return stdout.trim();
  }

  until(what: string, holds: () => Promise<boolean>): Promise<void> {
    return this.#process.until(what, holds);
  }

  kill(): Promise<void> {
    return this.#process.kill();
  }

  freeze(): void {
    this.#process.freeze();
  }

  thaw(): void {
    this.#process.thaw();
  }

  get #socket(): string {
    return join(this.#options.folder, `${this.#options.kind}.sock`);
  }
}
