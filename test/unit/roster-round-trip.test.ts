import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parsePointId } from '@hub/shared/model/ids.ts';
import { LINK_KINDS } from '@hub/shared/model/point.ts';
import type { RosterLine } from '@hub/shared/model/point.ts';
import { cleanText, cutText, neutralise, restoreText } from '@hub/server/roster/clean-text.ts';
import { diffRoster, keepMissingColumns } from '@hub/server/roster/diff-roster.ts';
import { parseRosterFile } from '@hub/server/roster/parse-apart.ts';
import { isFormulaError } from '@hub/server/roster/read-cells.ts';
import { writeRosterCsv, writeRosterTemplate, writeRosterXlsx } from '@hub/server/roster/write-roster.ts';
import { checkFile, faults, guesses } from '../support/roster-fixture.ts';

const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const RUNS = { seed: SEED, numRuns: 60, includeErrorInReport: true };
const PLAIN = { noNullPrototype: true } as const;
console.log(`SEED=${SEED}`);

/** Text that means something to a spreadsheet, a CSV, XML, HTML or JavaScript, and text of any code points. */
const strange = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.constantFrom(
      '=1+1',
      '+84',
      '-',
      '@SUM(A1)',
      "'=x",
      "''=x",
      '_x0041_',
      '_x005F_x0041_',
      '<b>&amp;"',
      '__proto__',
      'constructor',
      'Th\ufffd ủy',
      ';,\t|"',
      '007',
      '1.250',
      'NULL',
      'TRUE',
      'Tổng cộng',
      'STT',
      'NGƯỜI LẬP BIỂU',
      'I. KHỐI',
      '＝1',
      '10/9',
      '1e5',
    ),
  )
  .map((text) => cutText(cleanText(text), 200))
  .filter((text) => cleanText(text) === text && !isFormulaError(text));
const phone = fc.oneof(
  fc.constant(''),
  fc.integer({ min: 0, max: 99_999_999 }).map((number) => `09${String(number).padStart(8, '0')}`),
);
const place = fc.option(
  fc.record({
    longitude: fc.double({ min: 102, max: 117, noNaN: true }),
    latitude: fc.double({ min: 7, max: 23, noNaN: true }),
  }),
);

const lineWithoutCode = fc.record({
  name: strange.filter((text) => text !== ''),
  shortName: strange
    .map((text) => cutText(text, 9))
    .filter((text) => text !== '' && cleanText(text) === text && !isFormulaError(text)),
  unit: strange,
  block: strange,
  area: strange,
  summoned: fc.integer({ min: 0, max: 100_000 }),
  kind: fc.constantFrom('interactive' as const, 'receive-only' as const),
  linkKind: fc.constantFrom(...LINK_KINDS),
  carrier: strange,
  backupLine: strange,
  technician: strange,
  place,
  contact: fc.record({ name: strange, phone, backupPhone: phone }, PLAIN),
});

const roster = fc
  .array(lineWithoutCode, { minLength: 1, maxLength: 8 })
  .map((lines) =>
    lines.map(({ place: at, ...rest }, index): RosterLine =>
      lineOf(index, { ...rest, longitude: at?.longitude ?? null, latitude: at?.latitude ?? null }),
    ),
  );

function lineOf(index: number, change: Partial<RosterLine> = {}): RosterLine {
  const id = parsePointId(`DC${index + 1}`);
  assert.ok(id);
  const good = {
    name: `Nhà văn hóa thôn ${index + 1}`,
    shortName: `Thôn ${index + 1}`,
    unit: '',
    block: '',
    area: '',
    summoned: 30,
    linkKind: 'livekit' as const,
    carrier: '',
    backupLine: '',
    technician: '',
    longitude: null,
    latitude: null,
    contact: { name: '', phone: '', backupPhone: '' },
  };
  return { ...good, kind: 'interactive', ...change, id };
}

test('[R9] an exported CSV imports unchanged, whatever the text', async () => {
  await fc.assert(
    fc.asyncProperty(roster, async (lines) => {
      const check = await checkFile(writeRosterCsv(lines));
      assert.equal(faults(check), []);
      assert.equal(check.points, lines);
    }),
    RUNS,
  );
});

test('[R9] an exported XLSX imports unchanged, whatever the text', async () => {
  await fc.assert(
    fc.asyncProperty(roster, async (lines) => {
      const check = await checkFile(await writeRosterXlsx(lines));
      assert.equal(faults(check), []);
      assert.equal(check.points, lines);
    }),
    RUNS,
  );
});

