import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { LivekitServer, type LivekitOptions } from '@hub/scripts/lib/livekit-server.ts';
import { claim } from '@hub/scripts/simulate/access.ts';
import { SimulatedStaff } from '@hub/scripts/simulate/staff.ts';
import type { Replica } from '@hub/shared/view/replica.ts';
import type { PointRow } from '@hub/shared/view/row.ts';
import { freePort } from './free-port.ts';
import { HubProcess } from './hub-process.ts';

/** Of no rule: a machine that others load takes its time. */
const STARTS_WITHIN_MS = 60_000;
const PUBLISHER = fileURLToPath(new URL('publisher-process.ts', import.meta.url));

export interface VideoRigOptions {
  /** The address of this machine at which LiveKit is reached; the hub is at all of them. */
  readonly host?: string;
  readonly livekit?: LivekitOptions;
}

/** A hub joined to a livekit-server, both real and both processes, with a control room's screen and publishers to hurt. */
export class VideoRig {
  readonly hub: HubProcess;
  readonly livekit: LivekitServer;
  readonly screen: SimulatedStaff;
  /** What the screen showed, change by change: for a failing test. */
  readonly story: string[] = [];
  readonly #publishers: ChildProcess[] = [];
  readonly #shown = new Map<string, string>();
  readonly #startedAt = performance.now();

  private constructor(hub: HubProcess, livekit: LivekitServer) {
    this.hub = hub;
    this.livekit = livekit;
    this.screen = new SimulatedStaff(hub.url, hub.adminKey(), (view) => {
      this.#note(view);
    });
  }

  static async raise({ host, livekit: options = {} }: VideoRigOptions = {}): Promise<VideoRig> {
    const port = await freePort();
    const webhookUrl = `http://127.0.0.1:${String(port)}/livekit/webhook`;
    const livekit = await LivekitServer.start({ webhookUrl, ...(host === undefined ? {} : { host }), ...options });
    const hub = await HubProcess.prepare({ port, env: { ...livekit.env, HUB_HOST: '0.0.0.0' } });
    try {
      await hub.start(STARTS_WITHIN_MS);
    } catch (error) {
      await livekit.stop();
      throw error;
    }
    const rig = new VideoRig(hub, livekit);
    rig.screen.open();
    await rig.screen.until(() => true);
    return rig;
  }

  /** Operators with cameras at these points, as one process. `from`: where they reach the hub; `wrapper`: what they run under. */
  async publish(
    pointIds: readonly string[],
    { wrapper = [], from = '127.0.0.1' }: { readonly wrapper?: readonly string[]; readonly from?: string } = {},
  ): Promise<ChildProcess> {
    const people: string[] = [];
    for (const id of pointIds) {
      const invitation = await this.screen.mint('operator', id, id);
      people.push(id, (await claim(this.hub.url, invitation, id)).key);
    }
    const url = `http://${from}:${new URL(this.hub.url).port}`;
    const [program = process.execPath, ...args] = [...wrapper, process.execPath, PUBLISHER, url, ...people];
    return this.#run([program, ...args]);
  }

  /** The same devices once more, after their process ended. */
  again(child: ChildProcess): ChildProcess {
    return this.#run(child.spawnargs);
  }

  row(pointId: string, view: Replica | null = this.screen.replica): PointRow {
    const row = view?.rows.find(({ id }) => id === pointId);
    if (row === undefined) throw new Error(`${pointId} is not on the screen`);
    return row;
  }

  /** Settles when the screen shows a point so, with how long that took, ms. Fails with the story when it takes too long. */
  async until(pointId: string, what: string, met: (row: PointRow) => boolean, limitMs: number): Promise<number> {
    const startedAt = performance.now();
    await this.untilView(`${pointId} ${what}`, (view) => met(this.row(pointId, view)), limitMs);
    return performance.now() - startedAt;
  }

  async untilView(what: string, met: (view: Replica) => boolean, limitMs: number): Promise<Replica> {
    let timer: NodeJS.Timeout | null = null;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`not ${what} within ${String(limitMs)} ms:\n${this.story.join('\n')}\n${this.hub.output}`));
      }, limitMs);
    });
    try {
      return await Promise.race([this.screen.until(met), late]);
    } finally {
      if (timer !== null) clearTimeout(timer);
    }
  }

  async dispose(): Promise<void> {
    this.screen.stop();
    for (const child of this.#publishers) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
    await this.hub.dispose();
    await this.livekit.stop();
  }

  #run([program = '', ...args]: readonly string[]): ChildProcess {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#publishers.push(child);
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.#tell(line);
    });
    return child;
  }

  #note(view: Replica): void {
    for (const { id, link, media } of view.rows) {
      const flowing = media === null ? 'no media' : `${media.camera} ${media.microphone} ${media.path ?? 'no path'}`;
      const now = `${id} ${link.state}(${link.reasons.join()}) ${flowing}`;
      const before = this.#shown.get(id);
      this.#shown.set(id, now);
      if (before !== undefined && before !== now) this.#tell(now);
    }
    const { media } = view.hub;
    const feed = media.status === 'off' ? 'off' : `${media.status} ${media.trouble ?? ''}`;
    if (this.#shown.get('feed') !== feed) this.#tell(`feed ${feed}`);
    this.#shown.set('feed', feed);
  }

  #tell(line: string): void {
    this.story.push(`${((performance.now() - this.#startedAt) / 1_000).toFixed(1)} s  ${line}`);
  }
}
