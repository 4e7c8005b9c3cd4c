import type { CommandId, DeviceId } from '@hub/shared/model/ids.ts';
import type { PersonalId } from '@hub/shared/model/ids.ts';
import type { Actor, Fact, RecordedFact } from '../domain/events.ts';
import type { EventLog, StoredEvent } from '../log/event-log.ts';
import { FirstAnswers } from './first-answers.ts';
import { Projection } from './projection.ts';
import { receiptOf } from './receipt.ts';

export interface Folded {
  readonly projection: Projection;
  readonly answers: FirstAnswers;
}

/** A restart: the projection and the first answers, from the log alone (G2, H5). */
export async function foldLog(log: EventLog, twice = false): Promise<Folded> {
  const projection = new Projection();
  const answers = new FirstAnswers();
  for (const { id, value } of await log.readPersonal()) projection.keepPersonal({ id: id as PersonalId, value });
  let command: RecordedFact[] = [];
  for await (const page of log.read(0)) {
    for (const stored of page) {
      const recorded = toRecorded(stored);
      projection.adopt(recorded);
      if (twice && recorded.fact.type === 'HeadcountReported') projection.adopt(recorded);
      if (!sameCommand(command[0], recorded)) {
        keepAnswer(answers, command);
        command = [];
      }
      command.push(recorded);
    }
  }
  keepAnswer(answers, command);
  return { projection, answers };
}

/** The log hands out only types and versions it was told of, upcast to the current shape, and checked them by their chain. */
export function toRecorded(stored: StoredEvent): RecordedFact {
  const { seq, at, actor, commandId, run, type, data } = stored;
  return {
    seq,
    at,
    actor: { kind: actor.kind, deviceId: actor.deviceId as DeviceId | null, role: actor.role as Actor['role'] },
    commandId: commandId as CommandId | null,
    run,
    fact: { type, ...(data as object) } as Fact,
  };
}

/** Facts of one command stand together, and share its id and its maker (settled facts carry the id, with the hub as maker). */
function sameCommand(first: RecordedFact | undefined, next: RecordedFact): boolean {
  if (!first || first.commandId === null || first.commandId !== next.commandId) return false;
  return next.actor.kind === 'system' || next.actor.deviceId === first.actor.deviceId;
}

function keepAnswer(answers: FirstAnswers, command: readonly RecordedFact[]): void {
  const first = command[0];
  const last = command.at(-1);
  if (!first || !last || first.commandId === null || first.actor.deviceId === null) return;
  answers.keep(first.actor.deviceId, first.commandId, {
    ok: true,
    at: last.at,
    seq: last.seq,
    receipt: receiptOf(command.map(({ fact }) => fact)),
  });
}
