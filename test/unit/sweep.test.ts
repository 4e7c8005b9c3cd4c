import type { ConnectionId, PointId, RoundId } from '@hub/shared/model/ids.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { FakeScreen } from '../support/fake-screen.ts';
import { Stage } from '../support/stage.ts';

const POINTS = 1_800;
const FIRST = 'DC01' as PointId;

/** Lets the immediates that are due run, one at a time, and hears after each. */
function stepwise(stage: Stage, after: () => void): number {
  let steps = 0;
  const immediate = stage.clock.immediate.bind(stage.clock);
  stage.clock.immediate = (run) =>
    immediate(() => {
      run();
      steps++;
      after();
    });
  stage.clock.advance(200);
  return steps;
}

const open = (stage: Stage, name: string): void => {
  stage.hub.handle({ type: 'OpenRound', roundId: name as RoundId, kind: 'opening', name: '', deadlineAt: null });
};

/** Live, with a frozen first round in which the first point reported, and a screen that has seen it. */
function setUp(): { readonly stage: Stage; readonly screen: FakeScreen } {
  const stage = new Stage(POINTS);
  stage.hub.handle({ type: 'EnterPhase', phase: 'live' });
  open(stage, 'r1');
  const phone = stage.hub.claim(FIRST, 'phone');
  stage.hub.handle({ type: 'OpenConnection', deviceId: phone.deviceId, connectionId: 'c' as ConnectionId }, phone);
  const present = stage.hub.projection.point(FIRST)?.point.summoned ?? 0;
  stage.hub.handle(
    {
      type: 'ReportHeadcount',
      pointId: FIRST,
      roundId: 'r1' as RoundId,
      count: { present, excused: 0, unexcused: 0, guests: 0 },
      summoned: null,
      reason: null,
      noteId: null,
      confirmed: true,
      pen: { fence: 1, seq: 1 },
    },
    phone,
  );
  const screen = stage.watch();
  stage.hub.handle({ type: 'FreezeRound', roundId: 'r1' as RoundId });
  stage.clock.advance(50);
  screen.read('view:patch');
  return { stage, screen };
}

test('[V7] another round over a large roster is looked at in slices, and shown at once', () => {
  const { stage, screen } = setUp();
  open(stage, 'r2');
  const seen: number[] = [];
  const steps = stepwise(stage, () => seen.push(screen.read('view:patch').length));
  assert.ok(steps >= 3, `${steps} turns`);
  assert.equal(
    seen.filter((patches) => patches > 0),
    [1],
  );
  const late = stage.watch().read('view:snapshot')[0];
  assert.is(late?.session.round?.id, 'r2');
  assert.ok(late?.rows.every(({ headcount }) => headcount === null));
  assert.is(late?.totals.reported, 0);
  assert.is(late?.totals.covered, POINTS);
});

test('[H13] [V7] a reminder of a whole country is looked at in slices, and shown at once', () => {
  const { stage, screen } = setUp();
  open(stage, 'r2');
  stage.clock.advance(200);
  screen.read('view:patch');
  stage.hub.handle({ type: 'RemindPoints', roundId: 'r2' as RoundId, points: 'all' });
  const at = stage.clock.now();
  const rows: (readonly unknown[])[] = [];
  const steps = stepwise(stage, () => {
    for (const patch of screen.read('view:patch')) rows.push(patch.rows?.map(({ reminded }) => reminded) ?? []);
  });
  assert.ok(steps >= 3, `${steps} turns`);
  assert.equal(rows, [Array.from({ length: POINTS }, () => ({ count: 1, at }))]);
});

test('[V1] a screen that comes in the middle of a pass is shown one round, not two', () => {
  const { stage } = setUp();
  open(stage, 'r2');
  const shown = new Set<string>();
  stepwise(stage, () => {
    const { session, rows, totals } = stage.watch().read('view:snapshot')[0] ?? {};
    const isFirstRound = session?.round?.id === 'r1';
    assert.is((rows?.find(({ id }) => id === FIRST)?.headcount ?? null) !== null, isFirstRound);
    assert.is(totals?.reported, isFirstRound ? 1 : 0);
    shown.add(session?.round?.id ?? '');
  });
  assert.equal([...shown], ['r1', 'r2'], 'looked before and after');
});

test.run();
