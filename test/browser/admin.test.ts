import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '@hub/scripts/lib/paths.ts';
import type { Browser, Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { LAPTOP, linkFor, openBrowser, openPage, PHONE, shoot, type TestPage } from '../support/browser.ts';
import { House } from '../support/house.ts';
import { vectorPmtiles } from '../support/pmtiles.ts';
import { button, soundAtDesks } from '../support/screens.ts';
import { startHub, type TestHub } from '../support/start-hub.ts';

const test = suite('administrator');
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
  await desk.page.getByRole('heading', { name: 'Giai đoạn' }).waitFor();
  await desk.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
});
test.after.each(async () => {
  await desk.close();
  await hub.end();
});

const sound = (page: Page, name: string): Promise<void> => soundAtDesks(page, `admin-${name}`);

const dialog = (page: Page) => page.getByRole('dialog');
const field = (page: Page, name: string | RegExp) => page.getByRole('textbox', { name });

const summoned = (id: string): number | undefined => hub.running.hub.projection.point(id as never)?.point.summoned;

/** What lies where the middle of this button is, once it was scrolled to. */
async function reached(page: Page, name: string): Promise<string> {
  return button(page, name).evaluate((found) => {
    found.scrollIntoView();
    const { left, top, width, height } = found.getBoundingClientRect();
    return document.elementFromPoint(left + width / 2, top + height / 2)?.textContent ?? '';
  });
}

test('[M2] [M7] a wrong file of the map is refused beside its button: which area, what is wrong, what to do', async () => {
  const { page, complaints } = desk;
  const give = (nth: number, name: string, body: string | Buffer) =>
    page
      .locator('.map-file')
      .nth(nth)
      .locator('input')
      .setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(body) });
  const metres = [584_000, 2_325_000];
  const geometry = { type: 'Polygon', coordinates: [[metres, metres, metres, metres]] };
  const features = [{ type: 'Feature', properties: { name: 'Xã Bình Sơn' }, geometry }];
  await give(0, 'a.geojson', JSON.stringify({ type: 'FeatureCollection', features }));
  await page.getByText(/Vùng thứ 1 \(Xã Bình Sơn\) có tọa độ .*VN-2000.*WGS 84.*giữ nguyên/).waitFor();
  await give(0, 'b.geojson', 'PK');
  await page.getByText(/Tệp không phải GeoJSON, hoặc đã hỏng/).waitFor();
  await give(1, 'c.pmtiles', Buffer.concat([Buffer.from('PMTiles\u0003'), Buffer.alloc(3_000, 90)]));
  await page.getByText(/Tệp bị thiếu hoặc hỏng.*so dung lượng/).waitFor();
  assert.is(await page.locator('.notice').count(), 0);
  assert.is(await reached(page, 'Chọn tệp PMTiles'), 'Chọn tệp PMTiles');
  await sound(page, 'map-refused');
  await give(1, 'd.pmtiles', vectorPmtiles('water'));
  await page.getByText('Đã nhận bản đồ nền').waitFor();
  // The browser itself notes what was refused.
  assert.equal(
    complaints.filter((line) => !line.includes('400')),
    [],
  );
});

