import { setImmediate as turn } from 'node:timers/promises';
import { MemoryCarrierWorld, type Way } from '@hub/server/exchange/memory-carrier.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { carrierContract, type CarrierHome } from './carrier.contract.ts';

const LONGEST_MS = 20_000;

/** Its clock goes on by itself, faster than time. */
function memoryHome(deliver?: (way: Way) => readonly number[]): CarrierHome {
  const clock = new ManualClock();
  const world = new MemoryCarrierWorld({ clock, ...(deliver && { deliver }) });
  let isOver = false;
  const goOn = async (): Promise<void> => {
    for (; !isOver; await turn()) await clock.advanceAsync(5);
  };
  const going = goOn();
  return {
    carrier: (node) => world.carrier(node),
    wipe: async () => world.wipe(),
    until: async (what, holds) => {
      for (const end = clock.now() + LONGEST_MS; clock.now() < end; await turn()) if (await holds()) return;
      throw new Error(`not in time: ${what}`);
    },
    discard: async () => {
      isOver = true;
      await going;
    },
  };
}

carrierContract('memory', async () => memoryHome());
carrierContract('memory, from afar', async () => memoryHome((way) => (way === 'entries' ? [30] : [20])));
