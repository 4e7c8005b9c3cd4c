import type { Browser, Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  axeFindings,
  DESK,
  LAPTOP,
  layoutFaults,
  linkFor,
  openBrowser,
  openPage,
  PHONE,
  shoot,
  type TestPage,
} from '../support/browser.ts';
import { freePort } from '../support/free-port.ts';
import { House } from '../support/house.ts';
import { button, soundAtDesks } from '../support/screens.ts';
import { command, openControl, openPoint } from '../support/sockets.ts';
import { startHub, type TestHub } from '../support/start-hub.ts';

const test = suite('control room');
let hub: TestHub;
let house: House;
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
  house = await House.open(hub);
  desk = await openPage(browser, await linkFor(hub, 'controller'), DESK);
  await desk.page.getByRole('heading', { name: 'Điểm Cầu Hub' }).waitFor();
  await desk.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
});
test.after.each(async () => {
  await desk.close();
  house.close();
  await hub.end();
});

const sound = (page: Page, name: string): Promise<void> => soundAtDesks(page, `control-${name}`);

const tile = (page: Page, name: string) => page.locator('.tile', { hasText: name });

test('[S1] [H7] [H12] the controller moves the session on, opens a round and freezes it, each with a second press, and lifts a slip', async () => {
  const { page, complaints } = desk;
  assert.is(page.url(), `${hub.url}/control`);
  await button(page, /CHUẨN BỊ/).click();
  await button(page, 'Bắt đầu diễn tập').click();
  await button(page, 'Bỏ qua').click();
  await button(page, /CHUẨN BỊ/).click();
  await button(page, 'Bắt đầu trực tiếp').click();
  await page.getByText('0/89 điểm sẵn sàng.').waitFor();
  await button(page, 'Bắt đầu trực tiếp').click();
  await button(page, /TRỰC TIẾP/).waitFor();
  await button(page, 'Mở lượt báo').click();
  await page.getByRole('combobox').selectOption({ label: 'Tên khác' });
  for (const wrong of ['0', '-5', '601']) {
    await page.getByRole('textbox', { name: /Hạn báo/ }).fill(wrong);
    await page.getByText('Hạn báo từ 1 đến 600 phút, hoặc để trống.').waitFor();
  }
  await page.getByRole('dialog').getByRole('button', { name: 'Mở lượt báo' }).click();
  await page.getByText('Cần điền tên lượt.').waitFor();
  await sound(page, 'open-round-wrong');
  await page.getByRole('textbox', { name: /^Tên lượt/ }).fill('Sau giải lao');
  await page.getByRole('textbox', { name: /Hạn báo/ }).fill('15');
  await sound(page, 'open-round');
  await page.getByRole('dialog').getByRole('button', { name: 'Mở lượt báo' }).click();
  await page.getByText('Có mặt, lượt 1 Sau giải lao').waitFor();
  await page.getByText('còn lại').waitFor();
  await button(page, /TRỰC TIẾP/).click();
  await button(page, 'Kết thúc phiên').click();
  await page.getByText('Lượt 1 Sau giải lao đang thu số sẽ được chốt ngay, 0/89 điểm đã báo.').waitFor();
  await button(page, 'Bỏ qua').click();
  await button(page, 'Chốt số').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Chốt số' }).click();
  await page.getByText(/Đã chốt lúc/).waitFor();
  await sound(page, 'frozen-liftable');
  await page.setViewportSize(LAPTOP);
  const lift = button(page, /Rút lại \((01:00|00:\d\d)\)/);
  const [own, figure] = [await lift.boundingBox(), await page.locator('.fig', { has: lift }).boundingBox()];
  assert.ok(own && figure && own.x + own.width <= figure.x + figure.width, 'it stays in its figure');
  const other = await openPage(browser, await linkFor(hub, 'controller'), DESK);
  await button(other.page, /Rút lại/).waitFor();
  await lift.click();
  await other.page.getByText('Lượt 1 Sau giải lao: đã rút lại việc chốt, đang thu số tiếp.').waitFor();
  await shoot(other.page, 'control-lifted-elsewhere');
  await other.page.keyboard.press('Escape');
  await other.page.getByText('đã rút lại việc chốt').waitFor({ state: 'detached' });
  await other.close();
  await page.setViewportSize(DESK);
  await page.getByText('còn lại').waitFor();
  await button(page, 'Chốt số').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Chốt số' }).click();
  await page.getByText(/Đã chốt lúc/).waitFor();
  await button(page, 'Mở lượt mới').waitFor();
  assert.equal(complaints, []);
});

