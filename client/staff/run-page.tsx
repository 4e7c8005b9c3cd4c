import type { Role } from '@hub/shared/model/access.ts';
import type { BoardView } from '@hub/shared/view/row.ts';
// Redraws a component when a signal it read has changed.
import '@preact/signals';
import { effect, signal } from '@preact/signals-core';
import { render, type ComponentChildren } from 'preact';
import { Entrance } from '../entry/entrance.tsx';
import { isInsideApp } from '../entry/host-app.ts';
import { hideSecret, signIn, signInState } from '../entry/sign-in.ts';
import type { Moment } from '../state/freshness.ts';
import { ignoreHeldKeys } from '../ui/held-keys.ts';
import { oldPicture } from '../ui/standing.ts';
import { startTheme } from '../ui/theme.ts';
import type { Language } from '../ui/text.ts';
import { openDesk, type Desk } from './desk.ts';

export interface Picture {
  readonly view: BoardView;
  readonly moment: Moment;
  /** Tries to come back since the connection was lost. */
  readonly attempt: number;
}

interface StaffPage {
  /** Whose credential serves this page, the fitting one first. */
  readonly roles: readonly Role[];
  readonly vitals: boolean;
  readonly load: () => Promise<void>;
  readonly switchTo: (next: Language) => Promise<void>;
  readonly title: () => string;
  /** Called once, when it is known who works here. Returns the page. */
  readonly open: (desk: Desk) => (picture: Picture) => ComponentChildren;
}

/** From an opened link to a page that follows the hub. */
export async function runStaffPage(page: StaffPage): Promise<void> {
  if (await isInsideApp(page)) return;
  hideSecret();
  startTheme();
  ignoreHeldKeys();
  await page.load();
  const app = document.getElementById('app');
  if (!app) throw new Error('the page has no place to draw');
  const desk = signal<Desk | null>(null);
  const screen = signal<((picture: Picture) => ComponentChildren) | null>(null);

  effect(() => {
    document.title = page.title();
  });

  effect(() => {
    const held = desk.value;
    const isOld = held?.freshness.moment.value?.stale === true;
    oldPicture.value = isOld ? (held?.board.view.value?.session.timeZone ?? null) : null;
  });

  const Page = () => {
    const held = desk.value;
    const draw = screen.value;
    const view = held?.board.view.value ?? null;
    const moment = held?.freshness.moment.value ?? null;
    const connection = held?.link.connection.value ?? null;
    if (draw === null || view === null || moment === null || connection?.state === 'refused') {
      return (
        <Entrance
          signIn={signInState.value}
          connection={connection}
          onRetry={() => held?.link.retry()}
          switchTo={page.switchTo}
        />
      );
    }
    const attempt = connection?.state === 'waiting' || connection?.state === 'connecting' ? connection.attempt : 0;
    return <>{draw({ view, moment, attempt })}</>;
  };
  render(<Page />, app);

  await signIn(page.roles);
  const ready = signInState.peek();
  if (ready.kind !== 'ready') return;
  const opened = openDesk(ready.credential, { vitals: page.vitals });
  screen.value = page.open(opened);
  desk.value = opened;
}
