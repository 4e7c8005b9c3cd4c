import { LINK_STATES, type LinkState } from '@hub/shared/model/link.ts';
import { render } from 'preact';
import { h } from 'preact';
import { Mark } from '../ui/mark.tsx';
import { rgbOf, token } from './colour.ts';

/** `up` first: it is drawn first, everything else lies over it. */
export const MARK_STATES: readonly LinkState[] = ['up', ...LINK_STATES.filter((state) => state !== 'up')];

export const MARK_INDEX = Object.fromEntries(MARK_STATES.map((state, i) => [state, i])) as Record<LinkState, number>;

export interface MarkAtlas {
  /** The marks side by side. */
  readonly picture: HTMLCanvasElement;
  readonly flash: readonly [number, number, number];
}

/** Four times a mark's largest size on a plain screen. */
const CELL = 96;

/** The marks of tiles and rows, in the page's present colours, as a texture: one drawing, not a second one that looks like it. */
export async function drawMarkAtlas(): Promise<MarkAtlas> {
  const picture = document.createElement('canvas');
  picture.width = CELL * MARK_STATES.length;
  picture.height = CELL;
  const pen = picture.getContext('2d');
  if (pen === null) throw new Error('no canvas');
  const images = await Promise.all(MARK_STATES.map((state) => markImage(state)));
  images.forEach((image, i) => pen.drawImage(image, i * CELL, 0, CELL, CELL));
  return { picture, flash: rgbOf(token('--ink')) };
}

async function markImage(state: LinkState): Promise<HTMLImageElement> {
  const holder = document.createElement('div');
  render(h(Mark, { state, size: CELL, decorative: true }), holder);
  const svg = holder.firstElementChild;
  if (svg === null) throw new Error('no mark');
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  const ink = token(`--${state}`);
  svg.setAttribute('color', ink);
  for (const part of svg.querySelectorAll('.mk-fill')) part.setAttribute('fill', 'currentColor');
  for (const part of svg.querySelectorAll('.mk-line')) paint(part, 'none', 'currentColor');
  for (const part of svg.querySelectorAll('.mk-sign')) paint(part, 'none', token(`--on-${state}`));
  for (const part of svg.querySelectorAll('.mk-body')) paint(part, token('--bg-1'), 'currentColor');
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(svg))}`;
  await image.decode();
  render(null, holder);
  return image;
}

function paint(part: Element, fill: string, stroke: string): void {
  part.setAttribute('fill', fill);
  part.setAttribute('stroke', stroke);
}
