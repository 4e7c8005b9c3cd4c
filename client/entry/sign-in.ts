import type { Role } from '@hub/shared/model/access.ts';
import type { HubError } from '@hub/shared/protocol/errors.ts';
import { signal, type ReadonlySignal } from '@preact/signals-core';
import { claim, credentialFor, hasClaim, takeSecret, type Credential } from '../link/credential.ts';
import { postJson } from '../link/http.ts';
import { deviceKeep, tabKeep } from '../link/keep.ts';
import { common } from '../ui/text.ts';
import { deviceName } from './device-name.ts';

/** How far a page has come with knowing whom it speaks for. */
export type SignIn =
  | { readonly kind: 'claiming'; readonly slow: boolean }
  | { readonly kind: 'refused'; readonly error: HubError }
  | { readonly kind: 'absent' }
  | { readonly kind: 'ready'; readonly credential: Credential };

const state = signal<SignIn>({ kind: 'absent' });

export const signInState: ReadonlySignal<SignIn> = state;

/** To be called first of all: takes a secret out of the address bar. */
export function hideSecret(): void {
  takeSecret(location, history, tabKeep);
}

/**
 * Swaps the secret the page was opened with, if any, then finds the credential for the page: of the first of `roles`
 * this device is signed in as. `kept` is asked where the browser's first store has none. Goes on to another page when the secret was for that.
 */
export async function signIn(roles: readonly Role[], kept?: () => Promise<Credential | null>): Promise<void> {
  if (hasClaim(tabKeep)) {
    const claimed = await swapSecret();
    if (claimed === null) return;
    if (!roles.includes(claimed.role)) return location.replace(claimed.page);
    state.value = { kind: 'ready', credential: claimed };
    return;
  }
  const credential = credentialFor(roles, deviceKeep) ?? (await kept?.()) ?? null;
  state.value = credential === null ? { kind: 'absent' } : { kind: 'ready', credential };
}

/** Null when it was refused. */
export async function swapSecret(): Promise<Credential | null> {
  state.value = { kind: 'claiming', slow: false };
  const result = await claim(deviceName(navigator.userAgent, common().entrance.device), {
    device: deviceKeep,
    tab: tabKeep,
    post: (body) => postJson('/api/claim', body),
    wait: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)),
    delayed: () => {
      state.value = { kind: 'claiming', slow: true };
    },
  });
  if (result?.kind === 'claimed') return result.credential;
  state.value = result === null ? { kind: 'absent' } : { kind: 'refused', error: result.error };
  return null;
}
