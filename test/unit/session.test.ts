import { PHASES } from '@hub/shared/model/session.ts';
import type { Phase } from '@hub/shared/model/session.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  ADMINISTRATOR,
  aPoint,
  aReport,
  CONTROLLER,
  HEAD,
  opening,
  people,
  pointId,
  roundId,
  Town,
} from '../support/builders.ts';
import { MemoryState } from '@hub/server/domain/memory-state.ts';
import { decide } from '@hub/server/domain/decide.ts';
import { DEFAULT_POLICY } from '@hub/server/domain/policy.ts';

const enter = (phase: Phase) => ({ type: 'EnterPhase', phase }) as const;
const TEN_MINUTES = 600_000;

function townIn(phase: Phase): Town {
  return new Town([aPoint('DC01')], { phase });
}

test('[S1] phases follow one another as the table says, and in no other order', () => {
  const allowed: Record<Phase, readonly Phase[]> = {
    planned: ['rehearsal', 'live'],
    rehearsal: ['planned', 'rehearsal', 'live'],
    live: ['ended'],
    ended: ['live'],
  };
  for (const from of PHASES) {
    for (const to of PHASES) {
      const refusal = townIn(from).refusal(enter(to), ADMINISTRATOR);
      if (allowed[from].includes(to)) assert.is(refusal, undefined, `${from} → ${to}`);
      else assert.equal(refusal, { kind: 'wrong-phase', field: 'phase' }, `${from} → ${to}`);
    }
  }
});

test('[S1] a hub holds one session', () => {
  assert.equal(townIn('planned').refusal({ type: 'CreateSession', head: HEAD }, ADMINISTRATOR), { kind: 'conflict' });
});

test('[S1] without a session nothing of it can be asked', () => {
  const given = {
    state: new MemoryState(),
    actor: ADMINISTRATOR,
    at: 0,
    policy: DEFAULT_POLICY,
    mediaConfigured: false,
  };
  const kinds = (
    [
      enter('live'),
      { type: 'EditSession', change: HEAD },
      { type: 'AddPoint', point: aPoint('DC01') },
      { type: 'ImportRoster', points: [], retireMissing: false },
      { type: 'GiveWord', pointId: pointId('DC01'), seesAndHears: true },
      opening('r1'),
    ] as const
  ).map((command) => {
    const decision = decide(given, command);
    return decision.ok ? 'ok' : decision.kind;
  });
  assert.equal(kinds, ['not-found', 'not-found', 'not-found', 'not-found', 'not-found', 'wrong-phase']);
});

test('[S1] reopening is an administrator’s, and for 10 minutes', () => {
  const town = townIn('ended');
  assert.equal(town.refusal(enter('live'), CONTROLLER), { kind: 'forbidden' });
  town.pass(TEN_MINUTES);
  assert.is(town.refusal(enter('live'), ADMINISTRATOR), undefined);
  town.pass(1);
  assert.equal(town.refusal(enter('live'), ADMINISTRATOR), { kind: 'wrong-phase', field: 'phase' });
});

test('[S6] reopening goes on with the run that was ended', () => {
  const town = townIn('live');
  town.do(opening('r1'));
  town.do(enter('ended'));
  town.do(enter('live'), ADMINISTRATOR);
  assert.is(town.session().run, 1);
  town.do(opening('r2'));
  assert.equal(
    town.session().rounds.map(({ run, number }) => [run, number]),
    [
      [1, 1],
      [1, 2],
    ],
  );
});

test('[S2] each entry into rehearsal or live is a run of its own, with its own rounds', () => {
  const town = townIn('rehearsal');
  town.do(opening('r1'));
  town.do(aReport('DC01', 'r1', people(50)));
  town.do(enter('rehearsal'));
  assert.is(town.session().run, 2);
  town.do(enter('live'));
  assert.is(town.session().run, 3);
  town.do(opening('r2'));
  const [rehearsed, real] = town.session().rounds;
  assert.equal([rehearsed?.run, rehearsed?.number], [1, 1]);
  assert.equal([real?.run, real?.number], [3, 1]);
  assert.is(
    town.point().rounds.find((round) => round.roundId === roundId('r2')),
    undefined,
    'the rehearsal’s figure is no figure of the live round',
  );
});

test('[S2] connections, link states and open incidents carry over into a run; the strip and the count of the closed do not', () => {
  const town = townIn('rehearsal');
  const line = town.connect();
  town.pass(30_000);
  line.fault('audio');
  line.fault('video');
  line.fault('video', false);
  town.pass(60_000);
  assert.is(town.session().incidentsClosed, 1);
  const { link, history } = town.point();
  assert.ok(history.length > 1);
  town.do(enter('live'));
  assert.equal(town.point().link, link);
  assert.equal(town.point().history, [link]);
  assert.is(town.point().evidence.connections.length, 1);
  assert.equal(
    [...town.state.openIncidents()].map(({ cause }) => cause),
    ['audio'],
  );
  assert.is(town.session().incidentsClosed, 0);
  line.fault('network');
  assert.equal(
    [...town.state.openIncidents()].map(({ number }) => number),
    [1, 3],
    'no number is given twice',
  );
});

test('[S7] [H7] a phase freezes the open round: what comes later is an amendment', () => {
  const town = townIn('live');
  town.do(opening('r1'));
  const made = town.do(enter('ended'));
  assert.equal(
    made.map(({ type }) => type),
    ['RoundFrozen', 'PhaseEntered'],
  );
  assert.is(town.session().rounds[0]?.frozenAt, town.now);
});

test('[S3] after the end a point’s report is taken as an amendment with the reason queued, or with its own', () => {
  const town = townIn('live');
  const by = town.claim('DC01', 'phone');
  town.do(opening('r1'));
  town.do(enter('ended'));
  const late = (seq: number) => ({ pen: { fence: 1, seq } });
  town.do(aReport('DC01', 'r1', people(50), late(1)), by);
  town.do(aReport('DC01', 'r1', people(40), { ...late(2), summoned: 40, reason: 'transferred' }), by);
  assert.equal(
    town.point().rounds[0]?.revisions.map(({ reason, amendment, summoned }) => [reason, amendment, summoned]),
    [
      ['queued', true, 50],
      ['transferred', true, 40],
    ],
  );
});

test('[S3] after the end the control room has to say why it amends, and no round opens', () => {
  const town = townIn('live');
  town.do(opening('r1'));
  town.do(enter('ended'));
  const report = aReport('DC01', 'r1', people(50));
  assert.equal(town.refusal(report), { kind: 'invalid', field: 'reason' });
  assert.is(town.refusal({ ...report, reason: 'other' } as typeof report), undefined);
  assert.equal(town.refusal(opening('r2')), { kind: 'wrong-phase' });
});

test('[S5] a session’s head can be edited; its id and time zone cannot', () => {
  const town = townIn('live');
  const { id: _, timeZone: __, ...change } = { ...HEAD, title: 'Hội nghị tháng 9', plannedAt: 1 };
  town.do({ type: 'EditSession', change }, ADMINISTRATOR);
  assert.equal(town.session().head, { ...HEAD, title: 'Hội nghị tháng 9', plannedAt: 1 });
});

test.run();
