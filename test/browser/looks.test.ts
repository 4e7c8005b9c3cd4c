import type { RoundId } from '@hub/shared/model/ids.ts';
import type { Browser, Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  axeFindings,
  DESK,
  LAPTOP,
  linkFor,
  openBrowser,
  openPage,
  shoot,
  type Size,
  type TestPage,
} from '../support/browser.ts';
import { heldBy, soakWall, type Held } from '@hub/scripts/bench/wall-soak.ts';
import { aPoint, HEAD } from '../support/builders.ts';
import { House } from '../support/house.ts';
import { enterOn, unreached } from '../support/keyboard.ts';
import { overlaps } from '../support/overlaps.ts';
import { startHub, type TestHub } from '../support/start-hub.ts';

const TV = { width: 3840, height: 2160 };
const test = suite('looks');
let hub: TestHub;
let house: House;
let browser: Browser;
let round: RoundId;

test.before(async () => {
  browser = await openBrowser();
  hub = await startHub({ memory: true });
  house = await House.open(hub);
  await house.enter('live');
  round = await house.openRound();
  await house.report('DC01', round, 118);
  await house.report('DC02', round, 100, 8);
  const faulty = await house.join('DC14');
  await faulty.ask('point:fault', { commandId: 'fault-of-the-looks', fault: 'audio', present: true });
});
test.after(async () => {
  await browser.close();
  house.close();
  await hub.end();
});

async function open(role: 'controller' | 'wall' | 'technician', size: Size, fontPx?: number) {
  const opened = await openPage(browser, 'about:blank', size);
  const { page } = opened;
  if (fontPx !== undefined) {
    const session = await page.context().newCDPSession(page);
    await session.send('Page.setFontSizes', { fontSizes: { standard: fontPx, fixed: fontPx } });
  }
  await page.goto(await linkFor(hub, role));
  await page
    .locator(role === 'technician' ? '.link-table tbody tr' : '.tile')
    .first()
    .waitFor();
  return opened;
}

const scrolls = (page: Page, selector: string): Promise<boolean> =>
  page.locator(selector).evaluate((box) => box.scrollHeight > box.clientHeight);

test('[W1] [W4] all 89 points stand on a laptop, a full HD and a 4K screen without scrolling, also beside an open timeline', async () => {
  const { page, complaints, close } = await open('controller', LAPTOP);
  for (const size of [LAPTOP, DESK, TV]) {
    await page.setViewportSize(size);
    for (const strip of ['closed', 'open']) {
      const isOpen = (await page.locator('section.strip').count()) > 0;
      if (isOpen !== (strip === 'open')) await page.keyboard.press('d');
      await page.locator('section.strip').waitFor({ state: strip === 'open' ? 'visible' : 'detached' });
      await shoot(page, `looks-grid-${size.width}-strip-${strip}`);
      assert.is(await page.locator('.tile').count(), 89);
      assert.not.ok(await scrolls(page, '.tile-grid'), `${size.width} with the strip ${strip}`);
      assert.equal(await overlaps(page), [], `${size.width} with the strip ${strip}`);
    }
  }
  const marks = await page.locator('.chips .mk').evaluateAll((drawn) => drawn.map((mark) => mark.innerHTML));
  assert.is(new Set(marks).size, 7, 'each state has its own drawing');
  const letters = await page
    .locator('.tile .tn')
    .first()
    .evaluate((name) => getComputedStyle(name).fontSize);
  assert.ok(Number.parseFloat(letters) >= 24, `letters of 4K are as large as those of full HD: ${letters}`);
  assert.equal(complaints, []);
  await close();
});

test('[W2] letters half as large again in the browser make every desk larger, and nothing lies over anything', async () => {
  for (const role of ['controller', 'technician'] as const) {
    const { page, close } = await open(role, LAPTOP, 24);
    assert.is(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), '24px');
    await shoot(page, `looks-${role}-1366-24px`);
    assert.equal(await overlaps(page), [], role);
    if (role === 'controller') {
      await page.keyboard.press('3');
      await page.locator('.point-table tbody tr').first().waitFor();
      await shoot(page, 'looks-table-1366-24px');
      assert.equal(await overlaps(page), [], 'table');
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
      assert.equal(await axeFindings(page), []);
    }
    await close();
  }
});

test('[W3] where motion is unwanted nothing moves: a change is a still outline', async () => {
  const news = [
    ['controller', 'DC20', 44],
    ['wall', 'DC03', 33],
    ['technician', 'DC14', 39],
  ] as const;
  for (const [role, point, figure] of news) {
    const { page, close } = await open(role, DESK);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const flashed = page.locator('.flash').first();
    // In sight on each of them: in the technician's table the trouble stands on top.
    await house.report(point, round, figure);
    await flashed.waitFor();
    if (role !== 'wall')
      await page
        .locator(role === 'controller' ? '.tile' : '.link-table .nm')
        .first()
        .click();
    const moving = await page.evaluate(() => [
      ...document
        .getAnimations()
        .filter(({ effect }) => !(effect?.getComputedTiming().easing ?? '').startsWith('steps'))
        .filter((animation) => !(animation instanceof CSSAnimation && animation.animationName.startsWith('flash')))
        .map((animation) => (animation instanceof CSSAnimation ? animation.animationName : 'a transition')),
      ...[...document.querySelectorAll('*')]
        .map((element) => getComputedStyle(element))
        .filter((style) => style.transitionDuration.split(', ').some((length) => length !== '0s'))
        .map((style) => `transition of ${style.transitionProperty}`),
      ...[...document.querySelectorAll('.flash')]
        .map((element) => getComputedStyle(element).animationTimingFunction)
        .filter((pace) => !pace.startsWith('steps')),
    ]);
    assert.equal(moving, [], role);
    await close();
  }
});

