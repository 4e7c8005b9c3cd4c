import type { Command } from '@hub/server/domain/commands.ts';
import { SYSTEM } from '@hub/server/domain/events.ts';
import type {
  ConnectionId,
  GrantId,
  HandoverId,
  InstructionId,
  PersonalId,
  PointId,
  SessionId,
} from '@hub/shared/model/ids.ts';
import { REOPEN_WINDOW_MS } from '@hub/shared/model/session.ts';
import { BoardStore } from '@hub/client/state/board-store.ts';
import { applyPatch, applySnapshot } from '@hub/shared/view/replica.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ADMINISTRATOR, aReport, deviceId, HEAD, opening, people, pointId } from '../support/builders.ts';
import { HubRig } from '../support/hub-rig.ts';
import { Alarm } from '@hub/server/hub/alarm.ts';
import { DEFAULT_POLICY } from '@hub/server/domain/policy.ts';
import { somePoint } from '../support/direct-hub.ts';
import { Stage } from '../support/stage.ts';

const DC01 = 'DC01' as PointId;

const renew = (id: string, over: Partial<Extract<Command, { type: 'RenewSession' }>> = {}): Command => ({
  type: 'RenewSession',
  from: HEAD.id,
  head: { ...HEAD, id: id as SessionId, title: 'Tháng 10' },
  early: false,
  ...over,
});

/** A session with all that a session leaves, ended. */
async function held(): Promise<HubRig> {
  const rig = await HubRig.live(3);
  const device = deviceId('phone');
  await rig.ok({
    type: 'MintGrant',
    grantId: 'card' as GrantId,
    kind: 'card',
    role: 'operator',
    pointId: DC01,
    hash: 'hash',
    labelId: null,
    expiresAt: null,
  });
  await rig.ok({ type: 'ClaimGrant', grantHash: 'hash', deviceId: device, keyHash: 'key', labelId: null }, SYSTEM);
  await rig.ok(opening('r1'));
  await rig.ok(aReport('DC01', 'r1', people(50)));
  await rig.ok({ type: 'ReportFault', pointId: DC01, fault: 'power', present: true });
  await rig.ok({
    type: 'LeaveHandover',
    handoverId: 'n1' as HandoverId,
    textId: 't1' as PersonalId,
    to: null,
  });
  await rig.ok({ type: 'OpenConnection', deviceId: device, connectionId: 'line' as ConnectionId }, SYSTEM);
  await rig.ok({ type: 'EnterPhase', phase: 'ended' });
  return rig;
}

test('[S1] [S8] a new session needs the old one ended and closed, or that this is given up on purpose', async () => {
  const live = await HubRig.live();
  assert.equal(await live.ask(renew('s2', { early: true }), ADMINISTRATOR), { ok: false, kind: 'wrong-phase' });
  const rig = await held();
  assert.equal(await rig.ask(renew('s2'), ADMINISTRATOR), { ok: false, kind: 'wrong-phase' });
  assert.equal(await rig.ask(renew('s2', { from: 'other' as SessionId }), ADMINISTRATOR), {
    ok: false,
    kind: 'not-found',
    field: 'from',
  });
  rig.clock.advance(REOPEN_WINDOW_MS + 1);
  await rig.ok(renew('s2'), ADMINISTRATOR, 'renewing');
  // The same press again, and one that came late.
  await rig.ok(renew('s3'), ADMINISTRATOR, 'renewing');
  assert.is((await rig.ask(renew('s4', { early: true }), ADMINISTRATOR)).ok, false);
  assert.is(rig.hub.projection.session()?.head.id, 's2');
  assert.equal(
    rig.hub.projection.session()?.earlier.map(({ id, title }) => [id, title]),
    [[HEAD.id, HEAD.title]],
  );
  const early = await held();
  await early.ok(renew('s2', { early: true }), ADMINISTRATOR);
  assert.equal(await early.ask({ type: 'EnterPhase', phase: 'ended' }, ADMINISTRATOR), {
    ok: false,
    kind: 'wrong-phase',
    field: 'phase',
  });
});

