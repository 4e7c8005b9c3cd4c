/**
 * Every refusal there is. The kind is the contract; `message` is a Vietnamese sentence for people, which a client may
 * replace by its own words for the kind.
 */
export const ERROR_KINDS = [
  'invalid', // the payload does not fit the schema
  'unknown-event',
  'unauthorized', // no credential, or one the hub does not know
  'revoked', // a credential that was good once
  'expired', // a link or code past its time
  'already-used', // a link or code that was claimed by another device
  'forbidden', // the role may not do this, or not for this point
  'waiting', // the device has not been admitted to its point (L8)
  'no-pen', // the device never held the pen of its point
  'wrong-phase',
  'too-late', // the time in which this could be taken back has passed
  'not-found',
  'conflict', // somebody was faster, or the thing is no longer in that state
  'floor-taken', // another point is on air (F2)
  'no-round', // no such round in this session
  'sum-mismatch', // present + excused + unexcused differs from the number summoned, and no reason was given (H3)
  'needs-confirmation', // the figure is far from the point's last one: the same once more, confirmed (H14)
  'roster-invalid',
  'rate-limited',
  'too-large',
  'busy', // the hub holds as many connections as it may
  'not-saved', // the log cannot be written: nothing was acknowledged, try again (G4)
  'undecided', // saved on this hub, and not decided between the hubs yet: ask the same again (D4)
  'hub-starting',
  'hub-stopping',
  'version-too-old', // reload the page
  'foreign-origin',
  'internal',
] as const;
export type ErrorKind = (typeof ERROR_KINDS)[number];

/** `never`: the same request will be refused again. `fix`: change the input. `after`: the same request may succeed later. */
export type Retry = 'never' | 'fix' | 'after';

export interface HubError {
  readonly kind: ErrorKind;
  readonly message: string;
  readonly retry: Retry;
  /** With `after`: how long to wait at least, ms. */
  readonly afterMs?: number | undefined;
  /** With `invalid`: the first field that did not fit, as a path ("present"). */
  readonly field?: string | undefined;
}

export const RETRY_OF: Record<ErrorKind, Retry> = {
  invalid: 'fix',
  'unknown-event': 'never',
  unauthorized: 'never',
  revoked: 'never',
  expired: 'never',
  'already-used': 'never',
  forbidden: 'never',
  waiting: 'after',
  'no-pen': 'never',
  'wrong-phase': 'after',
  'too-late': 'never',
  'not-found': 'fix',
  conflict: 'fix',
  'floor-taken': 'fix',
  'no-round': 'fix',
  'sum-mismatch': 'fix',
  'needs-confirmation': 'fix',
  'roster-invalid': 'fix',
  'rate-limited': 'after',
  'too-large': 'fix',
  busy: 'after',
  'not-saved': 'after',
  undecided: 'after',
  'hub-starting': 'after',
  'hub-stopping': 'after',
  'version-too-old': 'never',
  'foreign-origin': 'never',
  internal: 'after',
};

/** How long to wait where the retry is `after` and the hub knows nothing better, ms. */
export const DEFAULT_AFTER_MS = 2_000;
