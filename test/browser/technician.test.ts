import type { Browser, Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { LAPTOP, linkFor, openBrowser, openPage, type TestPage } from '../support/browser.ts';
import { House } from '../support/house.ts';
import { button, soundAtDesks } from '../support/screens.ts';
import { openControl } from '../support/sockets.ts';
import { startHub, type TestHub } from '../support/start-hub.ts';

const test = suite('technician');
let hub: TestHub;
let house: House;
let browser: Browser;
let desk: TestPage;

test.before(async () => {
  browser = await openBrowser();
  hub = await startHub({ memory: true });
  house = await House.open(hub);
  await house.enter('live');
  desk = await openPage(browser, await linkFor(hub, 'technician', undefined, 'KTV 1'), LAPTOP);
  await desk.page.getByRole('heading', { name: 'Kỹ thuật viên' }).waitFor();
});
test.after(async () => {
  await desk.close();
  await browser.close();
  house.close();
  await hub.end();
});

const sound = (page: Page, name: string): Promise<void> => soundAtDesks(page, `technician-${name}`);

test('[G6] [U3] samples of the lines reach the table and sort it; a picture that rests is told from a dead one', async () => {
  const { page, complaints } = desk;
  const operators = await Promise.all(['DC01', 'DC20', 'DC49', 'DC50', 'DC51'].map((id) => house.join(id)));
  const sample = { rttMs: 40, lossPct: 0.5, jitterMs: 6, bitrateKbps: 1_200, fps: 25, soundLevel: 55 };
  operators[0]?.socket.emit('point:vitals', sample);
  operators[1]?.socket.emit('point:vitals', { ...sample, rttMs: 80 });
  operators[2]?.socket.emit('point:vitals', { ...sample, rttMs: 388, lossPct: 11.2 });
  const media = { connection: 'connected', path: 'udp', width: 320, height: 180, microphone: 'muted' } as const;
  const still = { ...sample, bitrateKbps: 0, fps: 0, soundLevel: 90 };
  operators[3]?.socket.emit('point:vitals', { ...still, media: { ...media, camera: 'flowing', resting: true } });
  operators[4]?.socket.emit('point:vitals', { ...still, media: { ...media, camera: 'frozen', resting: true } });
  // Worst links first: who is well stands at the end, below what is drawn.
  await button(page, 'Trễ ms').click();
  await page.waitForFunction(() =>
    document.querySelector('.link-table tbody tr:not(.pad)')?.textContent?.includes('388'),
  );
  await page.locator('.link-table td', { hasText: 'nghỉ, chưa ai xem' }).waitFor();
  const dead = page.locator('.link-table td.v-very-bad', { hasText: /^0$/ });
  await dead.first().waitFor();
  assert.is(await dead.count(), 2, 'rates of the picture that stands still; of the one that rests there are none');
  await sound(page, 'vitals');
  for (const name of ['Mất %', 'Jitter', 'kbit/s', 'Hình/giây', 'Tiếng', 'Bao lâu', 'Điểm cầu', 'Trạng thái']) {
    await page.getByRole('columnheader', { name }).first().getByRole('button').click();
  }
  assert.equal(complaints, []);
});

test('[I2] [I11] an incident is taken with a key and closed in the drawer; arrows walk the table', async () => {
  const { page, complaints } = desk;
  const operator = await house.join('DC14');
  await operator.ask('point:fault', { commandId: 'fault-for-technician', fault: 'power', present: true });
  const queue = page.locator('.incidents');
  await queue.getByText('chưa ai nhận').waitFor();
  const line = page.locator('.link-table tr', { hasText: 'KP 2 Bến Tây' });
  await house.order('point:mute', { pointId: 'DC14', untilMs: Date.now() + 600_000 });
  await line.getByText(/Tắt chuông đến \d\d:\d\d/).waitFor();
  assert.match((await line.getAttribute('class')) ?? '', /muted/);
  await house.order('point:mute', { pointId: 'DC14', untilMs: null });
  await line.getByText(/Tắt chuông/).waitFor({ state: 'detached' });
  await page.keyboard.press('a');
  await queue.getByText('KTV 1 (bạn) đang xử lý').waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('ben tay kp 2');
  await page.waitForFunction(() => document.querySelectorAll('.link-table tbody tr:not(.pad)').length === 1);
  await page.keyboard.press('Enter');
  const drawer = page.locator('.drawer');
  await drawer.getByText('Điểm cầu báo mất điện').first().waitFor();
  await sound(page, 'drawer');
  // A technician may not report headcounts: the page has no button for it.
  assert.is(await drawer.getByRole('button', { name: 'Báo thay điểm cầu' }).count(), 0);
  await drawer.getByRole('button', { name: 'Đóng sự cố' }).click();
  const closing = page.getByRole('dialog', { name: 'Đóng SC-01' });
  await closing.getByRole('combobox').selectOption({ label: 'Nguồn điện' });
  await sound(page, 'close-incident');
  await closing.getByRole('button', { name: 'Đóng sự cố' }).click();
  await queue.getByText('Không có sự cố đang mở').waitFor();
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'detached' });
  await page.getByRole('searchbox').focus();
  await page.keyboard.press('Escape');
  assert.is(await page.getByRole('searchbox').inputValue(), '');
  await page.locator('.link-table').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await drawer.waitFor();
  await drawer.getByRole('button', { name: 'Đóng' }).first().click();
  assert.equal(complaints, []);
});

