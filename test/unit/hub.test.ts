import { upcasters } from '@hub/server/log/stored-event.ts';
import { FACT_VERSIONS, SYSTEM } from '@hub/server/domain/events.ts';
import type { Command } from '@hub/server/domain/commands.ts';
import { SoleHub } from '@hub/server/hub/hub.ts';
import type { LogHealth } from '@hub/server/hub/hub.ts';
import { foldLog } from '@hub/server/hub/refold.ts';
import { failure } from '@hub/server/log/log-messages.ts';
import { createMemoryStore, openMemoryLog } from '@hub/server/log/memory-log.ts';
import type { CommandId, PersonalId } from '@hub/shared/model/ids.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  ADMINISTRATOR,
  aPoint,
  aReport,
  CONTROLLER,
  deviceId,
  HEAD,
  opening,
  people,
  pointId,
  staff,
} from '../support/builders.ts';
import { dump, HubRig } from '../support/hub-rig.ts';
import { outage } from '../support/outage.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { Random } from '../support/random.ts';
import { randomCommand } from '../support/random-commands.ts';

const report = (n: number): Command => aReport('DC01', 'r1', people(50 - n, n));

test('[G1] [H9] what arrives in one turn shares one commit, in order, and is answered after it', async () => {
  const rig = await HubRig.live(40);
  await rig.ok(opening('r1'));
  const facts = rig.follow();
  const commits = rig.log.batches.length;
  rig.log.hold();
  let answered = 0;
  const asked = Array.from({ length: 40 }, (_, i) =>
    rig.ask(aReport(`DC${String(i + 1).padStart(2, '0')}`, 'r1', people(50))).then((outcome) => {
      answered++;
      return outcome;
    }),
  );
  await rig.clock.advanceAsync(0);
  assert.is(rig.log.batches.length, commits + 1);
  assert.is(answered, 0);
  assert.equal(facts, []);
  assert.is(rig.hub.projection.point(pointId('DC01'))?.rounds.length, 0, 'nothing is adopted before it is durable');
  rig.log.release();
  const outcomes = await Promise.all(asked);
  assert.is(rig.log.batches.length, commits + 1);
  const seqs = outcomes.map((outcome) => (outcome.ok ? outcome.seq : 0));
  assert.equal(
    seqs,
    [...seqs].sort((a, b) => a - b),
  );
  assert.is(new Set(seqs).size, 40);
  assert.is(facts.at(-1)?.seq, rig.store.bodies.length);
});

test('[G1] listeners hear facts in order of seq, after the commit and before the answer', async () => {
  const rig = await HubRig.live();
  const heard: string[] = [];
  rig.hub.onAdopted((facts) => heard.push(`a${facts.map(({ seq }) => seq).join()}`));
  const stop = rig.hub.onAdopted((facts) => {
    assert.ok(rig.store.bodies.length >= (facts.at(-1)?.seq ?? Infinity), 'durable before told');
    assert.is(rig.hub.projection.head, facts.at(-1)?.seq, 'adopted before told');
    heard.push('b');
  });
  await rig.ask(opening('r1')).then(() => heard.push('answer'));
  assert.equal(heard, ['a6', 'b', 'answer']);
  stop();
  await rig.ok(report(0));
  assert.equal(heard.slice(3), ['a7']);
});

test('[H5] a repeated command id gets the first answer again, in process and after a restart, and has no second effect', async () => {
  const rig = await HubRig.live();
  await rig.ok(opening('r1'), CONTROLLER, 'open');
  const first = await rig.ask(report(1), CONTROLLER, 'again');
  const head = rig.hub.projection.head;
  rig.clock.advance(5_000);
  assert.equal(await rig.ask(report(1), CONTROLLER, 'again'), first);
  assert.equal(await rig.ask(report(2), CONTROLLER, 'again'), first, 'whatever it says the second time');
  assert.ok(rig.hub.hasAnswered(deviceId('controller'), 'again' as CommandId));
  assert.is(rig.hub.projection.head, head);

  const next = await rig.restart();
  assert.equal(await next.ask(report(1), CONTROLLER, 'again'), first);
  const reopened = await next.ask(opening('r2'), CONTROLLER, 'open');
  assert.equal(reopened.ok && reopened.receipt, { kind: 'round', roundId: 'r1' });
  assert.is(next.hub.projection.head, head);

  const other = await next.ask(report(2), staff('controller', 'another desk'), 'again');
  assert.ok(other.ok && other.seq > head, 'ids of another device are other ids');
});

