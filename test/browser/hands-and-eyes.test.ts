import type { Browser, Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { axeFindings, linkFor, openBrowser, openPage, PHONE } from '../support/browser.ts';
import { freePort } from '../support/free-port.ts';
import { House } from '../support/house.ts';
import { button, fits as fitsThumb } from '../support/screens.ts';
import { startHub, type TestHub } from '../support/start-hub.ts';

const POINT = 'DC20';
const TARGET_PX = 56;
const ZALO =
  'Mozilla/5.0 (Linux; Android 13; SM-A536E Build/TP1A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/119.0.6045.66 Mobile Safari/537.36 Zalo android/12100652 ZaloTheme/light ZaloLanguage/vn';

const test = suite('hands and eyes');
let hub: TestHub;
let house: House;
let browser: Browser;

test.before(async () => {
  browser = await openBrowser([], ['--host-resolver-rules=MAP diemcau.lan 127.0.0.1']);
});
test.after(async () => {
  await browser.close();
});
test.before.each(async () => {
  const port = await freePort();
  hub = await startHub({ memory: true, config: { port, origins: [`http://diemcau.lan:${port}`] } });
  house = await House.open(hub);
});
test.after.each(async () => {
  house.close();
  await hub.end();
});

const fits = (page: Page, name: string): Promise<void> => fitsThumb(page, `operator-${name}-360`, TARGET_PX);

test('[E3] every screen of the operator fits a thumb, 360 px, and text twice as large', async () => {
  const { page, close } = await openPage(browser, await linkFor(hub, 'operator', POINT), PHONE);
  await page.getByText('Phiên chưa bắt đầu').waitFor();
  await fits(page, 'planned');
  await house.enter('live');
  await page.getByText('Chưa mở lượt báo số').waitFor();
  await fits(page, 'no-round');
  await house.openRound();
  const present = page.getByRole('textbox', { name: 'Có mặt' });
  await present.waitFor();
  await fits(page, 'form');
  await present.fill('140');
  await button(page, 'Số triệu tập đã đổi?').click();
  await fits(page, 'reasons');
  await present.fill('44');
  await button(page, 'Gửi số người dự').click();
  await page.getByText(/Đã nhận \d\d:\d\d/).waitFor();
  await fits(page, 'received');
  await button(page, 'Mất tiếng').click();
  await button(page, 'Có tiếng lại rồi').waitFor();
  await fits(page, 'fault');
  await button(page, 'Rời phiên').click();
  await fits(page, 'leaving');
  await button(page, 'Bỏ qua').click();
  const second = await openPage(browser, await linkFor(hub, 'operator', POINT), PHONE);
  await second.page.getByText('Máy này đang chờ cho vào').waitFor();
  await fits(second.page, 'waiting');
  await button(page, 'Cho vào làm máy phụ').waitFor();
  await fits(page, 'asks');
  await button(page, /^EN:/).click();
  await button(page, 'Leave the session').waitFor();
  await fits(page, 'english');
  await second.close();
  await close();
});

test('[E3] the screens before the first picture fit too', async () => {
  const { page, close } = await openPage(browser, `${hub.url}/point`, PHONE);
  await page.getByText('Máy này chưa đăng nhập').waitFor();
  await fits(page, 'not-signed-in');
  await close();
});

/** Texts that appear or change inside live regions, as a screen reader hears them. */
const LISTEN = `
  window.heard = [];
  const liveness = (node) => {
    const box = (node.nodeType === 1 ? node : node.parentElement)?.closest('[aria-live],[role=status],[role=alert]');
    if (!box) return 'off';
    return box.getAttribute('aria-live') ?? (box.getAttribute('role') === 'alert' ? 'assertive' : 'polite');
  };
  new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      const nodes = type === 'characterData' ? [target] : [...addedNodes];
      for (const node of nodes) {
        const how = liveness(node);
        if (how !== 'off' && node.textContent.trim() !== '') window.heard.push(how + ': ' + node.textContent.trim());
        if (node.nodeType !== 1) continue;
        for (const alert of node.querySelectorAll('[role=alert]')) window.heard.push('assertive: ' + alert.textContent.trim());
      }
    }
  }).observe(document, { childList: true, subtree: true, characterData: true });
`;

test('[E4] a screen reader hears each change of the state and of the report once, and no running clock', async () => {
  await house.enter('live');
  const link = await linkFor(hub, 'operator', POINT);
  const { page, close } = await openPage(browser, 'about:blank', PHONE);
  await page.addInitScript(LISTEN);
  await page.goto(link);
  await page.getByText('Thông suốt', { exact: true }).waitFor();
  await house.openRound();
  await page.getByRole('textbox', { name: 'Có mặt' }).fill('44');
  const heard = (): Promise<string[]> =>
    page.evaluate(() => (window as unknown as { heard: string[] }).heard.splice(0));
  await heard();
  await button(page, 'Gửi số người dự').click();
  await page.getByText(/Đã nhận \d\d:\d\d/).waitFor();
  const afterReport = await heard();
  assert.ok(
    afterReport.some((text) => /^polite: .*Đã nhận \d\d:\d\d/.test(text)),
    afterReport.join('\n'),
  );
  await button(page, 'Mất tiếng').click();
  await page.getByText('Trục trặc').waitFor();
  const afterFault = await heard();
  assert.ok(
    afterFault.some((text) => /^polite: .*Trục trặc/.test(text)),
    afterFault.join('\n'),
  );
  assert.ok(
    afterFault.some((text) => /^polite: .*không nghe tiếng/.test(text)),
    afterFault.join('\n'),
  );
  // Long enough for the clock beside the state to run on.
  await page.getByText(/Trục trặc, (?:[3-9]|\d\d) giây/).waitFor();
  assert.equal(await heard(), []);
  await close();
});

test('[E4] a refusal is an alert', async () => {
  await house.enter('live');
  await house.openRound();
  const { page, close } = await openPage(browser, 'about:blank', PHONE);
  // A hub that refuses: the answer to the report is exchanged on its way.
  await page.routeWebSocket(/\/rt\/point/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => {
      const text = String(message);
      const refused = '[{"ok":false,"error":{"kind":"invalid","message":"","retry":"never"}}]';
      socket.send(text.includes('"durability"') && text.startsWith('43') ? text.replace(/\[.*$/, refused) : text);
    });
  });
  await page.addInitScript(LISTEN);
  await page.goto(await linkFor(hub, 'operator', POINT));
  await page.getByRole('textbox', { name: 'Có mặt' }).fill('44');
  await button(page, 'Gửi số người dự').click();
  await page.getByRole('alert').getByText('Không được nhận').waitFor();
  const heard = await page.evaluate(() => (window as unknown as { heard: string[] }).heard);
  assert.ok(
    heard.some((text) => text.startsWith('assertive: Không được nhận')),
    heard.join('\n'),
  );
  await fits(page, 'refused');
  await close();
});

