/** Apps that show a page inside themselves; `other` is one that does not say its name. */
export type HostApp = 'zalo' | 'messenger' | 'facebook' | 'instagram' | 'viber' | 'telegram' | 'line' | 'other';

/** The first that matches names the app: Messenger also carries Facebook's marks. */
const MARKS: readonly (readonly [app: HostApp, mark: RegExp])[] = [
  ['zalo', /\bZalo/i],
  ['messenger', /\bMessenger\w*ForiOS|\/MESSENGER\b|Orca-Android/],
  ['instagram', /\bInstagram\b/],
  ['facebook', /\bFB(?:AN|AV|_IAB|IOS)\b/],
  ['viber', /\bViber\b/i],
  ['telegram', /\bTelegram/i],
  ['line', /\bLine\/\d/],
  // Android marks every page inside an app so.
  ['other', /; wv\)/],
  ['other', /MicroMessenger|BytedanceWebview|musical_ly|TikTok|Snapchat|KAKAOTALK/],
];

/**
 * The app whose own browser shows the page, or null in a real browser. What such a browser keeps is lost with its
 * window, and a credential bound to it could not be found again from Chrome or Safari.
 *
 * `installed`: opened from the home screen, where iOS leaves out the word "Safari" as apps do.
 */
export function inAppBrowser(userAgent: string, installed: boolean): HostApp | null {
  const named = MARKS.find(([, mark]) => mark.test(userAgent));
  if (named !== undefined) return named[0];
  const appleApp = /iPhone|iPad|iPod/.test(userAgent) && !/Safari\//.test(userAgent);
  return appleApp && !installed ? 'other' : null;
}

/** What opens the link outside: the phone's own browser by name. */
export function realBrowser(userAgent: string): 'Safari' | 'Chrome' {
  return /iPhone|iPad|iPod/.test(userAgent) ? 'Safari' : 'Chrome';
}
