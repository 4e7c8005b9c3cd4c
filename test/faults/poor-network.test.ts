import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { whyNoNamespaces } from '../support/network-namespace.ts';
import { behind, POINT } from '../support/poor-browser.ts';
import { openControl, type TestSocket } from '../support/sockets.ts';
import type { TestHub } from '../support/start-hub.ts';

const INTERACTIVE_LIMIT_MS = 3_000;

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

test.run();
