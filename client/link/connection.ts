import type { HubNotice } from '@hub/shared/protocol/down.ts';
import { RETRY_OF, type ErrorKind, type HubError } from '@hub/shared/protocol/errors.ts';

/** Why the connection is not there. Error kinds are the hub's own refusals. */
export type Loss = 'unreachable' | 'closed' | 'silent' | 'hub-stopping' | ErrorKind;

/** What a person must see before the page tries again; it does not try by itself. */
export type Refusal = ErrorKind | 'superseded';

interface Away {
  /** Since when there is no connection, page time; after a silence since when nothing was heard. Null before the first one. */
  readonly lostAt: number | null;
  /** 1 for the first try since the connection was lost. */
  readonly attempt: number;
}

export type Connection =
  | (Away & { readonly state: 'connecting'; readonly since: number; readonly because: Loss | null })
  | Connected
  | (Away & { readonly state: 'waiting'; readonly retryAt: number; readonly because: Loss })
  | { readonly state: 'refused'; readonly reason: Refusal; readonly lostAt: number | null }
  | { readonly state: 'stopped' };

interface Connected {
  readonly state: 'connected';
  readonly since: number;
  readonly heardAt: number;
  /** When the hub was asked for a sign of life, unanswered so far; null while there is no doubt. */
  readonly probedAt: number | null;
  /** When the silence is taken for the end. */
  readonly giveUpAt: number;
  readonly advice: Advice | null;
}

/** What `hub:notice` said before it closed the connection. */
interface Advice {
  readonly kind: HubNotice['kind'];
  readonly afterMs: number;
  readonly spreadMs: number;
}

export type ConnectionEvent =
  | { readonly type: 'opened' }
  | { readonly type: 'heard' }
  | { readonly type: 'notice'; readonly notice: HubNotice }
  | { readonly type: 'closed' }
  | { readonly type: 'failed'; readonly error: HubError | null }
  /** The time of `wakeAt` has come. */
  | { readonly type: 'due' }
  /** A person pressed "Thử lại". */
  | { readonly type: 'retry' }
  /** The network changed or the page woke: what was connected may be so no more, and what failed may work now. */
  | { readonly type: 'doubt' }
  | { readonly type: 'stop' };

export interface ConnectionPolicy {
  /** Longest wait before try 1, 2, 3…; the last one repeats. */
  readonly waitsMs: readonly number[];
  /** Share of each wait that is random, so that many points do not come back in one moment. */
  readonly spread: number;
  /** A try that has neither opened nor failed is given up after this long: try 1, 2…; the last one repeats. */
  readonly openLimitsMs: readonly number[];
  /** Heard nothing for this long: what is shown is old (V8). */
  readonly staleAfterMs: number;
  /** Heard nothing for this long: the hub is asked for a sign of life, in case only its own was lost. */
  readonly probeAfterMs: number;
  /** Heard nothing for this long: the connection is taken for dead and made anew. */
  readonly silentAfterMs: number;
  /** The same, counted from a doubt. */
  readonly doubtLimitMs: number;
}

/** Staff hear a beat every second, sit on a LAN or a good line, and are few. */
export const STAFF_POLICY: ConnectionPolicy = {
  waitsMs: [50, 150, 300, 500],
  spread: 0.5,
  openLimitsMs: [4_000],
  staleAfterMs: 1_600,
  // A beat is a sign of life already.
  probeAfterMs: Infinity,
  silentAfterMs: 4_000,
  doubtLimitMs: 2_000,
};

/**
 * Points hear the transport's ping 2.5 s after they answered the last one, on a bad line a round trip of 0.8 s later,
 * and two losses in a row later still by 3 s: test/sim/poor-network.test.ts chose these figures. First tries are soon
 * enough to be back within the grace time of 8 s; all points together ask at most a few times a second per hundred.
 */
export const POINT_POLICY: ConnectionPolicy = {
  waitsMs: [600, 1_500, 3_000, 5_000],
  spread: 0.8,
  openLimitsMs: [6_000, 10_000],
  staleAfterMs: 9_000,
  probeAfterMs: 4_500,
  silentAfterMs: 11_000,
  doubtLimitMs: 3_000,
};

/** A try that is younger than this belongs to the network of now. Waking brings several signs in one moment. */
const YOUNG_TRY_MS = 1_000;

export function firstConnection(now: number): Extract<Connection, { state: 'connecting' }> {
  return { state: 'connecting', since: now, lostAt: null, attempt: 1, because: null };
}

/** The next state. `random` is in [0, 1). Pure: the driver opens and closes the socket where the state changed. */
export function nextConnection(
  held: Connection,
  event: ConnectionEvent,
  now: number,
  policy: ConnectionPolicy,
  random: number,
): Connection {
  if (held.state === 'stopped') return event.type === 'retry' ? firstConnection(now) : held;
  switch (event.type) {
    case 'stop':
      return { state: 'stopped' };
    case 'opened':
      return held.state === 'connecting' ? connected(now, policy) : held;
    case 'heard':
      return held.state === 'connected' ? { ...held, ...heardNow(now, policy) } : held;
    case 'notice':
      return held.state === 'connected' ? { ...held, advice: adviceOf(event.notice) } : held;
    case 'closed':
      return held.state === 'connected' || held.state === 'connecting' ? afterClose(held, now, policy, random) : held;
    case 'failed':
      return held.state === 'connecting' ? afterFailure(held, event.error, now, policy, random) : held;
    case 'retry':
      if (held.state === 'waiting') return tryNow(held, now, held.because);
      // Still open, but nothing comes: the person has seen that before the limit of silence did.
      if (held.state === 'connected' && isStale(held, now, policy))
        return wait({ lostAt: held.heardAt, attempt: 0 }, 'silent', 0, now);
      if (held.state === 'refused') return { ...firstConnection(now), lostAt: held.lostAt };
      return held;
    case 'doubt':
      return whenDoubted(held, now, policy);
    case 'due':
      return whenDue(held, now, policy, random);
  }
}

