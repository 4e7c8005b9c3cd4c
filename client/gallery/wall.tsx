import '../ui/font.css';
import '../wall/wall.css';
import { render } from 'preact';
import { load, switchTo } from '../wall/text.ts';
import { fitToWindow } from '../wall/wall-fit.ts';
import { WallScreen } from '../wall/wall-screen.tsx';
import { BOARD, NOW, ROWS } from './fixture.ts';

export async function show(query: URLSearchParams): Promise<void> {
  await (query.get('lang') === 'en' ? switchTo('en') : load());
  const app = document.getElementById('app');
  if (!app) return;
  const stale = query.has('stale');
  fitToWindow(app);
  render(
    <WallScreen
      view={BOARD}
      rows={ROWS}
      now={stale ? NOW - 9_000 : NOW}
      ageMs={stale ? 9_000 : 400}
      stale={stale}
      alarmTurn={0}
      pageTurn={0}
    />,
    app,
  );
}
