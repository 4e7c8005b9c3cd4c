import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { verifyLogFile } from '@hub/server/log/backup.ts';
import type { RosterLine } from '@hub/shared/model/point.ts';
import type { RosterCheck } from '@hub/shared/model/roster-check.ts';
import { PAGE_OF } from '@hub/shared/protocol/registry.ts';
import { command } from '../support/sockets.ts';
import { startHub } from '../support/start-hub.ts';
import type { TestHub } from '../support/start-hub.ts';

let hub: TestHub;
let pagesDir: string;
let bearer: { Authorization: string };

test.before(async () => {
  // Pages as the build leaves them, without building.
  pagesDir = await mkdtemp(join(tmpdir(), 'hub-pages-'));
  await mkdir(join(pagesDir, 'assets'));
  await writeFile(join(pagesDir, 'assets', 'start-abc123.js'), 'export {};');
  for (const page of ['/index', ...Object.values(PAGE_OF)]) {
    await writeFile(join(pagesDir, `${page.slice(1)}.html`), `<!doctype html><title>${page}</title>`);
  }
  hub = await startHub({ pagesDir });
  bearer = { Authorization: `Bearer ${(await hub.signIn('administrator')).credential}` };
});
test.after(async () => {
  await hub.end();
  await rm(pagesDir, { recursive: true });
});

test('every role has its page, and `/` is for everybody', async () => {
  for (const path of ['/', ...Object.values(PAGE_OF)]) {
    const response = await fetch(`${hub.url}${path}`);
    assert.is(response.status, 200, path);
    const wanted = path === '/' ? '/index' : path;
    assert.ok((await response.text()).includes(`<title>${wanted}</title>`), path);
    assert.is(response.headers.get('cache-control'), 'no-cache');
  }
});

test('[A4][A6] a page runs only the hub’s own files, speaks only with the hub, and sends no Referer', async () => {
  const response = await fetch(`${hub.url}/control`);
  await response.arrayBuffer();
  const policy = response.headers.get('content-security-policy') ?? '';
  for (const directive of [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    `connect-src 'self' ws://127.0.0.1:${hub.port}`,
  ]) {
    assert.ok(policy.split(';').includes(directive), `${directive} in ${policy}`);
  }
  assert.not.match(policy, /unsafe|\*/);
  assert.is(response.headers.get('referrer-policy'), 'no-referrer');
  assert.is(response.headers.get('x-content-type-options'), 'nosniff');
  assert.is(response.headers.get('x-powered-by'), null);
  assert.is(response.headers.get('strict-transport-security'), null, 'not on plain HTTP');
});

test('assets carry their hash and are kept for ever; what is not there is not there', async () => {
  const asset = await fetch(`${hub.url}/assets/start-abc123.js`);
  await asset.arrayBuffer();
  assert.match(asset.headers.get('cache-control') ?? '', /immutable/);
  const none = await fetch(`${hub.url}/assets/none.js`);
  await none.arrayBuffer();
  assert.is(none.status, 404);
});

test('the hub says that it lives, and that it is ready', async () => {
  for (const path of ['/healthz', '/readyz']) {
    const response = await fetch(`${hub.url}${path}`);
    assert.is(response.status, 200);
    assert.is(((await response.json()) as { ok: boolean }).ok, true);
  }
});

interface Checked {
  readonly ok: boolean;
  readonly check: RosterCheck;
  readonly lines: readonly RosterLine[];
  readonly diff: {
    readonly added: string[];
    readonly changed: { id: string }[];
    readonly unchanged: string[];
    readonly missing: string[];
  };
}

async function check(bytes: Uint8Array | string, name: string): Promise<Checked> {
  const response = await fetch(`${hub.url}/api/roster/check?name=${encodeURIComponent(name)}`, {
    method: 'POST',
    headers: bearer,
    body: bytes as BodyInit,
  });
  assert.is(response.status, 200);
  return (await response.json()) as Checked;
}

async function importLines(lines: readonly unknown[], retireMissing: boolean): Promise<Response> {
  return fetch(`${hub.url}/api/roster/import`, {
    method: 'POST',
    headers: { ...bearer, 'Content-Type': 'application/json' },
    body: JSON.stringify({ commandId: command(), lines, retireMissing }),
  });
}

test('an exported roster imports unchanged, as XLSX and as CSV', async () => {
  for (const format of ['xlsx', 'csv']) {
    const exported = await fetch(`${hub.url}/api/roster/export?format=${format}`, { headers: bearer });
    const bytes = new Uint8Array(await exported.arrayBuffer());
    const { check: checked, lines, diff } = await check(bytes, `diem-cau.${format}`);
    assert.ok(checked.ok, JSON.stringify(checked.errors[0]));
    assert.is(diff.unchanged.length, 89, format);
    const before = hub.running.hub.projection.head;
    const imported = await importLines(lines, true);
    assert.is(imported.status, 200);
    await imported.arrayBuffer();
    assert.is(hub.running.hub.projection.head, before, 'nothing changed, nothing recorded');
  }
});

