import { inAppBrowser, realBrowser, type HostApp } from '@hub/client/link/in-app-browser.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const IOS = 'Mozilla/5.0 (iPhone; CPU iPhone OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const ANDROID =
  'Mozilla/5.0 (Linux; Android 13; SM-A536E Build/TP1A.220624.014; wv) AppleWebKit/537.36 (KHTML, like Gecko)';
const WEBVIEW = `${ANDROID} Version/4.0 Chrome/119.0.6045.66 Mobile Safari/537.36`;

const INSIDE: readonly (readonly [HostApp, string])[] = [
  ['zalo', `${WEBVIEW} Zalo android/12100652 ZaloTheme/light ZaloLanguage/vn`],
  ['zalo', `${IOS} Mobile/15E148 Zalo iOS/521 ZaloTheme/light ZaloLanguage/vn`],
  ['messenger', `${IOS} Mobile/15E148 [FBAN/MessengerForiOS;FBAV/435.0.0.34.110;FBBV/538;FBDV/iPhone14,5;FBLC/vi_VN]`],
  ['messenger', `${WEBVIEW} [FB_IAB/Orca-Android;FBAV/432.0.0.29.102;]`],
  ['messenger', `${WEBVIEW} [FB_IAB/MESSENGER;FBAV/432.0.0.29.102;]`],
  ['facebook', `${IOS} Mobile/15E148 [FBAN/FBIOS;FBAV/443.0.0.23.229;FBLC/vi_VN;FBOP/80]`],
  ['facebook', `${WEBVIEW} [FB_IAB/FB4A;FBAV/440.0.0.29.113;]`],
  ['instagram', `${IOS} Mobile/15E148 Instagram 312.0.1.19.124 (iPhone14,5; iOS 16_6; vi_VN)`],
  ['viber', `${IOS} Mobile/15E148 Viber/21.6.0`],
  ['viber', `${WEBVIEW} Viber/21.6.0.4`],
  ['telegram', `${WEBVIEW} Telegram-Android/10.3.2 (Samsung SM-A536E; Android 13; SDK 33; AVERAGE)`],
  ['line', `${IOS} Mobile/15E148 Safari Line/13.18.1`],
  ['line', `${WEBVIEW} Line/13.18.1/IAB`],
  ['other', WEBVIEW],
  ['other', `${IOS} Mobile/15E148`],
  ['other', `${IOS} Mobile/15E148 MicroMessenger/8.0.42(0x18002a2f) NetType/WIFI Language/vi`],
];

const REAL: readonly (readonly [name: string, userAgent: string])[] = [
  ['Chrome on Android', ANDROID.replace('; wv', '') + ' Chrome/119.0.0.0 Mobile Safari/537.36'],
  [
    'Chrome 87 on Android',
    'Mozilla/5.0 (Linux; Android 8.1.0; CPH1803) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/87.0.4280.141 Mobile Safari/537.36',
  ],
  ['Samsung Internet', ANDROID.replace('; wv', '') + ' SamsungBrowser/23.0 Chrome/115.0.0.0 Mobile Safari/537.36'],
  ['Cốc Cốc', ANDROID.replace('; wv', '') + ' Chrome/117.0.0.0 Mobile Safari/537.36 coc_coc_browser/117'],
  ['Firefox', 'Mozilla/5.0 (Android 13; Mobile; rv:109.0) Gecko/119.0 Firefox/119.0'],
  [
    'Safari on iOS 14',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 14_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/14.0 Mobile/15E148 Safari/604.1',
  ],
  ['Chrome on iOS', `${IOS} CriOS/119.0.6045.109 Mobile/15E148 Safari/604.1`],
  [
    'Edge on Windows',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.0.0 Safari/537.36 Edg/119.0.0.0',
  ],
  [
    'Chrome of a phone named like an app',
    'Mozilla/5.0 (Linux; Android 12; Redmi Line 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.0.0 Mobile Safari/537.36',
  ],
];

for (const [app, userAgent] of INSIDE) {
  test(`[E1] ${app}: ${userAgent.slice(-48)}`, () => {
    assert.is(inAppBrowser(userAgent, false), app);
  });
}

for (const [name, userAgent] of REAL) {
  test(`[E1] ${name} is a browser of its own`, () => {
    assert.is(inAppBrowser(userAgent, false), null);
  });
}

test('[E1] a page on the home screen of an iPhone is none, though it hides the word Safari as apps do', () => {
  assert.is(inAppBrowser(`${IOS} Mobile/15E148`, true), null);
  assert.is(inAppBrowser(`${IOS} Mobile/15E148 Zalo iOS/521`, true), 'zalo');
});

test('[E1] the browser to go to is the phone’s own', () => {
  assert.is(realBrowser(`${IOS} Mobile/15E148`), 'Safari');
  assert.is(realBrowser(WEBVIEW), 'Chrome');
});

test.run();
