import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readLocalAdmin } from '@hub/scripts/simulate/sign-in.ts';
import { SimulatedStaff } from '@hub/scripts/simulate/staff.ts';
import { freePort } from '../support/free-port.ts';
import { LIVEKIT_VERSION } from '../support/livekit-server.ts';

const DEMO = fileURLToPath(new URL('../../scripts/demo.ts', import.meta.url));
const CAMERAS = 2;
/** Of no rule: the pages may have to be built first. */
const PATIENCE_MS = 150_000;

/** The demo as a command, with all that it says. */
function startDemo(args: readonly string[], env: NodeJS.ProcessEnv): { demo: ChildProcess; said: () => string } {
  const demo = spawn(process.execPath, [DEMO, ...args, '--speed', '60'], {
    env: { ...process.env, HUB_HOST: '127.0.0.1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [demo.stdout, demo.stderr]) stream.on('data', (data: Buffer) => (said += data.toString()));
  return { demo, said: () => said };
}

test('one command shows moving pictures: a video system, a hub joined to it, points that send; and Ctrl-C leaves nothing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hub-demo-video-'));
  const dataDir = join(folder, 'data');
  const port = await freePort();
  const { demo, said } = startDemo(['--video', String(CAMERAS), '--data', dataDir], { HUB_PORT: String(port) });
  let screen: SimulatedStaff | undefined;
  try {
    await until(demo, () => existsSync(join(dataDir, 'local-admin.json')), 'the hub to be there');
    const { url, key } = readLocalAdmin(dataDir);
    screen = new SimulatedStaff(url, key);
    screen.open();
    const flowing = (): string[] =>
      (screen?.replica?.rows ?? []).filter(({ media }) => media?.camera === 'flowing').map(({ id }) => id);
    await until(demo, () => flowing().length === CAMERAS, 'pictures');
    assert.equal(flowing(), ['DC01', 'DC02'], 'the host first');
    assert.is(screen.replica?.hub.media.status, 'live');
    const server = /^livekit-server (\S+): ws:\/\/(\S+)$/m.exec(said());
    assert.is(server?.[1], LIVEKIT_VERSION);

    const ended = once(demo, 'exit');
    demo.kill('SIGINT');
    const [code] = (await ended) as [number | null];
    assert.is(code, 0, said());
    const left = await fetch(`http://${server?.[2] ?? ''}`).catch(() => null);
    assert.is(left, null, 'its livekit-server is gone with it');
  } catch (error) {
    console.log(said());
    throw error;
  } finally {
    screen?.stop();
    await end(demo);
    await rm(folder, { recursive: true, force: true });
  }
});

test('[L9] with a video system named that is not there the demo goes on, starts none of its own, and says so once', async () => {
  const url = `ws://127.0.0.1:${String(await freePort())}`;
  const { demo, said } = startDemo(['--video', '2'], {
    HUB_PORT: String(await freePort()),
    LIVEKIT_URL: url,
    LIVEKIT_API_KEY: 'devkey',
    LIVEKIT_API_SECRET: 'a-secret-of-at-least-32-characters',
  });
  const told = (what: RegExp): number =>
    said()
      .split('\n')
      .filter((line) => what.test(line)).length;
  try {
    await until(demo, () => told(/ DC01: video: /) > 0 && told(/LiveKit cannot be reached/) > 0, 'what is wrong');
    const ended = once(demo, 'exit');
    demo.kill('SIGINT');
    const [code] = (await ended) as [number | null];
    assert.is(code, 0, said());
    assert.equal([told(/LiveKit cannot be reached/), told(/ DC01: video: /), told(/^livekit-server /)], [1, 1, 0]);
    assert.not.match(said(), 'a-secret-of');
  } catch (error) {
    console.log(said());
    throw error;
  } finally {
    await end(demo);
  }
});

async function until(demo: ChildProcess, met: () => boolean, what: string): Promise<void> {
  const limit = performance.now() + PATIENCE_MS;
  while (!met()) {
    if (demo.exitCode !== null) throw new Error(`the demo ended while waiting for ${what}`);
    if (performance.now() > limit) throw new Error(`no sign of ${what}`);
    await delay(100);
  }
}

/** In order, so that what it started ends with it. */
async function end(demo: ChildProcess): Promise<void> {
  if (demo.exitCode !== null || demo.signalCode !== null) return;
  const ended = once(demo, 'exit');
  demo.kill('SIGTERM');
  const late = setTimeout(() => demo.kill('SIGKILL'), 20_000);
  await ended;
  clearTimeout(late);
}

test.run();
