import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { CHROMIUM, PATIENCE_MS, PHONE } from './browser.ts';

/** A browser as a process of its own on a profile that outlives it: it can be killed, and started again. */
export class PhoneBrowser {
  readonly #profile: string;
  readonly #args: readonly string[];
  #child: ChildProcess | null = null;
  #browser: Browser | null = null;

  private constructor(profile: string, args: readonly string[]) {
    this.#profile = profile;
    this.#args = args;
  }

  static async prepare(...args: readonly string[]): Promise<PhoneBrowser> {
    return new PhoneBrowser(await mkdtemp(join(tmpdir(), 'hub-profile-')), args);
  }

  async start(): Promise<void> {
    const child = spawn(
      CHROMIUM,
      [
        '--headless=new',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
        '--remote-debugging-port=0',
        `--user-data-dir=${this.#profile}`,
        ...this.#args,
      ],
      // A group of its own, so that killing it kills its renderers at the same moment.
      { stdio: ['ignore', 'ignore', 'pipe'], detached: true },
    );
    this.#child = child;
    const address = await new Promise<string>((resolve, reject) => {
      let said = '';
      child.stderr.on('data', (data: Buffer) => {
        said += data.toString();
        const found = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
        if (found !== undefined) resolve(found);
      });
      child.once('exit', () => reject(new Error(`the browser ended at its start: ${said}`)));
    });
    this.#browser = await attach(address);
  }

  async open(url: string): Promise<Page> {
    const [context] = this.#browser?.contexts() ?? [];
    if (!context) throw new Error('the browser is not running');
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    await page.setViewportSize(PHONE);
    await page.goto(url);
    return page;
  }

  /** SIGKILL, as a telephone does that runs out of memory or of battery. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    process.kill(-child.pid, 'SIGKILL');
    await ended;
    this.#child = null;
  }

  async dispose(): Promise<void> {
    await this.kill();
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A browser that was started over a profile that was killed leaves an attachment without an answer now and then: another one gets it. */
async function attach(address: string): Promise<Browser> {
  const TRIES = 3;
  for (let tried = 1; ; tried++) {
    try {
      return await chromium.connectOverCDP(address, { timeout: PATIENCE_MS });
    } catch (error) {
      if (tried === TRIES) throw error;
    }
  }
}
