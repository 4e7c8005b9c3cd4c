import type { Page } from 'playwright-core';

/** What a thumb cannot hit for certain: everything that can be tapped and is smaller than `least` px, either way. */
export function smallTargets(page: Page, least: number): Promise<string[]> {
  return page.evaluate((limit) => {
    const faults: string[] = [];
    for (const element of document.querySelectorAll<HTMLElement>('button, a[href], input, select, textarea, summary')) {
      // A radio button is tapped by its row.
      const target = element.matches('input[type=radio], input[type=checkbox]') ? element.closest('label') : element;
      if (target === null) continue;
      const { width, height } = target.getBoundingClientRect();
      if (width === 0 && height === 0) continue;
      if (width < limit - 0.5 || height < limit - 0.5) {
        faults.push(`${Math.round(width)} × ${Math.round(height)}: ${target.outerHTML.slice(0, 90)}`);
      }
    }
    return faults;
  }, least);
}

/** Makes all text twice as large, as a person's setting does. */
export async function growText(page: Page): Promise<void> {
  await page.evaluate(() => {
    document.documentElement.style.fontSize = '200%';
  });
}

/** Text that lies over other text, is cut, or reaches out of the page. */
export function reflowFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const faults: string[] = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth + 1) faults.push(`page is ${root.scrollWidth} wide in ${root.clientWidth}`);
    const pieces: { readonly text: string; readonly box: DOMRect; readonly of: Element }[] = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node !== null; node = walk.nextNode()) {
      const parent = node.parentElement;
      const text = node.textContent?.trim() ?? '';
      if (parent === null || text === '' || parent.closest('.unseen, svg, noscript, .notices, [hidden]')) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) {
        if (box.left < -1 || box.right > root.clientWidth + 1) faults.push(`reaches out: ${text.slice(0, 40)}`);
        pieces.push({ text, box, of: parent });
      }
      for (let box: HTMLElement | null = parent; box !== null && box !== document.body; box = box.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(box);
        const cut =
          (overflowX !== 'visible' && box.scrollWidth > box.clientWidth + 1) ||
          (overflowY !== 'visible' && box.scrollHeight > box.clientHeight + 1);
        if (cut) faults.push(`cut: ${text.slice(0, 40)}`);
      }
    }
    for (const field of document.querySelectorAll<HTMLInputElement>('input:not([type=radio])')) {
      if (field.value !== '' && field.scrollWidth > field.clientWidth + 1) faults.push(`cut: ${field.value}`);
    }
    pieces.forEach((one, i) => {
      for (const other of pieces.slice(i + 1)) {
        if (other.of === one.of || other.of.contains(one.of) || one.of.contains(other.of)) continue;
        const wide = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        const high = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
        // Lines of letters are set closer than their boxes: only letters on letters count.
        const least = Math.min(one.box.height, other.box.height) * 0.3;
        if (wide > 2 && high > least)
          faults.push(`over each other: ${one.text.slice(0, 30)} | ${other.text.slice(0, 30)}`);
      }
    });
    return [...new Set(faults)];
  });
}
