import type { Browser } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { axeFindings, LAPTOP, layoutFaults, linkFor, openBrowser, openPage, PHONE, shoot } from '../support/browser.ts';
import { startHub, type TestHub } from '../support/start-hub.ts';

const test = suite('start page');
let hub: TestHub;
let browser: Browser;

test.before(async () => {
  browser = await openBrowser();
  hub = await startHub({ memory: true });
});
test.after(async () => {
  await browser.close();
  await hub.end();
});

test('whoever comes without a link reads what this is and may type a code', async () => {
  for (const size of [PHONE, LAPTOP]) {
    const { page, complaints, close } = await openPage(browser, hub.url, size);
    const code = page.getByRole('textbox', { name: 'Mã đăng nhập' });
    await code.waitFor();
    await shoot(page, `start-${size.width}`);
    assert.equal(await axeFindings(page), []);
    assert.equal(await layoutFaults(page), []);
    const enter = page.getByRole('button', { name: 'Vào' });
    await code.fill('BCD');
    await enter.click();
    await page.getByText('Còn thiếu 7 ký tự.').waitFor();
    await code.fill('BCDFA');
    await page.getByText('Mã không có ký tự “A”').waitFor();
    await code.fill('BCDFG-HJKLM');
    await enter.click();
    await page.getByText('Đường dẫn hoặc mã này không đúng').waitFor();
    await shoot(page, `start-wrong-code-${size.width}`);
    // A refused claim is a refused request, and the browser says so.
    assert.equal(
      complaints.filter((line) => !line.includes('/api/claim') && !/status of 40\d/.test(line)),
      [],
    );
    await page.getByRole('button', { name: /^EN:/ }).click();
    await page.getByRole('textbox', { name: 'Sign-in code' }).waitFor();
    await page.getByRole('button', { name: 'Dark' }).click();
    assert.equal(await axeFindings(page), []);
    await close();
  }
});

test('[A1] a page without a credential sends to the start page, a signed-in device finds its pages there', async () => {
  const { page, close } = await openPage(browser, `${hub.url}/control`, LAPTOP);
  await page.getByText('Máy này chưa đăng nhập').waitFor();
  await page.getByRole('link', { name: 'Về trang đầu' }).click();
  await page.goto(await linkFor(hub, 'controller'));
  await page.getByText('Chưa mở lượt báo').waitFor();
  await page.goto(hub.url);
  await page.getByRole('link', { name: 'Phòng điều hành', exact: true }).click();
  await page.getByText('Chưa mở lượt báo').waitFor();
  // A controller's link opened on another page goes where it belongs.
  const link = await linkFor(hub, 'technician');
  await page.goto(link.replace('/technician#', '/#'));
  await page.waitForURL(`${hub.url}/technician`);
  await close();
});

test.run();
