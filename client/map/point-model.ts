import type { LinkState } from '@hub/shared/model/link.ts';
import type { PointRow } from '@hub/shared/view/row.ts';
import { areaKey } from '@hub/shared/view/area-match.ts';
import { isNews } from '../ui/row-change.ts';
import { groupPoints, type Distances, type Grouping } from './group.ts';
import { worldOf } from './mercator.ts';
import type { Mix } from './ring-layer.ts';

/** Circles need nobody: drawn small, and as one where they are near to each other. */
const QUIET: Readonly<Record<LinkState, boolean>> = {
  up: true,
  joining: false,
  impaired: false,
  lost: false,
  unknown: false,
  absent: true,
  left: true,
};

export interface AreaCount {
  points: number;
  up: number;
  /** Came in this session and is not well. */
  down: number;
  /** Of which the round asks a figure; `reported` are of these. */
  asked: number;
  reported: number;
}

export interface Changes {
  /** Points came, went or moved: all is to be drawn anew. */
  readonly everything: boolean;
  readonly changed: readonly number[];
  /** Whether there is news of them that an eye should be drawn to. */
  readonly news: readonly number[];
  /** Keys of the areas whose counts may be others. */
  readonly areas: ReadonlySet<string>;
}

export const emptyMix = (): Mix => ({ up: 0, joining: 0, impaired: 0, lost: 0, unknown: 0, absent: 0, left: 0 });

export function hasPlace({ longitude, latitude }: Pick<PointRow, 'longitude' | 'latitude'>): boolean {
  return longitude !== null && latitude !== null;
}

/**
 * What the map knows of the points, by their place in the roster, in flat lists. It follows the board by comparing rows, which
 * are replaced when they change and never changed in place: 31,000 comparisons cost less than telling it of each change.
 */
export class PointModel {
  #rows: PointRow[] = [];
  #longitude: (number | null)[] = [];
  /** World units. */
  x = new Float64Array(0);
  y = new Float64Array(0);
  /** The ring a point is in, or −1. */
  ringOf = new Int32Array(0);
  mixes: Mix[] = [];
  grouping: Grouping = { rings: [], touching: [], singles: [] };
  readonly areas = new Map<string, AreaCount>();
  readonly #shown: boolean[] = [];
  #isShown: (row: PointRow) => boolean = () => true;
  #apart = 0;
  /** So many stand apart that the rings take them in. */
  #crowded = false;

  get count(): number {
    return this.#rows.length;
  }

  row(point: number): PointRow | undefined {
    return this.#rows[point];
  }

  get rows(): readonly PointRow[] {
    return this.#rows;
  }

  isShown(point: number): boolean {
    return this.#shown[point] === true;
  }

  isApart(point: number): boolean {
    const row = this.#rows[point];
    return row !== undefined && (!QUIET[row.link.state] || row.onAir || row.kind === 'host');
  }

