import type { Browser, Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  axeFindings,
  DESK,
  LAPTOP,
  layoutFaults,
  linkFor,
  openBrowser,
  openPage,
  shoot,
  type TestPage,
} from '../support/browser.ts';
import { House } from '../support/house.ts';
import { startHub, type TestHub } from '../support/start-hub.ts';

const test = suite('wall');
let hub: TestHub;
let house: House;
let browser: Browser;
let wall: TestPage;

test.before(async () => {
  browser = await openBrowser();
  hub = await startHub();
  house = await House.open(hub);
  wall = await openPage(browser, await linkFor(hub, 'wall'), DESK);
});
test.after(async () => {
  await wall.close();
  await browser.close();
  house.close();
  await hub.end();
});

async function sound(page: Page, name: string): Promise<void> {
  for (const size of [DESK, LAPTOP]) {
    await page.setViewportSize(size);
    await shoot(page, `wall-${name}-${size.width}`);
  }
  assert.equal(await axeFindings(page), [], name);
  assert.equal(await layoutFaults(page), [], name);
  await page.setViewportSize(DESK);
}

test('[H2] [V9] the wall shows all 89 points and the same figures, and offers nothing to press', async () => {
  const { page, complaints } = wall;
  await house.enter('live');
  const round = await house.openRound();
  await house.report('DC01', round, 118);
  const faulty = await house.join('DC14');
  await faulty.ask('point:fault', { commandId: 'fault-on-the-wall', fault: 'audio', present: true });
  await page.getByText('1/89').first().waitFor();
  await page.locator('.alarm').getByText('KP 2 Bến Tây').waitFor();
  assert.is(await page.locator('.tile').count(), 89);
  for (const role of ['button', 'link', 'textbox'] as const) assert.is(await page.getByRole(role).count(), 0, role);
  const box = await page.locator('.tile').last().boundingBox();
  assert.ok(box !== null && box.y + box.height <= DESK.height && box.x + box.width <= DESK.width);
  await sound(page, 'live');
  assert.equal(complaints, []);
});

test('[L12] a silent end of a line is seen on the wall', async () => {
  const { page } = wall;
  const gone = await house.join('DC38');
  await page.locator('.tile.s-up[title*="Thôn 1 Tân Lập" i], .tile.s-up', { hasText: 'Thôn 1' }).first().waitFor();
  gone.socket.io.engine.close();
  await page.locator('.alarm', { hasText: 'Thôn 1 Tân Lập' }).waitFor();
});

test('[V8] [W6] when the hub is gone the head of the wall says so, and its figures with their whole as of then', async () => {
  const { page } = wall;
  house.close();
  await hub.stop();
  await page.getByText('DỮ LIỆU CŨ').waitFor();
  await page.getByText(/^Khi đó \d+\/89 thông suốt$/).waitFor();
  await page.getByText('118/4.863 có mặt, 1/89 điểm đã báo').waitFor();
  await sound(page, 'stale');
});

test.run();
