import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildPagesIfOld } from '@hub/scripts/lib/build-pages.ts';
import { CLIENT_DIR } from '@hub/scripts/lib/paths.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const DIST = join(CLIENT_DIR, 'dist');
/** What a phone fetches before it can report. */
const FIRST_LIMIT = 35 * 1024;
/** Fetched once the page is up, or instead of it (inside another app's browser). */
const AFTERWARDS = /^(?:later|updates|in-app|hubs)/;
/** Only where the hub has a video system, and only by phones that can call. */
const FOR_PICTURES = /^video-/;
/** With all that comes once the page is up. */
const WHOLE_LIMIT = 60 * 1024;

/** The page's scripts, and all they load in turn: both languages, each in a file of its own. */
async function scriptsOf(page: string): Promise<Map<string, string>> {
  const html = await readFile(join(DIST, page), 'utf8');
  const waiting = [...html.matchAll(/assets\/([\w-]+\.js)/g)].map((match) => match[1] ?? '');
  const known = new Set(await readdir(join(DIST, 'assets')));
  const found = new Map<string, string>();
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name) || !known.has(name)) continue;
    const code = await readFile(join(DIST, 'assets', name), 'utf8');
    found.set(name, code);
    for (const match of code.matchAll(/([\w-]+\.js)["'`]/g)) waiting.push(match[1] ?? '');
  }
  return found;
}

test('the operator’s page can report after at most 35 KB of script, gzip, in one language, and is at most 60 KB with what comes later', async () => {
  await buildPagesIfOld();
  const all = await scriptsOf('point.html');
  const scripts = new Map([...all].filter(([name]) => !FOR_PICTURES.test(name)));
  assert.is([...all].filter(([name, code]) => FOR_PICTURES.test(name) && code.includes('livekit')).length, 1);
  assert.not.ok([...scripts.values()].some((code) => code.includes('livekit-')));
  const dictionaries = [...scripts.keys()].filter((name) => name.startsWith('point-vi') || name.startsWith('point-en'));
  assert.is(dictionaries.length, 2, `${[...scripts.keys()]}`);
  for (const language of ['vi', 'en']) {
    const other = language === 'vi' ? '-en' : '-vi';
    const own = [...scripts].filter(([name]) => !name.includes(other));
    const bytes = (files: typeof own) => files.reduce((sum, [, code]) => sum + gzipSync(code, { level: 9 }).length, 0);
    const first = bytes(own.filter(([name]) => !AFTERWARDS.test(name)));
    assert.ok(first <= FIRST_LIMIT, `${language}: ${first} bytes of ${FIRST_LIMIT}`);
    assert.ok(bytes(own) > first, 'nothing is fetched later');
    assert.ok(bytes(own) <= WHOLE_LIMIT, `${language}: ${bytes(own)} bytes of ${WHOLE_LIMIT}`);
  }
  assert.not.ok([...scripts.values()].some((code) => code.includes('ZodError')));
});

test.run();
