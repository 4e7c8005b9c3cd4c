import { SYSTEM } from '@hub/server/domain/events.ts';
import type { Incident, IncidentCause } from '@hub/shared/model/incident.ts';
import type { IncidentId, PersonalId } from '@hub/shared/model/ids.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  aPoint,
  aReport,
  CONTROLLER,
  flowing,
  opening,
  operator,
  people,
  pointId,
  roundId,
  TECHNICIAN,
  Town,
} from '../support/builders.ts';
import type { Line } from '../support/builders.ts';

const MINUTE = 60_000;
const DC01 = pointId('DC01');

function present(points = [aPoint('DC01'), aPoint('DC02')], mediaConfigured = false): { town: Town; line: Line } {
  const town = new Town(points, { mediaConfigured });
  const line = town.connect();
  town.pass(MINUTE);
  return { town, line };
}

const open = (town: Town): string[] => [...town.state.openIncidents()].map(({ cause, status }) => `${cause} ${status}`);

function of(town: Town, cause: IncidentCause): Incident {
  const found = [...town.state.incidents()].findLast((one) => one.cause === cause);
  if (!found) throw new Error(`no incident ${cause}`);
  return found;
}

/** Presence with a picture that is not sent. */
function noPicture(): Town {
  const town = new Town([aPoint('DC01')], { mediaConfigured: true });
  town.connect();
  town.observe(flowing(town.now));
  town.pass(MINUTE);
  town.observe(flowing(town.now, { camera: 'missing' }));
  return town;
}

test('[I8] a link that is not well for 2 minutes is an incident, which closes when it is well', () => {
  const town = noPicture();
  town.pass(2 * MINUTE - 1);
  assert.equal(open(town), []);
  town.pass(1);
  assert.equal(open(town), ['impaired open']);
  town.observe(flowing(town.now));
  town.pass(29_999);
  assert.equal(open(town), ['impaired open']);
  town.pass(1);
  assert.equal(open(town), []);
});

test('[I3] [I8] while it is open, trouble that comes back is the same, and at once', () => {
  const town = noPicture();
  town.pass(2 * MINUTE);
  town.observe(flowing(town.now));
  town.pass(20_000);
  town.observe(flowing(town.now, { camera: 'frozen' }));
  assert.equal([of(town, 'impaired').absentSince, of(town, 'impaired').recurrences], [null, 1]);
  town.pass(MINUTE);
  assert.equal(open(town), ['impaired open']);
});

test('[I8] closed by hand it is not opened again for the same trouble', () => {
  const town = noPicture();
  town.pass(2 * MINUTE);
  town.do({ type: 'ResolveIncident', incidentId: of(town, 'impaired').id }, TECHNICIAN);
  town.pass(30 * MINUTE);
  assert.equal(open(town), []);
  town.observe(flowing(town.now));
  town.pass(MINUTE);
  town.observe(flowing(town.now, { camera: 'missing' }));
  town.pass(2 * MINUTE);
  assert.equal(open(town), ['impaired open'], 'another trouble is another incident');
});

test('[I8] before it begins and after it ended no trouble is too long; it has its time from the beginning on', () => {
  const town = new Town([aPoint('DC01')], { mediaConfigured: true, phase: 'planned' });
  town.connect();
  town.pass(10 * MINUTE);
  assert.is(town.link(), 'impaired(hub-only)');
  assert.equal(open(town), []);
  town.do({ type: 'EnterPhase', phase: 'live' });
  town.pass(2 * MINUTE - 1);
  assert.equal(open(town), []);
  town.pass(1);
  assert.equal(open(town), ['impaired open']);
  town.do({ type: 'EnterPhase', phase: 'ended' });
  town.pass(30_000);
  assert.equal(open(town), []);
});

test('[I8] a reported fault, a locked telephone and a missing word are no long trouble of their own', () => {
  const reported = present();
  reported.line.fault('audio');
  reported.town.pass(10 * MINUTE);
  assert.equal(open(reported.town), ['audio open']);

  const asleep = present();
  asleep.line.hide();
  asleep.town.pass(5_000);
  asleep.line.close('silent');
  assert.is(asleep.town.link(), 'impaired(asleep)');
  asleep.town.pass(10 * MINUTE);
  assert.equal(open(asleep.town), []);

  const word = present([aPoint('DC01', { linkKind: 'external' })]);
  assert.is(word.town.link(), 'impaired(not-confirmed)');
  word.town.pass(10 * MINUTE);
  assert.equal(open(word.town), []);
});

