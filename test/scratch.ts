import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { LivekitServer } from './support/livekit-server.ts';
import { chromium } from 'playwright-core';
const server = await LivekitServer.start({});
const b64 = (x: unknown) => Buffer.from(typeof x === 'string' ? x : JSON.stringify(x)).toString('base64url');
export function mint(identity: string, video: object) {
  const head = b64({ alg: 'HS256', typ: 'JWT' });
  const now = Math.floor(Date.now() / 1000);
  const body = b64({ iss: server.apiKey, sub: identity, nbf: now - 5, exp: now + 600, video });
  return `${head}.${body}.${createHmac('sha256', server.secret).update(`${head}.${body}`).digest('base64url')}`;
}
const web = createServer((q, r) => {
  if (q.url === '/main.js') { r.setHeader('content-type', 'text/javascript'); return r.end(readFileSync('/tmp/vc/dist/main.js')); }
  r.setHeader('content-type', 'text/html'); r.end('<!doctype html><body><script type=module src=/main.js></script><video id=v muted autoplay playsinline></video>');
}).listen(0);
const port = (web.address() as { port: number }).port;
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', '--allow-loopback-in-peer-connection', '--disable-features=WebRtcHideLocalIpsWithMdns'] });
async function page(identity: string) {
  const p = await (await browser.newContext()).newPage();
  p.on('console', (m) => console.log(identity, m.text())); p.on('pageerror', (e) => console.log(identity, 'ERR', String(e)));
  await p.exposeFunction('mint', () => ({ url: server.url, token: mint(identity, { roomJoin: true, room: 'r', canPublish: true, canPublishSources: ['camera', 'microphone'], canSubscribe: true, canPublishData: false }) }));
  await p.goto(`http://127.0.0.1:${port}/`);
  return p;
}
type G = { call: import('@hub/client/video/point-call.ts').PointCall; orders: { value: unknown }; samples: object[] };
const a = await page('p-a'); const b = await page('p-b');
for (const p of [a, b]) await p.evaluate(() => (globalThis as unknown as G).call.join());
const state = (p: typeof a) => p.evaluate(() => { const { call } = globalThis as unknown as G; return JSON.stringify([call.state.value, call.capture.states.camera.value, call.capture.level(), call.media.rule('microphone').value]); });
await new Promise((r) => setTimeout(r, 5000));
console.log(await state(a), await state(b));
await b.evaluate(() => { const g = globalThis as unknown as G; g.orders.value = { watch: ['p-a'], mustMute: true, restart: 0 }; });
await a.evaluate(() => { const g = globalThis as unknown as G; g.orders.value = { watch: [], mustMute: false, restart: 0 }; });
const seen = () => b.evaluate(() => { const { call } = globalThis as unknown as G; const s = call.programme.of('p-a'); const v = document.querySelector('video'); if (s.picture && v && !v.srcObject) s.picture.attach(v); return JSON.stringify([s.camera, s.microphone, s.speaking, !!s.picture, !!s.sound, v?.videoWidth, s.quality, call.economy.value]); });
for (let i = 0; i < 7; i++) { await new Promise((r) => setTimeout(r, 1500)); console.log(await seen()); }
console.log(await a.evaluate(() => JSON.stringify((globalThis as unknown as G).samples.slice(-2))));
console.log('restart'); await server.kill(); await new Promise((r) => setTimeout(r, 2000)); await server.start();
for (let i = 0; i < 10; i++) { await new Promise((r) => setTimeout(r, 1000)); console.log(await state(a), await seen()); }
console.log(await a.evaluate(() => JSON.stringify((globalThis as unknown as G).samples.slice(-5))));
await browser.close(); web.close(); await server.stop();