test('a preview says what will change and keeps what the file has no column for; then it is all or nothing', async () => {
  const { lines, diff } = await check(
    'Mã điểm cầu;Tên điểm cầu;Triệu tập\nDC02;Tên mới;77\nDC95;Điểm thêm;12\n',
    'moi.csv',
  );
  assert.equal([diff.added, diff.changed.map(({ id }) => id), diff.missing.length], [['DC95'], ['DC02'], 88]);
  const area = hub.running.hub.projection.point('DC02' as never)?.point.area;
  assert.is(lines.find(({ id }) => id === 'DC02')?.area, area);

  const before = hub.running.hub.projection.head;
  const broken = await importLines([...lines, { ...lines[0], summoned: -1 }], false);
  assert.is(broken.status, 400);
  assert.is(((await broken.json()) as { error: { field: string } }).error.field, 'lines.2.summoned');
  const twice = await importLines([...lines, lines[0]], false);
  assert.is(twice.status, 422);
  await twice.arrayBuffer();
  assert.is(hub.running.hub.projection.head, before);

  const imported = await importLines(lines, false);
  assert.is(imported.status, 200);
  await imported.arrayBuffer();
  assert.is(hub.running.hub.projection.point('DC02' as never)?.point.summoned, 77);
  assert.ok(hub.running.hub.projection.point('DC95' as never));
  const again = await check(new Uint8Array(), '');
  assert.not.ok(again.check.ok);
});

async function checkMended(body: object): Promise<Response> {
  return fetch(`${hub.url}/api/roster/check`, {
    method: 'POST',
    headers: { ...bearer, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
}

test('a file is tried again with what was mended on the page, and nothing is written by it', async () => {
  const text = 'Mã điểm cầu;Tên điểm cầu;Triệu tập\nDC02;Nhà văn hóa khu phố 1;khoảng 90\nDC02;Khác;5\nDC96;Bỏ đi;x\n';
  const first = await check(text, 'moi.csv');
  assert.equal(
    first.check.errors.map(({ row, field }) => [row, field]),
    [
      [2, 'summoned'],
      [3, 'id'],
      [4, 'summoned'],
    ],
  );
  const before = hub.running.hub.projection.head;
  const mended = {
    name: 'moi.csv',
    file: Buffer.from(text).toString('base64'),
    corrections: [
      { row: 2, field: 'summoned', value: '90' },
      { row: 2, field: 'shortName', value: 'Phố 1' },
      { row: 3, field: 'id', value: 'DC97' },
    ],
    dropRows: [4],
  };
  const response = await checkMended(mended);
  const { check: checked, lines } = (await response.json()) as Checked;
  assert.ok(checked.ok, JSON.stringify(checked.errors[0]));
  assert.equal(
    lines.map(({ id, shortName, summoned }) => [id, shortName, summoned]),
    [
      ['DC02', 'Phố 1', 90],
      ['DC97', 'Khác', 5],
    ],
  );
  assert.is(checked.sheet.skippedRows.filter(({ kind }) => kind === 'dropped').length, 1);
  assert.is(hub.running.hub.projection.head, before);
  for (const [wrong, field] of [
    [{ ...mended, retire: true }, 'retire'],
    [{ ...mended, dropRows: [0] }, 'dropRows.0'],
    [{ ...mended, corrections: [{ row: 2, field: '__proto__', value: '' }] }, 'corrections.0.field'],
    [{ ...mended, corrections: [{ row: 2, field: 'name', value: 'x'.repeat(201) }] }, 'corrections.0.value'],
  ] as const) {
    const refused = await checkMended(wrong);
    assert.is(refused.status, 400);
    assert.is(((await refused.json()) as { error: { field: string } }).error.field, field);
  }
});

test('the template is itself a list that can be imported', async () => {
  const response = await fetch(`${hub.url}/api/roster/template`, { headers: bearer });
  const { check: checked } = await check(new Uint8Array(await response.arrayBuffer()), 'mau.xlsx');
  assert.is(checked.errors.length, 0);
});

test('a backup of the running hub is a whole log', async () => {
  const response = await fetch(`${hub.url}/api/backup`, { method: 'POST', headers: bearer });
  assert.is(response.status, 200);
  const file = join(hub.dataDir, 'copy.sqlite');
  await writeFile(file, new Uint8Array(await response.arrayBuffer()));
  assert.is((await verifyLogFile(file)).head.seq, hub.running.hub.projection.head);
});

test.run();
