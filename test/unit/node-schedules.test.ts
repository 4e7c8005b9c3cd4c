import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CI_SEEDS, FAULTS, planSchedule } from '../support/nodes/schedule.ts';
import { checkLogs, checkNodes, countFaults, type SeenNode, type TickedReport } from '../support/oracle/nodes.ts';

test('[D1] [D2] [D3] the schedules of each test run hold every fault; a seed is always the same one', () => {
  const kinds = new Set(CI_SEEDS.flatMap((seed) => planSchedule(seed).faults.map(({ kind }) => kind)));
  assert.equal([...kinds].sort(), [...FAULTS].sort());
  for (const seed of CI_SEEDS) assert.equal(planSchedule(seed), planSchedule(seed));
  const all = new Set(Array.from({ length: 100 }, (_, seed) => JSON.stringify(planSchedule(seed + 1).faults)));
  assert.is(all.size, 100);
  for (const fault of CI_SEEDS.flatMap((seed) => planSchedule(seed).faults)) {
    if (fault.kind === 'master-frozen') assert.is(fault.lastsMs, 12_000);
  }
});

const figures = (guests: number) => ({ present: 10, excused: 0, unexcused: 0, guests });
const told = (seq: number, ticks: Partial<TickedReport> = {}): TickedReport => ({
  ...{ commandId: `c${String(seq)}`, pointId: 'A', roundId: 'r', fence: 1, seq, figures: figures(seq), sentAt: seq },
  ...{ savedBy: ['a'], safeAt: seq + 1, decided: { hubAt: 100 + seq, amendment: false }, refused: null },
  ...ticks,
});
/** A node that shows these reports of point A, the last one as what counts. */
const shows = (name: string, ...seqs: number[]): SeenNode => {
  const last = seqs.at(-1);
  const counted = last === undefined ? null : { ...figures(last), summoned: 10 };
  const sums = { present: counted?.present ?? 0, excused: 0, unexcused: 0, guests: counted?.guests ?? 0 };
  const reported = counted === null ? 0 : 1;
  return {
    name,
    view: {
      session: { round: { id: 'r', frozenAt: null } },
      rows: [{ id: 'A', summoned: 10, headcount: counted, amended: null }],
      totals: { ...sums, points: 1, reported, summoned: 10, summonedReported: reported * 10, amended: 0 },
    },
    revisions: new Map([
      ['A', seqs.map((seq) => ({ ...figures(seq), at: 100 + seq, roundId: 'r', counts: seq === last }))],
    ]),
  };
};

test('[H9] [D1] the oracle of several nodes accepts what is right', () => {
  const reports = [told(1), told(2), told(3)];
  assert.is(countFaults(checkNodes([shows('a', 1, 2, 3), shows('b', 1, 2, 3)], reports)), 0);
  const log = [1, 2, 3].map((seq) => JSON.stringify({ type: 'HeadcountReported', commandId: `c${String(seq)}` }));
  assert.is(
    countFaults(
      checkLogs(
        new Map([
          ['a', log],
          ['b', [...log]],
        ]),
        reports,
      ),
    ),
    0,
  );
});

test('[H9] [D2] it names a safe report that one node has lost, and a saved one unless its disk is dead', () => {
  const lost = checkNodes([shows('a', 1, 2), shows('b', 1)], [told(1), told(2)]);
  assert.match(lost.lostSafe.join(), /^b: A r 10\/0\/0\/2 c2$/);
  const saved = [told(1), told(2, { safeAt: null, decided: null })];
  const without = [shows('a', 1), shows('b', 1)];
  assert.is(checkNodes(without, saved).lostSaved.length, 2);
  assert.is(checkNodes(without, saved, new Set(['a'])).lostSaved.length, 0);
  assert.is(checkNodes(without, saved).unanswered.length, 1);
});

test('[H5] [H4] it names a second effect, an answer that is not what is shown, and an old figure that counts', () => {
  const both = (...seqs: number[]) => [shows('a', ...seqs), shows('b', ...seqs)];
  assert.is(checkNodes(both(1, 2, 2), [told(1), told(2)]).doubled.length, 2);
  assert.is(checkNodes(both(1, 2), [told(1), told(2, { decided: { hubAt: 999, amendment: false } })]).untrue.length, 2);
  assert.ok(checkNodes(both(2, 1), [told(1), told(2)]).untrue.length > 0);
  assert.ok(
    checkNodes(both(1, 2), [told(1), told(2, { refused: 'conflict', decided: null, safeAt: null })]).untrue.length > 0,
  );
});

test('[D1] it names rows and logs that are not the same bytes at two nodes', () => {
  const [a, b] = [shows('a', 1), shows('b', 1)];
  const [row] = b.view.rows;
  const other = { ...b, view: { ...b.view, rows: [{ ...row, since: 7 } as (typeof b.view.rows)[number]] } };
  assert.match(checkNodes([a, other], [told(1)]).apart.join(), /a and b: .*"since":7/);
  const log = [1, 2].map((seq) => JSON.stringify({ type: 'HeadcountReported', commandId: `c${String(seq)}` }));
  const reports = [told(1), told(2)];
  assert.is(
    checkLogs(
      new Map([
        ['a', log],
        ['b', [...log].reverse()],
      ]),
      reports,
    ).apart.length,
    1,
  );
  const short = checkLogs(
    new Map([
      ['a', log],
      ['b', log.slice(1)],
    ]),
    reports,
  );
  assert.is(short.apart.length, 1);
  assert.match(short.lostSafe.join(), /b: c1 is not in the log/);
  assert.is(checkLogs(new Map([['a', [...log, ...log]]]), reports).doubled.length, 2);
});

test.run();
