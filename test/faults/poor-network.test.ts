import type { Browser, Page } from 'playwright-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { linkFor, openBrowser, PHONE } from '../support/browser.ts';
import { House } from '../support/house.ts';
import { NetworkNamespace, whyNoNamespaces } from '../support/network-namespace.ts';
import { PoorProxy } from '../support/poor-proxy.ts';
import { openControl, type TestSocket } from '../support/sockets.ts';
import { startHub, type TestHub } from '../support/start-hub.ts';

/*
 * A real browser behind a line that the kernel narrows (tbf) and thins out (nftables), and a proxy that delays. The two
 * are on TCP connections of their own, so a repeat after a loss is not delayed by the proxy: test/sim/poor-network.test.ts
 * has both on one line, in virtual time.
 */
const POINT = 'DC20';
const INTERACTIVE_LIMIT_MS = 3_000;
const ACK_LIMIT_MS = 15_000;
const REPORTS = 12;
const IDLE_MS = 30_000;
const HOUR_MS = 3_600_000;
/** What an hour of an idle page may cost, headers and acknowledgements included. */
const IDLE_KB_PER_HOUR = 500;
/** The hub closes what the page was loaded over after 5 s; that happens once, not every minute. */
const SETTLED_MS = 10_000;

interface Line {
  readonly kbps: number;
  readonly lossPercent: number;
  readonly roundTripMs: number;
}

interface Rig {
  readonly hub: TestHub;
  readonly house: House;
  readonly network: NetworkNamespace;
  readonly proxy: PoorProxy;
  readonly page: Page;
  /** The operator's link, through the proxy. */
  readonly link: string;
}

async function behind(line: Line, run: (rig: Rig) => Promise<void>): Promise<void> {
  const network = new NetworkNamespace();
  const hub = await startHub({ memory: true, config: { host: '127.0.0.1' } });
  let proxy: PoorProxy | undefined;
  let browser: Browser | undefined;
  let house: House | undefined;
  try {
    proxy = await PoorProxy.open({ port: hub.port, host: network.hostAddress, roundTripMs: line.roundTripMs });
    house = await House.open(hub);
    await house.enter('live');
    network.worsen(line);
    browser = await openBrowser(network.wrapper);
    const context = await browser.newContext({ viewport: PHONE, locale: 'vi-VN', hasTouch: true });
    context.setDefaultTimeout(60_000);
    const page = await context.newPage();
    const link = (await linkFor(hub, 'operator', POINT)).replace(hub.url, proxy.url);
    await run({ hub, house, network, proxy, page, link });
  } finally {
    await browser?.close();
    proxy?.close();
    house?.close();
    await hub.end();
    network.dispose();
  }
}

const obstacle = whyNoNamespaces();
if (obstacle !== null) console.log(`SKIPPED: no network namespaces here (${obstacle})`);
const onLine = obstacle === null ? test : test.skip;

/** Noted inside the page, from the moment the address was opened: the test's own line to the browser costs time too. */
const NOTE_FIRST_CONTROL = `
  new MutationObserver((_, watcher) => {
    if (document.querySelector('#app button:not(:disabled)') === null) return;
    watcher.disconnect();
    requestAnimationFrame(() => { window.firstControlMs = performance.now(); });
  }).observe(document, { childList: true, subtree: true });
`;

/** The round trip that the hub measured over this very WebSocket. */
async function roundTripOf(hub: TestHub, desk: TestSocket): Promise<number> {
  const index = hub.running.hub.projection.point(POINT as never)?.index;
  await desk.ask('view:subscribe', { vitals: true });
  for (;;) {
    const { v } = await desk.until('view:vitals');
    const rttMs = v.find(([row]) => row === index)?.[1];
    if (typeof rttMs === 'number') return rttMs;
  }
}

