import type { PointId } from '@hub/shared/model/ids.ts';
import { LINK_STATES, type LinkState } from '@hub/shared/model/link.ts';
import type { PointRow } from '@hub/shared/view/row.ts';
import { Map as MapLibre } from 'maplibre-gl';
import '../ui/tokens.css';
import '../map/map.css';
import type { MapBench } from './map-bench-face.ts';
import { LiveMap } from '../map/live-map.ts';
import { nameWorker } from '../map/map-worker.ts';
import { token } from '../map/colour.ts';

let seed = 1;
const random = (): number => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
  return seed / 2_147_483_648;
};

function inventRow(index: number): PointRow {
  const town = (index % 63) + 1;
  return {
    id: `P${index}` as PointId,
    index,
    name: `Nhà văn hóa thôn ${index}`,
    shortName: `Thôn ${index}`,
    unit: '',
    block: '',
    area: `Xã ${Math.floor(index / 9)}`,
    summoned: 60,
    kind: index === 0 ? 'host' : 'interactive',
    linkKind: 'livekit',
    carrier: '',
    backupLine: '',
    technician: '',
    longitude: 103 + ((town * 37) % 61) / 10 + (random() - 0.5) * 1.6,
    latitude: 9 + (town * 14) / 63 + (random() - 0.5) * 0.9,
    link: { state: 'up', reasons: [], since: 0 },
    media: null,
    devices: 1,
    waiting: 0,
    faults: [],
    onAir: false,
    checks: {},
    headcount: null,
    amended: null,
    undecided: null,
    mutedUntil: null,
    roundSummoned: 60,
    lastReportAt: null,
    reminded: null,
    ownerId: null,
    owner: null,
    attending: [],
    unread: 0,
    unseen: 0,
    phone: null,
    backupPhone: null,
  };
}

let rows: PointRow[] = [];

/** Rows of a frame to come, made before anything is measured: on a page they come from the board. */
function inventChanges(changes: number): readonly PointRow[] {
  return Array.from({ length: changes }, () => {
    const row = rows[Math.floor(random() * rows.length)] as PointRow;
    const state = LINK_STATES[Math.floor(random() * LINK_STATES.length)] as LinkState;
    return { ...row, link: { state, reasons: [], since: row.link.since + 1 } };
  });
}

function take(changed: readonly PointRow[]): void {
  for (const row of changed) rows[row.index] = row;
}

const frame = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => resolve()));
const host = document.getElementById('map') as HTMLElement;
let apply: (changed: readonly PointRow[]) => Promise<number> = async () => 0;
let prepared: (readonly PointRow[])[] = [];
let own: LiveMap | null = null;

const bench: MapBench = {
  async start(peer, points, zoom) {
    const hasLabels = peer === 'labelled';
    seed = 1;
    rows = Array.from({ length: points }, (_, i) => inventRow(i));
    take(inventChanges(Math.round(points / 4)));
    if (peer !== 'setData') {
      const map = new LiveMap(host, 'bench', {
        onScene: () => {},
        onMove: () => {},
        onOff: () => {},
        onFault: () => {},
        onPick: () => {},
        onHover: () => {},
      });
      own = map;
      if (hasLabels)
        map.setWords(() => ({
          words: { figure: () => '46', ring: (count) => String(count) },
          measure: {
            tag: () => ({ w: 120, h: 23 }),
            figure: () => ({ w: 18, h: 16 }),
            area: () => ({ w: 90, h: 34 }),
          },
          covered: [],
          areaShort: (name) => name,
          areaSecond: () => '',
        }));
      map.follow(rows);
      map.setAreas(null);
      if (zoom > 0) map.zoomBy(zoom);
      apply = async () => {
        map.follow(rows);
        // Each frame's changes by themselves, however long the last picture took.
        map.redraw();
        return map.appliedMs;
      };
    } else {
      nameWorker();
      const features = rows.map((row, id) => featureOf(row, id));
      const map = new MapLibre({
        container: host,
        style: { version: 8, sources: {}, layers: [] },
        center: [106, 16],
        zoom: 5 + zoom,
        attributionControl: false,
      });
      await new Promise<void>((resolve) => void map.on('load', () => resolve()));
      map.addSource('points', { type: 'geojson', data: { type: 'FeatureCollection', features } });
      map.addLayer({
        id: 'points',
        type: 'circle',
        source: 'points',
        paint: {
          'circle-radius': 5,
          'circle-color': [
            'match',
            ['get', 'state'],
            ...LINK_STATES.flatMap((s) => [s, token(`--${s}`)]),
            '#888',
          ] as never,
        },
      });
      await map.once('idle');
      const source = map.getSource('points') as unknown as { setData(data: object): unknown };
      apply = async (changed) => {
        const from = performance.now();
        for (const row of changed) features[row.index] = featureOf(row, row.index);
        const shown = new Promise<void>((resolve) => {
          const look = (event: { sourceId?: string; isSourceLoaded?: boolean }): void => {
            if (event.sourceId !== 'points' || event.isSourceLoaded !== true) return;
            map.off('sourcedata', look);
            resolve();
          };
          map.on('sourcedata', look);
        });
        source.setData({ type: 'FeatureCollection', features });
        const took = performance.now() - from;
        await shown;
        return took;
      };
    }
    await new Promise((resolve) => setTimeout(resolve, 1_500));
  },
  prepare(frames, changes) {
    prepared = Array.from({ length: frames }, () => inventChanges(changes));
  },
  async run() {
    const applied: number[] = [];
    const labels: number[] = [];
    let bytes = 0;
    for (const changed of prepared.splice(0)) {
      await frame();
      take(changed);
      applied.push(await apply(changed));
      labels.push(own?.laidMs ?? 0);
      bytes += own?.sent.bytes ?? 0;
    }
    return { applied, labels, bytes: bytes / Math.max(1, applied.length) };
  },
};

function featureOf({ longitude, latitude, link }: PointRow, id: number) {
  return {
    type: 'Feature' as const,
    id,
    properties: { state: link.state },
    geometry: { type: 'Point' as const, coordinates: [longitude ?? 0, latitude ?? 0] },
  };
}

(globalThis as { mapBench?: MapBench }).mapBench = bench;
