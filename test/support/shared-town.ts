import { FACT_VERSIONS } from '@hub/server/domain/events.ts';
import type { Actor } from '@hub/server/domain/events.ts';
import { SYSTEM } from '@hub/server/domain/events.ts';
import type { Command } from '@hub/server/domain/commands.ts';
import { DEFAULT_POLICY } from '@hub/server/domain/policy.ts';
import { MemoryCarrierWorld } from '@hub/server/exchange/memory-carrier.ts';
import { Node } from '@hub/server/exchange/node.ts';
import type { ClusterView } from '@hub/server/exchange/node.ts';
import type { Outcome } from '@hub/server/hub/receipt.ts';
import { SharedHub } from '@hub/server/hub/shared-hub.ts';
import { createMemoryNodeDisk, openMemoryNodeStore } from '@hub/server/log/memory-node-store.ts';
import type { CommandId, ConnectionId, DeviceId, GrantId, PointId } from '@hub/shared/model/ids.ts';
import { ADMINISTRATOR, aPoint, aReport, CONTROLLER, HEAD, opening, operator, people } from './builders.ts';
import { ManualClock } from './manual-clock.ts';
import { silentLogger } from './silent-logger.ts';

const phoneOf = (point: string): DeviceId => `phone-${point}` as DeviceId;

/** The real hubs of several nodes over a carrier in this process, on one clock. */
export class SharedTown {
  readonly clock = new ManualClock();
  readonly world = new MemoryCarrierWorld({ clock: this.clock });
  readonly members = new Map<string, Member>();

  /** Two of them, the first decides, and DC01 … are live with an open round R1. */
  static async live(points = 3): Promise<{ town: SharedTown; a: Member; b: Member }> {
    const town = new SharedTown();
    const a = await town.open('a');
    await town.clock.advanceAsync(5_000);
    const b = await town.open('b');
    await town.clock.advanceAsync(2_000);
    const roster = Array.from({ length: points }, (_, i) => aPoint(`DC${String(i + 1).padStart(2, '0')}`));
    await town.decided(a.ask({ type: 'CreateSession', head: HEAD }, ADMINISTRATOR));
    await town.decided(a.ask({ type: 'ImportRoster', points: roster, retireMissing: false }, ADMINISTRATOR));
    await town.decided(a.ask({ type: 'EnterPhase', phase: 'live' }, CONTROLLER));
    await town.decided(a.ask(opening('R1'), CONTROLLER));
    for (const { id } of roster) {
      const grant = { kind: 'card', role: 'operator', pointId: id, labelId: null, expiresAt: null } as const;
      const minted = { ...grant, type: 'MintGrant', grantId: `card-${id}` as GrantId, hash: id } as const;
      await town.decided(a.ask(minted, ADMINISTRATOR));
      const device = { deviceId: phoneOf(id), keyHash: `key-${id}`, labelId: null };
      await town.decided(a.ask({ type: 'ClaimGrant', grantHash: id, ...device }, SYSTEM, null));
    }
    return { town, a, b };
  }

  async open(name: string, before?: Member): Promise<Member> {
    const member = await Member.open(this, name, before);
    this.members.set(name, member);
    return member;
  }

  async decided(asked: Promise<Outcome>): Promise<Extract<Outcome, { ok: true }>> {
    const outcome = await this.soon(asked);
    if (!outcome.ok) throw new Error(`refused: ${outcome.kind}`);
    return outcome;
  }

  async soon<T>(asked: Promise<T>): Promise<T> {
    await this.clock.advanceAsync(50);
    return asked;
  }
}

export class Member {
  readonly name: string;
  readonly hub: SharedHub;
  readonly node: Node;
  readonly disk: ReturnType<typeof createMemoryNodeDisk>;
  #commands = 0;

  private constructor(name: string, hub: SharedHub, node: Node, disk: ReturnType<typeof createMemoryNodeDisk>) {
    this.name = name;
    this.hub = hub;
    this.node = node;
    this.disk = disk;
  }

  /** `before`: an earlier life, whose disk it takes up. */
  static async open({ clock, world }: SharedTown, name: string, before?: Member): Promise<Member> {
    const disk = before?.disk ?? createMemoryNodeDisk(name);
    const store = openMemoryNodeStore({ versions: FACT_VERSIONS, disk });
    const { tail } = await store.remember();
    const hub = await SharedHub.open({
      log: store,
      clock,
      logger: silentLogger,
      policy: DEFAULT_POLICY,
      mediaConfigured: false,
      tailIndex: tail.index,
      inCurrentShape: (event) => event,
    });
    let view: ClusterView | null = null;
    const node = await Node.open({
      store,
      carrier: world.carrier(name),
      decider: hub,
      witness: hub,
      clock,
      logger: silentLogger,
      life: name,
      url: name,
      version: '1',
      sockets: () => 0,
      changed: (now) => (view = now),
      heard: () => undefined,
      storeFailed: (failure) => hub.storeFailed(failure),
    });
    hub.join(
      (body) => node.submit(body),
      () => view !== null && view.carrier === 'reached' && view.lease !== null,
    );
    node.begin();
    return new Member(name, hub, node, disk);
  }

  ask(command: Command, actor: Actor, commandId: string | null = `${this.name}-${++this.#commands}`): Promise<Outcome> {
    return this.hub.handle({ commandId: commandId as CommandId | null, actor, command }, { orUndecided: true });
  }

  /** The control room reports for a point, under this id. */
  report(point: string, present: number, commandId: string): Promise<Outcome> {
    return this.ask(aReport(point, 'R1', people(present, 50 - present)), CONTROLLER, commandId);
  }

  /** A phone of the point comes to this node, or goes. */
  opens(point: string): Promise<Outcome> {
    const connectionId = `${this.name}-${point}` as ConnectionId;
    const command = { type: 'OpenConnection', deviceId: phoneOf(point), connectionId, node: this.name } as const;
    return this.ask(command, operator(point, phoneOf(point)), null);
  }

  closes(point: string, how: 'closed' | 'silent' = 'closed'): Promise<Outcome> {
    const connectionId = `${this.name}-${point}` as ConnectionId;
    const command = { type: 'CloseConnection', pointId: point as PointId, connectionId, how } as const;
    return this.ask(command, operator(point, phoneOf(point)), null);
  }

  reported(point: string): number[] {
    const rounds = this.hub.projection.point(point as PointId)?.rounds ?? [];
    return rounds.flatMap(({ revisions }) => revisions.map(({ present }) => present));
  }
}
