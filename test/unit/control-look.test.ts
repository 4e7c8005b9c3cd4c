import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { LinkState } from '@hub/shared/model/link.ts';
import { LINK_STATES } from '@hub/shared/model/link.ts';
import type { SessionId, RoundId } from '@hub/shared/model/ids.ts';
import { controlEn } from '@hub/shared/text/control-en.ts';
import { controlVi } from '@hub/shared/text/control-vi.ts';
import type { BoardView, PointRow, SessionView, Totals } from '@hub/shared/view/row.ts';
import { EMPTY_DRAFT, filled, sumCheck } from '@hub/shared/view/sum.ts';
import { figureLine } from '@hub/client/control/figure-line.ts';
import { gridPages, pageWith, turned } from '@hub/client/control/grid-pages.ts';
import { areaColumns, TILES_ABREAST } from '@hub/client/control/tile-columns.ts';
import { nextOrder, rowCompare, WORST_ON_TOP, type Order } from '@hub/client/ui/table-order.ts';
import { ownerOf, whyOf, whyShort } from '@hub/client/ui/why.ts';
import { counted, pointRow } from '../support/point-row.ts';

const orderRows = (rows: readonly PointRow[], order: Order): PointRow[] => [...rows].sort(rowCompare(order));
const inState = (index: number, state: LinkState, since = 0) =>
  pointRow(index, { link: { state, reasons: [], since } });

test('a table starts with the worst, the longest first, and the silent before those that reported', () => {
  const rows = [
    pointRow(0, { headcount: counted(10, 10) }),
    inState(1, 'impaired', 200),
    inState(2, 'impaired', 100),
    pointRow(3),
    inState(4, 'lost'),
    inState(5, 'unknown'),
    inState(6, 'left'),
  ];
  assert.equal(
    orderRows(rows, WORST_ON_TOP).map((row) => row.index),
    [4, 5, 2, 1, 6, 3, 0],
  );
  const reversed = nextOrder(WORST_ON_TOP, 'state');
  assert.ok(reversed.reversed);
  assert.is(orderRows(rows, reversed)[0]?.index, 0);
});

test('[H1] ordered by figures, points that have not reported stand apart from a reported 0', () => {
  const rows = [pointRow(0, { headcount: counted(0, 10) }), pointRow(1), pointRow(2, { headcount: counted(7, 10) })];
  assert.equal(
    orderRows(rows, { key: 'present', reversed: false }).map((row) => row.index),
    [1, 2, 0],
  );
});

test('[H3] the sum is checked as it is typed', () => {
  assert.equal(sumCheck(EMPTY_DRAFT, 44), { kind: 'empty' });
  assert.equal(sumCheck({ ...EMPTY_DRAFT, guests: 3 }, 44), { kind: 'empty' });
  assert.equal(sumCheck({ present: 40, excused: 2, unexcused: null, guests: 1 }, 44), {
    kind: 'short',
    declared: 42,
    difference: 2,
  });
  assert.equal(sumCheck({ present: 42, excused: 2, unexcused: 0, guests: 1 }, 44), { kind: 'match', declared: 44 });
  assert.equal(sumCheck({ present: 45, excused: null, unexcused: null, guests: null }, 44), {
    kind: 'over',
    declared: 45,
    difference: 1,
  });
  assert.equal(filled({ present: 44, excused: null, unexcused: null, guests: null }), {
    present: 44,
    excused: 0,
    unexcused: 0,
    guests: 0,
  });
});

function board(round: boolean, reported: number): Pick<BoardView, 'totals' | 'session'> {
  const byState = Object.fromEntries(LINK_STATES.map((state) => [state, 0])) as Record<LinkState, number>;
  const totals: Totals = {
    points: 89,
    byState: { ...byState, up: 87, lost: 2 },
    reported,
    summoned: 4863,
    summonedReported: 4800,
    present: 4741,
    excused: 0,
    unexcused: 0,
    guests: 0,
    amended: 0,
    covered: 89,
    elsewhere: [],
    incidentsClosed: 0,
  };
  const open = {
    id: 'r' as RoundId,
    kind: 'opening',
    name: '',
    number: 1,
    run: 1,
    openedAt: 0,
    deadlineAt: null,
    frozenAt: null,
  } as const;
  const session: SessionView = {
    id: 's' as SessionId,
    title: '',
    hostName: '',
    hotline: '',
    timeZone: 'Asia/Ho_Chi_Minh',
    plannedAt: null,
    phase: 'live',
    phaseSince: 0,
    run: 1,
    round: round ? open : null,
    rounds: round ? [open] : [],
    trend: null,
    earlier: [],
    personalErasedAt: null,
    rosterVersion: 1,
    mediaConfigured: true,
  };
  return { totals, session };
}

