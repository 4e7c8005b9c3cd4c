import { readdir, readFile } from 'node:fs/promises';
import { request, type IncomingHttpHeaders } from 'node:http';
import { request as secureRequest } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPagesIfOld } from '@hub/scripts/lib/build-pages.ts';
import { CONTROL_PATH, PAGE_OF, POINT_PATH, ROUTES } from '@hub/shared/protocol/registry.ts';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { selfSigned, type Certificate } from '../support/certificate.ts';
import { newDeviceKey, startHub, type TestHub } from '../support/start-hub.ts';

const DIST = fileURLToPath(new URL('../../client/dist', import.meta.url));

interface Cast {
  readonly certificate: Certificate;
  readonly plain: TestHub;
  readonly secure: TestHub;
  readonly pages: readonly string[];
}

const test = suite<Cast>('headers');

test.before(async (cast) => {
  await buildPagesIfOld();
  const certificate = await selfSigned();
  const assets = (await readdir(join(DIST, 'assets')))
    .filter((file) => !/\.(?:br|gz)$/.test(file))
    .map((file) => `/assets/${file}`);
  const pages = (await readdir(DIST))
    .filter((file) => /\.\w+$/.test(file) && !/\.(?:br|gz)$/.test(file))
    .map((file) => `/${file}`);
  Object.assign(cast, {
    certificate,
    plain: await startHub({ memory: true }),
    secure: await startHub({ memory: true, config: { tls: certificate } }),
    pages: ['/', ...Object.values(PAGE_OF), ...pages, ...assets],
  });
});
test.after(async ({ plain, secure }) => {
  await plain.end();
  await secure.end();
});

