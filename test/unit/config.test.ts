import { resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { defaultPublicUrl, describeFaults, readConfig } from '@hub/server/config.ts';
import type { Config } from '@hub/server/config.ts';

function good(env: Record<string, string>): Config {
  const read = readConfig(env);
  if (!read.ok) throw new Error(describeFaults(read.faults));
  return read.config;
}

function faults(env: Record<string, string>): readonly string[] {
  const read = readConfig(env);
  return read.ok ? [] : read.faults;
}

test('nothing set gives a hub that a town can reach on port 8089', () => {
  const config = good({ PATH: '/bin', HOME: '/root' });
  assert.is(config.port, 8089);
  assert.is(config.host, '0.0.0.0');
  assert.is(config.dataDir, resolve('data'));
  assert.is(config.metricsToken, null);
  assert.is(config.tls, null);
  assert.not.ok(config.printLinks);
});

test('an empty value counts as absent', () => {
  assert.is(good({ HUB_PORT: '', HUB_PUBLIC_URL: ' ' }).port, 8089);
});

test('every fault is listed, not the first, each in Vietnamese and English', () => {
  const found = faults({
    HUB_PORT: '70000',
    HUB_PUBLIC_URL: 'hub.example/path',
    HUB_ORIGINS: 'https://good.example, evil',
    HUB_TRUST_PROXY: 'yes',
    HUB_METRICS_TOKEN: 'short',
    HUB_TLS_CERT: '/nowhere/cert.pem',
    HUB_MAX_CONNECTIONS: '0',
    HUB_LOG_LEVEL: 'loud',
  });
  assert.is(found.length, 9, found.join('\n'));
  for (const fault of found) assert.ok(fault.includes(' / '), fault);
  const shown = describeFaults(found);
  for (const fault of found) assert.ok(shown.includes(fault));
});

test('[H14] when a headcount is asked about once more is a setting', () => {
  assert.equal(good({}).jump, { share: 0.3, persons: 10 });
  assert.equal(good({ HUB_JUMP_PERCENT: '15', HUB_JUMP_PERSONS: '4' }).jump, { share: 0.15, persons: 4 });
  assert.is(faults({ HUB_JUMP_PERCENT: '0', HUB_JUMP_PERSONS: 'ten' }).length, 2);
});

test('an unknown HUB_ name is a fault that says what was meant', () => {
  const [fault] = faults({ HUB_PROT: '8089' });
  assert.ok(fault?.includes('HUB_PORT'), fault);
  assert.is(faults({ HUB_SOMETHING_ELSE_ALTOGETHER: '1' }).length, 1);
});

test('names that only look like settings are left alone', () => {
  assert.equal(faults({ HUBERT: '1', MY_HUB_PORT: 'x', HUB_SABOTAGE: 'no-dedup' }), []);
});

test('[A5] origins are kept as a browser writes them', () => {
  const { origins } = good({ HUB_ORIGINS: 'https://Hub.Example:443 ,http://hub.example:8080' });
  assert.equal(origins, ['https://hub.example', 'http://hub.example:8080']);
});

test('an origin with a path, a query or another scheme is a fault', () => {
  for (const bad of [
    'https://a.example/x',
    'https://a.example?x',
    'ftp://a.example',
    'null',
    '*',
    'https://u@a.example',
  ]) {
    assert.is(faults({ HUB_ORIGINS: bad }).length, 1, bad);
  }
});

test('the public address is what was set, without a slash at the end, or one a phone can open', () => {
  assert.is(good({ HUB_PUBLIC_URL: 'https://hub.example/' }).publicUrl, 'https://hub.example');
  const plain = good({ HUB_HOST: '127.0.0.1' });
  assert.is(defaultPublicUrl(plain, 1234), 'http://127.0.0.1:1234');
  assert.is(defaultPublicUrl({ ...plain, host: '::1' }, 1234), 'http://[::1]:1234');
  assert.not.ok(defaultPublicUrl({ ...plain, host: '0.0.0.0' }, 1234).includes('0.0.0.0'));
});

test('TLS needs both files', () => {
  assert.ok(faults({ HUB_TLS_KEY: process.execPath }).some((fault) => fault.includes('HUB_TLS_CERT')));
});

const LIVEKIT = {
  LIVEKIT_URL: 'https://video.example/',
  LIVEKIT_API_KEY: 'devkey',
  LIVEKIT_API_SECRET: '0123456789abcdef0123456789abcdef',
};

test('a video system is all three settings, and reached at the same address unless another is named', () => {
  const [apiKey, apiSecret] = [LIVEKIT.LIVEKIT_API_KEY, LIVEKIT.LIVEKIT_API_SECRET];
  assert.is(good({}).livekit, null);
  assert.equal(good(LIVEKIT).livekit, {
    url: 'wss://video.example',
    apiUrl: 'https://video.example',
    apiKey,
    apiSecret,
  });
  const apart = good({ ...LIVEKIT, LIVEKIT_URL: 'wss://video.example', LIVEKIT_API_URL: 'ws://127.0.0.1:7880' });
  assert.is(apart.livekit?.apiUrl, 'http://127.0.0.1:7880');
});

test('a part of the video settings is a fault that names what is missing', () => {
  const one = faults({ LIVEKIT_URL: LIVEKIT.LIVEKIT_URL });
  assert.is(one.length, 1);
  assert.match(one[0] ?? '', /Còn thiếu: LIVEKIT_API_KEY, LIVEKIT_API_SECRET/);
  assert.match(one[0] ?? '', /Missing: LIVEKIT_API_KEY, LIVEKIT_API_SECRET/);
  assert.is(faults({ LIVEKIT_API_URL: 'ws://127.0.0.1:7880' }).length, 1);
  assert.equal(
    faults({ ...LIVEKIT, LIVEKIT_URL: 'video.example/room' }).map((fault) => fault.split(':')[0]),
    ['LIVEKIT_URL'],
  );
});

const NODES = { HUB_REDIS_URL: 'redis://10.0.0.1:6379', HUB_CLUSTER_SECRET: '0123456789abcdef0123456789abcdef' };

test('several hubs need a Redis and a secret; without a Redis the hub is alone', () => {
  const secret = NODES.HUB_CLUSTER_SECRET;
  assert.is(good({}).nodes, null);
  const single = good(NODES).nodes;
  assert.equal(single?.redis.at, { kind: 'url', url: NODES.HUB_REDIS_URL });
  assert.is(single?.cluster, 'diem-cau');
  assert.is(single?.url, null);
  const watched = good({
    HUB_REDIS_SENTINELS: '10.0.0.1:26379, [::1]:26380',
    HUB_REDIS_USER: 'hub',
    HUB_REDIS_PASSWORD: 'word',
    HUB_CLUSTER: 'town',
    HUB_CLUSTER_SECRET: secret,
    HUB_NODE_URL: 'https://a.example/',
  }).nodes;
  assert.equal(watched, {
    redis: {
      at: {
        kind: 'sentinels',
        sentinels: [
          { host: '10.0.0.1', port: 26_379 },
          { host: '::1', port: 26_380 },
        ],
        master: 'hub',
      },
      username: 'hub',
      password: 'word',
    },
    cluster: 'town',
    secret,
    count: 2,
    url: 'https://a.example',
  });
});

test('what is wrong with the settings of several hubs is said by name', () => {
  const named = (env: Record<string, string>): readonly (string | undefined)[] =>
    faults(env).map((fault) => fault.split(/[: ]/)[0]);
  assert.equal(named({ HUB_REDIS_URL: NODES.HUB_REDIS_URL }), ['HUB_CLUSTER_SECRET']);
  assert.equal(named({ ...NODES, HUB_CLUSTER_SECRET: 'short' }), ['HUB_CLUSTER_SECRET']);
  assert.equal(named({ ...NODES, HUB_REDIS_URL: 'http://10.0.0.1' }), ['HUB_REDIS_URL']);
  assert.equal(named({ ...NODES, HUB_REDIS_SENTINELS: '10.0.0.1:26379' }), ['HUB_REDIS_URL']);
  assert.equal(named({ HUB_REDIS_SENTINELS: '10.0.0.1', HUB_CLUSTER_SECRET: NODES.HUB_CLUSTER_SECRET }), [
    'HUB_REDIS_SENTINELS',
  ]);
  assert.match(faults({ HUB_CLUSTER: 'town' })[0] ?? '', /HUB_REDIS_URL/);
});

test.run();
