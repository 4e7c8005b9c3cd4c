import type { Clock } from '../platform/clock.ts';
import { CodeQueue, DEFAULT_CODE_POLICY } from './code-queue.ts';
import type { CodePolicy } from './code-queue.ts';
import { consume, ownLimiter, waitOf } from './limiter.ts';
import type { Limiter, MakeLimiter } from './limiter.ts';

/** Messages a socket may send: `perSecond` lastingly, `burst` at once (a page that comes back empties its queue). */
export interface MessageRate {
  readonly perSecond: number;
  readonly burst: number;
}

export const POINT_MESSAGE_RATE: MessageRate = { perSecond: 20, burst: 60 };
export const STAFF_MESSAGE_RATE: MessageRate = { perSecond: 40, burst: 100 };
/** Moments of the past that one device may ask for: as fast as an eye follows a hand that drags. */
export const REPLAY_RATE: MessageRate = { perSecond: 15, burst: 40 };
/** Connections of one device: a phone at the edge of the network and a page reloaded in anger stay far below it. */
export const CONNECT_RATE: MessageRate = { perSecond: 2, burst: 40 };
/** A socket that goes on this long after being told to slow down is put out. */
export const REFUSALS_BEFORE_DISCONNECT = 100;

/** The allowance of one socket's messages, or of one device's connections. */
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

export interface LimitPolicy extends CodePolicy {
  /** Claims of links and cards nobody minted: they cannot be guessed, so this bounds work only. */
  readonly strangeSecretsPerMinutePerAddress: number;
  readonly strangeSecretsPerMinute: number;
  /** Further devices that ask to be let in by one card. */
  readonly devicesPerCardPer10Minutes: number;
  readonly devicesPerCardAndAddressPer10Minutes: number;
  readonly handshakesPerSecondPerAddress: number;
  readonly handshakesPerSecond: number;
  /** An address that asks no more often than this is not counted against the hub's own limit. */
  readonly quietHandshakesPerSecond: number;
  readonly connectionsPerAddress: number;
  readonly connections: number;
}

/** A whole town may stand behind one address (a carrier's NAT), and after a power cut it comes back at once. */
export const DEFAULT_LIMITS: Omit<LimitPolicy, 'connections'> = {
  ...DEFAULT_CODE_POLICY,
  strangeSecretsPerMinutePerAddress: 600,
  strangeSecretsPerMinute: 6_000,
  devicesPerCardPer10Minutes: 30,
  devicesPerCardAndAddressPer10Minutes: 6,
  handshakesPerSecondPerAddress: 200,
  handshakesPerSecond: 2_000,
  quietHandshakesPerSecond: 5,
  connectionsPerAddress: 5_000,
};

/**
 * Limits on what strangers can make the hub do. Whoever holds a credential or a long secret is no stranger. The store
 * is in memory: a restart forgets, which harms nobody. Of several hubs, what protects a secret (codes, cards) is counted
 * by all together; what bounds a hub's own work stays its own.
 */
export class EdgeLimits {
  /** Turns for codes, the only secrets short enough to be guessed. */
  readonly codes: CodeQueue;
  readonly #policy: LimitPolicy;
  readonly #strangeSecrets: Limiters;
  readonly #devicesOfCard: Limiters;
  readonly #handshakesByAddress: Limiter;
  readonly #handshakes: Limiter;
  readonly #connections = new Map<string, number>();
  #open = 0;

  /** `shared`: counts over all hubs; null where there is one. */
  constructor(policy: LimitPolicy, clock: Clock, shared: MakeLimiter | null = null) {
    this.#policy = policy;
    this.codes = new CodeQueue(policy, clock, shared?.('codes', policy.codesPerSecond, 1) ?? null);
    const limiter = (points: number, seconds: number) => ownLimiter('', points, seconds);
    const common = shared ?? ownLimiter;
    this.#strangeSecrets = [
      limiter(policy.strangeSecretsPerMinutePerAddress, 60),
      limiter(policy.strangeSecretsPerMinute, 60),
    ];
    this.#devicesOfCard = [
      common('card-address', policy.devicesPerCardAndAddressPer10Minutes, 600),
      common('card', policy.devicesPerCardPer10Minutes, 600),
    ];
    this.#handshakesByAddress = limiter(policy.handshakesPerSecondPerAddress, 1);
    this.#handshakes = limiter(policy.handshakesPerSecond, 1);
  }

  /** 0 when a long secret nobody minted may be answered, else how long to wait, ms. */
  strangeSecret(address: string): Promise<number> {
    return consumeBoth(this.#strangeSecrets, address, 'hub');
  }

  /** 0 when one more device may ask to be let in by this card, else how long to wait, ms. */
  deviceOfCard(address: string, grantId: string): Promise<number> {
    return consumeBoth(this.#devicesOfCard, `${grantId} ${address}`, grantId);
  }

  /** 0 when a handshake may go on, else how long to wait, ms. Null: this machine itself, bound only by the hub's own limit. */
  async handshake(address: string | null): Promise<number> {
    if (address === null) return waitOf(await consume(this.#handshakes, 'hub'));
    const used = await consume(this.#handshakesByAddress, address);
    if (!used.allowed) return waitOf(used);
    // A crowd that fills the hub's share must not keep a phone elsewhere from coming back.
    return used.count <= this.#policy.quietHandshakesPerSecond ? 0 : waitOf(await consume(this.#handshakes, 'hub'));
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

type Limiters = readonly [own: Limiter, shared: Limiter];

/** One's own share first: a single guessing machine must not use up everybody's. */
async function consumeBoth([own, shared]: Limiters, ownKey: string, sharedKey: string): Promise<number> {
  return waitOf(await consume(own, ownKey)) || waitOf(await consume(shared, sharedKey));
}
