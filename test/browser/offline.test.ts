import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPagesIfOld } from '@hub/scripts/lib/build-pages.ts';
import { CLIENT_DIR } from '@hub/scripts/lib/paths.ts';
import type { PointDetail } from '@hub/shared/protocol/down.ts';
import type { Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { axeFindings, layoutFaults, linkFor, shoot } from '../support/browser.ts';
import { CutProxy } from '../support/cut-proxy.ts';
import { freePort } from '../support/free-port.ts';
import { House } from '../support/house.ts';
import { HubProcess } from '../support/hub-process.ts';
import { PhoneBrowser } from '../support/phone-browser.ts';
import { command, openControl, type TestSocket } from '../support/sockets.ts';
import { startHub } from '../support/start-hub.ts';

const POINT = 'DC20';
/** What a test opened, to be closed in turn whatever becomes of it. */
let opened: (() => Promise<void> | void)[] = [];

const test = suite('offline');
test.before(async () => {
  await buildPagesIfOld();
});
test.after.each(async () => {
  for (const close of opened.reverse()) await close();
  opened = [];
});

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

async function order(desk: TestSocket, event: string, payload: object): Promise<Record<string, unknown>> {
  const answer = await desk.ask(event, { commandId: command(), ...payload });
  if (!answer.ok) throw new Error(`${event}: ${answer.error.kind}`);
  return answer;
}

/** A live session on a hub that is a process of its own, a desk that sees the truth directly, and a phone behind a proxy. */
async function setUp(): Promise<{ hub: HubProcess; proxy: CutProxy; phone: PhoneBrowser; page: Page }> {
  const hub = await HubProcess.prepare();
  opened.push(() => hub.dispose());
  await hub.start();
  const desk = await openControl(hub.url, hub.adminKey());
  await order(desk, 'phase:enter', { phase: 'live' });
  await order(desk, 'round:open', { kind: 'opening', deadlineMinutes: 20 });
  const minted = await order(desk, 'grant:mint', { kind: 'link', role: 'operator', pointId: POINT });
  desk.close();
  const proxy = await CutProxy.open(Number(new URL(hub.url).port));
  opened.push(() => proxy.close());
  const phone = await PhoneBrowser.prepare();
  opened.push(() => phone.dispose());
  await phone.start();
  const page = await phone.open(`${proxy.url}/point#${String(minted['secret'])}`);
  await button(page, 'Gửi số người dự').waitFor();
  return { hub, proxy, phone, page };
}

/** The page's files are kept: from here on it opens without a network. */
const isInstalled = (page: Page): Promise<boolean> =>
  page.evaluate(async () => (await navigator.serviceWorker.ready).active !== null);

async function type(page: Page, present: number): Promise<void> {
  await page.getByRole('textbox', { name: 'Có mặt' }).fill(String(present));
}

/** The point's reports, as a controller's screen is told. */
async function revisions(hub: HubProcess): Promise<PointDetail['revisions']> {
  const desk = await openControl(hub.url, hub.adminKey());
  try {
    return ((await order(desk, 'point:detail', { commandId: undefined, pointId: POINT })) as unknown as PointDetail)
      .revisions;
  } finally {
    desk.close();
  }
}

test('[O1] [O2] [O3] [O6] a report made offline outlives its tab and its browser, and is acknowledged and counted once', async () => {
  const { hub, proxy, phone, page } = await setUp();
  assert.ok(await isInstalled(page));
  proxy.cut();
  await page.getByText('Máy này chưa nối được với máy chủ').waitFor();
  await type(page, 44);
  await button(page, 'Gửi số người dự').click();
  await page.getByText('Đã lưu trên máy', { exact: true }).waitFor();
  await page.getByText('Sẽ gửi khi có mạng').waitFor();
  await button(page, 'Mất tiếng').click();
  await page.getByText('Đã lưu trên máy, sẽ gửi khi có mạng').waitFor();
  await shoot(page, 'offline-kept-360');
  assert.equal(await axeFindings(page), []);
  assert.equal(await layoutFaults(page), []);
  await page.close();
  await phone.kill();

  await phone.start();
  const again = await phone.open(`${proxy.url}/point`);
  await again.getByText(/Thông tin lúc \d\d:\d\d/).waitFor();
  await again.getByText('Đã lưu trên máy', { exact: true }).waitFor();
  await again.getByRole('link', { name: /\d{4} \d{3} \d{3}/ }).waitFor();
  await shoot(again, 'offline-opened-360');
  assert.equal(await axeFindings(again), []);
  assert.equal(await layoutFaults(again), []);
  assert.equal(await revisions(hub), []);

  proxy.mend();
  await again.getByText(/Đã nhận \d\d:\d\d$/).waitFor();
  await again.getByText(/Đã nhận \d\d:\d\d: Mất tiếng/).waitFor();
  await again.getByText('Máy chủ đã ghi, chưa ai nhận').waitFor();
  const told = await revisions(hub);
  assert.equal(
    told.map(({ present, counts }) => ({ present, counts })),
    [{ present: 44, counts: true }],
  );
  await shoot(again, 'offline-received-360');
});

test('[O6] the page can be installed, and its worker keeps its own files and answers for nothing else', async () => {
  const { proxy, phone, page } = await setUp();
  assert.ok(await isInstalled(page));
  const kept = await page.evaluate(async () => {
    const paths: string[] = [];
    for (const name of await caches.keys()) {
      for (const { url } of await (await caches.open(name)).keys()) paths.push(new URL(url).pathname);
    }
    return paths;
  });
  assert.ok(kept.includes('/point') && kept.some((path) => path.startsWith('/assets/point-vi-')), kept.join(' '));
  assert.equal(
    kept.filter(
      (path) =>
        !/^\/(?:point|browser-check\.js|assets\/(?:point|later|hubs|updates|in-app|icon)[\w-]*\.\w+)$/.test(path),
    ),
    [],
  );
  const session = await page.context().newCDPSession(page);
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  assert.equal(installabilityErrors, []);
  await session.detach();
  proxy.cut();
  const answers = await page.evaluate(() =>
    Promise.all(
      ['/api/hello', '/', '/healthz', '/rt/point/'].map((path) => fetch(path).then(String, () => 'no network')),
    ),
  );
  assert.equal(new Set(answers), new Set(['no network']));
  // The card's short address opens the same page.
  const byCard = await phone.open(`${proxy.url}/p`);
  await byCard.getByText('Máy này chưa nối được với máy chủ').waitFor();
});

test('[A4] [O2] a browser killed right after its first visit is still signed in', async () => {
  const { proxy, phone } = await setUp();
  await phone.kill();
  await phone.start();
  await button(await phone.open(`${proxy.url}/point`), 'Gửi số người dự').waitFor();
});

test('[H5] [O2] [O3] a hub killed between its commit and its answer: no tick, and after it is back one tick and one report', async () => {
  const { hub, proxy, page } = await setUp();
  await type(page, 44);
  proxy.swallowAnswers();
  await button(page, 'Gửi số người dự').click();
  // A fact to wait for: the report is durable, and its answer is lost on the way.
  while ((await revisions(hub)).length === 0) assert.is(await page.getByText(/Đã nhận/).count(), 0);
  await hub.kill();
  proxy.cut();
  await page.getByText('Đã lưu trên máy', { exact: true }).waitFor();
  assert.is(await page.getByText(/Đã nhận/).count(), 0);
  await hub.start();
  proxy.mend();
  await page.getByText(/Đã nhận \d\d:\d\d$/).waitFor();
  assert.is((await revisions(hub)).length, 1);
});

test('[O7] a newer page waits for what is typed and what is being sent, and then comes by itself', async () => {
  const pages = await mkdtemp(join(tmpdir(), 'hub-pages-'));
  opened.push(() => rm(pages, { recursive: true, force: true }));
  await cp(join(CLIENT_DIR, 'dist'), pages, { recursive: true });
  const hub = await startHub({ memory: true, pagesDir: pages });
  opened.push(() => hub.end());
  const house = await House.open(hub);
  opened.push(() => house.close());
  await house.enter('live');
  await house.openRound();
  const proxy = await CutProxy.open(hub.port);
  opened.push(() => proxy.close());
  const phone = await PhoneBrowser.prepare();
  opened.push(() => phone.dispose());
  await phone.start();
  const page = await phone.open((await linkFor(hub, 'operator', POINT)).replace(hub.url, proxy.url));
  await button(page, 'Gửi số người dự').waitFor();
  assert.ok(await isInstalled(page));

  proxy.cut();
  await page.getByText('Máy này chưa nối được với máy chủ').waitFor();
  await renewPages(pages);
  await type(page, 44);
  proxy.mend();
  await page.getByText('Có bản mới, cập nhật khi gửi xong').waitFor();
  await shoot(page, 'offline-update-waits-360');
  assert.is(await page.getByRole('textbox', { name: 'Có mặt' }).inputValue(), '44');
  assert.is(await page.locator('meta[name="renewed"]').count(), 0);

  proxy.cut();
  await page.getByText('Máy này chưa nối được với máy chủ').waitFor();
  await button(page, 'Gửi số người dự').click();
  await page.getByText('Đã lưu trên máy', { exact: true }).waitFor();
  assert.is(await page.locator('meta[name="renewed"]').count(), 0, 'not while something waits');
  proxy.mend();
  await page.locator('meta[name="renewed"]').waitFor({ state: 'attached' });
  await page.getByText(/Đã nhận \d\d:\d\d$/).waitFor();
  assert.is(hub.running.hub.projection.point(POINT as never)?.rounds[0]?.revisions.length, 1);
});

test('[O8] over plain http the page reports, keeps its queue over a killed browser, and says what is missing', async () => {
  const proxyPort = await freePort();
  const lan = `http://hub.lan:${proxyPort}`;
  const hub = await startHub({ memory: true, config: { origins: [lan] } });
  opened.push(() => hub.end());
  const house = await House.open(hub);
  opened.push(() => house.close());
  await house.enter('live');
  await house.openRound();
  const proxy = await CutProxy.open(hub.port, proxyPort);
  opened.push(() => proxy.close());
  // A name that is no loopback: to the browser an address like any other on a LAN.
  const phone = await PhoneBrowser.prepare('--host-resolver-rules=MAP hub.lan 127.0.0.1');
  opened.push(() => phone.dispose());
  await phone.start();
  const page = await phone.open((await linkFor(hub, 'operator', POINT)).replace(hub.url, lan));
  await button(page, 'Gửi số người dự').waitFor();
  await page.getByText('không có HTTPS').waitFor();
  assert.is(await page.evaluate(() => 'serviceWorker' in navigator), false);
  await shoot(page, 'offline-http-360');
  assert.equal(await layoutFaults(page), []);
  proxy.cut();
  await page.getByText('Máy này chưa nối được với máy chủ').waitFor();
  await type(page, 44);
  await button(page, 'Gửi số người dự').click();
  await page.getByText('Đã lưu trên máy', { exact: true }).waitFor();
  await phone.kill();
  proxy.mend();
  await phone.start();
  const again = await phone.open(`${lan}/point`);
  await again.getByText(/Đã nhận \d\d:\d\d$/).waitFor();
  assert.is(hub.running.hub.projection.point(POINT as never)?.rounds[0]?.revisions.length, 1);
});

/** A newer build, as far as a browser can tell: another page and a worker that names another version. */
async function renewPages(folder: string): Promise<void> {
  const change = async (name: string, alter: (text: string) => string): Promise<void> => {
    const path = join(folder, name);
    const before = await readFile(path, 'utf8');
    const after = alter(before);
    assert.is.not(after, before, name);
    await writeFile(path, after);
    for (const packed of ['.br', '.gz']) await rm(path + packed, { force: true });
  };
  await change('point.html', (html) => html.replace('<head>', '<head><meta name="renewed" content="1" />'));
  await change('sw.js', (code) => code.replace(/[0-9a-f]{16}/, '0123456789abcdef'));
}

test.run();
