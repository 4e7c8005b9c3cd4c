import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { request as secureRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { makeCode } from '@hub/server/access/secrets.ts';
import { readConfig } from '@hub/server/config.ts';
import { createLogger } from '@hub/server/platform/logger.ts';
import { POINT_PATH } from '@hub/shared/protocol/registry.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { WebSocket } from 'ws';
import { selfSigned } from '../support/certificate.ts';
import { openRaw } from '../support/raw-socket.ts';
import { command, openPoint } from '../support/sockets.ts';
import { newDeviceKey, startHub, type StartOptions, type TestHub } from '../support/start-hub.ts';
import { openProxy } from '../support/tiny-proxy.ts';

interface Sent {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  /** The address it is sent from. */
  readonly from?: string;
  readonly ca?: Buffer;
}

interface Got {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

function send(url: string, { method = 'GET', headers = {}, body, from = '127.0.0.1', ca }: Sent = {}): Promise<Got> {
  const ask = url.startsWith('https:') ? secureRequest : request;
  const json = body === undefined ? {} : { 'Content-Type': 'application/json' };
  const options = { method, headers: { ...json, ...headers }, agent: false as const, localAddress: from, ca };
  return new Promise((resolve, reject) => {
    ask(url, options, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => {
        const isJson = response.headers['content-type']?.includes('json') === true;
        resolve({
          status: response.statusCode ?? 0,
          body: isJson ? (JSON.parse(text) as Record<string, unknown>) : {},
        });
      });
    })
      .on('error', reject)
      .end(body === undefined ? undefined : JSON.stringify(body));
  });
}

async function withHub(options: StartOptions, use: (hub: TestHub, logged: string[]) => Promise<void>): Promise<void> {
  const logged: string[] = [];
  const logger = createLogger('trace', { write: (line) => logged.push(line) });
  const hub = await startHub({ memory: true, logger, ...options });
  try {
    await use(hub, logged);
  } finally {
    await hub.end();
  }
}

test('[A25] with a certificate the hub speaks TLS itself: pages, claims, sockets and links', async () => {
  const { cert, key } = await selfSigned();
  const folder = await mkdtemp(join(tmpdir(), 'hub-tls-'));
  const files = { HUB_TLS_CERT: join(folder, 'c.pem'), HUB_TLS_KEY: join(folder, 'k.pem') };
  await writeFile(files.HUB_TLS_CERT, cert);
  await writeFile(files.HUB_TLS_KEY, key);
  const read = readConfig(files);
  await rm(folder, { recursive: true });
  assert.ok(read.ok);
  const tls = read.ok ? read.config.tls : null;
  await withHub({ config: { tls } }, async (hub) => {
    assert.is((await send(`${hub.url}/healthz`, { ca: cert })).status, 200);
    const minted = await hub.running.mintLink('operator', 'DC02' as never);
    assert.ok(minted.ok && minted.grant.url?.startsWith('https://'), JSON.stringify(minted));
    const secret = minted.ok ? minted.grant.secret : '';
    const credential = newDeviceKey();
    const claim = { method: 'POST', body: { secret, deviceKey: credential }, ca: cert };
    const foreign = { ...claim, headers: { Origin: hub.url.replace('https', 'http') } };
    assert.is((await send(`${hub.url}/api/claim`, foreign)).status, 403, 'http is another Origin than https');
    assert.is((await send(`${hub.url}/api/claim`, { ...claim, headers: { Origin: hub.url } })).status, 200);
    for (const transport of ['websocket', 'polling']) {
      const options = { transports: [transport], ca: cert.toString(), extraHeaders: { Origin: hub.url } };
      const phone = await openPoint(hub.url, credential, options);
      assert.ok((await phone.ask('point:fault', { commandId: command(), fault: 'audio', present: false })).ok);
      phone.close();
    }
    const unencrypted = await send(hub.url.replace('https', 'http')).then(
      ({ status }) => status,
      () => 'closed',
    );
    assert.is(unencrypted, 'closed');
    const old = await new Promise<string>((resolve) => {
      const socket = connectTls({
        host: '127.0.0.1',
        port: hub.port,
        ca: cert,
        maxVersion: 'TLSv1.1',
        minVersion: 'TLSv1',
      });
      socket.once('secureConnect', () => resolve('let in'));
      socket.on('error', () => resolve('refused'));
    });
    assert.is(old, 'refused', 'TLS 1.1');
  });
});

