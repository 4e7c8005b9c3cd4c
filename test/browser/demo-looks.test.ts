import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '@hub/scripts/lib/free-ports.ts';
import { readLocalAdmin } from '@hub/scripts/simulate/sign-in.ts';
import { SimulatedStaff } from '@hub/scripts/simulate/staff.ts';
import { LINK_STATES } from '@hub/shared/model/link.ts';
import { PAGE_OF } from '@hub/shared/protocol/registry.ts';
import { attentionOf } from '@hub/shared/view/attention.ts';
import type { Replica } from '@hub/shared/view/replica.ts';
import type { Browser, Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { LAPTOP, openBrowser, openPage, shoot, SOFTWARE_GL } from '../support/browser.ts';

const DEMO = fileURLToPath(new URL('../../scripts/demo.ts', import.meta.url));
/** High enough for every row of the table at once; a map of that size is drawn in software for seconds. */
const TALL = { width: 1366, height: 3100 };
/** Of no rule: how long screen and hub may take to be seen at one moment, on a machine that others load. */
const PATIENCE_MS = 90_000;

const test = suite('demo looks');
let folder: string;
let demo: ChildProcess;
let browser: Browser;
let staff: SimulatedStaff;
let control: Page;
let wall: Page;

test.before(async () => {
  browser = await openBrowser([], SOFTWARE_GL);
  folder = await mkdtemp(join(tmpdir(), 'hub-demo-looks-'));
  const dataDir = join(folder, 'data');
  demo = spawn(process.execPath, [DEMO, '--data', dataDir, '--speed', '120'], {
    env: { ...process.env, HUB_PORT: String(await freePort()), HUB_HOST: '127.0.0.1' },
    stdio: 'ignore',
  });
  for (const until = Date.now() + PATIENCE_MS; !existsSync(join(dataDir, 'local-admin.json'));) {
    if (Date.now() > until || demo.exitCode !== null) throw new Error('the demo did not start');
    await delay(50);
  }
  const { url, key } = readLocalAdmin(dataDir);
  staff = new SimulatedStaff(url, key);
  staff.open();
  const open = async (role: 'controller' | 'wall'): Promise<Page> => {
    const { secret } = await staff.mint(role, null, role);
    return (await openPage(browser, `${url}${PAGE_OF[role]}#${secret}`, LAPTOP)).page;
  };
  [control, wall] = [await open('controller'), await open('wall')];
  // The morning is on: all are there, and most have reported.
  await staff.until(({ totals }) => totals.byState.absent + totals.byState.joining < 5 && totals.reported > 40);
});
test.after(async () => {
  staff.stop();
  await browser.close();
  if (demo.exitCode === null) {
    const ended = once(demo, 'exit');
    demo.kill('SIGTERM');
    await ended;
  }
  await rm(folder, { recursive: true, force: true });
});

/** The morning goes on while it is looked at: what is shown must be, at one moment, what the hub's own stream says. */
async function agrees(what: string, shown: () => Promise<unknown>, told: (hub: Replica) => unknown): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const seen = await shown();
    const { replica } = staff;
    const said = replica && told(replica);
    if (JSON.stringify(seen) === JSON.stringify(said)) return;
    if (Date.now() > until) assert.equal(seen, said, what);
    await delay(100);
  }
}

/** "name state" of each element, by the mark that it draws. */
const statesOf = (page: Page, each: string, name: string): Promise<string[]> =>
  page.locator(each).evaluateAll(
    (all, by) =>
      all
        .map((one) => {
          const titled = by === '' ? one : one.querySelector(by);
          const mark = [...(one.querySelector('.mk')?.classList ?? [])].find((word) => word.startsWith('mk-')) ?? '';
          return `${(titled?.getAttribute('title') ?? '').split(',')[0] ?? ''} ${mark.slice(3)}`;
        })
        .sort(),
    name,
  );
const told = ({ rows }: Replica): string[] =>
  rows.map(({ name, link }) => `${name.split(',')[0] ?? ''} ${link.state}`).sort();

const chips = async (): Promise<Record<string, number>> =>
  control
    .locator('.chips')
    .evaluate(
      (box, states) =>
        Object.fromEntries(
          states.map((state) => [
            state,
            Number(
              /\d+\s*$/.exec(box.querySelector(`.mk-${state}`)?.closest('button, .chip')?.textContent ?? '')?.[0] ?? -1,
            ),
          ]),
        ),
      [...LINK_STATES],
    );
const counted = ({ totals }: Replica): Record<string, number> =>
  Object.fromEntries(LINK_STATES.map((state) => [state, totals.byState[state]]));

/** By mouse and by key: each look shows the same 89 points in the hub's states. */
const LOOKS = [
  { key: '1', tab: 'Bản đồ', each: '.map-off li', name: 'button' },
  { key: '2', tab: 'Lưới', each: '.tile-grid .tile', name: '' },
  { key: '3', tab: 'Bảng', each: '.point-table tbody tr:not(.pad)', name: '.nm' },
] as const;

for (const by of ['mouse', 'keyboard'] as const) {
  test(`[M8] [W1] the demo's morning on the map, in the grid and in the table is the hub's, by ${by}`, async () => {
    for (const { key, tab, each, name } of LOOKS) {
      if (by === 'mouse') await control.locator('.tabs').getByRole('button', { name: tab }).click();
      else await control.keyboard.press(key);
      if (key === '1') {
        await control.locator('.map-ground[data-drawn=yes]').waitFor();
        const list = control.locator('.map-off summary').last();
        if (by === 'mouse') await list.click();
        else {
          await list.focus();
          await control.keyboard.press('Enter');
        }
      }
      await control.setViewportSize(key === '3' ? TALL : LAPTOP);
      await agrees(`${tab} by ${by}`, () => statesOf(control, each, name), told);
      await agrees(`chips beside ${tab}`, chips, counted);
      await shoot(control, `demo-${key}-${by}`);
      await control.setViewportSize(LAPTOP);
    }
  });
}

test("[W1] [V9] the demo's morning on the wall is the hub's", async () => {
  await agrees('wall', () => statesOf(wall, '.tile', ''), told);
  await shoot(wall, 'demo-wall');
});

test("[I2] the number of Chú ý is of the points that stand there, on its tab and over its list, in the demo's morning too", async () => {
  const numbers = (): Promise<string[]> =>
    control
      .locator('#rail-attention .n, .attention > h2 .n')
      .evaluateAll((all) => all.map((one) => /^[\d.]*/.exec(one.textContent ?? '')?.[0] ?? ''));
  await agrees('numbers', numbers, (hub) => {
    const { count } = attentionOf(hub, hub.at);
    return count === 0 ? [''] : [String(count), String(count)];
  });
});

test.run();
