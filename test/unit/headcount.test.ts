import { amendmentOf, countedHeadcount, remindedOf } from '@hub/server/hub/row.ts';
import { frozenRosterOf } from '@hub/server/hub/board-source.ts';
import { isIn } from '@hub/server/domain/reminders.ts';
import { recountTotals } from '@hub/server/hub/totals.ts';
import { SYSTEM } from '@hub/server/domain/events.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  ADMINISTRATOR,
  aPoint,
  aReport,
  CONTROLLER,
  deviceId,
  opening,
  operator,
  people,
  pointId,
  roundId,
  Town,
} from '../support/builders.ts';
import type { Operator } from '../support/builders.ts';

const R1 = roundId('r1');

/** A live round, and the first point's phone with the pen. */
function collecting(): { town: Town; by: Operator } {
  const town = new Town([aPoint('DC01', { summoned: 50 }), aPoint('DC02', { summoned: 30 })]);
  const by = town.claim('DC01', 'phone');
  town.do(opening('r1'));
  return { town, by };
}

const pen = (seq: number, fence = 1) => ({ pen: { fence, seq } });

function figure(town: Town, code = 'DC01'): number | null {
  return countedHeadcount(town.point(code), R1)?.present ?? null;
}

function revisions(town: Town): readonly (readonly [number, boolean])[] {
  return town.point().rounds[0]?.revisions.map(({ present, counts }) => [present, counts] as const) ?? [];
}

test('[H1] a point that has not reported is unknown, not 0; a report of nobody is 0', () => {
  const { town, by } = collecting();
  assert.is(figure(town), null);
  town.do(aReport('DC01', 'r1', people(0, 20, 30), pen(1)), by);
  assert.is(figure(town), 0);
  assert.is(figure(town, 'DC02'), null);
});

test('[H2] totals: everyone summoned, coverage beside it, guests apart', () => {
  const { town, by } = collecting();
  town.do(aReport('DC01', 'r1', people(44, 4, 2, 7), pen(1)), by);
  const totals = recountTotals(town.state.points(), R1, 0);
  assert.equal(
    [totals.present, totals.summoned, totals.summonedReported, totals.reported, totals.points, totals.guests],
    [44, 80, 50, 1, 2, 7],
  );
});

test('[H3] the sum must be the number summoned, or carry a reason and the new number, for this round only', () => {
  const { town, by } = collecting();
  const wrong = { kind: 'sum-mismatch', field: 'present' };
  assert.equal(town.refusal(aReport('DC01', 'r1', people(49), pen(1)), by), wrong);
  assert.equal(town.refusal(aReport('DC01', 'r1', people(50, 1), pen(1)), by), wrong);
  assert.equal(town.refusal(aReport('DC01', 'r1', people(45), { ...pen(1), summoned: 45 }), by), wrong, 'no reason');
  const moved = { ...pen(1), summoned: 45, reason: 'transferred' } as const;
  assert.equal(town.refusal(aReport('DC01', 'r1', people(44), moved), by), wrong, 'not even the new number');
  town.do(aReport('DC01', 'r1', people(45), moved), by);
  assert.is(countedHeadcount(town.point(), R1)?.summoned, 45);
  town.do({ type: 'FreezeRound', roundId: R1 });
  town.do(opening('r2'));
  assert.equal(town.refusal(aReport('DC01', 'r2', people(45), pen(2)), by), wrong, 'the next round is the roster’s');
});

test('[H3] guests are no part of the sum', () => {
  const { town, by } = collecting();
  assert.is(town.refusal(aReport('DC01', 'r1', people(50, 0, 0, 9), pen(1)), by), undefined);
});

test('[H4] the higher device sequence counts, in whatever order they arrive, gaps allowed', () => {
  const { town, by } = collecting();
  town.do(aReport('DC01', 'r1', people(46, 4), pen(7)), by);
  town.do(aReport('DC01', 'r1', people(45, 5), pen(3)), by);
  assert.is(figure(town), 46);
  town.do(aReport('DC01', 'r1', people(47, 3), pen(7)), by);
  assert.is(figure(town), 46, 'the same number twice is not newer');
  town.do(aReport('DC01', 'r1', people(48, 2), pen(90)), by);
  assert.is(figure(town), 48);
  assert.equal(revisions(town), [
    [46, true],
    [45, false],
    [47, false],
    [48, true],
  ]);
});

