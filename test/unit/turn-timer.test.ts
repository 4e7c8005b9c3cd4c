import { turnTimer } from '@hub/client/ui/turn-timer.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const BEGAN = 1_662_854_400_000;
const MINUTE = 60_000;
const after = (ms: number, limitMs = 5 * MINUTE) => turnTimer({ onAirAt: BEGAN, limitMs }, BEGAN + ms);

test('[F6] a turn runs in mm:ss of hub time, warns a minute before its end, and goes on past it', () => {
  assert.equal(after(0), { spoken: '00:00', rest: '05:00', state: 'running', share: 0 });
  assert.equal(after(252_000), { spoken: '04:12', rest: '00:48', state: 'soon', share: 0.84 });
  assert.is(after(4 * MINUTE - 1).state, 'running');
  assert.is(after(4 * MINUTE).state, 'soon');
  assert.is(after(5 * MINUTE - 1).rest, '00:01', 'never 00:00 before it is over');
  assert.equal(after(5 * MINUTE), { spoken: '05:00', rest: '00:00', state: 'over', share: 1 });
  assert.equal(after(312_500), { spoken: '05:12', rest: '00:12', state: 'over', share: 1 });
});

test('[F6] a short turn warns halfway, not from its beginning; a clock that is behind shows no negative time', () => {
  assert.is(after(10_000, MINUTE).state, 'running');
  assert.is(after(30_000, MINUTE).state, 'soon');
  assert.is(after(-3_000).spoken, '00:00');
});

test.run();
