import type { PointId } from '@hub/shared/model/ids.ts';
import type { Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DESK, LAPTOP, layoutFaults, shoot } from '../support/browser.ts';
import { Screens } from '../support/screens.ts';
import { command } from '../support/sockets.ts';

const test = suite('what changed');
const screens = new Screens(test);

async function openAs(role: 'controller' | 'wall'): Promise<Page> {
  const { page } = await screens.open(role);
  await page.locator('.tile').first().waitFor();
  return page;
}

/** Counts every flash that begins, by the name of what flashed: a flash may be over before a test looks. */
async function countFlashes(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(window, { flashes: seen });
    document.addEventListener('animationstart', (event) => {
      if (event.animationName.startsWith('flash')) seen.push((event.target as Element).textContent ?? '');
    });
  });
  return () => page.evaluate(() => (window as unknown as { flashes: string[] }).flashes.splice(0));
}

/** A flash begins with the frame after the one that shows the figure: one that is due is waited for, and seen to its end. */
async function flashesOver(page: Page, read: () => Promise<string[]>): Promise<string[]> {
  await page.waitForFunction(() => (window as unknown as { flashes: string[] }).flashes.length > 0);
  await page.locator('.flash').waitFor({ state: 'detached' });
  return read();
}

const figure = (page: Page, name: string, text: string | RegExp) =>
  page.locator('.tile', { hasText: name }).getByText(text).first();

/** Báo thay: the control room reports for a point (H8). */
async function report(pointId: string, roundId: string, present: number): Promise<void> {
  const summoned = screens.hub.running.hub.projection.point(pointId as PointId)?.point.summoned ?? 0;
  const counts = { present, excused: summoned - present, unexcused: 0, guests: 0 };
  await screens.house.order('headcount:report', { commandId: command(), pointId, roundId, ...counts });
}

test('a tile, a row and a wall tile flash when their point changed, and neither a first picture nor a repeat does', async () => {
  await screens.house.enter('live');
  const roundId = await screens.house.openRound();
  await report('DC20', roundId, 40);
  const [control, wall] = [await openAs('controller'), await openAs('wall')];
  const onTiles = await countFlashes(control);
  const onWall = await countFlashes(wall);
  const name = 'Nhà văn hóa khu phố 3 Phố Mới';
  await report('DC20', roundId, 41);
  await figure(control, name, '41').waitFor();
  const [tile, ...others] = await flashesOver(control, onTiles);
  assert.match(tile ?? '', name);
  assert.equal(others, []);
  await wall.locator('.tile', { hasText: '41' }).first().waitFor();
  assert.is((await flashesOver(wall, onWall)).length, 1);

  // The same figures again are no news.
  await report('DC20', roundId, 41);
  await report('DC19', roundId, 10);
  await control.locator('.tile', { hasText: 'khu phố 2 Phố Mới' }).getByText('10').first().waitFor();
  assert.is((await flashesOver(control, onTiles)).length, 1);

  await control.keyboard.press('3');
  await control.locator('.point-table tbody tr').first().waitFor();
  assert.equal(await onTiles(), [], 'rows drawn for the first time');
  const first = await control.locator('.point-table tbody tr:not(.pad) td:first-child').first().innerText();
  await report(first, roundId, 5);
  await control
    .getByRole('row', { name: new RegExp(first) })
    .getByText('5', { exact: true })
    .waitFor();
  assert.is((await flashesOver(control, onTiles)).length, 1);
});

test('a snapshot after a reconnect flashes only what it changed', async () => {
  await screens.house.enter('live');
  const roundId = await screens.house.openRound();
  const page = await openAs('controller');
  const flashes = await countFlashes(page);
  await page.context().setOffline(true);
  await page.locator('.stale-banner').waitFor();
  await report('DC20', roundId, 42);
  await page.context().setOffline(false);
  await figure(page, 'Nhà văn hóa khu phố 3 Phố Mới', '42').waitFor();
  assert.is((await flashesOver(page, flashes)).length, 1);
});

test('without motion the outline stands still as long', async () => {
  const { page } = await screens.open('controller');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.locator('.tile').first().waitFor();
  // Looked at in the moment it begins: it lasts less than a loaded machine may need to ask for it.
  await page.evaluate(() => {
    document.addEventListener('animationstart', ({ target }) => {
      if (!(target instanceof Element) || !target.matches('.tile.flash')) return;
      const { animationTimingFunction, animationDuration } = getComputedStyle(target);
      Object.assign(window, { outline: [animationTimingFunction, animationDuration] });
    });
  });
  await screens.house.enter('live');
  await report('DC20', await screens.house.openRound(), 42);
  const seen = await page.waitForFunction(() => (window as unknown as { outline?: string[] }).outline);
  const [timing, lasts] = (await seen.jsonValue()) ?? [];
  assert.match(timing ?? '', /^steps\(1/);
  assert.is(lasts, '1.6s');
});

test('[H7] what came after the freeze stands beside the frozen figure, also where there was none', async () => {
  await screens.house.enter('live');
  const roundId = await screens.house.openRound();
  await report('DC20', roundId, 40);
  await screens.house.order('round:freeze', { roundId });
  const page = await openAs('controller');
  await report('DC20', roundId, 43);
  await report('DC19', roundId, 20);
  await page.getByText('2 bổ sung sau chốt').waitFor();
  await page.getByRole('button', { name: '88 điểm chưa báo' }).waitFor();
  await page.locator('.tile', { hasText: 'Bổ sung sau chốt: 43 có mặt' }).getByText('40', { exact: true }).waitFor();
  const never = page.locator('.tile', { hasText: 'Bổ sung sau chốt: 20 có mặt' });
  await never.getByText('—').waitFor();
  await never.click();
  await page.getByText('Bổ sung sau chốt: 20 có mặt, lúc chốt chưa báo').waitFor();
  for (const size of [DESK, LAPTOP]) {
    await page.setViewportSize(size);
    await shoot(page, `amended-${size.width}`);
    assert.equal(await layoutFaults(page), []);
  }
  await page.keyboard.press('Escape');
  // The screen is still a laptop's: "chưa vào" gives way to what no other part of the tile says.
  await never.getByText('BS 20').filter({ visible: true }).waitFor();
  await page.keyboard.press('3');
  await page.getByRole('row', { name: /DC19/ }).getByText('BS 20').waitFor();
  await page.getByRole('row', { name: /DC20/ }).getByText('BS 43').waitFor();
  await shoot(page, 'amended-table');
});

test.run();
