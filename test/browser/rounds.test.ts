import type { Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { axeFindings, DESK, layoutFaults, PHONE, shoot, type TestPage } from '../support/browser.ts';
import { button, Screens, soundAtDesks } from '../support/screens.ts';

const test = suite('rounds');
const screens = new Screens(test, {
  isLive: true,
  // Reminders of one point follow each other here without the half minute between them.
  hub: { memory: true, policy: { remindGapMs: 0 } },
});
let desk: TestPage;

test.before.each(async () => {
  desk = await screens.open('controller', DESK);
  await desk.page.getByRole('heading', { name: 'Điểm Cầu Hub' }).waitFor();
  await desk.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
});

const sound = (page: Page, name: string): Promise<void> => soundAtDesks(page, `rounds-${name}`);

test('[H13] late points stand longest silent first, are reminded by one tap or all at once, and the phone says so until it reports', async () => {
  const { page, complaints } = desk;
  const first = await screens.house.openRound();
  await screens.house.report('DC01', first, 118);
  const phone = await screens.open('operator', PHONE, 'DC03');
  await phone.page.getByRole('textbox', { name: 'Có mặt' }).fill('33');
  await button(phone.page, 'Gửi số người dự').click();
  await phone.page.getByText(/Đã nhận/).waitFor();
  await screens.house.order('round:freeze', { roundId: first });
  await button(page, '87 điểm chưa báo').click();
  const frozen = page.getByRole('dialog', { name: 'Điểm chưa báo' });
  await frozen.getByText(/Lượt 1 Khai mạc: đã chốt lúc/).waitFor();
  assert.is(await frozen.getByRole('listitem').count(), 87);
  assert.is(await frozen.getByRole('button', { name: /Nhắc/ }).count(), 0, 'nobody can be reminded of a frozen round');
  assert.is(await frozen.getByRole('link', { name: /^09/ }).count(), 87);
  await sound(page, 'late-frozen');
  await page.keyboard.press('Escape');
  const round = await screens.house.openRound();
  await screens.house.join('DC20');
  await button(phone.page, 'Gửi số người dự').waitFor();

  await button(page, '89 điểm chưa báo').click();
  const dialog = page.getByRole('dialog');
  const names = await dialog.getByRole('listitem').locator('.nm').allTextContents();
  assert.is(names.length, 89);
  assert.match(names.at(-2) ?? '', /Thị ủy/, 'who reported before stands below those that never did');
  await dialog.getByRole('button', { name: 'Nhắc KP 1 Trung Tâm báo số' }).click();
  await dialog.getByText(/đã nhắc 1 lần/).waitFor();
  await dialog.getByRole('button', { name: 'Nhắc tất cả (88)' }).click();
  await dialog.getByRole('button', { name: 'Nhắc tất cả (0)' }).waitFor();
  await sound(page, 'late');
  await page.keyboard.press('Escape');
  await sound(page, 'late-rail');

  await phone.page.getByText('Phòng điều hành nhắc báo số người dự').waitFor();
  await shoot(phone.page, 'rounds-reminded-360');
  assert.equal(await axeFindings(phone.page), []);
  assert.equal(await layoutFaults(phone.page), []);
  await screens.house.report('DC01', round, 118);
  await page.getByText('1/89 điểm đã báo').waitFor();
  await phone.page.getByRole('textbox', { name: 'Có mặt' }).fill('33');
  await button(phone.page, 'Gửi số người dự').click();
  await phone.page.getByText(/Đã nhận/).waitFor();
  assert.is(await phone.page.getByText('Phòng điều hành nhắc báo số người dự').count(), 0);
  assert.equal([complaints, phone.complaints], [[], []]);
  await phone.close();
});

test('[H13] after the second reminder the second contact is the one to call', async () => {
  const { page, complaints } = desk;
  const roundId = await screens.house.openRound();
  await screens.house.join('DC20');
  const remind = () => screens.house.order('round:remind', { roundId, points: ['DC20'] });
  await remind();
  await page.getByText(/^Đã nhắc 1 lần/).waitFor();
  const call = page.getByRole('region', { name: 'Chú ý' }).getByRole('link', { name: 'Gọi KP 3 Phố Mới' });
  assert.is(await call.getAttribute('href'), 'tel:0900000020');
  await remind();
  await page.getByText('Đã nhắc 2 lần, gọi người dự phòng').waitFor();
  const second = page.getByRole('link', { name: 'Gọi người dự phòng của KP 3 Phố Mới', exact: true });
  assert.is(await second.getAttribute('href'), 'tel:0910000020');
  await sound(page, 'escalated');
  await page.keyboard.press('n');
  await page
    .getByRole('dialog')
    .getByRole('link', { name: /0910 000 020, dự phòng/ })
    .waitFor();
  await sound(page, 'escalated-list');
  await screens.house.report('DC20', roundId, 44);
  await second.waitFor({ state: 'detached' });
  assert.equal(complaints, []);
});

test('[H14] a figure far from the last is asked about once, on the phone before it goes, and in the control room', async () => {
  const { page, complaints } = desk;
  const first = await screens.house.openRound();
  const phone = await screens.open('operator', PHONE, 'DC20');
  const present = phone.page.getByRole('textbox', { name: 'Có mặt' });
  const excused = phone.page.getByRole('textbox', { name: 'Vắng có lý do' });
  await present.fill('44');
  await button(phone.page, 'Gửi số người dự').click();
  await phone.page.getByText(/Đã nhận/).waitFor();
  await screens.house.order('round:freeze', { roundId: first });
  await screens.house.openRound();
  await button(phone.page, 'Dùng số lượt trước').waitFor();
  await present.fill('20');
  await excused.fill('24');
  await button(phone.page, 'Gửi số người dự').click();
  await phone.page.getByRole('dialog').getByText('Lần báo trước 44 có mặt, lần này 20').waitFor();
  await shoot(phone.page, 'rounds-jump-360');
  assert.equal(await axeFindings(phone.page), []);
  assert.equal(await layoutFaults(phone.page), []);
  await button(phone.page, 'Xem lại').click();
  assert.is(await present.inputValue(), '20');
  await button(phone.page, 'Gửi số người dự').click();
  await button(phone.page, 'Đúng, gửi 20 có mặt').click();
  await phone.page.getByText(/Đã nhận/).waitFor();

  await page.locator('.tile', { hasText: 'Nhà văn hóa khu phố 3 Phố Mới' }).click();
  await button(page, 'Báo thay điểm cầu').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Có mặt' }).fill('44');
  await dialog.getByRole('textbox', { name: 'Có lý do', exact: true }).fill('0');
  await button(page, 'Ghi nhận').click();
  await dialog.getByText('Lần báo trước 20 có mặt, lần này 44').waitFor();
  await sound(page, 'jump');
  await button(page, 'Đúng, ghi nhận').click();
  await dialog.waitFor({ state: 'detached' });
  // What is typed stays on the phone's screen until its person lets it go.
  await button(phone.page, 'Không sửa nữa').click();
  await phone.page.getByText('Phòng điều hành báo thay').waitFor();
  assert.equal([complaints, phone.complaints], [[], []]);
  await phone.close();
});

test('[H16] [H15] figures by area and block open by a key, follow the reports, are copied, and a frozen round is one file away', async () => {
  const { page, complaints } = desk;
  const round = await screens.house.openRound();
  await screens.house.report('DC01', round, 118);
  await page.getByText('1/89 điểm đã báo').waitFor();
  await page.keyboard.press('g');
  const dialog = page.getByRole('dialog');
  const line = (name: string) => dialog.getByRole('row', { name: new RegExp(`^${name}`) });
  await line('Phường Trung Tâm').getByText('1/12', { exact: true }).waitFor();
  assert.match((await line('Phường Cầu Đông').textContent()) ?? '', /0\/8—\/\d+—/, 'unknown, not 0');
  await screens.house.report('DC02', round, 100, 8);
  await line('Phường Trung Tâm').getByText('2/12', { exact: true }).waitFor();
  assert.match((await line('Cộng').textContent()) ?? '', /^Cộng2\/89218\/4\.8634,5%/);
  await sound(page, 'roll-up');
  await dialog.getByRole('button', { name: 'Chép' }).click();
  await page.getByText('Đã chép bảng gộp').waitFor();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(
    text,
    /^2\/89 điểm, 218\/4\.863, 4,5%, 2\/89 đã báo, \d\d:\d\d\nTheo địa bàn\nPhường Trung Tâm: 218\/\d+/,
  );
  await dialog.getByRole('button', { name: 'Theo khối' }).click();
  await line('Xã, phường').waitFor();
  await sound(page, 'roll-up-blocks');
  await page.keyboard.press('Escape');

  await screens.house.order('round:freeze', { roundId: round });
  const downloading = page.waitForEvent('download');
  await button(page, 'Tải XLSX').click();
  const file = await downloading;
  assert.is(file.suggestedFilename(), 'so-nguoi-du-luot-1.xlsx');
  await sound(page, 'frozen');
  await screens.house.openRound();
  await page.getByText('còn lại').waitFor();
  await button(page, '0/89 điểm đã báo').click();
  await button(page, 'Tải XLSX lượt 1 Khai mạc').waitFor();
  assert.equal(complaints, []);
});

test.run();
