import { PROTOCOL_VERSION } from '@hub/shared/protocol/version.ts';
import type { PointId } from '@hub/shared/model/ids.ts';
import type { HubNodes, NodesStatus } from '@hub/shared/protocol/down.ts';
import type { NodesHealth } from '@hub/shared/view/row.ts';
import type { NodesConfig } from './config.ts';
import { FACT_VERSIONS } from './domain/events.ts';
import type { Policy } from './domain/policy.ts';
import type { Member } from './exchange/carrier.ts';
import { SharedLimits } from './exchange/ears-limits.ts';
import { Node } from './exchange/node.ts';
import { programVersion } from './exchange/program-version.ts';
import type { ClusterView } from './exchange/node.ts';
import { nodesForClients, originsOf } from './exchange/node-urls.ts';
import { nodesStatus, whyNotForgotten, type Heard } from './exchange/node-status.ts';
import { RedisCarrier } from './exchange/redis-carrier.ts';
import { readNodeSabotage } from './exchange/sabotage.ts';
import type { BoardSource } from './hub/board-source.ts';
import { CutOff } from './hub/cut-off.ts';
import { seenSource } from './hub/seen-source.ts';
import { SharedHub } from './hub/shared-hub.ts';
import type { NodeId, NodeStore } from './log/node-store.ts';
import { openSqliteNodeStore } from './log/sqlite-node-store.ts';
import { inCurrentShape, upcasters } from './log/stored-event.ts';
import type { Clock, Disposer } from './platform/clock.ts';
import type { Logger } from './platform/logger.ts';
import type { Metrics } from './platform/metrics.ts';

const VERSION = programVersion(PROTOCOL_VERSION, FACT_VERSIONS);
/** A member that was not heard for so long is lost; its points are unknown within 6 s of its last word (L10). */
const LOST_AFTER_MS = 4_000;
/** How long a stop waits until the others know that this node's sockets are gone. */
const FAREWELL_MS = 500;
/** A carrier that fails over is back sooner, and until then nobody else is believed to be gone. */
const CUT_OFF_AFTER_MS = 2_000;

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
  /** How long a command took to this node's disk. */
  readonly savedAfter: (ms: number) => void;
  /** Screens see these points otherwise than before, and no fact says it; null: all of them. */
  readonly seenOtherwise: (pointIds: readonly PointId[] | null) => void;
  /** What clients are told of the other hubs has changed. */
  readonly nodesChanged: (nodes: HubNodes) => void;
  /** Whether this node decides from now on. */
  readonly deciding: (isDeciding: boolean) => void;
}

