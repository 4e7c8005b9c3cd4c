import type { DeviceId } from '@hub/shared/model/ids.ts';
import type { Actor } from '../domain/events.ts';
import type { DeviceState, StateReader } from '../domain/state.ts';
import { hashSecret } from './secrets.ts';

/** Who stands behind a request. */
export type Person = Exclude<Actor, { kind: 'system' }>;

export type Identified =
  { readonly ok: true; readonly person: Person } | { readonly ok: false; readonly kind: 'unauthorized' | 'revoked' };

type Known = Pick<StateReader, 'deviceByKey' | 'grant'>;

/** A1: point and role come from the credential's record, and only its hash is looked up (A4). */
export function identify(state: Known, credential: string): Identified {
  const device = state.deviceByKey(hashSecret(credential));
  if (device === undefined) return { ok: false, kind: 'unauthorized' };
  if (isRevoked(state, device)) return { ok: false, kind: 'revoked' };
  const { id: deviceId, role, pointId } = device;
  if (role !== 'operator') return { ok: true, person: { kind: 'staff', deviceId, role } };
  return pointId === null
    ? { ok: false, kind: 'unauthorized' }
    : { ok: true, person: { kind: 'operator', deviceId, role, pointId } };
}

/** A2: a device falls with the card or link it came in by. */
export function isRevoked(state: Pick<StateReader, 'grant'>, device: DeviceState): boolean {
  return device.revokedAt !== null || (state.grant(device.grantId)?.revokedAt ?? null) !== null;
}

/** `Authorization: Bearer …`, the only way a credential travels over HTTP (A4). */
export function bearerOf(header: string | undefined): string | undefined {
  return /^Bearer ([A-Za-z0-9_-]{1,200})$/.exec(header ?? '')?.[1];
}

/** The scripts of this machine, see `local-admin.ts`. Not a device of the log. */
export const LOCAL_ADMIN: Extract<Person, { kind: 'staff' }> = {
  kind: 'staff',
  deviceId: 'local-admin' as DeviceId,
  role: 'administrator',
};
