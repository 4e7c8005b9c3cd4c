import type { Browser, Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { POINT_POLICY } from '@hub/client/link/connection.ts';
import { linkFor, openBrowser, openPage, PATIENCE_MS, PHONE } from '../support/browser.ts';
import { House } from '../support/house.ts';
import { PoorProxy, type ProxyOptions } from '../support/poor-proxy.ts';
import { startHub, type TestHub } from '../support/start-hub.ts';

const POINTS = ['DC20', 'DC21', 'DC22'] as const;
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
  point: (typeof POINTS)[number] = POINTS[0],
): Promise<void> {
  const proxy = await PoorProxy.open({ port: hub.port, ...options });
  const link = (await linkFor(hub, 'operator', point)).replace(hub.url, proxy.url);
  const { page, close } = await openPage(browser, link, PHONE);
  page.setDefaultTimeout(PATIENCE_MS);
  try {
    await run(page, proxy);
  } finally {
    await close();
    proxy.close();
  }
}

const isUp = (page: Page): Promise<void> => page.getByText(UP).waitFor();

/** The page's own clock at the moment it shows such words, ms since it was opened: the way to the test costs time too. */
const shownAt = (page: Page, words: RegExp): Promise<number> =>
  page.evaluate(
    (source) =>
      new Promise<number>((resolve) => {
        const wanted = new RegExp(source);
        const look = (): void => {
          for (const element of document.querySelectorAll('body *')) {
            if (element.childElementCount > 0 || !wanted.test(element.textContent ?? '')) continue;
            watcher.disconnect();
            return resolve(performance.now());
          }
        };
        const watcher = new MutationObserver(look);
        watcher.observe(document, { childList: true, subtree: true, characterData: true });
        look();
      }),
    words.source,
  );
const UP = /^Thông suốt$/;
const TICK = /Đã nhận \d\d:\d\d/;

/** Everybody who is summoned is there. */
const fill = (page: Page, point: string = POINTS[0]): Promise<void> => {
  const summoned = hub.running.hub.projection.point(point as never)?.point.summoned;
  return page.getByRole('textbox', { name: 'Có mặt' }).fill(String(summoned));
};
const send = (page: Page): Promise<void> => page.getByRole('button', { name: 'Gửi số người dự' }).click();

const UPGRADES = ['refuse', 'swallow', 'mute'] as const;

test('[N4] a proxy that refuses, swallows or mutes WebSocket: the page reports by polling, and goes silent like any other', async () => {
  let goOn: () => void = () => undefined;
  const allReported = new Promise<void>((resolve) => (goOn = resolve));
  let reported = 0;
  await Promise.all(
    UPGRADES.map((upgrade, at) =>
      through(
        { upgrade },
        async (page, proxy) => {
          const took = await shownAt(page, UP);
          console.log(`${upgrade}: up after ${Math.round(took)} ms, ${proxy.upgrades} tries to upgrade`);
          assert.ok(proxy.upgrades > 0, 'WebSocket was tried');
          assert.ok(took <= SWALLOWED_LIMIT_MS, `${took} ms`);
          await fill(page, POINTS[at]);
          await send(page);
          const acknowledged = await shownAt(page, TICK);
          assert.ok(acknowledged <= ACK_LIMIT_MS, `${acknowledged} ms to the tick`);
          if (++reported === UPGRADES.length) goOn();
          await allReported;
          const closed: string[] = [];
          const unwatch = hub.running.hub.onAdopted((facts) => {
            for (const { fact } of facts) if (fact.type === 'ConnectionClosed') closed.push(JSON.stringify(fact));
          });
          // Two leases of nothing but pings.
          const pings = page.waitForTimeout(16_000);
          const before = { ...proxy.bytes };
          await pings;
          unwatch();
          assert.equal(closed, []);
          const bytes = proxy.bytes.up - before.up + proxy.bytes.down - before.down;
          console.log(
            `${upgrade}: an idle hour by polling is ${Math.round((bytes * 3_600) / 16 / 1_000)} KB of HTTP, without packet headers`,
          );
          await isUp(page);
        },
        POINTS[at],
      ),
    ),
  );
});

test(`[N3] the network changed under the page: at each sign of it, it is back within ${NOTICED_LIMIT_MS} ms`, async () => {
  await Promise.all(
    (['online', 'pageshow', 'connection change'] as const).map((sign, at) =>
      through(
        {},
        async (page, proxy) => {
          await isUp(page);
          await fill(page, POINTS[at]);
          const opened = proxy.opened;
          proxy.silence();
          const began = await page.evaluate((name) => {
            const { connection } = navigator as Navigator & { connection?: EventTarget };
            if (name === 'connection change') connection?.dispatchEvent(new Event('change'));
            else window.dispatchEvent(name === 'pageshow' ? new PageTransitionEvent(name) : new Event(name));
            return performance.now();
          }, sign);
          await send(page);
          const took = (await shownAt(page, TICK)) - began;
          console.log(`${sign}: reported after ${Math.round(took)} ms`);
          assert.ok(took <= NOTICED_LIMIT_MS, `${took} ms`);
          assert.ok(proxy.opened > opened);
        },
        POINTS[at],
      ),
    ),
  );
});

test('[N3] a sign that means nothing costs no connection', () =>
  through({}, async (page, proxy) => {
    await isUp(page);
    const opened = proxy.opened;
    for (let i = 0; i < 3; i++) await page.evaluate(() => window.dispatchEvent(new Event('online')));
    await fill(page);
    await send(page);
    await page.getByText(TICK).waitFor();
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
    const locks = (want: string) =>
      page.waitForFunction(
        (wanted) => JSON.stringify((window as unknown as { locks: unknown }).locks) === wanted,
        want,
      );
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
