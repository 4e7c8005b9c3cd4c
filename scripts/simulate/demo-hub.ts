import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { HubPlan } from './demo-nodes.ts';
import { readLocalAdmin, type LocalAdmin } from './sign-in.ts';

const READY_WITHIN_MS = 180_000;
const START = fileURLToPath(new URL('../start.ts', import.meta.url));

/** A hub of the demo as a process of its own. */
export class DemoHub {
  readonly plan: HubPlan;
  /** Where its output goes; `pipe`: it takes no terminal for its own, and prints no links. */
  readonly #out: 'inherit' | 'pipe' | 2;
  readonly #ended: (hub: DemoHub) => void;
  #child: ChildProcess | null = null;

  constructor(plan: HubPlan, out: 'inherit' | 'pipe' | 2, ended: (hub: DemoHub) => void) {
    this.plan = plan;
    this.#out = out;
    this.#ended = ended;
  }

  get isRunning(): boolean {
    return this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  start(): void {
    // Ctrl-C reaches a whole terminal group at once. Hubs are kept out of it: they go last, when the operators have their answers.
    const child = spawn(process.execPath, [START], {
      env: this.plan.env,
      detached: true,
      stdio: ['inherit', this.#out, 'inherit'],
    });
    child.stdout?.pipe(process.stderr, { end: false });
    child.once('exit', () => this.#ended(this));
    this.#child = child;
  }

  async ready(): Promise<LocalAdmin> {
    const { name, dataDir } = this.plan;
    const until = performance.now() + READY_WITHIN_MS;
    while (performance.now() < until && this.isRunning) {
      if (existsSync(join(dataDir, 'local-admin.json'))) {
        const admin = readLocalAdmin(dataDir);
        const response = await fetch(`${admin.url}/readyz`).catch(() => null);
        if (response?.ok === true) return admin;
      }
      await delay(50);
    }
    throw new Error(`the ${name} did not start`);
  }

  async end(): Promise<void> {
    const child = this.#child;
    if (child === null || !this.isRunning) return;
    const exit = new Promise((resolve) => void child.once('exit', resolve));
    child.kill('SIGTERM');
    await exit;
  }
}