test('[R9] an English export imports unchanged too', async () => {
  const lines = [lineOf(0, { kind: 'host' }), lineOf(1, { linkKind: 'broadcast', kind: 'receive-only' })];
  assert.equal((await checkFile(await writeRosterXlsx(lines, 'en'))).points, lines);
  assert.equal((await checkFile(writeRosterCsv(lines, 'en'))).points, lines);
});

test('[R9] no exported cell starts a formula', () => {
  const name = '=HYPERLINK("http://x","y")';
  const csv = new TextDecoder('utf-8', { ignoreBOM: true }).decode(
    writeRosterCsv([lineOf(0, { name, unit: '+1', area: '@x', block: '-1' })]),
  );
  assert.ok(csv.startsWith('\ufeff'));
  const cells = csv.split('\r\n')[1] ?? '';
  assert.ok(cells.includes(`"'=HYPERLINK`));
  assert.not.match(cells, /(^|,)"?[=+@-]/);
});

test('[R9] making a cell harmless is undone exactly', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        strange,
        fc.string().map((text) => `'${text}`),
      ),
      (text) => {
        assert.is(restoreText(neutralise(text)), text);
        assert.not.match(neutralise(text), /^[=+\-@\t\r]/);
      },
    ),
    { seed: SEED, numRuns: 2_000 },
  );
});

test('[R3] cleaning text twice is cleaning it once', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      const clean = cleanText(text);
      assert.is(cleanText(clean), clean);
      assert.is(clean.normalize('NFC'), clean);
    }),
    { seed: SEED, numRuns: 3_000 },
  );
});

test('[R9] the template reads as one example point, in both languages', async () => {
  for (const lang of ['vi', 'en'] as const) {
    const check = await checkFile(await writeRosterTemplate(lang));
    assert.equal(faults(check), []);
    assert.is(check.points.length, 1);
    assert.equal(guesses(check), ['1 noHost']);
  }
});

test('[R10] a second import shows what changes, by point code', () => {
  const before = [lineOf(0), lineOf(1), lineOf(2)];
  const after = [
    lineOf(0),
    lineOf(1, { summoned: 31, contact: { name: 'Bà B', phone: '', backupPhone: '' } }),
    lineOf(3),
  ];
  assert.equal(diffRoster(before, after), {
    added: ['DC4'],
    changed: [
      {
        id: 'DC2',
        fields: [
          { field: 'summoned', from: 30, to: 31 },
          { field: 'contactName', from: '', to: 'Bà B' },
        ],
      },
    ],
    unchanged: ['DC1'],
    missing: ['DC3'],
  });
});

test('[R10] a field for which the file has no column keeps what the session holds', async () => {
  const edited = lineOf(0, {
    shortName: 'Thôn Một',
    carrier: 'Mạng A',
    contact: { name: 'Bà B', phone: '0912345678', backupPhone: '' },
  });
  const check = await checkFile('Mã,Tên,Triệu tập,Điện thoại\nDC1,Nhà văn hóa thôn 1,30,\nDC2,Mới,5,\n');
  const kept = keepMissingColumns([edited], check);
  assert.equal(diffRoster([edited], kept).changed, [
    { id: 'DC1', fields: [{ field: 'phone', from: '0912345678', to: '' }] },
  ]);
  assert.is(kept[1]?.name, 'Mới');
});

test('[R5] 31,000 rows are read from XLSX and CSV', async () => {
  const lines = Array.from({ length: 31_000 }, (_, index) =>
    lineOf(index, {
      shortName: String(index),
      area: `Xã ${index % 3_321}`,
      kind: index === 0 ? 'host' : 'interactive',
    }),
  );
  for (const [name, bytes] of [
    ['a.xlsx', await writeRosterXlsx(lines)],
    ['a.csv', writeRosterCsv(lines)],
  ] as const) {
    const startedAt = performance.now();
    const check = await parseRosterFile(bytes, name);
    console.log(
      `${name}: 31,000 rows, ${(bytes.length / 1e6).toFixed(1)} MB, ${Math.round(performance.now() - startedAt)} ms`,
    );
    assert.is(check.errors.length, 0);
    assert.is(check.points.length, 31_000);
  }
});

test.run();
