import { currentLines } from '@hub/server/ingest/roster-routes.ts';
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
  PHONE,
  shoot,
  SOFTWARE_GL,
  type TestPage,
} from '../support/browser.ts';
import { House } from '../support/house.ts';
import { tinyPmtiles, vectorPmtiles } from '../support/pmtiles.ts';
import { command, openControl } from '../support/sockets.ts';
import { startHub, type TestHub } from '../support/start-hub.ts';

const test = suite('map');
const FOUR_K = { width: 3840, height: 2160 };
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

/** The map's labels are so high, in pixels. */
const tagsAre = (page: Page, height: number) =>
  page.waitForFunction(
    (wanted) => Math.round(document.querySelector('.map-tag')?.getBoundingClientRect().height ?? 0) === wanted,
    height,
  );

/** What lies over the map keeps to it, and its lines are not squeezed onto one another. */
async function furnitureFaults(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const view = document.querySelector('.map')?.getBoundingClientRect();
    const pieces = [...document.querySelectorAll('.map-foot > *, .map-buttons, .map-legend li, .map-tint button')];
    const boxes = pieces.map((piece) => ({ piece, box: piece.getBoundingClientRect() }));
    return boxes.flatMap(({ piece, box }, i) => [
      ...(view && box.left >= view.left && box.right <= view.right && box.top >= view.top && box.bottom <= view.bottom
        ? []
        : [`${piece.textContent} is off the map`]),
      ...boxes
        .slice(i + 1)
        .filter(({ piece: other, box: its }) => {
          if (piece.contains(other) || other.contains(piece)) return false;
          const [across, down] = [
            Math.min(box.right, its.right) - Math.max(box.left, its.left),
            Math.min(box.bottom, its.bottom) - Math.max(box.top, its.top),
          ];
          // Neighbouring buttons share a line.
          return across > 2 && down > 2;
        })
        .map(({ piece: other }) => `${piece.textContent} over ${other.textContent}`),
    ]);
  });
}

/** How many of the list's points are in this state, and how many the chips above count, in one moment. */
const counted = (page: Page, state: string) =>
  page.evaluate((name) => {
    const chip = [...document.querySelectorAll('.chips .chip')].find((one) => one.textContent?.includes(name));
    return {
      chip: Number(chip?.querySelector('b')?.textContent),
      listed: document.querySelectorAll(`.map-off li .mk[aria-label="${name}"]`).length,
    };
  }, state);

/** Pixels of the sharp white that only the ring of the point on air has in the dark look. */
const airPixels = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('.map-ink');
    const data = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    let found = 0;
    for (let i = 0; i < data.length; i += 4) {
      if (data[i] === 255 && data[i + 1] === 255 && data[i + 2] === 255 && data[i + 3] === 255) found += 1;
    }
    return found;
  });

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

test('[M1] [M3] [M9] the map opens with one key, names what needs a person and the host, and opens a point', async () => {
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
  // Four times the pixels, twice the font: the map is twice as large, as the page around it.
  await page.setViewportSize(FOUR_K);
  await tagsAre(page, 46);
  await shoot(page, 'map-3840');
  assert.equal(await tagFaults(page), []);
  assert.equal(await furnitureFaults(page), []);
  await page.setViewportSize(DESK);
  await tagsAre(page, 23);
  // The browser's own text size, with the window as it is.
  await page.evaluate(() => (document.documentElement.style.fontSize = '20px'));
  await tagsAre(page, 29);
  await page.waitForFunction(
    () =>
      document.querySelector('.map-ink')?.getBoundingClientRect().width ===
      document.querySelector('.map')?.getBoundingClientRect().width,
  );
  assert.equal(await tagFaults(page), []);
  assert.equal(await furnitureFaults(page), []);
  await page.evaluate(() => (document.documentElement.style.fontSize = ''));
  assert.equal(await axeFindings(page), []);
  await tag(page, /Hội trường Thị ủy/).focus();
  await page.keyboard.press('Enter');
  await page.locator('.drawer').getByRole('heading', { name: 'Hội trường Thị ủy' }).waitFor();
  assert.equal(complaints, []);
});

