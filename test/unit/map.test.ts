import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { LinkState } from '@hub/shared/model/link.ts';
import { areaFaultField, areaFaultOf } from '@hub/shared/model/map-faults.ts';
import type { PointRow } from '@hub/shared/view/row.ts';
import { readAreaFile } from '@hub/shared/protocol/area-file.ts';
import { areaKey, matchAreas } from '@hub/shared/view/area-match.ts';
import { boundsOf, isInside, namePlaces } from '@hub/client/map/area-shape.ts';
import { rgbOf } from '@hub/client/map/colour.ts';
import { fillIn } from '@hub/client/map/fill-in.ts';
import { firstRows, rowsOf } from '@hub/client/map/list-order.ts';
import { groupPoints } from '@hub/client/map/group.ts';
import { toScreen, toWorld, worldOf, worldSizeAt, type Camera } from '@hub/client/map/mercator.ts';
import { overlap, Taken, placeLabel } from '@hub/client/map/place.ts';
import { PointModel } from '@hub/client/map/point-model.ts';
import { layOut, stepAside } from '@hub/client/map/scene.ts';
import { pointRow } from '../support/point-row.ts';

const near = (a: number, b: number, by = 1e-6): boolean => Math.abs(a - b) < by;
const camera: Camera = { centre: worldOf(106, 20.9), worldSize: worldSizeAt(11), width: 1_512, height: 800 };

const at = (index: number, x: number, y: number, state: LinkState = 'up', rest: Partial<PointRow> = {}): PointRow => {
  const world = toWorld({ x, y }, camera);
  const latitude = (Math.atan(Math.sinh(Math.PI * (1 - 2 * world.y))) * 180) / Math.PI;
  return pointRow(index, {
    longitude: (world.x - 0.5) * 360,
    latitude,
    link: { state, reasons: [], since: index },
    ...rest,
  });
};

const DISTANCES = { touch: 12, ring: 42, apartMax: 150 };

function modelOf(rows: readonly PointRow[]): PointModel {
  const model = new PointModel();
  model.follow(rows);
  const { rings } = model.regroup(camera.worldSize, DISTANCES);
  model.grouping = {
    ...model.grouping,
    rings: rings.map((ring) => ({ ...ring, x: ring.x / camera.worldSize, y: ring.y / camera.worldSize })),
  };
  return model;
}

test('[E2] what the library of the map calls and an old browser lacks is brought along, and nothing else is touched', () => {
  const gaps: Parameters<typeof fillIn>[0] = { array: {}, text: {}, object: {} };
  fillIn(gaps);
  const at = gaps?.array.at as (this: ArrayLike<unknown>, index: number) => unknown;
  for (const index of [-3, -1, 0, 1, 2, 5, Number.NaN]) {
    assert.is(at.call([7, 8, 9], index), [7, 8, 9].at(index));
    assert.is(at.call('Đồng', index), 'Đồng'.at(index));
  }
  const hasOwn = gaps?.object.hasOwn as typeof Object.hasOwn;
  assert.ok(hasOwn({ a: 1 }, 'a'));
  assert.not(hasOwn({}, 'toString'));
  const there = { at: 1 };
  fillIn({ array: there, text: {}, object: {} });
  assert.is(there.at, 1);
});

test('a colour is the same however the build writes it', () => {
  assert.equal(rgbOf('#fff'), [1, 1, 1]);
  assert.equal(rgbOf('#0f8'), rgbOf('#00ff88'));
  assert.equal(rgbOf('#11151b'), [0x11 / 255, 0x15 / 255, 0x1b / 255]);
});

test('a place on the earth comes to the screen and back', () => {
  assert.ok(near(worldOf(0, 0).x, 0.5) && near(worldOf(0, 0).y, 0.5));
  assert.ok(near(worldOf(180, 85.051129).y, 0, 1e-5));
  const spot = toScreen(worldOf(106.02, 20.93), camera);
  const back = toWorld(spot, camera);
  assert.ok(near(back.x, worldOf(106.02, 20.93).x, 1e-12));
});

test('[M4] two or three quiet points touch, four are a ring, and what needs a person stands outside', () => {
  const model = modelOf([
    at(0, 100, 100),
    at(1, 106, 100),
    at(2, 300, 300),
    at(3, 304, 300),
    at(4, 300, 305),
    at(5, 308, 303),
    at(6, 302, 302, 'lost'),
    at(7, 700, 300),
    at(8, 303, 299, 'up', { onAir: true }),
  ]);
  assert.equal(model.grouping.touching, [[0, 1]]);
  assert.equal(
    model.grouping.rings.map(({ members }) => members),
    [[2, 3, 4, 5]],
  );
  assert.equal(
    model.grouping.singles.toSorted((a, b) => a - b),
    [6, 7, 8],
  );
});

