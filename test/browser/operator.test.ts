import type { Browser, Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { linkFor, openBrowser, openPage, PHONE } from '../support/browser.ts';
import { freePort } from '../support/free-port.ts';
import { House } from '../support/house.ts';
import { button, sound as soundAs } from '../support/screens.ts';
import { startHub, type TestHub } from '../support/start-hub.ts';

const POINT = 'DC20';
const test = suite('operator');
let hub: TestHub;
let house: House;
let browser: Browser;

test.before(async () => {
  browser = await openBrowser();
});
test.after(async () => {
  await browser.close();
});
test.before.each(async () => {
  hub = await startHub({ memory: true });
  house = await House.open(hub);
});
test.after.each(async () => {
  house.close();
  await hub.end();
});

const sound = (page: Page, name: string): Promise<void> => soundAs(page, `operator-${name}-360`);

async function type(page: Page, field: string, value: number): Promise<void> {
  await page.getByRole('textbox', { name: field }).fill(String(value));
}

test('[A4] [S1] a link lets the phone in once, its secret leaves the address bar, and the page waits for the session', async () => {
  const link = await linkFor(hub, 'operator', POINT);
  const { page, complaints, close } = await openPage(browser, link, PHONE);
  await page.getByText('Thông suốt', { exact: true }).waitFor();
  assert.is(page.url(), `${hub.url}/point`);
  await page.getByText('Phiên chưa bắt đầu').waitFor();
  await sound(page, 'planned');
  await page.reload();
  await page.getByText('Thông suốt', { exact: true }).waitFor();
  assert.equal(complaints, []);
  await close();

  const second = await openPage(browser, link, PHONE);
  await second.page.getByText('đã được dùng trên máy khác').waitFor();
  await sound(second.page, 'used-link');
  await second.page.getByRole('link', { name: 'Về trang đầu' }).click();
  await second.page.getByRole('textbox', { name: 'Mã đăng nhập' }).waitFor();
  await second.close();
});

test('[H3] [H9] the sum is checked while it is typed, and the tick comes with the hub’s answer', async () => {
  await house.enter('live');
  const { page, complaints, close } = await openPage(browser, await linkFor(hub, 'operator', POINT), PHONE);
  await page.getByText('Chưa mở lượt báo số').waitFor();
  await house.openRound();
  const send = button(page, 'Gửi số người dự');
  await send.waitFor();
  assert.ok(await send.isDisabled());
  await type(page, 'Có mặt', 40);
  await button(page, 'Thêm: Vắng có lý do').click();
  await button(page, 'Thêm: Vắng có lý do').click();
  await button(page, 'Thêm: Vắng có lý do').click();
  await button(page, 'Bớt: Vắng có lý do').click();
  await page.getByText('còn 2 người chưa khai').waitFor();
  assert.ok(await send.isDisabled());
  await sound(page, 'mismatch');
  await type(page, 'Có mặt', 42);
  await page.getByText('khớp triệu tập').waitFor();
  await sound(page, 'open');
  await send.click();
  await page.getByText(/Đã nhận \d\d:\d\d/).waitFor();
  await sound(page, 'received');
  assert.is(hub.running.hub.projection.point(POINT as never)?.rounds.length, 1);

  // A correction with another number summoned, for a reason.
  await button(page, 'Sửa số đã báo').click();
  await button(page, 'Không sửa nữa').click();
  await button(page, 'Sửa số đã báo').click();
  await type(page, 'Có mặt', 41);
  await button(page, 'Số triệu tập đã đổi?').click();
  await page.getByRole('radio', { name: 'Có người chuyển sang điểm khác' }).check();
  assert.ok(await send.isDisabled(), 'the new number is still to be written');
  await page.getByRole('textbox', { name: /Số triệu tập mới/ }).fill('34');
  await page.getByText('Đã khai 43, chưa bằng 34').waitFor();
  assert.ok(await send.isDisabled());
  await page.getByRole('textbox', { name: /Số triệu tập mới/ }).fill('43');
  await page.getByRole('textbox', { name: 'Ghi chú' }).fill('Một đồng chí dự tại Thị ủy');
  await sound(page, 'reason');
  await send.click();
  await page.getByText('đã khai 43/43').waitFor();
  assert.equal(complaints, []);
  await close();
});

test('[H7] after the freeze a report is taken as late and says so; a new round offers the figures of the one before', async () => {
  await house.enter('live');
  const round = await house.openRound();
  const { page, close } = await openPage(browser, await linkFor(hub, 'operator', POINT), PHONE);
  await type(page, 'Có mặt', 44);
  await button(page, 'Gửi số người dự').click();
  await page.getByText(/Đã nhận/).waitFor();
  await house.order('round:freeze', { roundId: round });
  await button(page, 'Sửa số đã báo').click();
  await page.getByText('Số gửi bây giờ ghi bên cạnh số đã chốt').waitFor();
  await type(page, 'Có mặt', 43);
  await type(page, 'Vắng có lý do', 1);
  await button(page, 'Gửi số người dự').click();
  await page.getByText('Đến muộn').waitFor();
  await sound(page, 'late');
  await house.order('round:open', { kind: 'closing' });
  await button(page, /Dùng số lượt trước/).click();
  await button(page, 'Gửi số người dự').click();
  await page.getByText(/Đã nhận/).waitFor();
  await close();
});

test('[I12] a fault is one tap, shows what to try and who has it, and is taken back with one tap', async () => {
  await house.enter('live');
  const { page, complaints, close } = await openPage(browser, await linkFor(hub, 'operator', POINT), PHONE);
  for (const [fault, restored] of [
    ['Mất tiếng', 'Có tiếng lại rồi'],
    ['Mất hình', 'Có hình lại rồi'],
    ['Mất điện', 'Có điện lại rồi'],
    ['Mất mạng', 'Có mạng lại rồi'],
  ] as const) {
    await button(page, fault).click();
    await button(page, restored).waitFor();
    if (fault === 'Mất tiếng') {
      await page.getByText('chưa ai nhận').waitFor();
      const [incident] = hub.running.hub.projection.openIncidents();
      await house.order('incident:acknowledge', { incidentId: incident?.id });
      await page.getByText('đang xử lý').waitFor();
      await sound(page, 'fault');
    }
    await button(page, restored).click();
    await button(page, restored).waitFor({ state: 'detached' });
  }
  await page.getByText('Thông suốt', { exact: true }).waitFor();
  assert.equal(complaints, []);
  await close();
});

test('[L2] a point whose picture travels elsewhere is asked for its word', async () => {
  await house.enter('live');
  const external = [...hub.running.hub.projection.points()].find(({ point }) => point.linkKind === 'external');
  const { page, close } = await openPage(browser, await linkFor(hub, 'operator', external?.point.id), PHONE);
  await button(page, 'Chưa thấy hoặc chưa nghe').click();
  await page.getByText('Đã báo: chưa thấy hình').waitFor();
  await sound(page, 'word');
  await button(page, 'Thấy hình, nghe tiếng').click();
  await page.getByText('Thông suốt', { exact: true }).waitFor();
  await close();
});

test('[L8] a second device waits until the first lets it in, and taking over moves the pen', async () => {
  await house.enter('live');
  await house.openRound();
  const first = await openPage(browser, await linkFor(hub, 'operator', POINT), PHONE);
  await button(first.page, 'Gửi số người dự').waitFor();
  const second = await openPage(browser, await linkFor(hub, 'operator', POINT), PHONE);
  await second.page.getByText('Máy này đang chờ cho vào').waitFor();
  await sound(second.page, 'waiting');
  await button(first.page, 'Cho vào làm máy phụ').waitFor();
  await sound(first.page, 'admit');
  await button(first.page, 'Cho vào làm máy phụ').click();
  await second.page.getByText('Máy khác của điểm cầu đang giữ quyền báo số').waitFor();
  const third = await openPage(browser, await linkFor(hub, 'operator', POINT), PHONE);
  await button(first.page, 'Chuyển quyền báo số cho máy đó').click();
  await button(first.page, 'Đúng, chuyển quyền').click();
  await button(third.page, 'Gửi số người dự').waitFor();
  await first.page.getByText('Máy khác của điểm cầu đang giữ quyền báo số').waitFor();
  for (const { close } of [first, second, third]) await close();
});

test('[L12] leaving takes a second tap, and the way back is one', async () => {
  await house.enter('live');
  const { page, complaints, close } = await openPage(browser, await linkFor(hub, 'operator', POINT), PHONE);
  await button(page, 'Rời phiên').click();
  await button(page, 'Bỏ qua').click();
  await button(page, 'Rời phiên').click();
  await page.getByText('Mở lại trang này để vào lại').waitFor();
  await sound(page, 'leaving');
  await button(page, 'Rời phiên').click();
  await button(page, 'Vào lại').waitFor();
  const state = (): string | undefined => hub.running.hub.projection.point(POINT as never)?.link.state;
  assert.is(state(), 'left');
  await button(page, 'Vào lại').click();
  await page.getByText('Thông suốt', { exact: true }).waitFor();
  assert.equal(complaints, []);
  await close();
});

test('[H5] a report typed while the hub is away is kept on the page and sent when it is back', async () => {
  const data = hub.dataDir;
  await house.enter('live');
  await house.openRound();
  house.close();
  await hub.end();
  // The same folder and port: the phone must find the same hub again. The log is on disk this time.
  const port = await freePort();
  const first = await startHub({ config: { port }, dataDir: data });
  let second: TestHub | undefined;
  try {
    const desk = await House.open(first);
    await desk.enter('live');
    await desk.openRound();
    const { page, close } = await openPage(browser, await linkFor(first, 'operator', POINT), PHONE);
    await button(page, 'Gửi số người dự').waitFor();
    await type(page, 'Có mặt', 44);
    desk.close();
    await first.stop();
    await page.getByText('Máy này chưa nối được với máy chủ').waitFor();
    await button(page, 'Gửi số người dự').click();
    await page.getByText('Đã lưu trên máy').waitFor();
    await page.getByText('Sẽ gửi khi có mạng').waitFor();
    await sound(page, 'offline');
    await button(page, 'Thử lại ngay').click();
    second = await startHub({ config: { port }, dataDir: data });
    await page.getByText(/Đã nhận \d\d:\d\d/).waitFor();
    assert.is(second.running.hub.projection.point(POINT as never)?.rounds[0]?.revisions.length, 1);
    await close();
  } finally {
    await (second ?? first).end();
  }
  hub = await startHub({ memory: true });
  house = await House.open(hub);
});

test('the page speaks English when asked, remembers it, and has a dark ground', async () => {
  await house.enter('live');
  const { page, complaints, close } = await openPage(browser, await linkFor(hub, 'operator', POINT), PHONE);
  await button(page, /^EN:/).click();
  await page
    .getByText('No headcount round is open')
    .or(page.getByText('Up', { exact: true }))
    .first()
    .waitFor();
  assert.is(await page.locator('html').getAttribute('lang'), 'en');
  await page.reload();
  await page.getByText('Up', { exact: true }).waitFor();
  await button(page, 'Dark').click();
  assert.is(await page.locator('html').getAttribute('data-theme'), 'dark');
  await sound(page, 'dark-en');
  await button(page, /^VI:/).click();
  await page.getByText('Thông suốt', { exact: true }).waitFor();
  assert.equal(complaints, []);
  await close();
});

test.run();
