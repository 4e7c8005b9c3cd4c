import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { IncidentId } from '@hub/shared/model/ids.ts';
import type { Incident } from '@hub/shared/model/incident.ts';
import type { ClosedIncidents, Trail } from '@hub/shared/protocol/down.ts';
import { readTrail } from '@hub/server/report/trail.ts';
import { aPoint, pointId } from '../support/builders.ts';
import { House } from '../support/house.ts';
import { readCsv } from '../support/read-csv.ts';
import { startHub, type TestHub } from '../support/start-hub.ts';

let hub: TestHub;
let house: House;
let key: Record<'controller' | 'technician' | 'wall', string>;

test.before(async () => {
  hub = await startHub({ memory: true });
  house = await House.open(hub);
  await house.enter('live');
  const round = await house.openRound();
  await house.report('DC01', round, 118);
  await house.order('round:remind', { roundId: round, points: ['DC87', 'DC88'] });
  await house.report('DC02', round, 108);
  for (let present = 0; present < 110; present++) {
    const figures = { present, excused: 111 - present, unexcused: 0, guests: 0 };
    await house.order('headcount:report', {
      pointId: 'DC03',
      roundId: round,
      ...figures,
      summoned: 111,
      reason: 'other',
    });
  }
  await hub.running.hub.handleOwn({ type: 'AddPoint', point: aPoint('HOSTILE', { name: '=HYPERLINK("x")' }) });
  const [controller, technician, wall] = await Promise.all(
    (['controller', 'technician', 'wall'] as const).map(async (role) => (await hub.signIn(role)).credential),
  );
  key = { controller: controller ?? '', technician: technician ?? '', wall: wall ?? '' };
});
test.after(() => {
  house.close();
  return hub.end();
});

async function ask(credential: string, query: string): Promise<Trail> {
  const response = await fetch(`${hub.url}/api/audit${query}`, { headers: { Authorization: `Bearer ${credential}` } });
  assert.is(response.status, 200, await response.clone().text());
  return (await response.json()) as Trail;
}

test('[G8] a point’s trail has its facts alone, newest first, each with who, role, hub time and device', async () => {
  const { entries, next } = await ask(key.technician, '?point=DC01&lang=vi');
  assert.is(next, null);
  assert.is(
    entries.every(({ pointId }) => pointId === 'DC01'),
    true,
  );
  assert.equal(
    entries.map(({ seq }) => seq),
    entries.map(({ seq }) => seq).sort((a, b) => b - a),
  );
  const report = entries.find(({ what }) => what === 'Báo số người dự');
  assert.match(
    report?.detail ?? '',
    /^1 Khai mạc, 118 có mặt, 0 vắng có lý do, 0 vắng không lý do, 0 khách, triệu tập 118/,
  );
  assert.ok(report?.deviceId);
  assert.is(report.runName, 'trực tiếp');
  const reminded = (await ask(key.technician, '?point=DC88&lang=vi')).entries.find(
    ({ what }) => what === 'Nhắc báo số',
  );
  const name = hub.running.hub.projection.point(pointId('DC88'))?.point.name ?? '?';
  assert.is(reminded?.detail, `1 Khai mạc, ${name} và 1 điểm khác`);
  assert.ok(report && report.role !== '' && report.at > 0);
  assert.is(
    entries.some(({ detail }) => detail.includes('108 có mặt')),
    false,
  );
});

test('[G8] every fact of the session stands once in the session’s trail, over its pages', async () => {
  const seen: number[] = [];
  let before: number | null = null;
  for (let pages = 0; pages < 50; pages++) {
    const { entries, next }: Trail = await ask(key.controller, before === null ? '' : `?before=${before}`);
    seen.push(...entries.map(({ seq }) => seq));
    if (next === null) break;
    before = next;
  }
  const head = hub.running.hub.projection.head;
  assert.is(head > 200, true, 'more than one page');
  assert.equal(
    seen,
    Array.from({ length: head }, (_, place) => head - place),
  );
});

