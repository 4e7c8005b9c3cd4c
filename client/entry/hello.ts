import type { Hello } from '@hub/shared/protocol/down.ts';
import { signal } from '@preact/signals-core';

const told = signal<Hello | null>(null);
let asked = false;

/** Which session this is and whom to call, for a page that may not come in. Null until the hub has answered. */
export function hello(): Hello | null {
  if (!asked) {
    asked = true;
    // Not reached: the page says the rest without a number, as it would for a session that has none.
    fetch('/api/hello', { credentials: 'omit', cache: 'no-store' })
      .then((response) => response.json())
      .then(
        (answer: Hello) => (told.value = answer),
        () => (asked = false),
      );
  }
  return told.value;
}