test('[H5] the first answer after a restart is the same where settled facts followed the command’s own', async () => {
  const rig = await HubRig.live();
  const command: Command = { type: 'ReportFault', pointId: pointId('DC01'), fault: 'power', present: true };
  const release: Command = { type: 'ReleasePoint', pointId: pointId('DC01') };
  const first = [await rig.ask(command, CONTROLLER, 'f'), await rig.ask(release, CONTROLLER, 'g')];
  const next = await rig.restart();
  assert.equal([await next.ask(command, CONTROLLER, 'f'), await next.ask(release, CONTROLLER, 'g')], first);
});

test('[H5] two of the same id in one turn have one effect and one answer', async () => {
  const rig = await HubRig.live();
  await rig.ok(opening('r1'));
  const before = rig.hub.projection.head;
  const [a, b, c] = await Promise.all([
    rig.ask(report(1), CONTROLLER, 'twin'),
    rig.ask(report(1), CONTROLLER, 'twin'),
    rig.ask(report(2), CONTROLLER, 'other'),
  ]);
  assert.equal(a, b);
  assert.not.equal(a, c);
  assert.is(rig.hub.projection.head, before + 2);
  assert.is(rig.hub.projection.point(pointId('DC01'))?.rounds[0]?.revisions.length, 2);
});

test('[H5] a refusal to be mended is remembered; one that says "later" is judged again', async () => {
  const rig = await HubRig.open();
  await rig.ok({ type: 'CreateSession', head: HEAD });
  await rig.ok({ type: 'AddPoint', point: aPoint('DC01') });
  assert.equal(await rig.ask(opening('r1'), CONTROLLER, 'early'), { ok: false, kind: 'wrong-phase' });
  assert.equal(await rig.ask(aReport('DC01', 'r9', people(50)), CONTROLLER, 'lost'), {
    ok: false,
    kind: 'no-round',
    field: 'roundId',
  });
  await rig.ok({ type: 'EnterPhase', phase: 'live' });
  assert.ok((await rig.ask(opening('r9'), CONTROLLER, 'early')).ok);
  assert.is((await rig.ask(aReport('DC01', 'r9', people(50)), CONTROLLER, 'lost')).ok, false);
});

test('[G4] a failed append acknowledges and adopts nothing, is told, and recovers by itself', async () => {
  const rig = await HubRig.live();
  await rig.ok(opening('r1'));
  const health: LogHealth[] = [];
  rig.hub.onHealth((each) => health.push(each));
  const facts = rig.follow();
  const before = dump(rig.hub.projection);
  rig.store.failing = failure('disk-full');
  const refused = await Promise.all([rig.ask(report(1), CONTROLLER, 'x'), rig.ask(report(2), CONTROLLER, 'y')]);
  assert.equal(refused, [
    { ok: false, kind: 'not-saved' },
    { ok: false, kind: 'not-saved' },
  ]);
  assert.is(dump(rig.hub.projection), before);
  assert.equal(facts, []);
  assert.equal(health, [{ logOk: false, logFailingSince: rig.clock.now(), startedAt: rig.hub.startedAt }]);
  assert.ok(
    rig.logged.some((line) => line.includes('"level":50')),
    'a person has to look',
  );

  await rig.ask(report(3));
  await rig.clock.advanceAsync(10_000);
  assert.is(health.length, 1, 'told once, not at every attempt');
  assert.is(rig.hub.health().logOk, false);

  rig.store.failing = null;
  await rig.clock.advanceAsync(1_000);
  assert.is(rig.hub.health().logOk, true, 'without any command coming by');
  assert.is(health.length, 2);
  assert.ok((await rig.ask(report(1), CONTROLLER, 'x')).ok, 'the refused id was not used up');
  const probes = rig.log.batches.length;
  await rig.clock.advanceAsync(60_000);
  assert.is(rig.log.batches.length, probes, 'probing ends');
});

