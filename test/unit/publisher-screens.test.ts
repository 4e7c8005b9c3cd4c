import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ConnectionId, DeviceId, PersonalId, PointId, RoundId } from '@hub/shared/model/ids.ts';
import { ADMIN, somePoint } from '../support/direct-hub.ts';
import { rename, renamePoint, Stage } from '../support/stage.ts';

const DC01 = 'DC01' as PointId;

test('[V7] a slow screen costs nothing while it is slow, and is healed by one merged patch', () => {
  const stage = new Stage();
  const slow = stage.watch();
  const quick = stage.watch();
  const cursor = slow.read('view:snapshot')[0]?.cursor;
  slow.stall();
  for (let i = 0; i < 50; i++) {
    renamePoint(stage, 1, `P${i}`);
    stage.clock.advance(100);
  }
  assert.is(slow.queuedWhileSlow, 0);
  assert.is(quick.read('view:patch').length, 50);
  assert.is(stage.publisher.counts().behind, 1);
  slow.drain();
  const [merged, ...others] = slow.read('view:patch');
  assert.is(others.length, 0);
  assert.is(merged?.from, cursor);
  assert.equal(merged?.rows, [{ id: 'DC01', shortName: 'P49' }]);
  renamePoint(stage, 1, 'Sau');
  stage.clock.advance(10);
  assert.is(slow.read('view:patch')[0]?.from, merged?.to, 'it is in the channel again');
});

test('[V7] a missed drain is made good within a second', () => {
  const stage = new Stage();
  const slow = stage.watch();
  slow.read('view:snapshot');
  slow.stall();
  rename(stage, 'A');
  stage.clock.advance(10);
  slow.drain(true);
  stage.clock.advance(1_000);
  assert.is(slow.read('view:patch')[0]?.session?.title, 'A');
});

test('[V7] a screen that is slow from the start gets its snapshot when it can take it', () => {
  const stage = new Stage();
  const screen = stage.watch();
  screen.stall();
  screen.inbox.length = 0;
  for (let i = 0; i < 20; i++) stage.publisher.subscribe(screen, { role: 'controller', filter: {}, vitals: false });
  assert.is(screen.queuedWhileSlow, 0);
  screen.drain();
  assert.is(screen.read('view:snapshot').length, 1);
});

test('[V7] a screen that reads nothing for 30 s is let go and reported', () => {
  const stage = new Stage();
  const slow = stage.watch();
  slow.stall();
  rename(stage, 'A');
  stage.clock.advance(29_000);
  assert.equal(stage.tooSlow, []);
  stage.clock.advance(3_000);
  assert.equal(stage.tooSlow, [slow.id]);
  assert.is(stage.publisher.counts().views, 0);
  slow.inbox.length = 0;
  slow.drain();
  rename(stage, 'B');
  stage.clock.advance(2_000);
  assert.equal(slow.inbox, []);
});

test('[H13] [V9] desks see how often a point was reminded, when it last reported and whom to call then', () => {
  const stage = new Stage();
  const { hub } = stage;
  hub.handle({ type: 'EnterPhase', phase: 'live' });
  hub.keepPersonal('contact-1' as PersonalId, { name: 'Bí thư', phone: '0911', backupPhone: '0922' });
  const phone = hub.claim(DC01, 'phone');
  hub.handle({ type: 'OpenRound', roundId: 'r1' as RoundId, kind: 'opening', name: '', deadlineAt: null });
  const desk = stage.watch();
  const wall = stage.watch({ role: 'wall' });
  const [before] = desk.read('view:snapshot');
  assert.is(before?.rows[0]?.backupPhone, '0922');
  assert.is(before?.rows[0]?.roundSummoned, 41);
  assert.is(wall.read('view:snapshot')[0]?.rows[0]?.backupPhone, null);
  const at = stage.clock.now();
  hub.handle({ type: 'RemindPoints', roundId: 'r1' as RoundId, points: 'all' });
  stage.clock.advance(1_000);
  assert.equal(
    desk.read('view:patch')[0]?.rows?.map(({ reminded }) => reminded),
    [1, 2, 3, 4].map(() => ({ count: 1, at })),
  );
  assert.equal(
    wall.read('view:patch').flatMap(({ rows }) => rows ?? []),
    [],
  );
  hub.handle(
    {
      type: 'ReportHeadcount',
      pointId: DC01,
      roundId: 'r1' as RoundId,
      count: { present: 41, excused: 0, unexcused: 0, guests: 0 },
      summoned: null,
      reason: null,
      noteId: null,
      confirmed: true,
      pen: { fence: 1, seq: 1 },
    },
    phone,
  );
  const reportedAt = stage.clock.now();
  stage.clock.advance(1_000);
  const [row] = desk.read('view:patch')[0]?.rows ?? [];
  assert.equal([row?.reminded, row?.lastReportAt], [null, reportedAt]);
});