test('[H4] [L8] a take-over raises the fence: the old pen’s late report is kept and does not count', () => {
  const { town, by } = collecting();
  town.connect('DC01', 'second');
  town.do({ type: 'AdmitDevice', deviceId: deviceId('second'), as: 'take-over' }, by);
  const second = operator('DC01', 'second');
  assert.is(town.point().fence, 2);
  town.do(aReport('DC01', 'r1', people(46, 4), pen(1, 2)), second);
  town.do(aReport('DC01', 'r1', people(45, 5), pen(99, 1)), by);
  assert.is(figure(town), 46);
  assert.is(revisions(town).length, 2);
});

test('[H4] a report under an older fence that is the point’s only one counts, until the pen speaks', () => {
  const { town, by } = collecting();
  town.connect('DC01', 'second');
  town.do({ type: 'AdmitDevice', deviceId: deviceId('second'), as: 'take-over' }, by);
  town.do(aReport('DC01', 'r1', people(45, 5), pen(99, 1)), by);
  assert.is(figure(town), 45);
  town.do(aReport('DC01', 'r1', people(46, 4), pen(1, 2)), operator('DC01', 'second'));
  assert.is(figure(town), 46);
});

test('[H4] a report belongs to the round it was typed for', () => {
  const { town, by } = collecting();
  town.do({ type: 'FreezeRound', roundId: R1 });
  town.do(opening('r2'));
  town.do(aReport('DC01', 'r1', people(50), pen(1)), by);
  assert.is(countedHeadcount(town.point(), roundId('r2')), null);
  assert.is(town.point().rounds[0]?.revisions[0]?.amendment, true);
});

test('[H6] every revision keeps who, role, when and device', () => {
  const { town, by } = collecting();
  town.pass(1_000);
  town.do(aReport('DC01', 'r1', people(50), pen(4)), by);
  town.pass(1_000);
  town.do(aReport('DC01', 'r1', people(49, 1)), CONTROLLER);
  assert.equal(
    town.point().rounds[0]?.revisions.map(({ at, deviceId: device, role, onBehalf, fence, seq }) => ({
      at: at - town.now,
      device,
      role,
      onBehalf,
      fence,
      seq,
    })),
    [
      { at: -1_000, device: 'phone', role: 'operator', onBehalf: false, fence: 1, seq: 4 },
      { at: 0, device: 'controller', role: 'controller', onBehalf: true, fence: 1, seq: 0 },
    ],
  );
  assert.is(town.state.device(deviceId('phone'))?.lastSeq, 4);
});

test('[H7] freezing fixes the figure; what comes later stands beside it, the newest of several', () => {
  const { town, by } = collecting();
  town.do(aReport('DC01', 'r1', people(46, 4), pen(1)), by);
  town.do({ type: 'FreezeRound', roundId: R1 });
  town.do(aReport('DC01', 'r1', people(48, 2), pen(3)), by);
  town.do(aReport('DC01', 'r1', people(47, 3), pen(2)), by);
  const shown = countedHeadcount(town.point(), R1);
  assert.is(shown?.present, 46);
  assert.is(amendmentOf(town.point(), R1)?.present, 48);
  assert.is(shown?.revisions, 3);
});

test('[H7] [H1] a point that only reported after the freeze stays unknown in the frozen figures', () => {
  const { town, by } = collecting();
  town.do({ type: 'FreezeRound', roundId: R1 });
  town.do(aReport('DC01', 'r1', people(50), pen(1)), by);
  assert.is(figure(town), null);
  assert.is(amendmentOf(town.point(), R1)?.present, 50);
  const totals = recountTotals(town.state.points(), R1, 0);
  assert.equal([totals.reported, totals.present, totals.amended], [0, 0, 1]);
});

test('[H8] a point reports for itself alone, and the hub for nobody', () => {
  const { town, by } = collecting();
  assert.equal(town.refusal(aReport('DC02', 'r1', people(30), pen(1)), by), { kind: 'forbidden', field: 'pointId' });
  assert.equal(town.refusal(aReport('DC01', 'r1', people(50)), SYSTEM), { kind: 'forbidden' });
});

test('[H8] the control room reports on behalf; the point’s own later report counts; the control room may choose again', () => {
  const { town, by } = collecting();
  town.do(aReport('DC01', 'r1', people(40, 10)));
  assert.equal([figure(town), countedHeadcount(town.point(), R1)?.onBehalf], [40, true]);
  town.do(aReport('DC01', 'r1', people(46, 4), pen(1)), by);
  assert.equal([figure(town), countedHeadcount(town.point(), R1)?.onBehalf], [46, false]);
  town.do(aReport('DC01', 'r1', people(41, 9)));
  assert.is(figure(town), 41);
  assert.is(revisions(town).length, 3);
});

