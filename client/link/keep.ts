import type { Keep } from './credential.ts';

const PREFIX = 'dch.';

/** A store of the browser, or a mere memory of this page where the browser allows none. */
function keepIn(store: () => Storage): Keep {
  const memory = new Map<string, string>();
  const tried = <T>(run: (store: Storage) => T, otherwise: () => T): T => {
    try {
      return run(store());
    } catch {
      // A private window or a full disk: the page works, until it is closed.
      return otherwise();
    }
  };
  return {
    get: (key) =>
      memory.get(key) ??
      tried(
        (kept) => kept.getItem(PREFIX + key),
        () => null,
      ),
    set: (key, value) =>
      tried(
        (kept) => {
          kept.setItem(PREFIX + key, value);
          memory.delete(key);
        },
        () => void memory.set(key, value),
      ),
    remove: (key) => {
      memory.delete(key);
      tried(
        (kept) => kept.removeItem(PREFIX + key),
        () => undefined,
      );
    },
  };
}

export const deviceKeep = keepIn(() => localStorage);
export const tabKeep = keepIn(() => sessionStorage);