test('[M4] where too many need a person the rings take them in, the mix follows every change, and rings never overlap', () => {
  const rows = Array.from({ length: 4_000 }, (_, i) =>
    at(i, 300 + (i % 80) * 9, 100 + Math.floor(i / 80) * 11, i % 3 === 0 ? 'lost' : 'up'),
  );
  const model = modelOf(rows);
  const { rings } = model.grouping;
  const spots = rings.map((ring) => toScreen(ring, camera));
  for (const [i, a] of spots.entries()) {
    for (const b of spots.slice(i + 1)) assert.ok(Math.hypot(a.x - b.x, a.y - b.y) >= 38, 'rings lie apart');
  }
  const count = (): number => model.mixes.reduce((sum, mix) => sum + mix.lost, 0);
  const before = count();
  assert.ok(before > 1_000);
  const [first] = rings[0]?.members.filter((point) => model.row(point)?.link.state === 'up') ?? [];
  assert.type(first, 'number');
  const changed = rows.map((row, i) => (i === first ? { ...row, link: { ...row.link, state: 'lost' as const } } : row));
  assert.equal(model.follow(changed), {
    everything: false,
    changed: [first],
    news: [first],
    areas: new Set([areaKey(pointRow(0).area)]),
  });
  assert.is(count(), before + 1);
  assert.not(model.needsRegroup(150));
});

test('[M4] grouping a country takes no longer than a blink, and no point is lost or drawn twice', () => {
  const [x, y] = [new Float64Array(31_000), new Float64Array(31_000)];
  let seed = 7;
  const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  for (let i = 0; i < 31_000; i += 1) {
    x[i] = random() ** 2 * 900;
    y[i] = random() * 700;
  }
  const grouping = groupPoints({ x, y, count: 31_000, isIn: () => true, isApart: () => false }, DISTANCES);
  const all = [...grouping.rings.flatMap(({ members }) => members), ...grouping.touching.flat(), ...grouping.singles];
  assert.is(all.length, 31_000);
  assert.is(new Set(all).size, 31_000);
});

test('[M3] no label lies over another or over a mark; the host and every trouble are named while there is room', () => {
  const rows = Array.from({ length: 89 }, (_, i) =>
    at(i, 300 + ((i * 97) % 900), 60 + ((i * 61) % 640), i % 9 === 0 ? 'lost' : 'up', i === 5 ? { kind: 'host' } : {}),
  );
  const model = modelOf(rows);
  const scene = layOut({
    model,
    camera,
    offsets: new Map(),
    areas: [{ name: 'Tân Lập', second: '1/2', places: [toWorld({ x: 700, y: 300 }, camera)], width: 1e-3 }],
    words: { figure: () => '46', ring: String },
    measure: {
      tag: () => ({ w: 130, h: 23 }),
      figure: () => ({ w: 18, h: 16 }),
      area: () => ({ w: 80, h: 34 }),
    },
    covered: [{ x: 0, y: 600, w: 320, h: 200 }],
  });
  assert.ok(scene.marked.includes(5));
  assert.is(scene.names.length, rows.filter(({ link, kind }) => link.state === 'lost' || kind === 'host').length);
  assert.is(scene.areas.length, 1);
  assert.ok(scene.counts.length > 50);
  const boxes = [
    ...scene.names.map(({ box }) => box),
    ...scene.areas.map(({ box }) => box),
    ...scene.counts.map(({ x, y }) => ({ x, y: y - 8, w: 18, h: 16 })),
  ];
  for (const [i, a] of boxes.entries()) {
    for (const b of boxes.slice(i + 1)) assert.not(overlap(a, b));
    assert.not(overlap(a, { x: 0, y: 600, w: 320, h: 200 }));
  }
});

test('[M3] a mark that stood on a ring steps to its edge, so that its number can be read', () => {
  const crowd = Array.from({ length: 30 }, (_, i) => at(i, 400 + (i % 6), 300 + Math.floor(i / 6)));
  const loud = [
    at(30, 402, 301, 'up', { kind: 'host' }),
    at(31, 400, 300, 'lost'),
    at(32, 398, 303, 'impaired'),
    at(33, 402, 301, 'up', { onAir: true }),
  ];
  const model = modelOf([...crowd, ...loud]);
  const [ring] = model.grouping.rings;
  assert.ok(ring && model.grouping.rings.length === 1);
  const offsets = stepAside(model, camera.worldSize);
  const middle = toScreen(ring, camera);
  for (const [point, reach] of [
    [30, 13],
    [31, 9],
    [32, 9],
    [33, 16],
  ] as const) {
    const own = toScreen({ x: model.x[point] ?? 0, y: model.y[point] ?? 0 }, camera);
    const { dx, dy } = offsets.get(point) ?? { dx: 0, dy: 0 };
    const off = Math.hypot(own.x + dx - middle.x, own.y + dy - middle.y);
    assert.ok(off >= 19 + reach && off < 70, `${point}: ${off}`);
    assert.ok(Math.max(Math.abs(dx), Math.abs(dy)) <= 127, 'fits the buffer');
  }
});

