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
  SOFTWARE_GL,
  type TestPage,
} from '../support/browser.ts';
import { House } from '../support/house.ts';
import { tinyPmtiles } from '../support/pmtiles.ts';
import { startHub, type TestHub } from '../support/start-hub.ts';

const test = suite('map');
let hub: TestHub;
let house: House;
let browser: Browser;
let desk: TestPage;

test.before(async () => {
  browser = await openBrowser([], SOFTWARE_GL);
});
test.after(async () => {
  await browser.close();
});
test.before.each(async () => {
  hub = await startHub({ memory: true });
  house = await House.open(hub);
  desk = await openPage(browser, await linkFor(hub, 'controller'), DESK);
  await desk.page.getByRole('heading', { name: 'Điểm Cầu Hub' }).waitFor();
});
test.after.each(async () => {
  await desk.close();
  house.close();
  await hub.end();
});

const tag = (page: Page, name: string | RegExp) => page.locator('.map-over').getByRole('button', { name });

/** Every label on the map lies apart from every other, and on the screen. */
async function tagFaults(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const tags = [...document.querySelectorAll('.map-tag')].map((tag) => ({
      name: tag.textContent ?? '',
      box: tag.getBoundingClientRect(),
      full: tag.scrollWidth <= tag.clientWidth,
    }));
    const view = document.querySelector('.map')?.getBoundingClientRect();
    return tags.flatMap(({ name, box, full }, i) => [
      ...(full ? [] : [`${name} is cut`]),
      ...(view && box.left >= view.left && box.right <= view.right && box.top >= view.top && box.bottom <= view.bottom
        ? []
        : [`${name} is off the map`]),
      ...tags
        .slice(i + 1)
        .filter(
          ({ box: other }) =>
            box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom,
        )
        .map((other) => `${name} over ${other.name}`),
    ]);
  });
}

test('[M1] [M3] the map opens with one key, names what needs a person and the host, and opens a point', async () => {
  const { page, complaints } = desk;
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  assert.is(requests.filter((url) => url.includes('map')).length, 0);
  await house.enter('live');
  const round = await house.openRound();
  await house.report('DC01', round, 118);
  await house.report('DC20', round, 44);
  await house.join('DC02');
  await page.keyboard.press('1');
  await page.locator('.map[data-ground=there]').waitFor();
  // Only once the worker has cut the boundaries into tiles.
  await page.locator('.map-ground[data-drawn=yes]').waitFor({ timeout: 60_000 });
  await tag(page, /Hội trường Thị ủy/).waitFor();
  assert.ok(
    requests.length > 0 &&
      requests.every((url) => url.startsWith(hub.url) || url.startsWith('data:') || url.startsWith('blob:')),
  );
  for (const size of [DESK, LAPTOP]) {
    await page.setViewportSize(size);
    await page.waitForFunction(
      (width) => document.querySelector<HTMLCanvasElement>('.map-ink')?.getBoundingClientRect().width === width,
      await page.evaluate(() => document.querySelector('.map')?.getBoundingClientRect().width),
    );
    await shoot(page, `map-${size.width}`);
    await tag(page, /Hội trường Thị ủy/).waitFor();
    assert.equal(await tagFaults(page), []);
    assert.equal(await layoutFaults(page), [], `map at ${size.width}`);
  }
  await page.setViewportSize(DESK);
  assert.equal(await axeFindings(page), []);
  await tag(page, /Hội trường Thị ủy/).focus();
  await page.keyboard.press('Enter');
  await page.locator('.drawer').getByRole('heading', { name: 'Hội trường Thị ủy' }).waitFor();
  assert.equal(complaints, []);
});

