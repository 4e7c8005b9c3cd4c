import type { Clock, Disposer } from '../platform/clock.ts';
import { consume, waitOf } from './limiter.ts';
import type { Limiter } from './limiter.ts';

export interface CodePolicy {
  /** Codes looked at, lastingly. With 47 bits a day of guessing at this rate finds one of 89 codes with odds of 1 in 1.8 million. */
  readonly codesPerSecond: number;
  /** Codes looked at at once after a quiet time. */
  readonly codesAtOnce: number;
  /** Longest wait for a turn, ms. */
  readonly codeWaitMs: number;
  readonly codesWaitingPerAddress: number;
  readonly codesWaiting: number;
}

export const DEFAULT_CODE_POLICY: CodePolicy = {
  codesPerSecond: 10,
  codesAtOnce: 20,
  codeWaitMs: 25_000,
  // A town behind one address that types its codes at one moment.
  codesWaitingPerAddress: 200,
  codesWaiting: 1_000,
};

/** What is told to somebody for whom there is no turn, ms. */
const COME_BACK_MS = 5_000;
/** After this long half of an address's misses are forgiven. */
const FORGIVEN_HALF_MS = 5 * 60_000;
const FORGET_EVERY_MS = 60_000;

interface Waiting {
  readonly order: number;
  readonly until: number;
  readonly answer: (waitMs: number) => void;
}

interface Caller {
  readonly address: string;
  /** Turns taken that found nothing, fading; a turn counts until it is known to have found something. */
  misses: number;
  at: number;
  readonly waiting: Waiting[];
}

/**
 * Turns for codes that people type. Guesses cannot be told from typing errors before they are looked at, so nobody is
 * refused for them: codes wait, and the next turn goes to the address that missed least. A crowd of guessers therefore
 * waits for itself, and a person who types the right code passes it. Of several hubs each keeps its own line, and a
 * turn is taken from what all of them have together.
 */
export class CodeQueue {
  readonly #policy: CodePolicy;
  readonly #clock: Clock;
  readonly #shared: Limiter | null;
  readonly #callers = new Map<string, Caller>();
  #waiting = 0;
  #order = 0;
  #turns: number;
  #turnsAt: number;
  #forgotAt: number;
  #timer: Disposer | null = null;
  #isAsking = false;
  /** No turn is left for any hub before. */
  #sharedFrom = 0;

  constructor(policy: CodePolicy, clock: Clock, shared: Limiter | null = null) {
    this.#policy = policy;
    this.#clock = clock;
    this.#shared = shared;
    this.#turns = policy.codesAtOnce;
    this.#turnsAt = clock.now();
    this.#forgotAt = clock.now();
  }

