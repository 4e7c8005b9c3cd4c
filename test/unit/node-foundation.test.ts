import { MemoryCarrierWorld } from '@hub/server/exchange/memory-carrier.ts';
import { Node } from '@hub/server/exchange/node.ts';
import { createMemoryNodeDisk, openMemoryNodeStore } from '@hub/server/log/memory-node-store.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ToyTown, TOY_VERSIONS } from '../sim/toy-town.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { silentLogger } from '../support/silent-logger.ts';

async function aNode(world: MemoryCarrierWorld, clock: ManualClock, name: string, before: number): Promise<Node> {
  const disk = createMemoryNodeDisk(name);
  const store = openMemoryNodeStore({ versions: TOY_VERSIONS, disk });
  const actor = { kind: 'operator', deviceId: 'd', role: 'operator' } as const;
  for (let value = 0; value < before; value++) {
    const event = { at: value, sessionId: 's', run: 0, type: 'Reported', version: 1, actor, commandId: null };
    await store.append({ events: [{ ...event, data: { point: 'p', value } }], personal: [] });
  }
  const town = new ToyTown(store, () => clock.now(), null);
  await town.refold();
  const node = await Node.open({
    store,
    carrier: world.carrier(name),
    decider: town,
    clock,
    logger: silentLogger,
    life: name,
    url: name,
    version: '1',
    sockets: () => 0,
    changed: () => undefined,
    heard: () => undefined,
    storeFailed: () => undefined,
  });
  node.begin();
  return node;
}

test('[D1] a node whose log begins otherwise stays out, and those that were there first go on', async () => {
  const clock = new ManualClock();
  const world = new MemoryCarrierWorld({ clock });
  const first = await aNode(world, clock, 'first', 3);
  await clock.advanceAsync(5_000);
  assert.is(first.view().role, 'deciding');
  const stranger = await aNode(world, clock, 'stranger', 2);
  await clock.advanceAsync(5_000);
  assert.is(stranger.view().role, 'refused');
  assert.is(first.view().role, 'deciding');
  assert.equal(
    first.view().members?.map(({ beat }) => beat.node),
    ['first'],
  );
  const { decided } = first.submit(JSON.stringify({ commandId: 'c1', point: 'p', value: 9 }));
  await clock.advanceAsync(1_000);
  assert.is(await decided, '{"commandId":"c1","seq":4}');
});

test.run();