test('[S8] roster, cards, devices and open connections go on; all else begins empty, also after a restart', async () => {
  const rig = await held();
  const before = rig.hub.projection.point(DC01);
  await rig.ok(renew('s2', { early: true }), ADMINISTRATOR);
  for (const { projection } of [rig.hub, (await rig.restart()).hub]) {
    const session = projection.session();
    const point = projection.point(DC01);
    assert.equal([session?.phase, session?.run, session?.incidentCount], ['planned', 0, 0]);
    assert.equal([session?.rounds, session?.frozenRosters, session?.handovers], [[], [], []]);
    assert.equal([...projection.incidents()], []);
    assert.equal([...projection.openIncidents()], []);
    assert.equal(point?.point, before?.point);
    assert.equal(
      [point?.cardId, point?.penDeviceId, point?.fence],
      [before?.cardId, before?.penDeviceId, before?.fence],
    );
    assert.equal([point?.rounds, point?.evidence.faults, point?.evidence.word], [[], [], null]);
    assert.is(point?.link.state, 'up', 'who is connected is there');
    assert.is(projection.point(pointId('DC02'))?.link.state, 'absent', 'and nobody else is lost or left');
  }
  assert.ok((await rig.ask({ type: 'EnterPhase', phase: 'rehearsal' })).ok);
});

test('[S4] [S9] a report for a round of the session before is refused, and no id is given twice', async () => {
  const rig = await held();
  const first = [...rig.hub.projection.incidents()].map(({ id }) => id);
  await rig.ok(renew('s2', { early: true }), ADMINISTRATOR);
  const late = await rig.ask(aReport('DC01', 'r1', people(49, 1)));
  assert.equal(late, { ok: false, kind: 'no-round', field: 'roundId' });
  await rig.ok({ type: 'EnterPhase', phase: 'live' });
  await rig.ok(opening('r2'));
  assert.is((await rig.ask(aReport('DC01', 'r1', people(49, 1)))).ok, false);
  await rig.ok({ type: 'ReportFault', pointId: DC01, fault: 'power', present: true });
  const [incident] = [...rig.hub.projection.incidents()];
  assert.is(incident?.number, 1, 'numbers on screens begin anew');
  const [old] = first;
  assert.ok(old && incident && !first.includes(incident.id));
  assert.equal(await rig.ask({ type: 'ResolveIncident', incidentId: old }), {
    ok: false,
    kind: 'not-found',
    field: 'incidentId',
  });
  const stored: { sessionId: string; run: number; type: string }[] = [];
  for await (const page of rig.log.read(0)) stored.push(...page);
  const made = stored.findIndex(({ type, sessionId }) => type === 'SessionCreated' && sessionId === 's2');
  assert.ok(stored.slice(0, made).every(({ sessionId }) => sessionId === HEAD.id));
  assert.ok(stored.slice(made).every(({ sessionId }) => sessionId === 's2'));
  assert.is(stored[made]?.run, 0);
});

test('[S8] [I5] deadlines of the session before are not asked in the new one', async () => {
  const rig = await held();
  const alarm = new Alarm(rig.hub, { policy: DEFAULT_POLICY, mediaConfigured: false });
  await rig.ok({ type: 'RestartHub' }, SYSTEM);
  await rig.ok({ type: 'ReportFault', pointId: DC01, fault: 'power', present: false });
  const facts = rig.follow();
  await rig.ok(renew('s2', { early: true }), ADMINISTRATOR);
  await rig.clock.advanceAsync(120_000);
  assert.not(facts.some(({ fact }) => fact.type === 'IncidentResolved'));
  alarm.stop();
});

