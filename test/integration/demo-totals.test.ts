import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { claim } from '@hub/scripts/simulate/access.ts';
import { planMorning } from '@hub/scripts/simulate/morning.ts';
import { Play } from '@hub/scripts/simulate/play.ts';
import { seededRandom } from '@hub/scripts/simulate/random.ts';
import { fileRecorder } from '@hub/scripts/simulate/record.ts';
import { signInPoints } from '@hub/scripts/simulate/sign-in.ts';
import { SimulatedStaff } from '@hub/scripts/simulate/staff.ts';
import { HubProcess } from '../support/hub-process.ts';
import { RawScreen } from '../support/oracle/raw-client.ts';
import { readReports } from '../support/oracle/records.ts';
import { checkTotals } from '../support/oracle/totals.ts';

const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1e6));
const STOPS = 3;
/** The morning's ten minutes before the first round pass in five seconds. */
const SPEED = 120;

const folder = mkdtempSync(join(tmpdir(), 'hub-record-'));
const recordFile = join(folder, 'operators.jsonl');
const hub = await HubProcess.prepare();

test.before(async () => {
  await hub.start();
});
test.after(async () => {
  await hub.dispose();
  rmSync(folder, { recursive: true });
});

test(`[H2] [H4] [H9] [V5] whenever the demo is stopped the totals are the sum over the operators' records (SEED=${String(SEED)})`, async () => {
  const random = seededRandom(SEED, 'stops');
  const staff = new SimulatedStaff(hub.url, hub.adminKey());
  staff.open();
  const { rows } = await staff.until(() => true);
  const cast = rows.map((row) => ({ id: row.id as string, carrier: row.carrier }));
  const credentials = await signInPoints(
    hub.url,
    staff,
    cast.map(({ id }) => id),
  );
  const chair = await claim(hub.url, await staff.mint('controller', null, 'oracle'), 'oracle');
  const record = fileRecorder(recordFile);
  const play = new Play({
    hub: hub.url,
    morning: planMorning(cast, SEED),
    credentials,
    speed: SPEED,
    record,
    controller: staff,
    admit: staff,
    say: () => undefined,
  });
  play.begin();
  await staff.until((view) => view.session.round !== null);

  let reported = 0;
  for (let stop = 1; stop <= STOPS; stop++) {
    await delay(random.between(800, 4_000));
    play.quiet();
    while (play.outstanding > 0) await delay(20);
    const screen = await RawScreen.open(hub.url, chair.key);
    const first = await screen.snapshot();
    await oneBeat(screen);
    const seen = await screen.snapshot();
    screen.close();
    assert.equal(seen.totals.present, first.totals.present, 'nothing changes once everything was answered');
    assert.equal(checkTotals(seen, readReports(recordFile)), [], `stop ${String(stop)}`);
    const followed = staff.replica;
    assert.is(followed?.totals.present, seen.totals.present, 'a screen that follows patches shows the same');
    assert.is(followed?.totals.reported, seen.totals.reported);
    reported = Math.max(reported, seen.totals.reported);
    play.resume();
  }
  await play.stop();
  staff.stop();
  record.close();
  assert.ok(reported > 0, 'a stop that met no report proves nothing');
});

function oneBeat(screen: RawScreen): Promise<void> {
  return new Promise((resolve) => {
    const off = screen.onEvent((name) => {
      if (name !== 'view:beat') return;
      off();
      resolve();
    });
  });
}

test.run();