test('[H2] [V2] the figures follow the operators, and one key copies them as a line for the chat', async () => {
  const { page, complaints } = desk;
  await house.enter('live');
  const round = await house.openRound();
  await page.getByText('0/89 điểm đã báo').waitFor();
  await house.report('DC01', round, 118);
  await house.report('DC02', round, 100, 8);
  await house.report('DC20', round, 44);
  await page.getByText('3/89 điểm đã báo').waitFor();
  await page.locator('.fig', { hasText: 'Có mặt, lượt' }).getByText('262', { exact: true }).waitFor();
  await tile(page, 'Nhà văn hóa khu phố 3 Phố Mới, Thông suốt').getByText('44', { exact: true }).waitFor();
  await page.keyboard.press('s');
  await page.getByText(/Đã chép: 3\/89 điểm, 262\/4\.863/).waitFor();
  const line = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(line, /^3\/89 điểm, 262\/4\.863, 5,4%, 3\/89 đã báo, \d\d:\d\d$/);
  await page.getByText(/Đã chép/).waitFor({ state: 'detached' });
  await button(page, 'Chép dòng số liệu').click();
  await page.getByText(/Đã chép/).waitFor();
  await sound(page, 'grid');
  assert.equal(complaints, []);
});

test('looks, filters and search, by hand and by key; people type without diacritics', async () => {
  const { page, complaints } = desk;
  await house.join('DC01');
  await page.keyboard.press('3');
  await page.getByRole('columnheader', { name: 'Vì sao' }).waitFor();
  const rows = page.locator('.point-table tbody tr:not(.pad)');
  for (const name of ['Mã', 'Điểm cầu', 'Địa bàn', 'Có mặt', 'Triệu tập', 'Bao lâu', 'Trạng thái']) {
    const head = page.getByRole('columnheader', { name: new RegExp(`^${name}`) }).getByRole('button');
    if ((await head.count()) > 0) await head.first().click();
  }
  await page.keyboard.press('t');
  await page.waitForFunction(() => document.querySelectorAll('.point-table tbody tr:not(.pad)').length === 1);
  await page.keyboard.press('t');
  await page.keyboard.press('/');
  await page.keyboard.type('thi uy');
  await rows.filter({ hasText: 'Thị ủy' }).first().waitFor();
  await page.waitForFunction(() => document.querySelectorAll('.point-table tbody tr:not(.pad)').length < 5);
  await sound(page, 'table-search');
  const uppermost = await rows.first().locator('td').first().innerText();
  await page.keyboard.press('Enter');
  const drawer = page.locator('.drawer');
  await drawer.locator('.sub', { hasText: uppermost }).waitFor();
  await page.keyboard.press('Escape');
  assert.is(await page.getByRole('searchbox').inputValue(), '');
  await page.keyboard.press('Escape');
  assert.not.ok(await page.getByRole('searchbox').evaluate((field) => field === document.activeElement));
  assert.ok(await drawer.isVisible(), 'the box takes these two for itself');
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'detached' });
  await page.keyboard.press('2');
  await page.keyboard.press('/');
  await page.keyboard.type('ben tay kp 2');
  await page.keyboard.press('Enter');
  await drawer.getByRole('heading', { name: /Bến Tây/ }).waitFor();
  for (let i = 0; i < 3; i++) await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /^và \d+ điểm khác chưa vào$/ }).click();
  assert.equal(await page.locator('.chip[aria-pressed=true]').allInnerTexts(), [
    await page.locator('.chip', { hasText: 'Chưa vào' }).innerText(),
  ]);
  await button(page, 'Xem tất cả').click();
  await page.keyboard.press('3');
  await page.getByRole('searchbox').fill('khong co diem nay');
  await page.getByText('Không có điểm cầu nào khớp').waitFor();
  await page.getByRole('searchbox').fill('');
  await page.getByRole('searchbox').blur();
  await page.keyboard.press('/');
  assert.ok(await page.getByRole('searchbox').evaluate((field) => field === document.activeElement));
  await page.getByRole('searchbox').blur();
  await button(page, /Bảng/).click();
  await sound(page, 'table');
  await button(page, /Lưới/).click();
  for (const state of ['Thông suốt', 'Đang vào', 'Trục trặc', 'Mất kết nối', 'Không rõ', 'Chưa vào', 'Đã rời']) {
    const chip = page.locator('.chips').getByRole('button', { name: new RegExp(state) });
    await chip.click();
    assert.is(await chip.getAttribute('aria-pressed'), 'true');
  }
  await button(page, 'Xem tất cả').click();
  assert.is(await page.locator('.chips [aria-pressed=true]').count(), 0);
  assert.equal(complaints, []);
});

