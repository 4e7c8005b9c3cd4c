import { signal } from '@preact/signals-core';
import type { ComponentChildren } from 'preact';
import type { Desk } from '../staff/desk.ts';
import type { Picture } from '../staff/run-page.tsx';
import { fitToWindow } from './wall-fit.ts';
import { WallScreen } from './wall-screen.tsx';

const ALARM_TURN_MS = 8_000;
const PAGE_TURN_MS = 12_000;
const NEXT = new Set(['ArrowRight', 'PageDown']);
const BEFORE = new Set(['ArrowLeft', 'PageUp']);

/** A screen without hands: it turns its own pages. Whoever has its keyboard or a remote control may turn them too. */
export function openWall(desk: Desk): (picture: Picture) => ComponentChildren {
  const alarmTurn = signal(0);
  const pageTurn = signal(0);
  setInterval(() => (alarmTurn.value += 1), ALARM_TURN_MS);
  const turn = (by: number): void => void (pageTurn.value += by);
  let turning = setInterval(turn, PAGE_TURN_MS, 1);
  document.addEventListener('keydown', ({ key }) => {
    const by = NEXT.has(key) ? 1 : BEFORE.has(key) ? -1 : 0;
    if (by === 0) return;
    turn(by);
    // The page that was asked for stays its whole time.
    clearInterval(turning);
    turning = setInterval(turn, PAGE_TURN_MS, 1);
  });
  const app = document.getElementById('app');
  if (app) fitToWindow(app);
  return ({ view, moment }) => (
    <WallScreen
      view={view}
      rows={desk.board}
      now={moment.now}
      ageMs={moment.ageMs}
      stale={moment.stale}
      alarmTurn={alarmTurn.value}
      pageTurn={pageTurn.value}
    />
  );
}
