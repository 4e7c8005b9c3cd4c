import { inflateRawSync } from 'node:zlib';
import type { RosterLine } from '@hub/shared/model/point.ts';
import type { RosterCheck } from '@hub/shared/model/roster-check.ts';
import { SHORT_NAME_MAX } from '@hub/shared/model/point.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { currentLines } from '@hub/server/ingest/roster-routes.ts';
import { readCsv } from '../support/read-csv.ts';
import { PAYLOADS, payload } from '../support/script-payloads.ts';
import { command } from '../support/sockets.ts';
import { startHub, type TestHub } from '../support/start-hub.ts';

let hub: TestHub;
let bearer: { Authorization: string };
const FORMULA = /^[=+\-@\t\r\n]/;

test.before(async () => {
  hub = await startHub({ memory: true });
  bearer = { Authorization: `Bearer ${(await hub.signIn('administrator')).credential}` };
  const [template] = currentLines(hub.running.hub);
  if (!template) throw new Error('the sample town has points');
  const lines: RosterLine[] = PAYLOADS.map((_, n) => hostile(template, n));
  const response = await fetch(`${hub.url}/api/roster/import`, {
    method: 'POST',
    headers: { ...bearer, 'Content-Type': 'application/json' },
    body: JSON.stringify({ commandId: command(), lines, retireMissing: true }),
  });
  assert.is(response.status, 200, await response.text());
});
test.after(() => hub.end());

function hostile(template: RosterLine, n: number): RosterLine {
  return {
    ...template,
    id: `P${String(n)}` as RosterLine['id'],
    kind: 'interactive',
    name: payload(n),
    shortName: payload(n, SHORT_NAME_MAX),
    unit: payload(n + 1),
    block: payload(n + 2),
    area: payload(n + 3),
    carrier: payload(n + 4),
    backupLine: payload(n + 5),
    technician: payload(n + 6),
    contact: { name: payload(n + 7), phone: payload(n + 8, 40), backupPhone: payload(n + 9, 40) },
  };
}

async function exported(format: string): Promise<Buffer> {
  const response = await fetch(`${hub.url}/api/roster/export?format=${format}`, { headers: bearer });
  assert.is(response.status, 200);
  assert.match(response.headers.get('content-disposition') ?? '', /^attachment; filename="[a-z-]+\.(csv|xlsx)"$/);
  return Buffer.from(await response.arrayBuffer());
}

/** Every file of a workbook, by name. */
function unzip(bytes: Buffer): Map<string, string> {
  const files = new Map<string, string>();
  const end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    const nameLength = bytes.readUInt16LE(at + 28);
    const local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const packed = bytes.subarray(start, start + bytes.readUInt32LE(at + 20));
    const content = bytes.readUInt16LE(at + 10) === 8 ? inflateRawSync(packed) : packed;
    files.set(bytes.toString('utf8', at + 46, at + 46 + nameLength), content.toString('utf8'));
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return files;
}

test('[R9] a hundred payloads in every text field leave a CSV without a cell that starts a formula', async () => {
  const rows = readCsv((await exported('csv')).toString('utf8').replace(/^\ufeff/, ''));
  assert.is(rows.length, PAYLOADS.length + 1);
  const cells = rows.flat();
  assert.ok(cells.some((cell) => cell.includes('HYPERLINK')) && cells.some((cell) => cell.includes('<script>')));
  for (const row of rows.slice(1)) {
    assert.is(row.length, rows[0]?.length);
    // The places of numbers hold numbers; a longitude may be negative.
    for (const cell of row) assert.ok(!FORMULA.test(cell) || /^-?\d+(\.\d+)?$/.test(cell), JSON.stringify(cell));
  }
});

test('[R9] and an XLSX without a formula, a link or anything else that acts', async () => {
  const files = unzip(await exported('xlsx'));
  const sheets = [...files.keys()].filter((name) => /^xl\/worksheets\/[^/]+\.xml$/.test(name));
  assert.ok(sheets.length > 0, [...files.keys()].join());
  for (const [name, xml] of files) {
    assert.not.match(name, /externalLink|vbaProject|connections|drawing|comments|\.bin$/i);
    assert.not.match(xml, /<(?:\w+:)?(?:f|hyperlinks?|oleObjects?|ddeLink|definedName|script)\b/i, name);
    assert.not.match(xml, /TargetMode="External"/i, name);
    assert.not.match(xml, /<!DOCTYPE|<!ENTITY|<\?xml-stylesheet/i, name);
  }
  const strings = [...files.values()]
    .flatMap((xml) => [...xml.matchAll(/<(?:\w+:)?t\b[^>]*>([^<]*)</g)])
    .map(([, text = '']) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'));
  assert.ok(strings.some((text) => text.includes('HYPERLINK')) && strings.some((text) => text.includes('<script>')));
  for (const text of strings) assert.not.match(text, FORMULA);
});

test('[R9] [R6] read back, nothing but the telephones that are none is objected to', async () => {
  for (const format of ['csv', 'xlsx']) {
    const response = await fetch(`${hub.url}/api/roster/check?name=x.${format}`, {
      method: 'POST',
      headers: bearer,
      body: new Uint8Array(await exported(format)),
    });
    const { check } = (await response.json()) as { check: RosterCheck };
    const fields = new Set(check.errors.map(({ field }) => field));
    assert.equal([...fields].sort(), ['backupPhone', 'phone'], format);
  }
});

test('there are a hundred payloads, all different', () => {
  assert.is(new Set(PAYLOADS).size, 100);
  for (const text of PAYLOADS) assert.ok(text.length <= 200, text);
});

test.run();
