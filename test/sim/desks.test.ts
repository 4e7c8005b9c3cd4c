import { ownerOf } from '@hub/server/domain/decide-assign.ts';
import { checksOf } from '@hub/server/hub/row.ts';
import type { Command } from '@hub/server/domain/commands.ts';
import { SYSTEM, type Actor } from '@hub/server/domain/events.ts';
import { CHECK_ITEMS, CHECK_STATES } from '@hub/shared/model/checklist.ts';
import type { DeviceId, GrantId, HandoverId, PersonalId, SessionId } from '@hub/shared/model/ids.ts';
import { NEXT_PHASES, PHASES, REOPEN_WINDOW_MS, type Phase } from '@hub/shared/model/session.ts';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ADMINISTRATOR, aPoint, HEAD, pointId } from '../support/builders.ts';
import { dump, HubRig } from '../support/hub-rig.ts';
import { foldLog } from '@hub/server/hub/refold.ts';

const POINTS = ['DC01', 'DC02', 'DC03'] as const;
const DESKS = ['k1', 'k2', 'chair'] as const;
type Desk = (typeof DESKS)[number];

/** What a careful secretary with a notebook would know of who has what, worked out from the asking alone. */
class Notebook {
  phase: Phase = 'planned';
  endedAt = 0;
  session: string = HEAD.id;
  earlier: string[] = [];
  readonly owner = new Map<string, Desk>();
  readonly out = new Set<Desk>();
  readonly checks = new Map<string, string>();
  readonly notes = new Map<string, { readonly by: Desk; readonly read: Set<Desk> }>();

  begin(): void {
    this.owner.clear();
    this.checks.clear();
    this.notes.clear();
  }
  isAnothers(point: string, by: Desk): boolean {
    const owner = this.ownerOf(point);
    return owner !== null && owner !== by;
  }
  ownerOf(point: string): Desk | null {
    const owner = this.owner.get(point);
    return owner !== undefined && !this.out.has(owner) ? owner : null;
  }
}

const actor = (desk: Desk): Actor => ({
  kind: 'staff',
  deviceId: desk as string as DeviceId,
  role: desk === 'chair' ? 'controller' : 'technician',
});

async function town(): Promise<HubRig> {
  const rig = await HubRig.open();
  await rig.ok({ type: 'CreateSession', head: HEAD }, ADMINISTRATOR);
  for (const code of POINTS) await rig.ok({ type: 'AddPoint', point: aPoint(code) }, ADMINISTRATOR);
  for (const desk of DESKS) {
    const { role } = actor(desk);
    if (role === 'operator' || role === 'system') throw new Error('a desk is staff');
    const grantId = `link-${desk}` as GrantId;
    const common = { pointId: null, labelId: null, expiresAt: null };
    await rig.ok({ type: 'MintGrant', grantId, kind: 'link', role, hash: `hash-${desk}`, ...common }, ADMINISTRATOR);
    const deviceId = desk as string as DeviceId;
    await rig.ok(
      { type: 'ClaimGrant', grantHash: `hash-${desk}`, deviceId, keyHash: `key-${desk}`, labelId: null },
      SYSTEM,
    );
  }
  return rig;
}

/** A wish, and what the notebook says becomes of it: a refusal's kind, or nothing, after which it is written down. */
interface Wish {
  readonly what: string;
  readonly ask: (notebook: Notebook, rig: HubRig) => { readonly command: Command; readonly by: Actor };
  readonly expect: (notebook: Notebook, now: number) => string | undefined;
}

const desk = fc.constantFrom(...DESKS);
const some = fc.uniqueArray(fc.constantFrom(...POINTS), { minLength: 1 });