test('[M1] [M5] [M6] [M8] trouble is named with its time, filters step back, and areas are tinted by choice', async () => {
  const { page, complaints } = desk;
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await house.enter('live');
  await page.keyboard.press('1');
  await page.locator('.map[data-ground=there]').waitFor();
  const dc20 = await house.join('DC20');
  await page.getByText('Danh sách 89 điểm').click();
  await page.waitForFunction(() => document.querySelectorAll('.map-off li .mk-up').length === 1);
  await dc20.ask('point:fault', { commandId: 'fault-of-the-test', fault: 'audio', present: true });
  // The list is the map for who cannot see it: it turns with the chips, not some seconds later.
  await page.waitForFunction(() =>
    [...document.querySelectorAll('.chips .chip')].some((chip) => /Trục trặc\s*1/.test(chip.textContent ?? '')),
  );
  assert.equal(await counted(page, 'Trục trặc'), { chip: 1, listed: 1 });
  assert.equal(await counted(page, 'Thông suốt'), { chip: 0, listed: 0 });
  await tag(page, /khu phố 3 Phố Mới.*Trục trặc/).waitFor();
  await page.locator('.map-ground[data-flashed=DC20]').waitFor();
  await page.getByText('Danh sách 89 điểm').click();
  await page.getByText('nối', { exact: false }).first().waitFor({ state: 'attached' });
  await page.getByRole('button', { name: 'Đã báo', exact: true }).click();
  await page.getByText('Chưa mở lượt báo số nào: tạm tô theo đường truyền').waitFor();
  await house.openRound();
  await page.getByText('Đậm dần: còn nhiều điểm chưa báo').waitFor();
  assert.is(await airPixels(page), 0);
  const round = hub.running.hub.projection.session()?.rounds.at(-1);
  if (!round) throw new Error('no round');
  await house.report('DC02', round.id, 95, 13);
  await house.order('floor:add', { pointId: 'DC02' });
  const turnId = hub.running.hub.projection.session()?.floor.queue[0]?.id;
  await house.order('floor:standby', { turnId });
  await house.order('floor:give', { turnId, despite: [] });
  // Named, ringed, and with the count that stood beside it.
  await tag(page, /PHÁT BIỂU.*95/).waitFor();
  assert.ok((await airPixels(page)) > 50);
  await shoot(page, 'map-air-1920');
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
  // Without the hub the picture stays, without its colour and with the words over it.
  await hub.stop();
  await page.getByText('DỮ LIỆU CŨ').waitFor();
  await tag(page, /khu phố 3 Phố Mới/).waitFor();
  assert.match(await page.locator('.main').evaluate((main) => getComputedStyle(main).filter), 'saturate');
  await shoot(page, 'map-stale-1920');
});

test('[M7] [M8] a base map comes in ranges, the map outlives its graphics card, and lists reach what it cannot show', async () => {
  const { page, complaints } = desk;
  const { credential } = await hub.signIn('administrator');
  const admin = await openControl(hub.url, credential);
  const [line] = currentLines(hub.running.hub).filter(({ id }) => id === 'DC30');
  const moved = { ...line, longitude: null, latitude: null };
  assert.ok((await admin.ask('point:edit', { commandId: command(), line: moved })).ok);
  admin.close();
  const give = async (body: Buffer<ArrayBuffer>): Promise<void> => {
    const headers = { authorization: `Bearer ${credential}` };
    assert.is((await fetch(`${hub.url}/api/map/base`, { method: 'POST', body, headers })).status, 200);
  };
  await give(vectorPmtiles('water'));
  await house.enter('live');
  await page.keyboard.press('1');
  await page.locator('.map-ground[data-base=vector][data-drawn=yes]').waitFor({ timeout: 60_000 });
  await page.getByText('1 điểm không có trên bản đồ').click();
  await page.getByText('Chưa có toạ độ, hoặc toạ độ ở ngoài bản đồ').waitFor();
  await page.locator('.map-off').first().locator('li button').waitFor();
  await shoot(page, 'map-vector');
  assert.is(await page.getByText('Có phần nền bản đồ chưa vẽ được').count(), 0);
  await give(tinyPmtiles());
  await page.reload();
  await page.locator('.tile').first().waitFor();
  const statuses: number[] = [];
  page.on('response', (response) => {
    if (response.url().endsWith('/api/map/base')) statuses.push(response.status());
  });
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
  // On a telephone the page warns, and whoever goes on has the whole map, to be moved sideways.
  await page.setViewportSize(PHONE);
  await page.getByRole('button', { name: 'Vẫn mở trên máy này' }).click();
  await page.keyboard.press('1');
  await page.locator('.map-ground[data-drawn=yes]').waitFor({ timeout: 60_000 });
  await tag(page, /Hội trường Thị ủy/).waitFor();
  await shoot(page, 'map-360');
  assert.equal(await tagFaults(page), []);
  assert.equal(await furnitureFaults(page), []);
  assert.equal(await layoutFaults(page), []);
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
