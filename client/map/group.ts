/**
 * Which points are drawn as one. Nearer than they can be told apart, two or three healthy points are dots that touch, and four
 * or more a ring that shows the mix of their states. What asks for a person, speaks or is the host stands alone, unless so
 * many do that they would cover the map: then the rings take them in, and the mix says how many.
 */
export interface Groupable {
  /** World pixels at the zoom that is shown: the same places group the same way however the map is moved. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly count: number;
  /** Drawn at all: has a place, and matches the filter. */
  readonly isIn: (point: number) => boolean;
  /** Stands outside any group where there is room. */
  readonly isApart: (point: number) => boolean;
}

export interface Ring {
  /** Where it is drawn: at its first point, so that two rings never overlap. World pixels. */
  readonly x: number;
  readonly y: number;
  readonly members: readonly number[];
}

export interface Grouping {
  readonly rings: readonly Ring[];
  /** Two or three that touch, in roster order. */
  readonly touching: readonly (readonly number[])[];
  readonly singles: readonly number[];
}

export interface Distances {
  /** Nearer than this two points touch. */
  readonly touch: number;
  /** What a ring takes in: its own radius and a mark beside it. */
  readonly ring: number;
  /** Up to so many stand outside the rings. */
  readonly apartMax: number;
}

const TOUCHING_MAX = 3;

export function groupPoints(points: Groupable, { touch, ring, apartMax }: Distances): Grouping {
  const { x, y, count } = points;
  const cells = new Map<number, number[]>();
  const column = (value: number): number => Math.floor(value / ring);
  const key = (cx: number, cy: number): number => cx * 67_108_864 + cy;
  const apart: number[] = [];
  const all: number[] = [];
  for (let i = 0; i < count; i += 1) {
    if (!points.isIn(i)) continue;
    (points.isApart(i) ? apart : all).push(i);
  }
  const singles: number[] = [];
  if (apart.length <= apartMax) singles.push(...apart);
  else {
    all.push(...apart);
    all.sort((a, b) => a - b);
  }
  for (const i of all) {
    const own = key(column(at(x, i)), column(at(y, i)));
    const cell = cells.get(own);
    if (cell) cell.push(i);
    else cells.set(own, [i]);
  }

  const taken = new Uint8Array(count);
  const near = (i: number, within: number): number[] => {
    const [px, py] = [at(x, i), at(y, i)];
    const [cx, cy] = [column(px), column(py)];
    const found: number[] = [];
    for (let dx = -1; dx <= 1; dx += 1) {
      for (let dy = -1; dy <= 1; dy += 1) {
        const cell = cells.get(key(cx + dx, cy + dy));
        if (!cell) continue;
        for (const j of cell) {
          if (taken[j] === 1 || j === i) continue;
          if ((at(x, j) - px) ** 2 + (at(y, j) - py) ** 2 < within * within) found.push(j);
        }
      }
    }
    return found;
  };

  const rings: Ring[] = [];
  // Rings first: a pair must not take a point out of a crowd.
  for (const i of all) {
    if (taken[i] === 1) continue;
    if (near(i, touch).length < TOUCHING_MAX) continue;
    const members = [i, ...near(i, ring)].sort((a, b) => a - b);
    for (const member of members) taken[member] = 1;
    rings.push({ x: at(x, i), y: at(y, i), members });
    dropTaken(cells, taken, column(at(x, i)), column(at(y, i)), key);
  }
  const touching: number[][] = [];
  for (const i of all) {
    if (taken[i] === 1) continue;
    taken[i] = 1;
    const beside = near(i, touch).slice(0, TOUCHING_MAX - 1);
    if (beside.length === 0) {
      singles.push(i);
      continue;
    }
    for (const member of beside) taken[member] = 1;
    touching.push([i, ...beside].sort((a, b) => a - b));
  }
  return { rings, touching, singles };
}

/** So that a crowded cell is not looked through again by each of its neighbours. */
function dropTaken(
  cells: Map<number, number[]>,
  taken: Uint8Array,
  cx: number,
  cy: number,
  key: (cx: number, cy: number) => number,
): void {
  for (let dx = -1; dx <= 1; dx += 1) {
    for (let dy = -1; dy <= 1; dy += 1) {
      const own = key(cx + dx, cy + dy);
      const cell = cells.get(own);
      if (cell) {
        cells.set(
          own,
          cell.filter((j) => taken[j] !== 1),
        );
      }
    }
  }
}

function at(list: Float64Array, index: number): number {
  return list[index] ?? 0;
}

/** How far each of two or three dots steps from their middle so that they touch, in pixels. */
export function touchingOffsets(
  count: number,
  diameter: number,
): readonly { readonly x: number; readonly y: number }[] {
  const half = diameter / 2;
  if (count === 2) {
    return [
      { x: -half, y: 0 },
      { x: half, y: 0 },
    ];
  }
  return [
    { x: 0, y: -half },
    { x: -half, y: half * 0.73 },
    { x: half, y: half * 0.73 },
  ];
}
