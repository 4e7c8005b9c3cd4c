import { TURN_WARNING_MS, type OnAirTurn } from '@hub/shared/model/floor.ts';
import { timer } from './format.ts';

export interface TurnTimer {
  /** "04:12": how long it has lasted. */
  readonly spoken: string;
  /** "00:48": until its time is up, or since. */
  readonly rest: string;
  readonly state: 'running' | 'soon' | 'over';
  /** Of the limit, 0 to 1. */
  readonly share: number;
}

/** `now` is hub time (F6). */
export function turnTimer({ onAirAt, limitMs }: Pick<OnAirTurn, 'onAirAt' | 'limitMs'>, now: number): TurnTimer {
  const spokenMs = Math.max(0, now - onAirAt);
  const leftMs = limitMs - spokenMs;
  return {
    spoken: timer(spokenMs),
    rest: leftMs > 0 ? timer(leftMs, 'up') : timer(-leftMs),
    state: leftMs <= 0 ? 'over' : leftMs <= Math.min(TURN_WARNING_MS, limitMs / 2) ? 'soon' : 'running',
    share: Math.min(1, spokenMs / limitMs),
  };
}