test('[G8] a quiet point is found behind windows in which nothing is said of it, and a long way says where to go on', async () => {
  const { log, hub: inner } = hub.running;
  const read = (before: number | null, limit: number) =>
    readTrail(
      { log, sourceOf: async () => inner.projection },
      { pointId: pointId('DC89'), sessionId: null, lang: 'en', before, limit },
      10,
    );
  const found = await read(150, 10);
  assert.equal(
    found.entries.map(({ what }) => what),
    ['Point added'],
  );
  // Ten windows of 10 do not reach the beginning of a log that is longer.
  const head = inner.projection.head;
  assert.is(head > 201, true);
  const { entries, next } = await read(null, 1);
  assert.equal([entries.length, next], [0, head - 99]);
});

test('[G8] the export is the whole trail in order, and no cell starts a formula', async () => {
  const response = await fetch(`${hub.url}/api/audit/export?lang=en`, {
    headers: { Authorization: `Bearer ${key.controller}` },
  });
  assert.is(response.status, 200);
  const rows = readCsv((await response.text()).replace(/^\ufeff/, ''));
  assert.equal(rows[0]?.slice(0, 2), ['No.', 'Time']);
  assert.is(rows.length - 1, hub.running.hub.projection.head);
  assert.is(rows[1]?.[0], '1');
  assert.is(rows.flat().includes(`'=HYPERLINK("x")`), true);
  assert.is(
    rows.flat().some((cell) => /^[=+\-@\t]/.test(cell)),
    false,
  );
});

test('[I10] [G7] what was written on an incident is in the trail and in the list of closed ones, until it is erased', async () => {
  await house.order('incident:open', { pointId: 'DC05', cause: 'power', note: 'Gọi điện lực' });
  const { id: incidentId } = incidentOf('DC05');
  await house.order('incident:resolve', { incidentId, finding: 'power', text: 'Cúp điện cả thôn' });
  const said = async (): Promise<string> => (await ask(key.technician, '?point=DC05')).entries.map(detailOf).join('\n');
  const closed = async () => (await house.controller.ask('incident:closed', {})) as unknown as ClosedIncidents;
  assert.match(await said(), /Mất điện: Gọi điện lực/);
  assert.match(await said(), /Mất điện, Nguồn điện, Cúp điện cả thôn/);
  const [newest] = (await closed()).incidents;
  assert.is(newest?.pointId, 'DC05');
  assert.is(newest?.findingText, 'Cúp điện cả thôn');
  assert.is(newest?.notes[0]?.text, 'Gọi điện lực');
  for (const id of [incidentOf('DC05').finding?.textId, incidentOf('DC05').notes[0]?.textId]) {
    if (id) hub.running.hub.projection.forgetPersonal(id);
  }
  assert.not.match(await said(), /Gọi|Cúp/);
  assert.is((await closed()).incidents[0]?.findingText, '');
});

const detailOf = ({ detail }: { readonly detail: string }): string => detail;

function incidentOf(pointId: string): Incident {
  const { projection } = hub.running.hub;
  const count = projection.session()?.incidentCount ?? 0;
  for (let number = count; number > 0; number--) {
    const incident = projection.incident(`sc-${number}` as IncidentId);
    if (incident?.pointId === pointId) return incident;
  }
  throw new Error(`no incident of ${pointId}`);
}

test('[A3] [A6] a wall gets no trail, and what is not a query is refused by its field', async () => {
  const status = async (credential: string, query: string) =>
    (await fetch(`${hub.url}/api/audit${query}`, { headers: { Authorization: `Bearer ${credential}` } })).status;
  assert.is(await status(key.wall, ''), 403);
  assert.is(await status('nobody', ''), 401);
  assert.is(await status(key.controller, '?before=x'), 400);
  assert.is(await status(key.controller, '?point=%3Cb%3E'), 400);
  assert.is(await status(key.controller, '?more=1'), 400);
});

test.run();
