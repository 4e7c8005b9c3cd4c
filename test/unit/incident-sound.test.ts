import { alarmOf, IncidentSound } from '@hub/client/staff/incident-sound.ts';
import type { PointId } from '@hub/shared/model/ids.ts';
import type { BoardView, IncidentRow, PointRow } from '@hub/shared/view/row.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { incidentRow } from '../support/incident-row.ts';
import { pointRow } from '../support/point-row.ts';

type Heard = Pick<BoardView, 'incidents' | 'rows' | 'hub' | 'session'>;

const P = (index: number): PointId => `P${index}` as PointId;

function view(incidents: readonly IncidentRow[], rows: readonly PointRow[] = [pointRow(0), pointRow(1)]): Heard {
  const session = { phase: 'live' } as BoardView['session'];
  return {
    incidents,
    rows,
    hub: { logOk: true, logFailingSince: null, startedAt: 0, media: { status: 'off' }, nodes: null },
    session,
  };
}

const muted = (index: number): PointRow => pointRow(index, { mutedUntil: 5_000 });

/** As much of a signal as is read. */
function held<T>(value: T): { value: T; peek(): T } {
  const box = { value, peek: () => box.value };
  return box;
}

test('[I11] sounds for what nobody has in hand, the critical first, and for nothing after the end', () => {
  assert.is(alarmOf(view([]), 0), null);
  assert.is(alarmOf(view([incidentRow()]), 0), 'notice');
  assert.is(alarmOf(view([incidentRow(), incidentRow({ cause: 'power', severity: 'critical' })]), 0), 'critical');
  assert.is(alarmOf(view([incidentRow({ status: 'acknowledged' })]), 0), null);
  const ended = { ...view([incidentRow()]), session: { phase: 'ended' } as BoardView['session'] };
  assert.is(alarmOf(ended, 0), null);
});

test('[I11] a muted point is quiet until its time; of a common cause all points must be', () => {
  assert.is(alarmOf(view([incidentRow()], [muted(0)]), 4_999), null);
  assert.is(alarmOf(view([incidentRow()], [muted(0)]), 5_000), 'notice');
  const group = { by: 'carrier', name: 'Viettel', pointIds: [P(0), P(1)] } as const;
  const common = incidentRow({ pointId: null, group, cause: 'common', severity: 'critical' });
  assert.is(alarmOf(view([common], [muted(0), pointRow(1)]), 0), 'critical');
  assert.is(alarmOf(view([common], [muted(0), muted(1)]), 0), null);
  assert.is(alarmOf(view([incidentRow({ pointId: null, cause: 'silent' })], [muted(0), muted(1)]), 0), 'notice');
});

test('[I11] [G4] sounds while the hub cannot save', () => {
  assert.is(
    alarmOf(
      { ...view([]), hub: { logOk: false, logFailingSince: 1, startedAt: 0, media: { status: 'off' }, nodes: null } },
      0,
    ),
    'critical',
  );
});

test('[I11] repeats until it is taken; not while the desk is muted, the picture old, or the browser silent', () => {
  const shown = held<Heard | null>(view([incidentRow({ severity: 'critical' })]));
  const moment = held({ stale: false, hubNow: 0 });
  let mayPlay = false;
  let played = 0;
  const sound = new IncidentSound({ view: shown, moment, play: () => played++, mayPlay: () => mayPlay });
  sound.look(0);
  assert.equal([played, sound.isBlocked], [0, true], 'nobody touched the page');
  mayPlay = true;
  sound.look(500);
  assert.equal([played, sound.isBlocked], [1, false]);
  sound.look(4_000);
  assert.is(played, 1);
  sound.look(4_500);
  assert.is(played, 2);

  sound.toggle();
  sound.look(20_000);
  assert.equal([played, sound.isOn], [2, false]);
  sound.toggle();
  moment.value = { stale: true, hubNow: 0 };
  sound.look(30_000);
  assert.is(played, 2);
  moment.value = { stale: false, hubNow: 0 };
  sound.look(30_500);
  assert.is(played, 3);

  shown.value = view([incidentRow({ status: 'acknowledged' })]);
  sound.look(90_000);
  assert.is(played, 3, 'taken');
});

test.run();