  /** Takes the board's rows. `regroup` in the answer of `needsRegroup` afterwards. */
  follow(rows: readonly PointRow[]): Changes {
    const changed = this.#changed(rows);
    const areas = new Set<string>();
    const news: number[] = [];
    if (changed === null) {
      this.#takeAll(rows);
      return { everything: true, changed: [], news, areas };
    }
    for (const i of changed) {
      const before = this.#rows[i];
      const after = rows[i];
      if (before === undefined || after === undefined) continue;
      areas.add(keyOf(before.area)).add(keyOf(after.area));
      const was = this.isApart(i);
      this.#count(before, -1);
      this.#rows[i] = after;
      this.#count(after, 1);
      if (isNews(before, after)) news.push(i);
      const ring = this.ringOf[i] ?? -1;
      const mix = this.mixes[ring];
      if (mix && before.link.state !== after.link.state) {
        mix[before.link.state] -= 1;
        mix[after.link.state] += 1;
      }
      const isApart = this.isApart(i);
      if (was !== isApart) {
        this.#apart += isApart ? 1 : -1;
        if (!this.#crowded) this.#stale = true;
      }
      const shown = this.#isShown(after);
      if (shown !== this.#shown[i]) {
        this.#shown[i] = shown;
        this.#stale = true;
      }
    }
    return { everything: false, changed, news, areas };
  }

  /** Null: points came, went or moved. */
  #changed(rows: readonly PointRow[]): number[] | null {
    if (rows.length !== this.#rows.length) return null;
    const changed: number[] = [];
    for (let i = 0; i < rows.length; i += 1) {
      const row = rows[i];
      if (row === this.#rows[i]) continue;
      if (row === undefined || !this.#isSamePlace(row, i)) return null;
      changed.push(i);
    }
    return changed;
  }

  #stale = true;

  /** What is drawn as one has become another set of points. */
  needsRegroup(apartMax: number): boolean {
    // Only well below the limit do they stand apart again, so that the picture does not go to and fro.
    return this.#stale || (this.#crowded ? this.#apart < apartMax / 2 : this.#apart > apartMax);
  }

  setFilter(isShown: (row: PointRow) => boolean): void {
    this.#isShown = isShown;
    this.#rows.forEach((row, i) => {
      this.#shown[i] = isShown(row);
    });
    this.#stale = true;
  }

  regroup(worldSize: number, distances: Distances): Grouping {
    const { count } = this;
    const [x, y] = [this.x.map((value) => value * worldSize), this.y.map((value) => value * worldSize)];
    this.#crowded = this.#apart > (this.#crowded ? distances.apartMax / 2 : distances.apartMax);
    this.grouping = groupPoints(
      {
        x,
        y,
        count,
        isIn: (i) => this.isShown(i) && this.#longitude[i] !== null,
        isApart: (i) => this.isApart(i),
      },
      { ...distances, apartMax: this.#crowded ? 0 : Number.POSITIVE_INFINITY },
    );
    this.ringOf.fill(-1);
    this.mixes = this.grouping.rings.map(({ members }, ring) => {
      const mix = emptyMix();
      for (const member of members) {
        this.ringOf[member] = ring;
        const row = this.#rows[member];
        if (row) mix[row.link.state] += 1;
      }
      return mix;
    });
    this.#stale = false;
    return this.grouping;
  }

  #isSamePlace(row: PointRow, i: number): boolean {
    const held = this.#rows[i];
    return (
      held !== undefined &&
      held.id === row.id &&
      held.longitude === row.longitude &&
      held.latitude === row.latitude &&
      held.kind === row.kind
    );
  }

  #takeAll(rows: readonly PointRow[]): void {
    this.#rows = [...rows];
    this.#longitude = rows.map((row) => (hasPlace(row) ? row.longitude : null));
    this.x = new Float64Array(rows.length);
    this.y = new Float64Array(rows.length);
    this.ringOf = new Int32Array(rows.length).fill(-1);
    this.areas.clear();
    this.#apart = 0;
    rows.forEach((row, i) => {
      const at = worldOf(row.longitude ?? 0, row.latitude ?? 0);
      this.x[i] = at.x;
      this.y[i] = at.y;
      this.#shown[i] = this.#isShown(row);
      this.#count(row, 1);
      if (this.isApart(i)) this.#apart += 1;
    });
    this.#shown.length = rows.length;
    this.#stale = true;
  }

  #count(row: PointRow, by: 1 | -1): void {
    const key = keyOf(row.area);
    let held = this.areas.get(key);
    if (!held) this.areas.set(key, (held = { points: 0, up: 0, down: 0, asked: 0, reported: 0 }));
    const { state } = row.link;
    held.points += by;
    if (state === 'up') held.up += by;
    else if (state !== 'absent' && state !== 'left') held.down += by;
    if (row.roundSummoned === null && row.headcount === null) return;
    held.asked += by;
    if (row.headcount !== null) held.reported += by;
  }
}

const keys = new Map<string, string>();

/** A few names, asked for thousands of times a second. */
function keyOf(area: string): string {
  let key = keys.get(area);
  if (key === undefined) keys.set(area, (key = areaKey(area)));
  return key;
}