test('[S1] the session is renamed and led from planning to its end and back, each step confirmed', async () => {
  const { page, complaints } = desk;
  await field(page, 'Tên phiên').fill('Hội nghị tháng 10');
  await field(page, 'Cơ quan chủ trì').fill('Thị ủy An Bình');
  await field(page, 'Điện thoại phòng điều hành').fill('0900 000 009');
  await page.getByLabel('Dự kiến bắt đầu').fill('2020-12-01T08:00');
  await button(page, 'Lưu').click();
  await dialog(page).getByText('Giờ dự kiến bắt đầu 08:00, 1/12/2020 đã qua.').waitFor();
  await button(page, 'Bỏ qua').click();
  await page.getByLabel('Dự kiến bắt đầu').fill('2096-12-01T08:00');
  await button(page, 'Lưu').click();
  await page.getByText('Đã lưu thông tin phiên').waitFor();
  assert.is(await field(page, 'Điện thoại phòng điều hành').inputValue(), '0900 000 009');
  await page.locator('.admin-bar').getByText('Hội nghị tháng 10').waitFor();
  await sound(page, 'session');
  for (const size of [LAPTOP, { width: 800, height: 900 }]) {
    await page.setViewportSize(size);
    for (const name of ['Lưu', 'Chọn tệp GeoJSON', 'Chọn tệp PMTiles']) {
      assert.is(await reached(page, name), name, `at ${size.width}`);
    }
    await shoot(page, `admin-session-${size.width}`);
  }
  await page.setViewportSize(LAPTOP);
  for (const [step, phase] of [
    ['Bắt đầu diễn tập', 'Diễn tập'],
    ['Diễn tập lại từ đầu', 'Diễn tập'],
    ['Về lại chuẩn bị', 'Chuẩn bị'],
    ['Bắt đầu trực tiếp', 'Trực tiếp'],
    ['Kết thúc phiên', 'Đã kết thúc'],
    ['Mở lại phiên', 'Trực tiếp'],
  ] as const) {
    await button(page, step).click();
    await dialog(page).getByRole('button', { name: 'Bỏ qua' }).click();
    await button(page, step).click();
    await dialog(page).getByRole('button', { name: step }).click();
    await page.locator('.phase-now').getByText(phase, { exact: true }).waitFor();
  }
  const head = hub.running.hub.projection.session()?.head;
  assert.is(head?.hotline, '0900000009');
  assert.is(head?.plannedAt, Date.UTC(2096, 11, 1, 1));
  assert.equal(complaints, []);
});

test('a point is found, edited, added and retired on the page; what is wrong stands beside its field', async () => {
  const { page, complaints } = desk;
  await button(page, 'Danh sách điểm cầu').click();
  await sound(page, 'roster');
  await page.getByRole('searchbox').fill('pho moi kp 3');
  await button(page, 'Sửa Nhà văn hóa khu phố 3 Phố Mới').click();
  await field(page, /^Triệu tập/).fill('bốn mươi');
  await dialog(page).getByRole('button', { name: 'Lưu' }).click();
  await dialog(page).locator('.t-error').first().waitFor();
  await sound(page, 'point-form');
  await field(page, /^Triệu tập/).fill('46');
  await dialog(page).getByRole('button', { name: 'Lưu' }).click();
  await dialog(page).waitFor({ state: 'detached' });
  await page.getByRole('row', { name: /DC20/ }).getByText('46').waitFor();
  assert.is(summoned('DC20'), 46);

  await page.getByRole('searchbox').fill('dc17');
  await button(page, /Nơi nhận hình từ thiết bị của/).click();
  await dialog(page)
    .getByText(/^Máy chủ chưa nối hệ thống truyền hình/)
    .waitFor();
  await sound(page, 'ingress');
  await page.keyboard.press('Escape');
  await dialog(page).waitFor({ state: 'detached' });

  await button(page, 'Thêm điểm cầu').click();
  await dialog(page).getByRole('button', { name: 'Bỏ qua' }).click();
  await button(page, 'Thêm điểm cầu').click();
  await field(page, /^Mã điểm cầu/).fill('DC90');
  await field(page, /^Tên điểm cầu/).fill('Nhà văn hóa khu phố 9 Phố Mới');
  await field(page, /^Tên ngắn/).fill('KP 9');
  await field(page, /^Triệu tập/).fill('30');
  await dialog(page).getByRole('button', { name: 'Lưu' }).click();
  await dialog(page).waitFor({ state: 'detached' });
  await page.getByRole('searchbox').fill('dc90');
  await button(page, /Nhà văn hóa khu phố 9 Phố Mới/)
    .first()
    .waitFor();
  assert.is(summoned('DC90'), 30);
  await page.getByRole('row', { name: /DC90/ }).getByRole('button').last().click();
  await dialog(page).getByRole('button').last().click();
  await page.getByText('Không có điểm cầu nào khớp').waitFor();
  assert.equal(complaints, []);
});

