import { MemoryCarrierWorld } from '@hub/server/exchange/memory-carrier.ts';
import { Node } from '@hub/server/exchange/node.ts';
import { createMemoryNodeDisk, openMemoryNodeStore } from '@hub/server/log/memory-node-store.ts';
import type { MemoryNodeDisk } from '@hub/server/log/memory-node-store.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { copyOf } from '../sim/node-machine.ts';
import { ToyTown, TOY_VERSIONS } from '../sim/toy-town.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { silentLogger } from '../support/silent-logger.ts';

interface Rig {
  readonly clock: ManualClock;
  readonly world: MemoryCarrierWorld;
}

function aRig(): Rig {
  const clock = new ManualClock();
  return { clock, world: new MemoryCarrierWorld({ clock }) };
}

async function aNode(
  { world, clock }: Rig,
  disk: MemoryNodeDisk,
  { before = 0, life = disk.node } = {},
): Promise<Node> {
  const store = openMemoryNodeStore({ versions: TOY_VERSIONS, disk, makeNode: () => `${disk.node}'` });
  const actor = { kind: 'operator', deviceId: 'd', role: 'operator' } as const;
  for (let value = 0; value < before; value++) {
    const event = { at: value, sessionId: 's', run: 0, type: 'Reported', version: 1, actor, commandId: null };
    await store.append({ events: [{ ...event, data: { point: 'p', value } }], personal: [] });
  }
  const town = new ToyTown(store, () => clock.now(), null);
  await town.refold();
  const node = await Node.open({
    store,
    carrier: world.carrier(disk.node),
    decider: town,
    clock,
    logger: silentLogger,
    life,
    url: disk.node,
    version: '1',
    sockets: () => 0,
    changed: () => undefined,
    heard: () => undefined,
    storeFailed: () => undefined,
  });
  node.begin();
  return node;
}

const ask = (node: Node, commandId: string) => node.submit(JSON.stringify({ commandId, point: 'p', value: 9 }));
const idsOf = ({ bodies }: MemoryNodeDisk) =>
  bodies.map((body) => (JSON.parse(body) as { commandId: string }).commandId);

test('[D1] a node whose log begins otherwise stays out, and those that were there first go on', async () => {
  const rig = aRig();
  const { clock } = rig;
  const first = await aNode(rig, createMemoryNodeDisk('first'), { before: 3 });
  await clock.advanceAsync(5_000);
  assert.is(first.view().role, 'deciding');
  const stranger = await aNode(rig, createMemoryNodeDisk('stranger'), { before: 2 });
  await clock.advanceAsync(5_000);
  assert.is(stranger.view().role, 'refused');
  assert.is(first.view().role, 'deciding');
  assert.equal(
    first.view().members?.map(({ beat }) => beat.node),
    ['first'],
  );
  const refused = await ask(stranger, 'c0').saved;
  assert.is(refused.ok, false);
  const { decided } = ask(first, 'c1');
  await clock.advanceAsync(1_000);
  assert.is(await decided, '{"commandId":"c1","seq":4}');
});

test('[D8] an empty node is told a log from a time alone, and goes on with the others', async () => {
  const rig = aRig();
  const { clock } = rig;
  const disk = createMemoryNodeDisk('first');
  const first = await aNode(rig, disk, { before: 700 });
  await clock.advanceAsync(5_000);
  for (let i = 1; i <= 3; i++) ask(first, `c${String(i)}`);
  await clock.advanceAsync(20_000);
  assert.is(disk.settled.index, 1, 'the stream holds none of it any more');
  const blank = createMemoryNodeDisk('second');
  const second = await aNode(rig, blank);
  await clock.advanceAsync(5_000);
  assert.equal([second.view().role, second.view().tail], ['following', first.view().tail]);
  assert.equal(blank.bodies, disk.bodies);
  const { safe } = ask(second, 'c4');
  await clock.advanceAsync(2_000);
  assert.is(await safe, '{"commandId":"c4","seq":704}');
});

test('[D9] a second machine under one id takes no part; what it had saved is asked under a new one', async () => {
  const rig = aRig();
  const { clock } = rig;
  const disk = createMemoryNodeDisk('twin');
  const first = await aNode(rig, disk, { life: 'first' });
  await clock.advanceAsync(5_000);
  ask(first, 'c1');
  await clock.advanceAsync(1_000);
  const copy = copyOf(disk);
  const later = await aNode(rig, copy, { life: 'later' });
  ask(later, 'from the copy');
  await clock.advanceAsync(8_000);
  assert.equal([later.view().role, later.view().refusal], ['refused', 'double']);
  assert.equal([first.view().role, first.view().undecided], ['deciding', 0]);
  ask(first, 'from the first');
  await later.stop();
  const again = await aNode(rig, copy);
  await clock.advanceAsync(8_000);
  assert.equal([again.view().role, again.id], ['following', "twin'"]);
  assert.equal(idsOf(copy).sort(), ['c1', 'from the copy', 'from the first']);
  assert.equal(copy.bodies, disk.bodies);
});

for (const forgotten of [false, true]) {
  test(`[D9] an old disk under its id is noticed before it gives out a number again${forgotten ? ', also where the carrier forgot' : ''}`, async () => {
    const rig = aRig();
    const { clock, world } = rig;
    const disk = createMemoryNodeDisk('old');
    const other = createMemoryNodeDisk('other');
    const first = await aNode(rig, disk, { life: 'first' });
    await aNode(rig, other);
    await clock.advanceAsync(5_000);
    ask(first, 'c1');
    await clock.advanceAsync(1_000);
    const old = copyOf(disk);
    ask(first, 'c2');
    await clock.advanceAsync(1_000);
    await first.stop();
    if (forgotten) world.wipe();
    const second = await aNode(rig, old, { life: 'second' });
    const { saved } = ask(second, 'c3');
    await clock.advanceAsync(15_000);
    assert.equal([second.view().role, second.view().refusal], ['refused', 'numbers']);
    await second.stop();
    const third = await aNode(rig, old, { life: 'third' });
    await clock.advanceAsync(15_000);
    assert.is(third.view().refusal, null);
    // Where it was noticed at once, nobody was told that it was saved.
    assert.equal(idsOf(old).sort(), (await saved).ok ? ['c1', 'c2', 'c3'] : ['c1', 'c2']);
    assert.is((await saved).ok, forgotten);
    assert.equal(old.bodies, other.bodies);
  });
}

test.run();