test('[S8] [V3] [V4] screens that are open are told: figures, incidents and notes of the session before leave them', () => {
  const stage = new Stage(2);
  const phone = stage.hub.claim(DC01, 'phone');
  stage.hub.handle({ type: 'EnterPhase', phase: 'live' });
  stage.hub.handle(opening('r1'));
  stage.hub.handle({ type: 'ReportFault', pointId: DC01, fault: 'power', present: true }, phone);
  stage.hub.handle(aReport('DC01', 'r1', people(41), { pen: { fence: 1, seq: 1 } }), phone);
  stage.hub.handle({ type: 'EnterPhase', phase: 'ended' });
  const screen = stage.watch();
  const [snapshot] = screen.read('view:snapshot');
  assert.is(snapshot?.incidents.length, 1);
  assert.is(snapshot?.rows[0]?.headcount?.present, 41);
  const from = stage.hub.projection.session()?.head.id as SessionId;
  stage.hub.handle({ type: 'RenewSession', from, head: { ...HEAD, id: 's2' as SessionId }, early: true });
  stage.clock.advance(10);
  const patches = screen.read('view:patch');
  assert.equal(
    patches.flatMap(({ incidentsGone }) => incidentsGone ?? []),
    snapshot?.incidents.map(({ id }) => id),
  );
  assert.is(patches.at(-1)?.session?.id, 's2');
  assert.is(patches.at(-1)?.totals?.reported, 0);
  const fresh = stage.watch().read('view:snapshot')[0];
  assert.is(fresh?.rows[0]?.headcount, null);
  assert.equal(fresh?.incidents, []);
  assert.equal(
    fresh?.rows.map(({ name }) => name),
    [somePoint(1).name, somePoint(2).name],
  );
});

test('[S8] [F1] instructions and conversations are of their session, also where its runs have the same numbers', () => {
  const stage = new Stage(2);
  const instruct = (name: string): Command => ({
    type: 'SendInstruction',
    instructionId: name as InstructionId,
    textId: `text-${name}` as PersonalId,
    urgent: false,
    to: { kind: 'all' },
  });
  stage.hub.handle({ type: 'EnterPhase', phase: 'live' });
  stage.hub.handle(instruct('old'));
  stage.hub.handle({ type: 'SendMessage', pointId: DC01, textId: 'text-m' as PersonalId, instructionId: null });
  const screen = stage.watch();
  const [snapshot] = screen.read('view:snapshot');
  assert.ok(snapshot);
  assert.is(snapshot.instructions.length, 1);
  const frames: (() => void)[] = [];
  const store = new BoardStore((run) => frames.push(run));
  store.applySnapshot(snapshot);
  let replica = applySnapshot(snapshot);
  const catchUp = (): void => {
    stage.clock.advance(10);
    for (const patch of screen.read('view:patch')) {
      assert.ok(store.applyPatch(patch));
      const applied = applyPatch(replica, patch);
      assert.ok(applied.kind === 'applied');
      replica = applied.replica;
    }
    for (const run of frames.splice(0)) run();
    assert.equal(store.view.peek()?.instructions, replica.instructions);
    assert.equal(stage.watch().read('view:snapshot')[0]?.instructions, replica.instructions);
  };
  stage.hub.handle({ type: 'EnterPhase', phase: 'ended' });
  const from = stage.hub.projection.session()?.head.id as SessionId;
  stage.hub.handle({ type: 'RenewSession', from, head: { ...HEAD, id: 's2' as SessionId }, early: true });
  catchUp();
  assert.equal(replica.instructions, []);
  stage.hub.handle({ type: 'EnterPhase', phase: 'live' });
  catchUp();
  assert.equal(replica.instructions, [], 'the first run of the new session has none of the old one’s first run');
  stage.hub.handle(instruct('new'));
  catchUp();
  assert.equal(
    replica.instructions.map(({ id, number }) => [id, number]),
    [['new', 1]],
  );
  assert.is(stage.hub.projection.point(DC01)?.thread.messages.length, 0);
});

test.run();