interface Got {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Asked {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** The path goes out as it is written here, also where a browser would mend it. */
function ask(hub: TestHub, path: string, { method = 'GET', headers = {}, body = '' }: Asked = {}): Promise<Got> {
  const tls = hub.config.tls;
  const send = tls === null ? request : secureRequest;
  const options = { host: '127.0.0.1', port: hub.port, path, method, headers, agent: false as const, ca: tls?.cert };
  return new Promise((resolve, reject) => {
    send(options, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    })
      .once('error', reject)
      .end(body);
  });
}

const directives = (policy: string): Map<string, string> =>
  new Map(policy.split(';').map((each) => [each.trim().split(' ')[0] ?? '', each.trim()]));

function guarded({ headers, status }: Got, hub: TestHub, what: string): void {
  const policy = String(headers['content-security-policy']);
  const found = directives(policy);
  for (const [name, value] of Object.entries({
    'default-src': "'self'",
    'script-src': "'self'",
    'style-src': "'self'",
    'object-src': "'none'",
    'base-uri': "'none'",
    'form-action': "'self'",
    'frame-ancestors': "'none'",
    'require-trusted-types-for': "'script'",
    'trusted-types': 'hub-worker default',
  })) {
    assert.is(found.get(name), `${name} ${value}`, `${what} ${status}: ${policy}`);
  }
  assert.not.match(policy, /unsafe|\*|https?:/, what);
  // Without a video system no page has any use for them.
  assert.match(String(headers['permissions-policy']), 'camera=(), microphone=()', what);
  assert.is(headers['x-frame-options'], 'DENY', what);
  assert.is(headers['referrer-policy'], 'no-referrer', what);
  assert.is(headers['x-content-type-options'], 'nosniff', what);
  assert.is(headers['cross-origin-resource-policy'], 'same-origin', what);
  assert.is(headers['x-powered-by'], undefined, what);
  assert.is(headers['set-cookie'], undefined, what);
  const isSecure = hub.config.tls !== null;
  assert.is(headers['cross-origin-opener-policy'], isSecure ? 'same-origin' : undefined, what);
  assert.is(headers['strict-transport-security'] !== undefined, isSecure, what);
}

for (const [name, hubOf] of [
  ['plain HTTP', ({ plain }: Cast) => plain],
  ['TLS', ({ secure }: Cast) => secure],
] as const) {
  test(`[A23] every page and every file is guarded, over ${name}`, async (cast) => {
    const hub = hubOf(cast);
    for (const path of cast.pages) {
      const got = await ask(hub, path);
      assert.is(got.status, 200, path);
      guarded(got, hub, path);
      if (path.endsWith('.js')) assert.match(String(got.headers['content-type']), /javascript/);
      if (path.endsWith('.css')) assert.match(String(got.headers['content-type']), /css/);
    }
  });

  test(`[A23] every route of the registry is guarded with and without a credential, over ${name}`, async (cast) => {
    const hub = hubOf(cast);
    const minted = await hub.running.mintLink('administrator');
    assert.ok(minted.ok);
    const key = newDeviceKey();
    const json = { 'Content-Type': 'application/json' };
    const body = JSON.stringify({ secret: minted.ok ? minted.grant.secret : '', deviceKey: key });
    assert.is((await ask(hub, '/api/claim', { method: 'POST', headers: json, body })).status, 200);
    for (const route of Object.keys(ROUTES)) {
      const [method = '', path = ''] = route.split(' ');
      for (const headers of [
        {},
        { Authorization: `Bearer ${key}` },
        { Authorization: 'Bearer nobody' },
        { Origin: 'https://evil.example' },
      ]) {
        const sent = method === 'POST' ? { method, headers: { ...json, ...headers }, body: '{}' } : { method, headers };
        const got = await ask(hub, path, sent);
        assert.ok(got.status < 500, `${route} ${got.status}`);
        guarded(got, hub, `${route} ${JSON.stringify(headers)}`);
        // Boundaries may lie with the screen that asked, which asks each time whether they are still the same.
        const kept = route === 'GET /api/map/areas' && got.status === 200 ? 'private, no-cache' : 'no-store';
        if (path.startsWith('/api/')) assert.is(got.headers['cache-control'], kept, route);
      }
      guarded(await ask(hub, path, { method: 'OPTIONS' }), hub, `OPTIONS ${path}`);
      guarded(await ask(hub, path, { method: method === 'GET' ? 'POST' : 'GET' }), hub, `wrong method on ${path}`);
    }
  });

  test(`[A23] what is not there, malformed or too large is guarded too, and says nothing of the hub’s inside, over ${name}`, async (cast) => {
    const hub = hubOf(cast);
    const json = { 'Content-Type': 'application/json' };
    const asked: readonly (readonly [string, Asked, number])[] = [
      ['/nothing', {}, 404],
      ['/api/nothing', {}, 404],
      ['/assets/nothing.js', {}, 404],
      ['/assets/%2e%2e/%2e%2e/package.json', {}, 404],
      ['/assets/..%2f..%2f..%2fserver%2fmain.ts', {}, 404],
      ['/%E0%A4%A', {}, 404],
      ['/assets/%E0%A4%A', {}, 404],
      ['/assets/%00', {}, 404],
      ['/.git/config', {}, 404],
      [`/${'a'.repeat(4_000)}`, {}, 404],
      ['/control', { method: 'DELETE' }, 404],
      ['/api/claim', { method: 'POST', headers: json, body: '{"secret":' }, 400],
      ['/api/claim', { method: 'POST', headers: json, body: JSON.stringify({ secret: 'x'.repeat(5_000) }) }, 413],
      ['/api/claim', { method: 'POST', headers: { ...json, 'Content-Encoding': 'compress' }, body: '{}' }, 400],
      ['/api/claim', { method: 'POST', headers: { 'Content-Type': 'text/html' }, body: '<script>' }, 400],
    ];
    for (const [path, how, status] of asked) {
      const got = await ask(hub, path, how);
      assert.is(
        got.status,
        status,
        `${how.method ?? 'GET'} ${path.slice(0, 60)}: ${got.status} ${got.body.slice(0, 80)}`,
      );
      guarded(got, hub, path.slice(0, 60));
      assert.not.match(got.body, /node_modules|\.ts\b|at \w+ \(|Error:|express/i, path.slice(0, 60));
      assert.not.match(got.body, /<|aaaa/, 'nothing that was sent is sent back');
    }
  });
}

test('[A23] a Host that is no host, or a foreign one, reaches no header and breaks nothing', async ({ plain }) => {
  for (const host of ['evil.example', 'evil;sandbox', 'a,b', "x'y", 'hub.example"', 'a b', '127.0.0.1@evil']) {
    const got = await ask(plain, '/control', { headers: { Host: host } });
    assert.is(got.status, 200, host);
    guarded(got, plain, host);
    assert.is(
      directives(String(got.headers['content-security-policy'])).get('connect-src'),
      "connect-src 'self'",
      host,
    );
  }
});

test('[A23] answers of the socket’s polling are no page, and errors of it neither', async ({ plain }) => {
  for (const path of [POINT_PATH, CONTROL_PATH]) {
    const got = await ask(plain, `${path}/?EIO=4&transport=polling`);
    assert.is(got.status, 200);
    assert.is(got.headers['x-content-type-options'], 'nosniff');
    assert.is(got.headers['referrer-policy'], 'no-referrer');
    assert.match(String(got.headers['content-security-policy']), /default-src 'none'/);
    assert.match(String(got.headers['content-type']), /^text\/plain/);
    const wrong = await ask(plain, `${path}/?EIO=4&transport=polling&sid=<script>`);
    assert.is(wrong.status, 400);
    assert.match(String(wrong.headers['content-type']), /^application\/json/);
    assert.not.match(wrong.body, /<script>/);
  }
});

test('[A23] what is no HTTP at all gets no page', async ({ plain }) => {
  const answer = await new Promise<string>((resolve, reject) => {
    let text = '';
    const socket = connect(plain.port, '127.0.0.1', () => socket.write('<script>alert(1)</script>\r\n\r\n'));
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.once('close', () => resolve(text));
    socket.once('error', reject);
  });
  assert.match(answer, /^HTTP\/1\.1 400 /);
  assert.not.match(answer, /script/);
});

test('[A23] the built pages hold no inline script, no inline style, and nothing from elsewhere', async () => {
  const files = (await readdir(DIST)).filter((file) => file.endsWith('.html'));
  assert.ok(files.length >= 6, files.join());
  for (const file of files) {
    const html = await readFile(join(DIST, file), 'utf8');
    for (const [tag] of html.matchAll(/<[a-z][^>]*>/gi)) {
      assert.not.match(tag, /\son\w+\s*=|\sstyle\s*=|javascript:|srcdoc/i, `${file}: ${tag}`);
      const address = /\s(?:src|href|action)="([^"]*)"/.exec(tag)?.[1];
      if (address) assert.match(address, /^\/(?!\/)/, `${file}: ${tag}`);
      if (/^<script/i.test(tag)) assert.match(tag, /\ssrc="/, `${file}: ${tag}`);
    }
    assert.not.match(html, /<style|<iframe|<object|<embed|<base/i, file);
  }
});

test.run();
