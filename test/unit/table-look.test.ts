import { chargeOf, filterOptions, isSilent, NO_FILTER, tableTest } from '@hub/client/control/table/choice.ts';
import { cellValue, COLUMN_KEYS, parseColumns, shownColumns } from '@hub/client/control/table/columns.ts';
import { sheetCsv, sheetTsv } from '@hub/client/control/table/sheet-text.ts';
import { nextOrder, placeAfter, rowCompare, SORT_KEYS, WORST_ON_TOP } from '@hub/client/ui/table-order.ts';
import type { DeviceId } from '@hub/shared/model/ids.ts';
import { controlEn } from '@hub/shared/text/control-en.ts';
import { controlVi } from '@hub/shared/text/control-vi.ts';
import type { PointRow } from '@hub/shared/view/row.ts';
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { counted, pointRow } from '../support/point-row.ts';
import { readCsv } from '../support/read-csv.ts';

const NONE: ReadonlySet<never> = new Set();
const TAKEN = { ownerId: 'd1' as DeviceId, owner: 'KTV 2', technician: 'KTV 1' };
const rows = [
  pointRow(0, { area: 'Phường Trung Tâm', block: 'Cơ quan', carrier: 'Mạng A', kind: 'host', technician: 'KTV 1' }),
  pointRow(1, { area: 'Xã Yên Phú', carrier: 'Mạng B', headcount: counted(9, 10), ...TAKEN }),
  pointRow(2, { area: 'Xã Yên Phú', carrier: 'Mạng B', amended: { ...counted(8, 10), at: 5 } }),
  pointRow(3, { area: 'Xã Yên Phú', roundSummoned: null, link: { state: 'lost', reasons: ['silent'], since: 0 } }),
];
const found = (wanted: (row: PointRow) => boolean): number[] => rows.filter(wanted).map(({ index }) => index);

test('the table is narrowed by area, block, carrier, kind, charge and silence, each with states and search', () => {
  const by = (filter: Partial<typeof NO_FILTER>, query = '') =>
    found(tableTest(NONE, query, { ...NO_FILTER, ...filter }));
  assert.equal(by({}), [0, 1, 2, 3]);
  assert.equal(by({ area: 'Xã Yên Phú' }), [1, 2, 3]);
  assert.equal(by({ area: 'Xã Yên Phú', carrier: 'Mạng B' }, 'yen phu point 2'), [2]);
  assert.equal(by({ block: 'Cơ quan' }), [0]);
  assert.equal(by({ kind: 'host' }), [0]);
  assert.equal(found(tableTest(new Set(['lost']), '', { ...NO_FILTER, area: 'Xã Yên Phú' })), [3]);
});

test('[T1] the filter by charge goes by who took a point, else by the roster; nobody is a choice of its own', () => {
  const by = (charge: string) => found(tableTest(NONE, '', { ...NO_FILTER, charge }));
  assert.equal(by('KTV 2'), [1]);
  assert.equal(by('KTV 1'), [0]);
  assert.equal(by(''), [2, 3]);
  assert.is(chargeOf({ ...TAKEN, owner: null }), null, 'somebody without a name is nobody else');
  const options = filterOptions(rows, ['KTV 10', 'KTV 2', '']);
  assert.equal(options.charge, ['', 'KTV 1', 'KTV 2', 'KTV 10']);
  assert.equal(options.area, ['Phường Trung Tâm', 'Xã Yên Phú']);
  assert.equal(options.kind, ['host', 'interactive']);
});

test('[H1] [H7] silent is who owes the round a figure: not who came after the freeze, nor whom the round is not about', () => {
  assert.equal(found(isSilent), [0]);
});

