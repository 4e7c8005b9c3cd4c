import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { axeFindings, DESK, LAPTOP, layoutFaults, shoot, type TestPage } from '../support/browser.ts';
import { readCsv } from '../support/read-csv.ts';
import { Screens } from '../support/screens.ts';

const test = suite('table, palette and keys of the control room');
const screens = new Screens(test);
let desk: TestPage;

test.before.each(async () => {
  desk = await screens.open('controller', LAPTOP);
  await desk.page.getByRole('heading', { name: 'Điểm Cầu Hub' }).waitFor();
  await desk.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
});

const counted = (page: Page, count: number) =>
  page.locator(`.point-table table[aria-rowcount="${count + 1}"]`).waitFor();

test('[K1] the table is narrowed, sorted, given other columns, and taken along as it is seen; the columns are kept', async () => {
  const { page, complaints } = desk;
  await screens.house.enter('live');
  const round = await screens.house.openRound();
  await screens.house.report('DC01', round, 118);
  await screens.house.report('DC02', round, 100, 8);
  await page.keyboard.press('3');
  await counted(page, 89);
  const rows = [...screens.hub.running.hub.projection.points()];
  const area = rows.find(({ point }) => point.id === 'DC02')?.point.area ?? '';
  const inArea = rows.filter(({ point }) => point.area === area);
  await page.getByRole('combobox', { name: 'Địa bàn' }).selectOption(`=${area}`);
  await counted(page, inArea.length);
  await page.getByRole('button', { name: 'Chưa báo số' }).click();
  await counted(page, inArea.length - 2);
  await page.getByText(`${inArea.length - 2}/89 điểm`).waitFor();
  await page.getByRole('button', { name: 'Chưa báo số' }).click();
  await page.getByRole('button', { name: 'Cột', exact: true }).click();
  const choice = page.getByRole('dialog', { name: 'Cột của bảng' });
  await choice.getByRole('checkbox', { name: 'Vì sao' }).uncheck();
  await choice.getByRole('checkbox', { name: 'Khối' }).check();
  await choice.getByRole('checkbox', { name: 'Kỹ thuật viên' }).check();
  await shoot(page, 'table-columns-1366');
  assert.equal(await axeFindings(page), [], 'columns');
  await page.keyboard.press('Escape');
  await page.getByRole('columnheader', { name: 'Có mặt' }).getByRole('button').click();
  await page.getByRole('columnheader', { name: 'Có mặt' }).getByRole('button').click();
  for (const size of [DESK, LAPTOP]) {
    await page.setViewportSize(size);
    await shoot(page, `table-narrowed-${size.width}`);
    assert.equal(await layoutFaults(page), [], `at ${size.width}`);
    assert.equal(await axeFindings(page), [], `at ${size.width}`);
  }
  const heads = await page.locator('.point-table th').allInnerTexts();
  const seen = await page
    .locator('.point-table tbody tr:not(.pad)')
    .evaluateAll((lines) => lines.map((line) => [...line.querySelectorAll('td')].map((cell) => cell.innerText.trim())));

  await page.getByRole('button', { name: 'Chép bảng' }).click();
  await page.getByText(`Đã chép ${inArea.length} dòng`).waitFor();
  const copied = (await page.evaluate(() => navigator.clipboard.readText()))
    .split(/\r?\n/)
    .map((one) => one.split('\t'));
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Tải CSV' }).click(),
  ]);
  assert.match(download.suggestedFilename(), /^bang-diem-cau-\d{4}-\d\d-\d\d-\d{4}\.csv$/);
  const file = await readFile(await download.path(), 'utf8');
  assert.is(file.charCodeAt(0), 0xfeff);
  const saved = readCsv(file.slice(1));
  for (const sheet of [copied, saved]) {
    assert.is(sheet.length, inArea.length + 1);
    assert.equal(
      sheet[0],
      heads.map((head) => head.replace(/ [↑↓]$/, '')),
    );
    assert.equal(
      sheet.slice(1).map(([id]) => id),
      seen.map(([id]) => id),
      'in the order in which they stand',
    );
    const present = heads.indexOf('Có mặt');
    assert.equal(
      sheet.slice(1).map((line) => line[present]),
      seen.map((line) => line[present]),
    );
  }

  await page.reload();
  await page.locator('.tile').first().waitFor();
  await page.keyboard.press('3');
  await page.getByRole('columnheader', { name: 'Khối' }).waitFor();
  assert.is(await page.getByRole('columnheader', { name: 'Vì sao' }).count(), 0);
  assert.equal(complaints, []);
});

