import type { Role } from '@hub/shared/model/access.ts';
import type { Claimed } from '@hub/shared/protocol/down.ts';
import { RETRY_OF, type HubError } from '@hub/shared/protocol/errors.ts';
import { CARD_PATH, PAGE_OF } from '@hub/shared/protocol/registry.ts';
import { hubErrorOf } from './hub-error.ts';
import { newDeviceKey } from './opaque-id.ts';

/** What this device bears on every request, for one role. */
export interface Credential extends Claimed {
  readonly deviceKey: string;
}

/** `localStorage` or `sessionStorage`, as far as the browser lets a page use them. */
export interface Keep {
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
}

interface ClaimPorts {
  /** Outlives the browser: credentials. */
  readonly device: Keep;
  /** Outlives a reload: a claim whose answer has not come. */
  readonly tab: Keep;
  post(body: object): Promise<unknown>;
  wait(delayMs: number): Promise<void>;
  /** Hears of each failed try, so that the page can say that it goes on. */
  delayed(): void;
}

export type ClaimResult =
  | { readonly kind: 'claimed'; readonly credential: Credential }
  | { readonly kind: 'refused'; readonly error: HubError };

const CREDENTIAL = 'credential.';
const CLAIM = 'claim';
const SECRET_PATTERN = /^[A-Za-z0-9_-]{4,200}(?![A-Za-z0-9_-])/;
const WAITS_MS = [500, 1_000, 2_000, 4_000];

/**
 * The secret in a page's `#fragment`, bare or as `name=secret`; null when there is none. What a chat app hangs on to a
 * pasted link (a full stop, a bracket, `?fbclid=…`) is left off.
 */
export function secretOf(hash: string): string | null {
  const text = hash.replace(/^#/, '').replace(/^[a-z]+=/, '');
  return SECRET_PATTERN.exec(text)?.[0] ?? null;
}

/**
 * Takes a secret out of the address bar at once, before anything else can see it, and keeps it with a fresh device key
 * until the hub has answered, so that a repeat bears the same key.
 */
export function takeSecret(page: Pick<Location, 'hash' | 'pathname' | 'search'>, history: History, tab: Keep): void {
  const secret = secretOf(page.hash);
  if (secret === null) return;
  beginClaim(secret, tab);
  // A card's short path is for its QR code; the page is kept under its own.
  const path = page.pathname === CARD_PATH ? PAGE_OF.operator : page.pathname;
  history.replaceState(null, '', path + page.search);
}

export function beginClaim(secret: string, tab: Keep): void {
  tab.set(CLAIM, JSON.stringify({ secret, deviceKey: newDeviceKey() }));
}

export function hasClaim(tab: Keep): boolean {
  return openClaim(tab) !== null;
}

/** Swaps the kept secret for a credential bound to this device. Tries until the hub has answered. */
export async function claim(deviceLabel: string, ports: ClaimPorts): Promise<ClaimResult | null> {
  const open = openClaim(ports.tab);
  if (open === null) return null;
  for (let failures = 0; ; failures++) {
    const answer = await ports.post({ ...open, deviceLabel }).catch((): unknown => null);
    const claimed = claimedOf(answer);
    if (claimed) {
      const credential = { ...claimed, deviceKey: open.deviceKey };
      ports.device.set(CREDENTIAL + claimed.role, JSON.stringify(credential));
      ports.tab.remove(CLAIM);
      return { kind: 'claimed', credential };
    }
    const error = errorOf(answer);
    if (error !== null && RETRY_OF[error.kind] !== 'after') {
      ports.tab.remove(CLAIM);
      return { kind: 'refused', error };
    }
    ports.delayed();
    await ports.wait(Math.max(error?.afterMs ?? 0, WAITS_MS[Math.min(failures, WAITS_MS.length - 1)] ?? 0));
  }
}

/** The credential of the first of `roles` this device has one for. */
export function credentialFor(roles: readonly Role[], device: Keep): Credential | null {
  for (const role of roles) {
    const held = parsed(device.get(CREDENTIAL + role)) as Credential | null;
    if (held && typeof held.deviceKey === 'string') return held;
  }
  return null;
}

/** After a revocation: the key is of no use any more. */
export function forgetCredential(role: Role, device: Keep): void {
  device.remove(CREDENTIAL + role);
}

function openClaim(tab: Keep): { readonly secret: string; readonly deviceKey: string } | null {
  const open = parsed(tab.get(CLAIM));
  if (open === null || typeof open !== 'object' || !('secret' in open) || !('deviceKey' in open)) return null;
  return typeof open.secret === 'string' && typeof open.deviceKey === 'string'
    ? { secret: open.secret, deviceKey: open.deviceKey }
    : null;
}

function claimedOf(answer: unknown): Claimed | null {
  if (typeof answer !== 'object' || answer === null || !('deviceId' in answer) || !('page' in answer)) return null;
  const { role, deviceId, pointId, page } = answer as Claimed;
  return { role, deviceId, pointId, page };
}

function errorOf(answer: unknown): HubError | null {
  return typeof answer === 'object' && answer !== null && 'error' in answer ? hubErrorOf(answer.error) : null;
}

function parsed(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    // Written by something else, or cut short: as if it were not there.
    return null;
  }
}
