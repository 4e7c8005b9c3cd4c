import { createMemoryStore } from '@hub/server/log/memory-log.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { axeFindings, DESK, LAPTOP, linkFor, openBrowser, openPage, PHONE, shoot } from '../support/browser.ts';
import { House } from '../support/house.ts';
import { startHub } from '../support/start-hub.ts';

test('[G4] while nothing can be written every screen says so, no report is ticked, and both heal by themselves', async () => {
  const browser = await openBrowser();
  const store = createMemoryStore();
  const hub = await startHub({ memory: store });
  const house = await House.open(hub);
  try {
    await house.enter('live');
    await house.openRound();
    const control = await openPage(browser, await linkFor(hub, 'controller'), LAPTOP);
    const wall = await openPage(browser, await linkFor(hub, 'wall'), DESK);
    const phone = await openPage(browser, await linkFor(hub, 'operator', 'DC20'), PHONE);
    const send = phone.page.getByRole('button', { name: 'Gửi số người dự' });
    await phone.page.getByRole('textbox', { name: 'Có mặt' }).fill('44');

    store.failing = { ok: false, kind: 'disk-full', message: 'no room' };
    await send.click();
    await phone.page.getByText('Máy chủ đang không ghi được. Máy này tự gửi lại.').waitFor();
    assert.is(await phone.page.getByText(/Đã nhận/).count(), 0);
    for (const { page } of [control, wall]) await page.getByText('MÁY CHỦ KHÔNG GHI ĐƯỢC', { exact: true }).waitFor();
    for (const [name, { page }] of Object.entries({ control, wall, phone })) {
      await shoot(page, `not-saving-${name}`);
      assert.equal(await axeFindings(page), [], name);
    }

    store.failing = null;
    await phone.page.getByText(/Đã nhận \d\d:\d\d/).waitFor();
    for (const { page } of [control, wall]) {
      await page.getByText('MÁY CHỦ KHÔNG GHI ĐƯỢC', { exact: true }).waitFor({ state: 'detached' });
    }
    await control.page.getByText('1/89 điểm đã báo').waitFor();
  } finally {
    house.close();
    await browser.close();
    await hub.end();
  }
});

test.run();