test('[V4] the table is walked by keyboard to its ends and by pages, the drawer following', async () => {
  const { page, complaints } = desk;
  await page.keyboard.press('3');
  await counted(page, 89);
  await page.getByRole('columnheader', { name: 'Mã' }).getByRole('button').click();
  await page.locator('.point-table').focus();
  const drawn = (id: string) => page.locator('.drawer .sub', { hasText: id }).waitFor();
  await page.keyboard.press('End');
  await drawn('DC89');
  assert.is(await page.locator('.point-table tr.sel td').first().innerText(), 'DC89');
  await page.keyboard.press('Home');
  await drawn('DC01');
  await page.keyboard.press('PageDown');
  await page.keyboard.press('PageUp');
  await drawn('DC01');
  await page.keyboard.press('ArrowDown');
  await drawn('DC02');
  assert.equal(complaints, []);
});

test('[K2] from the palette a point is found and acted on, and the room is moved on, without a mouse', async () => {
  const { page, complaints } = desk;
  await screens.house.enter('live');
  const type = async (text: string, ...keys: string[]): Promise<void> => {
    // A page that a loaded machine keeps from the hub for a moment offers no command until it is back.
    await page.locator('.control:not(.stale)').waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Tên, mã điểm cầu hoặc lệnh' }).waitFor();
    await page.keyboard.type(text);
    for (const key of keys) await page.keyboard.press(key);
  };
  await type('mo luot', 'Enter');
  await page.getByRole('dialog', { name: 'Mở lượt báo' }).waitFor();
  await page.keyboard.press('Escape');
  const round = await screens.house.openRound();
  await page.getByText('0/89 điểm đã báo').waitFor();

  await type('ben tay kp 2');
  await page.getByRole('option', { name: /KP 2 Bến Tây/ }).waitFor();
  for (const size of [DESK, LAPTOP]) {
    await page.setViewportSize(size);
    await shoot(page, `palette-${size.width}`);
    assert.equal(await layoutFaults(page), [], `palette at ${size.width}`);
  }
  assert.equal(await axeFindings(page), [], 'palette');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'KP 2 Bến Tây' }).waitFor();
  await shoot(page, 'palette-point-1366');
  assert.equal(await axeFindings(page), [], 'acts of a point');
  await page.keyboard.press('Backspace');
  await page.getByRole('dialog', { name: 'Tìm điểm cầu hoặc lệnh' }).waitFor();
  await page.keyboard.type('dc14');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  const drawer = page.locator('.drawer');
  await drawer.locator('.sub', { hasText: 'DC14' }).waitFor();
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'detached' });

  await type('dc14', 'Enter');
  await page.keyboard.type('nhac');
  await page.keyboard.press('Enter');
  const state = () => screens.hub.running.hub.projection;
  await type('dc14', 'Enter');
  await page.getByRole('option', { name: /Nhắc báo số.*vừa nhắc/ }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  assert.ok(await page.getByRole('dialog', { name: /Bến Tây/ }).isVisible(), 'what is blocked does nothing');
  await page.keyboard.type('phat bieu');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('tab', { name: /Phát biểu 1/ }).waitFor();

  await type('dc20', 'Enter');
  await page.keyboard.type('bao thay');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: /^Báo thay/ }).waitFor();
  await page.keyboard.press('Escape');
  await type('dc20', 'Enter');
  await page.keyboard.type('chi dao');
  await page.keyboard.press('Enter');
  const compose = page.getByRole('dialog');
  await compose.locator('textarea').fill('Kiểm tra micrô');
  await page.keyboard.press('Escape');
  await type('chi dao tat ca', 'Enter');
  await compose.locator('textarea').waitFor();
  await page.keyboard.press('Escape');

  await type('chot so', 'Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Chốt số' }).press('Enter');
  await page.getByText(/Đã chốt lúc/).waitFor();
  assert.ok(
    state()
      .session()
      ?.rounds.find(({ id }) => id === round)?.frozenAt,
  );
  await type('xem bang', 'Enter');
  await page.locator('.point-table').waitFor();
  await type('sang toi', 'Enter');
  assert.is(await page.evaluate(() => document.documentElement.dataset['theme']), 'light');
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Phím tắt' }).waitFor();
  for (const size of [DESK, LAPTOP]) {
    await page.setViewportSize(size);
    await shoot(page, `keys-${size.width}`);
    assert.equal(await layoutFaults(page), [], `keys at ${size.width}`);
  }
  assert.equal(await axeFindings(page), [], 'keys');
  await page.keyboard.press('Escape');
  await type('tieng anh', 'Enter');
  await page.getByRole('button', { name: 'Commands' }).waitFor();
  assert.equal(complaints, []);
});

