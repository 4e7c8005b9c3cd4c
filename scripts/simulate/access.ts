import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Ack, Claimed } from '@hub/shared/protocol/down.ts';
import type { HubError } from '@hub/shared/protocol/errors.ts';
import type { Role } from '@hub/shared/model/access.ts';

/** What a hub refused, as it said it. */
export class Refusal extends Error {
  readonly error: HubError;

  constructor(what: string, error: HubError) {
    super(`${what}: ${error.kind} (${error.message})`);
    this.name = 'Refusal';
    this.error = error;
  }
}

/** A sign-in secret that has not been claimed yet. */
export interface Invitation {
  readonly role: Role;
  readonly pointId: string | null;
  readonly secret: string;
}

/** A device that may connect. */
export interface Credential {
  readonly role: Role;
  readonly pointId: string | null;
  readonly deviceId: string;
  readonly key: string;
}

const CLAIM_ATTEMPTS = 40;

/** Swaps a secret for a credential; repeats with the same key until the hub answers. */
export async function claim(hub: string, invitation: Invitation, label: string): Promise<Credential> {
  const key = randomBytes(32).toString('base64url');
  const body = JSON.stringify({ secret: invitation.secret, deviceKey: key, deviceLabel: label });
  let last: unknown;
  for (let attempt = 0; attempt < CLAIM_ATTEMPTS; attempt++) {
    let waitMs = 500;
    try {
      const response = await fetch(`${hub}/api/claim`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      const ack = (await response.json()) as Ack<Claimed>;
      if (ack.ok) return { role: ack.role, pointId: ack.pointId, deviceId: ack.deviceId, key };
      if (ack.error.retry !== 'after') throw new Refusal('claim', ack.error);
      waitMs = ack.error.afterMs ?? 2_000;
      last = new Refusal('claim', ack.error);
    } catch (error) {
      if (error instanceof Refusal) throw error;
      last = error;
    }
    await delay(waitMs);
  }
  throw new Error(`no answer from ${hub}/api/claim`, { cause: last });
}

/** Runs `work` over `items`, at most `width` at once; answers in the order of the items. */
export async function inParallel<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = new Array<R>(items.length);
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      results[index] = await work(items[index] as T);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
  return results;
}