/** When the driver must send `due`, or null. */
export function wakeAt(held: Connection, policy: ConnectionPolicy): number | null {
  if (held.state === 'waiting') return held.retryAt;
  if (held.state === 'connecting') return held.since + nth(policy.openLimitsMs, held.attempt);
  if (held.state !== 'connected') return null;
  return held.probedAt === null ? Math.min(held.heardAt + policy.probeAfterMs, held.giveUpAt) : held.giveUpAt;
}

/** True when what the screen shows may no longer be so. */
export function isStale(held: Connection, now: number, policy: ConnectionPolicy): boolean {
  return held.state !== 'connected' || now - held.heardAt > policy.staleAfterMs;
}

function whenDue(held: Connection, now: number, policy: ConnectionPolicy, random: number): Connection {
  const due = wakeAt(held, policy);
  // Timers of a page in the background come late and in bunches: only the clock decides.
  if (due === null || now < due) return held;
  if (held.state === 'waiting') return tryNow(held, now, held.because);
  if (held.state === 'connecting') return afterFailure(held, null, now, policy, random);
  if (held.state !== 'connected') return held;
  if (now < held.giveUpAt) return { ...held, probedAt: now };
  // From the last sign of life, not from now: what a person sees counted must not start again.
  return wait({ lostAt: held.heardAt, attempt: 0 }, 'silent', waitMs(1, policy, random), now);
}

function whenDoubted(held: Connection, now: number, policy: ConnectionPolicy): Connection {
  switch (held.state) {
    case 'connected':
      if (isStale(held, now, policy)) return wait({ lostAt: held.heardAt, attempt: 0 }, 'silent', 0, now);
      return { ...held, probedAt: now, giveUpAt: Math.min(held.giveUpAt, now + policy.doubtLimitMs) };
    case 'connecting':
      if (now - held.since < YOUNG_TRY_MS) return held;
      return wait({ lostAt: held.lostAt, attempt: 0 }, held.because ?? 'unreachable', 0, now);
    case 'waiting':
      return tryNow({ lostAt: held.lostAt, attempt: 0 }, now, held.because);
    default:
      return held;
  }
}

function connected(now: number, policy: ConnectionPolicy): Connection {
  return { state: 'connected', since: now, ...heardNow(now, policy), advice: null };
}

function heardNow(now: number, policy: ConnectionPolicy): Pick<Connected, 'heardAt' | 'probedAt' | 'giveUpAt'> {
  return { heardAt: now, probedAt: null, giveUpAt: now + policy.silentAfterMs };
}

function afterClose(
  held: Extract<Connection, { state: 'connected' | 'connecting' }>,
  now: number,
  policy: ConnectionPolicy,
  random: number,
): Connection {
  if (held.state === 'connecting') return afterFailure(held, null, now, policy, random);
  const { advice } = held;
  // A close that only ends a silence already shown does not start the count again.
  const lostAt = isStale(held, now, policy) ? held.heardAt : now;
  const away = { lostAt, attempt: 0 };
  if (advice === null) return wait(away, 'closed', waitMs(1, policy, random), now);
  if (advice.kind === 'revoked' || advice.kind === 'superseded') {
    return { state: 'refused', reason: advice.kind, lostAt };
  }
  const because = advice.kind === 'stopping' ? 'hub-stopping' : 'rate-limited';
  return wait(away, because, advice.afterMs + random * advice.spreadMs, now);
}

function afterFailure(
  held: Away,
  error: HubError | null,
  now: number,
  policy: ConnectionPolicy,
  random: number,
): Connection {
  if (error !== null && RETRY_OF[error.kind] !== 'after') {
    return { state: 'refused', reason: error.kind, lostAt: held.lostAt };
  }
  const own = waitMs(held.attempt + 1, policy, random);
  const asked = error === null ? 0 : (error.afterMs ?? 0) * (1 + policy.spread * random);
  return wait(held, error?.kind ?? 'unreachable', Math.max(own, asked), now);
}

function wait(away: Away, because: Loss, delayMs: number, now: number): Connection {
  return { state: 'waiting', lostAt: away.lostAt, attempt: away.attempt, because, retryAt: now + delayMs };
}

function tryNow(away: Away, now: number, because: Loss): Connection {
  return { state: 'connecting', since: now, lostAt: away.lostAt, attempt: away.attempt + 1, because };
}

function waitMs(attempt: number, policy: ConnectionPolicy, random: number): number {
  return nth(policy.waitsMs, attempt) * (1 - policy.spread * random);
}

/** The value for try 1, 2…; the last one repeats. */
function nth(values: readonly number[], attempt: number): number {
  return values[Math.min(Math.max(attempt, 1), values.length) - 1] ?? 0;
}

function adviceOf(notice: HubNotice): Advice {
  return { kind: notice.kind, afterMs: notice.reconnectAfterMs ?? 0, spreadMs: notice.spreadMs };
}
