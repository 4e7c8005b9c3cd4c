import type { Browser, Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  DESK,
  LAPTOP,
  linkFor,
  openBrowser,
  openPage,
  shoot,
  SOFTWARE_GL,
  type Size,
  type TestPage,
} from '../support/browser.ts';
import { ForwardClock } from '../support/forward-clock.ts';
import { House } from '../support/house.ts';
import { sound } from '../support/screens.ts';
import { startHub, type TestHub } from '../support/start-hub.ts';

const test = suite('replay');
const MINUTE = 60_000;
const clock = new ForwardClock();
let hub: TestHub;
let house: House;
let browser: Browser;
const open: TestPage[] = [];

test.before(async () => {
  browser = await openBrowser([], SOFTWARE_GL);
  hub = await startHub({ memory: true, clock });
  house = await House.open(hub);
  await house.enter('live');
  clock.advance(10 * MINUTE);
  const round = await house.openRound();
  await house.report('DC01', round, 100, 18);
  clock.advance(20 * MINUTE);
  await house.report('DC02', round, 108);
  await house.order('instruction:send', { text: 'Bật micrô', urgent: true, to: { kind: 'all' } });
  clock.advance(15 * MINUTE);
  for (const id of ['DC20', 'DC21', 'DC22']) await house.join(id);
  await house.order('incident:open', { pointId: 'DC22', cause: 'audio' });
  clock.advance(15 * MINUTE);
});
test.after.each(async () => {
  for (const page of open.splice(0)) await page.close();
});
test.after(async () => {
  await browser.close();
  house.close();
  await hub.end();
});

async function openAs(size: Size): Promise<TestPage> {
  const opened = await openPage(browser, await linkFor(hub, 'controller'), size);
  open.push(opened);
  await opened.page.locator('.tile').first().waitFor();
  return opened;
}

const slider = (page: Page) => page.getByRole('slider', { name: 'Dòng thời gian' });
const presentOf = (page: Page) => page.locator('.fig').nth(1).locator('.v');

/** A press on the strip, at this share of its length. */
async function pressAt(page: Page, share: number): Promise<void> {
  const box = await slider(page).boundingBox();
  if (!box) throw new Error('the strip is not drawn');
  await page.mouse.click(box.x + box.width * share, box.y + 10);
}

test('[Q4] [Q5] dragged over the strip every part shows how it stood, with no button that acts, and L is back', async () => {
  const { page, complaints } = await openAs(DESK);
  await slider(page).waitFor();
  await page.locator('.strip-read').waitFor();
  await sound(page, 'replay-strip-live-1920');
  assert.is(await presentOf(page).textContent(), '208');

  // A quarter of the hour: only the first had reported.
  await pressAt(page, 0.3);
  await page.getByText('XEM LẠI').first().waitFor();
  await page.waitForFunction(() => document.querySelector('.fig:nth-child(2) .v')?.textContent === '100');
  await page.getByText('không xem lại được').waitFor();
  // Every part is of then, also what counts tiles, and nothing flashes as if it were news.
  assert.is(
    await page
      .locator('.grp h2')
      .first()
      .innerText()
      .then((text) => text.includes('1/12')),
    true,
  );
  assert.is(await page.locator('.tile.flash').count(), 0);
  for (const name of ['Chốt số', 'Nhận xử lý', 'Gửi chỉ đạo']) {
    assert.is(await page.getByRole('button', { name }).count(), 0, name);
  }
  await sound(page, 'replay-past-1920');
  await page.keyboard.press('3');
  await page.locator('.view table, .view [role=table], .view [role=grid]').first().waitFor();
  await shoot(page, 'replay-table-1920');
  // So is the map: three joined long after, and what differs from now is no news.
  await page.keyboard.press('1');
  await page.locator('.map-ground[data-drawn=yes]').waitFor();
  await page.getByText('Danh sách 89 điểm').click();
  await page.waitForFunction(() => document.querySelectorAll('.map-off li .mk-up').length === 1);
  assert.is(await page.locator('.map-ground[data-flashed]').count(), 0);
  assert.match(await page.locator('.bar .phase').innerText(), 'Lúc đó: Trực tiếp');
  await sound(page, 'replay-map-1920');
  await page.keyboard.press('l');
  await page.locator('.control:not(.past)').waitFor();
  await page.waitForFunction(() => document.querySelectorAll('.map-off li .mk-up').length > 3);
  assert.is(await page.locator('.map-ground[data-flashed]').count(), 0);
  await page.keyboard.press('2');
  await pressAt(page, 0.3);
  await page.locator('.control.past').waitFor();
  await page.waitForFunction(() => document.querySelector('.fig:nth-child(2) .v')?.textContent === '100');

  // The drawer is of then too: one report, nothing to send.
  await page.locator('.tile').first().click();
  const drawer = page.locator('.drawer');
  await drawer.waitFor();
  await drawer.locator('.dsec').first().waitFor();
  assert.is(await drawer.getByRole('button', { name: 'Nhập thay' }).count(), 0);
  await sound(page, 'replay-drawer-1920');
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'detached' });
  assert.is(await page.locator('.control.past').count(), 1, 'Escape closed the drawer first');
  await page.keyboard.press('Escape');
  await page.locator('.control:not(.past)').waitFor();
  await page.waitForFunction(() => document.querySelector('.fig:nth-child(2) .v')?.textContent === '208');

  await pressAt(page, 0.3);
  await page.locator('.control.past').waitFor();
  await page.keyboard.press('l');
  await page.locator('.control:not(.past)').waitFor();
  assert.equal(complaints, []);
});

test('[Q6] by keyboard: arrows and Home move it, it plays at 60×, and stops where it is told', async () => {
  const { page } = await openAs(DESK);
  await slider(page).focus();
  await page.keyboard.press('Home');
  await page.locator('.control.past').waitFor();
  await page.waitForFunction(() => document.querySelector('.fig:nth-child(2) .v')?.textContent !== '208');
  const from = Number(await slider(page).getAttribute('aria-valuenow'));
  await page.keyboard.press('Shift+ArrowRight');
  assert.is(Number(await slider(page).getAttribute('aria-valuenow')), from + 60);
  await page.getByRole('button', { name: 'Phát nhanh gấp 60' }).click();
  await page.waitForFunction(
    (before) => Number(document.querySelector('[role=slider]')?.getAttribute('aria-valuenow')) > before + 90,
    from + 60,
  );
  await page.getByRole('button', { name: 'Dừng' }).click();
  await page.getByRole('button', { name: 'Phát', exact: true }).waitFor();
});

test('[Q5] on a small screen the strip is folded until it is asked for, and stays as it was left', async () => {
  const { page } = await openAs(LAPTOP);
  assert.is(await slider(page).count(), 0);
  await sound(page, 'replay-folded-1366');
  await page.keyboard.press('d');
  await slider(page).waitFor();
  await page.locator('.strip-read').waitFor();
  await pressAt(page, 0.6);
  await page.waitForFunction(() => document.querySelector('.fig:nth-child(2) .v')?.textContent === '208');
  await page.locator('.control.past').waitFor();
  await sound(page, 'replay-past-1366');
  await page
    .getByRole('button', { name: /Giao diện sáng|Nền sáng|sáng/ })
    .first()
    .click();
  await sound(page, 'replay-past-1366-light');
  await page.reload();
  await slider(page).waitFor();
  await page.getByRole('button', { name: 'Ẩn dòng thời gian' }).click();
  await slider(page).waitFor({ state: 'detached' });
  await page.reload();
  await page.locator('.tile').first().waitFor();
  assert.is(await slider(page).count(), 0);
});

test.run();
