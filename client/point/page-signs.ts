interface PageSigns {
  /** The page is being put away, or is back. */
  hidden(hidden: boolean): void;
  /** What was connected may be so no more. */
  doubt(): void;
  online(online: boolean): void;
}

/** What the browser says of the page and the network, on iOS and Android each in its own way. */
export function watchPage({ hidden, doubt, online }: PageSigns): void {
  let leaving = false;
  const back = (): void => {
    hidden(document.hidden);
    if (!document.hidden) doubt();
  };
  document.addEventListener('visibilitychange', () => {
    // A page that is being closed is hidden on its way out; that is no screen that was locked (L12, L13).
    if (!leaving) back();
  });
  window.addEventListener('pagehide', (event) => {
    leaving = !event.persisted;
    if (event.persisted) hidden(true);
  });
  window.addEventListener('pageshow', () => {
    leaving = false;
    back();
  });
  // Android: a page that was frozen runs again, maybe without having been hidden.
  document.addEventListener('resume', doubt);
  window.addEventListener('online', () => {
    online(true);
    doubt();
  });
  window.addEventListener('offline', () => online(false));
  // From Wi-Fi to 4G there is no moment offline; only Chrome says it.
  const { connection } = navigator as Navigator & { readonly connection?: EventTarget };
  connection?.addEventListener('change', doubt);
}
