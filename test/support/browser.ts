import { existsSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StaffRole } from '@hub/shared/model/access.ts';
import { PAGE_OF } from '@hub/shared/protocol/registry.ts';
import type { PointId } from '@hub/shared/model/ids.ts';
import { buildPagesIfOld } from '@hub/scripts/lib/build-pages.ts';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import type { TestHub } from './start-hub.ts';

/** Where screenshots go, to be looked at beside the design, when HUB_TEST_PICTURES is set. Not kept. */
const ARTIFACTS = fileURLToPath(new URL('../.artifacts', import.meta.url));
export const TAKES_PICTURES = (process.env['HUB_TEST_PICTURES'] ?? '') !== '';
export const CHROMIUM = process.env['HUB_TEST_CHROMIUM'] ?? '/usr/bin/chromium';
/** The same engine without a person's windows and profile: opening a page costs a third of the processor's time. */
const HEADLESS_SHELL = '/usr/bin/chromium-headless-shell';
const PAGES_ONLY = process.env['HUB_TEST_CHROMIUM'] ?? (existsSync(HEADLESS_SHELL) ? HEADLESS_SHELL : CHROMIUM);

export const DESK = { width: 1920, height: 1080 };
export const LAPTOP = { width: 1366, height: 768 };
export const PHONE = { width: 360, height: 740 };
export type Size = typeof DESK;

/** A machine without a graphics card draws the map in software. */
export const SOFTWARE_GL = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'];

/** How long what must come may take before a test gives up, on a machine that others load. Not a measurement. */
export const PATIENCE_MS = 60_000;

export interface TestPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the page complained of: errors, refused scripts, broken requests. */
  readonly complaints: string[];
  close(): Promise<void>;
}

/** `wrapper`: a program and its arguments to run the browser under ("ip netns exec …"). */
export async function openBrowser(
  wrapper: readonly string[] = [],
  moreArgs: readonly string[] = [],
  binary = PAGES_ONLY,
): Promise<Browser> {
  await buildPagesIfOld();
  return chromium.launch({
    executablePath: wrapper.length === 0 ? binary : await wrapped(wrapper),
    headless: true,
    args: [
      ...moreArgs,
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

async function wrapped(wrapper: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hub-browser-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const script = join(folder, 'chromium');
  await writeFile(script, `#!/bin/sh\nexec ${wrapper.join(' ')} ${PAGES_ONLY} "$@"\n`, { mode: 0o755 });
  return script;
}

/** A fresh browser profile on one page. */
export async function openPage(browser: Browser, url: string, size: Size): Promise<TestPage> {
  const context = await browser.newContext({ viewport: size, locale: 'vi-VN', hasTouch: size.width < 500 });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(url);
  return { page, context, complaints, close: () => context.close() };
}

/** The link of a person, as it would be sent to them. */
export async function linkFor(
  hub: TestHub,
  role: StaffRole | 'operator',
  pointId?: string,
  label?: string,
): Promise<string> {
  const minted = await hub.running.mintLink(role, pointId as PointId | undefined, label);
  if (!minted.ok) throw new Error(`no link for ${role}: ${minted.kind}`);
  return `${hub.url}${PAGE_OF[role]}#${minted.grant.secret}`;
}

/** A picture, where they are wanted; else only what a picture waits for too, that the page has drawn what it was told. */
export async function shoot(page: Page, name: string): Promise<void> {
  if (!TAKES_PICTURES) {
    await page.evaluate(
      () => new Promise((done) => void requestAnimationFrame(() => requestAnimationFrame(() => done(null)))),
    );
    return;
  }
  await mkdir(ARTIFACTS, { recursive: true });
  await page.screenshot({ path: join(ARTIFACTS, `${name}.png`) });
}

let axeSource: Promise<string> | undefined;

/** What axe finds wrong, one line each; empty is good. */
export async function axeFindings(page: Page): Promise<string[]> {
  axeSource ??= readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(await axeSource);
  // A colour on its way from one theme to the other is neither: what moves is let finish first.
  await page.evaluate(() =>
    Promise.allSettled(document.getAnimations().map(({ finished }) => finished)).then(() => null),
  );
  const violations = await page.evaluate(
    'axe.run(document, { resultTypes: ["violations"] }).then((found) => found.violations)',
  );
  return (violations as { id: string; nodes: { html: string; failureSummary: string }[] }[]).flatMap(({ id, nodes }) =>
    // The first few show what is wrong; a grid would bring dozens.
    nodes
      .slice(0, 3)
      .map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} (${failureSummary.replace(/\s+/g, ' ')})`),
  );
}

/** Elements whose content reaches beyond a box that would cut it, and pages that scroll sideways. */
export async function layoutFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const faults: string[] = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth + 1) faults.push(`page is ${root.scrollWidth} wide in ${root.clientWidth}`);
    for (const element of document.querySelectorAll<HTMLElement>('body *')) {
      if (element.childElementCount > 0 || !element.textContent?.trim()) continue;
      const style = getComputedStyle(element);
      if (element.closest('.unseen, svg, option') || style.visibility === 'hidden' || style.display === 'none')
        continue;
      const size = Number.parseFloat(style.fontSize);
      if (size < 12) faults.push(`${size}px: ${element.textContent.slice(0, 40)}`);
    }
    return faults;
  });
}
