import type { CommandId, DeviceId, PersonalId } from '@hub/shared/model/ids.ts';
import type { Request } from '../domain/commands.ts';
import { SYSTEM } from '../domain/events.ts';
import type { RecordedFact } from '../domain/events.ts';
import type { Policy } from '../domain/policy.ts';
import type { Decider, Decisions, Witness } from '../exchange/decider.ts';
import type { Submitted } from '../exchange/own-commands.ts';
import type { EventLog, LogFailure, StoredEvent } from '../log/event-log.ts';
import type { Entry, NumberedCommand, StoreResult } from '../log/node-store.ts';
import type { Clock, Disposer } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import { answerKey, decideBatch, isLasting, toEvents } from './decide-batch.ts';
import type { Decided, DecidingPorts } from './decide-batch.ts';
import type { FirstAnswers } from './first-answers.ts';
import { Hearers } from './hearers.ts';
import type { Handling, Hub, LogHealth } from './hub.ts';
import type { Projection } from './projection.ts';
import type { Outcome } from './receipt.ts';
import { foldLog, toRecorded } from './refold.ts';
import { SafeTicks } from './safe-ticks.ts';
import { WaitingReports } from './waiting-reports.ts';

export interface SharedHubPorts {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly policy: Policy;
  readonly mediaConfigured: boolean;
  /** The last entry of the log that is opened. */
  readonly tailIndex: number;
  /** What a node of an earlier version decided, as this version has it: the same as the log makes of it when it is read. */
  readonly inCurrentShape: (event: StoredEvent) => StoredEvent;
}

/** Whoever asks for the first time is told soon that it is saved, and at once where nobody can decide it now. */
const UNDECIDED_AFTER_MS = 1_500;
const NOBODY_DECIDES_AFTER_MS = 100;
/** Whoever asks again has been told, and waits here for what comes. */
const REPEAT_WAITS_MS = 3_000;
/** A second node usually has it within milliseconds. */
const SAFE_WITHIN_MS = 300;

/** The hub's way into the exchange. */
export interface Submit {
  (body: string): Submitted;
}

/** A command that is on its way, by whose it is: a repeat waits for the same. */
interface OnItsWay {
  readonly saved: Promise<StoreResult>;
  readonly decided: Promise<Outcome>;
}

/**
 * The write path of one node of several. What its sockets ask goes into the exchange; what the agreed log says is
 * folded. Whoever holds the lease decides with the very same code as a hub that is alone.
 */
export class SharedHub implements Hub, Decider, Witness {
  readonly projection: Projection;
  readonly clock: Clock;
  readonly startedAt: number;
  readonly waiting: WaitingReports;
  readonly #ports: SharedHubPorts;
  readonly #answers: FirstAnswers;
  readonly #hearers: Hearers;
  readonly #refolded = new Set<() => void>();
  readonly #undecided = new Map<string, OnItsWay>();
  readonly #ticks: SafeTicks;
  #submit: Submit | null = null;
  #isDecided: () => boolean = () => true;
  #stopping = false;

  private constructor(ports: SharedHubPorts, projection: Projection, answers: FirstAnswers) {
    this.#ports = ports;
    this.projection = projection;
    this.#answers = answers;
    this.#ticks = new SafeTicks(ports.tailIndex);
    this.clock = ports.clock;
    this.#hearers = new Hearers(ports);
    this.startedAt = this.#hearers.startedAt;
    this.waiting = new WaitingReports({
      clock: ports.clock,
      isAnswered: (request) => this.#firstAnswer(request) !== undefined,
    });
  }

  static async open(ports: SharedHubPorts): Promise<SharedHub> {
    const { projection, answers } = await foldLog(ports.log);
    return new SharedHub(ports, projection, answers);
  }

  /** The exchange is open: what is asked goes there from now on. `isDecided`: whether somebody decides now. */
  join(submit: Submit, isDecided: () => boolean): void {
    this.#submit = submit;
    this.#isDecided = isDecided;
  }