test('a file is previewed before anything is written; a bad one is refused by row, a good one taken whole', async () => {
  const { page, complaints } = desk;
  await button(page, 'Danh sách điểm cầu').click();
  const text = await readFile(join(ROOT, 'sample', 'an-binh', 'points.csv'), 'utf8');
  const rows = text.trim().split('\n');
  const choose = async (lines: readonly string[]): Promise<void> => {
    await page.locator('input[type=file]').setInputFiles({
      name: 'danh-sach.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(lines.join('\n')),
    });
  };
  await choose(rows.map((row, i) => (i === 20 ? row.replace(',44,', ',khoảng 44,') : row)));
  await page.getByText('1 dòng phải sửa').first().waitFor();
  await page.getByText('Còn 1 dòng phải sửa.').waitFor();
  assert.ok(await button(page, /^Nhập \d+ điểm cầu/).isDisabled());
  await sound(page, 'import-refused');
  for (const tab of [/^Cần xem/, /^Dùng được/, /^Tất cả/, /^Phải sửa/]) await button(page, tab).click();
  await choose(rows.filter((_, i) => i !== 89).map((row, i) => (i === 20 ? row.replace(',44,', ',48 đ/c,') : row)));
  await page.getByText('1 dòng cần xem').first().waitFor();
  assert.is(summoned('DC20'), 44);
  await button(page, /Thêm 0, đổi 1/).click();
  await sound(page, 'import-changes');
  await dialog(page).getByRole('button', { name: 'Đóng' }).click();
  await page.getByRole('checkbox', { name: /Cho nghỉ 1 điểm/ }).check();
  await button(page, 'Nhập 88 điểm cầu').click();
  await page.getByText('Đã nhập 88 điểm cầu').waitFor();
  assert.is(summoned('DC20'), 48);
  assert.is(hub.running.hub.projection.point('DC89' as never)?.retired, true);
  await choose(rows);
  await button(page, 'Thôi, không nhập').click();
  await page.getByRole('searchbox').waitFor();

  for (const [what, name] of [
    [/xuất.*xlsx|\.xlsx/i, 'diem-cau.xlsx'],
    [/csv/i, 'diem-cau.csv'],
    [/mẫu/i, 'mau-danh-sach-diem-cau.xlsx'],
  ] as const) {
    const [download] = await Promise.all([page.waitForEvent('download'), button(page, what).click()]);
    assert.is(download.suggestedFilename(), name);
    assert.ok((await readFile(await download.path())).length > 1_000);
  }
  assert.equal(complaints, []);
});