test('[I3] gone and back five times in five minutes without being lost is one incident, closed after 2 quiet minutes', () => {
  const { town, line } = present();
  let current = line;
  for (let i = 1; i <= 7; i++) {
    current.close();
    town.pass(3_000);
    current = town.connect();
    town.pass(10_000);
    assert.equal(open(town), i < 5 ? [] : ['flapping open'], `after ${i}`);
  }
  assert.is(of(town, 'flapping').recurrences, 2);
  town.pass(2 * MINUTE - 14_000);
  assert.equal(open(town), ['flapping open']);
  town.pass(2_000);
  assert.equal(open(town), []);
});

test('[I8] two devices that take the pen from each other three times in five minutes are in conflict', () => {
  const { town } = present();
  town.claim('DC01', 'tablet');
  const take = (device: string): void => {
    town.do({ type: 'AdmitDevice', deviceId: operator('DC01', device).deviceId, as: 'take-over' }, CONTROLLER);
  };
  take('tablet');
  take('phone-DC01');
  assert.equal(open(town), []);
  take('tablet');
  assert.equal(open(town), ['conflict open']);
  take('phone-DC01');
  assert.is(of(town, 'conflict').recurrences, 1);
  town.pass(2 * MINUTE);
  assert.equal(open(town), []);
});

test('[I8] one incident for all that owe a report after the deadline; it closes once nobody does', () => {
  const { town } = present();
  town.do(opening('r1', town.now + 5 * MINUTE));
  town.pass(5 * MINUTE - 1);
  assert.equal(open(town), []);
  town.pass(1);
  assert.equal(open(town), ['silent open']);
  assert.equal([of(town, 'silent').roundId, of(town, 'silent').pointId], [roundId('r1'), null]);
  town.do(aReport('DC01', 'r1', people(50)));
  town.pass(10_000);
  assert.is(of(town, 'silent').absentSince, null, 'one is still silent');
  town.do(aReport('DC02', 'r1', people(50)));
  town.pass(40_000);
  assert.equal(open(town), []);
  assert.is([...town.state.incidents()].length, 1);
});

test('[I8] a freeze ends the wait for whoever was silent; a round that is frozen in time has no such incident', () => {
  const { town } = present();
  town.do(opening('r1', town.now + MINUTE));
  town.pass(2 * MINUTE);
  town.do({ type: 'FreezeRound', roundId: roundId('r1') });
  town.pass(30_000);
  assert.equal(open(town), []);
  town.do(opening('r2', town.now + MINUTE));
  town.do({ type: 'FreezeRound', roundId: roundId('r2') });
  town.pass(10 * MINUTE);
  assert.equal(open(town), []);
});

test('[I8] that the log could not be written is an incident of the hub; again while it is open is the same', () => {
  const { town } = present();
  const since = town.now - 5_000;
  town.do({ type: 'NoteHubTrouble', since }, SYSTEM);
  assert.equal(open(town), ['hub open']);
  assert.is(of(town, 'hub').openedAt, since);
  town.do({ type: 'NoteHubTrouble', since: town.now }, SYSTEM);
  assert.equal([open(town).length, of(town, 'hub').recurrences], [1, 1]);
  town.pass(2 * MINUTE);
  assert.equal(open(town), []);
});

test('[I9] by hand: one of a cause at a point, and `other` never closes by itself', () => {
  const { town } = present();
  const textId = 'text-1' as PersonalId;
  const byHand = { type: 'OpenIncident', pointId: DC01, cause: 'other', textId } as const;
  town.do(byHand, TECHNICIAN);
  assert.equal(
    of(town, 'other').notes.map((note) => [note.byId, note.textId]),
    [['technician', textId]],
  );
  assert.equal(town.refusal(byHand, CONTROLLER), { kind: 'conflict', field: 'cause' });
  assert.equal(town.refusal({ ...byHand, pointId: pointId('DC99') }), { kind: 'not-found', field: 'pointId' });
  assert.equal(town.refusal(byHand, operator('DC01', 'phone-DC01')), { kind: 'forbidden' });
  town.do({ type: 'AcknowledgeIncident', incidentId: of(town, 'other').id }, TECHNICIAN);
  town.pass(24 * 60 * MINUTE);
  assert.equal(open(town), ['other acknowledged']);
  town.do({ type: 'ResolveIncident', incidentId: of(town, 'other').id });
  assert.equal(open(town), []);
});

