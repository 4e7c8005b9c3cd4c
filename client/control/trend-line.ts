import type { Trend } from '@hub/shared/view/row.ts';

export const TREND_WIDTH = 56;
export const TREND_HEIGHT = 14;
const INSET = 1;

/**
 * Points of a line from the opening of the round to this moment. Its foot is the least there was, or 0 where that is near, so
 * that two links lost of 89 show. Nothing changed in steps that are missing at the end.
 */
export function trendLine(trend: Trend, of: 'up' | 'present', current: number, now: number): string {
  const told = trend[of].map((value, i): [number, number] => [trend.since + i * trend.stepMs, value]);
  const lastTold = told[told.length - 1];
  const last = lastTold ? Math.max(now, lastTold[0]) : now;
  const points: [number, number][] = [...told, [last, current]];
  const values = points.map(([, value]) => value);
  const top = Math.max(...values);
  const least = Math.min(...values);
  const foot = least < top / 2 ? 0 : least;
  // At the very beginning it starts at the left instead of filling the width with a few seconds.
  const span = Math.max(trend.stepMs, last - trend.since);
  const high = Math.max(1, top - foot);
  const x = (at: number): number => ((at - trend.since) / span) * TREND_WIDTH;
  const y = (value: number): number => TREND_HEIGHT - INSET - ((value - foot) / high) * (TREND_HEIGHT - 2 * INSET);
  return points.map(([at, value]) => `${round(x(at))},${round(y(value))}`).join(' ');
}

const round = (value: number): number => Math.round(value * 10) / 10;
