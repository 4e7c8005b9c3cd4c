import { attentionOf } from '@hub/shared/view/attention.ts';
import { isEscalated, latePoints, numbersOf, unreportedPoints } from '@hub/shared/view/late.ts';
import type { RoundId } from '@hub/shared/model/ids.ts';
import type { Round } from '@hub/shared/model/session.ts';
import type { PointRow, SessionView } from '@hub/shared/view/row.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { counted, pointRow } from '../support/point-row.ts';

const up = (since: number) => ({ state: 'up', reasons: [], since }) as const;
const ROUND: Round = {
  id: 'r1' as RoundId,
  kind: 'opening',
  name: '',
  number: 1,
  run: 1,
  openedAt: 0,
  deadlineAt: null,
  frozenAt: null,
};
const ids = (rows: readonly PointRow[]) => rows.map(({ index }) => index);
const view = (rows: readonly PointRow[], frozenAt: number | null = null) => ({
  rows,
  incidents: [],
  session: { round: { ...ROUND, frozenAt } } as SessionView,
});

test('[H13] the longest silent stand first: never reported before long ago, then the longest there', () => {
  const rows = [
    pointRow(0, { lastReportAt: 900, link: up(10) }),
    pointRow(1, { lastReportAt: null, link: up(50) }),
    pointRow(2, { headcount: counted(9, 10), lastReportAt: 950 }),
    pointRow(3, { lastReportAt: 400 }),
    pointRow(4, { lastReportAt: null, link: { state: 'lost', reasons: ['silent'], since: 20 } }),
    pointRow(5, { roundSummoned: null }),
  ];
  assert.equal(ids(latePoints(view(rows))), [4, 1, 3, 0]);
  assert.equal(latePoints(view(rows, 1_000)), [], 'nobody is late for a frozen round');
  assert.equal(ids(unreportedPoints(view(rows, 1_000))), [4, 1, 3, 0], 'and who has no figure in it is still told');
  const amended = [pointRow(0, { amended: { ...counted(5, 10), at: 1_100 } })];
  assert.equal(ids(unreportedPoints(view(amended, 1_000))), [0], 'an amendment makes no frozen figure');
  const before = { ...view(rows), session: { round: null } as SessionView };
  assert.equal(unreportedPoints(before), [], 'nobody owes a round that is not there');
  const silent = attentionOf(view(rows)).items.flatMap((item) => (item.kind === 'silent' ? [item.row] : []));
  assert.equal(ids(silent), [1, 3, 0], 'a point with a worse trouble is listed for that');
});

test('[H13] from the second reminder on the second contact is called first', () => {
  const row = (count: number, phones: Partial<PointRow>) =>
    pointRow(0, { reminded: count === 0 ? null : { count, at: 0 }, ...phones });
  const both = { phone: '0901', backupPhone: '0902' };
  assert.equal(numbersOf(row(0, both)), ['0901', '0902']);
  assert.equal(numbersOf(row(1, both)), ['0901', '0902']);
  assert.equal(numbersOf(row(2, both)), ['0902', '0901']);
  assert.is(isEscalated(row(3, both)), true);
  assert.equal(numbersOf(row(2, { phone: '0901', backupPhone: null })), ['0901']);
  // The roster knew the second number alone.
  assert.equal(numbersOf(row(2, { phone: '0902', backupPhone: '0902' })), ['0902']);
  assert.equal(numbersOf(row(2, {})), []);
});

test.run();
