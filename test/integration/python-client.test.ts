import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SimulatedStaff } from '@hub/scripts/simulate/staff.ts';
import { HubProcess } from '../support/hub-process.ts';

const CLIENT = fileURLToPath(new URL('../support/python/operator_client.py', import.meta.url));

interface Seen {
  readonly controllerRole: string;
  readonly operatorRole: string;
  readonly pointId: string;
  readonly sameDevice: boolean;
  readonly refusal: { readonly kind: string; readonly retry: string } | null;
  readonly firstAnswer: Readonly<Record<string, unknown>>;
  readonly secondAnswer: Readonly<Record<string, unknown>>;
  readonly report: Readonly<Record<'present' | 'excused' | 'unexcused' | 'guests', number>>;
  readonly seen: Readonly<Record<'present' | 'excused' | 'unexcused' | 'guests' | 'revisions', number>>;
  readonly totals: Readonly<Record<'points' | 'reported' | 'present', number>>;
  readonly points: number;
  readonly endState: string;
  readonly stream: Readonly<Record<'snapshots' | 'patches' | 'beats', number>>;
}

async function runClient(args: readonly string[]): Promise<Seen> {
  const child = spawn('python3', [CLIENT, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (out += data.toString('utf8')));
  child.stderr.on('data', (data: Buffer) => (err += data.toString('utf8')));
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) throw new Error(`the client ended with ${String(code)}:\n${err}`);
  return JSON.parse(out) as Seen;
}

const hub = await HubProcess.prepare();

test.before(async () => {
  await hub.start();
});
test.after(async () => {
  await hub.dispose();
});

test('[H3] [H5] [H8] [V2] a client in another language, written from the document alone, joins, reports and reads a view', async () => {
  const admin = new SimulatedStaff(hub.url, hub.adminKey());
  admin.open();
  const operator = await admin.mint('operator', 'DC07', 'Python');
  const controller = await admin.mint('controller', null, 'Python');
  admin.stop();

  const seen = await runClient([
    ...['--hub', hub.url],
    ...['--operator-secret', operator.secret],
    ...['--controller-secret', controller.secret],
  ]);

  assert.is(seen.controllerRole, 'controller');
  assert.is(seen.operatorRole, 'operator');
  assert.is(seen.pointId, 'DC07');
  assert.ok(seen.sameDevice, 'a repeated claim gets the same device');
  assert.is(seen.refusal?.kind, 'sum-mismatch');
  assert.is(seen.refusal?.retry, 'fix');
  assert.equal(seen.firstAnswer['durability'], 'saved');
  assert.equal(seen.firstAnswer['counts'], true);
  assert.equal(seen.firstAnswer['amendment'], false);
  assert.equal(seen.secondAnswer, seen.firstAnswer, 'a repeated command gets the first answer');
  for (const field of ['present', 'excused', 'unexcused', 'guests'] as const) {
    assert.is(seen.seen[field], seen.report[field], field);
  }
  assert.is(seen.seen.revisions, 1);
  assert.is(seen.points, 89);
  assert.is(seen.totals.points, 89);
  assert.is(seen.totals.reported, 1);
  assert.is(seen.totals.present, seen.report.present);
  assert.is(seen.endState, 'left');
  assert.is(seen.stream.snapshots, 1, 'the second subscription goes on from the cursor');
  assert.ok(seen.stream.patches > 0 && seen.stream.beats > 0);
});

test.run();
