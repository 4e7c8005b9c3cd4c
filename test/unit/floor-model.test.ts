import type { Command } from '@hub/server/domain/commands.ts';
import type { Fact } from '@hub/server/domain/events.ts';
import type { Vitals } from '@hub/shared/model/link.ts';
import type { TurnId } from '@hub/shared/model/ids.ts';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ADMINISTRATOR, aPoint, CONTROLLER, type Line, operator, pointId, staff, Town } from '../support/builders.ts';

const CODES = ['DC01', 'DC02', 'DC03', 'DC04'];
const DESKS = [CONTROLLER, staff('controller', 'controller-2'), ADMINISTRATOR];
const FAR_RTT_MS = 900;
const NEAR_RTT_MS = 30;

const who = fc.nat(CODES.length - 1);
const desk = fc.nat(DESKS.length - 1);
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('request' as const), who, desk, byPoint: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('withdraw' as const), who }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('move' as const), who, desk, before: fc.option(who) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('standby' as const), who, desk, isFar: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('check' as const), who, desk, isFar: fc.boolean() }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('give' as const),
      who,
      desk,
      isFar: fc.boolean(),
      despite: fc.subarray(['link', 'rtt'] as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('end' as const), who, desk }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('skip' as const), who, desk }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('return' as const),
      who,
      desk,
      to: fc.constantFrom('standby' as const, 'queue' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fault' as const), who, isThere: fc.boolean() }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

type Status = 'waiting' | 'standby' | 'done' | 'withdrawn' | 'skipped';
interface Turn {
  readonly id: string;
  readonly code: string;
  status: Status;
}

/** What the floor should be, kept as a person would on paper. Knows nothing of the hub's own code. */
class Paper {
  onAir: Turn | null = null;
  queue: Turn[] = [];
  ended: Turn[] = [];
  readonly faulty = new Set<string>();
  readonly newest = new Map<string, string>();
  #made = 0;

  /** `ok`, or why the hub should refuse. */
  take(one: Step): string {
    const code = CODES[one.who] ?? '';
    if (one.do === 'fault') {
      if (one.isThere) this.faulty.add(code);
      else this.faulty.delete(code);
      return 'ok';
    }
    if (one.do === 'request') return this.#request(code);
    if (one.do === 'withdraw') return this.#withdraw(code);
    const id = this.newest.get(code);
    const active = [...this.queue, ...(this.onAir ? [this.onAir] : [])].find((turn) => turn.id === id);
    const ended = this.ended.find((turn) => turn.id === id);
    if (!active && !ended) return 'not-found';
    const queued = this.queue.find((turn) => turn.id === id);
    switch (one.do) {
      case 'move': {
        if (!queued) return 'conflict';
        const before = one.before === null ? null : this.newest.get(CODES[one.before] ?? '');
        const target = this.queue.find((turn) => turn.id === before);
        if (before !== null && !target) return 'conflict';
        if (target === queued) return 'ok';
        this.queue = this.queue.filter((turn) => turn !== queued);
        this.queue.splice(target ? this.queue.indexOf(target) : this.queue.length, 0, queued);
        return 'ok';
      }
      case 'standby':
        if (!queued) return 'conflict';
        queued.status = 'standby';
        return 'ok';
      case 'check':
        return queued?.status === 'standby' ? 'ok' : 'conflict';
      case 'give': {
        if (this.onAir?.id === id) return 'ok';
        if (queued?.status !== 'standby') return 'conflict';
        if (this.onAir) return 'floor-taken';
        const found = [...(this.faulty.has(code) ? ['link'] : []), ...(one.isFar ? ['rtt'] : [])];
        if (found.some((problem) => !(one.despite as string[]).includes(problem))) return 'conflict';
        this.queue = this.queue.filter((turn) => turn !== queued);
        this.onAir = queued;
        return 'ok';
      }
      case 'end':
        if (ended?.status === 'done') return 'ok';
        if (this.onAir?.id !== id) return 'conflict';
        return this.#end('done');
      case 'skip':
        if (ended?.status === 'skipped') return 'ok';
        return queued ? this.#leave(queued, 'skipped') : 'conflict';
      case 'return':
        return this.#return(id ?? '', one.to);
    }
  }

  #request(code: string): string {
    if ([this.onAir, ...this.queue].some((turn) => turn?.code === code)) return 'ok';
    const id = `turn-${++this.#made}`;
    this.newest.set(code, id);
    this.queue.push({ id, code, status: 'waiting' });
    return 'ok';
  }
  #withdraw(code: string): string {
    if (this.onAir?.code === code) return this.#end('done');
    const queued = this.queue.find((turn) => turn.code === code);
    return queued ? this.#leave(queued, 'withdrawn') : 'ok';
  }
  #end(status: Status): string {
    if (this.onAir) this.#keep({ ...this.onAir, status });
    this.onAir = null;
    return 'ok';
  }
  #leave(turn: Turn, status: Status): string {
    this.queue = this.queue.filter((one) => one !== turn);
    this.#keep({ ...turn, status });
    return 'ok';
  }
  /** Of a point's withdrawals the newest. */
  #keep(turn: Turn): void {
    this.ended = [...this.ended.filter(({ code, status }) => code !== turn.code || status !== 'withdrawn'), turn];
  }
  #return(id: string, to: 'standby' | 'queue'): string {
    const queued = this.queue.find((turn) => turn.id === id);
    const ended = this.ended.find((turn) => turn.id === id);
    const spoke = this.onAir?.id === id ? this.onAir : ended?.status === 'done' ? ended : null;
    if (queued?.status === (to === 'queue' ? 'waiting' : 'standby')) return 'ok';
    if (to === 'standby' && !spoke) return 'conflict';
    const turn = queued ?? spoke ?? ended;
    if (!turn) return 'conflict';
    if (this.onAir?.id === id) this.onAir = null;
    this.queue = this.queue.filter((one) => one.id !== id);
    this.ended = this.ended.filter((one) => one.id !== id);
    const firstWaiting = this.queue.findIndex(({ status }) => status === 'waiting');
    const back: Turn = { id, code: turn.code, status: to === 'standby' ? 'standby' : 'waiting' };
    this.queue.splice(firstWaiting < 0 ? this.queue.length : firstWaiting, 0, back);
    return 'ok';
  }
}