test('[H2] the figure line carries its coverage, and says nothing of people nobody reported', () => {
  const at = Date.UTC(2022, 8, 11, 1, 3, 20);
  assert.is(figureLine(board(true, 85), at, controlVi), '87/89 điểm, 4.741/4.863, 97,5%, 85/89 đã báo, 08:03');
  assert.is(figureLine(board(true, 85), at, controlEn), '87/89 points, 4,741/4,863, 97.5%, 85/89 reported, 08:03');
  assert.is(figureLine(board(true, 0), at, controlVi), '87/89 điểm, 0/89 đã báo, 08:03');
  assert.is(figureLine(board(false, 0), at, controlVi), '87/89 điểm, chưa mở lượt báo, 08:03');
});

test('areas fill three columns in order, each point once', () => {
  const rows = [12, 8, 8, 7, 7, 7, 6, 6, 6, 5, 5, 5, 7].flatMap((count, area) =>
    Array.from({ length: count }, (_, i) => pointRow(area * 100 + i, { area: `Area ${area}` })),
  );
  const columns = areaColumns(rows, 3);
  assert.is(columns.length, 3);
  assert.equal(
    columns.flat().map((group) => group.area),
    [...new Set(rows.map((row) => row.area))],
  );
  assert.is(columns.flat().flatMap((group) => group.places).length, 89);
  assert.equal(areaColumns([], 3), []);
});

test('above 120 points the grid has pages: each point once, an area under its own head, and those found alone', () => {
  const rows = Array.from({ length: 300 }, (_, i) => pointRow(i, { area: `Area ${Math.floor(i / 43)}` }));
  const pages = gridPages('all', rows, rows);
  assert.ok(pages.length > 2);
  const tiles = pages.flatMap(({ columns }) => columns.flat());
  assert.equal(
    tiles.flatMap(({ places }) => places.map(({ id }) => id)),
    rows.map(({ id }) => id),
  );
  for (const { columns } of pages) {
    assert.ok(columns.length <= 3);
    for (const areas of columns) {
      const lines = areas.reduce((sum, { places }) => sum + Math.ceil(places.length / TILES_ABREAST) + 0.75, 0);
      assert.ok(lines <= 13, `a column of ${lines} lines`);
    }
  }
  assert.ok(tiles.slice(0, -1).every(({ whole }) => whole.length === 43));
  const found = gridPages('found', rows.slice(298), rows);
  assert.is(found.length, 1);
  assert.equal([pageWith(pages, 'P0'), pageWith(pages, 'P299'), pageWith(found, 'P0')], [0, pages.length - 1, -1]);
  assert.equal(gridPages('troubled', [], rows), []);
  assert.equal([turned(0, -1, 3), turned(2, 1, 3), turned(0, 1, 0)], [2, 0, 0]);
});

test('[L3] every trouble says why, and a reported fault says which', () => {
  const faulty = pointRow(1, {
    link: { state: 'impaired', reasons: ['operator-reported', 'poor-network'], since: 0 },
    faults: ['audio'],
  });
  assert.is(whyOf(faulty, controlVi), 'Điểm cầu báo mất tiếng, mạng yếu');
  assert.is(whyShort(faulty, controlVi), 'Mất tiếng');
  assert.is(whyOf(pointRow(2), controlVi), '');
  assert.is(whyOf(inState(3, 'absent'), controlVi), 'Chưa thấy gì trong phiên');
});

test('[I2] an incident names its owner or says that there is none', () => {
  assert.is(ownerOf({ status: 'open', owner: null, ownerId: null }, controlVi), 'chưa ai nhận');
  const taken = { status: 'acknowledged', owner: 'KTV 3', ownerId: 'd3' } as const;
  assert.is(ownerOf(taken, controlVi, 'd1'), 'KTV 3 đang xử lý');
  assert.is(ownerOf(taken, controlVi, 'd3'), 'KTV 3 (bạn) đang xử lý');
  assert.is(ownerOf({ ...taken, owner: null }, controlVi), 'đang được xử lý');
});

test.run();
