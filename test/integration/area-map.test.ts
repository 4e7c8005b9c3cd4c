import { randomBytes } from 'node:crypto';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BaseFault } from '@hub/shared/model/map-faults.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { tinyPmtiles, vectorPmtiles } from '../support/pmtiles.ts';
import { startHub } from '../support/start-hub.ts';

const square = {
  type: 'Polygon',
  coordinates: [
    [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 0],
    ],
  ],
};
const file = JSON.stringify({
  type: 'FeatureCollection',
  features: [{ type: 'Feature', properties: { name: 'Xã A', note: 'x' }, geometry: square }],
});

async function fieldOf(refused: Response): Promise<unknown> {
  return ((await refused.json()) as { error: { field?: string } }).error.field;
}

/** What looks like a base map for a while, with what is wrong with it. */
function brokenMaps(): readonly (readonly [BaseFault, Buffer<ArrayBuffer>])[] {
  const changed = (at: number, ...bytes: number[]): Buffer<ArrayBuffer> => {
    const copy = Buffer.from(tinyPmtiles());
    copy.set(bytes, at);
    return copy;
  };
  const good = tinyPmtiles();
  return [
    ['magic', Buffer.from('no map')],
    ['cut', Buffer.concat([Buffer.from('PMTiles\u0003'), randomBytes(3_000)])],
    ['cut', good.subarray(0, good.length - 1)],
    ['cut', good.subarray(0, 60)],
    ['version', changed(7, 2)],
    ['packing', changed(97, 4)],
    ['packing', changed(98, 3)],
    ['tiles', changed(99, 6)],
    ['directory', changed(97, 2)],
    ['directory', changed(127, 9)],
    ['directory', changed(130, 255)],
    ['layers', vectorPmtiles('pois')],
  ];
}

test('[M2] the boundaries are replaced whole by an administrator, served with an ETag, and there again after a restart', async () => {
  const hub = await startHub();
  const [admin, desk] = [await hub.signIn('administrator'), await hub.signIn('controller')];
  const ask = (credential: string, init: RequestInit = {}) =>
    fetch(`${hub.url}/api/map/areas`, { ...init, headers: { ...init.headers, authorization: `Bearer ${credential}` } });
  const first = await ask(desk.credential);
  assert.is(((await first.json()) as { features: unknown[] }).features.length, 13);
  const etag = first.headers.get('etag') ?? '';
  assert.is((await ask(desk.credential, { headers: { 'if-none-match': etag } })).status, 304);

  assert.is((await ask(desk.credential, { method: 'POST', body: file })).status, 403);
  for (const [bad, where] of [
    ['', 'file.json'],
    ['{', 'file.json'],
    ['{"type":"FeatureCollection"}', 'file.collection'],
    [file.replace('Polygon', 'Point'), 'features.0.shape'],
    [file.replace('[1,1]', '[584000,2325000]'), 'features.0.degrees'],
  ] as const) {
    const refused = await ask(admin.credential, { method: 'POST', body: bad });
    assert.equal([refused.status, await fieldOf(refused)], [400, where], bad);
  }
  assert.is((await ask(admin.credential, { method: 'POST', body: 'x'.repeat(9 * 1024 * 1024) })).status, 413);
  assert.is((await ask(desk.credential)).headers.get('etag'), etag, 'nothing half taken');

  const taken = await ask(admin.credential, { method: 'POST', body: file });
  const { ok, areas } = (await taken.json()) as { ok: boolean; areas: number };
  assert.equal([ok, areas], [true, 1]);
  const now = await ask(desk.credential, { headers: { 'if-none-match': etag } });
  assert.is(now.status, 200);
  assert.equal(await now.json(), JSON.parse(file.replace(',"note":"x"', '')));
  assert.ok((await readdir(hub.dataDir)).every((name) => !name.endsWith('.new')));
  await hub.stop();

  const again = await startHub({ dataDir: hub.dataDir });
  assert.is(JSON.parse(await readFile(join(hub.dataDir, 'areas.geojson'), 'utf8')).features.length, 1);
  await again.stop();
  await writeFile(join(hub.dataDir, 'areas.geojson'), 'damaged');
  const third = await startHub({ dataDir: hub.dataDir });
  const { credential } = await third.signIn('controller');
  const answer = await fetch(`${third.url}/api/map/areas`, { headers: { authorization: `Bearer ${credential}` } });
  assert.equal(await answer.json(), { type: 'FeatureCollection', features: [] });
  await third.end();
  await hub.end();
});

test('[M7] a base map is given by an administrator, served in ranges to desks alone, and its coming and going is in the trail', async () => {
  const hub = await startHub();
  const [admin, desk, operator] = [
    await hub.signIn('administrator'),
    await hub.signIn('controller'),
    await hub.signIn('operator', 'DC20'),
  ];
  const ask = (credential: string, path: string, init: RequestInit = {}) =>
    fetch(hub.url + path, { ...init, headers: { ...init.headers, authorization: `Bearer ${credential}` } });
  const base = '/api/map/base';
  const file = tinyPmtiles();
  assert.is((await ask(desk.credential, base)).status, 404);
  assert.is((await ask(desk.credential, base, { method: 'POST', body: file })).status, 403);
  for (const [fault, bad] of brokenMaps()) {
    const refused = await ask(admin.credential, base, { method: 'POST', body: bad });
    assert.equal([refused.status, await fieldOf(refused)], [400, `file.${fault}`], fault);
  }
  assert.is((await ask(admin.credential, base, { method: 'POST', body: vectorPmtiles('water') })).status, 200);
  assert.is((await ask(admin.credential, base, { method: 'POST', body: file })).status, 200);
  assert.ok((await readdir(hub.dataDir)).every((name) => !name.endsWith('.new')));

  assert.is((await ask(operator.credential, base)).status, 403);
  assert.is((await fetch(hub.url + base)).status, 401);
  assert.is((await ask(desk.credential, '/api/map/areas')).headers.get('base-map-bytes'), String(file.length));
  const part = await ask(desk.credential, base, { headers: { range: 'bytes=7-16' } });
  assert.is(part.status, 206);
  assert.is(part.headers.get('content-range'), `bytes 7-16/${file.length}`);
  assert.equal(Buffer.from(await part.arrayBuffer()), file.subarray(7, 17));
  assert.is((await ask(desk.credential, base, { headers: { range: 'bytes=99999-' } })).status, 416);
  const whole = await ask(desk.credential, base);
  assert.equal(Buffer.from(await whole.arrayBuffer()), file);
  const etag = whole.headers.get('etag') ?? '';
  assert.is((await ask(desk.credential, base, { headers: { 'if-none-match': etag } })).status, 304);

  await hub.stop();
  const again = await startHub({ dataDir: hub.dataDir });
  const second = await again.signIn('administrator');
  const fetchOf = (path: string, init: RequestInit = {}) =>
    fetch(again.url + path, { ...init, headers: { ...init.headers, authorization: `Bearer ${second.credential}` } });
  assert.is((await fetchOf(base)).status, 200);
  assert.is((await fetchOf(base, { method: 'POST' })).status, 200);
  assert.is((await fetchOf(base)).status, 404);
  const trail = await (await fetchOf('/api/audit')).text();
  assert.match(trail, 'bản đồ nền, 1 KB');
  assert.match(trail, 'bản đồ nền, bỏ');
  await again.end();
});

test.run();
