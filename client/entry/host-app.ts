import { inAppBrowser } from '../link/in-app-browser.ts';
import type { EntryText } from '../ui/text.ts';
import { startTheme } from '../ui/theme.ts';

/**
 * True when the page is shown inside another app: it then only says how to leave. To be asked before anything looks at
 * the secret.
 */
export async function isInsideApp({ load, switchTo }: Pick<EntryText<unknown>, 'load' | 'switchTo'>): Promise<boolean> {
  const { standalone } = navigator as Navigator & { readonly standalone?: boolean };
  const app = inAppBrowser(navigator.userAgent, standalone === true);
  const place = document.getElementById('app');
  if (app === null || place === null) return false;
  startTheme();
  const [{ showInAppPage }] = await Promise.all([import('./in-app-page.tsx'), load()]);
  showInAppPage(app, place, switchTo);
  return true;
}