test('[A4] [A2] links and codes are told once, listed, used, and taken back', async () => {
  const { page, complaints } = desk;
  await button(page, 'Quyền vào').click();
  await button(page, 'Cấp quyền vào').click();
  await dialog(page).getByRole('button', { name: 'Bỏ qua' }).click();
  await button(page, 'Cấp quyền vào').click();
  const selects = dialog(page).getByRole('combobox');
  await selects.first().selectOption({ label: 'Cán bộ điểm cầu' });
  await selects.nth(1).selectOption({ index: 3 });
  await selects.nth(2).selectOption({ label: 'Mã gõ' });
  await sound(page, 'mint');
  await dialog(page).getByRole('button', { name: 'Tạo' }).click();
  await page.getByText('Chỉ hiện một lần').waitFor();
  await button(page, 'Chép').click();
  const code = await page.evaluate(() => navigator.clipboard.readText());
  await sound(page, 'minted');
  await button(page, 'Xong').click();

  const phone = await openPage(browser, hub.url, PHONE);
  await phone.page.getByRole('textbox', { name: 'Mã đăng nhập' }).fill(code.toLowerCase());
  await phone.page.getByRole('button', { name: 'Vào' }).click();
  await phone.page.getByText('Thông suốt', { exact: true }).waitFor();
  assert.is(phone.page.url(), `${hub.url}/point`);
  await page
    .getByRole('row', { name: /Điện thoại|Máy tính Linux/ })
    .filter({ hasText: 'Cán bộ điểm cầu' })
    .waitFor();
  await sound(page, 'access');
  const codes = page.locator('.access tbody tr').filter({ hasText: 'Mã gõ' });
  await page.getByRole('searchbox').fill('quan tri');
  await codes.waitFor({ state: 'detached' });
  await page.getByRole('searchbox').fill('');
  await codes.waitFor();
  const status = page.getByRole('combobox', { name: 'Tình trạng' });
  await status.selectOption({ label: 'Đã thu' });
  await page.getByText('Không có dòng nào khớp').waitFor();
  await status.selectOption({ label: 'Đã dùng' });
  await codes.waitFor();
  await status.selectOption({ label: 'Mọi tình trạng' });
  const device = page.getByRole('row', { name: /Máy tính Linux/ }).filter({ hasText: 'Cán bộ điểm cầu' });
  await device.getByRole('button').click();
  await dialog(page).getByRole('button').last().click();
  await phone.page.getByText('Quyền truy cập này đã bị thu hồi').waitFor();
  await phone.close();

  await button(page, 'Cấp quyền vào').click();
  await dialog(page).getByRole('combobox').first().selectOption({ label: 'Kỹ thuật viên' });
  await dialog(page).getByRole('textbox').fill('KTV 6');
  await dialog(page).getByRole('button', { name: 'Tạo' }).click();
  await page.getByText('Chỉ hiện một lần').waitFor();
  const link = (await page.locator('.secret').innerText()).replace(/^.*(?=\/technician)/s, hub.url);
  await button(page, 'Xong').click();
  await page.getByRole('row', { name: /KTV 6/ }).getByRole('button').click();
  await dialog(page).getByRole('button').last().click();
  const refused = await openPage(browser, link, LAPTOP);
  await refused.page.getByText('Không vào được').waitFor();
  await refused.close();
  assert.equal(complaints, []);
});

test('both languages', async () => {
  const { page, complaints } = desk;
  await button(page, /^EN:/).click();
  await page.getByRole('heading', { name: 'Phase' }).waitFor();
  await sound(page, 'session-en');
  await button(page, /^VI:/).click();
  await page.getByRole('heading', { name: 'Giai đoạn' }).waitFor();
  assert.equal(complaints, []);
});

test('[G9] personal data of an ended session cannot be erased while it may be reopened, and the page says from when', async () => {
  const { page, complaints } = desk;
  for (const action of ['Bắt đầu trực tiếp', 'Kết thúc phiên']) {
    await button(page, action).click();
    await dialog(page).getByRole('button', { name: action }).click();
  }
  await page.getByRole('heading', { name: 'Thông tin cá nhân' }).waitFor();
  assert.is(await button(page, 'Xóa thông tin cá nhân').isDisabled(), true);
  await page.getByText(/xóa được sau \d\d:\d\d/).waitFor();
  await sound(page, 'ended');
  assert.equal(complaints, []);
});

