import { rollUpText } from '@hub/client/control/roll-up-text.ts';
import { controlVi } from '@hub/shared/text/control-vi.ts';
import { roundReport } from '@hub/server/report/round-report.ts';
import { frozenRosterOf } from '@hub/server/hub/board-source.ts';
import { Board } from '@hub/server/hub/board.ts';
import { recountTotals } from '@hub/server/hub/totals.ts';
import { must } from '@hub/shared/lib/assert.ts';
import type { PointId, RoundId } from '@hub/shared/model/ids.ts';
import { rollUpBoard } from '@hub/shared/view/board-roll-up.ts';
import type { SessionView } from '@hub/shared/view/row.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { DirectHub, somePoint } from '../support/direct-hub.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { Random } from '../support/random.ts';

const R1 = 'r1' as RoundId;

function town(points = 4): { hub: DirectHub; clock: ManualClock; report: (n: number, present: number) => void } {
  const clock = new ManualClock();
  const hub = new DirectHub(clock);
  hub.createSession();
  for (let n = 1; n <= points; n++) hub.handle({ type: 'AddPoint', point: somePoint(n, { block: n < 3 ? 'A' : '' }) });
  hub.handle({ type: 'EnterPhase', phase: 'live' });
  hub.handle({ type: 'OpenRound', roundId: R1, kind: 'opening', name: '', deadlineAt: null });
  const report = (n: number, present: number): void => {
    clock.advance(1);
    hub.handle({
      type: 'ReportHeadcount',
      pointId: somePoint(n).id,
      roundId: R1,
      count: { present, excused: 1, unexcused: 0, guests: 2 },
      summoned: present + 1,
      reason: 'other',
      noteId: null,
      confirmed: true,
      pen: null,
    });
  };
  return { hub, clock, report };
}

const boardOf = ({ projection }: DirectHub) => ({
  rows: [...new Board(projection, 'desk', R1).rows()],
  totals: recountTotals(projection.points(), R1, 0, frozenRosterOf(projection.session(), R1)),
});

test('[H16] [H2] each area and block with its coverage; everyone summoned counts, reported or not', () => {
  const { hub, report } = town();
  report(1, 40);
  report(3, 20);
  const { lines, total } = rollUpBoard(boardOf(hub), 'area');
  assert.equal(
    lines.map(({ name, points, reported, summoned, summonedReported, present, guests }) => [
      name,
      points,
      reported,
      summoned,
      summonedReported,
      present,
      guests,
    ]),
    [
      ['Xã Tân Lập', 2, 2, 41 + 21, 62, 60, 4],
      ['Phường Phố Mới', 2, 0, 42 + 44, 0, 0, 0],
    ],
  );
  assert.equal([total.points, total.reported, total.summoned, total.present], [4, 2, 148, 60]);
  const blocks = rollUpBoard(boardOf(hub), 'block').lines;
  assert.equal(
    blocks.map(({ name, points, reported }) => [name, points, reported]),
    [
      ['A', 2, 1],
      ['', 2, 1],
    ],
  );
});

test('[H16] [H7] after a freeze the lines stay what they were, whatever becomes of the roster', () => {
  const { hub, report } = town();
  report(1, 40);
  hub.handle({ type: 'FreezeRound', roundId: R1 });
  const before = (['area', 'block'] as const).map((by) => rollUpBoard(boardOf(hub), by));
  assert.equal(
    before[0]?.lines.map(({ name, points, reported, summoned }) => [name, points, reported, summoned]),
    [
      ['Xã Tân Lập', 2, 1, 41 + 43],
      ['Phường Phố Mới', 2, 0, 42 + 44],
    ],
  );
  hub.handle({ type: 'EditPoint', point: somePoint(2, { summoned: 900, area: 'Xã khác', block: 'khác' }) });
  hub.handle({ type: 'EditPoint', point: somePoint(3, { block: 'khác' }) });
  hub.handle({ type: 'RetirePoint', pointId: 'DC01' as PointId });
  hub.handle({ type: 'AddPoint', point: somePoint(9) });
  const after = (['area', 'block'] as const).map((by) => rollUpBoard(boardOf(hub), by));
  assert.equal(after, before);
  const workbook = roundReport(hub.projection, R1);
  if (typeof workbook === 'string') throw new Error(workbook);
  assert.equal([workbook.areas, workbook.blocks], [before[0]?.lines, before[1]?.lines], 'and so does the workbook');
  assert.is(workbook.lines[1]?.area, 'Phường Phố Mới');
});

