import type { Page } from 'playwright-core';

const STOPS_A_ROUND = 30;
const ROUNDS_MOST = 16;

interface Walk {
  readonly reached: Set<Element>;
  readonly unmarked: string[];
}

/**
 * What can be used but was not reached by Tab alone, or has focus without showing it; one line each. Inside an open dialog
 * only what is in it counts.
 */
export async function unreached(page: Page): Promise<string[]> {
  await page.evaluate(() => {
    const walk: Walk = { reached: new Set(), unmarked: [] };
    const marks = (element: Element): boolean =>
      [element, element.parentElement].some((one) => one !== null && getComputedStyle(one).outlineStyle !== 'none');
    document.addEventListener('focusin', ({ target }) => {
      if (!(target instanceof Element) || walk.reached.has(target)) return;
      walk.reached.add(target);
      // A dialog itself holds the focus when it opens.
      if (target.getAttribute('role') !== 'dialog' && !marks(target)) walk.unmarked.push(target.outerHTML.slice(0, 80));
    });
    Object.assign(window, { walk });
    if (document.activeElement instanceof HTMLElement && document.activeElement.closest('[role=dialog]') === null) {
      document.activeElement.blur();
    }
  });
  // A long table draws more rows while focus goes through it, so how many stops there are shows on the way.
  for (let round = 0; round < ROUNDS_MOST; round++) {
    for (let i = 0; i < STOPS_A_ROUND; i++) await page.keyboard.press('Tab');
    if ((await leftOut(page)).length === 0) return [];
  }
  return leftOut(page);
}

function leftOut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { walk } = window as unknown as { walk: Walk };
    const scope = document.querySelector('[aria-modal=true]') ?? document;
    const usable = [...scope.querySelectorAll<HTMLElement>('button, a[href], input, select, textarea, [tabindex]')]
      .filter((one) => one.getClientRects().length > 0 && getComputedStyle(one).visibility !== 'hidden')
      .filter((one) => !(one as HTMLButtonElement).disabled && one.getAttribute('role') !== 'dialog')
      // One stop for a row of tabs and for a group of radio buttons: arrows go on from there.
      .filter((one) => one.getAttribute('role') !== 'tab' || one.tabIndex >= 0)
      .filter((one) => one.getAttribute('type') !== 'radio');
    return [
      ...usable.filter((one) => !walk.reached.has(one)).map((one) => `not reached: ${one.outerHTML.slice(0, 120)}`),
      ...walk.unmarked.map((html) => `shows no focus: ${html}`),
    ];
  });
}

/** Goes by Tab (or back by Shift and Tab) to what bears this name, and presses Enter on it. */
export async function enterOn(page: Page, name: RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let i = 0; i < 250; i++) {
    await page.keyboard.press(key);
    const held = await page.evaluate(() => {
      const { activeElement: on } = document;
      return on === null || on === document.body ? '' : (on.getAttribute('aria-label') ?? on.textContent ?? '');
    });
    if (name.test(held.trim())) return page.keyboard.press('Enter');
  }
  throw new Error(`nothing named ${String(name)} was reached by ${key}`);
}
