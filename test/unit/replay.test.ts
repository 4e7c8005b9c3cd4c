import { Publisher } from '@hub/server/hub/publisher.ts';
import { VitalsStore } from '@hub/server/hub/vitals.ts';
import { Breath } from '@hub/server/report/replay/breath.ts';
import { erasePersonal } from '@hub/server/report/erase-personal.ts';
import { Replay } from '@hub/server/report/replay/replay.ts';
import { Tape } from '@hub/server/report/replay/tape.ts';
import { recountTotals } from '@hub/server/hub/totals.ts';
import { currentRound, frozenRosterOf } from '@hub/server/hub/board-source.ts';
import type { InstructionId, PersonalId } from '@hub/shared/model/ids.ts';
import type { ReplayView } from '@hub/shared/view/replay.ts';
import type { BoardView, HubHealth } from '@hub/shared/view/row.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { aReport, opening, people } from '../support/builders.ts';
import { FakeChannels, FakeScreen } from '../support/fake-screen.ts';
import { HubRig } from '../support/hub-rig.ts';
import { Random } from '../support/random.ts';
import { randomCommand } from '../support/random-commands.ts';

const HEALTH: HubHealth = { logOk: true, logFailingSince: null, startedAt: 0, media: { status: 'off' }, nodes: null };

/** A screen at a desk that follows the hub. */
class Desk {
  readonly #publisher: Publisher;
  readonly #screens = new FakeChannels();
  #count = 0;

  constructor(rig: HubRig) {
    this.#publisher = new Publisher({
      source: rig.hub.projection,
      clock: rig.clock,
      channels: this.#screens,
      load: { utilization: () => 0, stopwatch: () => 0 },
      vitals: new VitalsStore(),
      health: () => HEALTH,
      mediaConfigured: false,
      makeEpoch: () => `epoch-${++this.#count}`,
      onTooSlow: () => undefined,
    });
    rig.hub.onAdopted((facts) => this.#publisher.adopt(facts));
  }

  /** What a screen that is opened now is shown. */
  picture(): BoardView {
    const screen = new FakeScreen(`screen-${++this.#count}`, this.#screens);
    // A view that nobody watched is made anew.
    this.#publisher.subscribe(screen, { role: 'controller', filter: {}, vitals: false });
    const [first] = screen.inbox;
    if (first?.event !== 'view:snapshot') throw new Error('no picture');
    const { cursor: _, at: __, role: ___, ...view } = first.payload;
    this.#publisher.unsubscribe(screen.id);
    this.#publisher.stop();
    return structuredClone(view);
  }
}

function replayOf({ hub, log, clock }: Pick<HubRig, 'hub' | 'log' | 'clock'>, stripPatienceMs?: number): Replay {
  return new Replay({
    ...(stripPatienceMs === undefined ? {} : { stripPatienceMs }),
    log,
    live: hub.projection,
    now: () => clock.now(),
    ofTheHub: () => ({ mediaConfigured: false, health: HEALTH }),
  });
}

const textAt = (view: ReplayView | 'known' | null) => (view === 'known' ? null : view?.instructions[0]?.text);

test('[Q1] [G6] the picture of any past moment is the one a desk saw then, over random traffic', async () => {
  let compared = 0;
  for (let seed = 1; seed <= 20; seed++) {
    const random = new Random(seed);
    const rig = await HubRig.live(6, seed % 2 === 0 ? 'rehearsal' : 'live');
    const desk = new Desk(rig);
    const seen: { at: number; sessions: number; view: BoardView }[] = [];
    let sessions = 0;
    rig.hub.onAdopted((facts) => facts.forEach(({ fact }) => (sessions += fact.type === 'SessionCreated' ? 1 : 0)));
    rig.clock.advance(1_000);
    for (let step = 0; step < 150; step++) {
      const asked = Array.from({ length: random.int(1, 5) }, () => {
        const { command, actor } = randomCommand(random, rig.hub.projection, `${seed}-${step}-${random.int(0, 1e9)}`);
        return rig.ask(command, actor);
      });
      await Promise.all(asked);
      seen.push({ at: rig.clock.now(), sessions, view: desk.picture() });
      rig.clock.advance(random.chance(0.03) ? 660_000 : random.int(1, 12_000));
    }
    const replay = replayOf(rig);
    // In no order, as a hand drags.
    for (const { at, sessions: then, view } of [...seen].sort(() => random.int(-1, 1))) {
      const past = await replay.viewAt(at);
      if (then !== sessions) {
        assert.is(past, null);
        continue;
      }
      if (past === null || past === 'known') throw new Error(`seed ${seed}: nothing at ${at}`);
      const { at: _, seq: __, ...picture } = past;
      // How the figures have gone is of now, and not shown of the past (K3).
      const seenThen = { ...view, session: { ...view.session, trend: null } };
      assert.equal(picture, seenThen, `seed ${seed}, ${at}`);
      compared++;
    }
  }
  assert.ok(compared > 1_500, `${compared} pictures`);
});