test('[S8] [S9] [S10] the next session is made from the one that ended, whose trail and personal data stay at hand', async () => {
  const { page, complaints } = desk;
  const house = await House.open(hub);
  await house.enter('live');
  await house.report('DC01', await house.openRound(), 118);
  await button(page, 'Kết thúc phiên').click();
  await dialog(page).getByText('Lượt 1 Khai mạc đang thu số sẽ được chốt ngay, 1/89 điểm đã báo.').waitFor();
  await dialog(page).getByRole('button', { name: 'Kết thúc phiên' }).click();
  const phone = await openPage(browser, await linkFor(hub, 'operator', 'DC20'), PHONE);
  await phone.page.getByRole('heading', { name: 'Phiên đã kết thúc' }).waitFor();
  const next = page.locator('.renew');
  await next.getByLabel('Tên phiên').fill('Hội nghị tháng 10');
  await next.getByLabel('Dự kiến bắt đầu').fill('2096-12-01T08:00');
  const [workbook] = await Promise.all([
    page.waitForEvent('download'),
    next.getByRole('button', { name: 'Tải XLSX lượt 1 Khai mạc' }).click(),
  ]);
  assert.is(workbook.suggestedFilename(), 'so-nguoi-du-luot-1.xlsx');
  await button(page, 'Tạo phiên mới').click();
  await dialog(page).getByText('không mở lại được nữa').waitFor();
  await dialog(page).getByText('Sau đó tệp XLSX của các lượt đã chốt không tải được nữa.').waitFor();
  await sound(page, 'renew');
  await dialog(page).getByRole('button', { name: 'Tạo phiên mới' }).click();
  await page.locator('.admin-bar').getByText('Hội nghị tháng 10').waitFor();
  await page.locator('.phase-now').getByText('Chuẩn bị').waitFor();
  await page.getByText('89 điểm cầu, 4.863 triệu tập').waitFor();
  // A phone that stayed open goes on into the new session.
  await phone.page.getByText('Hội nghị tháng 10').waitFor();
  await phone.page.getByRole('heading', { name: 'Kiểm tra trước phiên' }).waitFor();
  await phone.page.getByText('Thông suốt', { exact: true }).waitFor();
  assert.equal(phone.complaints, []);
  await phone.close();
  await sound(page, 'renewed');
  const earlier = page.locator('.earlier-sessions li');
  await earlier.getByRole('button', { name: 'Xem nhật ký' }).click();
  await page.locator('.trail-rows li', { hasText: 'Đã kết thúc' }).waitFor();
  await page.getByRole('button', { name: 'Phiên', exact: true }).click();
  await earlier.getByRole('button', { name: 'Xóa thông tin cá nhân' }).click();
  await dialog(page).getByRole('button', { name: 'Xóa thông tin cá nhân' }).click();
  await earlier.getByText(/Đã xóa lúc/).waitFor();
  await page.getByRole('button', { name: 'Nhật ký', exact: true }).click();
  await page.getByText('Xóa thông tin cá nhân của phiên trước').waitFor();
  await page.getByRole('combobox', { name: 'Phiên' }).selectOption({ index: 1 });
  await page.locator('.trail-rows li', { hasText: 'Đã kết thúc' }).waitFor();
  await page.getByText('Xóa thông tin cá nhân của phiên trước').waitFor({ state: 'detached' });
  await sound(page, 'earlier-audit');
  house.close();
  assert.equal(complaints, []);
});

test('[G8] the trail of the session and of one point is read, and taken away as a file', async () => {
  const { page, complaints } = desk;
  await button(page, 'Nhật ký').click();
  await page.getByText('Lập phiên').waitFor();
  await sound(page, 'audit');
  await page.getByRole('combobox', { name: 'Điểm cầu' }).selectOption({ value: 'DC05' });
  await page.getByText('Lập phiên').waitFor({ state: 'detached' });
  await page.locator('.trail-rows li', { hasText: 'Thêm điểm cầu' }).waitFor();
  assert.is(await page.locator('.trail-rows li').count(), 1);
  assert.match(await page.locator('.trail-rows li').innerText(), /Thêm điểm cầu/);
  const [file] = await Promise.all([page.waitForEvent('download'), button(page, 'Tải CSV').click()]);
  assert.is(file.suggestedFilename(), 'nhat-ky-DC05.csv');
  assert.match(await readFile(await file.path(), 'utf8'), /Thêm điểm cầu/);
  assert.equal(complaints, []);
});

test.run();
