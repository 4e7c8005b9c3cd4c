import { firstOf } from '@hub/shared/lib/first-of.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { seededRandom } from '@hub/scripts/simulate/random.ts';

interface Card {
  readonly weight: number;
  readonly place: number;
}
const byWeight = (a: Card, b: Card): number => a.weight - b.weight;

test('the first so many are those of a whole sort, equal ones in their order', () => {
  const random = seededRandom(7, 'first-of');
  for (let turn = 0; turn < 300; turn++) {
    const cards = Array.from({ length: random.int(0, 40) }, (_, place): Card => ({ weight: random.int(0, 9), place }));
    const most = random.pick([0, 1, 3, 20, 60, Infinity]);
    assert.equal(firstOf(cards, most, byWeight), [...cards].sort(byWeight).slice(0, most));
  }
});

test.run();
