import { PROTOCOL_VERSION } from '@hub/shared/protocol/version.ts';
import type { HubNodes, NodesStatus } from '@hub/shared/protocol/down.ts';
import type { NodesHealth } from '@hub/shared/view/row.ts';
import type { NodesConfig } from './config.ts';
import { FACT_VERSIONS } from './domain/events.ts';
import type { Policy } from './domain/policy.ts';
import type { Member } from './exchange/carrier.ts';
import { Node } from './exchange/node.ts';
import type { ClusterView } from './exchange/node.ts';
import { nodesForClients, originsOf } from './exchange/node-urls.ts';
import { nodesStatus, whyNotForgotten, type Heard } from './exchange/node-status.ts';
import { RedisCarrier } from './exchange/redis-carrier.ts';
import { SharedHub } from './hub/shared-hub.ts';
import type { NodeId, NodeStore } from './log/node-store.ts';
import { openSqliteNodeStore } from './log/sqlite-node-store.ts';
import type { Clock } from './platform/clock.ts';
import type { Logger } from './platform/logger.ts';
import type { Metrics } from './platform/metrics.ts';

/** A member that was not heard for so long is lost; its points are unknown within 6 s of its last word (L10). */
const LOST_AFTER_MS = 4_000;
/** How long a stop waits until the others know that this node's sockets are gone. */
const FAREWELL_MS = 500;

export interface NodeParts {
  readonly config: NodesConfig;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly policy: Policy;
  readonly mediaConfigured: boolean;
  readonly makeId: () => string;
  /** Where others find this node, once it listens. */
  readonly url: () => string;
  readonly sockets: () => number;
  readonly changed: () => void;
  /** What clients are told of the other hubs has changed. */
  readonly nodesChanged: (nodes: HubNodes) => void;
  /** Whether this node decides from now on. */
  readonly deciding: (isDeciding: boolean) => void;
}

/** What makes a hub one of several: its store, the exchange, and the write path between them. */
export class ClusterNode {
  readonly hub: SharedHub;
  readonly store: NodeStore;
  readonly #parts: NodeParts;
  readonly #node: Node;
  readonly #carrier: RedisCarrier;
  /** Members whose loss was told; told again when they were there in between. */
  readonly #toldLost = new Set<NodeId>();
  #view: ClusterView;
  /** Kept while the carrier is away. */
  #heard: Heard = { members: [], at: 0 };
  readonly #origins = new Set<string>();
  #forClients: HubNodes | null = null;
  /** Struck off, and not yet done here. */
  readonly #leaving = new Set<NodeId>();

  private constructor(parts: NodeParts, store: NodeStore, hub: SharedHub, carrier: RedisCarrier, node: Node) {
    this.#parts = parts;
    this.store = store;
    this.hub = hub;
    this.#carrier = carrier;
    this.#node = node;
    this.#view = node.view();
  }

