import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildPagesIfOld } from '@hub/scripts/lib/build-pages.ts';
import { CLIENT_DIR } from '@hub/scripts/lib/paths.ts';
import { parse, tokenizer } from 'acorn';
import type { Browser } from 'playwright-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { axeFindings, linkFor, openBrowser, PHONE, shoot } from '../support/browser.ts';
import { startHub, type TestHub } from '../support/start-hub.ts';

const DIST = join(CLIENT_DIR, 'dist');

/** Newer than Chrome 87 or Safari 14, with what to write instead. Names are looked for where they are called or read. */
const TOO_NEW: Readonly<Record<string, string>> = {
  at: 'Chrome 92, Safari 15.4: index it',
  hasOwn: 'Chrome 93, Safari 15.4: hasOwnProperty.call',
  structuredClone: 'Chrome 98, Safari 15.4: spread',
  randomUUID: 'Chrome 92, Safari 15.4, HTTPS only: opaque-id.ts',
  findLast: 'Chrome 97, Safari 15.4',
  findLastIndex: 'Chrome 97, Safari 15.4',
  toSorted: 'Chrome 110, Safari 16: copy and sort',
  toReversed: 'Chrome 110, Safari 16',
  toSpliced: 'Chrome 110, Safari 16',
  groupBy: 'Chrome 117, Safari 17.4',
  withResolvers: 'Chrome 119, Safari 17.4',
  fromAsync: 'Chrome 121, Safari 16.4',
  roundRect: 'Chrome 99, Safari 16: a path of arcs',
  requestSubmit: 'Chrome 76, Safari 16',
  showModal: 'Chrome 37, Safari 15.4: dialog.tsx',
  requestIdleCallback: 'no Safari',
};

/** The map's library calls these two; client/map/fill-in.ts brings them, for the page and for the worker. */
const FILLED_IN = new Set(['at', 'hasOwn']);
const isMap = (name: string): boolean => /^assets\/(map-view|worker)-/.test(name);
/**
 * LiveKit's library calls `hasOwn`, which is filled in too; `structuredClone` where it is there; `randomUUID` for data
 * messages and encryption, which nobody sends here. test/browser/video plays a call without any of the three.
 */
const isCall = (name: string): boolean => /^assets\/(video-call|staff-watch)-/.test(name);
const NOT_IN_CALLS = new Set(['hasOwn', 'structuredClone', 'randomUUID']);

let hub: TestHub;
let browser: Browser;

test.before(async () => {
  await buildPagesIfOld();
  hub = await startHub({ memory: true });
  browser = await openBrowser();
});
test.after(async () => {
  await browser.close();
  await hub.end();
});

async function scripts(): Promise<[string, string][]> {
  const names = (await readdir(DIST, { recursive: true })).filter((name) => name.endsWith('.js'));
  return Promise.all(
    names.map(async (name): Promise<[string, string]> => [name, await readFile(join(DIST, name), 'utf8')]),
  );
}

/** Methods that are called, and `at` where it counts from an end. Strings and comments do not count. */
function called(code: string): Set<string> {
  const found = new Set<string>();
  const tokens = [...tokenizer(code, { ecmaVersion: 2021, sourceType: 'module' })].map(({ type, start, end }) =>
    type.label === 'name' ? code.slice(start, end) : type.label,
  );
  tokens.forEach((name, i) => {
    if (tokens[i + 1] !== '(') return;
    const isMethod = tokens[i - 1] === '.' || tokens[i - 1] === '?.';
    // The dictionaries have an `at` of their own, which takes a text.
    const isAt = name === 'at' && ['+/-', 'num'].includes(tokens[i + 2] ?? '');
    if (name === 'at' ? isMethod && isAt : isMethod || name === 'structuredClone') found.add(name);
  });
  return found;
}

// ES2021 is in both: its logical assignment came with Chrome 85 and Safari 14.
test('[E2] no page holds syntax that Chrome 87 or Safari 14 do not know', async () => {
  const all = await scripts();
  assert.ok(all.length > 10);
  for (const [name, code] of all) {
    if (name === 'browser-check.js') continue;
    try {
      parse(code, { ecmaVersion: 2021, sourceType: 'module' });
    } catch (error) {
      assert.unreachable(`${name}: ${String(error)}`);
    }
  }
});

test('[E2] no page calls what Chrome 87 or Safari 14 do not have', async () => {
  const found = (await scripts())
    .filter(([name]) => name !== 'browser-check.js')
    .flatMap(([name, code]) =>
      [...called(code)]
        .filter((method) => Object.hasOwn(TOO_NEW, method) && !(isMap(name) && FILLED_IN.has(method)))
        .filter((method) => !(isCall(name) && NOT_IN_CALLS.has(method)))
        .map((method) => `${name}: ${method} (${TOO_NEW[method]})`),
    );
  assert.equal(found, []);
});

test('[E2] the check itself is the JavaScript of 2009, and every page has it', async () => {
  const code = await readFile(join(DIST, 'browser-check.js'), 'utf8');
  parse(code, { ecmaVersion: 5, sourceType: 'script' });
  const pages = (await readdir(DIST)).filter((name) => name.endsWith('.html'));
  assert.ok(pages.length >= 6);
  for (const page of pages) {
    const html = await readFile(join(DIST, page), 'utf8');
    // Not deferred: it runs before any module does, while the module comes over the connection that is open already.
    assert.ok(html.indexOf('type="module"') < html.indexOf('<script src="/browser-check.js">'), page);
    assert.match(html, 'id="too-old"');
    assert.match(html, '<noscript>');
  }
});

test('[E2] an old browser reads a sentence, not a blank page', async () => {
  const context = await browser.newContext({ viewport: PHONE, locale: 'vi-VN' });
  const page = await context.newPage();
  // What an old browser makes of a module: nothing.
  await page.addInitScript('delete Promise.any;');
  await page.route('**/assets/point-*.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: 'a ????= b' }),
  );
  await page.goto(await linkFor(hub, 'operator', 'DC20'));
  await page.getByText('Trình duyệt này quá cũ').waitFor();
  await page.getByText('This browser is too old').waitFor();
  assert.not.ok(await page.getByText('Chưa tải được trang').isVisible());
  const box = await page.getByText('Trình duyệt này quá cũ').boundingBox();
  assert.ok(box !== null && box.y < 200, 'it stands where it is seen');
  await shoot(page, 'too-old-360');
  assert.equal(await axeFindings(page), []);
  await context.close();
});

test('[E2] a page whose script did not arrive says so, and loads when the network is back', async () => {
  const context = await browser.newContext({ viewport: PHONE, locale: 'vi-VN' });
  const page = await context.newPage();
  let cut = true;
  await page.route('**/assets/point-*.js', (route) => (cut ? route.abort() : route.continue()));
  await page.goto(await linkFor(hub, 'operator', 'DC21'));
  await page.getByText('Chưa tải được trang').waitFor();
  await shoot(page, 'unloaded-360');
  cut = false;
  await page.getByRole('link', { name: 'Tải lại' }).waitFor();
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await page.getByText('Thông suốt', { exact: true }).waitFor();
  await context.close();
});

test('[E2] without JavaScript the page says what it needs', async () => {
  const context = await browser.newContext({ viewport: PHONE, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${hub.url}/point`);
  const sentence = page.locator('noscript span[lang=vi]');
  await sentence.waitFor();
  assert.match((await sentence.textContent()) ?? '', 'Trang này cần JavaScript');
  await context.close();
});

test.run();