test('[G4] while writing fails even what would change nothing new is honest: old answers are given, new ones are not', async () => {
  const rig = await HubRig.live();
  await rig.ok(opening('r1'));
  const first = await rig.ask(report(1), CONTROLLER, 'saved');
  rig.store.failing = failure('io-error', 'EIO');
  assert.equal(await rig.ask(report(1), CONTROLLER, 'saved'), first);
  assert.is((await rig.ask(report(2))).ok, false);
});

test('[G4] what the log can never store fails alone; its batch is saved one by one', async () => {
  const rig = await HubRig.live();
  await rig.ok(opening('r1'));
  const bad = aReport('DC02', 'r1', { ...people(50), guests: Number.NaN });
  const outcomes = await Promise.all([rig.ask(report(1)), rig.ask(bad), rig.ask(aReport('DC03', 'r1', people(50)))]);
  assert.equal(
    outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.kind)),
    ['ok', 'internal', 'ok'],
  );
  assert.is(rig.hub.health().logOk, true, 'the disk is not to blame');
  assert.is(rig.hub.projection.point(pointId('DC02'))?.rounds.length, 0);
  const { projection } = await foldLog(rig.log);
  assert.is(dump(projection), dump(rig.hub.projection));
});

test('[A3] a command that breaks our own code fails alone, and leaves nothing behind', async () => {
  const rig = await HubRig.live();
  await rig.ok(opening('r1'));
  const broken = { type: 'NeverHeardOf' } as unknown as Command;
  const outcomes = await Promise.all([rig.ask(report(1)), rig.ask(broken), rig.ask(report(2))]);
  assert.equal(
    outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.kind)),
    ['ok', 'internal', 'ok'],
  );
  assert.is(rig.hub.projection.point(pointId('DC01'))?.rounds[0]?.revisions.length, 2);
});

test('[H5] [H9] a listener that fails takes nothing back: the report is answered, and its repeat has no second effect', async () => {
  const rig = await HubRig.live();
  await rig.ok(opening('r1'));
  rig.hub.onAdopted(() => {
    throw new Error('a screen broke');
  });
  const facts = rig.follow();
  const first = await rig.ask(report(1), CONTROLLER, 'once');
  assert.ok(first.ok);
  assert.is(facts.length, 1, 'the other listeners hear it');
  assert.equal(await rig.ask(report(1), CONTROLLER, 'once'), first);
  assert.ok(rig.logged.some((line) => line.includes('a listener of facts failed')));
});

test('[S4] every stored fact names its session and run, also in the batch that made the session, and for a report that comes late', async () => {
  const rig = await HubRig.open();
  await Promise.all([
    rig.ok({ type: 'CreateSession', head: HEAD }),
    rig.ok({ type: 'AddPoint', point: aPoint('DC01') }),
    rig.ok({ type: 'EnterPhase', phase: 'rehearsal' }),
    rig.ok(opening('r1')),
    rig.ok({ type: 'EnterPhase', phase: 'live' }),
  ]);
  await rig.ok(report(0));
  const stored: [string, number][] = [];
  for await (const page of rig.log.read(0)) {
    for (const { sessionId, run, type } of page) {
      assert.is(sessionId, HEAD.id);
      stored.push([type, run]);
    }
  }
  assert.equal(stored, [
    ['SessionCreated', 0],
    ['PointAdded', 0],
    ['PhaseEntered', 1],
    ['RoundOpened', 1],
    ['RoundFrozen', 1],
    ['PhaseEntered', 2],
    ['HeadcountReported', 1],
  ]);
});

