import { setTimeout as delay } from 'node:timers/promises';
import type { RedisHost } from '@hub/scripts/lib/redis-servers.ts';
import type { PlannedFault } from './schedule.ts';
import type { NodesRig } from './rig.ts';

/** It is ready when somebody decides; for a machine that is loaded so much that hardly anybody can. */
const HUB_STARTS_WITHIN_MS = 180_000;

/** What was done, in moments of the operators' clock. */
export interface Struck {
  readonly fault: PlannedFault;
  readonly at: number;
  /** Since when it could go on: the blow itself, but of a memory that is full its being given. */
  readonly resumableAt: number;
  readonly mendedAt: number;
  /** Hubs that live and reach most of the others. */
  readonly able: readonly string[];
}

/** Plays one fault from the blow until all its parts are whole again. */
export async function strike(rig: NodesRig, fault: PlannedFault): Promise<Struck> {
  const master = await rig.redis.master();
  const [deciding, follower = deciding] = await rig.byRole();
  const victim = fault.hub === 'deciding' ? deciding : follower;
  const others = [...rig.hubs.keys()].filter((name) => name !== victim);
  const at = performance.now();
  const { able, resumableAt = at } = await blow(rig, fault, { master, victim, others });
  await rig.redis.mend();
  return { fault, at, resumableAt, mendedAt: performance.now(), able };
}

interface Scene {
  readonly master: RedisHost;
  readonly victim: string;
  readonly others: readonly string[];
}

interface Blow {
  readonly able: readonly string[];
  readonly resumableAt?: number;
}

async function blow(rig: NodesRig, { kind, lastsMs }: PlannedFault, { master, victim, others }: Scene): Promise<Blow> {
  const { redis } = rig;
  const all = [victim, ...others];
  switch (kind) {
    case 'master-killed':
      await master.redis.kill();
      await delay(lastsMs);
      await master.redis.start();
      return { able: all };
    case 'master-frozen':
      master.redis.freeze();
      await delay(lastsMs);
      master.redis.thaw();
      return { able: all };
    case 'master-isolated':
      redis.isolate(master, [rig.groupOf(victim)]);
      await delay(lastsMs);
      redis.heal();
      return { able: others };
    case 'wiped':
      await redis.wipe();
      return { able: all };
    case 'out-of-memory':
      await redis.fillMemory(master);
      await delay(lastsMs);
      await redis.giveMemory(master);
      return { able: all, resumableAt: performance.now() };
    case 'hub-killed':
      await rig.kill(victim);
      await delay(lastsMs);
      await rig.hub(victim).start(HUB_STARTS_WITHIN_MS);
      return { able: others };
    case 'hub-and-master-killed':
      await Promise.all([rig.kill(victim), master.redis.kill()]);
      await delay(lastsMs);
      await Promise.all([rig.hub(victim).start(HUB_STARTS_WITHIN_MS), master.redis.start()]);
      return { able: others };
  }
}