const take = fc.tuple(desk, some, fc.boolean()).map(([by, points, takeOver]): Wish => ({
  what: 'take',
  ask: () => ({ command: { type: 'TakePoints', pointIds: points.map(pointId), takeOver }, by: actor(by) }),
  expect: (notebook) => {
    if (notebook.out.has(by)) return 'forbidden';
    const anothers = points.some((point) => notebook.isAnothers(point, by));
    if (anothers && !takeOver) return 'conflict';
    for (const point of points) notebook.owner.set(point, by);
    return undefined;
  },
}));
const pass = fc.tuple(desk, some, fc.option(desk)).map(([by, points, to]): Wish => ({
  what: 'pass',
  ask: () => ({
    command: { type: 'PassPoints', pointIds: points.map(pointId), to: to as string as DeviceId | null },
    by: actor(by),
  }),
  expect: (notebook) => {
    if (to !== null && notebook.out.has(to)) return 'not-found';
    if (by !== 'chair' && points.some((point) => notebook.isAnothers(point, by))) return 'forbidden';
    for (const point of points) {
      if (to === null) notebook.owner.delete(point);
      else notebook.owner.set(point, to);
    }
    return undefined;
  },
}));
const putOut = fc.constantFrom<Desk>('k1', 'k2').map((who): Wish => ({
  what: 'put out',
  ask: () => ({ command: { type: 'RevokeDevice', deviceId: who as string as DeviceId }, by: ADMINISTRATOR }),
  expect: (notebook) => void notebook.out.add(who),
}));
const check = fc
  .tuple(fc.constantFrom(...POINTS), fc.constantFrom(...CHECK_ITEMS), fc.constantFrom(...CHECK_STATES))
  .map(([point, item, state]): Wish => ({
    what: 'check',
    ask: (_, rig) => ({
      command: {
        type: 'CheckItem',
        pointId: pointId(point),
        prep: rig.hub.projection.session()?.prep ?? 0,
        item,
        state,
      },
      by: { kind: 'operator', deviceId: 'phone' as DeviceId, role: 'operator', pointId: pointId(point) },
    }),
    expect: ({ phase, checks }) => {
      if (phase === 'live' || phase === 'ended') return 'wrong-phase';
      if (item === 'backup-line') return 'invalid';
      checks.set(`${point} ${item}`, state);
      return undefined;
    },
  }));
const enter = fc.constantFrom(...PHASES).map((phase): Wish => ({
  what: 'enter',
  ask: () => ({ command: { type: 'EnterPhase', phase }, by: ADMINISTRATOR }),
  expect: (notebook, now) => {
    if (!NEXT_PHASES[notebook.phase].includes(phase)) return 'wrong-phase';
    if (notebook.phase === 'ended' && now - notebook.endedAt > REOPEN_WINDOW_MS) return 'wrong-phase';
    notebook.phase = phase;
    if (phase === 'ended') notebook.endedAt = now;
    notebook.checks.clear();
    return undefined;
  },
}));
let made = 0;
const renew = fc.tuple(fc.boolean(), fc.boolean()).map(([early, late]): Wish => {
  const id = `next-${++made}`;
  return {
    what: 'renew',
    ask: (notebook) => ({
      command: {
        type: 'RenewSession',
        // A press on a screen that still shows the session before.
        from: (late ? (notebook.earlier.at(-1) ?? 'nobody') : notebook.session) as SessionId,
        head: { ...HEAD, id: id as SessionId },
        early,
      },
      by: ADMINISTRATOR,
    }),
    expect: (notebook, now) => {
      if (late) return 'not-found';
      if (notebook.phase !== 'ended') return 'wrong-phase';
      if (!early && now - notebook.endedAt <= REOPEN_WINDOW_MS) return 'wrong-phase';
      notebook.earlier = [...notebook.earlier, notebook.session];
      notebook.session = id;
      notebook.phase = 'planned';
      notebook.begin();
      return undefined;
    },
  };
});
const leave = desk.map((by): Wish => {
  const id = `note-${++made}`;
  return {
    what: 'leave a note',
    ask: () => ({
      command: { type: 'LeaveHandover', handoverId: id as HandoverId, textId: `t-${id}` as PersonalId, to: null },
      by: actor(by),
    }),
    expect: ({ notes }) => void notes.set(id, { by, read: new Set() }),
  };
});
const read = fc.tuple(desk, fc.nat({ max: 5 })).map(([by, which]): Wish => {
  const chosen = (notebook: Notebook): string => [...notebook.notes.keys()][which] ?? 'none';
  return {
    what: 'read a note',
    ask: (notebook) => ({
      command: { type: 'ReadHandover', handoverId: chosen(notebook) as HandoverId },
      by: actor(by),
    }),
    expect: (notebook) => {
      const note = notebook.notes.get(chosen(notebook));
      if (!note) return 'not-found';
      if (note.by !== by) note.read.add(by);
      return undefined;
    },
  };
});

