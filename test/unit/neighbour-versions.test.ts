import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { FACT_VERSIONS } from '@hub/server/domain/events.ts';
import { DEFAULT_POLICY } from '@hub/server/domain/policy.ts';
import { readCommand, readEntry } from '@hub/server/exchange/carried.ts';
import { MemoryCarrierWorld } from '@hub/server/exchange/memory-carrier.ts';
import { Node, type ClusterView } from '@hub/server/exchange/node.ts';
import { isOlderVersion, programVersion } from '@hub/server/exchange/program-version.ts';
import { foldLog } from '@hub/server/hub/refold.ts';
import { SharedHub } from '@hub/server/hub/shared-hub.ts';
import type { KnownVersions, NewEvent } from '@hub/server/log/event-log.ts';
import { BEFORE_ALL, type NodeStore } from '@hub/server/log/node-store.ts';
import { openSqliteNodeStore } from '@hub/server/log/sqlite-node-store.ts';
import { inCurrentShape, upcasters } from '@hub/server/log/stored-event.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HEAD } from '../support/builders.ts';
import { command as aCommand, line } from '../support/carried.ts';
import { dump } from '../support/hub-rig.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { silentLogger } from '../support/silent-logger.ts';

/** The program of today is the newer one; the older one knows an earlier shape of one fact. */
const OLDER: KnownVersions = { ...FACT_VERSIONS, MediaFeedChanged: 1 };

function asOlderWrites(event: NewEvent): NewEvent {
  if (event.type !== 'MediaFeedChanged') return event;
  const { ingress: _, ...data } = event.data as { readonly ingress: boolean };
  return { ...event, version: 1, data };
}

interface Neighbour {
  readonly store: NodeStore;
  readonly hub: SharedHub;
  readonly node: Node;
  /** All that it ever was in this life. */
  readonly roles: Set<ClusterView['role']>;
  stop(): Promise<void>;
}

/** Real disks under a clock that goes on once every disk has answered: a slow one changes nothing. */
class Cluster {
  readonly #clock = new ManualClock();
  readonly #world = new MemoryCarrierWorld({ clock: this.#clock });
  readonly #folder = mkdtempSync(join(tmpdir(), 'hub-neighbours-'));
  readonly #running = new Set<Neighbour>();
  #pending = 0;
  #lives = 0;

  /** No time passes meanwhile. */
  async start(name: string, versions: KnownVersions): Promise<Neighbour> {
    const neighbour = await this.#open(name, versions);
    neighbour.node.begin();
    return neighbour;
  }

  async during<T>(task: Promise<T>): Promise<T> {
    let isOver = false;
    const over = (): void => void (isOver = true);
    task.then(over, over);
    await this.until('it is over', () => isOver);
    return task;
  }

  async until(what: string, holds: () => boolean): Promise<void> {
    for (const end = this.#clock.now() + 60_000; !holds();) {
      if (this.#clock.now() > end) throw new Error(`not in time: ${what}`);
      do for (let i = 0; i < 5; i++) await turn();
      while (this.#pending > 0);
      await this.#clock.advanceAsync(50);
    }
  }

  async end(): Promise<void> {
    for (const node of [...this.#running]) await this.during(node.stop());
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #open(name: string, versions: KnownVersions): Promise<Neighbour> {
    const clock = this.#clock;
    const folder = join(this.#folder, name);
    const store = this.#awaited(await openSqliteNodeStore({ folder, versions, now: () => clock.now() }));
    const hub = await SharedHub.open({
      log: store,
      clock,
      logger: silentLogger,
      policy: DEFAULT_POLICY,
      mediaConfigured: true,
      tailIndex: (await store.remember()).tail.index,
      inCurrentShape: (event) => inCurrentShape(event, FACT_VERSIONS, upcasters),
    });
    const roles = new Set<ClusterView['role']>();
    const node = await Node.open({
      store,
      carrier: this.#world.carrier((await store.remember()).node),
      witness: hub,
      decider: {
        decide(commands) {
          const decisions = hub.decide(commands);
          return versions === OLDER ? { ...decisions, events: decisions.events.map(asOlderWrites) } : decisions;
        },
        adopt: (entry) => hub.adopt(entry),
        refold: (index) => hub.refold(index),
      },
      clock,
      logger: silentLogger,
      life: `${name} ${String(++this.#lives)}`,
      url: `http://${name}`,
      version: programVersion(1, versions),
      sockets: () => 0,
      changed: ({ role }) => roles.add(role),
      heard: () => undefined,
      storeFailed: (failure) => hub.storeFailed(failure),
    });
    hub.join(
      (body) => node.submit(body),
      () => true,
    );
    const neighbour: Neighbour = {
      store,
      hub,
      node,
      roles,
      stop: async () => {
        this.#running.delete(neighbour);
        await node.stop();
        await store.close();
      },
    };
    this.#running.add(neighbour);
    return neighbour;
  }

  #awaited(store: NodeStore): NodeStore {
    return new Proxy(store, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          const result: unknown = value.apply(target, args);
          if (result instanceof Promise) return this.#counted(result);
          return isIterable(result) ? this.#pages(result) : result;
        };
      },
    });
  }

  #counted<T>(promise: Promise<T>): Promise<T> {
    this.#pending++;
    return promise.finally(() => this.#pending--);
  }

  async *#pages(pages: AsyncIterable<unknown>): AsyncGenerator<unknown> {
    const iterator = pages[Symbol.asyncIterator]();
    for (;;) {
      const next = await this.#counted(iterator.next());
      if (next.done === true) return;
      yield next.value;
    }
  }
}