test('[I1] [I9] a fault button where somebody opened the incident by hand opens no second one', () => {
  const { town, line } = present();
  town.do({ type: 'OpenIncident', pointId: DC01, cause: 'audio', textId: null }, CONTROLLER);
  line.fault('audio');
  assert.equal(open(town), ['audio open']);
  line.fault('audio', false);
  town.pass(30_000);
  assert.equal(open(town), []);
});

test('[I10] notes keep who and when, also after it was closed; thirty are enough', () => {
  const { town, line } = present();
  line.fault('video');
  const incidentId = of(town, 'video').id;
  const note = { type: 'NoteIncident', incidentId, textId: 'text-1' as PersonalId } as const;
  town.do(note, TECHNICIAN);
  town.do({ type: 'ResolveIncident', incidentId, finding: 'equipment', textId: 'text-2' as PersonalId });
  town.do(note, CONTROLLER);
  assert.equal(
    of(town, 'video').notes.map(({ byId }) => byId),
    ['technician', 'controller'],
  );
  assert.equal(of(town, 'video').finding, { what: 'equipment', textId: 'text-2' });
  for (let i = 2; i < 30; i++) town.do(note, CONTROLLER);
  assert.equal(town.refusal(note), { kind: 'too-large', field: 'text' });
  assert.equal(town.refusal({ ...note, incidentId: 'sc-9' as IncidentId }), {
    kind: 'not-found',
    field: 'incidentId',
  });
});

test('[I6] not acknowledged in time it escalates, once: 2 minutes when critical, 5 otherwise', () => {
  const { town, line } = present();
  line.fault('power');
  line.fault('audio');
  town.pass(2 * MINUTE - 1);
  assert.is(of(town, 'power').escalatedAt, null);
  town.pass(1);
  assert.is(of(town, 'power').escalatedAt, town.now);
  assert.is(of(town, 'audio').escalatedAt, null);
  town.pass(3 * MINUTE);
  assert.is(of(town, 'audio').escalatedAt, town.now);
  town.pass(60 * MINUTE);
  assert.is(town.count('IncidentEscalated'), 2);
});

test('[I6] what somebody has in hand, or is closing by itself, or outlived the session, does not escalate', () => {
  const { town, line } = present();
  line.fault('audio');
  line.fault('video');
  town.do({ type: 'AcknowledgeIncident', incidentId: of(town, 'audio').id }, TECHNICIAN);
  town.pass(4 * MINUTE + 45_000);
  line.fault('video', false);
  town.pass(16_000);
  assert.is(of(town, 'video').escalatedAt, null);
  line.fault('video');
  town.pass(0);
  assert.is(of(town, 'video').escalatedAt, town.now, 'back: its time is long over');
  town.do({ type: 'OpenIncident', pointId: pointId('DC02'), cause: 'power', textId: null });
  town.do({ type: 'EnterPhase', phase: 'ended' });
  town.pass(60 * MINUTE);
  assert.is(town.count('IncidentEscalated'), 1);
});

test('[I5] [I6] in doubt past its clear window it neither closes nor escalates', () => {
  const { town, line } = present();
  line.close();
  town.pass(9_000);
  const back = town.connect();
  town.pass(25_000);
  back.hide();
  town.pass(3_000);
  back.close('silent');
  town.pass(60_000);
  assert.equal(open(town), ['link-lost open'], 'asleep: nobody can tell');
  const before = town.facts.length;
  town.pass(5 * MINUTE);
  assert.is(town.facts.length, before, 'its cause is not there');
});

test('[I11] a point is muted until a time, for at most 12 hours, and can be heard again', () => {
  const { town } = present();
  const mute = { type: 'MutePoint', pointId: DC01, until: town.now + 15 * MINUTE } as const;
  town.do(mute, TECHNICIAN);
  assert.is(town.point().mutedUntil, mute.until);
  assert.equal(town.do(mute, TECHNICIAN), [], 'the same again is no change');
  town.do({ ...mute, until: null }, CONTROLLER);
  assert.is(town.point().mutedUntil, null);
  for (const until of [town.now, town.now + 12 * 60 * MINUTE + 1]) {
    assert.equal(town.refusal({ ...mute, until }), { kind: 'invalid', field: 'untilMs' });
  }
  assert.equal(town.refusal({ ...mute, pointId: pointId('DC99') }), { kind: 'not-found', field: 'pointId' });
});

test.run();
