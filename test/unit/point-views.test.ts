import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Actor } from '@hub/server/domain/events.ts';
import { pointDetail } from '@hub/server/hub/point-detail.ts';
import { PointViews } from '@hub/server/hub/point-views.ts';
import { MediaNames } from '@hub/server/media/names.ts';
import type {
  ConnectionId,
  DeviceId,
  InstructionId,
  PersonalId,
  PointId,
  RoundId,
  TurnId,
} from '@hub/shared/model/ids.ts';
import type { PointView } from '@hub/shared/protocol/down.ts';
import { ADMIN, DirectHub, somePoint } from '../support/direct-hub.ts';
import { ManualClock } from '../support/manual-clock.ts';

const DC01 = 'DC01' as PointId;
const R1 = 'r1' as RoundId;
type Operator = Extract<Actor, { kind: 'operator' }>;

function setUp() {
  const clock = new ManualClock();
  const hub = new DirectHub(clock);
  const sent: { readonly deviceId: DeviceId; readonly view: PointView }[] = [];
  const views = new PointViews({
    digest: (text) => text,
    source: hub.projection,
    clock,
    mediaConfigured: false,
    videoNames: null,
    jump: { share: 0.3, persons: 10 },
    send: (deviceId, view) => sent.push({ deviceId, view }),
  });
  hub.onAdopted = (facts) => views.adopt(facts);
  hub.createSession();
  for (const n of [1, 2]) hub.handle({ type: 'AddPoint', point: somePoint(n, { linkKind: 'broadcast' }) });
  const connect = (name: string, pointId = DC01): Operator => {
    const actor = hub.claim(pointId, name);
    hub.handle({ type: 'OpenConnection', deviceId: actor.deviceId, connectionId: `c-${name}` as ConnectionId }, actor);
    return actor;
  };
  /** Whom something was sent to since the last call, and the last of it. */
  const told = (): Record<string, PointView> => {
    clock.advance(1);
    return Object.fromEntries(sent.splice(0).map(({ deviceId, view }) => [deviceId, view]));
  };
  const report = (actor: Actor, present: number, fence: number, seq: number, note: PersonalId | null = null): void => {
    const count = { present, excused: 41 - present, unexcused: 0, guests: 0 };
    const pen = actor.kind === 'operator' ? { fence, seq } : null;
    const roundId = hub.projection.session()?.rounds.at(-1)?.id ?? R1;
    hub.handle(
      {
        type: 'ReportHeadcount',
        pointId: DC01,
        roundId,
        count,
        summoned: null,
        reason: null,
        noteId: note,
        confirmed: true,
        pen,
      },
      actor,
    );
  };
  const openRound = (id: string): void => {
    hub.handle({ type: 'OpenRound', roundId: id as RoundId, kind: 'opening', name: '', deadlineAt: null });
  };
  return { clock, hub, views, connect, told, report, openRound };
}

test('[L3] a page is sent whole when its device connects, and again only when it shows something else', () => {
  const { hub, connect, told, clock } = setUp();
  const phone = connect('phone');
  const { phone: view } = told();
  assert.is(view?.point.id, DC01);
  assert.is(view?.link.state, 'joining');
  assert.is(view?.standing, 'pen');
  assert.is(view?.at, clock.now() - 1);
  assert.equal(view?.word, { asked: true, said: null });
  clock.advance(5_000);
  hub.handle({ type: 'ReviewLink', pointId: DC01 });
  hub.handle({ type: 'EditPoint', point: somePoint(1, { linkKind: 'broadcast', technician: 'KTV 9' }) });
  connect('other', 'DC02' as PointId);
  assert.equal(Object.keys(told()), ['other']);
  hub.handle({ type: 'GiveWord', pointId: DC01, seesAndHears: true }, phone);
  assert.is(told()['phone']?.link.state, 'up');
});