test('[A25] a certificate with another’s key, or no certificate at all, is a fault of the settings', async () => {
  const [one, other] = [await selfSigned(), await selfSigned()];
  const folder = await mkdtemp(join(tmpdir(), 'hub-tls-'));
  try {
    const put = async (name: string, bytes: Buffer | string): Promise<string> => {
      await writeFile(join(folder, name), bytes);
      return join(folder, name);
    };
    const cert = await put('cert.pem', one.cert);
    for (const key of [await put('other.pem', other.key), await put('text.pem', 'no key'), cert]) {
      const read = readConfig({ HUB_TLS_CERT: cert, HUB_TLS_KEY: key });
      assert.is(read.ok, false);
      assert.ok(!read.ok && read.faults[0]?.includes('HUB_TLS_KEY'), JSON.stringify(read));
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

const SPOOF = { 'X-Forwarded-For': '203.0.113.66', 'X-Real-IP': '203.0.113.66', Forwarded: 'for=203.0.113.66' };
const LIMITS = { codesAtOnce: 8, codesPerSecond: 5, codesWaitingPerAddress: 1 };
const guess = { method: 'POST', body: { secret: makeCode(), deviceKey: newDeviceKey() } };

/** Guesses until the address has its line in the log, then what one more is answered with. */
async function guessFrom(url: string, from: string): Promise<void> {
  for (let n = 0; n < 8; n++) {
    assert.is((await send(`${url}/api/claim`, { ...guess, from, headers: SPOOF })).status, 401);
  }
}

const addressesIn = (logged: readonly string[]): unknown[] =>
  logged
    .map((line) => JSON.parse(line) as { msg: string; address?: string })
    .filter(({ msg }) => msg === 'codes are being guessed')
    .map(({ address }) => address);

test('a peer that is gone without a word does not hold up the hub’s stop', async () => {
  const hub = await startHub({ memory: true });
  const { credential } = await hub.signIn('operator', 'DC02');
  const raw = await openRaw(hub.url, POINT_PATH, '/point', credential);
  // It reads nothing any more, so the goodbye is never answered.
  raw.socket.pause();
  let giveUp: NodeJS.Timeout | undefined;
  const killed = new Promise<string>((resolve) => {
    giveUp = setTimeout(() => resolve('killed by its supervisor'), SUPERVISOR_PATIENCE_MS);
  });
  const stopped = hub.end().then(() => 'stopped');
  assert.is(await Promise.race([stopped, killed]), 'stopped');
  clearTimeout(giveUp);
  raw.socket.terminate();
});

test('[A24] behind a trusted proxy log and limits see who spoke to the proxy, not what they wrote', () =>
  withHub({ config: { trustProxy: true }, limits: { ...LIMITS, connectionsPerAddress: 1 } }, async (hub, logged) => {
    const proxy = await openProxy(hub.port);
    try {
      await guessFrom(proxy.url, '127.0.0.2');
      assert.equal(addressesIn(logged), ['127.0.0.2']);
      // One waits for its turn, so the next from there is turned away; elsewhere nobody is.
      const waiting = send(`${proxy.url}/api/claim`, { ...guess, from: '127.0.0.2', headers: SPOOF });
      const next = send(`${proxy.url}/api/claim`, { ...guess, from: '127.0.0.2' });
      const elsewhere = send(`${proxy.url}/api/claim`, { ...guess, from: '127.0.0.3', headers: SPOOF });
      assert.equal((await Promise.all([waiting, next])).map(({ status }) => status).sort(), [401, 429]);
      assert.is((await elsewhere).status, 401);

      assert.is(await upgrade(proxy.url, '127.0.0.2', SPOOF), 'open');
      assert.is(await upgrade(proxy.url, '127.0.0.2', { 'X-Forwarded-For': '203.0.113.67' }), '400');
      assert.is(await upgrade(proxy.url, '127.0.0.3'), 'open');
      assert.is((await send(`${proxy.url}/metrics`)).status, 401, 'not direct');
    } finally {
      for (const socket of opened.splice(0)) socket.terminate();
      await proxy.close();
    }
  }));

test('[A24] without trust a forwarding header changes nothing', () =>
  withHub({ limits: { ...LIMITS, connectionsPerAddress: 1 } }, async (hub, logged) => {
    await guessFrom(hub.url, '127.0.0.5');
    assert.equal(addressesIn(logged), ['127.0.0.5']);
    const spoofed = (address: string) =>
      send(`${hub.url}/api/claim`, { ...guess, from: '127.0.0.5', headers: { 'X-Forwarded-For': address } });
    const answers = await Promise.all(['198.51.100.1', '198.51.100.2', '198.51.100.3'].map(spoofed));
    assert.ok(
      answers.some(({ status }) => status === 429),
      'another name for every guess does not help',
    );
    assert.is(await upgrade(hub.url, '127.0.0.5', { 'X-Forwarded-For': '198.51.100.1' }), 'open');
    assert.is(await upgrade(hub.url, '127.0.0.5', { 'X-Forwarded-For': '198.51.100.2' }), '400');
    for (const socket of opened.splice(0)) socket.terminate();

    const proxy = await openProxy(hub.port);
    const foreign = { Origin: 'https://hub.town.example', 'X-Forwarded-Host': 'hub.town.example' };
    assert.is((await send(`${proxy.url}/api/claim`, { ...guess, headers: foreign })).status, 403);
    await proxy.close();
  }));

const opened: WebSocket[] = [];
const SUPERVISOR_PATIENCE_MS = 10_000;

/** 'open', or the status the upgrade was refused with. What opens stays open until the test closes it. */
function upgrade(url: string, from: string, headers: Record<string, string> = {}): Promise<string> {
  const address = `${url.replace('http', 'ws')}${POINT_PATH}/?EIO=4&transport=websocket`;
  const socket = new WebSocket(address, { headers, localAddress: from });
  opened.push(socket);
  return new Promise((resolve) => {
    socket.once('open', () => resolve('open'));
    socket.once('unexpected-response', (_, response) => resolve(String(response.statusCode)));
    socket.on('error', (error) => resolve(error.message));
  });
}

test.run();
