import { attentionOf, type AttentionItem } from '@hub/shared/view/attention.ts';
import type { IncidentId, PointId } from '@hub/shared/model/ids.ts';
import type { LinkState } from '@hub/shared/model/link.ts';
import type { IncidentRow, PointRow, SessionView } from '@hub/shared/view/row.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { incidentRow } from '../support/incident-row.ts';
import { pointRow } from '../support/point-row.ts';

const P = (index: number): PointId => `P${index}` as PointId;
const id = (name: string): IncidentId => name as IncidentId;

function row(index: number, state: LinkState, since = index): PointRow {
  return pointRow(index, { link: { state, reasons: state === 'up' ? [] : ['silent'], since } });
}

function said(item: AttentionItem): string {
  if (item.kind === 'lost-together') return `${item.by} ${item.name}: ${item.rows.map(({ index }) => index).join()}`;
  if (item.kind === 'unowned')
    return `${item.incident.escalatedAt === null ? 'unowned' : 'late'} ${item.incident.cause} ${item.row?.index ?? ''}`.trim();
  return item.kind === 'silent' ? `silent ${item.row.index}` : `${item.row.link.state} ${item.row.index}`;
}

function list(rows: readonly PointRow[], incidents: readonly IncidentRow[]): string[] {
  return attentionOf({ rows, incidents, session: { round: null } as SessionView }).items.map(said);
}

const lossOf = (index: number, rest: Partial<IncidentRow> = {}): IncidentRow =>
  incidentRow({ id: id(`l${index}`), pointId: P(index), cause: 'link-lost', severity: 'critical', ...rest });

const common = (points: readonly number[], rest: Partial<IncidentRow> = {}): IncidentRow =>
  incidentRow({
    id: id('common'),
    pointId: null,
    cause: 'common',
    severity: 'critical',
    group: { by: 'carrier', name: 'Viettel', pointIds: points.map(P) },
    ...rest,
  });

test('[I4] the points of a common cause are one line, before those that are lost by themselves', () => {
  const rows = [row(0, 'lost'), row(1, 'lost'), row(2, 'lost'), row(3, 'lost'), row(4, 'impaired')];
  const incidents = [common([1, 2, 3]), lossOf(0)];
  assert.equal(list(rows, incidents), ['carrier Viettel: 1,2,3', 'lost 0', 'impaired 4']);
  const attention = attentionOf({ rows, incidents, session: { round: null } as SessionView });
  assert.is(attention.linkCount, 5, 'points are counted one by one');
});

test('[I4] points that nobody folded stand by themselves, however many there are at once', () => {
  const rows = [0, 1, 2, 3].map((index) => row(index, 'lost', 0));
  assert.is(
    list(
      rows,
      [0, 1, 2, 3].map((index) => lossOf(index)),
    ).length,
    4,
  );
});

test('[I6] what nobody took in time stands first, whatever its state and weight', () => {
  const rows = [row(0, 'lost'), row(1, 'impaired'), row(2, 'up')];
  const late = incidentRow({ id: id('a'), pointId: P(1), escalatedAt: 9 });
  const flapping = incidentRow({ id: id('f'), pointId: P(2), cause: 'flapping', escalatedAt: 9 });
  const silent = incidentRow({ id: id('s'), pointId: null, cause: 'silent', escalatedAt: 9 });
  assert.equal(list(rows, [lossOf(0), late, flapping, silent]), [
    'late flapping 2',
    'late silent',
    'impaired 1',
    'lost 0',
  ]);
});

test('[I6] [I2] of what nobody took in time the severe stands first', () => {
  const rows = [row(0, 'up'), row(1, 'impaired'), row(2, 'lost')];
  const fault = incidentRow({ id: id('a'), pointId: P(1), escalatedAt: 9 });
  const power = incidentRow({ id: id('p'), pointId: P(0), cause: 'power', severity: 'critical', escalatedAt: 9 });
  assert.equal(list(rows, [fault, power, lossOf(2)]), ['late power 0', 'impaired 1', 'lost 2']);
});

test('[I6] [I2] once somebody has it, it is in its place again', () => {
  const rows = [row(0, 'lost'), row(1, 'impaired')];
  const taken = incidentRow({ pointId: P(1), status: 'acknowledged', escalatedAt: 9 });
  assert.equal(list(rows, [lossOf(0), taken]), ['lost 0', 'impaired 1']);
});

test('[I6] of several incidents of a point the one that is late is named', () => {
  const late = incidentRow({ id: id('a'), pointId: P(0), escalatedAt: 9 });
  const [item] = attentionOf({
    rows: [row(0, 'lost')],
    incidents: [late, lossOf(0)],
    session: { round: null } as SessionView,
  }).items;
  assert.is(item?.kind === 'link' && item.incident?.id, 'a');
});

test('[I2] an incident whose cause is gone waits behind what lasts', () => {
  const rows = [row(0, 'up'), row(1, 'up'), row(2, 'lost')];
  const over = incidentRow({ id: id('o'), pointId: P(0), cause: 'power', absentSince: 20 });
  const lasting = incidentRow({ id: id('l'), pointId: P(1), cause: 'other' });
  const order = attentionOf({ rows, incidents: [over, lasting], session: { round: null } as SessionView }).items.map(
    said,
  );
  assert.equal(order, ['lost 2', 'unowned other 1', 'unowned power 0']);
});

