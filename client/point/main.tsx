import '../ui/tokens.css';
import '../ui/base.css';
import '../ui/overlay.css';
import './point.css';
// With the page and not with its chunk: the plain import of the phone's build loads scripts alone.
import './later/later.css';
import './video/video.css';
import { effect } from '@preact/signals-core';
import { render } from 'preact';
import { Entrance } from '../entry/entrance.tsx';
import { isInsideApp } from '../entry/host-app.ts';
import { hideSecret, signIn, signInState } from '../entry/sign-in.ts';
import { clockTime } from '../ui/format.ts';
import { notify } from '../ui/notice.tsx';
import { startTheme } from '../ui/theme.ts';
import { LivePoint } from './live-point.ts';
import { LeftScreen, PointPage } from './point-page.tsx';
import { nameOf } from './queue-list.tsx';
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
    // Read, so that the old picture comes up by itself when the line does not.
    void live.tick.value;
    const isOld = live.store.keptAt.value !== null;
    if (view === null || connection === null || connection.state === 'refused' || (isOld && live.offline() === null)) {
      return (
        <>
          {connection?.state === 'refused' && live.held.value.length > 0 && (
            <p class="unsent" role="alert">
              {t().queue.unsentLeft}
            </p>
          )}
          <Entrance
            signIn={signInState.value}
            connection={connection}
            onRetry={() => live.retry()}
            switchTo={switchTo}
          />
        </>
      );
    }
    return <PointPage live={live} view={view} />;
  };
  // One small tree, drawn anew from its root when anything it read has changed. No part keeps state of its own, which
  // spares a village's phone the hooks and their bookkeeping.
  effect(() => render(<Page />, app));

  await signIn(['operator'], () => live.disk.credential());
  const ready = signInState.peek();
  if (ready.kind !== 'ready') return;
  // Whoever sees the form is signed in for good, also where the battery falls out at that moment.
  await live.disk.keepCredential(ready.credential);
  live.open(ready.credential, (command, at) => {
    const zone = live.store.view.peek()?.session.timeZone;
    if (zone !== undefined) notify('done', t().queue.received(nameOf(command), clockTime(at, zone)));
  });
}

void run();
