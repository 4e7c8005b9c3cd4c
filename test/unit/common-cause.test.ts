import type { Incident } from '@hub/shared/model/incident.ts';
import type { IncidentId } from '@hub/shared/model/ids.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ADMINISTRATOR, aPoint, pointId, staff, TECHNICIAN, Town } from '../support/builders.ts';
import type { Line } from '../support/builders.ts';

interface Setting {
  readonly carriers: readonly string[];
  readonly areas?: readonly string[];
}

/** Points DC01 … with these carriers and areas, all of them connected for a minute. */
function connected({ carriers, areas = [] }: Setting): { town: Town; lines: Line[] } {
  const code = (i: number): string => `DC${String(i + 1).padStart(2, '0')}`;
  const points = carriers.map((carrier, i) => aPoint(code(i), { carrier, area: areas[i] ?? `Khu ${i}` }));
  const town = new Town(points);
  const lines = points.map(({ id }) => town.connect(id));
  town.pass(60_000);
  return { town, lines };
}

const many = (name: string, count: number): string[] => Array.from({ length: count }, () => name);

/** As the lists show them: nothing that is folded. */
function shown(town: Town): string[] {
  return [...town.state.openIncidents()]
    .filter(({ foldedInto }) => foldedInto === null)
    .map((one) =>
      one.group ? `${one.group.by} ${one.group.name}: ${pointsOf(town, one)}` : `${one.cause} ${one.pointId}`,
    )
    .sort();
}

const pointsOf = (town: Town, { group }: Incident): string =>
  (group?.memberIds ?? []).map((id) => town.state.incident(id)?.pointId).join();

function common(town: Town): Incident {
  const found = [...town.state.incidents()].findLast(({ group }) => group !== null);
  if (!found) throw new Error('no common cause');
  return found;
}

const byId = (town: Town, id: IncidentId): Incident | undefined => town.state.incident(id);

test('[I4] twelve points of one carrier that are lost within 10 s are one incident that lists them', () => {
  const { town, lines } = connected({ carriers: [...many('Viettel', 20), ...many('VNPT', 20)] });
  for (const line of lines.slice(0, 12)) {
    line.close('silent');
    town.pass(500);
  }
  town.pass(20_000);
  assert.is(shown(town).length, 1);
  assert.match(shown(town)[0] ?? '', /^carrier Viettel: DC01,.*DC12$/);
  assert.is(common(town).group?.memberIds.length, 12);
  assert.is(town.session().incidentsClosed, 0);
});

test('[I4] two points, or too small a share of those connected, or too far apart, stand by themselves', () => {
  const two = connected({ carriers: many('Viettel', 4) });
  for (const line of two.lines.slice(0, 2)) line.close();
  two.town.pass(20_000);
  assert.equal(shown(two.town), ['link-lost DC01', 'link-lost DC02']);

  const share = connected({ carriers: many('Viettel', 20) });
  for (const line of share.lines.slice(0, 3)) line.close();
  share.town.pass(20_000);
  assert.is(shown(share.town).length, 3, '3 of 20 are 15 %');

  const apart = connected({ carriers: many('Viettel', 6) });
  for (const line of apart.lines.slice(0, 3)) {
    line.close();
    apart.town.pass(5_001);
  }
  apart.town.pass(20_000);
  assert.is(shown(apart.town).length, 3);
});

test('[I4] exactly 3 points, exactly 20 %, exactly 10 s are enough', () => {
  const { town, lines } = connected({ carriers: many('Viettel', 15) });
  for (const line of lines.slice(0, 3)) {
    line.close();
    town.pass(5_000);
  }
  town.pass(10_000);
  assert.equal(shown(town), ['carrier Viettel: DC01,DC02,DC03']);
});

test('[I4] an area that fails is named by the area, though its points share a large carrier', () => {
  const { town, lines } = connected({
    carriers: [...many('VNPT', 30)],
    areas: [...many('Cửa Ông', 4), ...many('Mông Dương', 26)],
  });
  for (const line of lines.slice(0, 4)) line.close();
  town.pass(10_000);
  assert.equal(shown(town), ['area Cửa Ông: DC01,DC02,DC03,DC04']);
});

test('[I4] later losses of the same carrier join within 10 s of the last, and not after', () => {
  const { town, lines } = connected({ carriers: many('Viettel', 8) });
  for (const line of lines.slice(0, 3)) line.close();
  town.pass(9_000);
  lines[3]?.close();
  town.pass(9_000);
  assert.equal(shown(town), ['carrier Viettel: DC01,DC02,DC03,DC04']);
  town.pass(12_000);
  lines[4]?.close();
  town.pass(10_000);
  assert.equal(shown(town), ['carrier Viettel: DC01,DC02,DC03,DC04', 'link-lost DC05']);
  assert.is(town.count('CommonCauseOpened'), 1);
});