test('[H16] whatever is reported, frozen and edited, the lines add up to the totals', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = new Random(seed);
    const { hub, report } = town(8);
    for (let step = 0; step < 40; step++) {
      const n = random.int(1, 10);
      const act = random.int(0, 9);
      if (act < 5) report(n, random.int(0, 60));
      else if (act === 5) hub.handle({ type: 'FreezeRound', roundId: R1 });
      else if (act === 6) hub.handle({ type: 'UnfreezeRound', roundId: R1 });
      else if (act === 7) hub.handle({ type: 'RetirePoint', pointId: somePoint(n).id });
      else if (act === 8) hub.handle({ type: 'AddPoint', point: somePoint(n) });
      else {
        const area = random.pick(['Xã A', 'Xã B']);
        hub.handle({ type: 'EditPoint', point: somePoint(n, { summoned: random.int(1, 90), area }) });
      }
      const board = boardOf(hub);
      for (const by of ['area', 'block'] as const) {
        const { lines, total } = rollUpBoard(board, by);
        for (const key of ['points', 'reported', 'summoned', 'summonedReported', 'present', 'guests'] as const) {
          const sum = lines.reduce((all, line) => all + line[key], 0);
          assert.is(sum, total[key], `seed ${seed}, step ${step}, ${by} ${key}`);
        }
      }
    }
  }
});

test('[H16] copied, it is the one figure upward and a line for each', () => {
  const { hub, report } = town();
  report(1, 40);
  const board = boardOf(hub);
  const session = { round: hub.projection.session()?.rounds[0], timeZone: 'Asia/Ho_Chi_Minh' } as SessionView;
  const text = rollUpText(
    rollUpBoard(board, 'area'),
    { ...board, session },
    'area',
    Date.UTC(2022, 8, 11, 1, 3),
    controlVi,
  );
  assert.equal(text.split('\n'), [
    '0/4 điểm, 40/170, 23,5%, 1/4 đã báo, 08:03',
    'Theo địa bàn',
    'Xã Tân Lập: 40/84, 47,6%, 1/2 đã báo',
    'Phường Phố Mới: 0/2 đã báo',
  ]);
});

test('[H15] [S2] a rehearsal’s round says that it is one, also once the session is live', () => {
  const clock = new ManualClock();
  const hub = new DirectHub(clock);
  hub.createSession();
  hub.handle({ type: 'AddPoint', point: somePoint(1) });
  const round = (id: string): void => {
    hub.handle({ type: 'OpenRound', roundId: id as RoundId, kind: 'opening', name: '', deadlineAt: null });
    hub.handle({ type: 'FreezeRound', roundId: id as RoundId });
  };
  const isRehearsal = (id: string): boolean => {
    const report = roundReport(hub.projection, id as RoundId);
    if (typeof report === 'string') throw new Error(report);
    return must(report, 'a report').isRehearsal;
  };
  hub.handle({ type: 'EnterPhase', phase: 'rehearsal' });
  round('r1');
  assert.is(isRehearsal('r1'), true);
  hub.handle({ type: 'EnterPhase', phase: 'live' });
  round('r2');
  assert.equal([isRehearsal('r1'), isRehearsal('r2')], [true, false]);
  hub.handle({ type: 'EnterPhase', phase: 'ended' });
  assert.equal([isRehearsal('r1'), isRehearsal('r2')], [true, false]);
});

test.run();