test('[E5] handing over the pen takes a second tap', async () => {
  await house.enter('live');
  await house.openRound();
  const send = (page: Page) => button(page, 'Gửi số người dự');
  const first = await openPage(browser, await linkFor(hub, 'operator', POINT), PHONE);
  await send(first.page).waitFor();
  const second = await openPage(browser, await linkFor(hub, 'operator', POINT), PHONE);
  await second.page.getByText('Máy này đang chờ cho vào').waitFor();
  await button(first.page, 'Chuyển quyền báo số cho máy đó').click();
  await first.page.getByText('Sau đó máy này không báo số được nữa').waitFor();
  await fits(first.page, 'hand-over');
  await button(first.page, 'Bỏ qua').click();
  await button(first.page, 'Chuyển quyền báo số cho máy đó').click();
  assert.ok(await send(first.page).isVisible());
  await button(first.page, 'Đúng, chuyển quyền').click();
  await send(second.page).waitFor();
  await first.page.getByText('Máy khác của điểm cầu đang giữ quyền').waitFor();
  await second.close();
  await first.close();
});

test('[E1] opened inside Zalo the page swaps nothing, shows no secret, and says how to leave', async () => {
  const link = await linkFor(hub, 'operator', POINT);
  const secret = link.split('#')[1] ?? '';
  const context = await browser.newContext({ viewport: PHONE, locale: 'vi-VN', userAgent: ZALO, hasTouch: true });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await context.newPage();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(link);
  await page.getByRole('heading', { name: 'Hãy mở bằng Chrome' }).waitFor();
  await page.getByText('đang mở bên trong Zalo').waitFor();
  assert.not.ok((await page.content()).includes(secret), 'the secret is on the page');
  assert.ok(page.url().includes(secret), 'the app’s own "open in browser" needs it in the address');
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  assert.is(kept, '[{"dch.lang":"vi"},{}]');
  assert.not.ok(asked.some((url) => url.includes('/api/claim') || url.includes(secret)));
  await button(page, 'Sao chép đường dẫn').click();
  await page.getByText('Đã sao chép').waitFor();
  assert.is(await page.evaluate(() => navigator.clipboard.readText()), link);
  assert.not.ok((await page.content()).includes(secret));
  assert.equal(await axeFindings(page), []);
  await fits(page, 'in-app');
  await page.goto(`${hub.url}/`);
  await page.getByRole('heading', { name: 'Hãy mở bằng Chrome' }).waitFor();
  await context.close();
  // Pasted into a real browser the link still works.
  const real = await openPage(browser, link, PHONE);
  await real.page.getByText('Thông suốt', { exact: true }).waitFor();
  await real.close();
});

test('[E6] over plain http the page works and says what is missing', async () => {
  await house.enter('live');
  await house.openRound();
  const link = (await linkFor(hub, 'operator', POINT)).replace('127.0.0.1', 'diemcau.lan');
  const { page, complaints, close } = await openPage(browser, link, PHONE);
  await page.getByRole('textbox', { name: 'Có mặt' }).fill('44');
  await button(page, 'Gửi số người dự').click();
  await page.getByText(/Đã nhận \d\d:\d\d/).waitFor();
  assert.not.ok(await page.evaluate(() => isSecureContext));
  for (const missing of ['không cài được', 'không giữ sáng màn hình', 'máy ảnh', 'mất mạng']) {
    await page.getByText('Không có HTTPS').filter({ hasText: missing }).waitFor();
  }
  await fits(page, 'plain-http');
  assert.equal(complaints, []);
  await close();
});

test.run();
