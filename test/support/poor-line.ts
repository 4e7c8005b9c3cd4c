import type { ManualClock } from './manual-clock.ts';
import type { Random } from './random.ts';

export interface LineQuality {
  readonly kbps: number;
  /** Of packets, each way. */
  readonly loss: number;
  readonly roundTripMs: number;
}

/** IP, TCP with timestamps, and WebSocket's own few bytes. */
const HEADER_BYTES = 58;
/** SYN is sent again after 1, 3, 7 s (RFC 6298). */
const SYN_RETRY_MS = 1_000;
/** A probe for a lost tail waits for two round trips and a delayed acknowledgement (RFC 8985). */
const DELAYED_ACK_MS = 200;
/** Smoothed round trip plus four deviations, as Linux settles on a line whose delay does not vary. */
const RTO_ROUND_TRIPS = 1.5;

/**
 * One TCP connection over a bad line, in virtual time: in order, nothing lost for good, everything late. A little worse
 * than the kernel's: a loss in the middle of others waits as long as one at the end.
 */
export class PoorConnection {
  readonly #clock: ManualClock;
  readonly #random: Random;
  readonly #quality: LineQuality;
  readonly #arrivesAt = { up: 0, down: 0 };
  readonly #freeAt = { up: 0, down: 0 };
  /** Bytes that went, repeats and headers included. */
  bytes = 0;
  #dead = false;

  constructor(clock: ManualClock, random: Random, quality: LineQuality) {
    this.#clock = clock;
    this.#random = random;
    this.#quality = quality;
  }

  /** The three packets of the handshake, then `done`. */
  open(done: () => void): void {
    const { roundTripMs, loss } = this.#quality;
    let takes = roundTripMs;
    for (let wait = SYN_RETRY_MS; this.#random.chance(loss) || this.#random.chance(loss); wait *= 2) takes += wait;
    this.#clock.setTimer(this.#clock.now() + takes, () => {
      if (!this.#dead) done();
    });
  }

  send(way: 'up' | 'down', bytes: number, arrived: () => void): void {
    const { kbps, loss, roundTripMs } = this.#quality;
    const size = bytes + HEADER_BYTES;
    const from = Math.max(this.#clock.now(), this.#freeAt[way]);
    this.#freeAt[way] = from + (size * 8) / kbps;
    let at = this.#freeAt[way] + roundTripMs / 2;
    let wait = 2 * roundTripMs + DELAYED_ACK_MS;
    this.bytes += size;
    for (let repeats = 0; this.#random.chance(loss); repeats++) {
      at += wait;
      wait = roundTripMs * RTO_ROUND_TRIPS * 2 ** repeats;
      this.bytes += size;
    }
    this.#arrivesAt[way] = Math.max(this.#arrivesAt[way], at);
    this.#clock.setTimer(this.#arrivesAt[way], () => {
      if (!this.#dead) arrived();
    });
  }

  /** Nobody hears anything of it any more. */
  drop(): void {
    this.#dead = true;
  }
}