test('[K3] the figures say how they have gone since the round was opened, after a reload as well', async () => {
  const { page, complaints } = desk;
  await screens.house.enter('live');
  await screens.house.join('DC01');
  const round = await screens.house.openRound();
  await screens.house.report('DC01', round, 118);
  await screens.house.report('DC02', round, 100, 8);
  const trends = page.locator('.trend');
  const says = async (): Promise<string[]> =>
    trends.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? ''));
  // A point is in before its figure counts.
  const told = async (): Promise<void> => {
    for (const now of ['2', '218']) await page.locator(`.trend[aria-label$="bây giờ: ${now}"]`).waitFor();
  };
  await told();
  const [links = '', present = ''] = await says();
  assert.match(links, /^Lúc mở lượt \d\d:\d\d: 1; bây giờ: 2$/);
  assert.match(present, /^Lúc mở lượt \d\d:\d\d: 0; bây giờ: 218$/);
  for (const size of [DESK, LAPTOP]) {
    await page.setViewportSize(size);
    await shoot(page, `trend-${size.width}`);
    assert.equal(await layoutFaults(page), [], `at ${size.width}`);
  }
  assert.equal(await axeFindings(page), []);
  await page.reload();
  await told();
  assert.equal(await says(), [links, present]);
  assert.equal(complaints, []);
});

test('[K4] [H13] the drawer shows the last hour or the whole run, and reminds the point', async () => {
  const { page, complaints } = desk;
  await screens.house.enter('live');
  const point = await screens.house.join('DC14');
  await screens.house.openRound();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('dc14');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  const drawer = page.locator('.drawer');
  const [hour, run] = [
    drawer.getByRole('button', { name: '1 giờ qua' }),
    drawer.getByRole('button', { name: 'Từ đầu phiên' }),
  ];
  await hour.waitFor();
  assert.is(await hour.getAttribute('aria-pressed'), 'true');
  const first = () => drawer.locator('.history rect').first().getAttribute('x').then(Number);
  assert.ok((await first()) > 900, 'most of the hour lies before the session');
  await run.press('Enter');
  await drawer.locator('.history rect[x="0"]').waitFor();
  const sample = { rttMs: 388, lossPct: 11.2, jitterMs: 20, bitrateKbps: 300, fps: 12, soundLevel: 30 };
  point.socket.emit('point:vitals', sample);
  await drawer.locator('.vital', { hasText: 'Mất gói' }).getByText('11,2').waitFor();
  await drawer.getByRole('button', { name: /^Nhắc KP 2 Bến Tây/ }).click();
  await drawer.getByRole('button', { name: /^Nhắc KP 2 Bến Tây/, disabled: true }).waitFor();
  for (const size of [DESK, LAPTOP]) {
    await page.setViewportSize(size);
    await shoot(page, `drawer-history-${size.width}`);
    assert.equal(await layoutFaults(page), [], `at ${size.width}`);
  }
  assert.equal(await axeFindings(page), []);
  assert.equal(complaints, []);
});

test.run();
