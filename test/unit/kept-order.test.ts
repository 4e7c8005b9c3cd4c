import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { LINK_STATES, type LinkState } from '@hub/shared/model/link.ts';
import type { PointRow } from '@hub/shared/view/row.ts';
import { KeptOrder } from '@hub/client/ui/kept-order.ts';
import { rowFilter } from '@hub/client/ui/row-filter.ts';
import { rowCompare, SORT_KEYS, WORST_ON_TOP } from '@hub/client/ui/table-order.ts';
import { Random } from '../support/random.ts';
import { counted, pointRow } from '../support/point-row.ts';

const ALL = rowFilter(new Set(), '');

test('an order that is kept equals one that is sorted anew, whatever changes', () => {
  const seed = Number(process.env['SEED'] ?? 1);
  const random = new Random(seed);
  const kept = new KeptOrder();
  let wanted = ALL;
  let compare = rowCompare(WORST_ON_TOP);
  let count = 60;
  let rows = Array.from({ length: count }, (_, i) => changed(pointRow(i), random));
  let patched = 0;
  for (let step = 0; step < 2_000; step++) {
    const what = random.next();
    if (what < 0.02) compare = rowCompare({ key: random.pick(SORT_KEYS), reversed: random.chance(0.5) });
    else if (what < 0.04) {
      wanted = rowFilter(new Set(random.chance(0.5) ? [random.pick(LINK_STATES)] : []), random.chance(0.3) ? '1' : '');
    } else if (what < 0.06) rows = rows.filter(() => random.chance(0.9));
    else if (what < 0.08) for (let n = random.int(1, 8); n > 0; n--) rows.push(pointRow(count++));
    else {
      patched++;
      for (let n = random.int(0, 6); n > 0; n--) {
        const place = random.int(0, rows.length - 1);
        const row = rows[place];
        // In place, as the store does.
        if (row !== undefined) rows[place] = changed(row, random);
      }
    }
    const ids = (list: readonly PointRow[]): string[] => list.map((row) => `${row.id} ${row.link.state}`);
    assert.equal(ids(kept.update(rows, wanted, compare)), ids(rows.filter(wanted).sort(compare)), `SEED=${seed}`);
  }
  assert.ok(patched > 1_000);
});

test('while nothing changed the same list is given back', () => {
  const kept = new KeptOrder();
  const rows = [pointRow(0), pointRow(1)];
  const compare = rowCompare(WORST_ON_TOP);
  const first = kept.update(rows, ALL, compare);
  assert.is(kept.update([...rows], ALL, compare), first);
  rows[1] = { ...pointRow(1), devices: 2 };
  assert.is.not(kept.update(rows, ALL, compare), first);
});

test('rows are found without diacritics, and follow their names', () => {
  const hall = pointRow(0, { name: 'Hội trường Thị ủy', carrier: 'VNPT' });
  assert.ok(rowFilter(new Set(), 'thi uy')(hall));
  assert.ok(rowFilter(new Set(), ' VNPT  thị')(hall));
  assert.not.ok(rowFilter(new Set(), 'dong')(hall));
  assert.ok(rowFilter(new Set(), 'dong')({ ...hall, name: 'Xã Đồng Tâm' }));
  assert.not.ok(rowFilter(new Set(['lost']), 'thi uy')(hall));
});

function changed(row: PointRow, random: Random): PointRow {
  const state: LinkState = random.pick(LINK_STATES);
  return {
    ...row,
    link: { state, reasons: [], since: random.int(0, 5) },
    headcount: random.chance(0.5) ? counted(random.int(0, 10), 10) : null,
  };
}

test.run();
