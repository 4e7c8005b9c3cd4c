import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { claim, type Credential } from '@hub/scripts/simulate/access.ts';
import { SimulatedStaff } from '@hub/scripts/simulate/staff.ts';
import type { LinkStatus } from '@hub/shared/model/link.ts';
import { HubProcess } from '../support/hub-process.ts';
import { NetworkNamespace, whyNoNamespaces } from '../support/network-namespace.ts';

/** L11, as people at a screen may count on it. These are the only tests that hold a wall clock against a bound. */
const SILENT_WITHIN_MS = 10_000;
const CLOSED_WITHIN_MS = 300;
const OPERATOR = fileURLToPath(new URL('../support/operator-process.ts', import.meta.url));

interface Operator {
  readonly child: ChildProcess;
  readonly pointId: string;
  /** Settles with the next line that has this field. */
  line(field: string): Promise<Record<string, unknown>>;
}

const hub = await HubProcess.prepare({ env: { HUB_HOST: '0.0.0.0' } });
const children: ChildProcess[] = [];
let screen: SimulatedStaff;

async function operatorAt(pointId: string, url: string, wrapper: readonly string[]): Promise<Operator> {
  const credential: Credential = await claim(hub.url, await screen.mint('operator', pointId, pointId), pointId);
  const [program = process.execPath, ...args] = [...wrapper, process.execPath, OPERATOR, url, pointId, credential.key];
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const waiting: { field: string; resolve: (line: Record<string, unknown>) => void }[] = [];
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line = JSON.parse(text) as Record<string, unknown>;
    for (const each of waiting.splice(0)) {
      if (each.field in line) each.resolve(line);
      else waiting.push(each);
    }
  });
  const operator = {
    child,
    pointId,
    line: (field: string) => new Promise<Record<string, unknown>>((resolve) => waiting.push({ field, resolve })),
  };
  await linkOf(pointId, (link) => link.state === 'up');
  return operator;
}

/** Settles when the control room's screen shows such a link, with the moment it did. */
async function linkOf(
  pointId: string,
  met: (link: LinkStatus) => boolean,
): Promise<{ link: LinkStatus; at: number; wall: number }> {
  const view = await screen.until((replica) => {
    const row = replica.rows.find(({ id }) => id === pointId);
    return row !== undefined && met(row.link);
  });
  const row = view.rows.find(({ id }) => id === pointId);
  if (row === undefined) throw new Error(`${pointId} left the view`);
  return { link: row.link, at: performance.now(), wall: Date.now() };
}

test.before(async () => {
  await hub.start();
  screen = new SimulatedStaff(hub.url, hub.adminKey());
  screen.open();
  await screen.until(() => true);
});
test.after(async () => {
  for (const child of children) child.kill('SIGKILL');
  screen.stop();
  await hub.dispose();
});

test('[L11] [L12] a clean close is `impaired(reconnecting)` on the screen within 300 ms', async () => {
  const operator = await operatorAt('DC03', hub.url, []);
  const closed = operator.line('closedAt');
  operator.child.stdin?.write('close\n');
  const { link, wall } = await linkOf(operator.pointId, ({ state }) => state !== 'up');
  const { closedAt } = await closed;
  console.log(`clean close: ${link.state}(${link.reasons.join()}) after ${String(wall - Number(closedAt))} ms`);
  assert.is(link.state, 'impaired');
  assert.equal(link.reasons, ['reconnecting']);
  assert.ok(wall - Number(closedAt) <= CLOSED_WITHIN_MS, `${String(wall - Number(closedAt))} ms`);
});

/** Settles when it has left `up` in time; `takeAway` is what makes it silent. */
async function leavesInTime(what: string, pointId: string, takeAway: () => void): Promise<void> {
  const silentAt = performance.now();
  takeAway();
  const { link, at } = await linkOf(pointId, ({ state }) => state !== 'up');
  console.log(`${what}: ${link.state}(${link.reasons.join()}) after ${String(Math.round(at - silentAt))} ms`);
  assert.is(link.state, 'impaired');
  assert.ok(at - silentAt <= SILENT_WITHIN_MS, `${String(at - silentAt)} ms`);
}

async function stopItsProcess(): Promise<void> {
  const { child, pointId } = await operatorAt('DC02', hub.url, []);
  await leavesInTime('process stopped', pointId, () => child.kill('SIGSTOP'));
}

async function cutItsNetwork(): Promise<void> {
  const network = new NetworkNamespace();
  try {
    const port = new URL(hub.url).port;
    const { pointId } = await operatorAt('DC04', `http://${network.hostAddress}:${port}`, network.wrapper);
    await leavesInTime('network cut', pointId, () => network.cut());
    await linkOf(pointId, ({ state }) => state === 'lost');
    network.heal();
    await linkOf(pointId, ({ state }) => state === 'up');
  } finally {
    network.dispose();
  }
}

const obstacle = whyNoNamespaces();
if (obstacle !== null) console.log(`SKIPPED: no network namespaces here (${obstacle})`);

// Side by side: both are silence, and silence is waited for.
(obstacle === null ? test : test.skip)(
  '[L11] an operator whose process is stopped, and one whose network is cut both ways, leave `up` within 10 s; the second comes back',
  async () => {
    await Promise.all([stopItsProcess(), cutItsNetwork()]);
  },
);

test.run();
