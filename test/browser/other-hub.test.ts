import { rm } from 'node:fs/promises';
import { PAGE_OF } from '@hub/shared/protocol/registry.ts';
import type { Connection } from '@hub/server/domain/state.ts';
import type { PointId } from '@hub/shared/model/ids.ts';
import type { Browser } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { linkFor, openBrowser, openPage, LAPTOP, PATIENCE_MS, PHONE, type TestPage } from '../support/browser.ts';
import { freePort } from '../support/free-port.ts';
import { HubProcess } from '../support/hub-process.ts';
import { RedisRig } from '../support/redis-rig.ts';
import { button, sound, soundAtDesks } from '../support/screens.ts';
import { startHub, type TestHub } from '../support/start-hub.ts';
import { waitUntil } from '../support/wait-until.ts';

const SECRET = '0123456789abcdef0123456789abcdef';

const test = suite('other hub');
let rig: RedisRig;
/** Where the pages come from; it is killed. */
let first: HubProcess;
let other: TestHub;
let browser: Browser;
let admin: TestPage;
let phone: TestPage;

test.before(async () => {
  [rig, browser] = await Promise.all([RedisRig.start(), openBrowser()]);
  const [port, otherPort] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${otherPort}`;
  const env = { HUB_REDIS_URL: rig.url, HUB_CLUSTER_SECRET: SECRET, HUB_ORIGINS: url };
  first = await HubProcess.prepare({ port, env: { ...env, HUB_NODE_URL: `http://127.0.0.1:${port}` } });
  await first.start();
  const nodes = { redis: rig.place, cluster: 'diem-cau', secret: SECRET, count: 2, url };
  other = await startHub({ config: { port: otherPort, nodes } });
  await until('the sample town', () => [...other.running.hub.projection.points()].length === 89);
  admin = await openPage(browser, await linkAtFirst('administrator'), LAPTOP);
  phone = await openPage(browser, await linkAtFirst('operator', 'DC10'), PHONE);
});
test.after(async () => {
  for (const page of [admin, phone]) await page?.close();
  await browser?.close();
  await Promise.all([other?.end(), first?.dispose()]);
  if (first) await rm(first.dataDir, { recursive: true, force: true });
  await rig?.stop();
});

const until = (what: string, holds: () => boolean): Promise<void> =>
  waitUntil(what, holds, { withinMs: PATIENCE_MS, told: () => first.output });

/** Where the operator's page is connected, by the address of the hub. */
const isAt = (node: string | undefined): boolean =>
  node !== undefined &&
  (other.running.hub.projection.point('DC10' as PointId)?.evidence.connections ?? []).some(
    (connection) => connection.node === node,
  );

/** Minted anywhere, a link may be opened at any hub. */
async function linkAtFirst(role: 'administrator' | 'operator', pointId?: string): Promise<string> {
  const link = await linkFor(other, role, pointId);
  return `${first.url}${PAGE_OF[role]}#${link.split('#')[1] ?? ''}`;
}

test('[D6] [D7] pages whose hub is killed go on at another one, where the dead one is seen and struck off', async () => {
  const { page, complaints } = admin;
  await button(page, 'Máy chủ').click();
  const cards = page.locator('.nodes li');
  await cards.nth(1).waitFor();
  await page.getByText('Đang quyết định', { exact: true }).waitFor();
  await soundAtDesks(page, 'admin-nodes');
  await page.setViewportSize(PHONE);
  await sound(page, 'admin-nodes-360');
  await page.setViewportSize(LAPTOP);
  assert.equal(complaints, []);
  const evidence = (): readonly Connection[] =>
    other.running.hub.projection.point('DC10' as PointId)?.evidence.connections ?? [];
  await until('the phone is in', () => evidence().length > 0);
  const dead = evidence()[0]?.node;

  for (const opened of [phone.page, page]) {
    await opened.waitForFunction(() => localStorage.getItem('dch.hubs')?.includes(' ') === true);
  }
  await phone.page.evaluate(() => navigator.serviceWorker.ready.then(() => true));

  await first.kill();
  await until('the phone is at the other hub', () => evidence().some(({ node }) => node !== dead) && !isAt(dead));
  const moved = new Set(evidence().map(({ connectionId }) => connectionId));
  await phone.page.reload();
  await until('the page that was kept goes there too', () =>
    evidence().some(({ node, connectionId }) => node !== dead && !moved.has(connectionId)),
  );
  const gone = cards.filter({ hasText: 'Không trả lời' });
  await gone.waitFor();
  await gone.getByRole('button').click();
  const asked = page.getByRole('dialog');
  const confirm = asked.getByRole('button', { name: 'Loại khỏi cụm' });
  assert.ok(await confirm.isDisabled(), 'it is asked twice');
  await sound(page, 'admin-node-forget');
  await asked.getByRole('checkbox').check();
  await confirm.click();
  await page.getByText('Đã loại khỏi cụm').waitFor();
  await gone.waitFor({ state: 'detached' });
  assert.is(await cards.count(), 1);
  // What goes by HTTP goes there as well.
  await button(page, 'Nhật ký').click();
  await page.getByText('Loại một máy chủ khỏi cụm').waitFor();
});

test.run();
