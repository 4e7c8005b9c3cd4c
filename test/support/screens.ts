import type { Browser, Page } from 'playwright-core';
import type { StaffRole } from '@hub/shared/model/access.ts';
import type { Test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  axeFindings,
  DESK,
  LAPTOP,
  layoutFaults,
  linkFor,
  openBrowser,
  openPage,
  shoot,
  type Size,
  type TestPage,
} from './browser.ts';
import { House } from './house.ts';
import { growText, reflowFaults, smallTargets } from './reflow.ts';
import { startHub, type StartOptions, type TestHub } from './start-hub.ts';

export const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

/** As the page stands now: nothing for axe to find, nothing cut off. */
export async function sound(page: Page, name: string): Promise<void> {
  await shoot(page, name);
  assert.equal(await axeFindings(page), [], name);
  assert.equal(await layoutFaults(page), [], name);
}

/** The same on a desk's screen and on a laptop's; the page then has the size it had. */
export async function soundAtDesks(page: Page, name: string): Promise<void> {
  const before = page.viewportSize();
  for (const size of [DESK, LAPTOP]) {
    await page.setViewportSize(size);
    await shoot(page, `${name}-${size.width}`);
    assert.equal(await layoutFaults(page), [], `${name} at ${size.width}`);
  }
  assert.equal(await axeFindings(page), [], name);
  if (before !== null) await page.setViewportSize(before);
}

/** E3: for a thumb, as it is and with all text twice as large. */
export async function fits(page: Page, name: string, targetPx: number): Promise<void> {
  assert.equal(await smallTargets(page, targetPx), [], name);
  assert.equal(await reflowFaults(page), [], name);
  await growText(page);
  await shoot(page, `${name}-200`);
  assert.equal(await reflowFaults(page), [], `${name} at 200 %`);
  assert.equal(await smallTargets(page, targetPx), [], `${name} at 200 %`);
  await page.evaluate(() => {
    document.documentElement.style.fontSize = '';
  });
}

export interface ScreensOptions {
  readonly hub?: StartOptions;
  /** The session is live when a test begins. */
  readonly isLive?: boolean;
}

/** One browser for a file of tests; for each test a hub, the house beside it, and pages, all closed behind it. */
export class Screens {
  readonly #open: TestPage[] = [];
  #browser: Browser | null = null;
  #hub: TestHub | null = null;
  #house: House | null = null;

  /** To be called before the file's own hooks, which then find everything in place. */
  constructor(test: Test, { hub = { memory: true }, isLive = false }: ScreensOptions = {}) {
    test.before(async () => {
      this.#browser = await openBrowser();
    });
    test.after(async () => {
      await this.#browser?.close();
    });
    test.before.each(async () => {
      this.#hub = await startHub(hub);
      this.#house = await House.open(this.#hub);
      if (isLive) await this.#house.enter('live');
    });
    test.after.each(async () => {
      for (const page of this.#open.splice(0)) await page.close();
      this.#house?.close();
      await this.#hub?.end();
    });
  }

  get browser(): Browser {
    return there(this.#browser);
  }

  get hub(): TestHub {
    return there(this.#hub);
  }

  get house(): House {
    return there(this.#house);
  }

  /** A page of its own profile, closed after the test. `pointId` for an operator's. */
  async open(role: StaffRole | 'operator', size: Size = DESK, pointId?: string): Promise<TestPage> {
    const opened = await openPage(this.browser, await linkFor(this.hub, role, pointId), size);
    this.#open.push(opened);
    return opened;
  }
}

function there<T>(held: T | null): T {
  if (held === null) throw new Error('no test is running');
  return held;
}