function commandOf(one: Exclude<Step, { do: 'fault' }>, paper: Paper, next: string): Command {
  const code = CODES[one.who] ?? '';
  const turnId = (paper.newest.get(code) ?? 'none') as TurnId;
  const vitals = (isFar: boolean): Vitals => ({
    rttMs: isFar ? FAR_RTT_MS : NEAR_RTT_MS,
    lossPct: null,
    jitterMs: null,
    bitrateKbps: null,
    fps: null,
    soundLevel: null,
  });
  switch (one.do) {
    case 'request':
      return { type: 'RequestFloor', turnId: next as TurnId, pointId: pointId(code) };
    case 'withdraw':
      return { type: 'WithdrawFloor', pointId: pointId(code) };
    case 'move': {
      const before = one.before === null ? null : ((paper.newest.get(CODES[one.before] ?? '') ?? 'none') as TurnId);
      return { type: 'MoveTurn', turnId, before };
    }
    case 'standby':
      return { type: 'CallToStandby', turnId, vitals: vitals(one.isFar) };
    case 'check':
      return { type: 'RepeatCheck', turnId, vitals: vitals(one.isFar) };
    case 'give':
      return { type: 'GiveFloor', turnId, vitals: vitals(one.isFar), limitMs: null, despite: one.despite };
    case 'end':
      return { type: 'EndTurn', turnId };
    case 'skip':
      return { type: 'SkipTurn', turnId };
    case 'return':
      return { type: 'ReturnTurn', turnId, to: one.to };
  }
}

test('[F2] [F3] [F4] [F7] whatever two controllers, an administrator and four points do at once, the floor is what a person on paper would have', () => {
  const reached = { given: 0, taken: 0, unseen: 0 };
  fc.assert(
    fc.property(fc.array(step, { minLength: 40, maxLength: 90, size: 'max' }), (steps) => {
      const town = new Town(CODES.map((code) => aPoint(code)));
      const lines = new Map<string, Line>(CODES.map((code) => [code, town.connect(code)]));
      const paper = new Paper();
      let made = 0;
      for (const one of steps) {
        const code = CODES[one.who] ?? '';
        if (one.do === 'fault') {
          paper.take(one);
          lines.get(code)?.fault('audio', one.isThere);
          continue;
        }
        const isOwn = one.do === 'withdraw' || (one.do === 'request' && one.byPoint);
        const actor = isOwn ? operator(code, `phone-${code}`) : (DESKS['desk' in one ? one.desk : 0] ?? CONTROLLER);
        const command = commandOf(one, paper, `turn-${made + 1}`);
        const expected = paper.take(one);
        const refusal = town.refusal(command, actor);
        assert.is(refusal?.kind ?? 'ok', expected, JSON.stringify(one));
        if (refusal?.kind === 'floor-taken') reached.taken++;
        if (refusal?.field === 'despite') reached.unseen++;
        if (!refusal && town.do(command, actor).some(({ type }) => type === 'FloorRequested')) made++;
        town.pass(1_000);
        const { onAir, queue } = town.session().floor;
        assert.is(onAir?.pointId ?? null, paper.onAir?.code ?? null);
        assert.equal(
          queue.map(({ pointId: id, status }) => `${id} ${status}`),
          paper.queue.map(({ code: id, status }) => `${id} ${status}`),
        );
      }
      reached.given += checkFacts(town.facts);
    }),
    { numRuns: 600, seed: 20_220_911 },
  );
  assert.ok(reached.given > 300 && reached.taken > 100 && reached.unseen > 100, JSON.stringify(reached));
});

/** Over the facts alone: nobody went on air while another was, nor without a call before it. Gives how many did. */
function checkFacts(facts: readonly Fact[]): number {
  let onAir: string | null = null;
  const called = new Set<string>();
  let given = 0;
  for (const fact of facts) {
    if (fact.type === 'CalledToStandby') called.add(fact.turnId);
    if (fact.type === 'FloorGiven') {
      assert.is(onAir, null, 'two on air');
      assert.ok(called.has(fact.turnId), 'on air without standby');
      onAir = fact.turnId;
      given++;
    }
    if (fact.type === 'TurnEnded' || fact.type === 'TurnReturned') {
      if (onAir === fact.turnId) onAir = null;
      if (fact.type === 'TurnReturned' && fact.to === 'queue') called.delete(fact.turnId);
    }
  }
  return given;
}

test.run();
