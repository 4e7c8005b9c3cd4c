import { randomBytes } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { HubProcess } from '../hub-process.ts';
import { rawClaim, RawScreen, type RawAnswer } from '../oracle/raw-client.ts';
import { boardOf, type SeenNode } from '../oracle/nodes.ts';
import { Random } from '../random.ts';
import { SentinelRig } from '../redis-rig.ts';
import { NodeOperator, type OwnReport } from './operator.ts';
import { SavedTimes } from './saved-times.ts';

const POLL_MS = 50;
const LOOK_AGAIN_MS = 600;
/** For a loaded machine; every wait ends with its fact. */
const LONGEST_MS = 120_000;
const NAMES = ['a', 'b', 'c'] as const;
/** Operators of each hub that never go to another one. */
const FAITHFUL = 2;
/** Processes are told apart by their group, so that one can be cut off with its master. */
const FIRST_GROUP = 20_001;
/** Where the log of a hub stands in its folder. */
const LOG_FILE = 'log.db';

export interface RigOptions {
  readonly seed: number;
  readonly operators: number;
  /** A deliberate break of the last hub, which must be found. */
  readonly sabotage?: string | undefined;
  /** How long reports are waited for that have no last tick, and boards that are not the same. */
  readonly settleMs?: number | undefined;
}

/** Three hubs on three Redis with their Sentinels, and operators spread over the hubs. */
export class NodesRig {
  readonly redis: SentinelRig;
  readonly hubs: ReadonlyMap<string, HubProcess>;
  readonly saved = new SavedTimes();
  #operators: readonly NodeOperator[] = [];
  #admin = '';
  #roundId: string | null = null;

  readonly #settleMs: number;

  private constructor(redis: SentinelRig, hubs: ReadonlyMap<string, HubProcess>, settleMs = LONGEST_MS) {
    this.#settleMs = settleMs;
    this.redis = redis;
    this.hubs = hubs;
  }

  static async start(options: RigOptions): Promise<NodesRig> {
    const redis = await SentinelRig.start();
    const secret = randomBytes(24).toString('base64url');
    const hubs = new Map<string, HubProcess>();
    const rig = new NodesRig(redis, hubs, options.settleMs);
    try {
      for (const [place, name] of NAMES.entries()) {
        const hub = await HubProcess.prepare({
          wrapper: ['setpriv', '--regid', String(FIRST_GROUP + place), '--clear-groups'],
          env: {
            HUB_REDIS_SENTINELS: redis.sentinels,
            HUB_CLUSTER_SECRET: secret,
            HUB_CLUSTER_NODES: String(NAMES.length),
            HUB_LOG_LEVEL: process.env['NODES_LOG'] ?? 'warn',
            ...(options.sabotage === undefined || place < NAMES.length - 1 ? {} : { HUB_SABOTAGE: options.sabotage }),
          },
        });
        hubs.set(name, hub);
        // The first one begins the session; the others are told it.
        if (place === 0) await hub.start();
      }
      await Promise.all([...hubs.values()].slice(1).map((hub) => hub.start()));
      await rig.#muster(options);
      return rig;
    } catch (error) {
      await rig.stop();
      throw error;
    }
  }

  get reports(): readonly OwnReport[] {
    return this.#operators.flatMap(({ reports }) => reports);
  }

  get outstanding(): number {
    return this.#operators.reduce((sum, { outstanding }) => sum + outstanding, 0);
  }

  hub(name: string): HubProcess {
    const hub = this.hubs.get(name);
    if (hub === undefined) throw new Error(`no hub ${name}`);
    return hub;
  }

  groupOf(name: string): number {
    return FIRST_GROUP + [...this.hubs.keys()].indexOf(name);
  }

