import { SYSTEM } from '@hub/server/domain/events.ts';
import { DEFAULT_POLICY } from '@hub/server/domain/policy.ts';
import { PointViews } from '@hub/server/hub/point-views.ts';
import { refusal } from '@hub/server/ingest/acks.ts';
import { toAck } from '@hub/server/ingest/answer.ts';
import { parseStrict, refusedByPhase, refusedByRole } from '@hub/server/ingest/inspect.ts';
import { pointCommand } from '@hub/server/ingest/to-command.ts';
import type { PointCommandEvent } from '@hub/server/ingest/to-command.ts';
import type { CommandId, ConnectionId, DeviceId, GrantId, PointId } from '@hub/shared/model/ids.ts';
import type { PointView } from '@hub/shared/protocol/down.ts';
import { POINT_PERMISSIONS } from '@hub/shared/protocol/registry.ts';
import { pointUp, type PointUp } from '@hub/shared/protocol/up.ts';
import { ADMINISTRATOR, operator, opening } from '../support/builders.ts';
import { HubRig } from '../support/hub-rig.ts';
import type { ManualClock } from '../support/manual-clock.ts';

export const POINT = 'DC01';

/** What the hub holds of one connection. */
export interface Caller {
  readonly deviceId: DeviceId;
  push(event: string, payload: unknown): void;
}

/** A stored report, as the log has it. */
export interface StoredReport {
  readonly deviceId: string;
  readonly roundId: string;
  readonly commandId: string | null;
  readonly fence: number;
  readonly seq: number;
  readonly present: number;
}

/** The real hub over its real log port, with the edge's own checks; only sockets and leases are left out. */
export class QueueHub {
  #rig: HubRig;
  #life = 0;
  readonly #callers = new Map<Caller, ConnectionId>();
  #views: PointViews;
  #unsubscribe: () => void;
  #ids = 0;

