import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ROOT } from './paths.ts';

/** As much of a browser as a measurement needs. */
export interface Chromium {
  newPage(options: { readonly viewport: { readonly width: number; readonly height: number } }): Promise<ChromiumPage>;
  close(): Promise<void>;
}

export interface ChromiumPage {
  goto(url: string): Promise<unknown>;
  setDefaultTimeout(ms: number): void;
  evaluate<T, A>(run: (given: A) => T | Promise<T>, given: A): Promise<T>;
  evaluate<T>(run: string): Promise<T>;
  waitForFunction(test: string | (() => unknown)): Promise<unknown>;
  context(): { newCDPSession(page: ChromiumPage): Promise<CdpSession> };
  close(): Promise<void>;
}

interface CdpSession {
  send(name: 'Performance.enable', options: { readonly timeDomain: 'threadTicks' }): Promise<unknown>;
  send(
    name: 'Performance.getMetrics',
  ): Promise<{ readonly metrics: readonly { readonly name: string; readonly value: number }[] }>;
  send(name: string): Promise<unknown>;
}

/** Playwright belongs to the test package and is found from there. */
export async function openChromium(args: readonly string[]): Promise<Chromium> {
  const { chromium } = createRequire(join(ROOT, 'test', 'package.json'))('playwright-core') as {
    readonly chromium: { launch(options: object): Promise<Chromium> };
  };
  return chromium.launch({
    executablePath: process.env['HUB_TEST_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', ...args],
  });
}
