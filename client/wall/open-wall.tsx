import { signal } from '@preact/signals-core';
import type { ComponentChildren } from 'preact';
import type { Desk } from '../staff/desk.ts';
import type { Picture } from '../staff/run-page.tsx';
import { fitToWindow } from './wall-fit.ts';
import { WallScreen } from './wall-screen.tsx';

const ALARM_TURN_MS = 8_000;
const PAGE_TURN_MS = 12_000;

/** A screen without hands: it turns its own pages. */
export function openWall(desk: Desk): (picture: Picture) => ComponentChildren {
  const alarmTurn = signal(0);
  const pageTurn = signal(0);
  setInterval(() => (alarmTurn.value += 1), ALARM_TURN_MS);
  setInterval(() => (pageTurn.value += 1), PAGE_TURN_MS);
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
