import type { Browser, Page } from 'playwright-core';
import { freePort } from '@hub/scripts/lib/free-ports.ts';
import { CHECK_PROBLEMS } from '@hub/shared/model/floor.ts';
import type { PointId } from '@hub/shared/model/ids.ts';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openBrowser, PHONE, type TestPage } from '../support/browser.ts';
import { House } from '../support/house.ts';
import { LivekitServer } from '../support/livekit-server.ts';
import { NetworkNamespace, whyNoNamespaces } from '../support/network-namespace.ts';
import { startHub, type TestHub } from '../support/start-hub.ts';
import { button, MEDIA, moves, opened } from '../support/video-pages.ts';

/** Of no rule: a line is found weak by what piles up on it, and well again by what it carries for a while. */
const PATIENCE_MS = 120_000;
/** Carries the sound with its headers, and nothing beside it. */
const [NARROW_KBPS, WIDE_KBPS] = [90, 20_000];
const HOST = 'DC01' as PointId;
const WEAK = 'DC22' as PointId;

const obstacle = whyNoNamespaces();
if (obstacle !== null) console.log(`SKIPPED: no network namespaces here (${obstacle})`);
const test = suite('a weak line');
const real = obstacle === null ? test : test.skip;

let network: NetworkNamespace;
let server: LivekitServer;
let hub: TestHub;
let house: House;
let browsers: Browser[] = [];
let host: TestPage;
let weak: TestPage;

if (obstacle === null) {
  test.before(async () => {
    network = new NetworkNamespace();
    const address = network.hostAddress;
    const port = await freePort('0.0.0.0');
    server = await LivekitServer.start({
      host: address,
      autoCreate: false,
      webhookUrl: `http://127.0.0.1:${String(port)}/livekit/webhook`,
    });
    const { url, apiKey, secret: apiSecret } = server;
    const livekit = { url, apiUrl: url.replace(/^ws/, 'http'), apiKey, apiSecret };
    hub = await startHub({ memory: true, config: { port, host: '0.0.0.0', livekit } });
    house = await House.open(hub);
    await house.enter('live');
    // A camera is for pages by https, or so named.
    const secure = `--unsafely-treat-insecure-origin-as-secure=http://${address}:${String(port)}`;
    browsers = [await openBrowser([], MEDIA), await openBrowser(network.wrapper, [...MEDIA, secure])];
    const [near, far] = browsers as [Browser, Browser];
    host = await joined(near, hub, HOST);
    weak = await joined(far, { ...hub, url: `http://${address}:${String(port)}` }, WEAK);
  });
  test.after(async () => {
    for (const browser of browsers) await browser.close();
    house.close();
    await hub.end();
    await server.stop();
    network.dispose();
  });
}

/** What the page's connections measure is looked at from outside. */
function keepConnections(): void {
  const kept: RTCPeerConnection[] = [];
  const Usual = RTCPeerConnection;
  window.RTCPeerConnection = class extends Usual {
    constructor(...given: ConstructorParameters<typeof Usual>) {
      super(...given);
      kept.push(this);
    }
  };
  Object.assign(window, { keptConnections: kept });
}

async function joined(browser: Browser, at: TestHub, pointId: PointId): Promise<TestPage> {
  const page = await opened(browser, PHONE, at, 'operator', pointId);
  page.context.setDefaultTimeout(PATIENCE_MS);
  await page.context.addInitScript(keepConnections);
  await page.page.reload();
  await button(page.page, 'Vào họp').click();
  await page.page.getByText('Đang trong cuộc họp').waitFor();
  return page;
}

/** What the page has heard so far: packets, and samples that had to be made up for those that did not come in time. */
function heard(page: Page): Promise<{ readonly packets: number; readonly made: number; readonly all: number }> {
  return page.evaluate(async () => {
    const sum = { packets: 0, made: 0, all: 0 };
    const { keptConnections } = window as unknown as { readonly keptConnections: readonly RTCPeerConnection[] };
    for (const connection of keptConnections) {
      const report = (await connection.getStats()) as unknown as ReadonlyMap<string, Record<string, unknown>>;
      for (const stat of report.values()) {
        if (stat['type'] !== 'inbound-rtp' || stat['kind'] !== 'audio') continue;
        sum.packets += Number(stat['packetsReceived']);
        sum.made += Number(stat['concealedSamples']);
        sum.all += Number(stat['totalSamplesReceived']);
      }
    }
    return sum;
  });
}

/** The sound goes on: two seconds' worth of packets come. Says how much of it had to be made up. */
async function goesOn(page: Page, from: string): Promise<void> {
  const before = await heard(page);
  let now = before;
  const limit = performance.now() + PATIENCE_MS;
  while (now.packets < before.packets + 100) {
    assert.ok(performance.now() < limit, `no sound of ${from}: ${JSON.stringify(now)}`);
    await page.waitForTimeout(500);
    now = await heard(page);
  }
  const share = (now.made - before.made) / Math.max(1, now.all - before.all);
  console.log(`sound of ${from}: ${String(Math.round(share * 100))} % made up`);
}

real(
  '[U3] on a line that carries one of the two the sound stays and the picture goes, both ways, and is said',
  async () => {
    await house.order('floor:add', { pointId: WEAK });
    const turnId = hub.running.hub.projection.session()?.floor.queue[0]?.id;
    await house.order('floor:standby', { turnId });
    await house.order('floor:give', { turnId, minutes: 30, despite: CHECK_PROBLEMS });
    for (const { page } of [host, weak]) await moves(page, '.main-screen video', PATIENCE_MS);
    network.worsen({ kbps: NARROW_KBPS, lossPercent: 0 });
    const since = performance.now();
    const after = (): string => `${((performance.now() - since) / 1_000).toFixed(0)} s`;
    await Promise.all([
      weak.page
        .getByText('Mạng yếu: tạm ngừng gửi hình để giữ tiếng.', { exact: false })
        .waitFor()
        .then(() => console.log(`at ${String(NARROW_KBPS)} kbit/s its own picture gave way after ${after()}`)),
      weak.page
        .getByText('Mạng yếu: chỉ nghe tiếng', { exact: false })
        .waitFor()
        .then(() => console.log(`the programme's after ${after()}`)),
      host.page.locator('.main-screen .empty').waitFor(),
    ]);
    await weak.page.getByText('Micrô đang mở').waitFor();
    await goesOn(host.page, 'the point behind it');
    await goesOn(weak.page, 'the host');
  },
);

real('[U3] what the line carries again is shown again by itself, both ways', async () => {
  network.worsen({ kbps: WIDE_KBPS, lossPercent: 0 });
  const since = performance.now();
  await Promise.all([host, weak].map(({ page }) => moves(page, '.main-screen video', PATIENCE_MS)));
  console.log(`both pictures are back after ${((performance.now() - since) / 1_000).toFixed(0)} s`);
  await weak.page.locator('video.own').waitFor();
});

test.run();