test('[V9] the wall sees no telephone, no technician and no owner, neither whole nor in patches', () => {
  const stage = new Stage();
  stage.hub.keepPersonal('contact-1' as PersonalId, { name: 'Bí thư', phone: '0911000111', backupPhone: '' });
  const technician = stage.hub.hire('KTV 1', 'technician');
  const phone = stage.hub.claim(DC01, 'phone');
  stage.hub.handle({ type: 'ReportFault', pointId: DC01, fault: 'power', present: true }, phone);
  const [desk] = stage.watch().read('view:snapshot');
  const wall = stage.watch({ role: 'wall' });
  const [snapshot] = wall.read('view:snapshot');
  assert.is(desk?.rows[0]?.phone, '0911000111');
  assert.is(desk?.rows[0]?.technician, 'KTV 1');
  assert.is(snapshot?.rows[0]?.phone, null);
  assert.is(snapshot?.rows[0]?.technician, '');
  const incidentId = desk?.incidents[0]?.id;
  assert.ok(incidentId);
  stage.hub.handle({ type: 'AcknowledgeIncident', incidentId }, technician);
  stage.hub.keepPersonal('contact-9' as PersonalId, { name: '', phone: '0922', backupPhone: '' });
  stage.hub.handle({
    type: 'EditPoint',
    point: somePoint(1, { contactId: 'contact-9' as PersonalId, technician: 'X' }),
  });
  stage.clock.advance(10);
  const [patch] = wall.read('view:patch');
  assert.is(patch?.rows, undefined);
  assert.is(patch?.incidents?.[0]?.status, 'acknowledged');
  assert.is(patch?.incidents?.[0]?.owner, null);
  assert.is(patch?.incidents?.[0]?.ownerId, null);
  assert.not.match(JSON.stringify([snapshot, patch]), /0911|0922|KTV 1/);
  assert.is(stage.watch().read('view:snapshot')[0]?.incidents[0]?.owner, 'KTV 1');
  assert.equal(stage.watch({ role: 'wall', filter: { technicians: ['X'] } }).read('view:snapshot')[0]?.rows, []);
});

test('[H1] [H2] a new round empties every figure, and the totals say how many have reported', () => {
  const stage = new Stage(3);
  const screen = stage.watch();
  const phone = stage.hub.claim(DC01, 'phone');
  stage.hub.handle({ type: 'EnterPhase', phase: 'live' });
  const open = (id: string): void => {
    stage.hub.handle({ type: 'OpenRound', roundId: id as RoundId, kind: 'opening', name: '', deadlineAt: null });
    stage.clock.advance(10);
  };
  open('r1');
  const count = { present: 30, excused: 5, unexcused: 1, guests: 4 };
  stage.hub.handle(
    {
      type: 'ReportHeadcount',
      pointId: DC01,
      roundId: 'r1' as RoundId,
      count,
      summoned: 36,
      reason: 'transferred',
      noteId: null,
      confirmed: true,
      pen: { fence: 1, seq: 1 },
    },
    phone,
  );
  stage.clock.advance(10);
  const reported = screen.read('view:patch').at(-1);
  assert.is(reported?.rows?.[0]?.headcount?.summoned, 36);
  assert.equal(reported?.totals && { ...reported.totals, byState: null }, {
    points: 3,
    byState: null,
    reported: 1,
    summoned: 36 + 42 + 43,
    summonedReported: 36,
    present: 30,
    excused: 5,
    unexcused: 1,
    guests: 4,
    amended: 0,
    covered: 3,
    elsewhere: [],
    incidentsClosed: 0,
  });
  stage.hub.handle({ type: 'FreezeRound', roundId: 'r1' as RoundId });
  stage.clock.advance(10);
  const frozen = screen.read('view:patch').at(-1);
  assert.is(frozen?.totals, undefined, 'the frozen figures stay until the next round');
  assert.type(frozen?.session?.round?.frozenAt, 'number');
  open('r2');
  const next = screen.read('view:patch').at(-1);
  assert.equal(next?.rows, [{ id: DC01, headcount: null }]);
  assert.is(next?.totals?.reported, 0);
  assert.is(next?.totals?.summoned, 41 + 42 + 43);
});

