import type { PointId } from '@hub/shared/model/ids.ts';
import type { Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DESK, LAPTOP, PHONE } from '../support/browser.ts';
import { button, Screens, sound, fits as fitsThumb } from '../support/screens.ts';

const FIRST = 'DC20' as PointId;
const SECOND = 'DC22' as PointId;
const test = suite('floor');
const screens = new Screens(test, { isLive: true });

const openAs = async (role: Parameters<Screens['open']>[0], size = DESK, point = FIRST): Promise<Page> =>
  (await screens.open(role, size, role === 'operator' ? point : undefined)).page;

async function fits(page: Page, name: string): Promise<void> {
  await sound(page, name);
  await fitsThumb(page, name, 56);
}

test('[F2] [E3] asked on the phone, called, checked, on air, finished: every screen says the same', async () => {
  const control = await openAs('controller', LAPTOP);
  const phone = await openAs('operator', PHONE);
  const other = await openAs('operator', PHONE, SECOND);
  const technician = await openAs('technician', LAPTOP);
  const wall = await openAs('wall');
  await button(other, 'Xin phát biểu').click();
  await other.getByText('Lượt kế tiếp là điểm cầu này').waitFor();
  await button(phone, 'Xin phát biểu').click();
  await phone.getByText('Còn 1 điểm nữa').waitFor();
  await fits(phone, 'floor-phone-waiting');

  // By keyboard: P opens the part and stands on the next step.
  await control.getByRole('tab', { name: /Phát biểu 2/ }).waitFor();
  await control.keyboard.press('p');
  await control.getByText('Chưa điểm cầu nào lên sóng.').waitFor();
  await sound(control, 'floor-control-waiting');
  await control.waitForFunction(() => document.activeElement?.textContent === 'Chuẩn bị');
  // Held down: the repeats must not press what comes next.
  await control.keyboard.down('Enter');
  await other.getByRole('heading', { name: 'Chuẩn bị phát biểu' }).waitFor();
  await button(control, 'Lên sóng').click({ trial: true });
  for (let i = 0; i < 3; i++) await control.keyboard.down('Enter');
  await control.keyboard.up('Enter');
  assert.is(await control.evaluate(() => document.activeElement?.className), 'nm clip');
  assert.is(await control.getByRole('dialog').count(), 0);
  assert.is(await control.locator('.drawer').count(), 0);
  await fits(other, 'floor-phone-standby');
  await technician.getByText('Chuẩn bị', { exact: true }).waitFor();
  await sound(technician, 'floor-technician');

  await control.keyboard.press('p');
  await control.waitForFunction(() => document.activeElement?.textContent === 'Lên sóng');
  await control.keyboard.press('Enter');
  await other.getByRole('heading', { name: 'ĐANG PHÁT BIỂU' }).waitFor();
  await fits(other, 'floor-phone-on-air');
  await wall.locator('.tile.air', { hasText: 'PHÁT BIỂU' }).waitFor();
  await sound(wall, 'floor-wall');
  await control.locator('.tile.air').waitFor();
  await technician.locator('.onair').waitFor();

  // Its link is not well while it speaks: both cards say so, and why.
  const fault = (present: boolean) =>
    screens.hub.running.hub.handleOwn({ type: 'ReportFault', pointId: SECOND, fault: 'audio', present });
  await fault(true);
  for (const screen of [control, technician]) {
    await screen.locator('.onair .o4', { hasText: 'mất tiếng' }).waitFor();
  }
  await sound(control, 'floor-control-impaired');
  await fault(false);

  // The second on air is refused, and who speaks is named.
  await control.locator('.floor-queue').getByRole('button', { name: 'Chuẩn bị' }).click();
  await phone.getByRole('heading', { name: 'Chuẩn bị phát biểu' }).waitFor();
  await button(control, 'Lên sóng').click();
  await control.getByText(/Chưa cho .+ lên sóng được: .+ đang phát biểu/).waitFor();
  for (const size of [DESK, LAPTOP]) {
    await control.setViewportSize(size);
    await sound(control, `floor-control-taken-${size.width}`);
  }

  await button(control, 'Thêm 1 phút').click();
  await control.getByText(/hạn 6 phút/).waitFor();
  await button(control, 'Xong').click();
  await other.getByText(/Đã phát biểu xong lúc/).waitFor();
  await button(control, 'Lên sóng').click();
  await phone.getByRole('heading', { name: 'ĐANG PHÁT BIỂU' }).waitFor();
  await button(phone, 'Nói xong').click();
  await fits(phone, 'floor-phone-finish');
  await button(phone, 'Bấm lần nữa: đã nói xong').click();
  await button(phone, 'Xin phát biểu').waitFor();
  await control.getByText('Chưa điểm cầu nào xin phát biểu.').waitFor();
  await wall.locator('.tile.air').waitFor({ state: 'detached' });
});

