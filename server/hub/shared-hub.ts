import type { CommandId, DeviceId, PersonalId } from '@hub/shared/model/ids.ts';
import type { Request } from '../domain/commands.ts';
import { SYSTEM } from '../domain/events.ts';
import type { RecordedFact } from '../domain/events.ts';
import type { Policy } from '../domain/policy.ts';
import type { Decider, Decisions } from '../exchange/decider.ts';
import type { Submitted } from '../exchange/own-commands.ts';
import type { EventLog, LogFailure } from '../log/event-log.ts';
import type { Entry, NumberedCommand } from '../log/node-store.ts';
import type { Clock, Disposer } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import { answerKey, decideBatch, isLasting, toEvents } from './decide-batch.ts';
import type { Decided, DecidingPorts } from './decide-batch.ts';
import type { FirstAnswers } from './first-answers.ts';
import { Hearers } from './hearers.ts';
import type { Hub, LogHealth, Ticks } from './hub.ts';
import type { Projection } from './projection.ts';
import type { Outcome } from './receipt.ts';
import { foldLog, toRecorded } from './refold.ts';

export interface SharedHubPorts {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly policy: Policy;
  readonly mediaConfigured: boolean;
}

/** The hub's way into the exchange. */
export interface Submit {
  (body: string): Submitted;
}

/**
 * The write path of one node of several. What its sockets ask goes into the exchange; what the agreed log says is
 * folded. Whoever holds the lease decides with the very same code as a hub that is alone.
 */
export class SharedHub implements Hub, Decider {
  readonly projection: Projection;
  readonly clock: Clock;
  readonly startedAt: number;
  readonly #ports: SharedHubPorts;
  readonly #answers: FirstAnswers;
  readonly #hearers: Hearers;
  readonly #refolded = new Set<() => void>();
  readonly #undecided = new Map<string, Promise<Outcome>>();
  #submit: Submit | null = null;
  #stopping = false;

  private constructor(ports: SharedHubPorts, projection: Projection, answers: FirstAnswers) {
    this.#ports = ports;
    this.projection = projection;
    this.#answers = answers;
    this.clock = ports.clock;
    this.#hearers = new Hearers(ports);
    this.startedAt = this.#hearers.startedAt;
  }

  static async open(ports: SharedHubPorts): Promise<SharedHub> {
    const { projection, answers } = await foldLog(ports.log);
    return new SharedHub(ports, projection, answers);
  }

  /** The exchange is open: what is asked goes there from now on. */
  join(submit: Submit): void {
    this.#submit = submit;
  }

  handle(request: Request, ticks?: Ticks): Promise<Outcome> {
    if (this.#stopping || this.#submit === null) return Promise.resolve({ ok: false, kind: 'hub-stopping' });
    const first = this.#firstAnswer(request);
    if (first) {
      ticks?.safe(first);
      return Promise.resolve(first);
    }
    const key = answerKey(request);
    const waiting = key === null ? undefined : this.#undecided.get(key);
    if (waiting) return waiting;
    const answer = this.#ask(this.#submit, request, ticks);
    if (key !== null) {
      this.#undecided.set(key, answer);
      void answer.then(() => this.#undecided.delete(key));
    }
    return answer;
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
    return this.#answers.find(deviceId, commandId) !== undefined;
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
      toRecorded({ ...event, seq: ++seq, origin: entry.by, originSeq: seq }),
    );
    for (const fact of recorded) this.projection.adopt(fact);
    for (const { outcome } of entry.decided) this.#keepAnswer(decodeAnswer(outcome));
    this.#hearers.adopted(recorded);
  }

  async refold(): Promise<void> {
    const { projection, answers } = await foldLog(this.#ports.log);
    this.projection.startFrom(projection);
    this.#answers.startFrom(answers);
    for (const listener of this.#refolded) listener();
  }

  async #ask(submit: Submit, request: Request, ticks: Ticks | undefined): Promise<Outcome> {
    const { saved, decided, safe } = submit(JSON.stringify(request));
    const result = await saved;
    if (!result.ok) {
      this.storeFailed(result);
      return { ok: false, kind: 'not-saved' };
    }
    this.storeWorks();
    ticks?.saved();
    if (ticks) void safe.then((outcome) => ticks.safe(decodeAnswer(outcome).outcome));
    return decodeAnswer(await decided).outcome;
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

  #keepAnswer({ deviceId, commandId, outcome }: CarriedAnswer): void {
    if (deviceId === null || commandId === null || !isLasting(outcome)) return;
    this.#answers.keep(deviceId, commandId, outcome);
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
