import type { Page } from 'playwright-core';

/** Words that lie over other words in what is shown, one line each. What floats on purpose (dialog, notice) is left out. */
export async function overlaps(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    /** Less than this is a neighbour's line box, not its letters. */
    const SLACK_PX = 3;
    interface Piece {
      /** One text may have several boxes: its lines, and what an ellipsis cuts off. */
      readonly node: Node;
      readonly text: string;
      readonly box: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
    }
    const pieces: Piece[] = [];
    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = words.nextNode(); node !== null; node = words.nextNode()) {
      const holder = node.parentElement;
      const text = node.textContent?.trim() ?? '';
      if (holder === null || text === '' || holder.closest('.unseen, svg, option, [role=dialog], .notices')) continue;
      if (getComputedStyle(holder).visibility === 'hidden') continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const { left, top, right, bottom } of range.getClientRects()) {
        let box = { left, top, right, bottom };
        for (let up: HTMLElement | null = holder; up !== null; up = up.parentElement) {
          if (getComputedStyle(up).overflow === 'visible') continue;
          const edge = up.getBoundingClientRect();
          box = {
            left: Math.max(box.left, edge.left),
            top: Math.max(box.top, edge.top),
            right: Math.min(box.right, edge.right),
            bottom: Math.min(box.bottom, edge.bottom),
          };
        }
        if (box.right - box.left > SLACK_PX && box.bottom - box.top > SLACK_PX) pieces.push({ node, text, box });
      }
    }
    const found: string[] = [];
    pieces.forEach((one, i) => {
      for (const other of pieces.slice(i + 1)) {
        if (other.node === one.node) continue;
        const wide = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        const high = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
        // Stacked lines of a tight heading share the empty part of their boxes.
        const least = Math.min(one.box.bottom - one.box.top, other.box.bottom - other.box.top);
        if (wide > SLACK_PX && high > Math.max(SLACK_PX, least * 0.4)) found.push(`"${one.text}" and "${other.text}"`);
      }
    });
    return found;
  });
}