test('[H10] one round at a time, with a name where it is a named one', () => {
  const { town } = collecting();
  assert.equal(town.refusal(opening('r2')), { kind: 'conflict' });
  town.do({ type: 'FreezeRound', roundId: R1 });
  assert.equal(town.refusal({ type: 'FreezeRound', roundId: R1 }), { kind: 'conflict' });
  assert.equal(town.refusal({ type: 'FreezeRound', roundId: roundId('r9') }), { kind: 'no-round', field: 'roundId' });
  const named = { type: 'OpenRound', roundId: roundId('r2'), kind: 'named', deadlineAt: null } as const;
  assert.equal(town.refusal({ ...named, name: '  ' }), { kind: 'invalid', field: 'name' });
  town.do({ ...named, name: ' Sau giải lao ' });
  assert.equal([town.session().rounds[1]?.name, town.session().rounds[1]?.number], ['Sau giải lao', 2]);
  assert.equal(new Town([aPoint('DC01')], { phase: 'planned' }).refusal(opening('r1')), { kind: 'wrong-phase' });
});

test('[H11] who never held the pen, holds no such fence, or was put out, reports nothing', () => {
  const { town, by } = collecting();
  const waiting = town.claim('DC01', 'second');
  assert.equal(town.refusal(aReport('DC01', 'r1', people(50), pen(1)), waiting), { kind: 'no-pen', field: 'fence' });
  assert.equal(town.refusal(aReport('DC01', 'r1', people(50), pen(1, 2)), by), { kind: 'invalid', field: 'fence' });
  assert.equal(town.refusal(aReport('DC01', 'r1', people(50)), by), { kind: 'invalid', field: 'fence' });
  town.do({ type: 'RevokeDevice', deviceId: by.deviceId }, ADMINISTRATOR);
  assert.equal(town.refusal(aReport('DC01', 'r1', people(50), pen(1)), by), { kind: 'revoked' });
});

test('[H3] [H8] a report names a round and a point that there are', () => {
  const { town, by } = collecting();
  assert.equal(town.refusal(aReport('DC01', 'r9', people(50), pen(1)), by), { kind: 'no-round', field: 'roundId' });
  assert.equal(town.refusal(aReport('DC99', 'r1', people(50))), { kind: 'not-found', field: 'pointId' });
  town.do({ type: 'RetirePoint', pointId: pointId('DC02') }, ADMINISTRATOR);
  assert.equal(town.refusal(aReport('DC02', 'r1', people(30))), { kind: 'not-found', field: 'pointId' });
});

test('[H7] a frozen round keeps whom it was about, whatever becomes of the roster', () => {
  const { town, by } = collecting();
  town.do(aReport('DC01', 'r1', people(44, 4, 2), pen(1)), by);
  const totals = () => recountTotals(town.state.points(), R1, 0, frozenRosterOf(town.session(), R1));
  const figures = () => {
    const { present, summoned, reported, covered, summonedReported } = totals();
    return [present, summoned, reported, covered, summonedReported];
  };
  assert.equal(figures(), [44, 80, 1, 2, 50]);
  town.now += 1_000;
  town.do({ type: 'FreezeRound', roundId: R1 });
  town.do({ type: 'EditPoint', point: aPoint('DC02', { summoned: 33 }) }, ADMINISTRATOR);
  town.do({ type: 'AddPoint', point: aPoint('DC03', { summoned: 70 }) }, ADMINISTRATOR);
  town.do({ type: 'RetirePoint', pointId: pointId('DC01') }, ADMINISTRATOR);
  assert.equal(figures(), [44, 80, 1, 2, 50]);
  assert.is(totals().points, 2, 'links are those of the roster now');
  town.do({ type: 'UnfreezeRound', roundId: R1 });
  assert.equal(figures(), [0, 103, 0, 2, 0]);
});

test('[H7] [H3] a report that waited on a phone is held against the roster of the freeze, or against that of now', () => {
  const { town, by } = collecting();
  town.do({ type: 'FreezeRound', roundId: R1 });
  town.do({ type: 'EditPoint', point: aPoint('DC01', { summoned: 55 }) }, ADMINISTRATOR);
  const amended = () => town.point('DC01').rounds[0]?.revisions.at(-1);
  town.do(aReport('DC01', 'r1', people(46, 4), pen(1)), by);
  assert.equal([amended()?.summoned, amended()?.amendment], [50, true]);
  town.do(aReport('DC01', 'r1', people(51, 4), pen(2)), by);
  assert.is(amended()?.summoned, 55);
  assert.is(town.refusal(aReport('DC01', 'r1', people(46, 3), pen(3)), by)?.kind, 'sum-mismatch');
});