test('[M8] the list beside the map has what needs a person first, each rank in roster order, as it is now', () => {
  const states: LinkState[] = ['up', 'lost', 'absent', 'impaired', 'up', 'lost', 'unknown'];
  const rows = states.map((state, i) => at(i, i, i, state, i === 4 ? { kind: 'host' } : {}));
  const ids = (list: readonly PointRow[] | null) => list?.map(({ index }) => index);
  assert.equal(ids(firstRows(rows, 99)), [4, 1, 5, 6, 3, 2, 0]);
  assert.equal(ids(firstRows(rows, 3)), [4, 1, 5]);
  const order = firstRows(rows, 3).map(({ id }) => id);
  rows[1] = at(1, 1, 1, 'up');
  assert.equal(
    rowsOf(rows, order)?.map(({ link }) => link.state),
    ['up', 'up', 'lost'],
  );
  assert.is(rowsOf(rows.slice(0, 4), order), null);
});

test('[M3] a label that finds no room beside its mark stands off on a line that crosses nothing', () => {
  const taken = new Taken();
  for (const [x, y] of [
    [40, 40],
    [112, 40],
    [40, 112],
    [112, 112],
  ] as const) {
    taken.add({ x, y, w: 48, h: 48 });
  }
  const placed = placeLabel({ at: { x: 100, y: 100 }, reach: 10, w: 50, h: 30 }, taken, () => true, 'clear');
  assert.ok(placed?.leader);
  assert.is(
    placeLabel({ at: { x: 100, y: 100 }, reach: 10, w: 50, h: 30 }, taken, () => true, 'none'),
    null,
  );
});

test('an area is named at a place inside it, also where its middle is not', () => {
  const bent = {
    type: 'Feature' as const,
    properties: { name: 'A' },
    geometry: {
      type: 'Polygon' as const,
      coordinates: [
        [
          [0, 0],
          [10, 0],
          [10, 2],
          [2, 2],
          [2, 8],
          [10, 8],
          [10, 10],
          [0, 10],
          [0, 0],
        ],
      ],
    },
  };
  const [first] = namePlaces(bent);
  assert.ok(first && isInside(bent.geometry.coordinates, first[0], first[1]));
  assert.equal(boundsOf(bent.geometry.coordinates[0] ?? []), { west: 0, south: 0, east: 10, north: 10 });
});

test('[M2] a file of boundaries is read strictly where it matters, and areas are matched to the roster by name', () => {
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
  const feature = (name: unknown, geometry: unknown = square) => ({
    type: 'Feature',
    properties: { name, code: 1 },
    geometry,
  });
  const file = (...features: unknown[]) => ({ type: 'FeatureCollection', features });
  assert.equal(readAreaFile(file(feature(' Xã A '))).map?.features[0]?.properties, { name: 'Xã A' });
  for (const [bad, where] of [
    [file(feature('')), 'features.0.name'],
    [file(feature('A'), feature(7)), 'features.1.name'],
    [file(feature('A', null)), 'features.0.shape'],
    [file(feature('A', { type: 'Point', coordinates: [0, 0] })), 'features.0.shape'],
    [file(feature('A', { type: 'Polygon', coordinates: [[[0, 0]]] })), 'features.0.outline'],
    [
      file(
        feature('A', {
          type: 'Polygon',
          coordinates: [
            [
              [0, 0],
              ['x', 1],
              [1, 1],
              [0, 0],
            ],
          ],
        }),
      ),
      'features.0.coordinates',
    ],
    [
      file(
        feature('A', {
          type: 'Polygon',
          coordinates: [
            [
              [0, 0],
              [999, 0],
              [1, 1],
              [0, 0],
            ],
          ],
        }),
      ),
      'features.0.degrees',
    ],
    [[], 'file.collection'],
    [{ type: 'FeatureCollection', features: {} }, 'file.collection'],
  ] as const) {
    const read = readAreaFile(bad);
    assert.is(read.map, null);
    if (read.map !== null) continue;
    assert.is(areaFaultField(read.wrong), where);
    assert.equal(areaFaultOf(where), read.wrong);
  }
  assert.equal(matchAreas(['Phường Tân Lập', 'Xã B'], ['phuong tan lap', 'Xã C', '']), {
    unbounded: ['Xã C'],
    unpeopled: ['Xã B'],
  });
});

test.run();
