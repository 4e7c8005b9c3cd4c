import type { Browser, Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { POINT_POLICY } from '@hub/client/link/connection.ts';
import { linkFor, openBrowser, openPage, PATIENCE_MS, PHONE } from '../support/browser.ts';
import { House } from '../support/house.ts';
import { PoorProxy, type ProxyOptions } from '../support/poor-proxy.ts';
import { startHub, type TestHub } from '../support/start-hub.ts';

const POINT = 'DC20';
/** A try that is swallowed is given up; the next one, by polling, needs a few requests. */
const SWALLOWED_LIMIT_MS = (POINT_POLICY.openLimitsMs[0] ?? 0) + 4_000;
/** From opening the page to the tick of its first report. */
const ACK_LIMIT_MS = 15_000;
/** After the doubt the hub has this long to answer; then a connection is made at once. */
const NOTICED_LIMIT_MS = POINT_POLICY.doubtLimitMs + 2_000;

const test = suite('poor network');
let hub: TestHub;
let house: House;
let browser: Browser;

test.before(async () => {
  browser = await openBrowser();
});
test.after(async () => {
  await browser.close();
});
test.before.each(async () => {
  hub = await startHub({ memory: true });
  house = await House.open(hub);
  await house.enter('live');
  await house.openRound();
});
test.after.each(async () => {
  house.close();
  await hub.end();
});

async function through(
  options: Omit<ProxyOptions, 'port'>,
  run: (page: Page, proxy: PoorProxy) => Promise<void>,
): Promise<void> {
  const proxy = await PoorProxy.open({ port: hub.port, ...options });
  const link = (await linkFor(hub, 'operator', POINT)).replace(hub.url, proxy.url);
  const { page, close } = await openPage(browser, link, PHONE);
  page.setDefaultTimeout(PATIENCE_MS);
  try {
    await run(page, proxy);
  } finally {
    await close();
    proxy.close();
  }
}

const isUp = (page: Page): Promise<void> => page.getByText('Thông suốt', { exact: true }).waitFor();

async function report(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Có mặt' }).fill('44');
  await page.getByRole('button', { name: 'Gửi số người dự' }).click();
  await page.getByText(/Đã nhận \d\d:\d\d/).waitFor();
}

for (const upgrade of ['refuse', 'swallow', 'mute'] as const) {
  test(`[N4] a proxy that ${upgrade}s WebSocket: the page reports by polling, and goes silent like any other`, () =>
    through({ upgrade }, async (page, proxy) => {
      const began = performance.now();
      await isUp(page);
      const took = performance.now() - began;
      console.log(`${upgrade}: up after ${Math.round(took)} ms, ${proxy.upgrades} tries to upgrade`);
      assert.ok(proxy.upgrades > 0, 'WebSocket was tried');
      assert.ok(took <= SWALLOWED_LIMIT_MS, `${took} ms`);
      await report(page);
      const acknowledged = performance.now() - began;
      assert.ok(acknowledged <= ACK_LIMIT_MS, `${acknowledged} ms to the tick`);
      const lost = hub.running.hub.onAdopted((facts) => {
        for (const { fact } of facts) assert.is.not(fact.type, 'ConnectionClosed');
      });
      // Two leases of nothing but pings.
      const pings = page.waitForTimeout(16_000);
      const before = { ...proxy.bytes };
      await pings;
      lost();
      const hourly = Math.round(((proxy.bytes.up - before.up + proxy.bytes.down - before.down) * 3_600) / 16 / 1_000);
      console.log(`an idle hour by polling: ${hourly} KB of HTTP, without packet headers`);
      await isUp(page);
    }));
}

for (const sign of ['online', 'pageshow', 'connection change'] as const) {
  test(`[N3] the network changed under the page: at "${sign}" it is back within ${NOTICED_LIMIT_MS} ms`, () =>
    through({}, async (page, proxy) => {
      await isUp(page);
      const opened = proxy.opened;
      proxy.silence();
      await page.evaluate((name) => {
        const { connection } = navigator as Navigator & { connection?: EventTarget };
        if (name === 'connection change') connection?.dispatchEvent(new Event('change'));
        else window.dispatchEvent(name === 'pageshow' ? new PageTransitionEvent(name) : new Event(name));
      }, sign);
      const began = performance.now();
      await report(page);
      const took = performance.now() - began;
      console.log(`${sign}: reported after ${Math.round(took)} ms`);
      assert.ok(took <= NOTICED_LIMIT_MS, `${took} ms`);
      assert.ok(proxy.opened > opened);
    }));
}

test('[N3] a sign that means nothing costs no connection', () =>
  through({}, async (page, proxy) => {
    await isUp(page);
    const opened = proxy.opened;
    for (let i = 0; i < 3; i++) await page.evaluate(() => window.dispatchEvent(new Event('online')));
    await report(page);
    await page.waitForTimeout(POINT_POLICY.doubtLimitMs + 500);
    await isUp(page);
    assert.is(proxy.opened, opened);
  }));

test('[N6] the screen is asked for while the session is live, again when the page is back, and let go with the goodbye', () =>
  through({}, async (page) => {
    await page.addInitScript(`
      window.locks = { asked: 0, held: 0 };
      Object.defineProperty(navigator, 'wakeLock', { value: { request: async () => {
        window.locks.asked += 1;
        window.locks.held += 1;
        const lock = { released: false, release: async () => { lock.released = true; window.locks.held -= 1; } };
        window.dropLock = () => lock.release();
        return lock;
      } } });
    `);
    await page.reload();
    await isUp(page);
    const locks = (want: string) => page.waitForFunction(`JSON.stringify(window.locks) === '${want}'`);
    await locks('{"asked":1,"held":1}');
    // The browser takes it away with the page, and the page comes back.
    await page.evaluate('window.dropLock(); document.dispatchEvent(new Event("visibilitychange"));');
    await locks('{"asked":2,"held":1}');
    await page.getByRole('button', { name: 'Rời phiên' }).click();
    await page.getByRole('button', { name: 'Rời phiên' }).click();
    await page.getByRole('button', { name: 'Vào lại' }).waitFor();
    await locks('{"asked":2,"held":0}');
  }));

test.run();
