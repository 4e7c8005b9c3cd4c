const DESIGN_PX = 16;

/** A size drawn for a font of 16 px, as a multiple of the element's own: `.mk` and `.ic` stand at the root's size. */
export const ems = (px: number): string => `${px / DESIGN_PX}em`;

/** The same as a multiple of the page's font. */
export const rems = (px: number): string => `${px / DESIGN_PX}rem`;

let held: number | null = null;

/** How much larger than 16 px the page's font is: by the person's choice in the browser, or on a very large screen. */
export function remScale(): number {
  if (held === null) {
    window.addEventListener('resize', () => (held = null), { once: true });
    held = readRemScale();
  }
  return held;
}

/** The same, asked of the page anew: its font may change without its window. */
export function readRemScale(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / DESIGN_PX;
}