test('[G4] a log that cannot be written is on every screen', () => {
  const stage = new Stage();
  const screen = stage.watch();
  stage.health = { logOk: false, logFailingSince: 5, startedAt: 0, media: { status: 'off' as const }, nodes: null };
  stage.publisher.markAll();
  stage.clock.advance(10);
  const [patch] = screen.read('view:patch');
  assert.equal(patch?.hub, stage.health);
  assert.is(patch?.rows, undefined);
});

test('views nobody watches are forgotten after a minute, and never more than 16 of them are kept', () => {
  const stage = new Stage();
  const screen = stage.watch();
  for (let i = 0; i < 40; i++) {
    stage.publisher.subscribe(screen, { role: 'controller', filter: { areas: [`A${i}`] }, vitals: false });
  }
  assert.is(stage.publisher.counts().classes, 17);
  stage.publisher.unsubscribe(screen.id);
  stage.clock.advance(61_000);
  assert.equal(stage.publisher.counts(), { views: 0, classes: 0, behind: 0 });
  rename(stage, 'Sau');
  stage.hub.handle({ type: 'EditPoint', point: somePoint(1, { summoned: 1_000 }) });
  const [later] = stage.watch().read('view:snapshot');
  assert.is(later?.session.title, 'Sau');
  assert.is(later?.totals.summoned, 1_000 + 42 + 43 + 44);
  assert.is(later?.rows[0]?.summoned, 1_000);
});

test('another filter is another view: the one before says nothing more', () => {
  const stage = new Stage();
  stage.watch({ vitals: true });
  const screen = stage.watch({ vitals: true });
  stage.publisher.subscribe(screen, { role: 'controller', filter: { areas: ['Xã Tân Lập'] }, vitals: false });
  const [, second] = screen.read('view:snapshot');
  rename(stage, 'Sau');
  stage.vitals.record(
    0,
    { rttMs: 1, lossPct: 0, jitterMs: 0, bitrateKbps: 0, fps: 0, soundLevel: 0 },
    stage.clock.now(),
  );
  stage.clock.advance(600);
  const patches = screen.read('view:patch');
  assert.equal(
    patches.map((patch) => patch.from),
    [second?.cursor],
  );
  assert.equal(screen.read('view:vitals'), []);
});

test('[G1] a first wall between two flushes sees figures and rows of one moment', () => {
  const stage = new Stage(2);
  stage.watch();
  stage.clock.advance(1);
  stage.hub.handle({ type: 'EditPoint', point: somePoint(1, { summoned: 500 }) });
  const [snapshot] = stage.watch({ role: 'wall' }).read('view:snapshot');
  assert.is(snapshot?.rows[0]?.summoned, 500);
  assert.is(snapshot?.totals.summoned, 500 + 42);
});

test('[G7] an erased name leaves the screens', () => {
  const stage = new Stage();
  const technician = stage.hub.hire('KTV 1', 'technician');
  const phone = stage.hub.claim(DC01, 'phone');
  stage.hub.handle({ type: 'ReportFault', pointId: DC01, fault: 'power', present: true }, phone);
  const [incident] = stage.hub.projection.openIncidents();
  assert.ok(incident);
  stage.hub.handle({ type: 'AcknowledgeIncident', incidentId: incident.id }, technician);
  const screen = stage.watch();
  assert.is(screen.read('view:snapshot')[0]?.incidents[0]?.owner, 'KTV 1');
  stage.hub.projection.forgetPersonal('label-KTV 1' as PersonalId);
  stage.publisher.markAll();
  stage.clock.advance(10);
  assert.is(screen.read('view:patch')[0]?.incidents?.[0]?.owner, null);
});

