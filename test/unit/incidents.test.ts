import { SYSTEM } from '@hub/server/domain/events.ts';
import type { Incident } from '@hub/shared/model/incident.ts';
import { FAULTS } from '@hub/shared/model/link.ts';
import type { DeviceId, IncidentId } from '@hub/shared/model/ids.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ADMINISTRATOR, aPoint, CONTROLLER, operator, pointId, staff, TECHNICIAN, Town } from '../support/builders.ts';
import type { Line } from '../support/builders.ts';

const SC1 = 'sc-1' as IncidentId;
const acknowledge = { type: 'AcknowledgeIncident', incidentId: SC1 } as const;
const resolve = { type: 'ResolveIncident', incidentId: SC1 } as const;

function present(): { town: Town; line: Line } {
  const town = new Town([aPoint('DC01'), aPoint('DC02')]);
  const line = town.connect();
  town.pass(60_000);
  return { town, line };
}

function all(town: Town): readonly Incident[] {
  return [...town.state.incidents()];
}

function incident(town: Town): Incident {
  const found = town.state.incident(SC1);
  if (!found) throw new Error('no incident');
  return found;
}

test('[I1] lost opens one incident, and each fault one of its own; the same again opens none', () => {
  const { town, line } = present();
  for (const fault of FAULTS) line.fault(fault);
  for (const fault of FAULTS) assert.equal(line.fault(fault), []);
  line.close('silent');
  town.pass(60_000);
  town.do({ type: 'ReviewLink', pointId: pointId('DC01') }, SYSTEM);
  assert.equal(
    all(town).map(({ cause }) => cause),
    ['audio', 'video', 'power', 'network', 'link-lost'],
  );
  assert.equal(
    all(town).map(({ number }) => number),
    [1, 2, 3, 4, 5],
  );
  assert.ok(all(town).every(({ status }) => status === 'open'));
});

test('[I1] the same cause at another point is another incident', () => {
  const { town, line } = present();
  const other = town.connect('DC02');
  line.fault('power');
  other.fault('power');
  assert.equal(
    all(town).map((each) => each.pointId),
    ['DC01', 'DC02'],
  );
});

test('[I2] acknowledging names a person and does not resolve; whoever comes second is told', () => {
  const { town, line } = present();
  line.fault('audio');
  town.do(acknowledge, TECHNICIAN);
  const held = incident(town);
  assert.is(held.status, 'acknowledged');
  assert.is(held.status === 'acknowledged' && held.ownerId, 'technician' as DeviceId);
  assert.is(held.status === 'acknowledged' && held.acknowledgedAt, town.now);
  assert.equal(town.refusal(acknowledge, staff('technician', 'second')), { kind: 'conflict', field: 'incidentId' });
  assert.is(town.link(), 'impaired(operator-reported,no-audio)');
});

test('[I2] an acknowledged incident keeps its owner when its cause returns and when it closes itself', () => {
  const { town, line } = present();
  line.fault('audio');
  town.do(acknowledge, TECHNICIAN);
  line.fault('audio', false);
  town.pass(10_000);
  line.fault('audio');
  line.fault('audio', false);
  town.pass(30_000);
  const held = incident(town);
  assert.equal([held.status, held.recurrences], ['resolved', 1]);
  assert.is(held.status === 'resolved' && held.ownerId, 'technician' as DeviceId);
  assert.is(held.status === 'resolved' && held.resolution, 'cleared');
});

test('[I3] a point that flaps twenty times within the clear window is one incident', () => {
  const { town, line } = present();
  let current = line;
  for (let i = 0; i < 20; i++) {
    current.close();
    town.pass(9_000);
    current = town.connect();
    town.pass(5_000);
  }
  assert.is(all(town).length, 1);
  assert.is(incident(town).recurrences, 19);
});

test('[I5] closes itself only after 30 s without its cause, and says so', () => {
  const { town, line } = present();
  line.fault('video');
  line.fault('video', false);
  const since = town.now;
  assert.is(incident(town).absentSince, since);
  assert.equal(town.do({ type: 'ReviewIncident', incidentId: SC1 }, SYSTEM), [], 'too early');
  town.pass(29_999);
  assert.is(incident(town).status, 'open');
  town.pass(1);
  const held = incident(town);
  assert.equal(held.status === 'resolved' && [held.resolution, held.resolvedAt], ['cleared', since + 30_000]);
  assert.equal(town.do({ type: 'ReviewIncident', incidentId: SC1 }, SYSTEM), [], 'late and harmless');
});

test('[I5] a restart in the clear window closes nothing: what the hub cannot tell is not mended', () => {
  const { town, line } = present();
  line.close();
  town.pass(9_000);
  town.connect();
  town.pass(10_000);
  town.do({ type: 'RestartHub' }, SYSTEM);
  town.pass(59_999);
  assert.is(incident(town).status, 'open');
  town.pass(1);
  assert.is(town.link(), 'lost(silent)');
  assert.equal([all(town).length, incident(town).recurrences], [1, 1]);
});

test('[I7] a fault that a person declares mended is taken back, and a link closed by hand stays what it is', () => {
  const { town, line } = present();
  line.fault('audio');
  town.do(resolve);
  assert.is(town.link(), 'up');
  assert.equal(town.point().evidence.faults, []);
  assert.equal(town.refusal(resolve), { kind: 'conflict', field: 'incidentId' });
  assert.equal(town.refusal(acknowledge), { kind: 'conflict', field: 'incidentId' });

  line.close('silent');
  town.pass(60_000);
  town.do({ type: 'ResolveIncident', incidentId: 'sc-2' as IncidentId });
  assert.is(town.link(), 'lost(silent)');
  town.pass(60_000);
  assert.is([...town.state.openIncidents()].length, 0);
});

test('[I1] after one is closed the same cause opens a new one', () => {
  const { town, line } = present();
  line.fault('audio');
  town.do(resolve);
  line.fault('audio');
  assert.equal(
    all(town).map(({ status, number }) => `${status} ${number}`),
    ['resolved 1', 'open 2'],
  );
});

test('[I2] incidents that are not there, and people who are not at a desk', () => {
  const { town, line } = present();
  line.fault('audio');
  const none = 'sc-9' as IncidentId;
  assert.equal(town.refusal({ ...acknowledge, incidentId: none }), { kind: 'not-found', field: 'incidentId' });
  assert.equal(town.refusal({ ...resolve, incidentId: none }), { kind: 'not-found', field: 'incidentId' });
  assert.equal(town.refusal(acknowledge, operator('DC01', 'phone-DC01')), { kind: 'forbidden' });
});

test('[L17] [I1] retiring a point closes its incidents', () => {
  const { town, line } = present();
  line.fault('power');
  town.do({ type: 'RetirePoint', pointId: pointId('DC01') }, ADMINISTRATOR);
  const held = incident(town);
  assert.is(held.status === 'resolved' && held.resolution, 'point-retired');
  assert.equal(
    town.refusal({ type: 'ReportFault', pointId: pointId('DC01'), fault: 'power', present: true }, CONTROLLER),
    {
      kind: 'not-found',
      field: 'pointId',
    },
  );
});

test.run();
