import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CODE_ALPHABET, CODE_LENGTH } from '@hub/shared/model/access.ts';
import { bearerOf } from '@hub/server/access/credentials.ts';
import { DEFAULT_LIMITS, EdgeLimits, MessageBudget } from '@hub/server/access/limits.ts';
import { hashSecret, isLongSecret, makeCode, makeSecret, normalizeSecret } from '@hub/server/access/secrets.ts';
import { ManualClock } from '../support/manual-clock.ts';

test('[A4] a secret is 256 bits, and only its hash can be compared', () => {
  const secret = makeSecret();
  assert.is(Buffer.from(secret, 'base64url').length, 32);
  assert.ok(isLongSecret(secret));
  assert.is(hashSecret(secret), hashSecret(secret));
  assert.is.not(hashSecret(secret), hashSecret(makeSecret()));
  assert.not.ok(hashSecret(secret).includes(secret));
});

test('a code is typed: its own letters only, in groups or lower case as well', () => {
  for (let i = 0; i < 200; i++) {
    const code = makeCode();
    assert.is(code.length, CODE_LENGTH);
    for (const letter of code) assert.ok(CODE_ALPHABET.includes(letter));
    assert.is(normalizeSecret(` ${code.slice(0, 5).toLowerCase()}-${code.slice(5)} `), code);
  }
  const secret = makeSecret();
  assert.is(normalizeSecret(secret), secret);
});

test('[A4] a credential travels only as a bearer', () => {
  assert.is(bearerOf('Bearer abc_-1'), 'abc_-1');
  for (const bad of [undefined, '', 'Basic abc', 'Bearer a b', 'bearer abc', 'Bearer '])
    assert.is(bearerOf(bad), undefined);
});

test('a socket may send a burst, then its lasting rate', () => {
  const clock = new ManualClock();
  const budget = new MessageBudget({ perSecond: 20, burst: 60 }, clock);
  for (let i = 0; i < 60; i++) assert.is(budget.take(), 0);
  assert.is(budget.take(), 50);
  clock.advance(50);
  assert.is(budget.take(), 0);
  assert.ok(budget.take() > 0);
  clock.advance(60_000);
  for (let i = 0; i < 60; i++) assert.is(budget.take(), 0);
  assert.ok(budget.take() > 0);
});

test('guesses are limited by address and in all; links and cards, which cannot be guessed, by load', async () => {
  const limits = new EdgeLimits({ ...DEFAULT_LIMITS, codesPerMinute: 25, connections: 10 });
  for (let i = 0; i < 20; i++) assert.is(await limits.claim('10.0.0.1', makeCode()), 0);
  assert.ok((await limits.claim('10.0.0.1', makeCode())) > 0);
  assert.ok((await limits.claim('10.0.0.1', 'short-guess')) > 0);
  assert.is(await limits.claim('10.0.0.1', makeSecret()), 0);
  for (let i = 0; i < 5; i++) assert.is(await limits.claim(`10.0.1.${i}`, makeCode()), 0);
  assert.ok((await limits.claim('10.0.2.1', makeCode())) > 0, 'the hub as a whole');
});

test('connections are counted by address and in all', () => {
  const limits = new EdgeLimits({ ...DEFAULT_LIMITS, connections: 3, connectionsPerAddress: 2 });
  limits.opened('a');
  limits.opened('a');
  assert.not.ok(limits.hasRoom('a'));
  assert.ok(limits.hasRoom('b'));
  limits.opened('b');
  assert.not.ok(limits.hasRoom('c'));
  limits.closed('a');
  assert.ok(limits.hasRoom('a'));
});

test.run();