test('[I2] what nobody has in hand stands before what somebody has, what is muted and who never came', () => {
  const muted = { ...row(3, 'lost'), mutedUntil: 100 };
  const rows = [row(0, 'lost'), row(1, 'impaired'), row(2, 'absent'), muted, row(4, 'up'), row(5, 'impaired')];
  const incidents = [
    lossOf(0, { status: 'acknowledged' }),
    incidentRow({ id: id('f'), pointId: P(5), cause: 'power' }),
    lossOf(3),
    incidentRow({ id: id('h'), pointId: P(4), cause: 'other' }),
  ];
  const order = attentionOf({ rows, incidents, session: { round: null } as SessionView }, 50).items.map(said);
  assert.equal(order, ['lost 0', 'unowned other 4', 'impaired 1', 'impaired 5', 'lost 3', 'absent 2']);
});

test('[I2] the severe before the rest, of the same weight what nobody has, and what lasts before what is over', () => {
  const rows = [
    row(0, 'up'),
    row(1, 'up'),
    row(2, 'impaired'),
    row(3, 'lost'),
    row(4, 'lost'),
    row(5, 'joining'),
    row(6, 'impaired'),
  ];
  const incidents = [
    incidentRow({ id: id('flap'), pointId: P(0), cause: 'flapping' }),
    incidentRow({ id: id('power'), pointId: P(1), cause: 'power', severity: 'critical', absentSince: 5 }),
    incidentRow({ id: id('taken'), pointId: P(2), status: 'acknowledged' }),
    lossOf(3, { status: 'acknowledged' }),
    lossOf(4),
  ];
  assert.equal(list(rows, incidents), [
    'lost 4',
    'lost 3',
    'impaired 6',
    'impaired 2',
    'joining 5',
    'unowned power 1',
    'unowned flapping 0',
  ]);
});

test('[I2] the number of the list is of the points that stand in it, each once', () => {
  const rows = [row(0, 'up'), row(1, 'lost'), row(2, 'lost'), row(3, 'up'), row(4, 'up'), row(5, 'up'), row(6, 'left')];
  const session = { round: { frozenAt: null } } as SessionView;
  const silent = incidentRow({ id: id('s'), pointId: null, cause: 'silent' });
  const owing = rows.map((one) => ({ ...one, headcount: null, roundSummoned: 10 }));
  const hand = incidentRow({ id: id('h'), pointId: P(0), cause: 'other' });
  const attention = attentionOf({ rows: owing, incidents: [hand, common([1, 2, 3]), silent], session });
  const { linkCount, incidentCount, silentCount, sharedCount, count } = attention;
  assert.equal(
    { linkCount, incidentCount, silentCount, sharedCount, count },
    { linkCount: 2, incidentCount: 1, silentCount: 3, sharedCount: 1, count: 7 },
  );
  assert.equal(attention.items.map(said), [
    'carrier Viettel: 1,2,3',
    'unowned other 0',
    'unowned silent',
    'silent 3',
    'silent 4',
    'silent 5',
  ]);
  const back = attentionOf({
    rows: rows.slice(3, 6),
    incidents: [common([3, 4, 5])],
    session: { round: null } as SessionView,
  });
  assert.equal(
    [back.sharedCount, back.count],
    [1, 1],
    'of a common cause whose points are all back the incident alone',
  );
});

test('[I2] of a country only the first are listed, and all are counted', () => {
  const rows = [
    ...Array.from({ length: 20 }, (_, index) => row(index, 'absent', 100 - index)),
    ...Array.from({ length: 20 }, (_, index) => row(20 + index, 'lost', 100 - index)),
    ...Array.from({ length: 20 }, (_, index) => row(40 + index, 'up')),
  ];
  const session = { round: { frozenAt: null } } as SessionView;
  const whole = attentionOf({ rows, incidents: [], session });
  const first = attentionOf({ rows, incidents: [], session }, 0, 3);
  const of = ({ items }: typeof whole, kind: string): string[] =>
    items.map(said).filter((item) => item.startsWith(kind));
  assert.equal(of(first, 'lost'), of(whole, 'lost'), 'trouble is listed whole: somebody has to act on it');
  assert.equal(of(first, 'absent'), of(whole, 'absent').slice(0, 3));
  assert.equal(of(first, 'silent'), of(whole, 'silent').slice(0, 3));
  assert.is(first.absentCount, 20);
  assert.is(first.silentCount, 20);
  assert.is(first.linkCount, 40);
});

test('[D5] points that a hub which is cut off cannot vouch for are one trouble of the hub, and no lines of theirs', () => {
  const unvouched = (index: number): PointRow =>
    pointRow(index, { link: { state: 'unknown', reasons: ['cut-off'], since: 1 } });
  assert.equal(list([unvouched(1), row(2, 'impaired'), unvouched(3)], [lossOf(3)]), ['unknown 3', 'impaired 2']);
});

test.run();
