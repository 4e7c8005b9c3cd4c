import type { CarriedEntry, Carrier, Lease } from '@hub/server/exchange/carrier.ts';
import { BEFORE_ALL, type Position } from '@hub/server/log/node-store.ts';
import type { Random } from './random.ts';
import { beatOf, commands, entry } from './carried.ts';

/** One thing that is asked of a carrier; what it answers, without what differs from carrier to carrier. */
export type CarrierStep = (carrier: Carrier, held: { lease: Lease }) => Promise<unknown>;

const FENCE = 1_000_000;

/** Entries as failures leave them: several lines that fork, each fence going on only from its own end. */
class Lines {
  readonly #random: Random;
  readonly #all: { readonly entry: CarriedEntry; readonly before: number }[] = [];
  readonly #ends = new Map<number, number>();
  #fence = 1;

  constructor(random: Random) {
    this.#random = random;
  }

  grow(): void {
    const newest = this.#all.length - 1;
    const parent = newest > 0 && this.#random.chance(0.2) ? this.#random.int(0, newest) : newest;
    const from: Position = this.#all[parent]?.entry ?? BEFORE_ALL;
    const goesOn = this.#ends.get(from.fence) === parent && this.#random.next() < 0.8;
    if (!goesOn) this.#fence++;
    const fence = goesOn ? from.fence : this.#fence * FENCE;
    this.#all.push({ entry: entry(from, fence), before: parent });
    this.#ends.set(fence, this.#all.length - 1);
  }

  /** A piece of one line. */
  run(): CarriedEntry[] {
    const run: CarriedEntry[] = [];
    const length = 1 + Math.floor(this.#random.next() * 12);
    let at = Math.floor(this.#all.length * (0.5 + this.#random.next() / 2));
    for (let here = this.#all[at]; here !== undefined && run.length < length; here = this.#all[at]) {
      run.unshift(here.entry);
      at = here.before;
    }
    return run;
  }
}

/** The same for the same random numbers. */
export function carrierHistory(random: Random, length: number): CarrierStep[] {
  const below = (limit: number): number => Math.floor(random.next() * limit);
  const lines = new Lines(random);
  let last = 0;
  return Array.from({ length }, (): CarrierStep => {
    for (let i = below(3); i >= 0; i--) lines.grow();
    const dice = random.next();
    if (dice < 0.35) {
      const origin = random.next() < 0.5 ? 'a' : 'b';
      const first = 1 + Math.max(0, last - below(12) + below(4));
      const asked = commands(origin, first, first + below(5));
      last = Math.max(last, first);
      const settled = new Map(random.next() < 0.3 ? [[origin, first - 1]] : []);
      return (carrier) => carrier.appendCommands(asked, settled);
    }
    if (dice < 0.8) {
      const run = lines.run();
      const afresh = random.next() < 0.3;
      return random.next() < 0.5
        ? (carrier) => carrier.republishEntries(run, afresh)
        : (carrier, held) => carrier.appendEntries(held.lease, run, afresh);
    }
    if (dice < 0.86) return acquire;
    if (dice < 0.89) return (carrier, held) => carrier.open(held.lease);
    if (dice < 0.9) return (carrier, held) => carrier.clearEntries(held.lease);
    if (dice < 0.92) return (carrier, held) => carrier.release(held.lease);
    const index = below(lines.run().at(-1)?.index ?? 1);
    const upTo = new Map([['a', below(last)]]);
    return async (carrier) => {
      await carrier.trim(index, upTo);
      const beaten = await carrier.beat(beatOf('a'));
      return beaten.ok && [beaten.tail, beaten.lease === null];
    };
  });
}

/** Fences are drawn, so that of the answer only whether there is one is the same everywhere. */
async function acquire(carrier: Carrier, held: { lease: Lease }): Promise<unknown> {
  const acquired = await carrier.acquire('a', 0, 600_000);
  if (acquired.ok) held.lease = acquired.lease;
  return acquired.ok;
}