test('[G8] a point’s trail opens from its drawer, and Esc brings back the drawer', async () => {
  const { page, complaints } = desk;
  await house.enter('live');
  const round = await house.openRound();
  await house.report('DC02', round, 100, 8);
  await tile(page, '100').click();
  const drawer = page.locator('.drawer');
  await drawer.getByRole('button', { name: 'Nhật ký' }).click();
  const trail = page.getByRole('dialog', { name: /^Nhật ký: Hội trường UBND phường Trung Tâm/ });
  await trail.getByText(/100 có mặt, 8 vắng có lý do/).waitFor();
  assert.is(await trail.getByText('Lập phiên').count(), 0, 'of this point alone');
  await sound(page, 'trail');
  await page.keyboard.press('Escape');
  await trail.waitFor({ state: 'detached' });
  assert.is(await drawer.isVisible(), true);
  assert.equal(complaints, []);
});

test('[I1] [I2] [L8] [H8] the drawer: take and close an incident, report for the point, admit, revoke, release', async () => {
  const { page, complaints } = desk;
  await house.enter('live');
  await house.openRound();
  const first = await house.join('DC20');
  await first.ask('point:fault', { commandId: 'fault-of-the-test', fault: 'audio', present: true });
  await page.locator('.attention').getByText('Điểm cầu báo mất tiếng').waitFor();
  await page.locator('.attention').getByRole('button', { name: 'Nhận xử lý' }).click();
  await page.locator('.attention').getByText('(bạn) đang xử lý').waitFor();
  const waiting = await openPoint(hub.url, (await hub.signIn('operator', 'DC20')).credential);
  await page.locator('.attention').getByRole('button', { name: 'KP 3 Phố Mới' }).click();
  const drawer = page.locator('.drawer');
  await drawer.getByRole('button', { name: 'Cho vào làm máy phụ' }).waitFor();
  await drawer.getByText('0900 000 020').first().waitFor();
  await sound(page, 'drawer');
  await drawer.getByRole('button', { name: 'Cho vào làm máy phụ' }).click();
  await drawer.getByRole('button', { name: 'Cho vào làm máy phụ' }).waitFor({ state: 'detached' });
  assert.is((await waiting.until('point:view', (view) => view.standing === 'assistant')).standing, 'assistant');

  const third = await openPoint(hub.url, (await hub.signIn('operator', 'DC20')).credential);
  await drawer.getByRole('button', { name: 'Cho vào làm máy phụ' }).waitFor();
  await drawer.getByRole('button', { name: 'Cho thay máy chính' }).click();
  await third.until('point:view', (view) => view.standing === 'pen');

  await drawer.getByRole('button', { name: 'Báo thay điểm cầu' }).click();
  const report = page.getByRole('dialog');
  await report.getByRole('textbox', { name: 'Có mặt' }).fill('40');
  await report.getByRole('textbox', { name: 'Có lý do' }).fill('2');
  await report.getByText('còn 2 người chưa khai').waitFor();
  await report.getByRole('combobox').selectOption({ label: 'Số triệu tập đã đổi' });
  await report.getByRole('textbox', { name: /^Số triệu tập mới/ }).fill('42');
  await report.getByRole('textbox', { name: 'Ghi chú' }).fill('Nghe qua điện thoại');
  await sound(page, 'report-for');
  await report.getByRole('button', { name: 'Ghi nhận' }).click();
  await drawer.getByText('Máy tính Linux, báo thay').waitFor();

  await drawer.getByRole('button', { name: 'Đóng sự cố' }).click();
  await page.getByRole('dialog').getByRole('combobox').selectOption({ label: 'Không rõ' });
  await page.getByRole('dialog').getByRole('button', { name: 'Đóng sự cố' }).click();
  await page.locator('.incidents').getByText('Không có sự cố đang mở').waitFor();

  await drawer.getByRole('button', { name: 'Thu quyền' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Bỏ qua' }).click();
  await drawer.getByRole('button', { name: 'Thu quyền' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Thu quyền' }).click();
  await first.untilClosed();

  // Only a point that is gone can be released: one that speaks would be back at once.
  const release = drawer.getByRole('button', { name: 'Cho rời' });
  assert.ok(await release.isDisabled());
  for (const socket of [waiting, third]) socket.close();
  await release.click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cho rời' }).click();
  await drawer.getByText('Đã rời').first().waitFor();
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'detached' });
  assert.equal(complaints, []);
});

test('[V8] when the hub is gone the page says that its picture is old, and follows again by itself', async () => {
  const kept = await startHub({ config: { port: await freePort() } });
  const { port, dataDir } = kept;
  const own = await openPage(browser, await linkFor(kept, 'controller'), DESK);
  const { page } = own;
  let back: TestHub | undefined;
  try {
    await page.getByText('Chưa mở lượt báo').waitFor();
    await kept.stop();
    await page.getByRole('alert').getByText('DỮ LIỆU CŨ').waitFor();
    await page.getByText(/Hình này dừng ở/).waitFor();
    assert.is(await page.getByRole('button', { name: /Mở lượt báo/, disabled: false }).count(), 0);
    await sound(page, 'stale');
    await button(page, 'Thử lại').click();
    back = await startHub({ config: { port }, dataDir });
    await page.getByText('DỮ LIỆU CŨ').waitFor({ state: 'detached' });
    const again = await House.open(back);
    await again.enter('live');
    await button(page, /TRỰC TIẾP/).waitFor();
    again.close();
  } finally {
    await own.close();
    await (back ?? kept).end();
  }
});

test('[A2] a revoked screen is shut at once and says why', async () => {
  const { page } = desk;
  const own = [...hub.running.hub.projection.devices()].filter(({ role }) => role === 'controller').at(-1);
  const administrator = await openControl(hub.url, (await hub.signIn('administrator')).credential);
  const answer = await administrator.ask('device:revoke', { commandId: command(), deviceId: own?.id });
  assert.ok(answer.ok);
  administrator.close();
  await page.getByText('Quyền truy cập này đã bị thu hồi').waitFor();
  assert.is(await button(page, 'Thử lại').count(), 0, 'it is final');
  await shoot(page, 'control-revoked-1920');
});

test('light ground and English', async () => {
  const { page, complaints } = desk;
  await button(page, /^EN:/).click();
  await page.getByText('Not joined').first().waitFor();
  await button(page, 'Light').click();
  assert.is(await page.locator('html').getAttribute('data-theme'), 'light');
  await sound(page, 'light-en');
  await button(page, /^VI:/).click();
  await page.getByText('Chưa vào').first().waitFor();
  assert.equal(complaints, []);
});

test('on a telephone the control room says to open it on a computer, and opens for whoever goes on', async () => {
  const phone = await openPage(browser, await linkFor(hub, 'controller'), PHONE);
  const { page } = phone;
  await page.getByText('Hãy mở trên máy tính').waitFor();
  await shoot(page, 'control-360');
  assert.equal([await layoutFaults(page), await axeFindings(page)], [[], []]);
  await button(page, 'Vẫn mở trên máy này').click();
  await page.locator('.tile').first().waitFor();
  await shoot(page, 'control-360-open');
  assert.equal(await layoutFaults(page), []);
  assert.equal(phone.complaints, []);
  await phone.close();
});

test.run();
