import type { Ack } from '@hub/shared/protocol/down.ts';
import type { ErrorKind, HubError } from '@hub/shared/protocol/errors.ts';
import { DEFAULT_AFTER_MS, RETRY_OF } from '@hub/shared/protocol/errors.ts';
import { errorsVi } from '@hub/shared/text/errors-vi.ts';

export interface RefusalDetail {
  readonly field?: string | undefined;
  readonly afterMs?: number | undefined;
  /** Instead of the kind's words. */
  readonly message?: string | undefined;
}

export type Refusal = { readonly ok: false; readonly error: HubError };

/** Where the hub knows better: whoever asks again about what is saved waits at the hub for most of the time. */
const AFTER_MS: Partial<Record<ErrorKind, number>> = { undecided: 1_000 };

/** The refusal as it travels. Clients in another language use their own words for the kind. */
export function hubError(kind: ErrorKind, detail: RefusalDetail = {}): HubError {
  const retry = RETRY_OF[kind];
  return {
    kind,
    message: detail.message ?? errorsVi[kind],
    retry,
    ...(retry === 'after' ? { afterMs: detail.afterMs ?? AFTER_MS[kind] ?? DEFAULT_AFTER_MS } : {}),
    ...(detail.field === undefined ? {} : { field: detail.field }),
  };
}

export function refusal(kind: ErrorKind, detail: RefusalDetail = {}): Refusal {
  return { ok: false, error: hubError(kind, detail) };
}

export type Accepted<Extra> = Extract<Ack<Extra>, { ok: true }>;

export function accepted<Extra extends object>(at: number, seq: number, extra: Extra): Accepted<Extra> {
  return { ok: true, at, seq, ...extra };
}

/** The HTTP status a refusal is sent with. */
export const STATUS_OF: Record<ErrorKind, number> = {
  invalid: 400,
  'unknown-event': 404,
  unauthorized: 401,
  revoked: 403,
  expired: 410,
  'already-used': 409,
  forbidden: 403,
  waiting: 403,
  'no-pen': 403,
  'wrong-phase': 409,
  'too-late': 409,
  'not-found': 404,
  conflict: 409,
  'floor-taken': 409,
  'no-round': 404,
  'sum-mismatch': 422,
  'needs-confirmation': 422,
  'roster-invalid': 422,
  'rate-limited': 429,
  'too-large': 413,
  busy: 503,
  'not-saved': 503,
  undecided: 503,
  'hub-starting': 503,
  'hub-stopping': 503,
  'version-too-old': 426,
  'foreign-origin': 403,
  internal: 500,
};
