import { FACT_VERSIONS } from '@hub/server/domain/events.ts';
import type { Actor, RecordedFact } from '@hub/server/domain/events.ts';
import type { Command, Request } from '@hub/server/domain/commands.ts';
import { DEFAULT_POLICY } from '@hub/server/domain/policy.ts';
import { SoleHub } from '@hub/server/hub/hub.ts';
import type { Hub, HubPorts } from '@hub/server/hub/hub.ts';
import type { Projection } from '@hub/server/hub/projection.ts';
import type { Outcome } from '@hub/server/hub/receipt.ts';
import type { AppendBatch, AppendResult, EventLog } from '@hub/server/log/event-log.ts';
import { createMemoryStore, openMemoryLog } from '@hub/server/log/memory-log.ts';
import type { MemoryStore } from '@hub/server/log/memory-log.ts';
import { createLogger } from '@hub/server/platform/logger.ts';
import type { CommandId } from '@hub/shared/model/ids.ts';
import { ADMINISTRATOR, aPoint, CONTROLLER, HEAD } from './builders.ts';
import { ManualClock } from './manual-clock.ts';

/** The memory log with a count of appends, and a gate behind which they can be made to wait. */
export class WatchedLog implements EventLog {
  readonly batches: AppendBatch[] = [];
  readonly #inner: EventLog;
  #gate: Promise<void> | null = null;
  #open: () => void = () => undefined;

  constructor(inner: EventLog) {
    this.#inner = inner;
  }
  hold(): void {
    this.#gate = new Promise((open) => (this.#open = open));
  }
  release(): void {
    this.#gate = null;
    this.#open();
  }
  async append(batch: AppendBatch): Promise<AppendResult> {
    this.batches.push(batch);
    if (this.#gate) await this.#gate;
    return this.#inner.append(batch);
  }
  read(after: number): ReturnType<EventLog['read']> {
    return this.#inner.read(after);
  }
  readPersonal(): ReturnType<EventLog['readPersonal']> {
    return this.#inner.readPersonal();
  }
  erasePersonal(ids: readonly string[]): ReturnType<EventLog['erasePersonal']> {
    return this.#inner.erasePersonal(ids);
  }
  head(): Promise<number> {
    return this.#inner.head();
  }
  backup(toFile: string): Promise<void> {
    return this.#inner.backup(toFile);
  }
  stats(): ReturnType<EventLog['stats']> {
    return this.#inner.stats();
  }
  close(): Promise<void> {
    return this.#inner.close();
  }
}

/** A hub over a memory log, with a clock that stands still. Opening another rig on its store is a restart. */
export class HubRig {
  readonly hub: Hub;
  readonly log: WatchedLog;
  readonly store: MemoryStore;
  readonly clock: ManualClock;
  /** What was logged, one JSON line each. */
  readonly logged: readonly string[];
  #commands = 0;

  private constructor(hub: Hub, log: WatchedLog, store: MemoryStore, clock: ManualClock, logged: readonly string[]) {
    this.hub = hub;
    this.log = log;
    this.store = store;
    this.clock = clock;
    this.logged = logged;
  }

  static async open(
    options: { store?: MemoryStore; clock?: ManualClock; ports?: Partial<HubPorts> } = {},
  ): Promise<HubRig> {
    const store = options.store ?? createMemoryStore('test-node');
    const clock = options.clock ?? new ManualClock();
    const logged: string[] = [];
    const log = new WatchedLog(openMemoryLog({ versions: FACT_VERSIONS, store }));
    const hub = await SoleHub.open({
      log,
      clock,
      logger: createLogger('debug', { write: (line) => logged.push(line) }),
      policy: DEFAULT_POLICY,
      mediaConfigured: false,
      ...options.ports,
    });
    return new HubRig(hub, log, store, clock, logged);
  }

  /** A session that is live (or rehearses), with points DC01, DC02 … */
  static async live(points = 3, phase: 'rehearsal' | 'live' = 'live', ports: Partial<HubPorts> = {}): Promise<HubRig> {
    const rig = await HubRig.open({ ports });
    await rig.ok({ type: 'CreateSession', head: HEAD }, ADMINISTRATOR);
    const roster = Array.from({ length: points }, (_, i) => aPoint(`DC${String(i + 1).padStart(2, '0')}`));
    await rig.ok({ type: 'ImportRoster', points: roster, retireMissing: false }, ADMINISTRATOR);
    await rig.ok({ type: 'EnterPhase', phase });
    return rig;
  }

  request(
    command: Command,
    actor: Actor = CONTROLLER,
    commandId: string | null = `command-${++this.#commands}`,
  ): Request {
    return { commandId: commandId as CommandId | null, actor, command };
  }

  ask(command: Command, actor?: Actor, commandId?: string | null): Promise<Outcome> {
    return this.hub.handle(this.request(command, actor, commandId));
  }

  async ok(command: Command, actor?: Actor, commandId?: string | null): Promise<Extract<Outcome, { ok: true }>> {
    const outcome = await this.ask(command, actor, commandId);
    if (!outcome.ok) throw new Error(`${command.type} was refused: ${outcome.kind}`);
    return outcome;
  }

  /** The same store in a new process. */
  restart(ports: Partial<HubPorts> = {}): Promise<HubRig> {
    return HubRig.open({ store: this.store, clock: this.clock, ports });
  }

  follow(): RecordedFact[] {
    const facts: RecordedFact[] = [];
    this.hub.onAdopted((adopted) => facts.push(...adopted));
    return facts;
  }
}

/** Every aggregate as text: equal text is equal state, byte for byte (G2). */
export function dump(projection: Projection): string {
  return JSON.stringify({
    head: projection.head,
    lastAt: projection.lastAt,
    session: projection.session(),
    points: [...projection.points()],
    devices: [...projection.devices()],
    grants: [...projection.grants()],
    incidents: [...projection.incidents()],
    instructions: [...projection.instructions()],
    trend: projection.trend(),
    open: [...projection.openIncidents()].map(({ id }) => id),
  });
}