test('[Q5] the strip’s last figures are those of the hub, its samples differ, and its runs follow each other', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = new Random(900 + seed);
    const rig = await HubRig.live(6);
    const replay = replayOf(rig);
    for (let step = 0; step < 120; step++) {
      const { command, actor } = randomCommand(random, rig.hub.projection, `${seed}-${step}`);
      await rig.ask(command, actor);
      rig.clock.advance(random.int(1, 9_000));
      // Read on the way too: what is appended later must come to the same.
      if (step % 40 === 0) await replay.strip(null);
    }
    const strip = await replay.strip(null);
    const now = rig.hub.projection.session();
    if (!strip || !now) throw new Error('no strip');
    assert.is(strip.sessionId, now.head.id);
    if (!strip.run) continue;
    assert.is(strip.run.run, now.run);
    assert.equal(
      strip.runs.slice(1).map(({ from }) => from),
      strip.runs.slice(0, -1).map(({ to }) => to),
    );
    const last = strip.samples.at(-1);
    if (!last) throw new Error('no sample');
    const roundId = currentRound(now)?.id ?? null;
    const { points, covered, reported, summoned, present, byState } = recountTotals(
      rig.hub.projection.points(),
      roundId,
      0,
      frozenRosterOf(now, roundId),
    );
    const expected = { points, up: byState.up, covered, reported, summoned, present };
    assert.equal({ ...expected, ...last }, last, `seed ${seed}`);
    assert.is(last.incidents, [...rig.hub.projection.openIncidents()].filter((one) => !one.foldedInto).length);
    assert.equal(
      strip.samples.map(({ at }) => at),
      strip.samples.map(({ at }) => at).sort((a, b) => a - b),
    );
    const onAir = now.floor.onAir;
    assert.is(strip.turns.filter(({ to }) => to === null).length, onAir ? 1 : 0, 'one turn goes on at most');
    assert.is(strip.turns.at(-1)?.to === null ? strip.turns.at(-1)?.pointId : null, onAir?.pointId ?? null);
  }
});

test('[Q2] [G7] a text that was erased is erased from the past too', async () => {
  const rig = await HubRig.live();
  await rig.ok(opening('r1'));
  await rig.ok(aReport('DC01', 'r1', people(50)));
  const personal = [{ id: 'words' as PersonalId, kind: 'text', value: 'Bí mật của thôn' }] as const;
  const request = rig.request({
    type: 'SendInstruction',
    instructionId: 'i1' as InstructionId,
    textId: 'words' as PersonalId,
    urgent: false,
    to: { kind: 'all' },
  });
  const outcome = await rig.hub.handle({ ...request, personal });
  assert.ok(outcome.ok, JSON.stringify(outcome));
  const at = rig.clock.now();
  rig.clock.advance(60_000);
  const replay = replayOf(rig);
  assert.is(textAt(await replay.viewAt(at)), 'Bí mật của thôn');
  await erasePersonal(rig.log, rig.hub.projection);
  const past = await replay.viewAt(at);
  assert.is(textAt(past), '');
  assert.not.ok(JSON.stringify([past, await replay.strip(null)]).includes('Bí mật'));
});

test('[Q3] what is kept on the way is bounded, and any moment is a short way from it', async () => {
  const rig = await HubRig.live(3);
  await rig.ok(opening('r1'));
  const tape = new Tape(rig.log, rig.hub.projection);
  for (let turn = 0; turn < 30; turn++) {
    await Promise.all(
      Array.from({ length: 400 }, (_, i) => rig.ok(aReport('DC01', 'r1', people(i % 50, 50 - (i % 50))))),
    );
    rig.clock.advance(60_000);
    await tape.windOn(new Breath());
  }
  assert.ok(tape.end.head > 12_000);
  assert.ok(tape.checkpointCount <= 129 && tape.checkpointCount > 30, String(tape.checkpointCount));
  assert.ok((tape.tracks[0]?.samples().length ?? 0) <= 2_000);
});

test('[Q5] while the log grows faster than it is read, a strip ends where reading has come', async () => {
  const rig = await HubRig.live(3);
  await rig.ok(opening('r1'));
  for (let turn = 0; turn < 3; turn++) {
    rig.clock.advance(60_000);
    await Promise.all(
      Array.from({ length: 400 }, (_, i) => rig.ok(aReport('DC01', 'r1', people(i % 50, 50 - (i % 50))))),
    );
  }
  rig.clock.advance(60_000);
  const replay = replayOf(rig, 0);
  const first = await replay.strip(null);
  assert.is(first?.run?.to, rig.clock.now() - 60_000);
  assert.is(first?.samples.at(-1)?.at, first?.run?.to);
  const second = await replay.strip(null);
  assert.is(second?.run?.to, rig.clock.now(), 'the next one goes on from there');
});

test('[Q5] before the first run there is no strip to look back on, and a run that is not there has none', async () => {
  const rig = await HubRig.open();
  const replay = replayOf(rig);
  assert.is(await replay.strip(null), null);
  assert.is(await replay.viewAt(rig.clock.now()), null);
  const live = await HubRig.live();
  assert.is(await replayOf(live).strip(7), null);
});

test.run();
