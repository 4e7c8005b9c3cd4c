import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { AttentionItem } from '@hub/shared/view/attention.ts';
import type { PointRow } from '@hub/shared/view/row.ts';
import { breaksInTwo, troublePages, wallAlarms, wallPages } from '@hub/client/wall/wall-layout.ts';
import { wallScale } from '@hub/client/wall/wall-fit.ts';
import { pointRow } from '../support/point-row.ts';

const rowOf = (index: number, area: string, rest: Partial<PointRow> = {}): PointRow =>
  pointRow(index, { area, ...rest });

/** The areas of the sample town, by number of points. */
const TOWN = [12, 8, 8, 7, 7, 7, 6, 6, 6, 5, 5, 5, 7];
function town(): PointRow[] {
  let index = 0;
  return TOWN.flatMap((count, area) =>
    Array.from({ length: count }, (_, i) => {
      const row = rowOf(index++, `Area ${area}`, area === 0 && i === 0 ? { kind: 'host' } : {});
      return row;
    }),
  );
}

test('89 points of 13 areas stand on one screen of 15 × 7 cells, each once', () => {
  const pages = wallPages(town());
  assert.is(pages.length, 1);
  const [page] = pages;
  assert.is(page?.columns, 15);
  assert.is(page?.lineCount, 7);
  assert.is(page?.lines.length, 7);
  const shown = page?.lines.flat().flatMap((group) => group.places.map((row) => row.id)) ?? [];
  assert.is(shown.length, 89);
  assert.is(new Set(shown).size, 89);
  for (const line of page?.lines ?? []) {
    const cells = line.reduce(
      (sum, group) => sum + 1 + group.places.reduce((tiles, row) => tiles + (row.kind === 'host' ? 2 : 1), 0),
      0,
    );
    assert.ok(cells <= 15, `a line holds ${cells} cells`);
  }
});

test('places do not move when states change', () => {
  const before = wallPages(town());
  const after = wallPages(town().map((row) => ({ ...row, link: { state: 'lost', reasons: ['silent'], since: 1 } })));
  const places = (pages: typeof before): string[] =>
    pages.flatMap((page) => page.lines.flatMap((line) => line.flatMap((group) => group.places.map((row) => row.id))));
  assert.equal(places(after), places(before));
});

test('an area longer than a line goes on in the next, and counts as one', () => {
  const [page] = wallPages(Array.from({ length: 60 }, (_, i) => rowOf(i, 'One')));
  const groups = page?.lines.flat() ?? [];
  assert.ok(groups.length > 1);
  assert.ok(groups.every((group) => group.whole.length === 60));
});

test('above 120 points the wall turns pages and the troubled come first', () => {
  const rows = Array.from({ length: 300 }, (_, i) => rowOf(i, `Area ${i % 30}`));
  assert.ok(wallPages(rows).length > 1);
  const [first, ...more] = troublePages(rows, rows.slice(299));
  assert.is(more.length, 0);
  assert.equal(
    first?.lines[0]?.map((group) => group.places.map((place) => place.id)),
    [['P299']],
  );
  assert.is(first?.lines[0]?.[0]?.whole.length, 10);
  assert.ok(first?.filled, 'what room they leave has the first of the other areas');
  assert.is(first?.lines.length, first?.lineCount);
  const below = first?.lines.slice(1).flat() ?? [];
  assert.ok(below.every(({ area, places, whole }) => area !== 'Area 29' && places.length === whole.length));
  assert.is(below.length, new Set(below.map(({ area }) => area)).size);
  const many = troublePages(rows, rows.slice(0, 200));
  assert.ok(many.length > 1);
  assert.ok(many.every(({ columns }) => columns === 15));
  assert.equal(troublePages(rows.slice(0, 89), rows.slice(0, 3)), [], 'one page shows every point already');
});

test('the worst alarm stays, the next two places take turns, and the rest is counted', () => {
  const item = (index: number): AttentionItem => ({ kind: 'link', row: rowOf(index, 'A'), incident: null });
  const ids = (turn: number): string[] =>
    wallAlarms([0, 1, 2, 3, 4].map(item), turn).shown.map((shown) => (shown.kind === 'link' ? shown.row.id : ''));
  assert.equal(ids(0), ['P0', 'P1', 'P2']);
  assert.equal(ids(1), ['P0', 'P3', 'P4']);
  assert.equal(ids(2), ['P0', 'P1', 'P2']);
  assert.is(wallAlarms([0, 1, 2, 3, 4].map(item), 0).moreCount, 2);
  assert.equal(wallAlarms([], 3), { shown: [], moreCount: 0 });
  const silent: AttentionItem = { kind: 'silent', row: rowOf(9, 'A') };
  assert.is(wallAlarms([silent], 0).shown.length, 0);
});

test('two words break only where they do not fit', () => {
  assert.ok(breaksInTwo('HTX NN'));
  assert.ok(breaksInTwo('Khối UBND'));
  assert.not.ok(breaksInTwo('THPT 2'));
  assert.not.ok(breaksInTwo('Thôn 4'));
});

test('the canvas scales whole', () => {
  assert.is(wallScale(3840, 2160), 2);
  assert.is(wallScale(1366, 768).toFixed(3), '0.711');
});

test.run();