test('[F4] a check that is not passed is read before the floor is given all the same', async () => {
  const phone = await openAs('operator', PHONE);
  const control = await openAs('controller', LAPTOP);
  await button(phone, 'Xin phát biểu').click();
  await control.getByRole('tab', { name: /Phát biểu 1/ }).click();
  await button(control, 'Chuẩn bị').click();
  await button(phone, /Mất tiếng/).click();
  await button(control, 'Lên sóng').click();
  const dialog = control.getByRole('dialog', { name: 'Kiểm tra chưa đạt' });
  await dialog.getByText(/đường truyền chưa thông suốt/).waitFor();
  await sound(control, 'floor-control-despite');
  await dialog.getByRole('button', { name: 'Thôi' }).click();
  await control.getByText(/Chưa đạt/).waitFor();
  await button(control, 'Lên sóng').click();
  await button(control, 'Vẫn cho lên sóng').click();
  await phone.getByRole('heading', { name: 'ĐANG PHÁT BIỂU' }).waitFor();
  await fits(phone, 'floor-phone-on-air-fault');
  await button(phone, /^EN:/).click();
  await phone.getByRole('heading', { name: 'ON AIR' }).waitFor();
  await fits(phone, 'floor-phone-english');
});

test('[F3] the controller puts a point in, changes the order by keyboard, skips and takes it back', async () => {
  const control = await openAs('controller', LAPTOP);
  await control.getByRole('tab', { name: /Phát biểu/ }).click();
  for (const name of ['pho moi 3', 'nam thanh', 'ho sen']) {
    await button(control, 'Thêm điểm').click();
    await control.getByRole('searchbox', { name: 'Tìm để thêm' }).fill(name);
    if (name === 'ho sen') await sound(control, 'floor-control-add');
    await control.keyboard.press('Enter');
    await control.getByRole('dialog').waitFor({ state: 'detached' });
  }
  const names = (): Promise<string[]> => control.locator('.floor-queue .nm').allTextContents();
  await control.waitForFunction(() => document.querySelectorAll('.floor-queue .q').length === 3);
  const [first = '', second = '', third = ''] = await names();
  await control.locator('.floor-queue .nm', { hasText: third }).focus();
  await control.keyboard.press('Alt+ArrowUp');
  await control.waitForFunction(
    (name) => document.querySelectorAll('.floor-queue .nm')[1]?.textContent === name,
    third,
  );
  assert.equal(await names(), [first, third, second]);
  await button(control, `Đưa ${first} xuống sau`).click();
  await control.waitForFunction(
    (name) => document.querySelectorAll('.floor-queue .nm')[1]?.textContent === name,
    first,
  );
  await control.locator('.floor-queue .q', { hasText: first }).getByRole('button', { name: 'Bỏ qua' }).click();
  await button(control, 'Đưa lại').click();
  await control.waitForFunction(
    (name) => document.querySelectorAll('.floor-queue .nm')[0]?.textContent === name,
    first,
  );
  await sound(control, 'floor-control-order');
  await button(control, /^EN/).click();
  await button(control, `Move ${first} down`).waitFor();
  await control.locator('.floor-queue .q', { hasText: first }).getByRole('button', { name: 'Stand by' }).click();
  await control.getByText(/Not passed: the link is not well/).waitFor();
  await sound(control, 'floor-control-english');
});

test('[F3] without a connection nothing is asked for, and the page says so', async () => {
  const phone = await openAs('operator', PHONE);
  await button(phone, 'Xin phát biểu').waitFor();
  await phone.context().setOffline(true);
  await phone.getByText('Xin phát biểu cần có kết nối với phòng điều hành.').waitFor();
  assert.is(await button(phone, 'Xin phát biểu').isDisabled(), true);
  await phone.context().setOffline(false);
});

test.run();
