import type { NodeId } from '../log/node-store.ts';
import type { Clock } from '../platform/clock.ts';
import type { OwnRecord } from './carrier.ts';

export interface IdentityPorts {
  readonly node: NodeId;
  readonly life: string;
  readonly clock: Pick<Clock, 'now'>;
  /** A record that is older than this belongs to a life that is over. */
  readonly freshMs: number;
}

/**
 * `sure`: nobody else speaks under this id. `unsure`: somebody did a moment ago; a process that was started again
 * looks the same at first. `later`: somebody goes on speaking under it, and was there first.
 */
export type Standing = 'sure' | 'unsure' | 'later';

/** One word of a life that is over may still be under way, or come back with a failover; a life that goes on says many. */
const WORDS_OF_A_LIFE = 3;
/** Where neither of two knows that it came later, the one with the greater life gives way. */
const WORDS_UNTIL_ONE_YIELDS = 5;

interface Heard {
  readonly words: number;
  readonly lastAt: number;
}

/** Whether this is the only life under its id: a disk that was copied, or a machine that was cloned, is a second one. */
export class Identity {
  readonly #ports: IdentityPorts;
  /** Found at the first beat: who was there before. */
  #predecessor: string | null = null;
  #unsureUntil: number | null = null;
  readonly #heard = new Map<string, Heard>();
  #isSure = false;

  constructor(ports: IdentityPorts) {
    this.#ports = ports;
  }

  /** Another life that speaks under this id now. */
  get double(): string | null {
    const { clock, freshMs } = this.#ports;
    const isOne = ({ words, lastAt }: Heard): boolean => words >= WORDS_OF_A_LIFE && clock.now() - lastAt < 2 * freshMs;
    return [...this.#heard].find(([, heard]) => isOne(heard))?.[0] ?? null;
  }

  /** `before`: what the carrier held of this id when the beat came. */
  beaten(before: OwnRecord | null): Standing {
    const { clock, freshMs, life } = this.#ports;
    const now = clock.now();
    const isOther = before !== null && before.life !== life && before.life !== '' && before.ageMs < freshMs;
    const other = isOther ? before : null;
    if (this.#unsureUntil === null) {
      this.#predecessor = other?.life ?? null;
      this.#unsureUntil = now + (other === null ? 0 : freshMs - other.ageMs);
    } else if (other !== null) {
      const words = this.#hear(other.life, now);
      this.#unsureUntil = now + freshMs;
      const isPredecessor = other.life === this.#predecessor;
      if (isPredecessor && words >= WORDS_OF_A_LIFE) return 'later';
      if (!isPredecessor && words >= WORDS_UNTIL_ONE_YIELDS && life > other.life) return 'later';
    }
    this.#isSure ||= now >= this.#unsureUntil;
    return this.#isSure ? 'sure' : 'unsure';
  }

  #hear(life: string, now: number): number {
    const known = this.#heard.get(life);
    const isOn = known !== undefined && now - known.lastAt < 2 * this.#ports.freshMs;
    const words = isOn ? known.words + 1 : 1;
    this.#heard.set(life, { words, lastAt: now });
    return words;
  }
}
