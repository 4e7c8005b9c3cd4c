import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { CommandId, GrantId } from '@hub/shared/model/ids.ts';
import { toAck } from '@hub/server/ingest/answer.ts';
import { ADMINISTRATOR, CONTROLLER, pointId, roundId } from '../support/builders.ts';
import { SharedTown } from '../support/shared-town.ts';

const R1 = roundId('R1');

test('[H9] with a second node behind it the answer says safe, without one saved, and the same asked again says safe later', async () => {
  const { town, b } = await SharedTown.live();
  assert.is((await town.decided(b.report('DC01', 40, 'c1'))).durability, 'safe');
  town.world.cut('a');
  await town.clock.advanceAsync(10_000);
  const alone = b.report('DC02', 41, 'c2');
  await town.clock.advanceAsync(299);
  let isAnswered = false;
  void alone.then(() => (isAnswered = true));
  await town.clock.advanceAsync(0);
  assert.is(isAnswered, false, 'the second disk is waited for a moment');
  await town.clock.advanceAsync(10);
  const saved = await alone;
  assert.ok(saved.ok && saved.durability === 'saved');
  town.world.mend('a');
  await town.clock.advanceAsync(3_000);
  const again = await town.decided(b.report('DC02', 41, 'c2'));
  const { again: isAskedAgain, ...first } = saved;
  assert.ok(isAskedAgain);
  assert.equal(again, { ...first, durability: 'safe' });
  assert.equal(b.reported('DC02'), [41]);
});

test('[D4] what is saved and not decided is answered undecided within 1.5 s, a repeat waits for the same, and it counts once', async () => {
  const { town, a, b } = await SharedTown.live();
  town.world.freeze();
  // What gives out a secret cannot be asked again: it waits.
  const point = pointId('DC03');
  const grant = { grantId: 'link' as GrantId, kind: 'link', role: 'operator', pointId: point, hash: 'h' } as const;
  const minted = b.hub.handle({
    commandId: 'm1' as CommandId,
    actor: ADMINISTRATOR,
    command: { type: 'MintGrant', ...grant, labelId: null, expiresAt: null },
  });
  const first = b.report('DC01', 40, 'c1');
  await town.clock.advanceAsync(1_500);
  assert.equal(await first, { ok: false, kind: 'undecided' });
  assert.equal(
    (toAck({ ok: false, kind: 'undecided' }) as { error: { retry: string; afterMs: number } }).error.afterMs,
    1_000,
  );
  await town.clock.advanceAsync(5_000);
  // Now it is known that nobody decides: said at once.
  const second = b.report('DC02', 41, 'c2');
  await town.clock.advanceAsync(100);
  assert.equal(await second, { ok: false, kind: 'undecided' });
  assert.is(b.node.view().undecided, 3);
  const repeat = b.report('DC01', 40, 'c1');
  await town.clock.advanceAsync(3_000);
  assert.equal(await repeat, { ok: false, kind: 'undecided' });
  assert.is(b.node.view().undecided, 3, 'a repeat is saved no second time');
  const last = b.report('DC01', 40, 'c1');
  town.world.thaw();
  await town.clock.advanceAsync(2_900);
  const outcome = await last;
  assert.ok(outcome.ok && outcome.durability === 'safe');
  assert.ok((await minted).ok);
  assert.equal(
    [a, b].map((node) => node.reported('DC01')),
    [[40], [40]],
  );
});

test('[D4] [H5] a node that began anew takes a repeat of what it had saved, and it has one effect', async () => {
  const { town, a, b } = await SharedTown.live();
  town.world.cut('b');
  await town.clock.advanceAsync(3_000);
  const asked = b.report('DC01', 40, 'c1');
  await town.clock.advanceAsync(1_500);
  assert.equal(await asked, { ok: false, kind: 'undecided' });
  await b.node.stop();
  const anew = await town.open('b', b);
  const repeat = anew.report('DC01', 40, 'c1');
  await town.clock.advanceAsync(1_500);
  assert.equal(await repeat, { ok: false, kind: 'undecided' });
  assert.is(anew.hub.waiting.count, 1, 'one report, though it is saved twice');
  town.world.mend('b');
  await town.clock.advanceAsync(4_000);
  assert.ok((await town.decided(anew.report('DC01', 40, 'c1'))).durability === 'safe');
  assert.equal(
    [a, anew].map((node) => node.reported('DC01')),
    [[40], [40]],
  );
});

test('[D4] where a line of decisions was lost the same asked again gets the newer answer', async () => {
  const { town, a, b } = await SharedTown.live();
  // What only the first has is decided, and lost with the carrier; the other decides without it.
  const mark = town.world.mark();
  town.world.cut('b');
  await town.clock.advanceAsync(100);
  const asked = a.report('DC01', 40, 'c1');
  await town.clock.advanceAsync(400);
  const saved = await asked;
  assert.ok(saved.ok && saved.durability === 'saved');
  town.world.cut('a');
  town.world.loseSince(mark);
  town.world.mend('b');
  await town.clock.advanceAsync(10_000);
  const frozen = b.ask({ type: 'FreezeRound', roundId: R1 }, CONTROLLER);
  await town.clock.advanceAsync(1_000);
  assert.ok((await frozen).ok);
  town.world.mend('a');
  await town.clock.advanceAsync(10_000);
  const again = await town.decided(a.report('DC01', 40, 'c1'));
  assert.is(again.durability, 'safe');
  assert.ok(
    again.receipt.kind === 'report' && again.receipt.amendment,
    'it came after the freeze of the line that won',
  );
});

test('[D4] reports that wait stand beside the figures: shown after a moment, at every node that has them, and gone when decided', async () => {
  const { town, a, b } = await SharedTown.live();
  const changes: string[] = [];
  b.hub.waiting.onChange((points) => changes.push(points.join()));
  await town.decided(b.report('DC01', 40, 'c1'));
  await town.clock.advanceAsync(2_000);
  assert.equal(changes, [], 'what is decided at once is never shown as waiting');
  town.world.cut('b');
  void b.report('DC01', 44, 'c2');
  void b.report('DC02', 30, 'c3');
  await town.clock.advanceAsync(2_000);
  assert.is(b.hub.waiting.count, 2);
  assert.is(a.hub.waiting.count, 0);
  assert.equal(b.hub.waiting.of(pointId('DC01'), R1)?.present, 44);
  assert.is(b.hub.waiting.of(pointId('DC01'), roundId('R2')), null);
  assert.equal(changes, ['DC01,DC02']);
  town.world.mend('b');
  await town.clock.advanceAsync(3_000);
  assert.is(b.hub.waiting.count, 0);
  assert.is(b.hub.waiting.of(pointId('DC01'), R1), null);
  assert.equal(b.reported('DC01'), [40, 44]);
});

test.run();
