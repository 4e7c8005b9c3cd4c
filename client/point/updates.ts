/** What of Trusted Types this file needs; browsers without them take the plain address. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(address: string): string },
  ): {
    createScriptURL(address: string): string;
  };
}

const WORKER = '/sw.js';

/**
 * Makes the page openable without a network, and watches for a newer one. `ready` hears how to put it in this one's
 * place. The answer is what to call when the hub may have been renewed.
 */
export async function watchUpdates(ready: (apply: () => void) => void): Promise<() => void> {
  // Over plain http there is no service worker: the page is asked for again instead.
  if (!('serviceWorker' in navigator)) return () => void comparePage(ready);
  const { serviceWorker } = navigator;
  let isControlled = serviceWorker.controller !== null;
  serviceWorker.addEventListener('controllerchange', () => {
    // The first one takes over the page it came with; every later one brings another page.
    if (isControlled) ready(() => location.reload());
    isControlled = true;
  });
  try {
    const registration = await serviceWorker.register(workerAddress(), { scope: '/', updateViaCache: 'none' });
    const offer = (worker: ServiceWorker | null): void => {
      if (worker?.state === 'installed' && registration.active) ready(() => worker.postMessage('take-over'));
    };
    offer(registration.waiting);
    registration.addEventListener('updatefound', () => {
      const worker = registration.installing;
      worker?.addEventListener('statechange', () => offer(worker));
    });
    // Rejects without a network; the next connection asks again.
    return () => void registration.update().catch(() => undefined);
  } catch {
    // A browser that forbids workers (a private window): as over plain http.
    return () => void comparePage(ready);
  }
}

/** The page's policy lets this one address through, whatever else may ask for one (`hub-worker` in the hub's headers). */
function workerAddress(): string {
  const { trustedTypes } = window as Window & { readonly trustedTypes?: TrustedTypes };
  const rules = {
    createScriptURL(address: string): string {
      if (address !== WORKER) throw new TypeError(`not the worker: ${address}`);
      return address;
    },
  };
  return trustedTypes?.createPolicy('hub-worker', rules).createScriptURL(WORKER) ?? WORKER;
}

async function comparePage(ready: (apply: () => void) => void): Promise<void> {
  const own = document.querySelector<HTMLScriptElement>('script[type="module"]')?.getAttribute('src');
  if (own === null || own === undefined) return;
  try {
    const response = await fetch(location.pathname, { cache: 'no-cache', credentials: 'omit' });
    if (response.ok && !(await response.text()).includes(own)) ready(() => location.reload());
  } catch {
    // Not reached: the next connection asks again.
  }
}
