/** What a page keeps between visits, as far as the browser lets it: private windows may refuse. */
const PREFIX = 'dch.';

export function recall(key: string): string | null {
  try {
    return globalThis.localStorage?.getItem(PREFIX + key) ?? null;
  } catch {
    // Storage is blocked: the page works with its defaults.
    return null;
  }
}

export function remember(key: string, value: string): void {
  try {
    globalThis.localStorage?.setItem(PREFIX + key, value);
  } catch {
    // Storage is blocked or full: the choice lasts as long as the page.
  }
}