  private constructor(rig: HubRig) {
    this.#rig = rig;
    [this.#views, this.#unsubscribe] = this.#follow();
  }

  static async live(devices: readonly string[]): Promise<QueueHub> {
    const rig = await HubRig.live(1);
    await rig.ok(
      {
        type: 'MintGrant',
        grantId: 'card' as GrantId,
        kind: 'card',
        role: 'operator',
        pointId: POINT as PointId,
        hash: 'hash',
        labelId: null,
        expiresAt: null,
      },
      ADMINISTRATOR,
    );
    for (const name of devices) {
      const claim = { type: 'ClaimGrant', grantHash: 'hash', deviceId: name as DeviceId, keyHash: name, labelId: null };
      await rig.ok(claim as Parameters<HubRig['ok']>[0], SYSTEM);
    }
    return new QueueHub(rig);
  }

  get clock(): ManualClock {
    return this.#rig.clock;
  }

  /** Changes with every restart: what was on its way to an earlier life meets nobody. */
  get life(): number {
    return this.#life;
  }

  async join(caller: Caller): Promise<void> {
    const connectionId = `c${++this.#ids}` as ConnectionId;
    this.#callers.set(caller, connectionId);
    const actor = operator(POINT, caller.deviceId);
    await this.#rig.ask({ type: 'OpenConnection', deviceId: caller.deviceId, connectionId }, actor, null);
    this.#show(caller.deviceId, this.#views.viewOf(caller.deviceId));
  }

  leave(caller: Caller): void {
    const connectionId = this.#callers.get(caller);
    if (connectionId === undefined) return;
    this.#callers.delete(caller);
    const actor = operator(POINT, caller.deviceId);
    const close = { type: 'CloseConnection', pointId: POINT as PointId, connectionId, how: 'closed' } as const;
    void this.#rig.ask(close, actor, null);
  }

  /** As the edge does it: permission, schema, phase, then the hub. */
  async receive(deviceId: DeviceId, event: PointCommandEvent, payload: unknown): Promise<unknown> {
    const { hub } = this.#rig;
    const actor = operator(POINT, deviceId);
    const isWaiting = hub.projection.device(deviceId)?.standing === 'waiting';
    const byRole = refusedByRole(POINT_PERMISSIONS[event], 'operator', isWaiting);
    if (byRole !== null) return refusal(byRole);
    const parsed = parseStrict(pointUp[event], payload);
    if (!parsed.ok) return refusal(parsed.kind, { field: parsed.field });
    const { commandId } = parsed.value as { readonly commandId: string };
    const byPhase = refusedByPhase(POINT_PERMISSIONS[event], hub.projection.session()?.phase ?? null);
    if (byPhase !== null && !hub.hasAnswered(deviceId, commandId as CommandId)) return refusal(byPhase);
    const making = pointCommand(event, parsed.value as PointUp[PointCommandEvent], {
      pointId: POINT as PointId,
      connectionId: '' as ConnectionId,
      makeId: () => `id${++this.#ids}`,
      now: this.clock.now(),
      state: hub.projection,
      contactOf: () => undefined,
    });
    if (!making.ok) return refusal(making.kind);
    return toAck(
      await hub.handle({
        commandId: commandId as CommandId,
        actor,
        command: making.command,
        personal: making.personal,
      }),
    );
  }

  /** From here on nothing reaches the log any more; `restart` must follow. */
  stopWriting(): void {
    this.#rig.log.hold();
  }

  /** The log says no, as on a full disk, until it is let again. */
  failWriting(failing: boolean): void {
    this.#rig.store.failing = failing ? { ok: false, kind: 'disk-full', message: 'no space' } : null;
  }

  /** The process is killed and started again on the same log. */
  async restart(): Promise<void> {
    this.#life++;
    this.#unsubscribe();
    this.#callers.clear();
    this.failWriting(false);
    this.#rig = await this.#rig.restart();
    [this.#views, this.#unsubscribe] = this.#follow();
    await this.#rig.hub.handleOwn({ type: 'RestartHub' });
  }

  async openRound(round: string): Promise<void> {
    const open = this.#rig.hub.projection.session()?.rounds.find(({ frozenAt }) => frozenAt === null);
    if (open) await this.#rig.ask({ type: 'FreezeRound', roundId: open.id });
    await this.#rig.ask(opening(round));
  }

  async takeOver(deviceId: string): Promise<void> {
    await this.#rig.ask({ type: 'AdmitDevice', deviceId: deviceId as DeviceId, as: 'take-over' });
  }

  penOf(): string | null {
    return this.#rig.hub.projection.point(POINT as PointId)?.penDeviceId ?? null;
  }

  /** The report that counts in a round. */
  counted(round: string): number | undefined {
    const held = this.#rig.hub.projection.point(POINT as PointId)?.rounds.find(({ roundId }) => roundId === round);
    return held?.revisions.findLast(({ counts }) => counts)?.present;
  }

  /** From the stored text itself, not from what the hub made of it. */
  reports(): StoredReport[] {
    return this.#stored('HeadcountReported').map(({ commandId, data }) => {
      const { deviceId, roundId, fence, seq, count } = data as unknown as StoredReport & {
        readonly count: { readonly present: number };
      };
      return { deviceId, roundId, commandId, fence, seq, present: count.present };
    });
  }

  /** Command ids of every fault and word in the log. */
  taps(): (string | null)[] {
    return [...this.#stored('FaultReported'), ...this.#stored('FaultCleared'), ...this.#stored('WordGiven')].map(
      ({ commandId }) => commandId,
    );
  }

  #stored(type: string): { readonly commandId: string | null; readonly data: object }[] {
    return this.#rig.store.bodies
      .map((body) => JSON.parse(body) as { type: string; commandId: string | null; data: object })
      .filter((event) => event.type === type);
  }

  #follow(): [PointViews, () => void] {
    const { hub, clock } = this.#rig;
    const source = hub.projection;
    const send = (deviceId: DeviceId, view: PointView): void => this.#show(deviceId, view);
    const views = new PointViews({
      digest: (text) => text,
      source,
      clock,
      mediaConfigured: false,
      videoNames: null,
      jump: DEFAULT_POLICY.jump,
      send,
    });
    return [views, hub.onAdopted((facts) => views.adopt(facts))];
  }

  #show(deviceId: DeviceId, view: PointView | undefined): void {
    if (view === undefined) return;
    for (const caller of this.#callers.keys()) if (caller.deviceId === deviceId) caller.push('point:view', view);
  }
}
