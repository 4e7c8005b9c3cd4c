import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { whyNoNamespaces } from '../support/network-namespace.ts';
import { behind, POINT } from '../support/poor-browser.ts';

const ACK_LIMIT_MS = 15_000;
const REPORTS = 12;
const IDLE_MS = 30_000;
const HOUR_MS = 3_600_000;
/** What an hour of an idle page may cost, headers and acknowledgements included. */
const IDLE_KB_PER_HOUR = 500;
/** The hub closes what the page was loaded over after 5 s; that happens once, not every minute. */
const SETTLED_MS = 10_000;

const obstacle = whyNoNamespaces();
if (obstacle !== null) console.log(`SKIPPED: no network namespaces here (${obstacle})`);
const onLine = obstacle === null ? test : test.skip;

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
