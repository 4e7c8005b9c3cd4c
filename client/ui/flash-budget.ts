/** So many may flash at once: all tiles of a town. */
const AT_ONCE = 120;
/** What may flash lastingly. Where more changes an eye is drawn nowhere, and the page would do nothing but paint outlines. */
const PER_SECOND = 6;
/** How long it must be calmer before anything flashes again, in news. */
const CALM = 30;

/** Decides which news flash: those of a moment do, a lasting stream of them does not. */
export class FlashBudget {
  #left = AT_ONCE;
  #at: number | null = null;

  /** One piece of news at this moment, ms. */
  allows(now: number): boolean {
    const passedMs = now - (this.#at ?? now);
    this.#at = now;
    const left = Math.min(AT_ONCE, this.#left + (passedMs * PER_SECOND) / 1_000);
    this.#left = Math.max(-CALM, left - 1);
    return this.#left >= 0;
  }
}

/** The page's own: whatever look is open. */
export const flashBudget = new FlashBudget();