  async handle(request: Request, { orUndecided = false }: Handling = {}): Promise<Outcome> {
    if (this.#stopping || this.#submit === null) return { ok: false, kind: 'hub-stopping' };
    const key = answerKey(request);
    if (key === null) {
      const { saved, decided } = this.#send(this.#submit, request);
      return (await this.#isSaved(saved)) ? decided : { ok: false, kind: 'not-saved' };
    }
    const first = this.#firstAnswer(request);
    if (first) return this.#ticked(key, first);
    const earlier = this.#undecided.get(key);
    const onItsWay = earlier ?? this.#send(this.#submit, request);
    this.#undecided.set(key, onItsWay);
    if (!(await this.#isSaved(onItsWay.saved))) {
      this.#undecided.delete(key);
      return { ok: false, kind: 'not-saved' };
    }
    if (!orUndecided) return this.#ticked(key, await onItsWay.decided);
    const patienceMs = earlier ? REPEAT_WAITS_MS : this.#isDecided() ? UNDECIDED_AFTER_MS : NOBODY_DECIDES_AFTER_MS;
    const outcome = await within(this.clock, patienceMs, onItsWay.decided);
    return outcome === null ? { ok: false, kind: 'undecided' } : this.#ticked(key, outcome);
  }

  handleOwn(command: Request['command']): Promise<Outcome> {
    return this.handle({ commandId: null, actor: SYSTEM, command });
  }

  onAdopted(listener: (facts: readonly RecordedFact[]) => void): Disposer {
    return this.#hearers.onAdopted(listener);
  }

  onHealth(listener: (health: LogHealth) => void): Disposer {
    return this.#hearers.onHealth(listener);
  }

  /** Another line of decisions has won, and the projection is another one: whatever was derived from it is to be made anew. */
  onRefolded(listener: () => void): Disposer {
    this.#refolded.add(listener);
    return () => this.#refolded.delete(listener);
  }

  hasAnswered(deviceId: DeviceId, commandId: CommandId): boolean {
    const key = answerKey({ actor: { deviceId }, commandId });
    return this.#answers.find(deviceId, commandId) !== undefined || (key !== null && this.#undecided.has(key));
  }

  health(): LogHealth {
    return this.#hearers.health();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    // What is saved is decided by the others, or after the next start.
    await Promise.resolve();
  }

  storeFailed(failure: LogFailure): void {
    this.#hearers.logFailed(failure);
  }

  storeWorks(): void {
    this.#hearers.logWorks();
  }

  // ── Decider ───────────────────────────────────────────────────────────────────────────────────────────────────────

  decide(commands: readonly NumberedCommand[]): Decisions {
    const decided = this.#decideAll(commands.map(({ body }) => JSON.parse(body) as Request));
    return {
      decided: commands.map(({ origin, seq }, place) => {
        const one = decided[place];
        if (!one) throw new Error('a command was not decided');
        return { origin, seq, outcome: encodeAnswer(one), events: one.facts.length };
      }),
      events: toEvents(
        decided.flatMap(({ facts }) => facts),
        this.projection.session()?.head.id ?? '',
      ),
      personal: decided.filter(({ facts }) => facts.length > 0).flatMap(({ request }) => request.personal ?? []),
    };
  }

  adopt(entry: Entry): void {
    this.storeWorks();
    let seq = this.projection.head;
    for (const { id, value } of entry.personal) this.projection.keepPersonal({ id: id as PersonalId, value });
    const recorded: readonly RecordedFact[] = entry.events.map((event) =>
      toRecorded(this.#ports.inCurrentShape({ ...event, seq: ++seq, origin: entry.by, originSeq: seq })),
    );
    for (const fact of recorded) this.projection.adopt(fact);
    for (const { outcome } of entry.decided) this.#keepAnswer(decodeAnswer(outcome), entry.index);
    this.waiting.decided(entry.decided);
    this.#hearers.adopted(recorded);
  }

  async refold(index: number): Promise<void> {
    const { projection, answers } = await foldLog(this.#ports.log);
    this.#ticks.rewound(index);
    this.waiting.clear();
    this.projection.startFrom(projection);
    this.#answers.startFrom(answers);
    for (const listener of this.#refolded) listener();
  }

  // ── Witness ───────────────────────────────────────────────────────────────────────────────────────────────────────

  saved(commands: readonly NumberedCommand[]): void {
    this.waiting.saved(commands);
  }

  safe(index: number): void {
    this.#ticks.safe(index);
  }

  #send(submit: Submit, request: Request): OnItsWay {
    const { saved, decided } = submit(JSON.stringify(request));
    const key = answerKey(request);
    const answered = decided.then((outcome) => {
      if (key !== null) this.#undecided.delete(key);
      return decodeAnswer(outcome).outcome;
    });
    return { saved, decided: answered };
  }

  async #isSaved(saved: Promise<StoreResult>): Promise<boolean> {
    const result = await saved;
    if (result.ok) this.storeWorks();
    else this.storeFailed(result);
    return result.ok;
  }

  /** H9: how many disks the answer is on, after a moment in which the second one usually comes. */
  async #ticked(key: string, outcome: Outcome): Promise<Outcome> {
    if (!outcome.ok) return outcome;
    if (this.#ticks.isSafe(key)) return { ...outcome, durability: 'safe' };
    const { coming, giveUp } = this.#ticks.whenSafe(key);
    const isSafe = await within(this.clock, SAFE_WITHIN_MS, coming);
    giveUp();
    if (isSafe) return { ...outcome, durability: 'safe' };
    const isOver = this.projection.session()?.phase === 'ended';
    return { ...outcome, durability: 'saved', ...(isOver ? {} : { again: true }) };
  }

  /** One that our own code breaks on is answered `internal`, and the others are decided without it. */
  #decideAll(requests: readonly Request[]): Decided[] {
    const { policy, mediaConfigured, logger } = this.#ports;
    const ports = {
      projection: this.projection,
      answers: this.#answers,
      policy,
      mediaConfigured,
      now: () => this.clock.now(),
      forgetsAnswers: false,
    };
    try {
      return decideBatch(requests, ports);
    } catch (error) {
      logger.error({ error, commands: requests.map(({ command }) => command.type) }, 'a batch could not be decided');
      const sound = requests.filter((request) => canBeDecided(request, ports));
      const decided = decideBatch(sound, ports);
      return requests.map(
        (request) =>
          decided.find((one) => one.request === request) ?? {
            request,
            facts: [],
            outcome: { ok: false, kind: 'internal' },
          },
      );
    }
  }

  #firstAnswer({ actor, commandId }: Request): Outcome | undefined {
    if (commandId === null || actor.deviceId === null) return undefined;
    return this.#answers.find(actor.deviceId, commandId);
  }

  #keepAnswer({ deviceId, commandId, outcome }: CarriedAnswer, index: number): void {
    const key = answerKey({ actor: { deviceId }, commandId });
    if (key === null || deviceId === null || commandId === null || !isLasting(outcome)) return;
    this.#answers.keep(deviceId, commandId, outcome);
    this.#ticks.decided(key, index);
  }
}

/** The answer as it travels, with whose it is: every node gives it to whoever repeats the command (H5). */
interface CarriedAnswer {
  readonly deviceId: DeviceId | null;
  readonly commandId: CommandId | null;
  readonly outcome: Outcome;
}

function encodeAnswer({ request, outcome }: Decided): string {
  const { actor, commandId } = request;
  return JSON.stringify({ deviceId: actor.deviceId, commandId, outcome } satisfies CarriedAnswer);
}

function decodeAnswer(text: string): CarriedAnswer {
  return JSON.parse(text) as CarriedAnswer;
}

function canBeDecided(request: Request, ports: DecidingPorts): boolean {
  try {
    decideBatch([request], ports);
    return true;
  } catch {
    return false;
  }
}

/** What comes of it, or null where nothing does in this time. */
async function within<T>(clock: Clock, patienceMs: number, coming: Promise<T>): Promise<T | null> {
  let cancel: Disposer | null = null;
  const late = new Promise<null>((resolve) => {
    cancel = clock.setTimer(clock.now() + patienceMs, () => resolve(null));
  });
  return Promise.race([coming, late]).finally(() => cancel?.());
}
