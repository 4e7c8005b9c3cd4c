import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { foldReports, type Report } from '../support/oracle/records.ts';
import { checkRevisions, isClean } from '../support/oracle/revisions.ts';
import { checkTotals, type SeenView } from '../support/oracle/totals.ts';

const figures = (present: number, guests = 0): Report['figures'] => ({ present, excused: 0, unexcused: 0, guests });
function report(pointId: string, seq: number, fate: Report['fate'], counts = figures(10, seq), fence = 1): Report {
  return {
    commandId: `${pointId}-${String(seq)}`,
    pointId,
    roundId: 'r1',
    fence,
    seq,
    figures: counts,
    attempts: 1,
    fate,
  };
}
const acked = { kind: 'acked', hubAt: 100, amendment: false } as const;
const open = { kind: 'open' } as const;

function view(rows: [string, number | null, number?][], totals: Partial<SeenView['totals']> = {}): SeenView {
  const counted = rows.filter(([, present]) => present !== null);
  const present = counted.reduce((sum, [, each]) => sum + (each ?? 0), 0);
  return {
    session: { round: { id: 'r1', frozenAt: null } },
    rows: rows.map(([id, each, late]) => ({
      id,
      amended: late === undefined ? null : figures(late),
      summoned: 10,
      headcount: each === null ? null : { ...figures(each), summoned: 10 },
    })),
    totals: {
      points: rows.length,
      reported: counted.length,
      summoned: 10 * rows.length,
      summonedReported: 10 * counted.length,
      present,
      excused: 0,
      unexcused: 0,
      guests: 0,
      amended: rows.filter(([, , late]) => late !== undefined).length,
      ...totals,
    },
  };
}

test('[H2] the oracle accepts a view that is right', () => {
  const reports = [report('A', 1, acked, figures(8)), report('A', 2, acked, figures(9))];
  assert.equal(
    checkTotals(
      view([
        ['A', 9],
        ['B', null],
      ]),
      reports,
    ),
    [],
  );
});

test('[H1] [H4] [H9] the oracle names a lost, an old, an invented and a wrongly added figure', () => {
  const reports = [report('A', 1, acked, figures(8)), report('A', 2, acked, figures(9))];
  const faultsOf = (seen: SeenView): number => checkTotals(seen, reports).length;
  assert.is(faultsOf(view([['A', null]])), 1);
  assert.is(faultsOf(view([['A', 8]])), 1);
  assert.is(
    faultsOf(
      view([
        ['A', 9],
        ['B', 0],
      ]),
    ),
    1,
  );
  assert.is(faultsOf(view([['A', 9]], { present: 18 })), 1);
});

test('a report without an answer may count or not', () => {
  const reports = [
    report('A', 1, acked, figures(8)),
    report('A', 2, open, figures(9)),
    report('B', 1, open, figures(5)),
  ];
  for (const a of [8, 9])
    for (const b of [5, null])
      assert.equal(
        checkTotals(
          view([
            ['A', a],
            ['B', b],
          ]),
          reports,
        ),
        [],
      );
  // An older one without an answer must not replace a newer acknowledged one.
  assert.is(
    checkTotals(view([['A', 3]]), [report('A', 1, open, figures(3)), report('A', 2, acked, figures(4))]).length,
    1,
  );
});

test('[H4] a higher fence is newer than a higher number', () => {
  const reports = [report('A', 9, acked, figures(8), 1), report('A', 1, acked, figures(9), 2)];
  assert.equal(checkTotals(view([['A', 9]]), reports), []);
});

test('[H7] an amendment does not count, and must be one when it came after the freeze', () => {
  const frozen = (...row: [string, number | null, number?]): SeenView => ({
    ...view([row]),
    session: { round: { id: 'r1', frozenAt: 150 } },
  });
  const before = report('A', 1, acked, figures(8));
  const late = report('A', 2, { kind: 'acked', hubAt: 200, amendment: true }, figures(9));
  assert.equal(checkTotals(frozen('A', 8, 9), [before, late]), []);
  assert.equal(checkTotals(frozen('A', null, 9), [late]), [], 'also of a point that had not reported');
  assert.is(checkTotals(frozen('A', 8), [before, late]).length, 1, 'an amendment that is not shown');
  assert.is(checkTotals(frozen('A', 8, 9), [before]).length, 1, 'an amendment nobody sent');
  const counted = report('A', 2, { kind: 'acked', hubAt: 200, amendment: false }, figures(9));
  assert.match(String(checkTotals(frozen('A', 9), [before, counted])), 'came after the freeze');
});

test('[H5] repeats are one report, and a repeat that differs is found', () => {
  const invoke = { commandId: 'c', step: 'invoke', pointId: 'A', roundId: 'r1', fence: 1, seq: 1, figures: figures(8) };
  const answer = { commandId: 'c', step: 'acked', hubAt: 5, amendment: false };
  const lost = { commandId: 'c', step: 'unknown', why: 'no-answer' };
  const [only] = foldReports([invoke, lost, invoke, answer]);
  assert.is(only?.attempts, 2);
  assert.equal(only?.fate, { kind: 'acked', hubAt: 5, amendment: false });
  assert.throws(() => foldReports([invoke, { ...invoke, seq: 2 }]));
});

test('[H5] [H9] lost, doubled, invented and altered revisions are told apart', () => {
  const reports = [
    report('A', 1, acked),
    report('A', 2, acked),
    report('A', 3, open),
    report('A', 4, { kind: 'refused', error: 'x' }),
  ];
  const seen = (seq: number, at = 100) => ({ ...figures(10, seq), at, roundId: 'r1', counts: true });
  const check = (...revisions: ReturnType<typeof seen>[]) => checkRevisions(new Map([['A', revisions]]), reports);
  assert.ok(isClean(check(seen(1), seen(2))));
  assert.ok(isClean(check(seen(1), seen(2), seen(3, 7))));
  assert.is(check(seen(1)).lost.length, 1);
  assert.is(check(seen(1), seen(2), seen(2)).doubled.length, 1);
  assert.is(check(seen(1), seen(2), seen(4)).phantom.length, 1);
  assert.is(check(seen(1), seen(2), seen(5)).phantom.length, 1);
  assert.is(check(seen(1), seen(2, 101)).altered.length, 1);
});

test('the oracle shares no code with what it judges', () => {
  const folder = new URL('../support/oracle/', import.meta.url);
  for (const name of readdirSync(folder)) {
    const imports = [...readFileSync(new URL(name, folder), 'utf8').matchAll(/from '([^']+)'/g)].map(
      (found) => found[1] ?? '',
    );
    for (const path of imports) assert.ok(/^(node:|ws$|\.\/)/.test(path), `${name} imports ${path}`);
  }
});

test.run();
