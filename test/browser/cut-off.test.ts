import type { PointId } from '@hub/shared/model/ids.ts';
import type { Browser } from 'playwright-core';
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
  PATIENCE_MS,
  PHONE,
  shoot,
} from '../support/browser.ts';
import { House } from '../support/house.ts';
import { RedisRig } from '../support/redis-rig.ts';
import { button, fits } from '../support/screens.ts';
import { openPoint, type TestSocket } from '../support/sockets.ts';
import { startHub, type TestHub } from '../support/start-hub.ts';
import { waitUntil } from '../support/wait-until.ts';

const SECRET = '0123456789abcdef0123456789abcdef';
const AT_THE_OTHER = ['DC10', 'DC22', 'DC30', 'DC40', 'DC50', 'DC60'];

const test = suite('cut off');
let rig: RedisRig;
let here: TestHub;
let other: TestHub;
let house: House;
let browser: Browser;
const phones: TestSocket[] = [];

test.before(async () => {
  rig = await RedisRig.start();
  const nodes = { redis: rig.place, cluster: 'look', secret: SECRET, count: 2, url: null };
  here = await startHub({ config: { nodes } });
  other = await startHub({ config: { nodes } });
  for (const { running } of [here, other]) {
    await until('the sample town', () => [...running.hub.projection.points()].length === 89);
  }
  browser = await openBrowser();
  house = await House.open(here);
});
test.after(async () => {
  rig.redis.thaw();
  for (const socket of phones) socket.close();
  house.close();
  await browser.close();
  await Promise.all([here.end(), other.end()]);
  await rig.stop();
});

const until = (what: string, holds: () => boolean): Promise<void> => waitUntil(what, holds, { withinMs: PATIENCE_MS });

test('[D4] [D5] [E3] with the line between the hubs gone, phone, control room and wall say what waits and what is not known', async () => {
  await house.enter('live');
  const roundId = await house.openRound();
  for (const point of AT_THE_OTHER) {
    const { credential } = await here.signIn('operator', point);
    await until(
      'the device is known there',
      () => other.running.hub.projection.point(point as PointId)?.deviceIds.length === 1,
    );
    phones.push(await openPoint(other.url, credential));
  }
  await house.report('DC21', roundId, 36, 1);
  await until('all of them are up', () =>
    AT_THE_OTHER.every((id) => here.running.hub.projection.point(id as PointId)?.link.state === 'up'),
  );
  const phone = await openPage(browser, await linkFor(here, 'operator', 'DC20'), PHONE);
  const room = await openPage(browser, await linkFor(here, 'controller'), LAPTOP);
  const wall = await openPage(browser, await linkFor(here, 'wall'), DESK);
  const technician = await openPage(browser, await linkFor(here, 'technician'), LAPTOP);
  const present = phone.page.getByRole('textbox', { name: 'Có mặt' });
  await present.waitFor();
  await room.page.getByText('1/89 điểm đã báo').waitFor();

  rig.redis.freeze();
  await present.fill('44');
  await button(phone.page, 'Gửi số người dự').click();
  await phone.page.getByText('Đã lưu, chờ xác nhận').waitFor({ timeout: PATIENCE_MS });
  assert.is(await phone.page.getByText(/Đã nhận \d\d:\d\d/).count(), 0);
  const waits = '1 báo cáo đã lưu, chờ xác nhận';
  await room.page.getByRole('region', { name: 'Số liệu' }).getByText(waits).waitFor({ timeout: PATIENCE_MS });
  await room.page.getByText(/6 điểm cầu ở máy chủ khác/).waitFor({ timeout: PATIENCE_MS });
  await room.page.getByText('chờ 44').first().waitFor();
  await wall.page.getByText('1 chờ xác nhận').waitFor();
  await wall.page.getByText('chưa kiểm chứng').waitFor();
  await technician.page.getByText(waits).first().waitFor();
  await fits(phone.page, 'operator-undecided-360', 56);
  const looks = [
    ['control-cut-off', room],
    ['wall-cut-off', wall],
    ['technician-cut-off', technician],
  ] as const;
  for (const [name, { page }] of looks) {
    await shoot(page, name);
    assert.equal([...(await axeFindings(page)), ...(await layoutFaults(page))], [], name);
  }

  rig.redis.thaw();
  await phone.page.getByText(/Đã nhận \d\d:\d\d/).waitFor({ timeout: PATIENCE_MS });
  await room.page.getByText('2/89 điểm đã báo').waitFor({ timeout: PATIENCE_MS });
  await room.page.getByText(/điểm cầu ở máy chủ khác/).waitFor({ state: 'detached', timeout: PATIENCE_MS });
  for (const { close } of [phone, room, wall, technician]) await close();
});

test.run();
