import type { Browser, Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { axeFindings, LAPTOP, layoutFaults, linkFor, openBrowser, openPage, PHONE, shoot } from '../support/browser.ts';
import { House } from '../support/house.ts';
import { button, soundAtDesks } from '../support/screens.ts';
import { command, openControl } from '../support/sockets.ts';
import { startHub, type TestHub } from '../support/start-hub.ts';

const test = suite('readiness');
let hub: TestHub;
let house: House;
let browser: Browser;

test.before(async () => {
  browser = await openBrowser();
  hub = await startHub({ memory: true });
  house = await House.open(hub);
});
test.after(async () => {
  await browser.close();
  house.close();
  await hub.end();
});

const sound = (page: Page, name: string): Promise<void> => soundAtDesks(page, `readiness-${name}`);

/** To begin so that the next mark is reached in a few seconds. */
async function planAt(msUntilMark: number): Promise<void> {
  const admin = await hub.signIn('administrator');
  const socket = await openControl(hub.url, admin.credential);
  const plannedAt = Math.round(hub.running.hub.clock.now() + 60 * 60_000 + msUntilMark);
  const head = { title: 'Hội nghị', hostName: 'Thị ủy', hotline: '0900000001', plannedAt };
  const answer = await socket.ask('session:edit', { commandId: command(), ...head });
  assert.ok(answer.ok, JSON.stringify(answer));
  socket.close();
}

test('[P1] [P2] [P3] what a phone confirms is counted at the desks, and T-60 is said with the counts of that moment', async () => {
  const desk = await openPage(browser, await linkFor(hub, 'controller', undefined, 'Kiểm soát 1'), LAPTOP);
  const strip = desk.page.getByRole('region', { name: 'Sẵn sàng' });
  await strip.getByText('0/89 điểm sẵn sàng, 89 chưa vào').waitFor();
  await strip.getByText('Chưa đặt giờ bắt đầu').waitFor();
  const phone = await openPage(browser, await linkFor(hub, 'operator', 'DC20'), PHONE);
  await phone.page.getByRole('heading', { name: 'Kiểm tra trước phiên' }).waitFor();
  const line = (name: string) => phone.page.getByRole('group', { name });
  await line('Hình').getByRole('button', { name: 'Tốt' }).click();
  await line('Tiếng').getByRole('button', { name: 'Trục trặc' }).click();
  await line('Nguồn điện').getByRole('button', { name: 'Tốt' }).click();
  await strip.getByText('88 chưa vào').waitFor();
  await strip.getByText('1 có trục trặc').waitFor();
  await shoot(phone.page, 'readiness-phone-360');
  assert.equal(await axeFindings(phone.page), []);
  assert.equal(await layoutFaults(phone.page), []);

  await planAt(2_500);
  await strip.getByText(/Bắt đầu/).waitFor();
  const alert = desk.page.getByRole('alert').filter({ hasText: 'Đến mốc T-60' });
  await alert.getByText('88 chưa vào').waitFor();
  await sound(desk.page, 'mark');
  await alert.getByRole('button', { name: 'Đã xem' }).click();
  await alert.waitFor({ state: 'detached' });

  await strip.getByRole('button', { name: 'Danh sách' }).click();
  const list = desk.page.getByRole('dialog');
  await sound(desk.page, 'list');
  await list.getByRole('button', { name: /Có trục trặc 1/ }).click();
  await list.getByText('trục trặc: tiếng').waitFor();
  assert.is(await list.locator('a[href^="tel:"]').count(), 1);
  await line('Tiếng').getByRole('button', { name: 'Tốt' }).click();
  await list.getByText('Không có điểm nào trong mục này.').waitFor();
  const backup = line('Đường dự phòng');
  if ((await backup.count()) > 0) await backup.getByRole('button', { name: 'Tốt' }).click();
  await button(phone.page, 'Đã kiểm tra xong').waitFor();
  await strip.getByText('1/89 điểm sẵn sàng').waitFor();
  await shoot(phone.page, 'readiness-phone-done-360');

  // A technician sees the same; a desk that opens after the mark is told of none.
  const technician = await openPage(browser, await linkFor(hub, 'technician', undefined, 'KTV 1'), LAPTOP);
  await technician.page
    .getByRole('region', { name: 'Sẵn sàng' })
    .getByText(/^còn \d+ phút/)
    .waitFor();
  assert.is(await technician.page.getByRole('alert').count(), 0);
  await sound(technician.page, 'technician');

  await house.enter('rehearsal');
  await strip.getByText('0/89 điểm sẵn sàng').waitFor();
  await phone.page.getByRole('heading', { name: 'Kiểm tra trước phiên' }).waitFor();
  await house.enter('live');
  await strip.waitFor({ state: 'detached' });
  await phone.page.getByRole('heading', { name: 'Kiểm tra trước phiên' }).waitFor({ state: 'detached' });
  assert.equal([...desk.complaints, ...phone.complaints, ...technician.complaints], []);
  for (const page of [desk, phone, technician]) await page.close();
});

test.run();
