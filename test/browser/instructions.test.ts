import type { PointId } from '@hub/shared/model/ids.ts';
import type { Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DESK, LAPTOP, PHONE } from '../support/browser.ts';
import { button, Screens, sound } from '../support/screens.ts';

const POINT = 'DC20' as PointId;
const AREA = 'Phường Phố Mới';
const test = suite('instructions');
const screens = new Screens(test, { isLive: true });

const openAs = async (role: Parameters<Screens['open']>[0], size = DESK): Promise<Page> =>
  (await screens.open(role, size, role === 'operator' ? POINT : undefined)).page;

test('[F1] an instruction to an area: on the phone, seen, confirmed; who is silent is listed and asked again', async () => {
  const control = await openAs('controller');
  const phone = await openAs('operator', PHONE);
  await button(phone, 'Nhắn phòng điều hành').waitFor();
  const tab = control.getByRole('tab', { name: /Chỉ đạo/ });
  await control.getByRole('tab', { name: /Chú ý/ }).focus();
  const parts = await control.getByRole('tab').count();
  for (let step = 1; step < parts && (await tab.getAttribute('aria-selected')) !== 'true'; step++) {
    await control.keyboard.press('ArrowRight');
  }
  assert.is(await tab.getAttribute('aria-selected'), 'true');
  await control.getByText('Chưa có chỉ đạo nào').waitFor();
  await sound(control, 'instructions-none');
  await button(control, 'Gửi chỉ đạo').click();
  await control.getByRole('radio', { name: 'Một địa bàn' }).check();
  await control.getByRole('combobox', { name: 'Địa bàn' }).selectOption(AREA);
  await button(control, /Chuyển sang đường truyền dự phòng/).click();
  await control.getByRole('checkbox', { name: /Khẩn/ }).check();
  await sound(control, 'instructions-compose');
  const addressed = [...screens.hub.running.hub.projection.points()].filter(({ point }) => point.area === AREA).length;
  assert.ok(addressed > 2);
  await button(control, `Gửi đến ${addressed} điểm cầu`).click();

  await phone.getByText('Chuyển sang đường truyền dự phòng và báo lại khi xong.').waitFor();
  await control.getByText('đã xem 1, đã đến máy 1').waitFor();
  await sound(phone, 'instructions-phone-360');
  await control.getByText(`Đã rõ 0/${addressed}`).waitFor();
  await button(phone, 'Đã rõ').click();
  await control.getByText(`Đã rõ 1/${addressed}`).waitFor();
  await phone.getByText(/Đã rõ CĐ-01 lúc/).waitFor();
  assert.is(await button(phone, 'Đã rõ').count(), 0);
  for (const size of [DESK, LAPTOP]) {
    await control.setViewportSize(size);
    await sound(control, `instructions-${size.width}`);
  }

  await button(control, `${addressed - 1} điểm chưa rõ`).click();
  const dialog = control.getByRole('dialog', { name: 'Chưa rõ CĐ-01' });
  await dialog.getByText('chưa đến máy').first().waitFor();
  assert.is(await dialog.locator('.silent-list li').count(), addressed - 1);
  assert.is(await dialog.locator('.silent-list li', { hasText: POINT }).count(), 0);
  await sound(control, 'instructions-silent');
  await dialog.getByRole('button', { name: /Gửi lại/ }).click();
  await control.keyboard.press('Escape');
  await control.getByText(/gửi lại 1 lần/).waitFor();
  assert.is(await button(phone, 'Đã rõ').count(), 0, 'whoever confirmed is not asked again');
});

test('[F1] a page in the background has it and has not seen it', async () => {
  const phone = await openAs('operator', PHONE);
  await button(phone, 'Nhắn phòng điều hành').waitFor();
  const control = await openAs('controller');
  await control.getByRole('tab', { name: /Chỉ đạo/ }).click();
  await phone.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
  });
  await button(control, 'Gửi chỉ đạo').click();
  await control.getByRole('radio', { name: 'Các điểm cầu được chọn' }).check();
  await control.getByRole('searchbox', { name: 'Tìm điểm cầu để chọn' }).fill('pho moi 3');
  await control.getByRole('checkbox', { name: new RegExp(POINT) }).check();
  await sound(control, 'instructions-pick');
  await control.getByRole('textbox', { name: /Nội dung/ }).fill('Kiểm tra micrô');
  await button(control, 'Gửi đến 1 điểm cầu').click();
  await control.getByText('đã xem 0, đã đến máy 1').waitFor();
  await phone.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'visible', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await control.getByText('đã xem 1, đã đến máy 1').waitFor();
});

test('[F5] point and control room write to each other in private; what nobody has read is counted', async () => {
  const phone = await openAs('operator', PHONE);
  const control = await openAs('controller');
  const technician = await openAs('technician', LAPTOP);
  await button(phone, 'Nhắn phòng điều hành').click();
  const field = phone.getByRole('textbox', { name: /Tin nhắn/ });
  await field.fill('Loa bàn chủ trì bị rè');
  await button(phone, 'Gửi tin nhắn').click();
  await phone.locator('.talk-list li.from-point', { hasText: 'Loa bàn chủ trì bị rè' }).waitFor();
  await technician.getByText('1 tin chưa đọc').waitFor();
  await control.getByRole('tab', { name: /Chỉ đạo 1/ }).click();
  await control.getByText('1 tin chưa đọc').waitFor();
  await control.locator('.unread button').click();
  const talk = control.locator('.drawer .talk');
  await talk.getByText('Loa bàn chủ trì bị rè').waitFor();
  await talk.scrollIntoViewIfNeeded();
  await sound(control, 'conversation-control');
  await talk.getByRole('textbox').fill('Đã báo KTV, chờ 2 phút');
  await control.keyboard.press('Enter');
  await phone.locator('.talk-list li.from-room', { hasText: 'Đã báo KTV' }).waitFor();
  await sound(phone, 'conversation-phone-360');
  await control.locator('.unread').waitFor({ state: 'detached' });
  await phone.locator('.talk-list li.from-room').scrollIntoViewIfNeeded();
  await talk.getByText('điểm cầu đã đọc').waitFor();
});

test('[F1] the office edits what it offers to send, and everybody finds it', async () => {
  const control = await openAs('controller');
  await control.getByRole('tab', { name: /Chỉ đạo/ }).click();
  await button(control, 'Gửi chỉ đạo').click();
  await button(control, 'Sửa câu soạn sẵn').click();
  await control.getByRole('textbox', { name: 'Câu soạn sẵn' }).fill('Mời đồng chí vào chỗ\n\nTắt điện thoại');
  await button(control, 'Lưu').click();
  await button(control, 'Tắt điện thoại').waitFor();
  await control.keyboard.press('Escape');
  const other = await openAs('controller');
  await other.getByRole('tab', { name: /Chỉ đạo/ }).click();
  await button(other, 'Gửi chỉ đạo').click();
  await button(other, 'Mời đồng chí vào chỗ').click();
  assert.is(await other.getByRole('textbox', { name: /Nội dung/ }).inputValue(), 'Mời đồng chí vào chỗ');
});

test.run();
