import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { DEFAULT_POLICY } from '@hub/server/domain/policy.ts';
import type { BoardSource } from '@hub/server/hub/board-source.ts';
import { CutOff } from '@hub/server/hub/cut-off.ts';
import { seenSource } from '@hub/server/hub/seen-source.ts';
import { pointId } from '../support/builders.ts';
import { dump } from '../support/hub-rig.ts';
import { type Member, SharedTown } from '../support/shared-town.ts';

interface Screen {
  readonly town: SharedTown;
  readonly a: Member;
  readonly b: Member;
  readonly cutOff: CutOff;
  readonly source: BoardSource;
  /** Points that were to be looked at again since it was last asked; "all" for all of them. */
  changes(): string[];
}

/** DC01 and DC02 are connected at the other node, DC03 and DC04 at this one, DC05 nowhere; DC06 has said goodbye. */
async function screen(): Promise<Screen> {
  const { town, a, b } = await SharedTown.live(6);
  for (const point of ['DC01', 'DC02', 'DC06']) await a.opens(point);
  for (const point of ['DC03', 'DC04']) await b.opens(point);
  await town.clock.advanceAsync(1_000);
  return { town, a, b, ...watched(town, b) };
}

function watched(town: SharedTown, { hub, node }: Member): Pick<Screen, 'cutOff' | 'source' | 'changes'> {
  let changed: string[] = [];
  const cutOff = new CutOff({
    projection: hub.projection,
    clock: town.clock,
    policy: DEFAULT_POLICY,
    mediaConfigured: false,
    node: node.id,
    waiting: () => node.waiting(),
    isDecided: () => node.view().carrier === 'reached' && node.view().lease !== null,
    changed: (points) => (changed = [...changed, ...(points ?? ['all'])]),
  });
  hub.onAdopted(() => cutOff.adopted());
  const changes = (): string[] => {
    const told = changed;
    changed = [];
    return told;
  };
  return { cutOff, source: seenSource(hub.projection, cutOff, hub.waiting), changes };
}

const link = ({ source }: Pick<Screen, 'source'>, point: string): string => {
  const { state, reasons } = source.point(pointId(point))?.link ?? { state: 'none', reasons: [] };
  return reasons.length > 0 ? `${state}(${reasons.join()})` : state;
};
const links = (of: Screen): string[] => ['DC01', 'DC02', 'DC03', 'DC04', 'DC05'].map((point) => link(of, point));

test('[D5] a node that is cut off vouches for its own sockets, and says of all others that it cannot', async () => {
  const of = await screen();
  const { town, b, cutOff, source, changes } = of;
  assert.equal(links(of), ['up', 'up', 'up', 'up', 'absent']);
  town.world.cut('b');
  await town.clock.advanceAsync(3_000);
  const before = dump(b.hub.projection);
  cutOff.begin(town.clock.now());
  assert.equal(changes(), ['all']);
  assert.equal(links(of), ['unknown(cut-off)', 'unknown(cut-off)', 'up', 'up', 'absent']);
  assert.is(cutOff.unvouched, 3);
  assert.is([...source.points()].filter(({ link: { reasons } }) => reasons.includes('cut-off')).length, 3);

  void b.closes('DC03');
  cutOff.lookSoon();
  await town.clock.advanceAsync(100);
  assert.is(link(of, 'DC03'), 'impaired(reconnecting)');
  assert.equal(changes(), ['DC03']);
  // Of what is gone here nobody knows where it is: never lost.
  await town.clock.advanceAsync(DEFAULT_POLICY.reconnectGraceMs + 600);
  assert.is(link(of, 'DC03'), 'unknown(cut-off)');
  assert.is(cutOff.unvouched, 4);
  void b.opens('DC05');
  void b.opens('DC01');
  await town.clock.advanceAsync(600);
  assert.equal(links(of), ['up', 'unknown(cut-off)', 'unknown(cut-off)', 'up', 'up']);
  assert.is(dump(b.hub.projection), before, 'nothing of it is in the state');
  cutOff.stop();
});

test('[D5] it ends when the log has what was said here, and not in between with what was before', async () => {
  const of = await screen();
  const { town, a, b, cutOff, changes } = of;
  town.world.cut('b');
  await town.clock.advanceAsync(3_000);
  cutOff.begin(town.clock.now());
  void b.closes('DC03');
  await town.clock.advanceAsync(5_000);
  assert.is(link(of, 'DC03'), 'impaired(reconnecting)');
  changes();
  town.world.mend('b');
  cutOff.endSoon();
  assert.ok(cutOff.isOn);
  const seen: string[] = [];
  for (let step = 0; step < 60 && cutOff.isOn; step++) {
    await town.clock.advanceAsync(50);
    seen.push(link(of, 'DC03'));
  }
  assert.not.ok(cutOff.isOn);
  assert.not.ok(seen.includes('up'), seen.join());
  assert.ok(changes().includes('all'));
  assert.is(cutOff.unvouched, 0);
  await town.clock.advanceAsync(2_000);
  assert.is(dump(a.hub.projection), dump(b.hub.projection));
  assert.equal(links(of).slice(0, 2), ['up', 'up']);
});

test('[D5] cut off once more, it follows its own sockets as it did the first time', async () => {
  const of = await screen();
  const { town, b, cutOff } = of;
  for (const point of ['DC03', 'DC04']) {
    town.world.cut('b');
    await town.clock.advanceAsync(3_000);
    cutOff.begin(town.clock.now());
    void b.closes(point);
    cutOff.lookSoon();
    await town.clock.advanceAsync(100);
    assert.is(link(of, point), 'impaired(reconnecting)', point);
    await town.clock.advanceAsync(DEFAULT_POLICY.reconnectGraceMs + 600);
    assert.is(link(of, point), 'unknown(cut-off)', point);
    town.world.mend('b');
    cutOff.endSoon();
    for (let step = 0; step < 200 && cutOff.isOn; step++) await town.clock.advanceAsync(50);
    assert.not.ok(cutOff.isOn);
  }
});

test.run();
