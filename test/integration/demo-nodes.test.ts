import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { freePort } from '../support/free-port.ts';
import { HubProcess } from '../support/hub-process.ts';
import { RawScreen } from '../support/oracle/raw-client.ts';
import { readReports } from '../support/oracle/records.ts';
import { checkTotals, type SeenView } from '../support/oracle/totals.ts';

const DEMO = fileURLToPath(new URL('../../scripts/demo.ts', import.meta.url));
/** Of no rule: the pages may have to be built first. */
const PATIENCE_MS = 180_000;

test('[D1] [D6] [H9] one command shows three hubs; one of them is killed, and every log that is left has what the operators were told', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hub-demo-nodes-'));
  const dataDir = join(folder, 'data');
  const record = join(folder, 'operators.jsonl');
  const demo = spawn(
    process.execPath,
    [DEMO, '--nodes', '3', '--data', dataDir, '--record', record, '--speed', '120', '--for', '9s'],
    {
      env: { ...process.env, HUB_PORT: String(await freePort()), HUB_HOST: '127.0.0.1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let said = '';
  for (const stream of [demo.stdout, demo.stderr]) stream.on('data', (data: Buffer) => (said += data.toString()));
  const ended = once(demo, 'exit') as Promise<[number | null]>;
  try {
    const until = performance.now() + PATIENCE_MS;
    while (!said.includes('round opening')) {
      if (demo.exitCode !== null || performance.now() > until) throw new Error('no round was opened');
      await delay(50);
    }
    const pids = [...said.matchAll(/pid (\d+)/g)].map((found) => Number(found[1]));
    assert.is(pids.length, 9, 'three hubs, three Redis, three Sentinels');
    process.kill(pids[2] ?? 0, 'SIGKILL');
    const [code] = await ended;
    assert.is(code, 0);
    assert.match(said, /hub 3 .*the others go on/);
    assert.match(said, /"settled": true/);
    assert.equal(pids.filter(isRunning), [], 'nothing is left behind');
    const seen = await Promise.all(['node-1', 'node-2'].map((name) => viewOf(join(dataDir, name))));
    for (const view of seen) assert.equal(checkTotals(view, readReports(record)), []);
    assert.ok((seen[0]?.totals.reported ?? 0) > 0, 'a morning without reports proves nothing');
    assert.equal(seen[0]?.totals, seen[1]?.totals);
  } catch (error) {
    console.log(said);
    throw error;
  } finally {
    demo.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  }
});

/** What a hub that is begun alone on this folder shows. */
async function viewOf(dataDir: string): Promise<SeenView> {
  const hub = await HubProcess.prepare({ dataDir });
  try {
    await hub.start();
    const screen = await RawScreen.open(hub.url, hub.adminKey());
    const view = await screen.snapshot();
    screen.close();
    return view;
  } finally {
    await hub.kill();
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test.run();
