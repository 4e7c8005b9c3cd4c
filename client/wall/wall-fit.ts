const CANVAS_WIDTH = 1920;
const CANVAS_HEIGHT = 1080;

/** How much the 1920 × 1080 canvas is scaled to fill a screen without cutting any of it. */
export function wallScale(width: number, height: number): number {
  return Math.min(width / CANVAS_WIDTH, height / CANVAS_HEIGHT);
}

/** Keeps an element of 1920 × 1080 px scaled to the window. Returns what stops it. */
export function fitToWindow(element: HTMLElement): () => void {
  const fit = (): void => {
    const scale = wallScale(window.innerWidth, window.innerHeight);
    const left = Math.max(0, (window.innerWidth - CANVAS_WIDTH * scale) / 2);
    element.style.transform = `translate(${left}px, 0) scale(${scale})`;
  };
  fit();
  window.addEventListener('resize', fit);
  return () => window.removeEventListener('resize', fit);
}
