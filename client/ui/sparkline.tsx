import type { LinkState } from '@hub/shared/model/link.ts';
import { remScale } from './rem.ts';
import { theme } from './theme.ts';
import { useLayoutEffect, useRef } from 'preact/hooks';

const WIDTH = 86;
const HEIGHT = 18;

interface SparklineProps {
  /** Oldest first; null where no sample came. */
  readonly values: readonly (number | null)[];
  readonly state: LinkState;
  readonly label: string;
}

const INK: Partial<Record<LinkState, string>> = { lost: '--lost', impaired: '--impaired' };

/** Drawn on a canvas: hundreds of these change every two seconds. */
export function Sparkline({ values, state, label }: SparklineProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawn = useRef('');
  const color = inkOf(INK[state] ?? '--ink-3');
  const scale = (window.devicePixelRatio || 1) * remScale();
  useLayoutEffect(() => {
    const next = `${color} ${scale} ${values.join()}`;
    if (canvas.current === null || next === drawn.current) return;
    drawn.current = next;
    draw(canvas.current, values, color, scale);
  });
  return <canvas ref={canvas} class="sparkline" role="img" aria-label={label} />;
}

const inks = new Map<string, string>();

/** Asked once for each theme: asked for each line, between drawings, it would have the whole page styled again each time. */
function inkOf(name: string): string {
  const key = `${theme.value} ${name}`;
  let color = inks.get(key);
  if (color === undefined) {
    color = getComputedStyle(document.documentElement).getPropertyValue(name);
    inks.set(key, color);
  }
  return color;
}

function draw(canvas: HTMLCanvasElement, values: readonly (number | null)[], ink: string, ratio: number): void {
  const [width, height] = [Math.round(WIDTH * ratio), Math.round(HEIGHT * ratio)];
  // Setting the size also clears.
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context || values.length < 2) return;
  context.scale(ratio, ratio);
  const top = Math.max(1, ...values.map((value) => value ?? 0)) * 1.15;
  context.strokeStyle = ink;
  context.lineWidth = 1.25;
  context.beginPath();
  let down = false;
  values.forEach((value, i) => {
    if (value === null) {
      down = false;
      return;
    }
    const x = (i / (values.length - 1)) * WIDTH;
    const y = HEIGHT - 1 - (value / top) * (HEIGHT - 3);
    if (down) context.lineTo(x, y);
    else context.moveTo(x, y);
    down = true;
  });
  context.stroke();
}