test('every column sorts, and both ways give the same points', () => {
  for (const key of SORT_KEYS) {
    const order = nextOrder(WORST_ON_TOP, key);
    const sorted = [...rows].sort(rowCompare(order)).map(({ index }) => index);
    assert.equal([...sorted].sort(), [0, 1, 2, 3], key);
  }
  assert.ok(COLUMN_KEYS.every((key) => SORT_KEYS.includes(key)));
  const owners = [...rows].sort(rowCompare({ key: 'owner', reversed: false }));
  assert.is(owners[0]?.index, 1, 'points of which nothing is written come last');
});

test('the choice of columns: known ones in their order, always with code and name; nonsense counts as no choice', () => {
  assert.equal(parseColumns('phone carrier gone-since'), ['id', 'name', 'carrier', 'phone']);
  for (const kept of [null, '', 'x y', 'id name']) assert.is(parseColumns(kept), null);
  assert.ok(shownColumns(null, true).includes('phone'));
  assert.not.ok(shownColumns(null, false).includes('phone'));
  assert.equal(shownColumns(['phone', 'id'], false), ['id', 'phone']);
});

test('[H1] [H7] [K1] a sheet has numbers as numbers, says what is not known, and keeps what came late apart', () => {
  const cells = (words: typeof controlVi) => ({ words, now: 125_000, clock: () => '08:03' });
  const of = (row: PointRow | undefined, words = controlVi) =>
    (['present', 'excused', 'reportedAt', 'since', 'owner'] as const).map((key) =>
      cellValue(row ?? pointRow(9), key, cells(words)),
    );
  assert.equal(of(rows[0]), ['chưa báo', '', '', '2 phút', '']);
  assert.equal(of(rows[1]), [9, 1, '08:03', '2 phút', 'KTV 2']);
  assert.equal(of(rows[2])[0], '—, bổ sung 8');
  assert.is(of(rows[0], controlEn)[0], controlEn.notReported);
  const texts = COLUMN_KEYS.filter((key) => typeof cellValue(pointRow(1), key, cells(controlVi)) === 'string');
  assert.equal(
    COLUMN_KEYS.filter((key) => !texts.includes(key)),
    ['summoned'],
    'without a report only the number summoned is a number',
  );
});

test('[K1] no cell of a file or a copy is a formula, and both come apart into the cells they were made of', () => {
  const nasty = fc.constantFrom(
    '=1+1',
    '+84',
    '-2',
    '@SUM(A1)',
    "'=1",
    '＝1',
    '\t=1',
    'a"b',
    'a,b',
    'a\nb',
    'a;b',
    '"x',
    'Đồng',
  );
  const line = fc.array(fc.oneof(nasty, fc.string(), fc.nat(5000)), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(fc.array(line, { minLength: 1 }), (lines) => {
      const read = [
        readCsv(sheetCsv(lines).slice(1)),
        sheetTsv(lines)
          .split('\r\n')
          .map((one) => one.split('\t')),
      ];
      for (const sheet of read) {
        assert.is(sheet.length, lines.length);
        for (const [i, cells] of sheet.entries()) {
          assert.is(cells.length, 3);
          for (const [j, cell] of cells.entries()) {
            assert.not.match(cell, /^[=+\-@\t\r＝＋－＠]/);
            const value = lines[i]?.[j];
            if (typeof value === 'number') assert.is(cell, String(value));
          }
        }
      }
    }),
  );
});

test('keys walk the table row by row, by pages and to its ends', () => {
  assert.is(placeAfter('ArrowDown', -1, 5, 2), 0);
  assert.is(placeAfter('ArrowUp', 0, 5, 2), 0);
  assert.is(placeAfter('PageDown', 1, 5, 2), 3);
  assert.is(placeAfter('PageDown', 3, 5, 9), 4);
  assert.is(placeAfter('PageUp', 3, 5, 2), 1);
  assert.is(placeAfter('Home', 3, 5, 2), 0);
  assert.is(placeAfter('End', 0, 5, 2), 4);
  assert.is(placeAfter('x', 0, 5, 2), null);
  assert.is(placeAfter('Home', -1, 0, 2), null);
});

test.run();
