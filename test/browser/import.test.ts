import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '@hub/scripts/lib/paths.ts';
import type { Browser, Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { LAPTOP, linkFor, openBrowser, openPage, type TestPage } from '../support/browser.ts';
import { soundAtDesks } from '../support/screens.ts';
import { startHub, type TestHub } from '../support/start-hub.ts';

const test = suite('import preview');
let hub: TestHub;
let browser: Browser;
let desk: TestPage;

test.before(async () => {
  browser = await openBrowser();
});
test.after(async () => {
  await browser.close();
});
test.before.each(async () => {
  hub = await startHub({ memory: true });
  desk = await openPage(browser, await linkFor(hub, 'administrator'), LAPTOP);
  await desk.page.getByRole('button', { name: 'Danh sách điểm cầu' }).click();
});
test.after.each(async () => {
  await desk.close();
  await hub.end();
});

const sound = (page: Page, name: string): Promise<void> => soundAtDesks(page, `import-${name}`);

const point = (id: string) => hub.running.hub.projection.point(id as never)?.point;
const headline = (page: Page, text: string): Promise<void> =>
  page.getByRole('heading', { name: text, exact: true }).waitFor();

async function choose(page: Page, name: string, text: string): Promise<void> {
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
}

/** The accessible name of what has focus. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '');

async function focusIs(page: Page, name: string): Promise<void> {
  await page.waitForFunction(
    (wanted) => (document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent) === wanted,
    name,
  );
}

async function tabTo(page: Page, name: string): Promise<void> {
  for (let step = 0; step < 40 && (await focused(page)) !== name; step++) await page.keyboard.press('Tab');
  assert.is(await focused(page), name);
}

/** The sample town with three bad rows and one to look at. */
async function badTown(): Promise<string> {
  const rows = (await readFile(join(ROOT, 'sample', 'an-binh', 'points.csv'), 'utf8')).trim().split('\n');
  const change = (at: number, from: string, to: string): void => {
    const row = rows[at];
    assert.ok(row?.includes(from), `${from} in row ${at}`);
    rows[at] = row?.replace(from, to) ?? '';
  };
  change(5, ',52,', ',52 đ/c,');
  change(20, ',44,', ',khoảng 44,');
  change(46, 'DC46', 'DC42');
  change(74, '0900000074', '090000007');
  return rows.join('\n');
}

test('every bad row is mended by keyboard alone: accepted, typed, left out; nothing is written before the last button', async () => {
  const { page, complaints } = desk;
  const before = hub.running.hub.projection.head;
  await choose(page, 'thang-9.csv', await badTown());
  await headline(page, '3 dòng phải sửa, 1 dòng cần xem, nhập được, 85 dòng dùng được ngay');
  assert.is(await page.locator('td.marked').count(), 3);
  await sound(page, 'bad');

  await page.getByRole('button', { name: 'Phải sửa 3' }).focus();
  await tabTo(page, 'Sửa thành 44, dòng 21');
  await page.keyboard.press('Enter');
  await headline(page, '2 dòng phải sửa, 1 dòng cần xem, nhập được, 86 dòng dùng được ngay');
  await focusIs(page, 'Sửa thành DC46, dòng 47');

  await tabTo(page, 'Nhập giá trị khác, dòng 47');
  await page.keyboard.press('Enter');
  await focusIs(page, 'Mã điểm cầu mới, dòng 47');
  await sound(page, 'typing');
  await page.keyboard.press('Escape');
  await focusIs(page, 'Sửa thành DC46, dòng 47');
  await tabTo(page, 'Nhập giá trị khác, dòng 47');
  await page.keyboard.press('Enter');
  await focusIs(page, 'Mã điểm cầu mới, dòng 47');
  await page.keyboard.type('DC146');
  await page.keyboard.press('Enter');
  await headline(page, '1 dòng phải sửa, 1 dòng cần xem, nhập được, 87 dòng dùng được ngay');

  await focusIs(page, 'Nhập lại, dòng 75');
  await tabTo(page, 'Bỏ dòng, dòng 75');
  await page.keyboard.press('Enter');
  await headline(page, '0 dòng phải sửa, 1 dòng cần xem, nhập được, 87 dòng dùng được ngay, 1 dòng bỏ');
  await focusIs(page, 'Nhập 88 điểm cầu');
  await page.getByText('Đã sửa 3 chỗ trên trang.').waitFor();
  assert.is(hub.running.hub.projection.head, before);
  await page.keyboard.press('Enter');
  await page.getByText('Đã nhập 88 điểm cầu').waitFor();
  assert.is(point('DC20')?.summoned, 44);
  assert.is(point('DC146')?.name, 'Nhà văn hóa thôn 4 Hòa Bình');
  assert.equal(complaints, []);
});

test('a row comes back, a correction is undone, a short name is edited in its place, and all of it at once', async () => {
  const { page, complaints } = desk;
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
  await choose(page, 'thang-9.csv', await badTown());
  await button('Bỏ dòng, dòng 75').click();
  await headline(page, '2 dòng phải sửa, 1 dòng cần xem, nhập được, 85 dòng dùng được ngay, 1 dòng bỏ');
  await button('Đã bỏ 1').click();
  await sound(page, 'dropped');
  await button('Lấy lại, dòng 75').click();
  await headline(page, '3 dòng phải sửa, 1 dòng cần xem, nhập được, 85 dòng dùng được ngay');

  await button('Phải sửa 3').click();
  await button('Để trống, dòng 75').click();
  await headline(page, '2 dòng phải sửa, 1 dòng cần xem, nhập được, 86 dòng dùng được ngay');
  await button('Sửa thành 44, dòng 21').click();
  await button('Sửa thành DC46, dòng 47').click();
  await headline(page, '0 dòng phải sửa, 1 dòng cần xem, nhập được, 88 dòng dùng được ngay');
  await page.getByText('Không còn dòng phải sửa.').waitFor();
  await button('Tất cả 89').click();
  const short = page.getByLabel('Tên ngắn, dòng 3', { exact: true });
  await short.fill('Trụ sở');
  await short.press('Enter');
  await page.locator('.import-foot .btn.primary:not(:disabled)').waitFor();
  await sound(page, 'mended');
  await page.locator('.import-table').evaluate((element) => {
    element.scrollTop = 700;
  });
  await button('Hoàn lại, dòng 21').click();
  await headline(page, '1 dòng phải sửa, 1 dòng cần xem, nhập được, 87 dòng dùng được ngay');
  await button('Bỏ các sửa').click();
  await headline(page, '3 dòng phải sửa, 1 dòng cần xem, nhập được, 85 dòng dùng được ngay');
  assert.is(await page.getByText('chỗ trên trang').count(), 0);
  await page.locator('.import-table').evaluate((element) => {
    element.scrollTop = 0;
  });

  await short.fill('Trụ sở');
  await short.press('Enter');
  await button('Phải sửa 3').click();
  for (const row of [21, 47, 75]) await button(`Bỏ dòng, dòng ${row}`).click();
  await headline(page, '0 dòng phải sửa, 1 dòng cần xem, nhập được, 85 dòng dùng được ngay, 3 dòng bỏ');
  await page.getByRole('button', { name: 'Nhập 86 điểm cầu' }).click();
  await page.getByText('Đã nhập 86 điểm cầu').waitFor();
  assert.is(point('DC02')?.shortName, 'Trụ sở');
  assert.is(point('DC20')?.summoned, 44, 'a row left out changes nothing');
  assert.equal(complaints, []);
});

test('31,000 rows are a few dozen rows of the page', async () => {
  const { page, complaints } = desk;
  const rows = Array.from({ length: 31_000 }, (_, i) =>
    [`P${i}`, `Nhà văn hóa thôn ${i}`, `Xã ${Math.floor(i / 9)}`, i === 30_998 ? 'x' : 40].join(','),
  );
  await choose(page, 'ca-nuoc.csv', ['Mã điểm cầu,Tên điểm cầu,Địa bàn,Triệu tập', ...rows].join('\n'));
  const patient = { timeout: 90_000 };
  await page.getByRole('heading', { name: /^1 dòng phải sửa/ }).waitFor(patient);
  await page.getByRole('button', { name: 'Tất cả 31.000' }).click();
  await page.locator('.import-table').evaluate((element) => {
    element.scrollTop = element.scrollHeight;
  });
  await page.locator('[data-line="row 31001"]').waitFor();
  assert.ok((await page.locator('.import-table tr').count()) < 60);
  await page.getByRole('button', { name: 'Bỏ dòng, dòng 31000' }).click();
  await page.getByRole('heading', { name: /^0 dòng phải sửa.*, 1 dòng bỏ$/ }).waitFor(patient);
  assert.equal(complaints, []);
});

test.run();
