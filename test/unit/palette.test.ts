import type { StaffActions } from '@hub/client/control/control-props.ts';
import { findPoints, matching, pointOffers, roomOffers, type Surroundings } from '@hub/client/control/palette/acts.ts';
import type { DeviceId, RoundId } from '@hub/shared/model/ids.ts';
import type { Phase, Round } from '@hub/shared/model/session.ts';
import { controlVi } from '@hub/shared/text/control-vi.ts';
import type { FloorView, PointRow, SessionView } from '@hub/shared/view/row.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { incidentRow } from '../support/incident-row.ts';
import { counted, pointRow } from '../support/point-row.ts';

const ROUND: Round = {
  id: 'r1' as RoundId,
  kind: 'opening',
  name: '',
  number: 1,
  run: 1,
  openedAt: 0,
  deadlineAt: null,
  frozenAt: null,
};
const nothing = (): void => undefined;
const ALL: StaffActions = {
  openRound: nothing,
  freezeRound: nothing,
  sendInstruction: nothing,
  remind: nothing,
  reportFor: () => Promise.resolve('taken'),
  takePoints: nothing,
  acknowledge: nothing,
  addToFloor: nothing,
};
const NOBODY_SPEAKS: FloorView = { onAir: null, queue: [], more: 0, ended: [] };

interface Scene {
  readonly rows?: readonly PointRow[];
  readonly phase?: Phase;
  readonly round?: Round | null;
  readonly actions?: StaffActions;
  readonly stale?: boolean;
}

function scene({ rows = [], phase = 'live', round = ROUND, actions = ALL, stale = false }: Scene): Surroundings {
  return {
    view: { rows, session: { round, phase } as SessionView, incidents: [incidentRow()], floor: NOBODY_SPEAKS },
    moment: { now: 60_000, hubNow: 60_000, ageMs: 0, stale },
    actions,
    own: { deviceId: 'me', label: 'Kiểm soát 1' },
    words: controlVi,
  };
}
const roomActs = (of: Scene) => roomOffers(scene(of)).map(({ act }) => act);
const pointActs = (row: PointRow, of: Scene = {}) => pointOffers(row, scene(of)).map(({ act }) => act.kind);

test('[K2] the palette offers what the room can do now: a round to open or to freeze, never both', () => {
  assert.ok(roomActs({}).includes('freeze'));
  assert.not.ok(roomActs({}).includes('open-round'));
  for (const round of [null, { ...ROUND, frozenAt: 5 }]) {
    assert.ok(roomActs({ round }).includes('open-round'));
    assert.not.ok(roomActs({ round }).includes('freeze'));
  }
  assert.not.ok(roomActs({ round: null, phase: 'planned' }).includes('open-round'));
  assert.not.ok(roomActs({}).includes('remind-all'), 'nobody owes a report');
  assert.ok(roomActs({ rows: [pointRow(0)] }).includes('remind-all'));
  const looking = roomActs({ actions: {} });
  for (const act of ['freeze', 'instruct-all', 'remind-all'] as const) assert.not.ok(looking.includes(act), act);
  for (const act of ['map', 'grid', 'table', 'late', 'theme', 'language', 'keys'] as const)
    assert.ok(looking.includes(act));
});

test('[K2] what may be done about a point follows its row, the session and the role', () => {
  const silent = pointRow(0, { phone: '0910000038', backupPhone: '0910000039' });
  assert.equal(pointActs(silent), [
    'open',
    'remind',
    'report',
    'instruct',
    'call',
    'call',
    'take',
    'acknowledge',
    'floor',
  ]);
  const reported = pointRow(1, { headcount: counted(9, 10), ownerId: 'me' as DeviceId, owner: 'Kiểm soát 1' });
  assert.equal(pointActs(reported), ['open', 'report', 'instruct', 'floor'], 'reported, mine, well');
  assert.equal(pointActs(reported, { phase: 'ended' }), ['open', 'report']);
  assert.equal(pointActs(pointRow(2), { actions: {} }), ['open']);
});

test('[V8] [K2] on an old picture what needs the hub stands there with its reason; opening and calling work', () => {
  const offers = pointOffers(pointRow(0, { phone: '0910000038' }), scene({ stale: true }));
  for (const { act, blocked } of offers) {
    const works = act.kind === 'open' || act.kind === 'call';
    assert.is(blocked, works ? undefined : controlVi.stale.needsHub, act.kind);
  }
  const again = pointOffers(pointRow(0, { reminded: { count: 1, at: 50_000 } }), scene({}));
  assert.is(again.find(({ act }) => act.kind === 'remind')?.blocked, controlVi.late.justReminded);
});

test('[K2] points are found without diacritics, those that begin so first; commands too', () => {
  const rows = [
    pointRow(0, { name: 'Nhà văn hóa thôn 3 Đồng Tâm' }),
    pointRow(1, { name: 'Hội trường UBND xã Tâm Đồng' }),
    pointRow(2, { name: 'Trường Đồng Khởi', carrier: 'Mạng B' }),
  ];
  const found = (query: string, most = 9) => findPoints(rows, query, most).map(({ index }) => index);
  assert.equal(found('dong'), [2, 0, 1]);
  assert.equal(found('dong', 2), [2, 0]);
  assert.equal(found('thon 3 dong'), [0]);
  assert.equal(found('p1'), [1], 'the whole code');
  assert.equal(found(' '), []);
  const offers = roomOffers(scene({}));
  assert.equal(
    matching(offers, 'chot so').map(({ act }) => act),
    ['freeze'],
  );
  assert.is(matching(offers, '').length, offers.length);
});

test.run();
