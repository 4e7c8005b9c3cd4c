import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Clock } from '../platform/clock.ts';
import { isLongSecret } from './secrets.ts';

/** Messages a socket may send: `perSecond` lastingly, `burst` at once (a page that comes back empties its queue). */
export interface MessageRate {
  readonly perSecond: number;
  readonly burst: number;
}

export const POINT_MESSAGE_RATE: MessageRate = { perSecond: 20, burst: 60 };
export const STAFF_MESSAGE_RATE: MessageRate = { perSecond: 40, burst: 100 };
/** A socket that goes on this long after being told to slow down is put out. */
export const REFUSALS_BEFORE_DISCONNECT = 100;

/** One socket's allowance of messages. */
export class MessageBudget {
  readonly #rate: MessageRate;
  readonly #clock: Clock;
  #tokens: number;
  #at: number;

  constructor(rate: MessageRate, clock: Clock) {
    this.#rate = rate;
    this.#clock = clock;
    this.#tokens = rate.burst;
    this.#at = clock.now();
  }

  /** 0 when the message may pass, else how long to wait, ms. */
  take(): number {
    const now = this.#clock.now();
    this.#tokens = Math.min(this.#rate.burst, this.#tokens + ((now - this.#at) * this.#rate.perSecond) / 1_000);
    this.#at = now;
    if (this.#tokens >= 1) {
      this.#tokens -= 1;
      return 0;
    }
    return Math.ceil(((1 - this.#tokens) * 1_000) / this.#rate.perSecond);
  }
}

export interface LimitPolicy {
  /** Claims of codes and of anything else that is short enough to be guessed. */
  readonly codesPerMinutePerAddress: number;
  readonly codesPerMinute: number;
  /** Claims of links and cards: 256 bits cannot be guessed, so this bounds work only. */
  readonly secretsPerMinutePerAddress: number;
  readonly secretsPerMinute: number;
  readonly handshakesPerSecondPerAddress: number;
  readonly handshakesPerSecond: number;
  readonly connectionsPerAddress: number;
  readonly connections: number;
}

/** A whole town may stand behind one address (a carrier's NAT), and after a power cut it comes back at once. */
export const DEFAULT_LIMITS: Omit<LimitPolicy, 'connections'> = {
  codesPerMinutePerAddress: 20,
  codesPerMinute: 600,
  secretsPerMinutePerAddress: 3_000,
  secretsPerMinute: 12_000,
  handshakesPerSecondPerAddress: 200,
  handshakesPerSecond: 2_000,
  connectionsPerAddress: 5_000,
};

/** Limits on what strangers can make the hub do. The store is in memory: a restart forgets, which harms nobody. */
export class EdgeLimits {
  readonly #policy: LimitPolicy;
  readonly #claims: Record<'code' | 'secret', readonly [byAddress: RateLimiterMemory, ofHub: RateLimiterMemory]>;
  readonly #handshakesByAddress: RateLimiterMemory;
  readonly #handshakes: RateLimiterMemory;
  readonly #connections = new Map<string, number>();
  #open = 0;

  constructor(policy: LimitPolicy) {
    this.#policy = policy;
    const limiter = (points: number, duration: number) => new RateLimiterMemory({ points, duration });
    this.#claims = {
      code: [limiter(policy.codesPerMinutePerAddress, 60), limiter(policy.codesPerMinute, 60)],
      secret: [limiter(policy.secretsPerMinutePerAddress, 60), limiter(policy.secretsPerMinute, 60)],
    };
    this.#handshakesByAddress = limiter(policy.handshakesPerSecondPerAddress, 1);
    this.#handshakes = limiter(policy.handshakesPerSecond, 1);
  }

  /**
   * 0 when a claim may be tried, else how long to wait, ms. Judged by the secret's form alone: were known secrets let
   * through, a guesser could go on past the limit and see which one is good.
   */
  async claim(address: string, secret: string): Promise<number> {
    const [byAddress, ofHub] = this.#claims[isLongSecret(secret) ? 'secret' : 'code'];
    // The address first: one guessing machine must not use up everybody's share.
    return (await consume(byAddress, address)) || (await consume(ofHub, 'hub'));
  }

  /** 0 when a handshake may go on, else how long to wait, ms. Null: this machine itself, bound only by the hub's own limit. */
  async handshake(address: string | null): Promise<number> {
    const waitMs = address === null ? 0 : await consume(this.#handshakesByAddress, address);
    return waitMs || consume(this.#handshakes, 'hub');
  }

  hasRoom(address: string | null): boolean {
    const ofAddress = address === null ? 0 : (this.#connections.get(address) ?? 0);
    return this.#open < this.#policy.connections && ofAddress < this.#policy.connectionsPerAddress;
  }

  opened(address: string | null): void {
    this.#open += 1;
    if (address !== null) this.#connections.set(address, (this.#connections.get(address) ?? 0) + 1);
  }

  closed(address: string | null): void {
    this.#open -= 1;
    if (address === null) return;
    const left = (this.#connections.get(address) ?? 1) - 1;
    if (left > 0) this.#connections.set(address, left);
    else this.#connections.delete(address);
  }
}

async function consume(limiter: RateLimiterMemory, key: string): Promise<number> {
  try {
    await limiter.consume(key);
    return 0;
  } catch (refused) {
    if (refused instanceof RateLimiterRes) return Math.max(1, Math.ceil(refused.msBeforeNext));
    throw refused;
  }
}