/** What makes a hub one of several: its store, the exchange, and the write path between them. */
export class ClusterNode {
  readonly hub: SharedHub;
  readonly store: NodeStore;
  /** What its screens are made from. */
  readonly source: BoardSource;
  readonly limits: SharedLimits;
  readonly #parts: NodeParts;
  readonly #node: Node;
  readonly #carrier: RedisCarrier;
  readonly #cutOff: CutOff;
  #untilCutOff: Disposer | null = null;
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
    const { redis: place, cluster, count: nodes } = parts.config;
    this.limits = new SharedLimits({ place, cluster, nodes });
    this.hub = hub;
    this.#carrier = carrier;
    this.#node = node;
    this.#view = node.view();
    const { clock, policy, mediaConfigured } = parts;
    const { projection, waiting } = hub;
    this.#cutOff = new CutOff({
      projection,
      clock,
      policy,
      mediaConfigured,
      node: node.id,
      waiting: () => node.waiting(),
      isDecided: () => this.isDecided,
      changed: (pointIds) => this.#seenOtherwise(pointIds),
    });
    this.source = seenSource(projection, this.#cutOff, waiting);
    hub.onAdopted(() => this.#cutOff.adopted());
    hub.onRefolded(() => this.#cutOff.adopted());
  }

  static async open(parts: NodeParts): Promise<ClusterNode> {
    const { config, dataDir: folder, clock, logger, policy, mediaConfigured } = parts;
    const store = await openSqliteNodeStore({ folder, versions: FACT_VERSIONS, now: () => clock.now() });
    try {
      const { node: id, tail } = await store.remember();
      const hub = await SharedHub.open({
        log: store,
        clock,
        logger,
        policy,
        mediaConfigured,
        tailIndex: tail.index,
        inCurrentShape: (event) => inCurrentShape(event, FACT_VERSIONS, upcasters),
      });
      const { cluster, secret, redis: place } = config;
      const carrier = new RedisCarrier({ node: id, cluster, secret, place, logger });
      let joined: ClusterNode | null = null;
      const node = await Node.open({
        store,
        carrier,
        decider: hub,
        witness: {
          saved: (commands) => {
            hub.saved(commands);
            joined?.saidHere();
          },
          safe: (index) => hub.safe(index),
        },
        clock,
        logger,
        life: parts.makeId(),
        get url() {
          return parts.url();
        },
        version: VERSION,
        sockets: parts.sockets,
        changed: (view) => joined?.follow(view),
        heard: () => undefined,
        storeFailed: (failure) => hub.storeFailed(failure),
        fewest: config.count,
        sabotage: readNodeSabotage(process.env),
      });
      const here = new ClusterNode(parts, store, hub, carrier, node);
      joined = here;
      hub.join(
        (body) => {
          const began = performance.now();
          const submitted = node.submit(body);
          void submitted.saved.then(({ ok }) => {
            if (ok) parts.savedAfter(performance.now() - began);
          });
          return submitted;
        },
        () => here.isDecided,
      );
      hub.onAdopted((facts) => {
        for (const { fact } of facts) if (fact.type === 'NodeForgotten') void here.#strikeOff(fact.node);
      });
      return here;
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
      // A holder of the lease that does not reach the carrier can append nothing, long before it gives the lease up.
      deciding: !this.isDecided ? 'nobody' : this.isDeciding ? 'here' : 'elsewhere',
      members: members?.length ?? 0,
      lost: members?.filter(isLost).length ?? 0,
      waiting: this.hub.waiting.count,
      unvouched: this.#cutOff.unvouched,
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
      own: { url: url(), version: VERSION, sockets: sockets() },
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
    this.hub.waiting.onChange((pointIds) => this.#seenOtherwise(pointIds));
    this.#node.begin();
    this.#watchCarrier();
  }

  /** Its sockets said something, which is saved. */
  saidHere(): void {
    this.#cutOff.lookSoon();
  }

  follow(view: ClusterView): void {
    const wasDeciding = this.isDeciding;
    const before = JSON.stringify(this.health());
    this.#view = view;
    this.#watchCarrier();
    if (view.members !== null) this.#hear(view.members);
    if (this.isDeciding !== wasDeciding) this.#parts.deciding(this.isDeciding);
    if (JSON.stringify(this.health()) !== before) this.#parts.changed();
    for (const node of [...this.#leaving]) void this.#strikeOff(node);
    if (this.isDeciding) for (const member of view.members ?? []) this.#judge(member);
  }

  async stop(): Promise<void> {
    this.limits.stop();
    await this.#node.stop();
    await this.#carrier.close();
    // Last: until the carrier is closed it may tell of itself, and something of that would wait for its time.
    this.#untilCutOff?.();
    this.#cutOff.stop();
    this.hub.waiting.stop();
  }

  /** The others need not find out that its sockets are gone; where they cannot be told, they will. */
  async sayGoodbye(): Promise<void> {
    const { clock } = this.#parts;
    await Promise.race([
      this.hub.handleOwn({ type: 'LoseNode', node: this.id }),
      new Promise<void>((resolve) => void clock.setTimer(clock.now() + FAREWELL_MS, resolve)),
    ]);
  }

  /** D5: a node that is cut off from the others vouches only for its own sockets. */
  #watchCarrier(): void {
    if (this.#view.carrier === 'reached') {
      this.#untilCutOff?.();
      this.#untilCutOff = null;
      return this.#cutOff.endSoon();
    }
    const { clock } = this.#parts;
    const since = clock.now();
    this.#untilCutOff ??= clock.setTimer(since + CUT_OFF_AFTER_MS, () => this.#cutOff.begin(since));
  }

  #seenOtherwise(pointIds: readonly PointId[] | null): void {
    this.#parts.seenOtherwise(pointIds);
    this.#parts.changed();
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