let cluster: Cluster;
test.before.each(() => {
  cluster = new Cluster();
});
test.after.each(() => cluster.end());

const isIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

const feedOf = ({ hub }: Neighbour) => {
  const session = hub.projection.session();
  return session && [session.mediaFeed, session.mediaIngress];
};
const isDeciding = ({ node }: Neighbour): boolean => node.view().role === 'deciding';

/** In which versions facts of this type stand in its log. */
async function stored({ store }: Neighbour, type: string): Promise<readonly number[]> {
  const versions: number[] = [];
  for await (const page of store.entriesAfter(0)) {
    for (const { events } of page) for (const event of events) if (event.type === type) versions.push(event.version);
  }
  return versions;
}

test('[D13] nodes of two versions run side by side; the older one decides, and one that is behind the log stays out until it is updated', async () => {
  const first = await cluster.start('first', OLDER);
  await cluster.until('it decides', () => isDeciding(first));
  await cluster.during(first.hub.handleOwn({ type: 'CreateSession', head: HEAD }));
  const newer = await cluster.start('newer', FACT_VERSIONS);
  const second = await cluster.start('second', OLDER);
  await cluster.until('they follow', () => [newer, second].every(({ hub }) => hub.projection.session() !== null));

  await cluster.during(newer.hub.handleOwn({ type: 'ChangeMediaFeed', feed: 'live', ingress: true }));
  assert.equal(await stored(newer, 'MediaFeedChanged'), [1]);
  assert.equal(feedOf(newer), ['live', false], 'what the older shape lacks is what the log makes of it');
  assert.is(dump(newer.hub.projection), dump((await foldLog(newer.store)).projection));

  await cluster.during(first.stop());
  await cluster.until('the other older one decides', () => isDeciding(second));
  assert.not.ok(newer.roles.has('deciding') || newer.roles.has('taking'));
  await cluster.during(second.stop());
  await cluster.until('only the newer one is left', () => isDeciding(newer));
  await cluster.during(newer.hub.handleOwn({ type: 'ChangeMediaFeed', feed: 'live', ingress: true }));
  assert.equal(feedOf(newer), ['live', true]);

  const late = await cluster.start('first', OLDER);
  await cluster.until('it takes no part', () => late.node.view().role === 'refused');
  assert.is(late.node.view().refusal, 'version');
  assert.equal(await stored(late, 'MediaFeedChanged'), [1]);
  await cluster.during(newer.hub.handleOwn({ type: 'ChangeMediaFeed', feed: 'stale', ingress: true }));
  await cluster.during(late.stop());
  const updated = await cluster.start('first', FACT_VERSIONS);
  await cluster.until('it has all', () => dump(updated.hub.projection) === dump(newer.hub.projection));
  assert.is(dump((await foldLog(updated.store)).projection), dump(newer.hub.projection));
});

test('[D13] what a later version says besides is let go, and its program is told from an older one', () => {
  const more = <T extends object>(value: T): string => JSON.stringify({ ...value, later: { is: 1 } });
  const asked = aCommand('a', 1);
  assert.equal(readCommand(more(asked)), asked);
  const [entry] = line(BEFORE_ALL, 1, 1);
  assert.ok(entry);
  assert.equal(readEntry(more(entry)), JSON.parse(JSON.stringify(entry)));
  const older = programVersion(1, OLDER);
  const newer = programVersion(1, FACT_VERSIONS);
  assert.equal(
    [
      isOlderVersion(older, newer),
      isOlderVersion(newer, older),
      isOlderVersion(newer, newer),
      isOlderVersion('1', older),
      isOlderVersion('1.9', '1.10'),
      isOlderVersion('a word', newer),
    ],
    [true, false, false, true, true, false],
  );
});

test.run();