test('[S2] a new run, a round, its freeze and the session reach every page; the word is asked again', () => {
  const { hub, connect, told, openRound } = setUp();
  const phone = connect('phone');
  hub.handle({ type: 'GiveWord', pointId: DC01, seesAndHears: true }, phone);
  connect('other', 'DC02' as PointId);
  told();
  const everybody = ['other', 'phone'];
  hub.handle({ type: 'EnterPhase', phase: 'live' });
  const live = told();
  assert.equal(Object.keys(live).sort(), everybody);
  assert.is(live['phone']?.word.said, null);
  openRound('r1');
  const opened = told();
  assert.equal(Object.keys(opened).sort(), everybody);
  assert.is(opened['phone']?.round?.id, 'r1');
  hub.handle({ type: 'FreezeRound', roundId: R1 });
  assert.type(told()['phone']?.round?.frozenAt, 'number');
  const change = { title: 'Khác', hostName: 'Thị ủy', hotline: '113', plannedAt: null };
  hub.handle({ type: 'EditSession', change });
  assert.is(told()['other']?.session.hotline, '113');
});

test('[F1] what waits for its “Đã rõ” stays on the page, however many came after it', () => {
  const { clock, hub, connect, told } = setUp();
  const phone = connect('phone');
  hub.handle({ type: 'EnterPhase', phase: 'live' });
  const ids = Array.from({ length: 14 }, (_, n) => `i${n + 1}` as InstructionId);
  for (const instructionId of ids) {
    clock.advance(1_000);
    const textId = `t-${instructionId}` as PersonalId;
    hub.handle({ type: 'SendInstruction', instructionId, textId, urgent: true, to: { kind: 'all' } });
    if (instructionId === 'i1') continue;
    hub.handle({ type: 'ConfirmInstruction', pointId: DC01, instructionId }, phone);
  }
  const shown = () => told()['phone']?.instructions.map(({ number }) => number);
  assert.equal(shown(), [1, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
  clock.advance(1_000);
  hub.handle({ type: 'ResendInstruction', instructionId: 'i1' as InstructionId });
  assert.equal(shown(), [1, 6, 7, 8, 9, 10, 11, 12, 13, 14], 'and rings again');
  clock.advance(1_000);
  hub.handle({ type: 'ConfirmInstruction', pointId: DC01, instructionId: 'i1' as InstructionId }, phone);
  assert.equal(shown(), [1, 6, 7, 8, 9, 10, 11, 12, 13, 14], 'what was sent again last is the newest');
});

test('[H4] [H6] the page shows what counts, what the round before said, and the highest sequence', () => {
  const { hub, connect, told, report, openRound } = setUp();
  const phone = connect('phone');
  hub.handle({ type: 'EnterPhase', phase: 'live' });
  openRound('r1');
  report(phone, 40, 1, 7);
  report(phone, 39, 1, 5);
  const { phone: view } = told();
  assert.is(view?.headcount?.present, 40);
  assert.is(view?.headcount?.revisions, 2);
  assert.is(view?.lastSeq, 7);
  assert.is(view?.previous, null);
  hub.handle({ type: 'FreezeRound', roundId: R1 });
  report(phone, 38, 1, 8);
  const frozen = told()['phone'];
  assert.is(frozen?.headcount?.present, 40, '[H7] the frozen figure stays');
  assert.is(frozen?.amended?.present, 38);
  openRound('r2');
  const next = told()['phone'];
  assert.is(next?.headcount, null);
  assert.is(next?.amended, null);
  assert.is(next?.previous?.present, 38, 'what it said last, though it came late');
});

test('[H13] a reminder reaches the pages of the points it is for, and goes with the report or the freeze', () => {
  const { hub, connect, told, report, openRound, clock } = setUp();
  hub.handle({ type: 'EnterPhase', phase: 'live' });
  const phone = connect('phone');
  connect('other', 'DC02' as PointId);
  openRound('r1');
  told();
  const remind = (points: 'all' | readonly PointId[]) => hub.handle({ type: 'RemindPoints', roundId: R1, points });
  remind([DC01]);
  const at = clock.now();
  const first = told();
  assert.equal(Object.keys(first), ['phone'], 'nobody else is sent anything');
  assert.equal(first['phone']?.reminded, { count: 1, at });
  clock.advance(60_000);
  told();
  remind('all');
  const both = told();
  assert.equal([both['phone']?.reminded?.count, both['other']?.reminded?.count], [2, 1]);
  report(phone, 41, 1, 1);
  assert.is(told()['phone']?.reminded, null);
  hub.handle({ type: 'FreezeRound', roundId: R1 });
  assert.is(told()['other']?.reminded, null);
  hub.handle({ type: 'UnfreezeRound', roundId: R1 });
  assert.is(told()['other']?.reminded?.count, 1);
});

test('[L8] who waits is shown to the holder of the pen alone', () => {
  const { hub, connect, told } = setUp();
  connect('phone');
  connect('second');
  const both = told();
  assert.equal(
    both['phone']?.waiting.map(({ label, connected }) => [label, connected]),
    [['second', true]],
  );
  assert.equal(both['second']?.waiting, []);
  assert.is(both['second']?.standing, 'waiting');
  hub.handle({ type: 'AdmitDevice', deviceId: 'second' as DeviceId, as: 'take-over' });
  const after = told();
  assert.is(after['second']?.standing, 'pen');
  assert.is(after['phone']?.standing, 'assistant');
  assert.is(after['phone']?.fence, 2);
  assert.equal(after['phone']?.waiting, []);
});

test('[I2] the operator sees who looks after the fault, and that it is mended', () => {
  const { hub, connect, told } = setUp();
  const technician = hub.hire('KTV 1', 'technician');
  const phone = connect('phone');
  hub.handle({ type: 'ReportFault', pointId: DC01, fault: 'audio', present: true }, phone);
  assert.equal(
    told()['phone']?.faults.map(({ fault, owner }) => [fault, owner]),
    [['audio', null]],
  );
  const [incident] = hub.projection.openIncidents();
  assert.ok(incident);
  hub.handle({ type: 'AcknowledgeIncident', incidentId: incident.id }, technician);
  assert.is(told()['phone']?.faults[0]?.owner, 'KTV 1');
  hub.handle({ type: 'ResolveIncident', incidentId: incident.id }, technician);
  assert.equal(told()['phone']?.faults, []);
});

test('a page that left and came back is sent its view again, though it shows the same', () => {
  const { hub, connect, told } = setUp();
  connect('phone');
  const second = connect('second');
  hub.handle({ type: 'AdmitDevice', deviceId: second.deviceId, as: 'assistant' });
  told();
  hub.handle(
    { type: 'CloseConnection', pointId: DC01, connectionId: 'c-second' as ConnectionId, how: 'closed' },
    second,
  );
  assert.equal(told(), {});
  hub.handle({ type: 'OpenConnection', deviceId: second.deviceId, connectionId: 'c2' as ConnectionId }, second);
  assert.equal(Object.keys(told()), ['second']);
});

test('[A2] a revoked device is sent nothing more', () => {
  const { hub, connect, told, views } = setUp();
  const phone = connect('phone');
  told();
  hub.handle({ type: 'RevokeDevice', deviceId: phone.deviceId });
  hub.handle({ type: 'EnterPhase', phase: 'live' });
  assert.equal(told(), {});
  assert.is(views.viewOf(phone.deviceId), undefined);
  assert.is(views.viewOf('nobody' as DeviceId), undefined);
});

test('a change that touches thousands of pages leaves other work its turn', () => {
  const { hub, clock, views } = setUp();
  for (let n = 3; n < 1_203; n++) {
    hub.handle({ type: 'AddPoint', point: somePoint(n, { linkKind: 'livekit' }) });
    const actor = hub.claim(`DC${String(n).padStart(2, '0')}` as PointId, `phone-${n}`);
    hub.handle({ type: 'OpenConnection', deviceId: actor.deviceId, connectionId: `c-${n}` as ConnectionId }, actor);
  }
  clock.advance(1);
  let immediates = 0;
  const immediate = clock.immediate.bind(clock);
  clock.immediate = (run) => {
    immediates++;
    return immediate(run);
  };
  hub.handle({ type: 'EnterPhase', phase: 'live' });
  clock.advance(1);
  assert.is(immediates, 12);
  views.stop();
});

test('[H6] the drawer lists every revision with who, role, device and which one counts', () => {
  const { hub, connect, report, openRound } = setUp();
  const controller = hub.hire('Trực 2', 'controller');
  const phone = connect('phone');
  hub.keepPersonal('contact-1' as PersonalId, { name: 'Bí thư chi bộ', phone: '0911', backupPhone: '0922' });
  hub.keepPersonal('note' as PersonalId, 'đếm lại');
  hub.handle({ type: 'EnterPhase', phase: 'rehearsal' });
  openRound('r0');
  report(phone, 1, 1, 1);
  hub.handle({ type: 'EnterPhase', phase: 'live' });
  openRound('r1');
  report(phone, 40, 1, 2);
  report(controller, 39, 0, 0, 'note' as PersonalId);
  hub.handle({ type: 'FreezeRound', roundId: R1 });
  report(phone, 41, 1, 3);
  hub.handle({ type: 'ReportFault', pointId: DC01, fault: 'power', present: true }, phone);

  const detail = pointDetail(hub.projection, DC01);
  assert.equal(detail?.contact, { name: 'Bí thư chi bộ', phone: '0911', backupPhone: '0922' });
  assert.equal(
    detail?.revisions.map(({ by, role, present, counts, amendment, onBehalf, note }) => [
      by,
      role,
      present,
      counts,
      amendment,
      onBehalf,
      note,
    ]),
    [
      ['phone', 'operator', 40, false, false, false, ''],
      ['Trực 2', 'controller', 39, true, false, true, 'đếm lại'],
      ['phone', 'operator', 41, true, true, false, ''],
    ],
    '[S2] without what the rehearsal said',
  );
  assert.equal(
    detail?.devices.map(({ label, standing, connected }) => [label, standing, connected]),
    [['phone', 'pen', true]],
  );
  assert.equal(
    detail?.incidents.map(({ cause, severity }) => [cause, severity]),
    [['power', 'critical']],
  );
  assert.ok(detail && detail.history.length > 0);
  assert.is(pointDetail(hub.projection, 'DC99' as PointId), undefined);
  hub.handle({ type: 'RetirePoint', pointId: DC01 }, ADMIN);
  assert.is(pointDetail(hub.projection, DC01), undefined);
});

test('[C5] [F2] who speaks is told to every page at once, and to none when only the queue changes', () => {
  const clock = new ManualClock();
  const hub = new DirectHub(clock);
  const sent = new Map<DeviceId, PointView>();
  const views = new PointViews({
    digest: (text) => text,
    source: hub.projection,
    clock,
    mediaConfigured: true,
    videoNames: new MediaNames('a secret of at least 32 characters'),
    jump: { share: 0.3, persons: 10 },
    send: (deviceId, view) => void sent.set(deviceId, view),
  });
  hub.onAdopted = (facts) => views.adopt(facts);
  hub.createSession();
  hub.handle({ type: 'AddPoint', point: somePoint(1, { kind: 'host' }) });
  for (const n of [2, 3]) hub.handle({ type: 'AddPoint', point: somePoint(n) });
  hub.handle({ type: 'EnterPhase', phase: 'live' });
  const pages = [1, 2, 3].map((n) => {
    const actor = hub.claim(`DC0${String(n)}` as PointId, `phone-${String(n)}`);
    const connectionId = `c-${String(n)}` as ConnectionId;
    hub.handle({ type: 'OpenConnection', deviceId: actor.deviceId, connectionId }, actor);
    return actor.deviceId;
  });
  const told = (): (number | undefined)[] => {
    sent.clear();
    clock.advance(1);
    return pages.map((id) => sent.get(id)?.video?.watch.length);
  };
  clock.advance(1);
  const turnId = 'turn' as TurnId;
  hub.handle({ type: 'RequestFloor', turnId, pointId: 'DC02' as PointId });
  hub.handle({ type: 'CallToStandby', turnId, vitals: null });
  assert.equal(told(), [undefined, 1, undefined], 'its own page alone');
  hub.handle({ type: 'GiveFloor', turnId, vitals: null, limitMs: null, despite: ['link'] });
  assert.equal(told(), [1, 1, 2]);
  hub.handle({ type: 'EndTurn', turnId });
  assert.equal(told(), [0, 1, 1]);
  views.stop();
});

test.run();
