import type { PointId } from '@hub/shared/model/ids.ts';
import { token } from './colour.ts';
import type { LiveMap } from './live-map.ts';
import type { Camera } from './mercator.ts';
import type { Scene } from './scene.ts';
import { toScreen } from './mercator.ts';

/** Labels are drawn by the page's own font: no server of glyphs, and every diacritic the rest of the page has. */
const FIGURE = '420 13px';
const STRONG = '560 13px';

let measuring: CanvasRenderingContext2D | null = null;
const widths = new Map<string, number>();
let family = '';

function fontOf(weight: string): string {
  family ||= token('--font');
  return `${weight} ${family}`;
}

export function widthOf(text: string, strong: boolean): number {
  if (text === '') return 0;
  // Figures are as wide as their digits, whatever they are.
  const key = `${strong ? 'b' : ''}${text.replace(/\d/g, '0')}`;
  let width = widths.get(key);
  if (width === undefined) {
    measuring ??= document.createElement('canvas').getContext('2d');
    if (!measuring) return text.length * 8;
    measuring.font = fontOf(strong ? STRONG : FIGURE);
    width = Math.ceil(measuring.measureText(key.slice(strong ? 1 : 0)).width) + 1;
    if (widths.size > 5_000) widths.clear();
    widths.set(key, width);
  }
  return width;
}

export function areaWidth(name: string, second: string): number {
  return Math.max(widthOf(name, true), widthOf(second, false));
}

export function drawInk(
  canvas: HTMLCanvasElement,
  scene: Scene,
  camera: Camera,
  map: LiveMap,
  selected: PointId | null,
): void {
  const ratio = window.devicePixelRatio * map.scale;
  const [width, height] = [Math.round(camera.width * ratio), Math.round(camera.height * ratio)];
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
    canvas.style.width = `${camera.width * map.scale}px`;
    canvas.style.height = `${camera.height * map.scale}px`;
  }
  const pen = canvas.getContext('2d');
  if (!pen) return;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, camera.width, camera.height);
  pen.textBaseline = 'middle';
  const [ground, ink, quiet, label] = [token('--map-land'), token('--ink'), token('--ink-2'), token('--map-label')];
  // A halo keeps a figure readable where a border runs under it.
  const write = (text: string, x: number, y: number): void => {
    pen.strokeText(text, x, y);
    pen.fillText(text, x, y);
  };
  pen.strokeStyle = ground;
  pen.lineWidth = 3;
  pen.lineJoin = 'round';

  pen.textAlign = 'left';
  pen.font = fontOf(FIGURE);
  pen.fillStyle = quiet;
  for (const { x, y, text } of scene.counts) write(text, x + 1, y);

  pen.textAlign = 'center';
  for (const { box, leader, name, second } of scene.areas) {
    const middle = box.x + box.w / 2;
    pen.fillStyle = label;
    pen.font = fontOf(STRONG);
    write(name, middle, box.y + 9);
    pen.font = fontOf(FIGURE);
    pen.fillStyle = quiet;
    if (second !== '') write(second, middle, box.y + 25);
    if (leader) line(pen, leader.from, leader.to, label, [3, 3]);
  }
  pen.fillStyle = ink;
  pen.font = fontOf('560 12px');
  for (const { x, y, text } of scene.rings) pen.fillText(text, x, y + 0.5);

  const shownAt = (point: number) => {
    const ring = map.model.grouping.rings[map.model.ringOf[point] ?? -1];
    return ring ? toScreen(ring, camera) : map.spotOf(point, camera);
  };
  for (const { leader } of scene.names) if (leader) line(pen, leader.from, leader.to, token('--line-2'), []);
  for (const point of scene.marked) {
    const row = map.model.row(point);
    if (!row) continue;
    const at = map.spotOf(point, camera);
    if (row.kind === 'host') {
      pen.strokeStyle = ink;
      pen.lineWidth = 2;
      roundedSquare(pen, at.x, at.y, 11, 4);
      pen.stroke();
    }
    if (row.onAir) {
      pen.strokeStyle = token('--on-air');
      pen.lineWidth = 2.5;
      pen.beginPath();
      pen.arc(at.x, at.y, 14, 0, Math.PI * 2);
      pen.stroke();
    }
  }
  const chosen =
    selected === null ? -1 : map.model.rows.findIndex((row) => row.id === selected && row.longitude !== null);
  if (chosen >= 0) {
    const at = shownAt(chosen);
    pen.strokeStyle = token('--accent');
    pen.lineWidth = 2;
    pen.beginPath();
    pen.arc(at.x, at.y, 21, 0, Math.PI * 2);
    pen.stroke();
  }
}

/** By hand: a canvas has its own only since Chrome 99. */
function roundedSquare(pen: CanvasRenderingContext2D, x: number, y: number, reach: number, bend: number): void {
  pen.beginPath();
  pen.moveTo(x, y - reach);
  pen.arcTo(x + reach, y - reach, x + reach, y + reach, bend);
  pen.arcTo(x + reach, y + reach, x - reach, y + reach, bend);
  pen.arcTo(x - reach, y + reach, x - reach, y - reach, bend);
  pen.arcTo(x - reach, y - reach, x + reach, y - reach, bend);
  pen.closePath();
}

function line(
  pen: CanvasRenderingContext2D,
  from: { readonly x: number; readonly y: number },
  to: { readonly x: number; readonly y: number },
  colour: string,
  dash: number[],
): void {
  const [held, width] = [pen.strokeStyle, pen.lineWidth];
  pen.strokeStyle = colour;
  pen.lineWidth = 1;
  pen.setLineDash(dash);
  pen.beginPath();
  pen.moveTo(from.x, from.y);
  pen.lineTo(to.x, to.y);
  pen.stroke();
  pen.setLineDash([]);
  [pen.strokeStyle, pen.lineWidth] = [held, width];
}