test('[T1] [T2] [T3] [T4] points are taken, passed and handed over between two desks that see each other', async () => {
  const { page, complaints } = desk;
  const other = await openPage(browser, await linkFor(hub, 'technician', undefined, 'KTV 8'), LAPTOP);
  await other.page.getByRole('heading', { name: 'Kỹ thuật viên' }).waitFor();
  const openPoint = async (at: Page, words: string): Promise<void> => {
    await at.getByRole('searchbox').fill(words);
    await at.keyboard.press('Enter');
    await at.locator('.drawer .charge').waitFor();
  };
  await openPoint(page, 'dc20');
  await openPoint(other.page, 'dc20');
  await page.locator('.drawer').getByText('Đang mở: KTV 8').waitFor();
  const { credential } = await hub.signIn('controller');
  const third = await openControl(hub.url, credential);
  third.socket.emit('point:attend', { pointId: 'DC20', doing: 'report' });
  await page
    .locator('.drawer')
    .getByText(/Đang mở: KTV 8, .+ \(báo thay\)/)
    .waitFor();
  third.close();
  await page.locator('.drawer').getByText('Đang mở: KTV 8', { exact: true }).waitFor();
  await button(page, 'Nhận điểm').click();
  await other.page.locator('.drawer').getByText('KTV 1', { exact: true }).waitFor();
  await button(other.page, 'Nhận điểm').click();
  await other.page.getByRole('dialog').getByText('Nhận thay KTV 1?').waitFor();
  await other.page.getByRole('dialog').getByRole('button', { name: 'Nhận điểm' }).click();
  await page.locator('.drawer .charge').getByText('KTV 8').waitFor();
  await sound(page, 'charge');
  await other.page.getByRole('searchbox').fill('');
  await other.page.waitForFunction(() =>
    document.querySelector('.link-table tbody tr:not(.pad)')?.classList.contains('mine'),
  );
  await button(other.page, 'Bàn giao ca').click();
  const dialog = other.page.getByRole('dialog');
  await dialog.getByLabel('Việc ca sau cần biết').fill('DC20 chờ thay micro, đã gọi chị Hoa.');
  await dialog.getByLabel('Gửi cho').selectOption({ label: 'KTV 1, kỹ thuật viên' });
  await dialog.getByText(/Giao luôn \d+ điểm của tôi/).waitFor();
  await sound(other.page, 'handover');
  await dialog.getByRole('button', { name: 'Gửi bàn giao' }).click();
  const notes = page.getByRole('region', { name: 'Bàn giao ca' });
  await notes.getByText('DC20 chờ thay micro').waitFor();
  await page.locator('.drawer .charge').getByText('KTV 1 (bạn)').waitFor();
  await sound(page, 'note');
  await notes.getByRole('button', { name: 'Đã đọc' }).click();
  await notes.waitFor({ state: 'detached' });
  await button(other.page, 'Bàn giao ca').click();
  await dialog.getByText('Xem các lời bàn giao trước').click();
  await dialog.getByText('Đã đọc: KTV 1').waitFor();
  await other.page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.getByRole('searchbox').fill('');
  assert.equal([...complaints, ...other.complaints], []);
  await other.close();
});

test('filters by state, and both languages', async () => {
  const { page, complaints } = desk;
  for (const state of ['Mất kết nối', 'Không rõ', 'Trục trặc', 'Đang vào', 'Chưa vào', 'Đã rời', 'Thông suốt']) {
    await page
      .locator('.chips')
      .getByRole('button', { name: new RegExp(state) })
      .click();
  }
  await page
    .locator('.chips')
    .getByRole('button', { name: /Tất cả/ })
    .click();
  await button(page, /^EN:/).click();
  await page.getByRole('heading', { name: 'Technician' }).waitFor();
  await button(page, 'Light').click();
  await sound(page, 'light-en');
  await button(page, /^VI:/).click();
  await page.getByRole('heading', { name: 'Kỹ thuật viên' }).waitFor();
  assert.equal(complaints, []);
});

test.run();
