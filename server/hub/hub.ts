import type { CommandId, DeviceId } from '@hub/shared/model/ids.ts';
import type { HubHealth } from '@hub/shared/view/row.ts';
import type { Request } from '../domain/commands.ts';
import { SYSTEM } from '../domain/events.ts';
import type { RecordedFact } from '../domain/events.ts';
import type { Policy } from '../domain/policy.ts';
import type { EventLog, LogFailure } from '../log/event-log.ts';
import type { Clock, Disposer } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import { decideBatch, keepAnswers, toEvents } from './decide-batch.ts';
import type { Decided } from './decide-batch.ts';
import type { FirstAnswers } from './first-answers.ts';
import { Hearers } from './hearers.ts';
import type { Projection } from './projection.ts';
import type { Outcome } from './receipt.ts';
import { foldLog } from './refold.ts';

/** What the write path says of itself; how it stands with the video system and with other hubs is somebody else's to say. */
export type LogHealth = Omit<HubHealth, 'media' | 'nodes'>;

export interface HubPorts {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly policy: Policy;
  readonly mediaConfigured: boolean;
  /**
   * Least time between two appends, ms: a command after a lull is appended at once, those that follow gather. At 1,000
   * commands a second this shares one hand-over and one commit between several. None (0) unless set.
   */
  readonly gatherMs?: number | undefined;
  /** Deliberate breaks for the crash checker, which must catch them. Never set in service. */
  readonly sabotage?: 'no-dedup' | 'double-fold' | undefined;
}

/** Commands decided together and made durable by one commit: bounds how long one commit can hold up the next. */
const LARGEST_BATCH = 2_048;
/** While the log refuses, writing is tried again this often (G4). */
const PROBE_MS = 1_000;

interface Waiting {
  readonly request: Request;
  readonly answer: (outcome: Outcome) => void;
}

export interface Handling {
  /**
   * Of several hubs, what bears a command id may be answered `undecided`: whoever asks again hears what became of it.
   * Not for what gives out a secret, which a repeat would make anew.
   */
  readonly orUndecided?: boolean;
}

/** The write path as everybody else sees it. */
export interface Hub {
  readonly projection: Projection;
  readonly clock: Clock;
  readonly startedAt: number;
  /** Resolves once the request is refused, or durable and adopted. Never rejects for an expected refusal. */
  handle(request: Request, how?: Handling): Promise<Outcome>;
  /** What the hub asks of itself: deadlines, leases, witnesses. */
  handleOwn(command: Request['command']): Promise<Outcome>;
  /** Called after each commit with the facts in order, before their commands are answered (G1). */
  onAdopted(listener: (facts: readonly RecordedFact[]) => void): Disposer;
  onHealth(listener: (health: LogHealth) => void): Disposer;
  /** Whether a repeat of this command would get its first answer (H5), so that the edge need not judge it again. */
  hasAnswered(deviceId: DeviceId, commandId: CommandId): boolean;
  health(): LogHealth;
  /** Finishes what was accepted and refuses the rest with `hub-stopping`. */
  stop(): Promise<void>;
}

/** The write path of a hub that is alone: decide → append → adopt → tell. One batch at a time. */
export class SoleHub implements Hub {
  readonly projection: Projection;
  readonly clock: Clock;
  readonly startedAt: number;
  readonly #ports: HubPorts;
  readonly #answers: FirstAnswers;
  readonly #hearers: Hearers;
  #queue: Waiting[] = [];
  #busy: Promise<void> | null = null;
  #stopping = false;
  #appendedAt = Number.NEGATIVE_INFINITY;
  #probe: Disposer | null = null;

  private constructor(ports: HubPorts, projection: Projection, answers: FirstAnswers) {
    this.#ports = ports;
    this.projection = projection;
    this.#answers = answers;
    this.clock = ports.clock;
    this.#hearers = new Hearers(ports);
    this.startedAt = this.#hearers.startedAt;
  }

  /** Folds the log and is ready to decide. */
  static async open(ports: HubPorts): Promise<SoleHub> {
    const { projection, answers } = await foldLog(ports.log, ports.sabotage === 'double-fold');
    return new SoleHub(ports, projection, answers);
  }