test('[H12] a freeze that was a slip is lifted within a minute, and what came meanwhile counts', () => {
  const { town, by } = collecting();
  town.do(aReport('DC01', 'r1', people(44, 4, 2), pen(1)), by);
  town.now += 1_000;
  town.do({ type: 'FreezeRound', roundId: R1 });
  town.now += 10_000;
  town.do(aReport('DC01', 'r1', people(46, 4, 0), pen(2)), by);
  assert.is(figure(town), 44);
  town.now += 49_999;
  town.do({ type: 'UnfreezeRound', roundId: R1 });
  assert.is(figure(town), 46);
  assert.is(amendmentOf(town.point(), R1), null);
  assert.is(town.session().rounds[0]?.frozenAt, null);
  // The log keeps both words, and the report as it came.
  assert.is(town.count('RoundFrozen'), 1);
  assert.is(town.count('RoundUnfrozen'), 1);
  assert.is(
    town.facts.some((fact) => fact.type === 'HeadcountReported' && fact.amendment),
    true,
  );
  town.do(aReport('DC01', 'r1', people(47, 3, 0), pen(3)), by);
  assert.is(figure(town), 47);
});

test('[H12] a freeze is not lifted after a minute, under a newer round, when a phase ended it, or twice', () => {
  const { town } = collecting();
  const lift = (round = R1) => town.refusal({ type: 'UnfreezeRound', roundId: round });
  assert.equal(lift(), { kind: 'conflict', field: 'roundId' });
  assert.equal(lift(roundId('r9')), { kind: 'no-round', field: 'roundId' });
  town.now += 1_000;
  town.do({ type: 'FreezeRound', roundId: R1 });
  town.now += 60_001;
  assert.equal(lift(), { kind: 'too-late', field: 'roundId' });
  town.now -= 30_000;
  town.do(opening('r2'));
  assert.equal(lift(), { kind: 'conflict', field: 'roundId' });
  town.now += 1_000;
  town.do({ type: 'EnterPhase', phase: 'ended' });
  assert.equal(lift(roundId('r2')), { kind: 'wrong-phase' });
  town.do({ type: 'EnterPhase', phase: 'live' }, ADMINISTRATOR);
  assert.equal(lift(roundId('r2')), { kind: 'conflict', field: 'roundId' });
});

test('[H14] a figure far from the point’s last one is taken only when it was confirmed', () => {
  const { town, by } = collecting();
  const say = (present: number, seq: number, confirmed = false) =>
    aReport('DC01', 'r1', people(present, 50 - present), { ...pen(seq), confirmed });
  const asks = { kind: 'needs-confirmation', field: 'present' };
  assert.is(town.refusal(say(20, 1), by), undefined, 'nothing to compare it with');
  town.do(say(40, 1), by);
  assert.equal(town.refusal(say(27, 2), by), asks, '13 persons, 32 %');
  assert.is(town.refusal(say(28, 2), by), undefined, '30 % is not more than 30 %');
  assert.is(town.refusal(say(27, 2, true), by), undefined);
  town.do(say(50, 2), by);
  town.do({ type: 'FreezeRound', roundId: R1 });
  town.do(opening('r2'));
  const next = (present: number, over = {}) => aReport('DC01', 'r2', people(present, 50 - present), over);
  assert.equal(town.refusal(next(30, { ...pen(3), confirmed: false }), by), asks, 'the round before');
  assert.equal(town.refusal(next(30, { confirmed: false })), asks, 'the control room as well');
  town.do(next(30, { ...pen(3), confirmed: true }), by);
  assert.equal(town.refusal(next(50, { ...pen(4), confirmed: false }), by), asks, 'from now on what it said itself');
});

test('[H14] 9 persons are no jump, however few there were', () => {
  const town = new Town([aPoint('DC01', { summoned: 10 })]);
  town.do(opening('r1'));
  town.do(aReport('DC01', 'r1', people(1, 9)));
  assert.is(town.refusal(aReport('DC01', 'r1', people(10), { confirmed: false })), undefined);
});

test('[H14] an amendment is not asked about, nor a report that would not count', () => {
  const { town, by } = collecting();
  town.do(aReport('DC01', 'r1', people(50), pen(5)), by);
  const far = (over: object) => aReport('DC01', 'r1', people(10, 40), { ...over, confirmed: false });
  assert.is(town.refusal(far(pen(4)), by), undefined, 'older than what counts');
  town.do({ type: 'FreezeRound', roundId: R1 });
  assert.is(town.refusal(far(pen(6)), by), undefined);
  town.do({ type: 'EnterPhase', phase: 'ended' });
  assert.is(town.refusal(far(pen(6)), by), undefined, 'what waited on a phone comes without anybody there');
  assert.is(town.refusal(far({ reason: 'other', summoned: 50 })), undefined);
});

