import './fill-in.ts';
import type { AreaMap } from '@hub/shared/model/area-map.ts';
import type { PointId } from '@hub/shared/model/ids.ts';
import type { PointRow } from '@hub/shared/view/row.ts';
import { Map as MapLibre } from 'maplibre-gl';
import { flashBudget } from '../ui/flash-budget.ts';
import { readRemScale } from '../ui/rem.ts';
import { MIX_ORDER } from '../ui/states.ts';
import { boundsOf, isWithin, widened, type Bounds } from './area-shape.ts';
import type { BaseMap } from './area-source.ts';
import { rgbOf, token } from './colour.ts';
import { Ground, groundStyle, type Tint } from './ground.ts';
import { nameWorker } from './map-worker.ts';
import { drawMarkAtlas, MARK_INDEX, MARK_STATES } from './mark-atlas.ts';
import { toScreen, toWorld, worldOf, worldSizeAt, type Camera, type WorldPoint } from './mercator.ts';
import { LOOK, PointLayer, type FrameCost } from './point-layer.ts';
import { hasPlace, PointModel, type AreaCount } from './point-model.ts';
import { RingLayer, RING_OUTER } from './ring-layer.ts';
import {
  layOut,
  LOUD_SIZE,
  QUIET_SIZE,
  sizeOf,
  stepAside,
  type AreaWish,
  type Offsets,
  type Scene,
  type SceneInput,
} from './scene.ts';

const TOUCH_PX = 12;
const TOUCH_SMALL_PX = 15;
const SMALL_WIDTH = 1_200;
const RING_PX = 42;
/** Beyond so many, what asks for a person goes into the rings too. */
const APART_MAX = 150;
const PICK_PX = 14;
const MAX_ZOOM = 18;
const PADDING = 20;
/** The whole is shown beside the key that lies over the map, where that costs no more of the scale than this. */
const KEY_COST = 0.35;
/** With many points grouping costs milliseconds: then not more often than this. */
const MANY = 2_000;
const REGROUP_MS = 1_000;
const RELABEL_MS = 500;

export interface MapSigns {
  /** Labels are to be drawn anew. */
  readonly onScene: (scene: Scene, camera: Camera) => void;
  /** The map moved; labels follow as one piece until they are laid out again. */
  readonly onMove: (from: Camera, to: Camera) => void;
  /** Points that the map cannot show, by their place in the roster. */
  readonly onOff: (points: readonly number[]) => void;
  /** Something of the ground could not be drawn; the points stand. */
  readonly onFault: () => void;
  readonly onPick: (id: PointId) => void;
  readonly onHover: (row: PointRow | null, ringOf: number) => void;
}

export type SceneAsk = Pick<SceneInput, 'words' | 'measure' | 'covered'> & {
  readonly areaSecond: (count: AreaCount | undefined) => string;
  readonly areaShort: (name: string) => string;
};

/** The map itself: MapLibre for ground and movement, our own layers for the points. Knows nothing of the page around it. */
export class LiveMap {
  readonly model = new PointModel();
  readonly #map: MapLibre;
  readonly #points: PointLayer;
  readonly #rings: RingLayer;
  readonly #signs: MapSigns;
  readonly #motion = matchMedia('(prefers-reduced-motion: reduce)');
  readonly #ground: Ground;
  #offsets: ReadonlyMap<number, Offsets> = new Map();
  #origin: WorldPoint = { x: 0, y: 0 };
  #bounds: Bounds | null = null;
  /** Somebody chose what to see; until then the whole is shown. */
  #moved = false;
  /** How much larger than drawn for 16 px everything on the map is, as the page around it. */
  #scale = readRemScale();
  #ask: (() => SceneAsk) | null = null;
  #laidOutAt: Camera | null = null;
  #groupedAt = 0;
  #groupedFor = 0;
  #regroupTimer: ReturnType<typeof setTimeout> | null = null;
  #sceneFrame = 0;
  #sceneTimer: ReturnType<typeof setTimeout> | null = null;
  #laidAt = 0;
  #ended = false;
  /** How long the last change took on the main thread, ms; for the bench. */
  appliedMs = 0;
  /** The same of the last laying out of labels. */
  laidMs = 0;

