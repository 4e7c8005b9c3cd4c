import type { Role } from '@hub/shared/model/access.ts';
import type { Phase } from '@hub/shared/model/session.ts';
import type { ErrorKind } from '@hub/shared/protocol/errors.ts';
import type { Permission } from '@hub/shared/protocol/registry.ts';
import type { z } from 'zod';

/** What one namespace understands: exactly the events of the registry. */
export interface Vocabulary<E extends string> {
  readonly schemas: Readonly<Record<E, z.ZodType>>;
  readonly permissions: Readonly<Record<E, Permission>>;
}

export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly kind: 'invalid'; readonly field: string };

/** A6: strict, and the first field that does not fit is named. */
export function parseStrict<S extends z.ZodType>(schema: S, payload: unknown): Parsed<z.output<S>> {
  const parsed = schema.safeParse(payload);
  if (parsed.success) return { ok: true, value: parsed.data };
  const issue = parsed.error.issues[0];
  const inner = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const path = [...(issue?.path ?? []), ...(inner === undefined ? [] : [inner])].map(String);
  return { ok: false, kind: 'invalid', field: path.join('.').slice(0, 100) };
}

export function isKnownEvent<E extends string>(vocabulary: Vocabulary<E>, event: string): event is E {
  return Object.hasOwn(vocabulary.permissions, event) && Object.hasOwn(vocabulary.schemas, event);
}

/** A3: whether this role may send this event at all. Asked before the payload is looked at. */
export function refusedByRole(permission: Permission, role: Role, waiting: boolean): ErrorKind | null {
  if (!permission.roles.includes(role)) return 'forbidden';
  if (waiting && permission.whileWaiting !== true) return 'waiting';
  return null;
}

/** Without a session there is no phase, and the hub is still being set up. */
export function refusedByPhase(permission: Permission, phase: Phase | null): ErrorKind | null {
  if (phase === null) return 'hub-starting';
  return permission.phases.includes(phase) ? null : 'wrong-phase';
}