const remind = (points: 'all' | readonly string[], round = R1) =>
  ({ type: 'RemindPoints', roundId: round, points: points === 'all' ? points : points.map(pointId) }) as const;
const reminded = (town: Town, code = 'DC01') => remindedOf(town.session(), town.point(code), R1);

test('[H13] all who owe the round a report are reminded by one fact, each once, and no others', () => {
  const { town, by } = collecting();
  town.do({ type: 'AddPoint', point: aPoint('DC10') }, ADMINISTRATOR);
  town.do({ type: 'AddPoint', point: aPoint('DC03') }, ADMINISTRATOR);
  town.do({ type: 'RetirePoint', pointId: pointId('DC03') }, ADMINISTRATOR);
  town.do(aReport('DC01', 'r1', people(50), pen(1)), by);
  const before = town.point('DC02');
  assert.equal(town.do(remind('all')), [
    { type: 'PointsReminded', roundId: R1, pointIds: [pointId('DC02'), pointId('DC10')] },
  ]);
  assert.is(town.point('DC02'), before, 'points are not touched: one reminder of 31,000 changes one list');
  assert.equal(reminded(town, 'DC02'), { count: 1, at: town.now });
  assert.is(reminded(town, 'DC01'), null);
});

test('[H13] a second press within 30 s, by whichever desk, reminds nobody twice', () => {
  const { town } = collecting();
  assert.equal(
    town.do(remind(['DC02', 'DC02'])).map((fact) => fact.type === 'PointsReminded' && fact.pointIds),
    [[pointId('DC02')]],
  );
  town.now += 29_999;
  assert.equal(town.refusal(remind(['DC02'])), { kind: 'conflict', field: 'points' });
  town.do(remind('all'));
  assert.equal(reminded(town), { count: 1, at: town.now });
  assert.is(reminded(town, 'DC02')?.count, 1, 'left out of the one to all');
  town.now += 1;
  town.do(remind(['DC02']));
  assert.equal(reminded(town, 'DC02'), { count: 2, at: town.now });
});

test('[H13] a report ends the reminder; a newer round begins without one', () => {
  const { town, by } = collecting();
  town.do(remind('all'));
  town.do(aReport('DC01', 'r1', people(50), pen(1)), by);
  assert.is(reminded(town), null);
  town.now += 60_000;
  assert.equal(town.refusal(remind(['DC01'])), { kind: 'conflict', field: 'points' });
  // Also what the control room entered for the point.
  town.do(aReport('DC02', 'r1', people(30)));
  assert.is(reminded(town, 'DC02'), null);
  assert.equal(town.refusal(remind('all')), { kind: 'conflict', field: 'points' });
  town.do({ type: 'FreezeRound', roundId: R1 });
  town.do(opening('r2'));
  assert.is(remindedOf(town.session(), town.point(), roundId('r2')), null);
});

test('[H13] a frozen round reminds nobody; a lifted freeze goes on where it was', () => {
  const { town, by } = collecting();
  town.do(remind('all'));
  town.now += 40_000;
  town.do({ type: 'FreezeRound', roundId: R1 });
  assert.equal(town.refusal(remind('all')), { kind: 'conflict', field: 'roundId' });
  assert.equal(town.refusal(remind(['DC01'])), { kind: 'conflict', field: 'roundId' });
  town.do(aReport('DC01', 'r1', people(50), pen(1)), by);
  assert.is(reminded(town)?.count, 1, 'an amendment is no figure of the round');
  town.do({ type: 'UnfreezeRound', roundId: R1 });
  assert.is(reminded(town), null, 'now it is one');
  town.do(remind('all'));
  assert.equal(reminded(town, 'DC02'), { count: 2, at: town.now });
});

test('[H13] a round that never was, a point that never was', () => {
  const { town } = collecting();
  assert.equal(town.refusal(remind('all', roundId('r9'))), { kind: 'no-round', field: 'roundId' });
  assert.equal(town.refusal(remind(['DC01', 'DC99'])), { kind: 'not-found', field: 'points' });
});

test('[H13] one point is found among 31,000 reminded ones', () => {
  const ids = Array.from({ length: 31_000 }, (_, n) => pointId(`P${n * 2}`)).sort();
  const batch = { at: 0, pointIds: ids };
  assert.ok(ids.every((id) => isIn(batch, id)));
  assert.not(Array.from({ length: 31_000 }, (_, n) => pointId(`P${n * 2 + 1}`)).some((id) => isIn(batch, id)));
});

test.run();
