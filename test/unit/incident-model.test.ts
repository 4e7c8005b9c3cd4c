import { type Incident, subjectOf } from '@hub/shared/model/incident.ts';
import { FAULTS } from '@hub/shared/model/link.ts';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  ADMINISTRATOR,
  aPoint,
  CONTROLLER,
  type Line,
  opening,
  pointId,
  TECHNICIAN,
  Town,
} from '../support/builders.ts';

const CODES = Array.from({ length: 9 }, (_, i) => `DC0${i + 1}`);
const CLEAR_MS = 30_000;
const MOMENTARY_CLEAR_MS = 120_000;
const ESCALATE_MS = { critical: 120_000, notice: 300_000 } as const;
const CRITICAL = new Set(['link-lost', 'power', 'common', 'hub']);
const MOMENTARY = new Set(['flapping', 'conflict', 'hub']);

const who = fc.nat(CODES.length - 1);
const nth = fc.nat(20);
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('connect' as const), who }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('close' as const), who, isSilent: fc.boolean() }) },
  /** A whole carrier goes at once, and then some. */
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('outage' as const), from: who, count: fc.integer({ min: 2, max: 6 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('leave' as const), who }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('fault' as const),
      who,
      fault: fc.constantFrom(...FAULTS),
      is: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('take' as const), nth }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('resolve' as const), nth }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('open' as const), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('retire' as const), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('round' as const) }) },
);
const wait = fc.constantFrom(0, 100, 400, 3_000, 9_000, 31_000, 130_000);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

class Play {
  readonly town = new Town(
    CODES.map((code, i) => aPoint(code, { carrier: i < 5 ? 'Viettel' : 'VNPT', area: `Xã ${i % 3}` })),
  );
  readonly #lines = new Map<string, Line>();
  #rounds = 0;

  take(one: Step): void {
    const { town } = this;
    const open = [...town.state.openIncidents()];
    switch (one.do) {
      case 'connect':
        return this.#connect(CODES[one.who] ?? '');
      case 'close':
        return this.#close(CODES[one.who] ?? '', one.isSilent ? 'silent' : 'closed');
      case 'outage':
        for (let i = 0; i < one.count; i++) this.#connect(CODES[(one.from + i) % CODES.length] ?? '');
        for (let i = 0; i < one.count; i++) this.#close(CODES[(one.from + i) % CODES.length] ?? '', 'silent');
        return;
      case 'leave':
        this.#lines.get(CODES[one.who] ?? '')?.leave();
        this.#lines.delete(CODES[one.who] ?? '');
        return;
      case 'fault':
        if (this.#isThere(CODES[one.who] ?? '')) this.#lines.get(CODES[one.who] ?? '')?.fault(one.fault, one.is);
        return;
      case 'take':
      case 'resolve': {
        const incident = open[one.nth % Math.max(1, open.length)];
        if (!incident) return;
        if (one.do === 'resolve') town.do({ type: 'ResolveIncident', incidentId: incident.id });
        else this.#acknowledge(incident);
        return;
      }
      case 'open': {
        const command = { type: 'OpenIncident', pointId: pointId(CODES[one.who] ?? ''), cause: 'other' } as const;
        const isThere = town.state.openIncident(command.pointId, 'other') || !this.#isThere(command.pointId);
        assert.is(town.refusal({ ...command, textId: null }) !== undefined, Boolean(isThere), 'I9');
        if (!isThere) town.do({ ...command, textId: null });
        return;
      }
      case 'retire': {
        const code = CODES[one.who] ?? '';
        const held = town.point(code);
        if (held.retired) town.do({ type: 'AddPoint', point: held.point }, ADMINISTRATOR);
        else town.do({ type: 'RetirePoint', pointId: pointId(code) }, ADMINISTRATOR);
        this.#lines.delete(code);
        return;
      }
      case 'round': {
        const round = town.session().rounds.find(({ frozenAt }) => frozenAt === null);
        if (round) town.do({ type: 'FreezeRound', roundId: round.id }, CONTROLLER);
        else town.do(opening(`r${++this.#rounds}`, town.now + 20_000));
      }
    }
  }

  /** I2: the first has it, whoever comes second is told; what is folded is taken with the common cause. */
  #acknowledge({ id, status, foldedInto }: Incident): void {
    const command = { type: 'AcknowledgeIncident', incidentId: id } as const;
    const isFree = status === 'open' && foldedInto === null;
    assert.is(this.town.refusal(command, TECHNICIAN)?.kind, isFree ? undefined : 'conflict');
    if (isFree) this.town.do(command, TECHNICIAN);
  }

