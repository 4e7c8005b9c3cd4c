const PAGE = '/point';
const PREFIX = 'point-';

/**
 * The page that is kept for the time without a network has the policy of the day it was kept on, which may not let it
 * speak with hubs that came since. Only where nothing else has changed: a newer page comes with its own files.
 */
export async function renewKeptPage(): Promise<void> {
  const { caches } = globalThis as { readonly caches?: CacheStorage };
  if (caches === undefined) return;
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  if (names.length === 0) return;
  const fresh = await fetch(PAGE, { cache: 'no-cache', credentials: 'omit' });
  const text = await fresh.clone().text();
  for (const name of names) {
    const cache = await caches.open(name);
    const kept = await cache.match(PAGE);
    if (fresh.ok && kept !== undefined && (await kept.text()) === text) await cache.put(PAGE, fresh.clone());
  }
}