  /** The one that decides now, first; the others behind it. */
  async byRole(): Promise<readonly [deciding: string, ...following: string[]]> {
    return until('one hub decides', async () => {
      const names = [...this.hubs.keys()];
      const roles = await Promise.all(names.map((name) => this.#isDeciding(name).catch(() => false)));
      const [deciding, ...more] = names.filter((_, place) => roles[place]);
      if (deciding === undefined || more.length > 0) return null;
      return [deciding, ...names.filter((name) => name !== deciding)];
    });
  }

  async kill(name: string): Promise<void> {
    await this.saved.read(name, this.hub(name).url);
    this.saved.ended(name);
    await this.hub(name).kill();
  }

  /** A round of its own for each schedule; operators report in it from now on. */
  async openRound(): Promise<void> {
    if (this.#roundId !== null) await this.#order('round:freeze', { roundId: this.#roundId });
    const { roundId } = await this.#order('round:open', { kind: 'mid-session' });
    this.#roundId = String(roundId);
    for (const operator of this.#operators) operator.reportFor(this.#roundId);
  }

  /** Whatever was reported has its last tick; says false where that takes for ever. */
  async settled(): Promise<boolean> {
    for (const operator of this.#operators) operator.reportFor(null);
    return isIt(() => Promise.resolve(this.outstanding === 0), this.#settleMs);
  }

  /** What a screen at each hub shows, waited for until they are one; as they are where they never become so. */
  async look(): Promise<readonly SeenNode[]> {
    let seen: readonly SeenNode[] = [];
    await isIt(async () => {
      // Not faster: a hub lets one device come in only so often.
      if (seen.length > 0) await delay(LOOK_AGAIN_MS);
      seen = await Promise.all([...this.hubs].map(([name, hub]) => this.#lookAt(name, hub.url)));
      return new Set(seen.map(boardOf)).size === 1;
    }, this.#settleMs);
    return seen;
  }

  /** Ends the hubs, and reads what stands on their disks. */
  async logs(): Promise<ReadonlyMap<string, readonly string[]>> {
    for (const operator of this.#operators) operator.stop();
    await Promise.all([...this.hubs.values()].map((hub) => hub.kill('SIGTERM')));
    return new Map([...this.hubs].map(([name, { dataDir }]) => [name, eventsIn(join(dataDir, LOG_FILE))]));
  }

  async stop(): Promise<void> {
    for (const operator of this.#operators) operator.stop();
    await Promise.all([...this.hubs.values()].map((hub) => hub.dispose()));
    await this.redis.stop();
  }

  async #muster({ seed, operators }: RigOptions): Promise<void> {
    const first = this.hub(NAMES[0]);
    const local = await RawScreen.open(first.url, first.adminKey());
    const { rows } = await local.snapshot();
    const mint = async (role: string, pointId?: string): Promise<string> => {
      const { secret } = await sure(local, 'grant:mint', {
        kind: 'link',
        role,
        label: 'n',
        ...(pointId === undefined ? {} : { pointId }),
      });
      return rawClaim(first.url, String(secret));
    };
    this.#admin = await mint('administrator');
    const summoned = new Map(rows.map((row) => [row.id, row.summoned]));
    const doors = new Map([...this.hubs].map(([name, { url }]) => [name, { port: Number(new URL(url).port) }]));
    const all: NodeOperator[] = [];
    for (const [place, { id }] of rows.slice(0, operators).entries()) {
      all.push(
        new NodeOperator({
          pointId: id,
          key: await mint('operator', id),
          summoned: summoned.get(id) ?? 0,
          doors,
          home: NAMES[place % NAMES.length] ?? NAMES[0],
          isFaithful: place < FAITHFUL * NAMES.length,
          random: new Random(seed * 1_000 + place),
        }),
      );
    }
    local.close();
    this.#operators = all;
    await this.#order('phase:enter', { phase: 'live' });
    await until('all operators are there', () => Promise.resolve(all.every(({ isReady }) => isReady) ? true : null));
  }

  /** At whichever hub answers. */
  async #order(event: string, payload: object): Promise<RawAnswer> {
    const commandId = `n-${randomBytes(9).toString('base64url')}`;
    return until(event, async () => {
      for (const { url } of this.hubs.values()) {
        const screen = await RawScreen.open(url, this.#admin).catch(() => null);
        if (screen === null) continue;
        try {
          return await sure(screen, event, { commandId, ...payload });
        } finally {
          screen.close();
        }
      }
      return null;
    });
  }

  async #isDeciding(name: string): Promise<boolean> {
    const screen = await RawScreen.open(this.hub(name).url, this.#admin);
    try {
      const { hub } = (await screen.snapshot()) as unknown as { hub: { nodes: { deciding: string } } };
      return hub.nodes.deciding === 'here';
    } finally {
      screen.close();
    }
  }

  async #lookAt(name: string, url: string): Promise<SeenNode> {
    const screen = await RawScreen.open(url, this.#admin);
    try {
      const view = await screen.snapshot();
      const ids = this.#operators.map(({ pointId }) => pointId);
      const revisions = await Promise.all(ids.map(async (id) => [id, await screen.revisionsOf(id)] as const));
      return { name, view, revisions: new Map(revisions) };
    } finally {
      screen.close();
    }
  }
}

async function sure(screen: RawScreen, event: string, payload: object): Promise<RawAnswer> {
  const withId = { commandId: `n-${randomBytes(9).toString('base64url')}`, ...payload };
  return until(event, async () => {
    const answer = await screen.ask(event, withId);
    if (answer.ok) return answer;
    if (answer.error?.retry === 'after') return null;
    throw new Refused(`${event}: ${JSON.stringify(answer.error)}`);
  });
}

/** Said for good: nobody asks again. */
class Refused extends Error {}

function eventsIn(file: string): string[] {
  const log = new DatabaseSync(file, { readOnly: true });
  try {
    return log
      .prepare('SELECT body FROM events ORDER BY seq')
      .all()
      .map(({ body }) => String(body));
  } finally {
    log.close();
  }
}

async function until<T>(what: string, find: () => Promise<T | null>): Promise<T> {
  let found: T | null = null;
  if (!(await isIt(async () => (found = await find()) !== null)) || found === null)
    throw new Error(`not in time: ${what}`);
  return found;
}

async function isIt(holds: () => Promise<boolean>, withinMs = LONGEST_MS): Promise<boolean> {
  const end = performance.now() + withinMs;
  for (;;) {
    try {
      if (await holds()) return true;
    } catch (error) {
      if (error instanceof Refused) throw error;
      // A hub that is gone answers nothing.
    }
    if (performance.now() > end) return false;
    await delay(POLL_MS);
  }
}
