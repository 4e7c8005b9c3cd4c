/** Placing of labels: which find room, and where. Pure geometry, so that "nothing overlaps" is a test and no opinion. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface Spot {
  readonly x: number;
  readonly y: number;
}

export interface Line {
  readonly from: Spot;
  readonly to: Spot;
}

const CELL = 64;

/** What is drawn already. */
export class Taken {
  readonly #boxes = new Map<number, Box[]>();
  readonly #labels = new Set<Box>();
  readonly #lines: Line[] = [];

  addLabel(box: Box): void {
    this.#labels.add(box);
    this.add(box);
  }

  add(box: Box): void {
    for (const key of keysOf(box)) {
      const held = this.#boxes.get(key);
      if (held) held.push(box);
      else this.#boxes.set(key, [box]);
    }
  }

  addLine(line: Line): void {
    this.#lines.push(line);
  }

  isFree(box: Box): boolean {
    for (const key of keysOf(box)) {
      for (const held of this.#boxes.get(key) ?? []) if (overlap(held, box)) return false;
    }
    return !this.#lines.some((line) => crosses(line, box));
  }

  /** `overMarks`: only what is written counts, and other lines. */
  isLineFree(line: Line, overMarks: boolean): boolean {
    const around = boxOf(line);
    for (const key of keysOf(around)) {
      for (const held of this.#boxes.get(key) ?? []) {
        if ((!overMarks || this.#labels.has(held)) && crosses(line, held)) return false;
      }
    }
    return !this.#lines.some((held) => linesCross(held, line));
  }
}

function keysOf({ x, y, w, h }: Box): number[] {
  const keys: number[] = [];
  for (let cx = Math.floor(x / CELL); cx <= Math.floor((x + w) / CELL); cx += 1) {
    for (let cy = Math.floor(y / CELL); cy <= Math.floor((y + h) / CELL); cy += 1) keys.push(cx * 1_048_576 + cy);
  }
  return keys;
}

export function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

function boxOf({ from, to }: Line): Box {
  return {
    x: Math.min(from.x, to.x),
    y: Math.min(from.y, to.y),
    w: Math.abs(from.x - to.x),
    h: Math.abs(from.y - to.y),
  };
}

function crosses(line: Line, box: Box): boolean {
  const { from, to } = line;
  let [low, high] = [0, 1];
  for (const [start, step, min, max] of [
    [from.x, to.x - from.x, box.x, box.x + box.w],
    [from.y, to.y - from.y, box.y, box.y + box.h],
  ] as const) {
    if (step === 0) {
      if (start <= min || start >= max) return false;
      continue;
    }
    const [a, b] = [(min - start) / step, (max - start) / step];
    low = Math.max(low, Math.min(a, b));
    high = Math.min(high, Math.max(a, b));
    if (low >= high) return false;
  }
  return true;
}

function linesCross(a: Line, b: Line): boolean {
  const side = (p: Spot, q: Spot, r: Spot): number => (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x);
  return (
    side(a.from, a.to, b.from) * side(a.from, a.to, b.to) < 0 &&
    side(b.from, b.to, a.from) * side(b.from, b.to, a.to) < 0
  );
}

export interface Wish {
  /** Middle of the mark, and half its side. */
  readonly at: Spot;
  readonly reach: number;
  readonly w: number;
  readonly h: number;
  /** How far off it may stand at most, on a line. */
  readonly far?: number;
}

/** A label that touches its mark, or stands off on a line. */
export interface Placed {
  readonly box: Box;
  readonly leader: Line | null;
}

const GAP = 4;

const SLIDES = [0.25, 0.75, 0.1, 0.9];

/** Right, left, above, below, then the corners, then slid along its sides. */
export function beside({ at, reach, w, h }: Wish): readonly Box[] {
  const [right, left] = [at.x + reach + GAP, at.x - reach - GAP - w];
  const [above, below] = [at.y - reach - GAP - h, at.y + reach + GAP];
  const middle = at.y - h / 2;
  return [
    { x: right, y: middle, w, h },
    { x: left, y: middle, w, h },
    { x: at.x - w / 2, y: above, w, h },
    { x: at.x - w / 2, y: below, w, h },
    { x: right, y: above + reach, w, h },
    { x: right, y: below - reach, w, h },
    { x: left, y: above + reach, w, h },
    { x: left, y: below - reach, w, h },
    ...SLIDES.flatMap((share) => [
      { x: at.x - w * share, y: above, w, h },
      { x: at.x - w * share, y: below, w, h },
    ]),
  ];
}

/** Whether a label may stand off on a line: never, where the line crosses nothing, or over marks too. */
export type Lead = 'none' | 'clear' | 'over';

const LEADER_REACHES = [22, 34, 48, 64, 84, 108, 136, 168, 204];
const DIRECTIONS = 32;

/**
 * Null where there is no room; `isInside` keeps a label on the screen. A leader crosses nothing where that can be had; of a
 * point that needs a person a name over a line that runs past a quiet mark still says more than no name.
 */
export function placeLabel(wish: Wish, taken: Taken, isInside: (box: Box) => boolean, lead: Lead): Placed | null {
  for (const box of beside(wish)) {
    if (isInside(box) && taken.isFree(box)) return { box, leader: null };
  }
  if (lead === 'none') return null;
  return led(wish, taken, isInside, true) ?? (lead === 'over' ? led(wish, taken, isInside, false) : null);
}

function led(wish: Wish, taken: Taken, isInside: (box: Box) => boolean, isClear: boolean): Placed | null {
  const { at, reach, w, h, far = Infinity } = wish;
  for (const distance of LEADER_REACHES) {
    if (distance > far) return null;
    for (let i = 0; i < DIRECTIONS; i += 1) {
      const angle = (i * 2 * Math.PI) / DIRECTIONS;
      const [ux, uy] = [Math.cos(angle), Math.sin(angle)];
      const end = { x: at.x + ux * (reach + distance), y: at.y + uy * (reach + distance) };
      const box = {
        x: ux > 0.3 ? end.x : ux < -0.3 ? end.x - w : end.x - w / 2,
        y: uy > 0.3 ? end.y : uy < -0.3 ? end.y - h : end.y - h / 2,
        w,
        h,
      };
      const leader = { from: { x: at.x + ux * (reach + 1), y: at.y + uy * (reach + 1) }, to: end };
      if (isInside(box) && taken.isFree(box) && taken.isLineFree(leader, !isClear)) return { box, leader };
    }
  }
  return null;
}
