import type { CommandId } from '@hub/shared/model/ids.ts';
import { RETRY_OF } from '@hub/shared/protocol/errors.ts';
import type { Request } from '../domain/commands.ts';
import { decide } from '../domain/decide.ts';
import type { Given } from '../domain/decision.ts';
import { FACT_VERSIONS, SYSTEM } from '../domain/events.ts';
import type { Actor, Fact, RecordedFact } from '../domain/events.ts';
import { evolve } from '../domain/evolve.ts';
import { Draft } from '../domain/memory-state.ts';
import type { Policy } from '../domain/policy.ts';
import { affectedPoints, settlePoint } from '../domain/settle.ts';
import type { StateReader } from '../domain/state.ts';
import type { NewEvent } from '../log/event-log.ts';
import type { FirstAnswers } from './first-answers.ts';
import type { Projection } from './projection.ts';
import { receiptOf } from './receipt.ts';
import type { Outcome } from './receipt.ts';

export interface DecidingPorts {
  readonly projection: Projection;
  readonly answers: FirstAnswers;
  readonly policy: Policy;
  readonly mediaConfigured: boolean;
  /** Hub time, epoch ms. */
  readonly now: () => number;
  /** A break for the crash checker: repeats are decided again. */
  readonly forgetsAnswers: boolean;
}

/** A request decided on the draft, not yet durable. */
export interface Decided {
  readonly request: Request;
  readonly facts: readonly RecordedFact[];
  readonly outcome: Outcome;
}

/**
 * Decides one after another on a draft over the projection, so that two commands for one point see each other. Nothing
 * of it holds yet. Throws where our own code broke: then the draft is spoilt, and each is to be decided by itself.
 */
export function decideBatch(requests: readonly Request[], ports: DecidingPorts): Decided[] {
  const { projection, answers } = ports;
  const draft = new Draft(projection);
  const at = Math.max(ports.now(), projection.lastAt);
  let seq = projection.head;
  const inBatch = new Map<string, Outcome>();
  return requests.map((request): Decided => {
    const key = answerKey(request);
    const first = ports.forgetsAnswers
      ? undefined
      : (firstAnswer(answers, request) ?? (key === null ? undefined : inBatch.get(key)));
    if (first) return { request, facts: [], outcome: first };
    const decided = decideOne(draft, request, at, seq, ports);
    seq += decided.facts.length;
    const outcome = decided.outcome ?? {
      ok: true,
      at,
      seq,
      receipt: receiptOf(decided.facts.map(({ fact }) => fact)),
    };
    if (key !== null && isLasting(outcome)) inBatch.set(key, outcome);
    return { request, facts: decided.facts, outcome };
  });
}

/** H5: what is durable has its answer, and a repeat must find it. */
export function keepAnswers(answers: FirstAnswers, decided: readonly Pick<Decided, 'request' | 'outcome'>[]): void {
  for (const { request, outcome } of decided) {
    const { actor, commandId } = request;
    if (actor.deviceId === null || commandId === null || !isLasting(outcome)) continue;
    answers.keep(actor.deviceId, commandId, outcome);
  }
}

/** As the log stores them. `sessionId`: the one that is on before the first of them; empty before there is any. */
export function toEvents(recorded: readonly RecordedFact[], before: string): NewEvent[] {
  let sessionId = before;
  return recorded.map(({ at, actor, commandId, run, fact }) => {
    // What the same batch decides after the session was made belongs to it (S4).
    if (fact.type === 'SessionCreated') sessionId = fact.head.id;
    const { type, ...data } = fact;
    return { at, sessionId, run, type, version: FACT_VERSIONS[type], actor, commandId, data };
  });
}

function decideOne(
  draft: Draft,
  { actor, command, commandId }: Request,
  at: number,
  seq: number,
  { policy, mediaConfigured }: DecidingPorts,
): { readonly facts: readonly RecordedFact[]; readonly outcome: Outcome | null } {
  const given: Given = { state: draft, actor, at, policy, mediaConfigured };
  const decision = decide(given, command);
  if (!decision.ok) return { facts: [], outcome: decision };
  const recorded: RecordedFact[] = [];
  const record = (fact: Fact, by: Actor): void => {
    evolve(draft, { at, fact });
    const { kind, deviceId, role } = by;
    const run = runOf(fact, draft);
    recorded.push({ seq: seq + recorded.length + 1, at, actor: { kind, deviceId, role }, commandId, run, fact });
  };
  for (const fact of decision.facts) record(fact, actor);
  for (const pointId of affectedPoints(draft, command, decision.facts)) {
    for (const fact of settlePoint(given, pointId)) record(fact, SYSTEM);
  }
  return { facts: recorded, outcome: null };
}

function firstAnswer(answers: FirstAnswers, { actor, commandId }: Request): Outcome | undefined {
  if (commandId === null || actor.deviceId === null) return undefined;
  return answers.find(actor.deviceId, commandId);
}

/** An answer that the same command would always get. A refusal that asks to try again must not stick to the command. */
export function isLasting(outcome: Outcome): boolean {
  return outcome.ok || RETRY_OF[outcome.kind] !== 'after';
}

/** S4: a report belongs to the run of its round, also when it comes late; everything else to the run that is on. */
function runOf(fact: Fact, state: StateReader): number {
  const session = state.session();
  const round = fact.type === 'HeadcountReported' && session?.rounds.find(({ id }) => id === fact.roundId);
  return round ? round.run : (session?.run ?? 0);
}

/** Whose command it is; null for what nobody will repeat. */
export function answerKey({
  actor,
  commandId,
}: Pick<Request, 'commandId'> & { readonly actor: Pick<Actor, 'deviceId'> }): string | null {
  return actor.deviceId === null || commandId === null ? null : `${actor.deviceId} ${commandId satisfies CommandId}`;
}