onLine('[N1] the page is interactive within 3.0 s at 400 kbit/s and 400 ms, on a first visit', () =>
  behind({ kbps: 400, lossPercent: 0, roundTripMs: 400 }, async ({ hub, network, page, link }) => {
    await page.addInitScript(NOTE_FIRST_CONTROL);
    const before = network.traffic();
    await page.goto(link, { waitUntil: 'commit' });
    await page.getByText('Thông suốt', { exact: true }).waitFor();
    const { firstControlMs, upMs } = await page.evaluate(() => ({
      firstControlMs: (window as unknown as { firstControlMs: number }).firstControlMs,
      upMs: performance.now(),
    }));
    const after = network.traffic();
    console.log(
      `interactive after ${Math.round(firstControlMs)} ms, signed in and up after ${Math.round(upMs)} ms, ` +
        `${Math.round((after.down - before.down) / 1_024)} KB down, ${Math.round((after.up - before.up) / 1_024)} KB up`,
    );
    assert.ok(firstControlMs <= INTERACTIVE_LIMIT_MS, `${firstControlMs} ms`);
    const desk = await openControl(hub.url, (await hub.signIn('technician')).credential);
    const rttMs = await roundTripOf(hub, desk);
    desk.close();
    console.log(`round trip over the WebSocket: ${rttMs} ms`);
    assert.ok(rttMs >= 400, 'the line reaches the WebSocket');
  }),
);

/** Reports one after the other over a line that is as bad as they come. */
const reportOverBadLine = (): Promise<void> =>
  behind({ kbps: 64, lossPercent: 10, roundTripMs: 800 }, async ({ hub, house, network, page, link }) => {
    const states = new Set<string>();
    hub.running.hub.onAdopted((facts) => {
      for (const { fact } of facts) {
        if (fact.type === 'LinkChanged' && fact.pointId === POINT) states.add(fact.link.state);
      }
    });
    await page.goto(link, { waitUntil: 'commit' });
    await page.getByText('Thông suốt', { exact: true }).waitFor();
    await house.openRound();
    const field = page.getByRole('textbox', { name: 'Có mặt' });
    const took: number[] = [];
    for (let i = 0; i < REPORTS; i++) {
      await field.waitFor();
      await field.fill('44');
      const tapped = performance.now();
      await page.getByRole('button', { name: 'Gửi số người dự' }).click();
      await page.getByText(/Đã nhận \d\d:\d\d/).waitFor();
      took.push(performance.now() - tapped);
      await page.getByRole('button', { name: 'Sửa số đã báo' }).click();
    }
    took.sort((a, b) => a - b);
    console.log(
      `ticks after ${took.map((ms) => Math.round(ms)).join(', ')} ms; the point was ${[...states].join(', ')}`,
    );
    console.log(`${network.repeats()} packets of the phone were sent again`);
    assert.ok((took.at(-1) ?? Infinity) <= ACK_LIMIT_MS);
    assert.ok((took[0] ?? 0) >= 800, 'the line reaches the report');
    assert.ok(network.repeats() > 0, 'the line loses packets');
    assert.not.ok(states.has('lost'));
  });

/** Nothing is done on the page, and its line is counted. */
const idleForAWhile = (): Promise<void> =>
  behind({ kbps: 10_000, lossPercent: 0, roundTripMs: 40 }, async ({ network, page, link }) => {
    await page.goto(link);
    await page.getByText('Thông suốt', { exact: true }).waitFor();
    await page.waitForTimeout(SETTLED_MS);
    const before = network.traffic();
    await page.waitForTimeout(IDLE_MS);
    const after = network.traffic();
    const hourly = (bytes: number): number => Math.round((bytes * HOUR_MS) / IDLE_MS / 1_000);
    const [up, down] = [hourly(after.up - before.up), hourly(after.down - before.down)];
    console.log(`an idle hour over WebSocket: ${up} KB up, ${down} KB down, with every header down to Ethernet`);
    assert.ok(up + down <= IDLE_KB_PER_HOUR, `${up + down} KB`);
  });

// Side by side, each with a hub, a network and a browser of its own: both mostly wait.
onLine(
  `[N2] [N5] at 64 kbit/s, 10 % loss and 800 ms each report has its tick within 15 s, and the point is not lost; an idle page costs at most ${IDLE_KB_PER_HOUR} KB an hour`,
  async () => {
    await Promise.all([reportOverBadLine(), idleForAWhile()]);
  },
);

test.run();
