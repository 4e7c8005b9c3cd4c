import type { Command } from '@hub/server/domain/commands.ts';
import { DEFAULT_LIMITS, EdgeLimits } from '@hub/server/access/limits.ts';
import { hashSecret, makeCode, makeId, makeSecret } from '@hub/server/access/secrets.ts';
import { claim } from '@hub/server/ingest/claim.ts';
import type { ClaimAnswer, ClaimPorts } from '@hub/server/ingest/claim.ts';
import { createLogger } from '@hub/server/platform/logger.ts';
import { createMetrics } from '@hub/server/platform/metrics.ts';
import { CODE_ALPHABET, CODE_LENGTH } from '@hub/shared/model/access.ts';
import type { GrantKind } from '@hub/shared/model/access.ts';
import type { GrantId } from '@hub/shared/model/ids.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ADMINISTRATOR, pointId } from '../support/builders.ts';
import { HubRig } from '../support/hub-rig.ts';

const POINTS = 89;
const ADDRESSES = 50;
const GUESSES = 10_000;

interface Town {
  readonly rig: HubRig;
  readonly codes: readonly string[];
  readonly logged: readonly string[];
  mint(kind: GrantKind, secret: string, point: string): Promise<void>;
  claim(secret: string, address: string, deviceKey?: string): Asked;
  evaluated(): Promise<number>;
}

interface Asked {
  answer: ClaimAnswer | undefined;
  readonly askedAt: number;
  waitedMs: number | undefined;
}

async function openTown(): Promise<Town> {
  const rig = await HubRig.live(POINTS);
  const metrics = createMetrics();
  const logged: string[] = [];
  const ports: ClaimPorts = {
    hub: rig.hub,
    metrics,
    limits: new EdgeLimits({ ...DEFAULT_LIMITS, connections: 1_000 }, rig.clock),
    logger: createLogger('debug', { write: (line) => logged.push(line) }),
    makeId,
  };
  const mint = async (kind: GrantKind, secret: string, point: string): Promise<void> => {
    const hash = hashSecret(secret);
    const grantId = makeId() as GrantId;
    const made: Command = {
      type: 'MintGrant',
      grantId,
      kind,
      role: 'operator',
      pointId: pointId(point),
      hash,
      labelId: null,
      expiresAt: null,
    };
    await rig.ok(made, ADMINISTRATOR);
  };
  const codes: string[] = [];
  for (let n = 1; n <= POINTS; n++) {
    const code = makeCode();
    await mint('code', code, `DC${String(n).padStart(2, '0')}`);
    codes.push(code);
  }
  return {
    rig,
    codes,
    logged,
    mint,
    claim(secret, address, deviceKey = makeSecret()) {
      const asked: Asked = { answer: undefined, askedAt: rig.clock.now(), waitedMs: undefined };
      void claim({ secret, deviceKey }, { address }, ports).then((answer) => {
        asked.answer = answer;
        asked.waitedMs = rig.clock.now() - asked.askedAt;
      });
      return asked;
    },
    async evaluated() {
      const { values } = await metrics.commands.get();
      const ofClaims = values.filter(({ labels }) => labels.type === 'claim' && labels.outcome === 'unauthorized');
      return ofClaims.reduce((sum, { value }) => sum + value, 0);
    },
  };
}

const kindOf = ({ answer }: Asked): string => (answer === undefined ? 'waits' : answer.ok ? 'ok' : answer.error.kind);
const attacker = (n: number): string => `198.51.100.${n % ADDRESSES}`;

/** Lets what was asked be answered without any time passing. */
const now = (rig: HubRig): Promise<void> => rig.clock.advanceAsync(0);

test('[A20] [A21] 10,000 guesses from 50 addresses find nothing, delay no bound device, and hold up nobody who types a right code', async () => {
  const town = await openTown();
  const { rig } = town;
  const [bound = '', mistyped = '', ...unclaimed] = town.codes;
  const key = makeSecret();
  const first = town.claim(bound, attacker(0), key);
  await now(rig);
  assert.is(kindOf(first), 'ok');

  const waits: number[] = [];
  const guesses: Asked[] = [];
  const perSecond = 200;
  for (let second = 0; guesses.length < GUESSES; second++) {
    for (let i = 0; i < perSecond; i++) guesses.push(town.claim(makeCode(), attacker(guesses.length)));
    // The device that is in repeats its claim from an address that guesses: no time passes until it is answered.
    const again = town.claim(bound, attacker(second), key);
    await now(rig);
    assert.is(kindOf(again), 'ok', `after ${guesses.length} guesses`);

    const typed = town.claim(unclaimed[second] ?? '', `203.0.113.${second}`);
    if (second === 20) {
      for (let slip = 0; slip < 4; slip++) town.claim(makeCode(), '203.0.113.200');
      const corrected = town.claim(mistyped, '203.0.113.200');
      await rig.clock.advanceAsync(30_000);
      assert.is(kindOf(corrected), 'ok');
      waits.push(corrected.waitedMs ?? Infinity);
    }
    await rig.clock.advanceAsync(1_000);
    for (let more = 0; typed.answer === undefined && more < 60; more++) await rig.clock.advanceAsync(1_000);
    assert.is(kindOf(typed), 'ok', `typed in second ${second}`);
    waits.push(typed.waitedMs ?? Infinity);
  }
  await rig.clock.advanceAsync(60_000);

  assert.is(guesses.length, GUESSES);
  assert.equal([...new Set(guesses.map(kindOf))].sort(), ['rate-limited', 'unauthorized']);
  const longest = Math.max(...waits);
  assert.ok(longest <= 30_000, `a typed code waited ${longest} ms`);
  const evaluated = await town.evaluated();
  assert.ok(evaluated > 100 && evaluated < GUESSES, `${evaluated} guesses were looked at`);
  const odds = (live: number): number => (evaluated * live) / CODE_ALPHABET.length ** CODE_LENGTH;
  assert.ok(odds(POINTS) <= 1e-5 && odds(31_000) <= 1e-5, `${odds(POINTS)} ${odds(31_000)}`);
  // Also were every single one looked at, in the largest session there has been.
  assert.ok((GUESSES * 31_000) / CODE_ALPHABET.length ** CODE_LENGTH <= 1e-5);
  console.log(
    `${evaluated} of ${GUESSES} looked at, odds ${odds(POINTS).toExponential(1)} with ${POINTS} codes, longest wait ${longest} ms`,
  );
});