test('[G6] what the hub settles is made by the hub, under the command that caused it', async () => {
  const rig = await HubRig.live();
  const facts = rig.follow();
  await rig.ok({ type: 'ReleasePoint', pointId: pointId('DC01') }, CONTROLLER, 'release');
  assert.equal(
    facts.map(({ fact, actor, commandId }) => [fact.type, actor.role, commandId]),
    [
      ['PointReleased', 'controller', 'release'],
      ['LinkChanged', 'system', 'release'],
    ],
  );
  const { fact } = facts[1] ?? {};
  assert.equal(fact?.type === 'LinkChanged' && fact.link, { state: 'left', reasons: [], since: rig.clock.now() });
});

test('[G7] a personal value stands beside the log: kept with its fact, not in it, and not when it was refused', async () => {
  const rig = await HubRig.live();
  await rig.ok(opening('r1'));
  const noteId = 'note-1' as PersonalId;
  const told = { ...report(1), noteId } as Command;
  const personal = [{ id: noteId, kind: 'text', value: 'đồng chí Bí thư đến sau' }] as const;
  await rig.hub.handle({ ...rig.request(told), personal });
  const refusedId = 'note-2' as PersonalId;
  await rig.hub.handle({
    ...rig.request(aReport('DC01', 'r9', people(50))),
    personal: [{ id: refusedId, kind: 'text', value: 'x' }],
  });
  assert.is(rig.hub.projection.personal(noteId), 'đồng chí Bí thư đến sau');
  assert.is(rig.hub.projection.personal(refusedId), undefined);
  assert.not.ok(rig.store.bodies.some((body) => body.includes('Bí thư')));
  assert.not.ok(rig.store.personal.has(refusedId));
  const next = await rig.restart();
  assert.is(next.hub.projection.personal(noteId), 'đồng chí Bí thư đến sau');
});

test('[G2] folding the log gives the projection, byte for byte, after random traffic', async () => {
  const changed = new Set<string>();
  for (let seed = 1; seed <= 120; seed++) {
    const random = new Random(seed);
    const outages = new Random(1_000 + seed);
    // With and without a video system: media commands are refused without one.
    const ports = { mediaConfigured: seed % 3 === 0 };
    let rig = await HubRig.live(6, seed % 2 === 0 ? 'rehearsal' : 'live', ports);
    rig.hub.onAdopted((facts) => facts.forEach(({ fact }) => changed.add(fact.type)));
    for (let step = 0; step < 150; step++) {
      const asked = Array.from({ length: random.int(1, 5) }, () => {
        const { command, actor } = randomCommand(random, rig.hub.projection, `${seed}-${step}-${random.int(0, 1e9)}`);
        return rig.ask(command, actor, random.chance(0.2) ? `again-${random.int(0, 9)}` : undefined);
      });
      for (const outcome of await Promise.all(asked)) {
        assert.not.equal(outcome, { ok: false, kind: 'internal' }, rig.logged.at(-1));
      }
      rig.clock.advance(random.chance(0.03) ? 660_000 : random.int(0, 12_000));
      if (outages.chance(0.04)) await outage(rig);
      if (step === 75) {
        const next = await rig.restart(ports);
        assert.is(dump(next.hub.projection), dump(rig.hub.projection), `seed ${seed}, in the middle`);
        rig = next;
        rig.hub.onAdopted((facts) => facts.forEach(({ fact }) => changed.add(fact.type)));
      }
    }
    const { projection } = await foldLog(rig.log);
    assert.is(dump(projection), dump(rig.hub.projection), `seed ${seed}`);
    assert.is(projection.head, rig.store.bodies.length);
  }
  const never = Object.keys(FACT_VERSIONS).filter((type) => !changed.has(type) && type !== 'SessionCreated');
  assert.equal(never, [], 'facts that the traffic never made');
});

