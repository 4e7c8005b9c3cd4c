import type { Browser, Page } from 'playwright-core';
import { linkFor, openBrowser, PHONE } from './browser.ts';
import { House } from './house.ts';
import { NetworkNamespace } from './network-namespace.ts';
import { PoorProxy } from './poor-proxy.ts';
import { startHub, type TestHub } from './start-hub.ts';

/*
 * A real browser behind a line that the kernel narrows (tbf) and thins out (nftables), and a proxy that delays. The two
 * are on TCP connections of their own, so a repeat after a loss is not delayed by the proxy: test/sim/poor-network.test.ts
 * has both on one line, in virtual time.
 */
export const POINT = 'DC20';

export interface Line {
  readonly kbps: number;
  readonly lossPercent: number;
  readonly roundTripMs: number;
}

export interface Rig {
  readonly hub: TestHub;
  readonly house: House;
  readonly network: NetworkNamespace;
  readonly proxy: PoorProxy;
  readonly page: Page;
  /** The operator's link, through the proxy. */
  readonly link: string;
}

/** A browser's page behind such a line, and the house before the hub. */
export async function behind(line: Line, run: (rig: Rig) => Promise<void>): Promise<void> {
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
