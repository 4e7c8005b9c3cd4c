import '../ui/tokens.css';
import '../ui/base.css';
import '../ui/overlay.css';
import './point.css';
import { effect } from '@preact/signals-core';
import { render } from 'preact';
import { Entrance } from '../entry/entrance.tsx';
import { isInsideApp } from '../entry/host-app.ts';
import { hideSecret, signIn, signInState } from '../entry/sign-in.ts';
import { startTheme } from '../ui/theme.ts';
import { LivePoint } from './live-point.ts';
import { LeftScreen, PointPage } from './point-page.tsx';
import { load, switchTo, t } from './text.ts';

async function run(): Promise<void> {
  if (await isInsideApp({ load, switchTo })) return;
  hideSecret();
  startTheme();
  await load();
  const app = document.getElementById('app');
  if (!app) throw new Error('the page has no place to draw');
  const live = new LivePoint();

  effect(() => {
    const point = live.store.view.value?.point.shortName;
    document.title = point === undefined ? t().title : `${point}, ${t().title}`;
  });

  const Page = () => {
    const connection = live.connection.value;
    const view = live.store.view.value;
    if (connection?.state === 'stopped' && view !== null) {
      return <LeftScreen name={view.point.name} onReturn={() => live.retry()} />;
    }
    if (view === null || connection === null || connection.state === 'refused') {
      return (
        <Entrance signIn={signInState.value} connection={connection} onRetry={() => live.retry()} switchTo={switchTo} />
      );
    }
    return <PointPage live={live} view={view} connection={connection} />;
  };
  // One small tree, drawn anew from its root when anything it read has changed. No part keeps state of its own, which
  // spares a village's phone the hooks and their bookkeeping.
  effect(() => render(<Page />, app));

  await signIn(['operator']);
  const ready = signInState.peek();
  if (ready.kind === 'ready') live.open(ready.credential);
}

void run();