  static async open(parts: NodeParts): Promise<ClusterNode> {
    const { config, dataDir: folder, clock, logger, policy, mediaConfigured } = parts;
    const store = await openSqliteNodeStore({ folder, versions: FACT_VERSIONS, now: () => clock.now() });
    try {
      const { node: id } = await store.remember();
      const hub = await SharedHub.open({ log: store, clock, logger, policy, mediaConfigured });
      const { cluster, secret, redis: place } = config;
      const carrier = new RedisCarrier({ node: id, cluster, secret, place, logger });
      let joined: ClusterNode | null = null;
      const node = await Node.open({
        store,
        carrier,
        decider: hub,
        clock,
        logger,
        life: parts.makeId(),
        get url() {
          return parts.url();
        },
        version: String(PROTOCOL_VERSION),
        sockets: parts.sockets,
        changed: (view) => joined?.follow(view),
        heard: () => undefined,
        storeFailed: (failure) => hub.storeFailed(failure),
        fewest: config.count,
      });
      hub.join((body) => node.submit(body));
      const opened = new ClusterNode(parts, store, hub, carrier, node);
      hub.onAdopted((facts) => {
        for (const { fact } of facts) if (fact.type === 'NodeForgotten') void opened.#strikeOff(fact.node);
      });
      joined = opened;
      return opened;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  get id(): NodeId {
    return this.#node.id;
  }

  get isDeciding(): boolean {
    return this.#view.role === 'deciding';
  }

  /** Whether what is asked now can be decided now. */
  get isDecided(): boolean {
    return this.#view.carrier === 'reached' && this.#view.lease !== null;
  }

  health(): NodesHealth {
    const { carrier, members } = this.#view;
    return {
      carrier,
      deciding: this.isDeciding ? 'here' : this.isDecided ? 'elsewhere' : 'nobody',
      members: members?.length ?? 0,
      lost: members?.filter(isLost).length ?? 0,
    };
  }

  status(): NodesStatus {
    const { clock, url, sockets } = this.#parts;
    return nodesStatus({
      view: this.#node.view(),
      known: this.#node.known,
      heard: this.#heard,
      now: clock.now(),
      lostAfterMs: LOST_AFTER_MS,
      own: { url: url(), version: String(PROTOCOL_VERSION), sockets: sockets() },
    });
  }

  /** Null: it may be struck off. */
  whyNotForgotten(node: NodeId): 'not-found' | 'conflict' | null {
    return whyNotForgotten(this.status(), node);
  }

  measure({ nodes: gauges }: Metrics): void {
    const { cluster } = this.status();
    const here = cluster?.nodes[0];
    if (cluster === null || here === undefined) return;
    gauges.tailIndex.set(here.index);
    gauges.lag.set(here.lag);
    gauges.fence.set(cluster.fence ?? 0);
    gauges.members.set(cluster.nodes.length);
    gauges.lost.set(cluster.nodes.filter(({ role }) => role === 'lost').length);
    gauges.undecided.set(here.undecided);
    gauges.unpublished.set(this.#node.unpublished);
    gauges.carrierReached.set(cluster.carrier === 'reached' ? 1 : 0);
    gauges.deciding.set(here.role === 'deciding' ? 1 : 0);
    gauges.refused.set(here.role === 'refused' ? 1 : 0);
    gauges.dropped.set(this.#carrier.dropped);
  }

  /** What clients are told (D6). Null: they find every hub under one name, or this one has not heard of the others yet. */
  get forClients(): HubNodes | null {
    return this.#forClients;
  }

  /** Pages of the other hubs may come here, also of one that is lost or struck off: theirs are those that need it. */
  get origins(): readonly string[] {
    return [...this.#origins];
  }

  /**
   * L10: what was connected in this node's earlier life is unknown until it speaks. Whatever its sockets ask comes
   * after it, because the numbers of one node are decided in order; so nobody has to wait for it.
   */
  begin(): void {
    void this.hub.handleOwn({ type: 'LoseNode', node: this.id });
    this.#node.begin();
  }

  follow(view: ClusterView): void {
    const wasDeciding = this.isDeciding;
    const before = JSON.stringify(this.health());
    this.#view = view;
    if (view.members !== null) this.#hear(view.members);
    if (this.isDeciding !== wasDeciding) this.#parts.deciding(this.isDeciding);
    if (JSON.stringify(this.health()) !== before) this.#parts.changed();
    for (const node of [...this.#leaving]) void this.#strikeOff(node);
    if (this.isDeciding) for (const member of view.members ?? []) this.#judge(member);
  }

  async stop(): Promise<void> {
    await this.#node.stop();
    await this.#carrier.close();
  }

  /** The others need not find out that its sockets are gone; where they cannot be told, they will. */
  async sayGoodbye(): Promise<void> {
    const { clock } = this.#parts;
    await Promise.race([
      this.hub.handleOwn({ type: 'LoseNode', node: this.id }),
      new Promise<void>((resolve) => void clock.setTimer(clock.now() + FAREWELL_MS, resolve)),
    ]);
  }

  #hear(members: readonly Member[]): void {
    const { config, clock, sockets, nodesChanged } = this.#parts;
    this.#heard = { members, at: clock.now() };
    for (const origin of originsOf(members)) this.#origins.add(origin);
    if (config.url === null) return;
    const alive = members.filter((member) => !isLost(member));
    const told = nodesForClients(config.url, alive, sockets());
    if (JSON.stringify(told) === JSON.stringify(this.#forClients)) return;
    this.#forClients = told;
    nodesChanged(told);
  }

  /** Every node keeps what a member may lack, so each strikes it off when it hears of it; again, where Redis was away. */
  async #strikeOff(node: NodeId): Promise<void> {
    if (node === this.id) return;
    this.#leaving.add(node);
    if (await this.#node.forget(node)) this.#leaving.delete(node);
  }

  #judge(member: Member): void {
    const { node } = member.beat;
    if (!isLost(member)) this.#toldLost.delete(node);
    else if (node !== this.id && !this.#toldLost.has(node)) {
      this.#toldLost.add(node);
      void this.hub.handleOwn({ type: 'LoseNode', node });
    }
  }
}

function isLost({ ageMs }: Member): boolean {
  return ageMs > LOST_AFTER_MS;
}