  #isThere(code: string): boolean {
    return !this.town.point(code).retired;
  }
  #connect(code: string): void {
    if (this.#lines.has(code) || !this.#isThere(code)) return;
    // Retiring put the point's device out: another one comes by another card.
    const lives = this.town.facts.filter((fact) => fact.type === 'PointRetired' && fact.pointId === code).length;
    if (lives === 0) this.#lines.set(code, this.town.connect(code));
  }
  #close(code: string, how: 'closed' | 'silent'): void {
    this.#lines.get(code)?.close(how);
    this.#lines.delete(code);
  }
}

/** What must hold whatever happened, said without the hub's own rules of deciding. */
function check({ town }: Play): void {
  const open = [...town.state.openIncidents()];
  const keys = open.map((one) => `${one.cause} ${subjectOf(one)}`);
  assert.is(new Set(keys).size, keys.length, 'I1: one of a cause and subject');
  for (const one of open) {
    assert.ok(one.status !== 'resolved');
    if (one.pointId !== null) assert.not.ok(town.point(one.pointId).retired, 'L17');
    if (one.foldedInto !== null) {
      const common = town.state.incident(one.foldedInto);
      assert.ok(common && common.status !== 'resolved' && common.group?.memberIds.includes(one.id), 'I4: listed');
    }
    if (one.group) {
      const members = one.group.memberIds.map((id) => town.state.incident(id));
      assert.ok(members.length > 0, 'I4: lists somebody');
      assert.ok(members.every((member) => member?.foldedInto === one.id && member.status !== 'resolved'));
      assert.is(new Set(one.group.memberIds).size, members.length);
    }
    const severity = CRITICAL.has(one.cause) ? 'critical' : 'notice';
    const waits = one.absentSince !== null && !MOMENTARY.has(one.cause);
    if (one.status === 'open' && one.foldedInto === null && !waits && one.escalatedAt === null) {
      assert.ok(town.now < one.openedAt + ESCALATE_MS[severity], `I6: ${one.cause}`);
    }
  }
  for (const one of town.state.incidents()) {
    if (one.status !== 'resolved' || one.resolution !== 'cleared' || one.group) continue;
    const window = MOMENTARY.has(one.cause) ? MOMENTARY_CLEAR_MS : CLEAR_MS;
    assert.ok(one.absentSince !== null && one.resolvedAt - one.absentSince >= window, 'I5');
    assert.not.ok(one.cause === 'other', 'I9: a person closes it');
  }
  for (const fact of town.facts) if (fact.type === 'CommonCauseOpened') assert.ok(fact.memberIds.length >= 3, 'I4');
  // Whoever is lost is in exactly one incident that a screen shows.
  for (const code of CODES) {
    const { retired, link } = town.point(code);
    const own = town.state.openIncident(code, 'link-lost');
    if (retired || link.state !== 'lost' || !own) continue;
    const shown = open.filter(
      (one) => one.foldedInto === null && (one.id === own.id || one.group?.memberIds.includes(own.id)),
    );
    assert.is(shown.length, 1, 'I4: once');
  }
}

test('[I1] [I2] [I4] [I5] [I6] [I9] whatever happens in whatever order, the rules of incidents hold', () => {
  let folded = 0;
  let split = 0;
  fc.assert(
    fc.property(fc.array(fc.tuple(step, wait), { minLength: 5, maxLength: 60 }), (steps) => {
      const play = new Play();
      for (const [one, ms] of steps) {
        play.take(one);
        play.town.pass(ms);
        check(play);
      }
      folded += play.town.count('CommonCauseOpened');
      split += play.town.facts.filter((fact) => fact.type === 'IncidentResolved' && fact.resolution === 'split').length;
    }),
    { numRuns: 300, seed: 4_005 },
  );
  assert.ok(folded > 100 && split > 10, `the plays meet what they are about: ${folded} folded, ${split} came apart`);
});

test.run();
