import type { CommandId } from '@hub/shared/model/ids.ts';
import { unreachable } from '@hub/shared/lib/assert.ts';
import { refusedVi } from '@hub/shared/text/refused-vi.ts';
import type { Person } from '../access/credentials.ts';
import type { Handling, Hub } from '../hub/hub.ts';
import type { Outcome } from '../hub/receipt.ts';
import type { Metrics } from '../platform/metrics.ts';
import { accepted, refusal } from './acks.ts';
import type { Making } from './to-command.ts';

export interface Asked {
  readonly hub: Hub;
  readonly metrics: Metrics;
  readonly person: Person;
  readonly event: string;
  readonly message: unknown;
  readonly making: Making;
}

/** Takes a command through the hub. Resolves when its facts are durable (H9). */
export async function outcomeOf(
  { hub, metrics, person, event, message, making }: Asked,
  how: Handling = {},
): Promise<Outcome> {
  const { commandId } = message as { readonly commandId?: CommandId };
  const outcome: Outcome = making.ok
    ? await hub.handle(
        { commandId: commandId ?? null, actor: person, command: making.command, personal: making.personal },
        how,
      )
    : making;
  metrics.commands.inc({ type: event, outcome: outcome.ok ? 'ok' : outcome.kind });
  if (!outcome.ok) metrics.refused.inc({ kind: outcome.kind });
  return outcome;
}

/** Where the words of the kind would be wrong or say too little: by event, then kind and field. */
const OWN_WORDS: Readonly<Record<string, Readonly<Record<string, string>> | undefined>> = {
  'floor:add': { 'forbidden pointId': refusedVi.onlyInteractive },
  'floor:give': { 'conflict minutes': refusedVi.givenAlready },
  'round:open': { conflict: refusedVi.roundOpen },
  'round:freeze': { conflict: refusedVi.roundFrozen },
  'point:take': { 'conflict pointIds': refusedVi.pointsTaken },
  'incident:resolve': { 'conflict incidentId': refusedVi.closedAlready },
};

export async function answerOf(asked: Asked): Promise<unknown> {
  const outcome = await outcomeOf(asked, { orUndecided: true });
  if (outcome.ok) return toAck(outcome);
  const { kind, field } = outcome;
  return refusal(kind, { field, message: OWN_WORDS[asked.event]?.[field === undefined ? kind : `${kind} ${field}`] });
}

/** The answer as it travels: only what `docs/protocol.md` promises. */
export function toAck(outcome: Outcome): unknown {
  if (!outcome.ok) return refusal(outcome.kind, { field: outcome.field });
  const { at, seq, receipt, durability, again } = outcome;
  const tick = { ...(durability && { durability }), ...(again && { again }) };
  switch (receipt.kind) {
    case 'report':
      return accepted(at, seq, {
        ...tick,
        durability: durability ?? 'saved',
        counts: receipt.counts,
        amendment: receipt.amendment,
      });
    case 'round':
      return accepted(at, seq, { ...tick, roundId: receipt.roundId });
    case 'claimed':
    case 'plain':
      return accepted(at, seq, tick);
    default:
      return unreachable(receipt);
  }
}