test('[I4] points that were lost together come as one incident, and those that are left of it by themselves', () => {
  const stage = new Stage(4);
  const screen = stage.watch();
  const wall = stage.watch({ role: 'wall' });
  lose(stage, ['DC01', 'DC02', 'DC03'] as PointId[]);
  stage.clock.advance(10);
  assert.is(screen.read('view:patch').at(-1)?.incidents?.length, 3);
  stage.hub.handle({ type: 'ReviewCommonCause' });
  stage.clock.advance(10);
  const [patch] = screen.read('view:patch');
  const [common] = patch?.incidents ?? [];
  assert.equal(patch?.incidentsGone?.length, 3);
  assert.equal(
    [common?.cause, common?.pointId, common?.group?.by, common?.group?.pointIds.length],
    ['common', null, 'carrier', 3],
  );
  const technician = stage.hub.hire('KTV 1', 'technician');
  const textId = 'note-1' as PersonalId;
  const incidentId = common?.id;
  assert.ok(incidentId);
  stage.hub.handle({ type: 'NoteIncident', incidentId, textId }, technician, [
    { id: textId, kind: 'text', value: 'Đã gọi' },
  ]);
  stage.clock.advance(10);
  assert.equal(screen.read('view:patch')[0]?.incidents?.[0]?.notes[0]?.by, 'KTV 1');
  assert.equal(wall.read('view:patch').at(-1)?.incidents?.[0]?.notes ?? [], [], 'V9: no free text on a wall');
  stage.hub.projection.forgetPersonal(textId);
  stage.publisher.markAll();
  stage.clock.advance(10);
  assert.is(screen.read('view:patch')[0]?.incidents?.[0]?.notes[0]?.text, '');
  const member = [...stage.hub.projection.openIncidents()].find(({ foldedInto }) => foldedInto !== null);
  assert.ok(member);
  stage.hub.handle({ type: 'ResolveIncident', incidentId: member.id }, technician);
  stage.clock.advance(10);
  const [apart] = screen.read('view:patch');
  assert.equal(
    [apart?.incidents?.map(({ cause }) => cause), apart?.incidentsGone],
    [['link-lost', 'link-lost'], [incidentId]],
  );
});

/** They come, go without a word, and are lost. */
function lose(stage: Stage, ids: readonly PointId[]): void {
  for (const pointId of ids) {
    const device = stage.hub.claim(pointId, `${pointId}-phone`);
    const connectionId = `${pointId}-line` as ConnectionId;
    stage.hub.handle({ type: 'OpenConnection', deviceId: device.deviceId as DeviceId, connectionId }, device);
    stage.hub.handle({ type: 'CloseConnection', pointId, connectionId, how: 'closed' });
  }
  stage.clock.advance(8_000);
  for (const pointId of ids) stage.hub.handle({ type: 'ReviewLink', pointId });
}

test('[L5] after a restart the devices that were connected are shown as gone, also where the link state stays', () => {
  const stage = new Stage();
  const phone = stage.hub.claim(DC01, 'phone');
  stage.hub.handle({ type: 'OpenConnection', deviceId: phone.deviceId, connectionId: 'c1' as ConnectionId }, phone);
  stage.hub.claim('DC02' as PointId, 'first');
  const waiting = stage.hub.claim('DC02' as PointId, 'second');
  stage.hub.handle({ type: 'OpenConnection', deviceId: waiting.deviceId, connectionId: 'c2' as ConnectionId }, waiting);
  const screen = stage.watch();
  stage.hub.handle({ type: 'RestartHub' });
  stage.clock.advance(10);
  const rows = screen.read('view:patch')[0]?.rows ?? [];
  const [first, second] = ['DC01', 'DC02'].map((id) => rows.find((row) => row.id === id));
  assert.equal([first?.devices, first?.link?.state], [0, 'unknown']);
  assert.equal(second, { id: 'DC02', waiting: 0 });
});

test('a hub without a session has nothing to show', () => {
  const stage = new Stage(0);
  stage.hub.projection.session = () => null;
  const screen = stage.watch();
  assert.equal(screen.inbox, []);
  assert.is(stage.publisher.counts().views, 0);
});

test('[L8] devices that wait are counted apart from those that are in', () => {
  const stage = new Stage();
  const screen = stage.watch();
  for (const name of ['a', 'b'] as const) {
    const device = stage.hub.claim(DC01, name);
    stage.hub.handle(
      { type: 'OpenConnection', deviceId: device.deviceId, connectionId: `c-${name}` as ConnectionId },
      device,
    );
  }
  stage.clock.advance(10);
  const row = screen.read('view:patch').at(-1)?.rows?.[0];
  assert.is(row?.devices, 1);
  assert.is(row?.waiting, 1);
  stage.hub.handle({ type: 'AdmitDevice', deviceId: 'b' as DeviceId, as: 'assistant' }, ADMIN);
  stage.clock.advance(10);
  assert.equal(screen.read('view:patch').at(-1)?.rows, [{ id: DC01, devices: 2, waiting: 0 }]);
});

test.run();