test('[M1] [M5] [M6] trouble is named with its time, filters step back, and areas are tinted by choice', async () => {
  const { page, complaints } = desk;
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await house.enter('live');
  await page.keyboard.press('1');
  await page.locator('.map[data-ground=there]').waitFor();
  const dc20 = await house.join('DC20');
  await dc20.ask('point:fault', { commandId: 'fault-of-the-test', fault: 'audio', present: true });
  await tag(page, /khu phố 3 Phố Mới.*Trục trặc/).waitFor();
  await page.getByText('nối', { exact: false }).first().waitFor({ state: 'attached' });
  await page.getByRole('button', { name: 'Đã báo', exact: true }).click();
  await page.getByText('Chưa mở lượt báo số nào: tạm tô theo đường truyền').waitFor();
  await house.openRound();
  await page.getByText('Đậm dần: còn nhiều điểm chưa báo').waitFor();
  await page.getByRole('button', { name: 'Nền sáng' }).click();
  await shoot(page, 'map-light-1920');
  assert.equal(await axeFindings(page), []);
  await page.keyboard.press('c');
  await tag(page, /Hội trường Thị ủy/).waitFor({ state: 'detached' });
  await tag(page, /khu phố 3 Phố Mới/).waitFor();
  await page.getByRole('button', { name: 'Phóng to' }).click();
  await page.getByRole('button', { name: 'Xem toàn bộ' }).click();
  await tag(page, /khu phố 3 Phố Mới/).click();
  await page
    .locator('.drawer')
    .getByRole('heading', { name: /khu phố 3 Phố Mới/ })
    .waitFor();
  assert.equal(complaints, []);
});

test('[M7] [M8] a base map comes in ranges, the map outlives its graphics card, and a list reaches what it cannot show', async () => {
  const { page, complaints } = desk;
  const admin = await hub.signIn('administrator');
  const given = await fetch(`${hub.url}/api/map/base`, {
    method: 'POST',
    body: tinyPmtiles(),
    headers: { authorization: `Bearer ${admin.credential}` },
  });
  assert.is(given.status, 200);
  const statuses: number[] = [];
  page.on('response', (response) => {
    if (response.url().endsWith('/api/map/base')) statuses.push(response.status());
  });
  await house.enter('live');
  await page.keyboard.press('1');
  await page.locator('.map-ground[data-base=raster][data-drawn=yes]').waitFor({ timeout: 60_000 });
  assert.ok(statuses.length > 0 && statuses.every((status) => status === 206 || status === 304), statuses.join());
  await page.getByText('Danh sách 89 điểm').click();
  await page
    .locator('.map-off')
    .getByRole('button', { name: /thôn 1 Tân Lập/i })
    .first()
    .press('Enter');
  await page.locator('.drawer').waitFor();
  await page.keyboard.press('Escape');
  // The card goes and comes back; the map draws again by itself.
  await page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('.maplibregl-canvas');
    const lose = canvas?.getContext('webgl2')?.getExtension('WEBGL_lose_context');
    document.querySelector('.map-ground')?.setAttribute('data-drawn', 'no');
    canvas?.addEventListener('webglcontextlost', () => setTimeout(() => lose?.restoreContext(), 0));
    lose?.loseContext();
  });
  await page.locator('.map-ground[data-base=raster][data-drawn=yes]').waitFor({ timeout: 60_000 });
  await shoot(page, 'map-after-loss');
  // A hub that does not answer keeps no map that has gone: its question is taken back.
  await page.route('**/api/map/areas', () => undefined);
  for (let turn = 0; turn < 2; turn++) {
    await page.keyboard.press('2');
    await page.locator('.tile').first().waitFor();
    const asked = page.waitForRequest('**/api/map/areas');
    await page.keyboard.press('1');
    const request = await asked;
    const over = page.waitForEvent('requestfailed', (one) => one === request);
    await page.keyboard.press('2');
    await over;
  }
  assert.equal(complaints, []);
});

test('[M1] where the machine cannot draw it, the page says so and names the other looks', async () => {
  const { page, complaints } = desk;
  await page.evaluate(() => {
    HTMLCanvasElement.prototype.getContext = () => null;
  });
  await page.keyboard.press('1');
  await page.getByText('Không mở được bản đồ trên máy này. Dùng Lưới (phím 2)').waitFor();
  await page.keyboard.press('2');
  await page.locator('.tile').first().waitFor();
  assert.equal(complaints, []);
});

test.run();