function compare(notebook: Notebook, { hub }: HubRig): void {
  const { projection } = hub;
  const session = projection.session();
  assert.equal([session?.head.id, session?.phase], [notebook.session, notebook.phase]);
  assert.equal(
    session?.earlier.map(({ id }) => id),
    notebook.earlier,
  );
  for (const code of POINTS) {
    const point = projection.point(pointId(code));
    assert.ok(point);
    assert.is(ownerOf(projection, point), notebook.ownerOf(code), code);
    const said = Object.entries(checksOf(point, session)).map(([item, state]) => `${code} ${item}=${state}`);
    const noted = [...notebook.checks].filter(([key]) => key.startsWith(code)).map(([key, state]) => `${key}=${state}`);
    assert.equal(said.sort(), noted.sort());
  }
  const kept = [...notebook.notes].slice(-20);
  assert.equal(
    session?.handovers.map(({ id, readBy }) => [id, readBy.map(({ deviceId }) => deviceId).sort()]),
    kept.map(([id, { read: readers }]) => [id, [...readers].sort()]),
  );
}

test('[T1] [T2] [T3] [P1] [S8] [S9] whatever desks ask at once, all see one result, and it is the notebook’s', async () => {
  const tally = new Map<string, number>();
  const wish = fc.oneof(take, take, pass, putOut, check, check, enter, enter, renew, leave, read);
  /** Those of one turn arrive together and share a commit; the hub's order is that of arrival. */
  const turns = fc.array(
    fc.tuple(fc.array(wish, { minLength: 1, maxLength: 4 }), fc.constantFrom(10, 60_000, 700_000)),
    {
      minLength: 5,
      maxLength: 40,
    },
  );
  await fc.assert(
    fc.asyncProperty(turns, async (play) => {
      const rig = await town();
      const notebook = new Notebook();
      for (const [wishes, pause] of play) {
        const now = rig.clock.now();
        const outcomes: Promise<unknown>[] = [];
        for (const { what, ask, expect } of wishes) {
          const { command, by } = ask(notebook, rig);
          // A tap names the preparation its screen showed, which a phase entered in the same turn has ended.
          const stale =
            command.type === 'CheckItem' && wishes.some(({ what: other }) => other === 'enter' || other === 'renew');
          if (stale) continue;
          const expected = expect(notebook, now);
          tally.set(`${what} ${expected ?? 'done'}`, (tally.get(`${what} ${expected ?? 'done'}`) ?? 0) + 1);
          outcomes.push(
            rig.ask(command, by).then((outcome) => assert.is(outcome.ok ? undefined : outcome.kind, expected, what)),
          );
        }
        await Promise.all(outcomes);
        compare(notebook, rig);
        rig.clock.advance(pause);
      }
      const { projection } = await foldLog(rig.log);
      assert.is(dump(projection), dump(rig.hub.projection));
    }),
    { numRuns: Number(process.env['RUNS'] ?? 150), seed: Number(process.env['SEED'] ?? 20220911) },
  );
  for (const seen of [
    'take conflict',
    'take done',
    'pass forbidden',
    'pass not-found',
    'renew done',
    'renew wrong-phase',
    'check wrong-phase',
    'read a note not-found',
  ]) {
    assert.ok((tally.get(seen) ?? 0) > 0, `${seen} never happened: ${JSON.stringify([...tally])}`);
  }
});

test.run();
