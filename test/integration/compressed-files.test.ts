import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { startHub } from '../support/start-hub.ts';
import type { TestHub } from '../support/start-hub.ts';

const SCRIPT = 'export const words = "xin chào";'.repeat(20);
const PAGE = '<!doctype html><title>Điểm cầu</title>';
let hub: TestHub;
let pagesDir: string;

test.before(async () => {
  pagesDir = await mkdtemp(join(tmpdir(), 'hub-pages-'));
  await mkdir(join(pagesDir, 'assets'));
  for (const [name, text] of [
    ['assets/point-1.js', SCRIPT],
    ['point.html', PAGE],
  ] as const) {
    await writeFile(join(pagesDir, name), text);
    await writeFile(join(pagesDir, `${name}.br`), brotliCompressSync(text));
    await writeFile(join(pagesDir, `${name}.gz`), gzipSync(text));
  }
  await writeFile(join(pagesDir, 'assets', 'bare-1.js'), SCRIPT);
  hub = await startHub({ pagesDir, memory: true });
});
test.after(async () => {
  await hub.end();
  await rm(pagesDir, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** `fetch` would unpack by itself. */
function get(path: string, encoding: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(`${hub.url}${path}`, { headers: { 'Accept-Encoding': encoding } }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }),
      );
    });
    asked.on('error', reject);
    asked.end();
  });
}

test('[N1] scripts and pages travel compressed, as the browser takes them', async () => {
  for (const [path, text, type] of [
    ['/assets/point-1.js', SCRIPT, 'javascript'],
    ['/point', PAGE, 'text/html'],
  ] as const) {
    const brotli = await get(path, 'gzip, deflate, br');
    assert.is(brotli.headers['content-encoding'], 'br');
    assert.is(brotliDecompressSync(brotli.body).toString(), text);
    const gzip = await get(path, 'gzip');
    assert.is(gzip.headers['content-encoding'], 'gzip');
    assert.is(gunzipSync(gzip.body).toString(), text);
    const plain = await get(path, 'identity');
    assert.is(plain.headers['content-encoding'], undefined);
    assert.is(plain.body.toString(), text);
    for (const { headers, status } of [brotli, gzip, plain]) {
      assert.is(status, 200);
      assert.match(headers['content-type'] ?? '', type);
      assert.match(headers.vary ?? '', 'Accept-Encoding');
    }
  }
});

test('[N1] a file without a compressed twin is sent as it is, and assets may be kept for ever', async () => {
  const { headers, body } = await get('/assets/bare-1.js', 'br');
  assert.is(headers['content-encoding'], undefined);
  assert.is(body.toString(), SCRIPT);
  assert.match((await get('/assets/point-1.js', 'br')).headers['cache-control'] ?? '', 'immutable');
});

test('a path out of the folder finds nothing', async () => {
  for (const path of ['/assets/..%2f..%2fetc/passwd', '/../point.html.gz/..', '/nothing.js']) {
    const { status, headers } = await get(path, 'br');
    assert.is(status, 404, path);
    assert.is(headers['content-encoding'], undefined);
  }
});

test.run();