  constructor(container: HTMLElement, label: string, signs: MapSigns) {
    nameWorker();
    this.#signs = signs;
    this.#map = new MapLibre({
      container,
      style: groundStyle(),
      center: [106, 16],
      zoom: 4,
      maxZoom: MAX_ZOOM,
      minZoom: 2,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      renderWorldCopies: false,
      fadeDuration: 0,
      trackResize: true,
      reduceMotion: this.#motion.matches,
    });
    this.#ground = new Ground(this.#map, this.model.areas);
    this.#map.keyboard.disableRotation();
    this.#map.touchZoomRotate.disableRotation();
    const canvas = this.#map.getCanvas();
    canvas.setAttribute('aria-label', label);
    const still = (): boolean => this.#motion.matches;
    this.#points = new PointLayer(
      () => this.camera(),
      () => this.#scale,
      still,
    );
    this.#rings = new RingLayer(() => this.camera());
    // Also after the graphics card was lost and came back: what is ours went with it.
    this.#map.on('style.load', () => {
      this.#map.addLayer(this.#rings);
      this.#map.addLayer(this.#points);
      this.#ground.load();
    });
    this.#map.on('webglcontextlost', () => this.#ground.lose());
    this.#map.on('error', () => signs.onFault());
    // Read by tests and by whoever takes pictures.
    this.#map.on('idle', () => {
      container.dataset['drawn'] = 'yes';
    });
    this.#map.on('move', () => {
      if (this.#laidOutAt) signs.onMove(this.#laidOutAt, this.camera());
    });
    this.#map.on('movestart', ({ originalEvent }) => {
      if (originalEvent) this.#moved = true;
    });
    this.#map.on('moveend', () => this.#settled());
    this.#map.on('resize', () => {
      this.#resize();
      if (!this.#moved) this.fit();
      this.#settled();
    });
    this.#map.on('click', (event) => this.#click(this.#drawn(event.point)));
    this.#map.on('mousemove', (event) => this.#hover(this.#drawn(event.point)));
    void this.repaint();
  }

  get tint(): Tint {
    return this.#ground.tint;
  }

  get scale(): number {
    return this.#scale;
  }

  /** What stands on the labels, asked for each time they are laid out. */
  setWords(ask: () => SceneAsk): void {
    this.#ask = ask;
    this.#lay();
  }

  /** What the last frame sent to the graphics card. */
  get sent(): FrameCost {
    return this.#points.cost;
  }

  /** In sixteenths of the page's font, as everything on the map is laid out: what is drawn grows with the page's text. */
  camera(): Camera {
    const { lng, lat } = this.#map.getCenter();
    const { clientWidth, clientHeight } = this.#map.getContainer();
    return {
      centre: worldOf(lng, lat),
      worldSize: worldSizeAt(this.#map.getZoom()) / this.#scale,
      width: clientWidth / this.#scale,
      height: clientHeight / this.#scale,
    };
  }

  #drawn({ x, y }: { readonly x: number; readonly y: number }): { readonly x: number; readonly y: number } {
    return { x: x / this.#scale, y: y / this.#scale };
  }

  /** A larger font of the page makes its columns wider and the map narrower, so it comes with a resize. */
  #resize(): void {
    const scale = readRemScale();
    if (scale === this.#scale) return;
    this.#scale = scale;
    this.#ground.repaint(scale);
    this.#map.triggerRepaint();
  }

  setAreas(areas: AreaMap | null): void {
    this.#ground.setAreas(areas);
    this.#bounds = this.#wholeBounds();
    if (this.model.count > 0) this.#tellOff();
    if (!this.#moved) this.fit();
    this.#lay();
  }

  async setBase(base: BaseMap | null): Promise<void> {
    await this.#ground.setBase(base).catch(() => this.#signs.onFault());
    if (!this.#ended) this.#ground.showBase();
  }

  /** Points that the map cannot show: without coordinates, or with some that lie far outside it. */
  #tellOff(): void {
    const { bounds } = this.#ground;
    const around = bounds === null ? null : widened(bounds, 0.5);
    const off: number[] = [];
    this.model.rows.forEach(({ longitude, latitude }, i) => {
      if (longitude === null || latitude === null) off.push(i);
      else if (around !== null && !isWithin(around, longitude, latitude)) off.push(i);
    });
    this.#signs.onOff(off);
  }

  /** `isCut`: these rows are of another time than those before, so what differs is no news. */
  follow(rows: readonly PointRow[], isCut = false): void {
    const started = performance.now();
    const { everything, changed, news, areas } = this.model.follow(rows);
    if (everything) {
      this.#origin = this.#middle();
      this.#points.setAll(this.model.count, this.#origin);
      for (let i = 0; i < this.model.count; i += 1) {
        this.#points.setPlace(i, { x: this.model.x[i] ?? 0, y: this.model.y[i] ?? 0 });
      }
      this.#bounds = this.#wholeBounds();
      if (!this.#moved) this.fit();
      this.#regroup();
      this.#ground.showTints();
      this.#tellOff();
    } else if (changed.length > 0) {
      const rings = new Set<number>();
      for (const i of changed) {
        this.#mark(i);
        rings.add(this.model.ringOf[i] ?? -1);
      }
      if (!isCut) {
        let flashed = '';
        const at = performance.now();
        for (const i of news) {
          if (!this.isAlone(i) || !flashBudget.allows(at)) continue;
          this.#points.flash(i);
          flashed = this.model.row(i)?.id ?? '';
        }
        // Read by tests: what is drawn is no element.
        if (flashed !== '') this.#map.getContainer().dataset['flashed'] = flashed;
      }
      for (const ring of rings) this.#showMix(ring);
      if (this.model.needsRegroup(APART_MAX)) this.#regroupSoon();
      this.#ground.showTints(areas);
      this.#map.triggerRepaint();
    } else return;
    this.#lay();
    this.appliedMs = performance.now() - started;
  }

  setFilter(isShown: (row: PointRow) => boolean): void {
    this.model.setFilter(isShown);
    if (this.model.count > 0) this.#regroup();
  }

  setTint(tint: Tint): void {
    this.#ground.tint = tint;
    this.#ground.showTints();
    this.#lay();
  }

  /** Labels that say how long something has lasted. */
  tick(): void {
    this.#lay();
  }

  fit(): void {
    if (this.#bounds === null) return;
    const { west, south, east, north } = this.#bounds;
    const { width, height } = this.camera();
    if (width < PADDING * 3 || height < PADDING * 3) return;
    const all: [number, number, number, number] = [west, south, east, north];
    const even = PADDING * this.#scale;
    const keyed = this.#besideKey(width) * this.#scale;
    const beside = { top: even, right: even, bottom: even, left: even + keyed };
    const [most, clear] = [even, beside].map((padding) => this.#map.cameraForBounds(all, { padding })?.zoom ?? 0);
    const padding = (clear ?? 0) >= (most ?? 0) - KEY_COST ? beside : even;
    this.#map.fitBounds(all, { padding, animate: false, maxZoom: 15 });
  }

  /** How far the key at the left reaches over the map. */
  #besideKey(width: number): number {
    const covered = this.#ask?.().covered ?? [];
    return Math.max(0, ...covered.filter(({ x }) => x < width / 4).map(({ x, w }) => x + w));
  }

  showAll(): void {
    this.#moved = false;
    this.fit();
  }

  zoomBy(steps: number): void {
    this.#moved = true;
    this.#map.zoomTo(this.#map.getZoom() + steps, { animate: !this.#motion.matches, duration: 180 });
  }

  /** After a change of colours. */
  async repaint(): Promise<void> {
    const atlas = await drawMarkAtlas();
    if (this.#ended) return;
    this.#points.setAtlas(
      atlas,
      MARK_STATES.map((state) => (state === 'up' || state === 'absent' || state === 'left' ? QUIET_SIZE : LOUD_SIZE)),
    );
    this.#rings.setColours(
      MIX_ORDER.map((state) => rgbOf(token(`--${state}`))),
      rgbOf(token('--bg-1')),
    );
    this.#ground.repaint(this.#scale);
    this.#map.triggerRepaint();
    this.#lay();
  }

  end(): void {
    this.#ended = true;
    if (this.#regroupTimer !== null) clearTimeout(this.#regroupTimer);
    if (this.#sceneTimer !== null) clearTimeout(this.#sceneTimer);
    cancelAnimationFrame(this.#sceneFrame);
    this.#map.remove();
  }

  /** The point's place on the screen, for marks that the labels draw. */
  spotOf(point: number, camera: Camera): { readonly x: number; readonly y: number } {
    const at = toScreen({ x: this.model.x[point] ?? 0, y: this.model.y[point] ?? 0 }, camera);
    const off = this.#offsets.get(point);
    return { x: at.x + (off?.dx ?? 0), y: at.y + (off?.dy ?? 0) };
  }

  /** Only a point that stands by itself has a place of its own. */
  isAlone(point: number): boolean {
    return (this.model.ringOf[point] ?? -1) < 0;
  }

  #wholeBounds(): Bounds | null {
    if (this.#ground.bounds !== null) return this.#ground.bounds;
    const places: (readonly number[])[] = [];
    for (const { longitude, latitude } of this.model.rows) {
      if (longitude !== null && latitude !== null) places.push([longitude, latitude]);
    }
    return boundsOf(places);
  }

  #middle(): WorldPoint {
    const first = this.model.rows.findIndex((row) => hasPlace(row));
    return first < 0 ? { x: 0, y: 0 } : { x: this.model.x[first] ?? 0, y: this.model.y[first] ?? 0 };
  }

  #settled(): void {
    if (this.model.count === 0) return;
    const { worldSize } = this.camera();
    if (Math.abs(worldSize / this.#groupedFor - 1) > 0.001) this.#regroup();
    else this.#layNow();
  }

  #regroupSoon(): void {
    const waits = this.model.count > MANY ? this.#groupedAt + REGROUP_MS - performance.now() : 0;
    if (waits <= 0) return this.#regroup();
    this.#regroupTimer ??= setTimeout(() => {
      this.#regroupTimer = null;
      this.#regroup();
    }, waits);
  }

  #regroup(): void {
    const { worldSize, width } = this.camera();
    const touch = width < SMALL_WIDTH ? TOUCH_SMALL_PX : TOUCH_PX;
    const { rings } = this.model.regroup(worldSize, { touch, ring: RING_PX, apartMax: APART_MAX });
    // Of the zoom it was grouped for; kept as world units so that a ring stays at its place while the map zooms.
    this.model.grouping = {
      ...this.model.grouping,
      rings: rings.map((ring) => ({ ...ring, x: ring.x / worldSize, y: ring.y / worldSize })),
    };
    this.#groupedFor = worldSize;
    this.#groupedAt = performance.now();
    this.#offsets = stepAside(this.model, worldSize);
    for (let i = 0; i < this.model.count; i += 1) this.#mark(i);
    this.#rings.setAll(this.model.grouping.rings, this.#origin);
    this.model.mixes.forEach((_, ring) => this.#showMix(ring));
    this.#map.triggerRepaint();
    this.#lay();
  }

  #mark(point: number): void {
    const row = this.model.row(point);
    if (!row) return;
    const look =
      !hasPlace(row) || !this.isAlone(point) ? LOOK.hidden : this.model.isShown(point) ? LOOK.full : LOOK.back;
    const off = this.#offsets.get(point);
    this.#points.setMark(point, MARK_INDEX[row.link.state], look, off?.dx ?? 0, off?.dy ?? 0);
  }

  #showMix(ring: number): void {
    const mix = this.model.mixes[ring];
    if (mix) this.#rings.setMix(ring, mix);
  }

  #lay(): void {
    if (this.#sceneFrame !== 0 || this.#sceneTimer !== null || this.#ended) return;
    // Many points change all the time; their labels need not, and not in the frame that applies the changes.
    const waits = this.model.count > MANY ? this.#laidAt + RELABEL_MS - performance.now() : 0;
    if (waits <= 0) this.#sceneFrame = requestAnimationFrame(() => this.#layNow());
    else this.#sceneTimer = setTimeout(() => this.#layNow(), waits);
  }

  #layNow(): void {
    cancelAnimationFrame(this.#sceneFrame);
    if (this.#sceneTimer !== null) clearTimeout(this.#sceneTimer);
    this.#sceneFrame = 0;
    this.#sceneTimer = null;
    const ask = this.#ask?.();
    if (!ask || this.model.count === 0 || this.#ended || this.#map.isMoving()) return;
    const started = performance.now();
    this.#laidAt = started;
    const camera = this.camera();
    const areas: AreaWish[] = this.#ground.wishes.map(({ name, key, places, width }) => ({
      name: ask.areaShort(name),
      second: ask.areaSecond(this.model.areas.get(key)),
      places,
      width,
    }));
    const scene = layOut({ model: this.model, camera, offsets: this.#offsets, areas, ...ask });
    this.#laidOutAt = camera;
    this.#signs.onScene(scene, camera);
    this.laidMs = performance.now() - started;
  }

  #pickAt(at: { readonly x: number; readonly y: number }): { readonly point: number; readonly ring: number } | null {
    const camera = this.camera();
    let best: { readonly point: number; readonly ring: number; readonly off: number } | null = null;
    this.model.grouping.rings.forEach((ring, i) => {
      const spot = toScreen(ring, camera);
      const off = Math.hypot(spot.x - at.x, spot.y - at.y);
      if (off <= RING_OUTER && (best === null || off < best.off)) best = { point: -1, ring: i, off };
    });
    const world = toWorld(at, camera);
    const reach = 80 / camera.worldSize;
    const alone = (point: number): void => {
      if (
        Math.abs((this.model.x[point] ?? 0) - world.x) > reach ||
        Math.abs((this.model.y[point] ?? 0) - world.y) > reach
      )
        return;
      const spot = this.spotOf(point, camera);
      // What needs a person lies on top and is picked first.
      const off = Math.hypot(spot.x - at.x, spot.y - at.y) - sizeOf(this.model, point) / 4;
      if (off <= PICK_PX && (best === null || off < best.off)) best = { point, ring: -1, off };
    };
    for (const point of this.model.grouping.singles) alone(point);
    for (const group of this.model.grouping.touching) group.forEach(alone);
    return best;
  }

  #click(at: { readonly x: number; readonly y: number }): void {
    const found = this.#pickAt(at);
    if (found === null) return;
    if (found.ring < 0) {
      const row = this.model.row(found.point);
      if (row) this.#signs.onPick(row.id);
      return;
    }
    this.openRing(found.ring);
  }

  /** Goes near enough to tell its points apart; where they stand at one place, opens the worst of them. */
  openRing(ring: number): void {
    const members = this.model.grouping.rings[ring]?.members ?? [];
    const rows = members.map((point) => this.model.row(point)).filter((row) => row !== undefined);
    const bounds = boundsOf(rows.map(({ longitude, latitude }) => [longitude ?? 0, latitude ?? 0]));
    const first = rows[0];
    if (bounds === null || !first) return;
    const rank = ({ link }: PointRow): number => MIX_ORDER.indexOf(link.state);
    const worst = rows.reduce((most, row) => (rank(row) > rank(most) ? row : most), first);
    const isOnePlace = bounds.east - bounds.west < 1e-5 && bounds.north - bounds.south < 1e-5;
    if (isOnePlace || this.#map.getZoom() > MAX_ZOOM - 0.5) return this.#signs.onPick(worst.id);
    const { west, south, east, north } = bounds;
    this.#moved = true;
    this.#map.fitBounds([west, south, east, north], {
      padding: 120 * this.#scale,
      animate: !this.#motion.matches,
      duration: 180,
    });
  }

  #hover(at: { readonly x: number; readonly y: number }): void {
    const found = this.#pickAt(at);
    this.#map.getCanvas().style.cursor = found === null ? '' : 'pointer';
    const row = found && found.ring < 0 ? (this.model.row(found.point) ?? null) : null;
    this.#signs.onHover(row, found?.ring ?? -1);
  }
}
