/// The service worker of the operator's page: keeps that page, and nothing else, for the time without a network.

/** Put in by offline-worker.ts: where each file of the page is found, and a name that changes with any of them. */
declare const PAGE_FILES: readonly string[];
declare const PAGE_VERSION: string;

interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Lasting {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
interface Scope {
  readonly location: Location;
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', run: (event: Lasting) => void): void;
  addEventListener(type: 'fetch', run: (event: Fetching) => void): void;
  addEventListener(type: 'message', run: (event: MessageEvent) => void): void;
}

const scope = self as unknown as Scope;
const PREFIX = 'point-';
const CACHE = PREFIX + PAGE_VERSION;
const PAGE = '/point';
/** The same page under the short address that cards carry. */
const CARD = '/p';

scope.addEventListener('install', (event) => {
  // All or none: a page with half its files is worse than the one before.
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([...PAGE_FILES])));
});

scope.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(
          names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)),
        ),
      )
      .then(() => scope.clients.claim()),
  );
});

/** The page says when: not while somebody types, not while something is being sent. */
scope.addEventListener('message', ({ data }) => {
  if (data === 'take-over') void scope.skipWaiting();
});

scope.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== scope.location.origin) return;
  const isPage = pathname === PAGE || pathname === CARD;
  // Asked for otherwise than to be shown, the page is wanted as the hub has it now.
  if (isPage ? request.mode !== 'navigate' : !PAGE_FILES.includes(pathname)) return;
  event.respondWith(
    caches
      .open(CACHE)
      .then((cache) => cache.match(isPage ? PAGE : pathname))
      .then((kept) => kept ?? fetch(request)),
  );
});
