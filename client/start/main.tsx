import '../ui/font.css';
import '../ui/tokens.css';
import '../ui/base.css';
import './start.css';
import { ROLES } from '@hub/shared/model/access.ts';
// Redraws a component when a signal it read has changed.
import '@preact/signals';
import { effect } from '@preact/signals-core';
import { render } from 'preact';
import { isInsideApp } from '../entry/host-app.ts';
import { hideSecret, signInState, swapSecret } from '../entry/sign-in.ts';
import { beginClaim, credentialFor, hasClaim } from '../link/credential.ts';
import { deviceKeep, tabKeep } from '../link/keep.ts';
import { startTheme } from '../ui/theme.ts';
import { StartScreen } from './start-screen.tsx';
import { load, switchTo, t } from './text.ts';

async function enter(): Promise<void> {
  const credential = await swapSecret();
  if (credential !== null) location.assign(credential.page);
}

async function run(): Promise<void> {
  if (await isInsideApp({ load, switchTo })) return;
  hideSecret();
  startTheme();
  await load();
  effect(() => {
    document.title = t().title;
  });
  const app = document.getElementById('app');
  if (!app) throw new Error('the page has no place to draw');
  const pages = ROLES.flatMap((role) => {
    const held = credentialFor([role], deviceKeep);
    return held === null ? [] : [{ role, page: held.page }];
  });
  const Page = () => (
    <StartScreen
      signIn={signInState.value}
      pages={pages}
      onCode={(code) => {
        beginClaim(code, tabKeep);
        void enter();
      }}
    />
  );
  render(<Page />, app);
  if (hasClaim(tabKeep)) await enter();
}

void run();