  /** Resolves once the request is refused, or durable and adopted. Never rejects for an expected refusal. */
  handle(request: Request): Promise<Outcome> {
    if (this.#stopping) return Promise.resolve({ ok: false, kind: 'hub-stopping' });
    return new Promise((answer) => {
      this.#queue.push({ request, answer });
      this.#pump();
    });
  }

  /** What the hub asks of itself: deadlines, leases, witnesses. */
  handleOwn(command: Request['command']): Promise<Outcome> {
    return this.handle({ commandId: null, actor: SYSTEM, command });
  }

  /** Called after each commit with the facts in order, before their commands are answered (G1). */
  onAdopted(listener: (facts: readonly RecordedFact[]) => void): Disposer {
    return this.#hearers.onAdopted(listener);
  }

  onHealth(listener: (health: LogHealth) => void): Disposer {
    return this.#hearers.onHealth(listener);
  }

  /** Whether a repeat of this command would get its first answer (H5), so that the edge need not judge it again. */
  hasAnswered(deviceId: DeviceId, commandId: CommandId): boolean {
    return this.#answers.find(deviceId, commandId) !== undefined;
  }

  health(): LogHealth {
    return this.#hearers.health();
  }

  /** Finishes what was accepted and refuses the rest with `hub-stopping`. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#probe?.();
    while (this.#busy) await this.#busy;
  }

  #pump(): void {
    if (this.#busy) return;
    // One turn later, so that everything that arrives in this turn shares the commit.
    this.#busy = Promise.resolve()
      .then(() => this.#drain())
      .finally(() => {
        this.#busy = null;
        if (this.#queue.length > 0) this.#pump();
      });
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      await this.#gather();
      await this.#attempt(this.#queue.splice(0, LARGEST_BATCH));
    }
  }

  #gather(): Promise<void> | undefined {
    const nextAt = this.#appendedAt + (this.#ports.gatherMs ?? 0);
    if (this.clock.now() >= nextAt) return undefined;
    return new Promise((go) => void this.clock.setTimer(nextAt, go));
  }

  /** A broken promise of our own code: these requests fail, the hub goes on. */
  async #attempt(batch: readonly Waiting[]): Promise<void> {
    try {
      await this.#process(batch);
    } catch (error) {
      this.#ports.logger.error({ error, commands: batch.map(({ request }) => request.command.type) }, 'batch failed');
      for (const { answer } of batch) answer({ ok: false, kind: 'internal' });
    }
  }

  /** What cannot be done together: whoever is not to blame must not fail with the one that is. */
  async #oneByOne(batch: readonly Waiting[]): Promise<void> {
    for (const waiting of batch) await this.#attempt([waiting]);
  }

  async #process(batch: readonly Waiting[]): Promise<void> {
    const decided = this.#decideBatch(batch);
    if (!decided) return this.#oneByOne(batch);
    const recorded = decided.flatMap(({ facts }) => facts);
    if (recorded.length === 0) {
      keepAnswers(this.#answers, decided);
      return this.#answerAll(batch, decided);
    }
    const personal = decided.filter(({ facts }) => facts.length > 0).flatMap(({ request }) => request.personal ?? []);
    const events = toEvents(recorded, this.projection.session()?.head.id ?? '');
    this.#appendedAt = this.clock.now();
    const result = await this.#ports.log.append({ events, personal });
    if (!result.ok) return this.#failed(result, batch);
    this.#recovered();
    for (const value of personal) this.projection.keepPersonal(value);
    for (const fact of recorded) this.projection.adopt(fact);
    // What is durable has its answer, whatever becomes of the telling: a repeat must find it (H5).
    keepAnswers(this.#answers, decided);
    this.#hearers.adopted(recorded);
    this.#answerAll(batch, decided);
  }

  /** Null when our own code broke on one of them: the draft is spoilt, and each is decided by itself. */
  #decideBatch(batch: readonly Waiting[]): Decided[] | null {
    const { policy, mediaConfigured, sabotage } = this.#ports;
    try {
      return decideBatch(
        batch.map(({ request }) => request),
        {
          projection: this.projection,
          answers: this.#answers,
          policy,
          mediaConfigured,
          now: () => this.clock.now(),
          forgetsAnswers: sabotage === 'no-dedup',
        },
      );
    } catch (error) {
      if (batch.length === 1) throw error;
      return null;
    }
  }

  #answerAll(batch: readonly Waiting[], decided: readonly Decided[]): void {
    for (const [place, { answer }] of batch.entries()) {
      const outcome = decided[place]?.outcome;
      if (outcome) answer(outcome);
    }
  }

  /** G4: nothing of the batch is acknowledged, not even what would have changed nothing: it was decided on what is not saved. */
  async #failed(failure: LogFailure, batch: readonly Waiting[]): Promise<void> {
    if (failure.kind === 'rejected') {
      if (batch.length > 1) return this.#oneByOne(batch);
      this.#ports.logger.error({ failure, command: batch[0]?.request.command.type }, 'the log can never store this');
      for (const { answer } of batch) answer({ ok: false, kind: 'internal' });
      return;
    }
    this.#hearers.logFailed(failure);
    this.#scheduleProbe();
    for (const { answer } of batch) answer({ ok: false, kind: 'not-saved' });
  }

  #scheduleProbe(): void {
    if (this.#probe || this.#stopping) return;
    this.#probe = this.clock.setTimer(this.clock.now() + PROBE_MS, () => {
      this.#probe = null;
      void this.#tryWriting();
    });
  }

  async #tryWriting(): Promise<void> {
    if (this.health().logOk || this.#stopping) return;
    const value = this.clock.now();
    const result = await this.#ports.log.append({ events: [], personal: [{ id: 'write-probe', kind: 'text', value }] });
    if (result.ok) this.#recovered();
    else this.#scheduleProbe();
  }

  #recovered(): void {
    this.#probe?.();
    this.#probe = null;
    this.#hearers.logWorks();
  }
}
