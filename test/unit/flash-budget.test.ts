import { FlashBudget } from '@hub/client/ui/flash-budget.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

/** How many of so many news a second flash, in this time. */
function flashes(budget: FlashBudget, from: number, perSecond: number, seconds: number): number {
  let allowed = 0;
  for (let n = 0; n < perSecond * seconds; n++) if (budget.allows(from + (n * 1_000) / perSecond)) allowed++;
  return allowed;
}

test('[M6] all points of a town may change in one moment, and a few each second', () => {
  const budget = new FlashBudget();
  assert.is(flashes(budget, 0, 89_000, 0.001), 89);
  assert.is(flashes(budget, 10_000, 5, 60), 300);
});

test('[M6] of a lasting stream nothing flashes, until it has been calm', () => {
  const budget = new FlashBudget();
  flashes(budget, 0, 30, 20);
  assert.is(flashes(budget, 20_000, 30, 20), 0);
  assert.not.ok(budget.allows(41_000));
  assert.ok(budget.allows(50_000));
});

test.run();