  /** Resolves with 0 when it is this code's turn, or with how long to stay away, ms. `gone` gives the place up. */
  turn(address: string, gone?: AbortSignal): Promise<number> {
    return new Promise((resolve) => {
      const caller = this.#caller(address);
      if (caller.waiting.length >= this.#policy.codesWaitingPerAddress || !this.#makeRoom(caller)) {
        return resolve(COME_BACK_MS);
      }
      const waiting: Waiting = {
        order: this.#order++,
        until: this.#clock.now() + this.#policy.codeWaitMs,
        answer: resolve,
      };
      caller.waiting.push(waiting);
      this.#waiting += 1;
      gone?.addEventListener('abort', () => this.#giveUp(caller, waiting), { once: true });
      this.#serve();
    });
  }

  /** The turn found something: it was no guess. */
  found(address: string): void {
    const caller = this.#caller(address);
    caller.misses = Math.max(0, caller.misses - 1);
  }

  /** Turns of this address that found nothing lately. */
  misses(address: string): number {
    return Math.round(this.#caller(address).misses);
  }

  stop(): void {
    this.#timer?.();
    this.#timer = null;
    for (const caller of this.#callers.values()) this.#dismiss(caller, () => true);
  }

  #serve(): void {
    this.#timer?.();
    this.#timer = null;
    const now = this.#clock.now();
    const { codesPerSecond, codesAtOnce } = this.#policy;
    this.#turns = Math.min(codesAtOnce, this.#turns + ((now - this.#turnsAt) * codesPerSecond) / 1_000);
    this.#turnsAt = now;
    for (const caller of this.#callers.values()) this.#dismiss(caller, ({ until }) => until <= now);
    if (this.#shared === null) while (this.#turns >= 1 && this.#serveOne());
    else void this.#serveFrom(this.#shared);
    this.#forget(now);
    if (this.#waiting === 0 || this.#isAsking) return;
    const turnInMs = Math.max(1, Math.ceil(((1 - this.#turns) * 1_000) / codesPerSecond));
    this.#timer = this.#clock.setTimer(Math.max(now + turnInMs, this.#sharedFrom), () => this.#serve());
  }

  #serveOne(): boolean {
    const caller = this.#next();
    const waiting = caller?.waiting.shift();
    if (caller === undefined || waiting === undefined) return false;
    this.#turns -= 1;
    this.#waiting -= 1;
    caller.misses += 1;
    waiting.answer(0);
    return true;
  }

  /** One question at a time; who is next is looked up when the turn is there. */
  async #serveFrom(shared: Limiter): Promise<void> {
    const isThere = this.#turns >= 1 && this.#waiting > 0 && this.#clock.now() >= this.#sharedFrom;
    if (this.#isAsking || !isThere) return;
    this.#isAsking = true;
    while (this.#turns >= 1 && this.#waiting > 0) {
      const waitMs = waitOf(await consume(shared, 'all'));
      if (waitMs > 0) {
        this.#sharedFrom = this.#clock.now() + waitMs;
        break;
      }
      this.#serveOne();
    }
    this.#isAsking = false;
    if (this.#waiting > 0) this.#serve();
  }

  /** Whoever missed least; among equals, who came first. */
  #next(): Caller | undefined {
    let best: Caller | undefined;
    for (const caller of this.#callers.values()) {
      const [first] = caller.waiting;
      if (first === undefined) continue;
      this.#fade(caller);
      const bestFirst = best?.waiting[0];
      if (
        best === undefined ||
        bestFirst === undefined ||
        caller.misses < best.misses ||
        (caller.misses === best.misses && first.order < bestFirst.order)
      ) {
        best = caller;
      }
    }
    return best;
  }

  /** A full queue loses the last code of whoever burdens it most, so that it cannot be filled against others. */
  #makeRoom(newcomer: Caller): boolean {
    if (this.#waiting < this.#policy.codesWaiting) return true;
    const burden = ({ misses, waiting }: Caller): number => misses + waiting.length;
    let worst = newcomer;
    for (const caller of this.#callers.values()) if (burden(caller) > burden(worst)) worst = caller;
    const last = worst === newcomer ? undefined : worst.waiting.pop();
    if (last === undefined) return false;
    this.#waiting -= 1;
    last.answer(COME_BACK_MS);
    return true;
  }

  #giveUp(caller: Caller, waiting: Waiting): void {
    this.#dismiss(caller, (each) => each === waiting);
  }

  #dismiss(caller: Caller, isOut: (waiting: Waiting) => boolean): void {
    for (let i = caller.waiting.length - 1; i >= 0; i--) {
      const waiting = caller.waiting[i];
      if (waiting === undefined || !isOut(waiting)) continue;
      caller.waiting.splice(i, 1);
      this.#waiting -= 1;
      waiting.answer(COME_BACK_MS);
    }
  }

  #caller(address: string): Caller {
    const known = this.#callers.get(address);
    if (known) {
      this.#fade(known);
      return known;
    }
    const caller: Caller = { address, misses: 0, at: this.#clock.now(), waiting: [] };
    this.#callers.set(address, caller);
    return caller;
  }

  #fade(caller: Caller): void {
    const now = this.#clock.now();
    caller.misses *= 0.5 ** ((now - caller.at) / FORGIVEN_HALF_MS);
    caller.at = now;
  }

  #forget(now: number): void {
    if (now - this.#forgotAt < FORGET_EVERY_MS) return;
    this.#forgotAt = now;
    for (const caller of this.#callers.values()) {
      this.#fade(caller);
      if (caller.waiting.length === 0 && caller.misses < 0.5) this.#callers.delete(caller.address);
    }
  }
}