test('[G3] an old shape is upcast on read, and its row stays as it was', async () => {
  const store = createMemoryStore('test-node');
  const rig = await HubRig.open({ store });
  await rig.ok({ type: 'CreateSession', head: HEAD });
  await rig.ok({ type: 'AddPoint', point: aPoint('DC01') });
  const rows = [...store.bodies];
  const newer = openMemoryLog({
    versions: { ...FACT_VERSIONS, PointAdded: 2 },
    store,
    upcasters: {
      ...upcasters,
      PointAdded: { 1: (data) => ({ point: { ...(data as { point: object }).point, backupLine: 'Viettel' } }) },
    },
  });
  const { projection } = await foldLog(newer);
  assert.is(projection.point(pointId('DC01'))?.point.backupLine, 'Viettel');
  assert.equal(store.bodies, rows);
});

test('[G3] what was written before there was a video system is read as having known nothing of it', () => {
  const step = (type: string, data: unknown): unknown => upcasters[type]?.[1]?.(data);
  const media = { status: 'flowing', since: 1, camera: 'flowing' };
  assert.equal(step('MediaObserved', { pointId: 'DC01', media }), {
    pointId: 'DC01',
    media: { ...media, path: null, contested: false },
  });
  assert.equal(step('MediaObserved', { pointId: 'DC01', media: { status: 'gone', at: 5 } }), {
    pointId: 'DC01',
    media: { status: 'gone', at: 5 },
  });
  assert.equal(step('MediaFeedChanged', { feed: 'live' }), { feed: 'live', ingress: false });
  for (const type of ['CalledToStandby', 'CheckRepeated', 'FloorGiven']) {
    assert.equal(step(type, { turnId: 't', check: { at: 1, problems: [] } }), {
      turnId: 't',
      check: { at: 1, problems: [], camera: null, microphone: null, soundLevel: null },
    });
  }
});

test('[S5] hub time never goes back, whatever the machine’s clock says after a restart', async () => {
  const rig = await HubRig.live();
  const late = await rig.ok(opening('r1'));
  const next = await HubRig.open({ store: rig.store, clock: new ManualClock(rig.clock.now() - 3_600_000) });
  const after = await next.ok(report(1));
  assert.ok(after.at >= late.at);
});

test('[G1] stopping finishes what was accepted, and refuses the rest with what to do', async () => {
  const rig = await HubRig.live();
  await rig.ok(opening('r1'));
  rig.log.hold();
  const accepted = rig.ask(report(1));
  const stopping = rig.hub.stop();
  assert.equal(await rig.ask(report(2)), { ok: false, kind: 'hub-stopping' });
  rig.log.release();
  await stopping;
  assert.ok((await accepted).ok);
  assert.is(rig.hub.projection.point(pointId('DC01'))?.rounds[0]?.revisions.length, 1);
});

test('[H5] [G2] the deliberate breaks of the crash checker do break something, so that it can be trusted', async () => {
  const rig = await HubRig.live();
  await rig.ok(opening('r1'));
  await rig.ok(report(1), CONTROLLER, 'once');
  const forgetful = await HubRig.open({ store: rig.store, clock: rig.clock, ports: { sabotage: 'no-dedup' } });
  await forgetful.ok(report(1), CONTROLLER, 'once');
  assert.is(forgetful.hub.projection.point(pointId('DC01'))?.rounds[0]?.revisions.length, 2);
  const doubling = await HubRig.open({ store: rig.store, clock: rig.clock, ports: { sabotage: 'double-fold' } });
  assert.is(doubling.hub.projection.point(pointId('DC01'))?.rounds[0]?.revisions.length, 4);
  assert.instance(doubling.hub, SoleHub);
  assert.is((await doubling.ask({ type: 'RestartHub' }, SYSTEM, null)).ok, true);
  assert.is((await doubling.ask({ type: 'EditSession', change: HEAD }, ADMINISTRATOR)).ok, true);
});

test.run();
