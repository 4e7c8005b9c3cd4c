import { fork } from 'node:child_process';
import { once } from 'node:events';
import { loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../lib/free-ports.ts';
import { LivekitServer } from '../lib/livekit-server.ts';
import { videoTown } from '../simulate/demo-video.ts';
import { SimulatedStaff } from '../simulate/staff.ts';
import { QUIET_LOAD, table } from './report.ts';
import { cpuMs, descendants, raiseTown, rssMb } from './rig.ts';
import type { FromVideoPoints, ToVideoPoints } from './video-messages.ts';

export interface VideoMeasured {
  readonly points: number;
  readonly publishers: number;
  readonly seconds: number;
  /** From the first that asks for the right to join until the last one sends. */
  readonly joinMs: number;
  /** At the end: on the control room's screen. */
  readonly up: number;
  readonly flowing: number;
  /** Rows of points whose state was another than `up` at some moment of the measurement. */
  readonly disturbed: number;
  /** Shares of one core. */
  readonly hubAtRest: number;
  readonly hub: number;
  /** Of the process that listens in LiveKit's rooms for the hub, not in `hub`. */
  readonly listener: number;
  readonly livekit: number;
  readonly generator: number;
  readonly hubMb: number;
  readonly listenerMb: number;
  readonly livekitMb: number;
  readonly generatorMb: number;
  readonly loadBefore: number;
  readonly troubles: readonly string[];
}

type Filming = Extract<FromVideoPoints, { kind: 'filming' }>;
const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);
const cpuOf = (pids: readonly number[]): number => sum(pids.map(cpuMs));

/** What the hub may take for watching them. */
const HUB_LIMIT = 0.1;
const SETTLE_MS = 10_000;

/** The sample town with real publishers on a real livekit-server, all on this machine. */
export async function runVideo(
  publishers: number,
  seconds: number,
  say: (line: string) => void,
): Promise<VideoMeasured> {
  const loadBefore = loadavg()[0] ?? 0;
  const port = await freePort();
  const livekit = await LivekitServer.start({
    webhookUrl: `http://127.0.0.1:${String(port)}/livekit/webhook`,
    build: { onLine: say },
  });
  const lines = await videoTown(null, publishers);
  const cameras = lines.filter(({ linkKind }) => linkKind === 'livekit').map(({ id }) => id);
  const town = await raiseTown(lines, 0, { port, env: livekit.env });
  const child = fork(fileURLToPath(new URL('video-points.ts', import.meta.url)));
  const troubles: string[] = [];
  const generators = [child.pid ?? 0];
  const screen = new SimulatedStaff(town.hub.url, town.hub.adminKey());
  try {
    const tell = (message: ToVideoPoints): void => void child.send(message);
    const filming = new Promise<Filming>((resolve, reject) => {
      child.once('exit', (code) => {
        reject(new Error(`the process with the cameras ended (${String(code)})`));
      });
      child.on('message', (message: FromVideoPoints) => {
        if (message.kind === 'filming') resolve(message);
        else troubles.push(message.text);
      });
    });
    // Its end is of interest from the start, its word only later.
    filming.catch(() => undefined);
    screen.open();
    tell({ kind: 'come', hub: town.hub.url, points: town.points });
    await screen.until(({ rows }) => rows.every(({ devices }) => devices > 0));
    await delay(SETTLE_MS);
    // Its listener comes with the first room.
    const listeners = (): readonly number[] => descendants(town.hub.pid);
    const load = async (): Promise<{ hub: number; listener: number; livekit: number; generator: number }> => {
      const of = (): number[] => [town.hub.pid, livekit.pid].map(cpuMs).concat(cpuOf(listeners()), cpuOf(generators));
      const [before, startedAt] = [of(), performance.now()];
      await delay(seconds * 1_000);
      const tookMs = performance.now() - startedAt;
      const shares = of().map((used, index) => (used - (before[index] ?? 0)) / tookMs);
      const [hub = 0, server = 0, listener = 0, generator = 0] = shares;
      return { hub, livekit: server, listener, generator };
    };
    const rest = await load();
    say(`  ${String(lines.length)} points are there, ${String(cameras.length)} begin to send …`);
    tell({ kind: 'film', pointIds: cameras });
    const { tookMs: joinMs, pids } = await filming;
    generators.push(...pids);
    await screen.until(({ rows }) => rows.every(({ link }) => link.state === 'up'));
    await delay(SETTLE_MS);
    const disturbed = new Set<string>();
    const watch = setInterval(() => {
      for (const { id, link } of screen.replica?.rows ?? []) if (link.state !== 'up') disturbed.add(id);
    }, 250);
    const used = await load();
    clearInterval(watch);
    const rows = screen.replica?.rows ?? [];
    return {
      points: rows.length,
      publishers: cameras.length,
      seconds,
      joinMs,
      up: rows.filter(({ link }) => link.state === 'up').length,
      flowing: rows.filter(({ media }) => media?.camera === 'flowing').length,
      disturbed: disturbed.size,
      hubAtRest: rest.hub,
      hub: used.hub,
      listener: used.listener,
      livekit: used.livekit,
      generator: used.generator,
      hubMb: rssMb(town.hub.pid),
      listenerMb: sum(listeners().map(rssMb)),
      livekitMb: rssMb(livekit.pid),
      generatorMb: sum(generators.map(rssMb)),
      loadBefore,
      troubles,
    };
  } finally {
    screen.stop();
    if (child.exitCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    await town.hub.dispose();
    await livekit.stop();
  }
}

export function videoTable(run: VideoMeasured): string {
  const share = (value: number): string => `${(value * 100).toFixed(1)} %`;
  const lines: [string, string][] = [
    ['points in all, on screen as up at the end', `${String(run.up)} of ${String(run.points)}`],
    ['of these sending, with a flowing camera on screen', `${String(run.flowing)} of ${String(run.publishers)}`],
    ['points that were not up at some moment', String(run.disturbed)],
    ['all have joined and send, s', (run.joinMs / 1_000).toFixed(1)],
    ['hub CPU of a core, before anybody sends', share(run.hubAtRest)],
    ['hub CPU of a core, watching all', share(run.hub)],
    ['its listener in LiveKit’s rooms, CPU of a core', share(run.listener)],
    ['livekit-server CPU of a core', share(run.livekit)],
    ['publishers’ CPU of a core, with all operators', share(run.generator)],
    ['hub, MB', run.hubMb.toFixed(0)],
    ['its listener, MB', run.listenerMb.toFixed(0)],
    ['livekit-server, MB', run.livekitMb.toFixed(0)],
    ['publishers and operators, MB', run.generatorMb.toFixed(0)],
  ];
  const doubts = [
    ...(run.loadBefore > QUIET_LOAD ? [`the machine was busy before (load ${run.loadBefore.toFixed(1)})`] : []),
    ...(run.hub + run.listener > HUB_LIMIT ? [`the hub took more than ${share(HUB_LIMIT)}`] : []),
    ...run.troubles,
  ];
  const head = [`${String(run.points)} points, ${String(run.publishers)} real cameras, ${String(run.seconds)} s`, ''];
  return [table(head, lines), ...doubts.map((doubt) => `! ${doubt}`)].join('\n');
}