test('[I4] a second burst of the same carrier joins what is open: a carrier has one at a time', () => {
  const { town, lines } = connected({ carriers: many('Viettel', 8) });
  for (const line of lines.slice(0, 3)) line.close();
  town.pass(60_000);
  for (const line of lines.slice(3, 6)) line.close();
  town.pass(10_000);
  assert.is(shown(town).length, 1);
  assert.is(common(town).group?.memberIds.length, 6);
});

test('[I2] [I4] taking it takes them all; a member alone is taken no more; closing it closes them all', () => {
  const { town, lines } = connected({ carriers: many('Viettel', 4) });
  for (const line of lines.slice(0, 3)) line.close();
  town.pass(10_000);
  const { id, group } = common(town);
  const [member] = group?.memberIds ?? [];
  if (!member) throw new Error('no member');
  const take = { type: 'AcknowledgeIncident', incidentId: id } as const;
  assert.equal(town.refusal({ ...take, incidentId: member }, TECHNICIAN), { kind: 'conflict', field: 'incidentId' });
  town.do(take, TECHNICIAN);
  assert.equal(town.refusal(take, staff('technician', 'second')), { kind: 'conflict', field: 'incidentId' });
  town.do({ type: 'ResolveIncident', incidentId: id, finding: 'carrier' }, TECHNICIAN);
  assert.equal(shown(town), []);
  assert.equal(
    (group?.memberIds ?? []).map((one) => byId(town, one)?.status),
    ['resolved', 'resolved', 'resolved'],
  );
  assert.is(town.session().incidentsClosed, 1, 'one for all of them');
});

test('[I4] [I5] each leaves it when its own clear window is over, and it closes with the last', () => {
  const { town, lines } = connected({ carriers: many('Viettel', 6) });
  for (const line of lines.slice(0, 5)) line.close();
  town.pass(10_000);
  town.connect('DC01');
  town.pass(5_000);
  town.connect('DC02');
  town.pass(25_000);
  assert.equal(shown(town), ['carrier Viettel: DC02,DC03,DC04,DC05']);
  town.pass(5_000);
  assert.equal(shown(town), ['carrier Viettel: DC03,DC04,DC05']);
  for (const code of ['DC03', 'DC04', 'DC05']) town.connect(code);
  town.pass(29_999);
  assert.is(shown(town).length, 1);
  town.pass(1);
  assert.equal(shown(town), []);
  const closed = common(town);
  assert.is(closed.status === 'resolved' && closed.resolution, 'cleared');
  assert.is(town.session().incidentsClosed, 1);
});

test('[I4] with fewer than three left, and one still lost, each stands by itself, in the hands that had them', () => {
  const { town, lines } = connected({ carriers: many('Viettel', 6) });
  for (const line of lines.slice(0, 4)) line.close();
  town.pass(10_000);
  town.do({ type: 'AcknowledgeIncident', incidentId: common(town).id }, TECHNICIAN);
  town.connect('DC01');
  town.connect('DC02');
  town.pass(30_000);
  assert.equal(shown(town), ['link-lost DC03', 'link-lost DC04']);
  assert.ok(
    [...town.state.openIncidents()].every((one) => one.status === 'acknowledged' && one.ownerId === 'technician'),
  );
  const split = common(town);
  assert.is(split.status === 'resolved' && split.resolution, 'split');
});

test('[I3] [I4] what is lost again while it waits in the list is counted there', () => {
  const { town, lines } = connected({ carriers: many('Viettel', 4) });
  for (const line of lines.slice(0, 3)) line.close();
  town.pass(10_000);
  const back = town.connect('DC01');
  town.pass(10_000);
  back.close();
  town.pass(60_000);
  assert.equal(shown(town), ['carrier Viettel: DC01,DC02,DC03']);
  assert.is(byId(town, 'sc-1' as IncidentId)?.recurrences, 1);
});

test('[I4] [L17] points that are retired leave it, together', () => {
  const { town, lines } = connected({ carriers: many('Viettel', 6) });
  for (const line of lines.slice(0, 5)) line.close();
  town.pass(10_000);
  town.do({ type: 'RetirePoint', pointId: pointId('DC01') }, ADMINISTRATOR);
  assert.equal(shown(town), ['carrier Viettel: DC02,DC03,DC04,DC05']);
  const points = ['DC04', 'DC05', 'DC06'].map((code) => town.point(code).point);
  town.do({ type: 'ImportRoster', points, retireMissing: true }, ADMINISTRATOR);
  assert.equal(shown(town), ['link-lost DC04', 'link-lost DC05']);
});

test('[I4] points without a carrier or an area share nothing', () => {
  const { town, lines } = connected({ carriers: many('', 5), areas: many('', 5) });
  for (const line of lines) line.close();
  town.pass(10_000);
  assert.is(shown(town).length, 5);
});

test.run();