test('[W1] a roster of 300 turns pages: troubles first, then by area; each point once, by itself and by key', async () => {
  const many = await startHub({ memory: true, seed: false });
  const rest = await House.open(many);
  const screens: TestPage[] = [];
  try {
    const inner = many.running.hub;
    const points = Array.from({ length: 300 }, (_, i) =>
      aPoint(`P${i + 1}`, { name: `Điểm ${i + 1}`, shortName: `Điểm ${i + 1}`, area: `Xã ${Math.floor(i / 20) + 1}` }),
    );
    assert.ok((await inner.handleOwn({ type: 'CreateSession', head: HEAD })).ok);
    assert.ok((await inner.handleOwn({ type: 'ImportRoster', points, retireMissing: false })).ok);
    await rest.enter('live');
    const faulty = await rest.join('P288');
    await faulty.ask('point:fault', { commandId: 'fault-of-the-many', fault: 'audio', present: true });
    for (const role of ['controller', 'wall'] as const) {
      const screen = await openPage(browser, await linkFor(many, role), LAPTOP);
      screens.push(screen);
      const { page } = screen;
      const label = page.locator(role === 'wall' ? '.page-line' : '.page-bar');
      await page.locator('.tile', { hasText: 'Điểm 288' }).waitFor();
      await label
        .getByText(/Trang 1\//)
        .or(label.filter({ hasText: /Trang 1\// }))
        .first()
        .waitFor();
      await shoot(page, `looks-300-${role}-first`);
      const pageCount = Number(/Trang \d+\/(\d+)/.exec(await label.innerText())?.[1]);
      assert.ok(pageCount > 2, `${pageCount} pages`);
      const seen = new Set<string>();
      for (let turn = 0; turn < pageCount; turn++) {
        assert.not.ok(await scrolls(page, role === 'wall' ? '.grid' : '.tile-grid'), `page ${turn + 1}`);
        assert.equal(await overlaps(page), [], `${role}, page ${turn + 1}`);
        for (const name of await page.locator('.tile').allTextContents()) {
          const found = /Điểm \d+/.exec(name)?.[0];
          if (found !== undefined) seen.add(found);
        }
        const before = await label.innerText();
        await page.keyboard.press('PageDown');
        await page.waitForFunction(
          ([selector, old]) => (document.querySelector(selector ?? '') as HTMLElement | null)?.innerText !== old,
          [role === 'wall' ? '.page-line' : '.page-bar', before],
        );
      }
      assert.is(seen.size, 300, role);
      assert.match(await label.innerText(), /Trang 1\//, 'round and round');
      assert.equal(screen.complaints, []);
    }
    const [desk, wall] = screens;
    assert.ok(desk && wall);
    assert.equal(await axeFindings(desk.page), []);
    // A search goes over all pages, and shows what matches alone.
    await desk.page.keyboard.press('/');
    await desk.page.keyboard.type('diem 150');
    await desk.page.locator('.tile', { hasText: 'Điểm 150' }).waitFor();
    await desk.page.locator('.page-bar', { hasText: '1 điểm khớp' }).waitFor();
    // By itself, after its time.
    await wall.page.locator('.page-line', { hasText: /Trang 2\// }).waitFor({ timeout: 30_000 });
  } finally {
    for (const screen of screens) await screen.close();
    rest.close();
    await many.end();
  }
});

test('[K2] all of the control room is reached by Tab and shows where it is, and an incident is taken, noted and closed without a hand on the mouse', async () => {
  const { page, complaints, close } = await open('controller', DESK);
  await page.locator('section.strip').waitFor();
  assert.equal(await unreached(page), [], 'grid and timeline');
  await page.keyboard.press('3');
  await page.locator('.point-table tbody tr').first().waitFor();
  assert.equal(await unreached(page), [], 'table');
  for (const key of ['n', 'g', '?', 'Control+k']) {
    await page.keyboard.press(key);
    await page.getByRole('dialog').waitFor();
    assert.equal(await unreached(page), [], `what ${key} opens`);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press('/');
  await page.keyboard.type('ben tay kp 2');
  await page.keyboard.press('Enter');
  await page
    .locator('.drawer')
    .getByRole('heading', { name: /Bến Tây/ })
    .waitFor();
  assert.equal(await unreached(page), [], 'drawer');
  await enterOn(page, /^Nhận xử lý$/, 'Shift+Tab');
  await page.locator('.incidents').getByText('đang xử lý').waitFor();
  await enterOn(page, /^Đóng sự cố$/, 'Shift+Tab');
  await page.getByRole('dialog').waitFor();
  assert.equal(await unreached(page), [], 'closing an incident');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.equal(complaints, []);
  await close();
});

test('[W5] an hour of changes and six outages later the wall holds what it held', async () => {
  const { page, close } = await openPage(browser, 'about:blank', DESK);
  const cdp = await page.context().newCDPSession(page);
  const held = (): Promise<Held> => heldBy({ send: (name) => cdp.send(name as 'Runtime.getHeapUsage') });
  const { first, last, outages } = await soakWall({ page, held, seconds: 3_600, stretches: 2, perFrame: 60 });
  assert.ok(outages >= 6);
  assert.ok(last.heapBytes < first.heapBytes * 1.1, `${first.heapBytes} and then ${last.heapBytes} bytes`);
  assert.ok(last.nodes < first.nodes * 1.1, `${first.nodes} and then ${last.nodes} nodes`);
  assert.ok(last.listeners < first.listeners + 20, `${first.listeners} and then ${last.listeners} listeners`);
  await close();
});

test.run();
