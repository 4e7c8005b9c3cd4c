import type { Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PHONE } from '../support/browser.ts';
import { Screens } from '../support/screens.ts';

const POINT = 'DC20';
/** Keystroke-level model (Card, Moran, Newell 1980): a key by a person who is no typist, and thinking before each field. */
const KEY_S = 0.5;
const THINK_S = 1.35;
const TAPS_MAX = 5;
const SECONDS_MAX = 30;

const test = suite('taps');
const screens = new Screens(test, { isLive: true });

/** A first round in which the point reported, frozen, and a second one that is open. */
async function secondRound(): Promise<void> {
  const first = await screens.house.openRound();
  const figures = { present: 44, excused: 0, unexcused: 0, guests: 0 };
  await screens.house.order('headcount:report', { pointId: POINT, roundId: first, ...figures });
  await screens.house.order('round:freeze', { roundId: first });
  await screens.house.order('round:open', { kind: 'mid-session', deadlineMinutes: 20 });
}

/** Presses Tab until the focus stands there; how often it was pressed. */
async function tabTo(page: Page, name: string | RegExp, role: 'button' | 'textbox'): Promise<number> {
  const wanted = page.getByRole(role, { name }).first();
  for (let presses = 0; presses < 40; presses++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return presses;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never came to ${name}`);
}

test('[E7] where the previous figures still hold, from the open page to the tick takes two taps', async () => {
  await secondRound();
  const { page } = await screens.open('operator', PHONE, POINT);
  await page.evaluate(() => {
    Object.assign(window, { taps: 0 });
    document.addEventListener('click', () => (window as unknown as { taps: number }).taps++, true);
  });
  await page.getByRole('button', { name: /Dùng số lượt trước: 44/ }).click();
  await page.getByRole('button', { name: 'Gửi số người dự' }).click();
  await page.getByText(/Đã nhận \d\d:\d\d/).waitFor();
  const taps = await page.evaluate(() => (window as unknown as { taps: number }).taps);
  assert.is(taps, 2);
  assert.ok(taps <= TAPS_MAX);
});

test('[E7] the same by keyboard alone: two presses of Enter, and few of Tab', async () => {
  await secondRound();
  const { page } = await screens.open('operator', PHONE, POINT);
  await page.getByRole('textbox', { name: 'Có mặt' }).waitFor();
  const there = await tabTo(page, /Dùng số lượt trước/, 'button');
  await page.keyboard.press('Enter');
  const on = await tabTo(page, 'Gửi số người dự', 'button');
  await page.keyboard.press('Enter');
  await page.getByText(/Đã nhận \d\d:\d\d/).waitFor();
  assert.ok(there + on <= 12, `${there} and ${on} presses of Tab`);
});

test('[H3] [E7] other figures, typed: within 30 s for a person who is no typist', async () => {
  await secondRound();
  const { page } = await screens.open('operator', PHONE, POINT);
  await page.getByRole('textbox', { name: 'Có mặt' }).waitFor();
  let keys = 0;
  const fields: readonly [string | RegExp, string][] = [
    ['Có mặt', '41'],
    [/Vắng có lý do/, '2'],
    [/Vắng không lý do/, '1'],
    [/Khách/, '3'],
  ];
  for (const [name, value] of fields) {
    keys += await tabTo(page, name, 'textbox');
    await page.keyboard.type(value);
    keys += value.length;
  }
  keys += await tabTo(page, 'Gửi số người dự', 'button');
  await page.keyboard.press('Enter');
  keys += 1;
  await page.getByText(/Đã nhận \d\d:\d\d/).waitFor();
  const seconds = keys * KEY_S + (fields.length + 1) * THINK_S;
  assert.ok(seconds <= SECONDS_MAX, `${keys} keys, ${seconds.toFixed(1)} s`);
  const counted = screens.hub.running.hub.projection
    .point(POINT as never)
    ?.rounds.at(-1)
    ?.revisions.at(-1);
  assert.equal([counted?.present, counted?.excused, counted?.unexcused, counted?.guests], [41, 2, 1, 3]);
});

test('[E7] by keyboard the arrows step a figure', async () => {
  await screens.house.openRound();
  const { page } = await screens.open('operator', PHONE, POINT);
  const field = page.getByRole('textbox', { name: 'Có mặt' });
  await field.focus();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowDown');
  assert.is(await field.inputValue(), '1');
});

test.run();