test('[A20] a town behind one address types its 89 codes at one moment, and each is in within 30 s', async () => {
  const town = await openTown();
  const asked = town.codes.map((code) => town.claim(code, '10.0.0.1'));
  await town.rig.clock.advanceAsync(30_000);
  assert.equal([...new Set(asked.map(kindOf))], ['ok']);
});

test('[A20] a queue filled from many addresses gives way to one that has not missed', async () => {
  const town = await openTown();
  const guesses = Array.from({ length: 3_000 }, (_, n) => town.claim(makeCode(), `10.${n % 5}.${n % 40}.1`));
  await now(town.rig);
  assert.ok(guesses.filter((each) => kindOf(each) === 'rate-limited').length >= 1_900);
  // Each of 40 addresses has its first turn before; from then on they come last.
  const typed = town.claim(town.codes[5] ?? '', '203.0.113.9');
  await town.rig.clock.advanceAsync(5_000);
  assert.is(kindOf(typed), 'ok');
});

test('[A20] what cannot be a code is answered at once, takes nobody’s turn and looks nothing up', async () => {
  const town = await openTown();
  for (const nonsense of ['1234', 'password', 'BCDFGHJKL', 'AEIOUAEIOU', 'x'.repeat(200), `${town.codes[0]}B`]) {
    const asked = town.claim(nonsense, '10.0.0.1');
    await now(town.rig);
    assert.is(kindOf(asked), 'unauthorized', nonsense);
  }
  assert.is(await town.evaluated(), 0);
});

test('[A20] an address of IPv6 counts with its whole network', async () => {
  const town = await openTown();
  for (let n = 0; n < 100; n++) town.claim(makeCode(), `2001:db8:0:7::${n.toString(16)}`);
  const other = town.claim(makeCode(), '2001:db8:0:8::1');
  await town.rig.clock.advanceAsync(100);
  assert.is(kindOf(other), 'unauthorized', 'a quiet network comes first');
});

test('[A20] guessing has a line in the log at each doubling, with the address and without what was typed', async () => {
  const town = await openTown();
  const guesses = Array.from({ length: 40 }, makeCode);
  for (const guess of guesses) {
    town.claim(guess, '198.51.100.7');
    await town.rig.clock.advanceAsync(200);
  }
  const lines = town.logged.map((line) => JSON.parse(line) as { msg: string; address: string });
  assert.ok(lines.length >= 2 && lines.length <= 4, String(lines.length));
  for (const { msg, address } of lines) assert.equal([msg, address], ['codes are being guessed', '198.51.100.7']);
  for (const guess of guesses) assert.not.ok(town.logged.join('\n').includes(guess));
});

test('[A21] a minted link is in at once while strangers try secrets nobody minted', async () => {
  const town = await openTown();
  const link = makeSecret();
  await town.mint('link', link, 'DC01');
  const strange = Array.from({ length: 8_000 }, (_, n) => town.claim(makeSecret(), attacker(n)));
  await now(town.rig);
  assert.ok(strange.some((each) => kindOf(each) === 'rate-limited'));
  const rightful = town.claim(link, attacker(0));
  await now(town.rig);
  assert.is(kindOf(rightful), 'ok');
});

test('[A22] a card that went round brings no more devices to a point than people can look at, and keeps none out that is in', async () => {
  const town = await openTown();
  const card = makeSecret();
  await town.mint('card', card, 'DC01');
  const key = makeSecret();
  const first = town.claim(card, '10.0.0.1', key);
  await now(town.rig);
  assert.is(kindOf(first), 'ok');
  const crowd = Array.from({ length: 500 }, (_, n) => town.claim(card, `10.9.${n % 5}.1`));
  await now(town.rig);
  const admitted = crowd.filter((each) => kindOf(each) === 'ok').length;
  assert.is(admitted, DEFAULT_LIMITS.devicesPerCardPer10Minutes);
  assert.is(town.rig.hub.projection.point(pointId('DC01'))?.penDeviceId, first.answer?.ok ? first.answer.deviceId : '');
  const again = town.claim(card, '10.9.0.1', key);
  await now(town.rig);
  assert.is(kindOf(again), 'ok');
});

test('[A21] a full house of handshakes elsewhere does not keep a quiet address out', async () => {
  const town = await openTown();
  const limits = new EdgeLimits({ ...DEFAULT_LIMITS, handshakesPerSecond: 100, connections: 1_000 }, town.rig.clock);
  const crowd: number[] = [];
  for (let n = 0; n < 1_000; n++) crowd.push(await limits.handshake(`10.0.0.${n % 10}`));
  assert.ok(crowd.some((waitMs) => waitMs > 0));
  assert.is(await limits.handshake('203.0.113.1'), 0);
});

test.run();
