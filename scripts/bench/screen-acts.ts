/// <reference lib="dom" />
import { seededRandom } from '../simulate/random.ts';
import type { Page } from './screen-watch.ts';

/** What an act is done with. `press` is told of each click and key. */
export interface Hand {
  readonly page: Page;
  readonly press: (act: () => Promise<void>) => Promise<void>;
}

/** One thing a person does in the control room, with real clicks and keys. */
interface Act {
  readonly name: string;
  readonly run: (hand: Hand) => Promise<void>;
}

/** A look at all points: how to get there, and what is done in it besides what is done in every look. */
export interface ScreenLook {
  readonly name: string;
  readonly key: string;
  /** Drawn while this look is open. A page without it has no such look. */
  readonly root: string;
  /** What opens a point when it is clicked; null: the middle of the root and places about it. */
  readonly point: string | null;
  readonly acts: readonly Act[];
}

const random = seededRandom(1, 'acts');

/** Clicks one of those elements that are in sight, where it is not covered. */
async function clickOne({ page, press }: Hand, selector: string): Promise<void> {
  const at = await page.evaluate(
    ([of, chance]) => {
      const inSight = [...document.querySelectorAll(of)].flatMap((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        const place = { x: x + width / 2, y: y + height / 2 };
        const hit = document.elementFromPoint(place.x, place.y);
        return width > 0 && hit !== null && (element.contains(hit) || hit.contains(element)) ? [place] : [];
      });
      return inSight[Math.floor(chance * inSight.length)] ?? null;
    },
    [selector, random.next()] as const,
  );
  if (at !== null) await press(() => page.mouse.click(at.x, at.y));
}

const key = (name: string, ...keys: string[]): Act => ({
  name,
  run: async ({ page, press }) => {
    for (const one of keys) await press(() => page.keyboard.press(one));
  },
});
const click = (name: string, selector: string): Act => ({ name, run: (hand) => clickOne(hand, selector) });
const type = (name: string, text: string): Act => ({
  name,
  run: async ({ page, press }) => {
    for (const letter of text) {
      await press(() => page.keyboard.press(letter === ' ' ? 'Space' : letter));
      await page.waitForTimeout(120);
    }
  },
});
const wheel = (name: string, selector: string): Act => ({
  name,
  run: async ({ page }) => {
    // No handle is held: it would keep the look that has gone, and be taken for a leak of the page.
    const at = await page.evaluate((of) => {
      const box = document.querySelector(of)?.getBoundingClientRect();
      return box ? { x: box.x + box.width / 2, y: box.y + box.height / 2 } : null;
    }, selector);
    if (at === null) return;
    await page.mouse.move(at.x, at.y);
    for (let turn = 0; turn < 6; turn++) await page.mouse.wheel(0, 500);
  },
});

/** In every look, in this order. `{ other }` is another look's key: one goes there and back. */
export function actsIn(look: ScreenLook, other: ScreenLook | null): readonly Act[] {
  return [
    ...(look.point === null ? [] : [click('a point is opened', look.point), key('the drawer is closed', 'Escape')]),
    wheel('scrolled', look.root),
    ...(look.point === null ? [] : [click('a point is opened', look.point), key('the drawer is closed', 'Escape')]),
    key('lost ones only', 'm'),
    key('and impaired ones', 'y'),
    key('all again', 'y', 'm'),
    key('to the search', '/'),
    type('searched', 'thon 12'),
    key('search cleared', 'Escape'),
    key('the palette is opened', 'Control+k'),
    type('found in the palette', 'thon 31'),
    key('walked in the palette', 'ArrowDown', 'ArrowDown'),
    key('the palette is closed', 'Escape'),
    click('out of the list of attention', '.attention .nm'),
    key('the drawer is closed', 'Escape'),
    click('another part of the column', '.rail-tabs [role=tab]'),
    click('back to the first part', '.rail-tabs [role=tab]:first-child'),
    key('who has not reported', 'n'),
    key('closed', 'Escape'),
    ...look.acts,
    ...(other === null ? [] : [key('to another look', other.key), key('and back', look.key)]),
  ];
}

/** Every look of the control room. One more is one more line. */
export const LOOKS: readonly ScreenLook[] = [
  { name: 'Grid', key: '2', root: '.tile-grid', point: '.tile-grid .tile', acts: [] },
  {
    name: 'Table',
    key: '3',
    root: '.point-table',
    point: '.point-table tbody tr:not(.pad) td:first-child',
    acts: [
      click('sorted', '.point-table thead th:nth-child(3) button'),
      click('sorted the other way', '.point-table thead th:nth-child(3) button'),
      click('sorted by figures', '.point-table thead th:nth-child(6) button'),
      click('sorted by state', '.point-table thead th:nth-child(2) button'),
      click('a line is opened', '.point-table tbody tr:not(.pad) td:first-child'),
      key('walked', 'ArrowDown', 'ArrowDown', 'PageDown', 'Home'),
      key('the drawer is closed', 'Escape'),
      click('silent ones only', '.table-bar .chip'),
      click('all again', '.table-bar .chip'),
    ],
  },
  {
    name: 'Map',
    key: '1',
    root: '.map',
    point: '.map-tag',
    acts: [click('nearer', '.map-buttons button:first-child'), click('the whole', '.map-buttons button:last-child')],
  },
];
